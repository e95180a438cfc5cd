package stillroom.app.cli;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import stillroom.app.search.Search;
import stillroom.app.search.Search.Answer;
import stillroom.index.Hit;
import stillroom.index.query.Query;
import stillroom.index.query.Query.Filter;
import stillroom.index.query.Query.Grouping;
import stillroom.index.query.Query.Mode;
import stillroom.index.query.QueryText;
import stillroom.index.query.Snippet;

/// Finds passages.
@Command(name = "search", description = "Finds passages by words, by meaning, or by both.")
final class SearchCommand implements Callable<Integer> {

    static final String FROM_STANDARD_INPUT = "-";

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

    @Option(names = "--passages", description = "A document may give several hits.")
    private boolean everyPassage;

    SearchCommand(Stillroom stillroom) {
        this.stillroom = stillroom;
    }

    private record Line(
            String query, double tookMs, int searched, int unsearchable, List<HitLine> hits) {}

    /// A hit, in JSON.
    record HitLine(
            String document,
            String path,
            String title,
            int page,
            double score,
            String passage,
            String snippet) {

        HitLine(Hit hit) {
            this(
                    hit.document().id().sha256(),
                    hit.document().path().toString(),
                    hit.document().title(),
                    hit.passage().page(),
                    Stillroom.rounded(hit.score(), 4),
                    hit.passage().text(),
                    marked(hit.snippet(), word -> "<mark>" + word + "</mark>"));
        }
    }

    @Override
    public Integer call() {
        if (limit < 1) {
            throw Failure.wrongUse("--limit must be at least 1");
        }
        if (mode != Mode.WORDS) {
            stillroom.parts().expectModels();
        }
        var search = stillroom.parts().search();
        if (query.equals(FROM_STANDARD_INPUT)) {
            stillroom.terminal().lines().forEachRemaining(line -> answer(search, line));
        } else {
            answer(search, query);
        }
        return Stillroom.DONE;
    }

    private void answer(Search search, String text) {
        var below = folder == null ? null : folder.toAbsolutePath().normalize();
        var filter = new Filter(types, labels, below, since, before);
        var grouping =
                everyPassage ? Grouping.EVERY_PASSAGE : Grouping.BEST_PASSAGE_OF_EACH_DOCUMENT;
        var answer = search.search(new Query(text, mode, limit, filter, grouping));
        if (answer.mode() != mode && !saidThatOnlyWordsCount && !text.isBlank()) {
            stillroom.complain(
                    "searched by words only, because there are no vectors yet or no model");
            saidThatOnlyWordsCount = true;
        }
        for (var note : answer.hits().notes()) {
            stillroom.complain(
                    "\"%s\" %s; searched as plain words"
                            .formatted(Terminal.oneLine(note.part()), fault(note.fault())));
        }
        if (stillroom.json()) {
            var hits = answer.hits();
            stillroom.print(
                    new Line(
                            text,
                            Stillroom.rounded(answer.milliseconds(), 2),
                            hits.searched(),
                            hits.unsearchable(),
                            hits.hits().stream().map(HitLine::new).toList()),
                    "");
        } else {
            show(answer);
        }
    }

    private static String fault(QueryText.Fault fault) {
        return switch (fault) {
            case NEEDS_A_WORD_ON_EITHER_SIDE -> "needs a word on either side";
            case CANNOT_BE_EXCLUDED -> "cannot be excluded";
            case NEEDS_A_VALUE -> "needs something after the colon";
            case NEEDS_MORE_LETTERS -> "needs two letters before its wildcard, or three in a row";
            case IS_NO_FOLDER -> "names no folder";
            case IS_NO_DATE -> "is no date such as 2024, 2024-03 or 2024-03-31";
            case IS_NO_PAGE -> "is no page such as 3 or 3-7";
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
            terminal.print("");
        }
        var hits = answer.hits();
        terminal.print(
                "%d %s · %d searched%s in %.0f ms"
                        .formatted(
                                hits.hits().size(),
                                hits.hits().size() == 1 ? "hit" : "hits",
                                hits.searched(),
                                hits.unsearchable() == 0
                                        ? ""
                                        : ", %d could not be,".formatted(hits.unsearchable()),
                                answer.milliseconds()));
    }

    private String snippet(Snippet snippet) {
        var fitToShow = snippet.text().replaceAll("\\p{Cntrl}", " "); // marks stay where they are
        return marked(new Snippet(fitToShow, snippet.marks()), stillroom.terminal()::bold);
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
