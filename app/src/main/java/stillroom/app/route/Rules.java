package stillroom.app.route;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import stillroom.app.route.Decision.Verdict;
import stillroom.app.sensitive.Sensitive;

/// Says of each request where it may be answered, by named rules in the order of a file that a
/// person can read and change: `rules.txt` in the folder of the library.
///
/// The first rule that applies speaks; but a rule that says *never* wins over all, wherever it
/// stands.
public final class Rules {

    private static final String FILE = "rules.txt";

    private static final String USUAL =
            """
            # What may be answered by a server, if the cloud fallback is on. The first rule that applies
            # speaks; one that says "never" wins wherever it stands. Nothing leaves without a yes to its
            # exact bytes, whatever stands here.
            #
            #   NAME: never | local | cloud [when CONDITION [and CONDITION ...]]
            #
            # Conditions: label "NAME"   folder "/PATH"   document ID   words > 4000   confidence < 0.3
            #             memory < 500   script not latin   sensitive   sensitive iban card identity
            # (sensitive: email phone iban card identity birth name medical legal; you can lift it for one
            #  request)

            sensitive: local when sensitive
            long: cloud when words > 4000
            foreign: cloud when script not latin
            unsure: cloud when confidence < 0.3
            low-memory: cloud when memory < 500
            otherwise: local
            """;

    private static final Pattern RULE =
            Pattern.compile("([\\p{L}\\p{N}_-]+)\\s*:\\s*(never|local|cloud)(?:\\s+when\\s+(.+))?");
    private static final Pattern CONDITION =
            Pattern.compile(
                    "(?<label>label \"[^\"]+\")|(?<folder>folder \"[^\"]+\")"
                            + "|(?<document>document [0-9a-f]{6,64})|(?<words>words > \\d+)"
                            + "|(?<confidence>confidence < [01](?:\\.\\d+)?)|(?<memory>memory < \\d+)"
                            + "|(?<script>script not latin)|(?<sensitive>sensitive(?: \\p{Ll}+)*?)"
                            + "(?= and |$)");

    private final List<Rule> rules;

    private Rules(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    private record Rule(String line, String name, Verdict verdict, List<Condition> conditions) {

        /// What was seen, if all conditions hold.
        Optional<List<Reason>> applies(Facts facts, Set<Sensitive> found) {
            var reasons = new ArrayList<Reason>();
            for (var condition : conditions) {
                var reason = condition.seen().apply(facts, found);
                if (reason.isEmpty()) {
                    return Optional.empty();
                }
                reasons.add(reason.get());
            }
            return Optional.of(
                    reasons.isEmpty()
                            ? List.of(Reason.of(Reason.Kind.LAST))
                            : List.copyOf(reasons));
        }

        boolean asksForSensitive() {
            return conditions.stream().anyMatch(Condition::isSensitive);
        }
    }

    /// @param seen says what it saw, if it holds
    private record Condition(
            boolean isSensitive, BiFunction<Facts, Set<Sensitive>, Optional<Reason>> seen) {}

    /// Whether the user has said that this request may go although something sensitive was found.
    public enum Lift {
        NONE,
        SENSITIVE
    }

    /// Where those of a library stand.
    public static Path file(Path library) {
        return library.resolve(FILE);
    }

    /// Reads the rules of the library in a folder; writes the usual ones if there are none.
    ///
    /// @throws IOException if the file cannot be read, or a line of it is not a rule; the message
    ///   is one sentence
    public static Rules load(Path library) throws IOException {
        var file = file(library);
        if (Files.notExists(file)) {
            Files.createDirectories(library);
            Files.writeString(file, USUAL);
        }
        return parse(Files.readString(file));
    }

    static Rules usual() throws IOException {
        return parse(USUAL);
    }

    static Rules parse(String text) throws IOException {
        var rules = new ArrayList<Rule>();
        var lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            var matcher = RULE.matcher(line);
            if (!matcher.matches()) {
                throw new IOException(
                        "Line %d of %s is not a rule: write NAME: local when CONDITION."
                                .formatted(i + 1, FILE));
            }
            var conditions =
                    matcher.group(3) == null
                            ? List.<Condition>of()
                            : conditions(matcher.group(3), i + 1);
            var verdict = Verdict.valueOf(matcher.group(2).toUpperCase(Locale.ROOT));
            rules.add(new Rule(line, matcher.group(1), verdict, conditions));
        }
        return new Rules(rules);
    }

