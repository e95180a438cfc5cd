package stillroom.app.route;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import stillroom.app.sensitive.Sensitive;
import stillroom.app.sensitive.SensitiveContent;

/// Puts placeholders in the place of what is sensitive in a text ([SensitiveContent]), which can be
/// undone.
public final class Redaction {

    private Redaction() {}

    /// Puts placeholders such as `[EMAIL-1]` in the place of what is sensitive: the same one for
    /// the same words, and none that stands in the text already.
    public static Redacted redact(String text) {
        var placeholders = new HashMap<String, String>();
        var originals = new LinkedHashMap<String, String>();
        var counts = new HashMap<Sensitive, Integer>();
        var redacted = new StringBuilder();
        int at = 0;
        var findings = SensitiveContent.findings(text);
        for (var finding : findings) {
            var words = text.substring(finding.start(), finding.end());
            var placeholder = placeholders.get(words);
            if (placeholder == null) {
                do {
                    int count = counts.merge(finding.kind(), 1, Integer::sum);
                    placeholder = "[" + finding.kind() + "-" + count + "]";
                } while (text.contains(placeholder));
                placeholders.put(words, placeholder);
                originals.put(placeholder, words);
            }
            redacted.append(text, at, finding.start()).append(placeholder);
            at = finding.end();
        }
        redacted.append(text, at, text.length());
        var kinds = SensitiveContent.counts(text, findings).keySet();
        return new Redacted(redacted.toString(), originals, kinds);
    }

    /// A text without what was sensitive in it, and the way back.
    ///
    /// @param originals the words by their placeholders; never leaves this computer
    public record Redacted(String text, Map<String, String> originals, Set<Sensitive> kinds) {

        private static final Pattern PLACEHOLDER = Pattern.compile("\\[[A-Z]+-\\d+]");

        public Redacted {
            originals = Map.copyOf(originals);
            kinds = Set.copyOf(kinds);
        }

        /// How many different words are withheld, by kind.
        public Map<String, Integer> counts() {
            var counts = new TreeMap<String, Integer>();
            for (var placeholder : originals.keySet()) {
                var kind = placeholder.substring(1, placeholder.lastIndexOf('-'));
                counts.merge(kind.toLowerCase(Locale.ROOT), 1, Integer::sum);
            }
            return counts;
        }

        /// Puts the words back into a text that may hold placeholders, in any order and number.
        public String restore(String answer) {
            var matcher = PLACEHOLDER.matcher(answer);
            return matcher.replaceAll(found ->
                    Matcher.quoteReplacement(originals.getOrDefault(found.group(), found.group())));
        }
    }
}
