package stillroom.app.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import stillroom.app.describe.Length;
import stillroom.index.Document;
import stillroom.index.Proposal;
import stillroom.index.Status;
import stillroom.index.Summary;
import stillroom.index.text.Page;

/// Shows what is known of a document.
@Command(name = "show", description = "Shows everything known of one document, or its text.")
final class ShowCommand implements Callable<Integer> {

    private final Stillroom stillroom;

    @Parameters(paramLabel = "DOC", description = "An id, the beginning of one, or a path.")
    private String named = "";

    @Option(names = "--text", description = "Print its text, with --json a line per page.")
    private boolean text;

    ShowCommand(Stillroom stillroom) {
        this.stillroom = stillroom;
    }

    private record Line(
            String document,
            String path,
            List<String> sources,
            String title,
            String type,
            int pages,
            long bytes,
            String added,
            List<Shown.LabelLine> labels,
            String status,
            @Nullable String problem,
            @Nullable String detail,
            int passages,
            List<ProposalLine> proposals,
            List<Shown.SensitiveLine> sensitive,
            List<SummaryLine> summaries) {}

    /// A proposed label: why, and its receipt.
    ///
    /// @param because words of the label's description that the document is close to
    /// @param like the document with this label that it is most like
    private record ProposalLine(
            String label,
            double confidence,
            @Nullable String because,
            @Nullable String like,
            String model,
            String settings,
            String made) {

        ProposalLine(Proposal proposal) {
            this(
                    proposal.label(),
                    Stillroom.rounded(proposal.confidence(), 4),
                    proposal.because().isEmpty() ? null : proposal.because(),
                    proposal.like() == null ? null : proposal.like().sha256(),
                    proposal.model(),
                    proposal.settings(),
                    proposal.made().toString());
        }
    }

    private record SummaryLine(
            String length,
            String kind,
            String model,
            String settings,
            String made,
            List<SentenceLine> sentences) {

        SummaryLine(Summary summary) {
            this(
                    summary.length(),
                    summary.kind(),
                    summary.model(),
                    summary.settings(),
                    summary.made().toString(),
                    summary.sentences().stream().map(SentenceLine::new).toList());
        }
    }

    /// A sentence of a summary, in JSON.
    ///
    /// @param page null, as is the quote, if nothing in the document carries what a model wrote
    record SentenceLine(
            String text, @Nullable Integer page, @Nullable String quote, @Nullable String heading) {

        SentenceLine(Summary.Sentence sentence) {
            this(
                    sentence.text(),
                    sentence.isSupported() ? sentence.page() : null,
                    sentence.isSupported() ? sentence.quote() : null,
                    sentence.heading().isEmpty() ? null : sentence.heading());
        }
    }

    private record PageLine(String document, int page, String text) {}

    @Override
    public Integer call() {
        var document = stillroom.document(named);
        if (text) {
            showText(document);
        } else {
            showFacts(document);
        }
        return Stillroom.DONE;
    }

    private void showText(Document document) {
        var pages = stillroom.parts().index().pages(document.id());
        if (stillroom.json()) {
            // Each page but the last ends like a paragraph, so that the joined texts are the text.
            for (var page : pages) {
                var end = page.number() == pages.getLast().number() ? "" : "\n\n";
                stillroom.print(
                        new PageLine(document.id().sha256(), page.number(), page.text() + end), "");
            }
        } else {
            var whole = pages.stream().map(Page::text).collect(Collectors.joining("\n\n"));
            stillroom.terminal().print(Terminal.manyLines(whole));
        }
        if (pages.isEmpty()) {
            stillroom.complain("%s has no text: it %s".formatted(named, why(document)));
        }
    }

    private static String why(Document document) {
        return document.status() instanceof Status.Failed(var problem, var detail)
                ? Shown.sentence(problem, detail)
                : "was not read yet";
    }