    private static List<Condition> conditions(String text, int line) throws IOException {
        var conditions = new ArrayList<Condition>();
        var matcher = CONDITION.matcher(text);
        int at = 0;
        while (matcher.find(at) && matcher.start() == at) {
            conditions.add(condition(matcher.group(), line));
            at = matcher.end();
            if (at == text.length()) {
                return conditions;
            }
            if (!text.startsWith(" and ", at)) {
                break;
            }
            at += " and ".length();
        }
        throw new IOException(
                "Line %d of %s has a condition that is not known: %s"
                        .formatted(line, FILE, text.substring(at)));
    }

    private static Condition condition(String text, int line) throws IOException {
        try {
            return understood(text, line);
        } catch (NumberFormatException | InvalidPathException _) {
            throw new IOException(
                    "Line %d of %s has a condition that makes no sense: %s"
                            .formatted(line, FILE, text));
        }
    }

    private static Condition understood(String text, int line) throws IOException {
        var word = text.substring(0, text.indexOf(' ') < 0 ? text.length() : text.indexOf(' '));
        var value = text.substring(text.lastIndexOf(' ') + 1);
        return switch (word) {
            case "label" -> {
                var name = quoted(text);
                yield plain((facts, _) -> seen(facts.labels().contains(name), Reason.Kind.LABEL));
            }
            case "folder" -> {
                var folder = Path.of(quoted(text));
                yield plain((facts, _) -> seen(facts.isIn(folder), Reason.Kind.FOLDER));
            }
            case "document" ->
                    plain((facts, _) -> {
                        var document = facts.document();
                        return seen(
                                document != null && document.startsWith(value),
                                Reason.Kind.DOCUMENT);
                    });
            case "words" -> {
                int most = Integer.parseInt(value);
                yield plain((facts, _) ->
                        seen(facts.words() > most, Reason.Kind.WORDS, facts.words(), most));
            }
            case "confidence" -> {
                double least = Double.parseDouble(value);
                yield plain((facts, _) ->
                        seen(
                                facts.confidence() < least,
                                Reason.Kind.CONFIDENCE,
                                "%.2f".formatted(facts.confidence()),
                                value));
            }
            case "memory" -> {
                long least = Long.parseLong(value);
                yield plain((facts, _) ->
                        seen(
                                facts.freeMegabytes() < least,
                                Reason.Kind.MEMORY,
                                facts.freeMegabytes(),
                                least));
            }
            case "script" -> plain((facts, _) -> seen(facts.isForeign(), Reason.Kind.SCRIPT));
            default -> sensitive(text, line);
        };
    }

    private static Condition sensitive(String text, int line) throws IOException {
        var wanted = EnumSet.noneOf(Sensitive.class);
        for (var word : Arrays.asList(text.split(" ", -1)).subList(1, text.split(" ", -1).length)) {
            var kind = Sensitive.named(word);
            if (kind.isEmpty()) {
                throw new IOException(
                        "Line %d of %s: \"%s\" is nothing that is looked for."
                                .formatted(line, FILE, word));
            }
            wanted.add(kind.get());
        }
        var kinds = wanted.isEmpty() ? EnumSet.allOf(Sensitive.class) : wanted;
        return new Condition(
                true,
                (_, found) -> {
                    var both =
                            kinds.stream()
                                    .filter(found::contains)
                                    .map(Sensitive::word)
                                    .collect(Collectors.joining(" "));
                    return seen(!both.isEmpty(), Reason.Kind.FOUND, both);
                });
    }

    private static Condition plain(BiFunction<Facts, Set<Sensitive>, Optional<Reason>> seen) {
        return new Condition(false, seen);
    }

    private static Optional<Reason> seen(boolean holds, Reason.Kind kind, Object... facts) {
        return holds ? Optional.of(Reason.of(kind, facts)) : Optional.empty();
    }

    private static String quoted(String text) {
        return text.substring(text.indexOf('"') + 1, text.lastIndexOf('"'));
    }

    /// Each rule as it is written, in order.
    public List<String> lines() {
        return rules.stream().map(Rule::line).toList();
    }

    /// Decides where a request may be answered.
    ///
    /// @param found what is sensitive in its text
    public Decision decide(Facts facts, Set<Sensitive> found, Lift lift) {
        for (var rule : rules) {
            if (rule.verdict() == Verdict.NEVER) {
                var reason = rule.applies(facts, found);
                if (reason.isPresent()) {
                    return new Decision(Verdict.NEVER, rule.name(), reason.get());
                }
            }
        }
        for (var rule : rules) {
            if (lift == Lift.SENSITIVE
                    && rule.verdict() == Verdict.LOCAL
                    && rule.asksForSensitive()) {
                continue;
            }
            var reason = rule.applies(facts, found);
            if (reason.isPresent()) {
                return new Decision(rule.verdict(), rule.name(), reason.get());
            }
        }
        return new Decision(Verdict.LOCAL, "otherwise", List.of(Reason.of(Reason.Kind.NONE)));
    }
}
