package stillroom.app.cli;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import stillroom.ai.Generator;
import stillroom.ai.Summarizer.Wish;
import stillroom.app.cli.ShowCommand.SentenceLine;
import stillroom.app.describe.Described;
import stillroom.app.describe.Describer;
import stillroom.app.describe.Length;
import stillroom.index.Summary;

/// Summarizes documents and files.
@Command(
        name = "summarize",
        description = "Summarizes files, without adding them, and documents of the library.")
final class SummarizeCommand implements Callable<Integer> {

    private final Stillroom stillroom;

    @Parameters(
            arity = "1..*",
            paramLabel = "PATH|DOC",
            description = "Files, or documents by id, beginning of an id, or path.")
    private List<String> named = List.of();

    @Option(
            names = "--length",
            paramLabel = "brief|standard|detailed",
            description =
                    "Up to 75, 150 or 300 words, at most 6, 12 or 24 sentences and half of the document;"
                            + " detailed goes by sections. Default: standard")
    private @Nullable Length length;

    @Option(names = "--sentences", paramLabel = "N", description = "Most sentences.")
    private @Nullable Integer sentences;

    @Option(names = "--words", paramLabel = "N", description = "Most words.")
    private @Nullable Integer words;

    @Option(names = "--focus", paramLabel = "TEXT", description = "What matters to you.")
    private @Nullable String focus;

    @Option(
            names = "--kind",
            paramLabel = "extracted|generated",
            description =
                    "Sentences of the document itself, or written by a model that you brought (see"
                            + " models import). Default: extracted.")
    private String kind = Summary.EXTRACTED;

    @Option(
            names = "--pack",
            paramLabel = "NAME",
            description = "The model that writes. Default: the one in use.")
    private @Nullable String pack;

    @Option(
            names = "--supported-only",
            description =
                    "Leave out sentences that nothing in the document carries, instead of marking"
                            + " them.")
    private boolean supportedOnly;

    SummarizeCommand(Stillroom stillroom) {
        this.stillroom = stillroom;
    }

    private record Line(
            @Nullable String document,
            String path,
            @Nullable String kind,
            @Nullable String model,
            double tookMs,
            List<SentenceLine> sentences,
            @Nullable String settings,
            double firstMs) {}

    /// @param firstMs until the first sentence was settled
    private record Result(
            Target target, Described<Summary> summary, double firstMs, double tookMs) {}

    /// Shows sentences as they are settled, in a line each, if somebody looks; the summary itself
    /// takes their place.
    private static final class Draft {

        private static final int WIDTH = 76;

        private final Terminal terminal;
        private final boolean watched;
        private int lines;

        Draft(Terminal terminal, boolean watched) {
            this.terminal = terminal;
            this.watched = watched && terminal.errIsTerminal();
        }

        void add(Summary.Sentence sentence) {
            if (watched) {
                var line = "▸ " + Terminal.oneLine(sentence.text());
                terminal.err()
                        .println(line.length() > WIDTH ? line.substring(0, WIDTH) + "…" : line);
                lines++;
            }
        }

        void clear() {
            if (lines > 0) {
                terminal.err().print("\u001b[%dA\r\u001b[J".formatted(lines));
                terminal.err().flush();
            }
        }
    }

    @Override
    public Integer call() {
        if ((sentences != null && sentences < 1) || (words != null && words < 1)) {
            throw Failure.wrongUse("--sentences and --words must be at least 1");
        }
        if (!kind.equals(Summary.EXTRACTED) && !kind.equals(Summary.GENERATED)) {
            throw Failure.wrongUse("--kind is extracted or generated");
        }
        var targets = named.stream().map(each -> Target.of(each, stillroom)).toList();
        var unreadable = new AtomicBoolean();
        stillroom
                .parts()
                .streams()
                .inOrder(
                        targets.iterator(),
                        this::summarize,
                        result -> {
                            if (!show(result)) {
                                unreadable.set(true);
                            }
                        });
        return unreadable.get() ? Stillroom.SOME_UNREADABLE : Stillroom.DONE;
    }

