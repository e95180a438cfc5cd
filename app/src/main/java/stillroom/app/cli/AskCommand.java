package stillroom.app.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import stillroom.ai.Generator;
import stillroom.app.answer.Answers.Answer;
import stillroom.app.search.Search;
import stillroom.index.Document;
import stillroom.index.Exchange;

/// Answers questions with the passages that answer them and, if the user brought a model that
/// writes, in words of its own with citations.
@Command(
        name = "ask",
        description = {
            "Answers a question from the documents.",
            "With a model that writes (see models import) the answer cites the places that carry it;"
                    + " without one, the passages that answer are listed, the best first."
        })
final class AskCommand implements Callable<Integer> {

    private final Stillroom stillroom;

    @Parameters(
            arity = "0..1",
            paramLabel = "QUESTION",
            description = "The question; - reads one per line from standard input.")
    private String question = "";

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "Most passages to list. Default: ${DEFAULT-VALUE}")
    private int limit = 5;

    @Option(names = "--passages", description = "List passages, even if a model could write.")
    private boolean passagesOnly;

    @Option(
            names = "--pack",
            paramLabel = "NAME",
            description = "The model that writes. Default: the one in use.")
    private @Nullable String pack;

    @Option(names = "--follow", description = "Go on with the newest thread, as in \"and when?\"")
    private boolean follow;

    @Option(
            names = "--supported-only",
            description = "Leave out sentences that no passage carries, instead of marking them.")
    private boolean supportedOnly;

    @Option(names = "--threads", description = "List the threads of questions that are kept.")
    private boolean threads;

    @Option(names = "--forget", paramLabel = "N", description = "Forget a thread.")
    private @Nullable Long forget;

    AskCommand(Stillroom stillroom) {
        this.stillroom = stillroom;
    }

    /// @param kind `passages`: where the answer stands, in the words of the documents
    /// @param answer in words of its own; null, because no model wrote one
    private record Line(
            String question,
            String kind,
            @Nullable String answer,
            double tookMs,
            int searched,
            int unsearchable,
            List<SearchCommand.HitLine> passages) {}

    /// @param kind `generated`: in words of a model; `not-found`: the documents do not say
    /// @param answer null if there is none
    private record WrittenLine(
            String question,
            String kind,
            @Nullable String answer,
            double tookMs,
            int searched,
            int unsearchable,
            List<SearchCommand.HitLine> passages,
            String model,
            String settings,
            List<SentenceLine> sentences,
            List<CitationLine> citations,
            long thread,
            double firstMs,
            double tokensPerS) {}

    /// @param citations numbers; none if no passage carries it
    private record SentenceLine(String text, List<Integer> citations) {}

    private record CitationLine(
            int number,
            String document,
            @Nullable String path,
            @Nullable String title,
            int page,
            int start,
            int end,
            String quote) {}

    private record ThreadLine(long thread, String question, String begun, int exchanges) {}

    @Override
    public Integer call() {
        if (limit < 1) {
            throw Failure.wrongUse("--limit must be at least 1");
        }
        if (threads) {
            listThreads();
        } else if (forget != null) {
            stillroom.parts().index().removeThread(forget);
        } else if (question.equals(SearchCommand.FROM_STANDARD_INPUT)) {
            stillroom.terminal().lines().forEachRemaining(this::answer);
        } else if (question.isBlank()) {
            throw Failure.wrongUse("Say what you want to know");
        } else {
            answer(question);
        }
        return Stillroom.DONE;
    }

    private void listThreads() {
        var index = stillroom.parts().index();
        for (var thread : index.threads()) {
            var line =
                    new ThreadLine(
                            thread.number(),
                            thread.title(),
                            thread.begun().toString(),
                            index.exchanges(thread.number()).size());
            stillroom.print(
                    line,
                    "%4d  %s  %s (%d)"
                            .formatted(
                                    line.thread(),
                                    line.begun(),
                                    Terminal.oneLine(line.question()),
                                    line.exchanges()));
        }
    }

    private void answer(String asked) {
        var parts = stillroom.parts();
        var generator =
                passagesOnly
                        ? Optional.<Generator>empty()
                        : parts.generator(Optional.ofNullable(pack));
        generator
                .filter(each -> !each.isInstructed())
                .ifPresent(each ->
                        stillroom.complain(
                                "%s summarizes and does nothing else, so these are the passages; to have answers written, bring a model that does what it is told, such as Flan-T5 or Qwen."
                                        .formatted(each.pack())));
        if (generator.filter(Generator::isInstructed).isEmpty()) {
            list(asked, parts.answers().passages(asked, List.of(), limit));
            return;
        }
        var index = parts.index();
        var newest =
                follow
                        ? index.threads().stream().findFirst()
                        : Optional.<Exchange.QuestionThread>empty();
        long thread = newest.map(Exchange.QuestionThread::number).orElse(0L);
        var terminal = stillroom.terminal();
        boolean watched = !stillroom.json() && terminal.errIsTerminal();
        try {
            var answer =
                    parts.answers()
                            .answer(
                                    asked,
                                    index.exchanges(thread),
                                    generator.get(),
                                    piece -> {
                                        if (watched) {
                                            terminal.err()
                                                    .print(terminal.dim(Terminal.manyLines(piece)));
                                            terminal.err().flush();
                                        }
                                    },
                                    parts::isClosed);
            if (watched) {
                terminal.err().println();
            }
            long kept = index.putExchange(thread, answer.exchange());
            show(answer, kept);
            follow = true; // the next line of standard input
        } catch (CancellationException _) {
            stillroom.complain("Stopped.");
        }
    }

    private void show(Answer answer, long thread) {
        var exchange = answer.exchange();
        var sentences =
                exchange.sentences().stream()
                        .filter(said -> !supportedOnly || said.isSupported())
                        .toList();
        var hits = answer.found().hits();
        var text = sentences.stream().map(AskCommand::marked).collect(Collectors.joining(" "));
        var line =
                new WrittenLine(
                        exchange.question(),
                        exchange.kind(),
                        sentences.isEmpty() ? null : text,
                        Stillroom.rounded(
                                answer.found().milliseconds() + answer.written().tookMs(), 2),
                        hits.searched(),
                        hits.unsearchable(),
                        hits.hits().stream().limit(limit).map(SearchCommand.HitLine::new).toList(),
                        exchange.model(),
                        exchange.settings(),
                        sentences.stream()
                                .map(said -> new SentenceLine(said.text(), said.citations()))
                                .toList(),
                        exchange.citations().stream().map(this::line).toList(),
                        thread,
                        Stillroom.rounded(answer.written().firstMs(), 1),
                        Stillroom.rounded(answer.written().perSecond(), 1));
        var people = new StringBuilder();
        if (exchange.kind().equals(Exchange.NOT_FOUND)) {
            people.append("Not in your documents (%d searched).".formatted(hits.searched()));
        } else {
            people.append(Terminal.manyLines(text)).append('\n');
            for (var citation : line.citations()) {
                people.append(
                        "\n[%d] %s, page %d: %s"
                                .formatted(
                                        citation.number(),
                                        citation.title(),
                                        citation.page(),
                                        Terminal.oneLine(citation.quote())));
            }
        }
        people.append('\n')
                .append(
                        stillroom
                                .terminal()
                                .dim(
                                        "%s by %s, %s"
                                                .formatted(
                                                        exchange.kind(),
                                                        exchange.model(),
                                                        exchange.settings())));
        stillroom.print(line, people.toString());
    }

    private static String marked(Exchange.Said said) {
        return said.isSupported()
                ? said.text()
                        + said.citations().stream()
                                .map(number -> " [" + number + "]")
                                .collect(Collectors.joining())
                : said.text() + " (not found in your documents)";
    }

    private CitationLine line(Exchange.Citation citation) {
        var document = stillroom.parts().index().document(citation.document());
        return new CitationLine(
                citation.number(),
                citation.document().sha256(),
                document.map(Document::path).map(Path::toString).orElse(null),
                document.map(Document::title).orElse(null),
                citation.page(),
                citation.start(),
                citation.end(),
                citation.quote());
    }

    private void list(String asked, Search.Answer answer) {
        var hits = answer.hits();
        if (stillroom.json()) {
            stillroom.print(
                    new Line(
                            asked,
                            Exchange.PASSAGES,
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