    private void showFacts(Document document) {
        var index = stillroom.parts().index();
        var id = document.id();
        var passages = index.passages(id).size();
        var proposals = index.proposals(id);
        var summaries =
                Arrays.stream(Length.values())
                        .flatMap(length ->
                                Stream.of(length.word(), Summary.GENERATED + "-" + length.word()))
                        .map(length -> index.summary(id, length))
                        .flatMap(Optional::stream)
                        .toList();
        if (stillroom.json()) {
            stillroom.print(
                    new Line(
                            id.sha256(),
                            document.path().toString(),
                            document.sources().stream().map(Path::toString).toList(),
                            document.title(),
                            document.type(),
                            document.pages(),
                            document.bytes(),
                            document.added().toString(),
                            Shown.labelLines(document),
                            document.status().word(),
                            Shown.problem(document),
                            Shown.detail(document),
                            passages,
                            proposals.stream().map(ProposalLine::new).toList(),
                            Shown.sensitiveLines(document),
                            summaries.stream().map(SummaryLine::new).toList()),
                    "");
            return;
        }
        var terminal = stillroom.terminal();
        terminal.print(terminal.bold(Terminal.oneLine(document.title())));
        var table = new Table();
        table.add("id", id.sha256());
        for (var source : document.sources()) {
            table.add("source", Terminal.oneLine(source.toString()));
        }
        table.add("type", document.type());
        table.add("pages", String.valueOf(document.pages()));
        table.add("passages", String.valueOf(passages));
        table.add("bytes", String.valueOf(document.bytes()));
        table.add("added", document.added().toString());
        table.add("labels", Shown.labels(document));
        for (var proposal : proposals) {
            table.add(
                    "",
                    "%s? %s  (%.2f, %s, %s, %s)"
                            .formatted(
                                    Terminal.oneLine(proposal.label()),
                                    why(proposal),
                                    proposal.confidence(),
                                    proposal.model(),
                                    proposal.settings(),
                                    proposal.made()));
        }
        table.add("sensitive", Shown.sensitive(document));
        table.add("state", state(document));
        table.lines().forEach(terminal::print);
        for (var summary : summaries) {
            terminal.print("");
            terminal.print(terminal.bold(summary.length()));
            sentences(summary, terminal).forEach(terminal::print);
            terminal.print(terminal.dim(receipt(summary)));
        }
    }

    private String why(Proposal proposal) {
        var like =
                proposal.like() == null
                        ? Optional.<Document>empty()
                        : stillroom.parts().index().document(proposal.like());
        return like.map(document -> "like " + Shown.title(document))
                .orElse(
                        proposal.because().isEmpty()
                                ? ""
                                : "by its words: " + Terminal.oneLine(proposal.because()));
    }

    private static String state(Document document) {
        return switch (document.status()) {
            case Status.Waiting() -> "waits to be read";
            case Status.Words() -> "found by words";
            case Status.Indexed() -> "found by words and by meaning";
            case Status.Failed(var problem, var detail) -> Shown.sentence(problem, detail);
        };
    }

    /// The sentences of a summary, for people, each section under its heading.
    static List<String> sentences(Summary summary, Terminal terminal) {
        var lines = new ArrayList<String>();
        var heading = "";
        for (var sentence : summary.sentences()) {
            if (!sentence.heading().equals(heading)) {
                heading = sentence.heading();
                lines.add(terminal.bold(Terminal.oneLine(heading)));
            }
            var text = Terminal.oneLine(sentence.text());
            lines.add(
                    sentence.isSupported()
                            ? "▸ %s (p. %d)".formatted(text, sentence.page())
                            : "▸ %s (not found in the document)".formatted(text));
        }
        return lines;
    }

    /// What made a summary, with what settings and when.
    static String receipt(Summary summary) {
        return "%s by %s, %s, %s"
                .formatted(
                        summary.kind(),
                        summary.model(),
                        summary.settings().isEmpty()
                                ? "settings unknown"
                                : Terminal.oneLine(summary.settings()),
                        summary.made());
    }
}