    private Result summarize(Target target) {
        var began = System.nanoTime();
        var parts = stillroom.parts();
        var describer = parts.describer();
        var isPlain = sentences == null && words == null && focus == null;
        var plain = length == null ? Length.STANDARD : length;
        var draft = new Draft(stillroom.terminal(), named.size() == 1 && !stillroom.json());
        var first = new double[] {-1};
        Describer.Settled settled =
                sentence -> {
                    if (first[0] < 0) {
                        first[0] = Stillroom.millisecondsSince(began);
                    }
                    draft.add(sentence);
                };
        var generator = generator();
        var summary =
                switch (target) {
                    case Target.File(var file) ->
                            isPlain
                                    ? describer.summarize(
                                            file, plain, generator, settled, parts::isClosed)
                                    : describer.summarize(
                                            file, wish(), generator, settled, parts::isClosed);
                    case Target.InLibrary(var id, _) ->
                            !isPlain
                                    ? describer.summarize(
                                            id, wish(), generator, settled, parts::isClosed)
                                    : generator.isPresent()
                                            ? describer.written(
                                                    id,
                                                    plain,
                                                    generator.get(),
                                                    settled,
                                                    parts::isClosed)
                                            : describer.summary(
                                                    id, plain, settled, parts::isClosed);
                };
        draft.clear();
        var took = Stillroom.millisecondsSince(began);
        return new Result(target, summary, first[0] < 0 ? took : first[0], took);
    }

    private Optional<Generator> generator() {
        if (kind.equals(Summary.EXTRACTED)) {
            return Optional.empty();
        }
        var found = stillroom.parts().generator(Optional.ofNullable(pack));
        if (found.isEmpty()) {
            throw new Failure(
                    "There is no model that writes; bring one with models import, or leave --kind"
                            + " out.");
        }
        return found;
    }

    private Summary shown(Summary summary) {
        return !supportedOnly
                ? summary
                : new Summary(
                        summary.length(),
                        summary.kind(),
                        summary.model(),
                        summary.settings(),
                        summary.made(),
                        summary.sentences().stream()
                                .filter(Summary.Sentence::isSupported)
                                .toList());
    }

    /// A bound that was given stands alone, unless a length was given too.
    private Wish wish() {
        var isBounded = sentences != null || words != null;
        var base = length != null ? length : isBounded ? null : Length.STANDARD;
        return new Wish(
                sentences != null ? sentences : base != null ? base.sentences() : Integer.MAX_VALUE,
                words != null ? words : base != null ? base.words() : Integer.MAX_VALUE,
                focus,
                base != null && base.bySection());
    }

    /// @return whether there is a summary
    private boolean show(Result result) {
        var path = result.target().path().toString();
        var id =
                result.target() instanceof Target.InLibrary(var document, _)
                        ? document.sha256()
                        : null;
        return switch (result.summary()) {
            case Described.Done<Summary>(var made) -> {
                var summary = shown(made);
                stillroom.print(
                        new Line(
                                id,
                                path,
                                summary.kind(),
                                summary.model(),
                                result.tookMs(),
                                summary.sentences().stream().map(SentenceLine::new).toList(),
                                summary.settings(),
                                result.firstMs()),
                        forPeople(path, summary));
                yield true;
            }
            case Described.Unreadable<Summary>(var problem, var detail) -> {
                stillroom.print(
                        new Line(
                                id,
                                path,
                                null,
                                null,
                                result.tookMs(),
                                List.of(),
                                null,
                                result.firstMs()),
                        "");
                stillroom.complain(path + " " + Shown.sentence(problem, detail));
                yield false;
            }
        };
    }

    private String forPeople(String path, Summary summary) {
        var text = new StringBuilder();
        if (named.size() > 1) {
            text.append(stillroom.terminal().bold(Terminal.oneLine(path))).append('\n');
        }
        for (var line : ShowCommand.sentences(summary, stillroom.terminal())) {
            text.append(line).append('\n');
        }
        if (summary.sentences().isEmpty()) {
            text.append("It has no sentence that could stand in a summary.\n");
        }
        return text.append(stillroom.terminal().dim(ShowCommand.receipt(summary))).toString();
    }
}
