package stillroom.app.route;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds what is sensitive in a text, and puts placeholders in its place that can be undone.
///
/// It works by form: numbers that prove themselves by their check digits, addresses, dates that are
/// said to be of birth, names behind a title. A name without a title anywhere in the text is not
/// found, which is why the exact bytes are shown before they leave.
public final class Redaction {

    private record Form(Sensitive kind, Pattern pattern, Predicate<String> holds) {

        static Form of(Sensitive kind, String pattern) {
            return of(kind, pattern, _ -> true);
        }

        static Form of(Sensitive kind, String pattern, Predicate<String> holds) {
            return new Form(kind, Pattern.compile(pattern), holds);
        }
    }

    private static final String TITLE =
            "(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Doctor|Judge|Justice|Sir|Dame|Rev|Capt|Herrn?"
                    + "|Frau|Mme|Mlle|Madame|Monsieur|Señora?|Sra|Srta|Sr|Don|Doña|Sig|Signora?"
                    + "|Dott|Dottoressa|Pan|Pani|Patient|Patientin|Client|Mandant|Mandantin)";
    private static final String NAME_WORD = "\\p{Lu}[\\p{L}\\p{M}'’-]*\\p{Ll}[\\p{L}\\p{M}'’-]*";
    private static final String BETWEEN =
            "(?:[ \\u00a0](?:\\p{Lu}\\.|von|van|de|der|den|del|della|di|da|la|le|zu|bin|al|y))*";

    private static final Pattern NAMED =
            Pattern.compile(
                    "\\b"
                            + TITLE
                            + "\\.?(?:[ \\u00a0](?:Dr|Prof|med|jur|phil|rer|nat)\\.?)*"
                            + BETWEEN
                            + "[ \\u00a0]("
                            + NAME_WORD
                            + "(?:"
                            + BETWEEN
                            + "[ \\u00a0]"
                            + NAME_WORD
                            + "){0,3})");

    private static final String DATE =
            "(?:\\d{1,2}[./-]\\s?\\d{1,2}[./-]\\s?\\d{2,4}|\\d{4}-\\d{2}-\\d{2}"
                    + "|\\d{1,2}(?:st|nd|rd|th|\\.)?\\s(?:of\\s|de\\s)?\\p{L}{3,10}\\.?,?\\s(?:de\\s)?\\d{4}"
                    + "|\\p{L}{3,10}\\.?\\s\\d{1,2}(?:st|nd|rd|th)?,?\\s\\d{4})";

    /// In the order in which they are believed where two overlap.
    private static final List<Form> FORMS =
            List.of(
                    Form.of(
                            Sensitive.EMAIL,
                            "[\\p{L}\\p{N}._%+-]{1,64}@[\\p{L}\\p{N}-]+(?:\\.[\\p{L}\\p{N}-]+)*\\.\\p{L}{2,24}"),
                    Form.of(
                            Sensitive.IBAN,
                            "\\b[A-Z]{2}\\d{2}(?:[ \\u00a0]?[A-Z0-9]{4}){2,7}(?:[ \\u00a0]?[A-Z0-9]{1,3})?\\b",
                            found -> CheckDigits.isIban(plain(found))),
                    Form.of(
                            Sensitive.IDENTITY, // United States: social security and ITIN
                            "(?<![\\d-])(?!000|666)\\d{3}-(?!00)\\d{2}-(?!0000)\\d{4}(?![\\d-])"),
                    Form.of(
                            Sensitive.IDENTITY, // United Kingdom: National Insurance
                            "\\b(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\\d{2}"
                                    + " ?\\d{2} ?\\d{2} ?[A-D]\\b"),
                    Form.of(
                            Sensitive.IDENTITY,
                            "\\b\\d{2}[ ]?\\d{3}[ ]?\\d{3}[ ]?\\d{3}\\b|\\b\\d{11}\\b",
                            found ->
                                    CheckDigits.isGermanTax(plain(found))
                                            || CheckDigits.isPolish(plain(found))),
                    Form.of(
                            Sensitive.IDENTITY,
                            "\\b[12] ?\\d{2} ?\\d{2} ?\\d{2} ?\\d{3} ?\\d{3} ?\\d{2}\\b",
                            found -> CheckDigits.isFrench(plain(found))),
                    Form.of(
                            Sensitive.IDENTITY,
                            "\\b756[. ]?\\d{4}[. ]?\\d{4}[. ]?\\d{2}\\b",
                            found -> CheckDigits.isSwiss(plain(found))),
                    Form.of(
                            Sensitive.CARD,
                            "(?<![\\d.,])\\d(?:[ \\u00a0-]?\\d){12,18}(?![\\d])",
                            found -> CheckDigits.isCard(plain(found))),
                    Form.of(
                            Sensitive.IDENTITY,
                            "\\b(?:\\d{8}|[XYZ]-?\\d{7})-?[A-HJ-NP-TV-Z]\\b",
                            found -> CheckDigits.isSpanish(plain(found))),
                    Form.of(
                            Sensitive.IDENTITY,
                            "\\b[A-Z]{6}\\d{2}[A-EHLMPRST]\\d{2}[A-Z]\\d{3}[A-Z]\\b",
                            CheckDigits::isItalian),
                    Form.of(
                            Sensitive.BIRTH,
                            "(?i)(?:born(?: on)?|date of birth|birth ?date|d\\.?o\\.?b\\.?|geboren(?: am)?"
                                    + "|geburtsdatum|geb\\.|née? le|date de naissance|nat[oa] il|nacid[oa] el"
                                    + "|fecha de nacimiento)[:\\s]{1,3}(?:the\\s)?("
                                    + DATE
                                    + ")"),
                    Form.of(
                            Sensitive.PHONE,
                            "(?<![\\w+/.-])(?:\\+|00)[1-9]\\d{0,2}(?:[ \\u00a0./-]?\\(?\\d{1,5}\\)?){2,6}(?!\\d)"),
                    Form.of(
                            Sensitive.PHONE,
                            "(?<![\\w+/.-])(?:\\(\\d{3}\\) ?|\\d{3}[-.])\\d{3}[-.]\\d{4}(?![\\d-])"),
                    Form.of(
                            Sensitive.PHONE,
                            "(?<![\\w+/.-])\\(?0\\d{2,5}\\)?[ \\u00a0/-]{1,3}\\d{3,4}(?:[ -]?\\d{2,4}){1,3}(?![\\d-])"),
                    Form.of(
                            Sensitive.PHONE,
                            "(?i)(?:tel|phone|telefon|mobile|mobil|handy|fax|tél)[.:]*\\s{0,3}"
                                    + "(\\(?\\d(?:[ /().-]{0,2}\\d){5,14})"));

