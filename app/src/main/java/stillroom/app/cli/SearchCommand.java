package stillroom.app.cli;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import stillroom.app.search.Search;
import stillroom.app.search.Search.Answer;
import stillroom.index.Coverage;
import stillroom.index.Hit;
import stillroom.index.query.Query;
import stillroom.index.query.Query.Filter;
import stillroom.index.query.Query.Grouping;
import stillroom.index.query.Query.Mode;
import stillroom.index.query.QueryText;
import stillroom.index.query.Snippet;

/// Finds passages.
@Command(
        name = SearchCommand.NAME,
        description = "Finds passages by words, by meaning, or by both.")
final class SearchCommand implements Callable<Integer> {

    static final String NAME = "search";

    static final String FROM_STANDARD_INPUT = "-";
    private static final Pattern COMMA = Pattern.compile(",");
    private static final int MOST_TWINS = 3;

    private final Stillroom stillroom;
    private boolean saidThatOnlyWordsCount;

    @Parameters(
            paramLabel = "QUERY",
            description =
                    "What to look for; - reads one query per line from standard input. Understands"
                            + " \"a phrase\", -without, this OR that, one near/5 other, wild*,"
                            + " title:, label:, type:pdf, in:folder, since:2024-03, before: and"
                            + " page:3-7.")
    private String query = "";

