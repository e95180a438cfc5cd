package stillroom.app.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import stillroom.index.query.Query;
import stillroom.index.query.Query.Filter;
import stillroom.index.query.Query.Grouping;
import stillroom.index.query.Query.Mode;

/// Answers questions with the passages that answer them.
@Command(name = "ask", description = "Lists the passages that answer a question, the best first.")
final class AskCommand implements Callable<Integer> {

    private final Stillroom stillroom;

    @Parameters(
            paramLabel = "QUESTION",
            description = "The question; - reads one per line from standard input.")
    private String question = "";

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "Most passages. Default: ${DEFAULT-VALUE}")
    private int limit = 5;

    AskCommand(Stillroom stillroom) {
        this.stillroom = stillroom;
    }

    /// @param kind `passages`: where the answer stands, in the words of the documents
    /// @param answer in words of its own; null, because no model that writes is installed
    private record Line(
            String question,
            String kind,
            @Nullable String answer,
            double tookMs,
            int searched,
            int unsearchable,
            List<SearchCommand.HitLine> passages) {}

    @Override
    public Integer call() {
        if (limit < 1) {
            throw Failure.wrongUse("--limit must be at least 1");
        }
        if (question.equals(SearchCommand.FROM_STANDARD_INPUT)) {
            stillroom.terminal().lines().forEachRemaining(this::answer);
        } else if (question.isBlank()) {
            throw Failure.wrongUse("Say what you want to know");
        } else {
            answer(question);
        }
        return Stillroom.DONE;
    }

    private void answer(String asked) {
        // A question is plain words: what a query would take for an operator stands for itself.
        var plain = asked.replaceAll("[\":*?]|(?<!\\S)-", " ");
        var answer =
                stillroom
                        .parts()
                        .search()
                        .search(
                                new Query(
                                        plain,
                                        Mode.BOTH,
                                        limit,
                                        Filter.NONE,
                                        Grouping.EVERY_PASSAGE));
        var hits = answer.hits();
        if (stillroom.json()) {
            stillroom.print(
                    new Line(
                            asked,
                            "passages",
                            null,
                            Stillroom.rounded(answer.milliseconds(), 2),
                            hits.searched(),
                            hits.unsearchable(),
                            hits.hits().stream().map(SearchCommand.HitLine::new).toList()),
                    "");
            return;
        }
        var terminal = stillroom.terminal();
        if (hits.hits().isEmpty()) {
            terminal.print(
                    "No passage of the %d documents searched has to do with it."
                            .formatted(hits.searched()));
        }
        for (var hit : hits.hits()) {
            terminal.print(
                    terminal.bold(Shown.title(hit.document()))
                            + " · page "
                            + hit.passage().page()
                            + terminal.dim("  " + Shown.id(hit.document())));
            terminal.print("  " + Terminal.oneLine(hit.passage().text()));
            terminal.print("");
        }
    }
}