    private Redaction() {}

    /// Something sensitive in a text.
    ///
    /// @param start in chars
    /// @param end exclusive
    public record Finding(Sensitive kind, int start, int end) {}

    private static String plain(String found) {
        return found.replaceAll("[ \\u00a0.-]", "").toUpperCase(Locale.ROOT);
    }

    /// What is sensitive in a text, in order, without overlaps.
    public static List<Finding> findings(String text) {
        var all = new ArrayList<Finding>();
        for (var form : FORMS) {
            var matcher = form.pattern().matcher(text);
            int group = matcher.groupCount();
            while (matcher.find()) {
                if (form.holds().test(matcher.group(group))) {
                    add(all, new Finding(form.kind(), matcher.start(group), matcher.end(group)));
                }
            }
        }
        for (var name : names(text)) {
            var matcher =
                    Pattern.compile(
                                    "(?<![\\p{L}\\p{M}])"
                                            + Pattern.quote(name)
                                            + "(?![\\p{L}\\p{M}])")
                            .matcher(text);
            while (matcher.find()) {
                add(all, new Finding(Sensitive.NAME, matcher.start(), matcher.end()));
            }
        }
        all.sort(Comparator.comparingInt(Finding::start));
        return List.copyOf(all);
    }

    private static void add(List<Finding> all, Finding one) {
        if (all.stream()
                .noneMatch(other -> one.start() < other.end() && other.start() < one.end())) {
            all.add(one);
        }
    }

    /// The names behind titles, whole ones before their parts, so that "Smith" is found where "Mr
    /// John Smith" was named before.
    private static List<String> names(String text) {
        Set<String> whole = new LinkedHashSet<>();
        Set<String> parts = new LinkedHashSet<>();
        var matcher = NAMED.matcher(text);
        while (matcher.find()) {
            whole.add(matcher.group(1));
            for (var part : matcher.group(1).split("[ \\u00a0]", -1)) {
                if (part.length() > 2 && part.matches(NAME_WORD)) {
                    parts.add(part);
                }
            }
        }
        var names = new ArrayList<>(whole);
        names.sort(Comparator.comparingInt(String::length).reversed());
        parts.removeAll(whole);
        names.addAll(parts);
        return names;
    }

    /// Puts placeholders such as `[EMAIL-1]` in the place of what is sensitive: the same one for
    /// the same words, and none that stands in the text already.
    public static Redacted redact(String text) {
        var placeholders = new HashMap<String, String>();
        var originals = new LinkedHashMap<String, String>();
        var counts = new HashMap<Sensitive, Integer>();
        var kinds = new LinkedHashSet<Sensitive>();
        var redacted = new StringBuilder();
        int at = 0;
        for (var finding : findings(text)) {
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
            kinds.add(finding.kind());
            redacted.append(text, at, finding.start()).append(placeholder);
            at = finding.end();
        }
        redacted.append(text, at, text.length());
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