    @Option(
            names = "--mode",
            paramLabel = "both|words|meaning",
            description = "By what to find. Default: ${DEFAULT-VALUE}")
    private Mode mode = Mode.BOTH;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "Most hits. Default: ${DEFAULT-VALUE}")
    private int limit = 10;

    @Option(
            names = "--type",
            split = ",",
            paramLabel = "TYPE",
            description = "Only documents of these formats, such as pdf,docx.")
    private Set<String> types = Set.of();

    @Option(
            names = "--label",
            split = ",",
            paramLabel = "NAME",
            description = "Only documents with all of these labels, set or proposed.")
    private Set<String> labels = Set.of();

    @Option(
            names = "--in",
            paramLabel = "FOLDER",
            description = "Only documents that lie below this folder.")
    private @Nullable Path folder;

    @Option(
            names = "--since",
            paramLabel = "DATE",
            description = "Only documents added on this day (2026-01-31) or later.")
    private @Nullable LocalDate since;

    @Option(
            names = "--before",
            paramLabel = "DATE",
            description = "Only documents added before this day.")
    private @Nullable LocalDate before;

    @Option(
            names = "--phrase",
            paramLabel = "TEXT",
            description = "Only passages in which this stands as it is. May be repeated.")
    private List<String> phrases = List.of();

    @Option(
            names = "--without",
            paramLabel = "TEXT",
            description = "Only documents in which this stands nowhere. May be repeated.")
    private List<String> without = List.of();

    @Option(
            names = "--any",
            paramLabel = "A,B",
            description = "Only passages with one of these words or phrases. May be repeated.")
    private List<String> choices = List.of();

    @Option(
            names = "--near",
            paramLabel = "A,B,N",
            description =
                    "Only passages in which A and B stand with at most N words between them. May be"
                            + " repeated.")
    private List<String> near = List.of();

    @Option(
            names = "--title",
            paramLabel = "TEXT",
            description = "Only documents with this in the title or in the name of the file.")
    private List<String> titles = List.of();

    @Option(
            names = "--page",
            paramLabel = "N[-M]",
            description = "Only what stands on these pages.")
    private @Nullable String page;

    @Option(names = "--passages", description = "A document may give several hits.")
    private boolean everyPassage;

    SearchCommand(Stillroom stillroom) {
        this.stillroom = stillroom;
    }

    private record Line(
            String query,
            double tookMs,
            int searched,
            int unsearchable,
            List<HitLine> hits,
            CoverageLine coverage,
            int folded,
            @Nullable String suggestion,
            List<NoteLine> notes) {}

    private record CoverageLine(
            int words, int meaning, int waiting, Map<String, Integer> unreadable) {

        CoverageLine(Coverage coverage) {
            this(
                    coverage.words(),
                    coverage.meaning(),
                    coverage.waiting(),
                    Shown.words(coverage.unreadable()));
        }
    }

    private record NoteLine(String part, String problem, String text) {

        NoteLine(QueryText.Note note) {
            this(note.part(), Shown.word(note.fault()), sentence(note));
        }
    }

    private record TwinLine(String document, String path, String title, int page) {

        TwinLine(Hit.Twin twin) {
            this(
                    twin.document().id().sha256(),
                    twin.document().path().toString(),
                    twin.document().title(),
                    twin.page());
        }
    }

    /// A hit, in JSON.
    record HitLine(
            String document,
            String path,
            String title,
            int page,
            double score,
            String passage,
            String snippet,
            @Nullable String sentence,
            List<TwinLine> also) {

        HitLine(Hit hit) {
            this(
                    hit.document().id().sha256(),
                    hit.document().path().toString(),
                    hit.document().title(),
                    hit.passage().page(),
                    Stillroom.rounded(hit.score(), 4),
                    hit.passage().text(),
                    marked(hit.snippet(), word -> "<mark>" + word + "</mark>"),
                    shownOf(hit.snippet()),
                    hit.twins().stream().map(TwinLine::new).toList());
        }
    }

    private static @Nullable String shownOf(Snippet snippet) {
        var sentence = snippet.sentence();
        return sentence == null ? null : snippet.text().substring(sentence.start(), sentence.end());
    }

    @Override
    public Integer call() {
        if (limit < 1) {
            throw Failure.wrongUse("--limit must be at least 1");
        }
        var operators = operators();
        var search = stillroom.parts().search();
        if (query.equals(FROM_STANDARD_INPUT)) {
            stillroom.terminal().lines().forEachRemaining(line -> answer(search, line, operators));
        } else {
            answer(search, query, operators);
        }
        return Stillroom.DONE;
    }

    /// The options as the query language has them.
    private List<String> operators() {
        var operators = new ArrayList<String>();
        phrases.forEach(each -> operators.add(quoted(each)));
        without.forEach(each -> operators.add("-" + quoted(each)));
        titles.forEach(each -> operators.add("title:" + quoted(each)));
        for (var each : choices) {
            operators.add(
                    COMMA.splitAsStream(each)
                            .map(SearchCommand::quoted)
                            .collect(Collectors.joining(" OR ")));
        }
        for (var each : near) {
            var parts = COMMA.split(each, -1);
            if (parts.length != 3 || !parts[2].strip().matches("\\d{1,4}")) {
                throw Failure.wrongUse("--near wants two words and a number: --near roof,leak,5");
            }
            operators.add(quoted(parts[0]) + " near/" + parts[2].strip() + " " + quoted(parts[1]));
        }
        if (page != null) {
            if (!page.matches("\\d{1,9}(-\\d{1,9})?")) {
                throw Failure.wrongUse("--page wants a page or two: --page 3 or --page 3-7");
            }
            operators.add("page:" + page);
        }
        return operators;
    }

    private static String quoted(String text) {
        var words = text.replace('"', ' ').strip();
        if (words.codePoints().noneMatch(Character::isLetterOrDigit)) {
            throw Failure.wrongUse("an option of the search has no word: \"%s\"".formatted(words));
        }
        return '"' + words + '"';
    }

    private void answer(Search search, String text, List<String> operators) {
        var below = folder == null ? null : folder.toAbsolutePath().normalize();
        var filter = new Filter(types, labels, below, since, before);
        var grouping =
                everyPassage ? Grouping.EVERY_PASSAGE : Grouping.BEST_PASSAGE_OF_EACH_DOCUMENT;
        var answer = search.search(new Query(text, mode, limit, filter, grouping, operators));
        if (answer.mode() != mode && !saidThatOnlyWordsCount && !text.isBlank()) {
            stillroom.complain(
                    "searched by words only, because there are no vectors yet or no model");
            saidThatOnlyWordsCount = true;
        }
        answer.hits().notes().forEach(note -> stillroom.complain(sentence(note)));
        if (stillroom.json()) {
            var hits = answer.hits();
            stillroom.print(
                    new Line(
                            text,
                            Stillroom.rounded(answer.milliseconds(), 2),
                            hits.searched(),
                            hits.unsearchable(),
                            hits.hits().stream().map(HitLine::new).toList(),
                            new CoverageLine(hits.coverage()),
                            hits.folded(),
                            hits.suggestion(),
                            hits.notes().stream().map(NoteLine::new).toList()),
                    "");
        } else {
            show(answer);
        }
    }

    private static String sentence(QueryText.Note note) {
        return "\"%s\" %s; searched as plain words"
                .formatted(Terminal.oneLine(note.part()), fault(note.fault()));
    }

    private static String fault(QueryText.Fault fault) {
        return switch (fault) {
            case NEEDS_A_WORD_ON_EITHER_SIDE -> "needs a word on either side";
            case CANNOT_BE_EXCLUDED -> "cannot be excluded";
            case NEEDS_A_DISTANCE -> "needs a number of words after the slash, as in near/5";
            case NEEDS_A_VALUE -> "needs something after the colon";
            case NEEDS_MORE_LETTERS -> "needs two letters before its wildcard, or three in a row";
            case IS_NO_FOLDER -> "names no folder";
            case IS_NO_DATE -> "is no date such as 2024, 2024-03 or 2024-03-31";
            case IS_NO_PAGE -> "is no page such as 3 or 3-7";
            case IS_NOT_CLOSED -> "begins a quotation that never ends";
        };
    }

    private void show(Answer answer) {
        var terminal = stillroom.terminal();
        for (var hit : answer.hits().hits()) {
            var document = hit.document();
            var page = document.pages() > 1 ? " · page " + hit.passage().page() : "";
            var score = terminal.dim("  %.2f  %s".formatted(hit.score(), Shown.id(document)));
            terminal.print(terminal.bold(Shown.title(document)) + page + score);
            terminal.print("  " + snippet(hit.snippet()));
            terminal.print(terminal.dim("  " + Terminal.oneLine(document.path().toString())));
            if (!hit.twins().isEmpty()) {
                terminal.print(terminal.dim("  also " + twins(hit.twins())));
            }
            terminal.print("");
        }
        var hits = answer.hits();
        if (hits.suggestion() != null) {
            terminal.print("Did you mean: " + Terminal.oneLine(hits.suggestion()));
        }
        terminal.print(
                "%d %s%s · %d searched%s in %.0f ms"
                        .formatted(
                                hits.hits().size(),
                                hits.hits().size() == 1 ? "hit" : "hits",
                                hits.folded() == 0
                                        ? ""
                                        : " (%d with the same text folded)"
                                                .formatted(hits.folded()),
                                hits.searched(),
                                hits.unsearchable() == 0
                                        ? ""
                                        : ", %d could not be (%s),"
                                                .formatted(hits.unsearchable(), why(answer)),
                                answer.milliseconds()));
    }

    private static String twins(List<Hit.Twin> twins) {
        var named =
                twins.stream()
                        .limit(MOST_TWINS)
                        .map(twin ->
                                Shown.title(twin.document())
                                        + (twin.document().pages() > 1 ? " p. " + twin.page() : ""))
                        .collect(Collectors.joining(", "));
        int others = twins.size() - MOST_TWINS;
        return others > 0 ? "%s and %d more".formatted(named, others) : named;
    }

    private String why(Answer answer) {
        var coverage = answer.hits().coverage();
        var reasons = new ArrayList<String>();
        new TreeMap<>(coverage.unreadable())
                .forEach((problem, count) -> reasons.add(count + " " + Shown.word(problem)));
        if (coverage.waiting() > 0) {
            reasons.add(coverage.waiting() + " waiting to be read");
        }
        if (answer.mode() == Mode.MEANING && coverage.words() > coverage.meaning()) {
            reasons.add(coverage.words() - coverage.meaning() + " without vectors");
        }
        return String.join(", ", reasons);
    }

    private String snippet(Snippet snippet) {
        var fitToShow = snippet.text().replaceAll("\\p{Cntrl}", " "); // marks stay where they are
        return marked(new Snippet(fitToShow, snippet.marks(), null), stillroom.terminal()::bold);
    }

    private static String marked(Snippet snippet, UnaryOperator<String> mark) {
        var text = snippet.text();
        var marked = new StringBuilder();
        var end = 0;
        for (var word : snippet.marks()) {
            marked.append(text, end, word.start())
                    .append(mark.apply(text.substring(word.start(), word.end())));
            end = word.end();
        }
        return marked.append(text, end, text.length()).toString();
    }
}
