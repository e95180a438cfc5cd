package stillroom.app.cli;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import stillroom.app.sensitive.Sensitive;
import stillroom.index.Document;
import stillroom.index.Status;
import stillroom.index.text.Problem;

/// Lists the documents of the library.
@Command(name = "list", description = "Lists the documents of the library.")
final class ListCommand implements Callable<Integer> {

    private static final String ANY = "any";

    private final Stillroom stillroom;

    @Option(
            names = "--sensitive",
            arity = "0..1",
            paramLabel = "KIND,…",
            split = ",",
            fallbackValue = ANY,
            description =
                    "Only documents in which something sensitive was found, of any kind or of these:"
                            + " email, phone, iban, card, identity, birth, medical, legal.")
    private @Nullable List<String> sensitive;

    @Option(
            names = "--problem",
            arity = "0..1",
            split = ",",
            fallbackValue = ANY,
            paramLabel = "WHY,…",
            description =
                    "Only documents that could not be read, or only those with these problems, such"
                            + " as encrypted,image-only.")
    private @Nullable List<String> problems;

    ListCommand(Stillroom stillroom) {
        this.stillroom = stillroom;
    }

    private record Line(
            String document,
            String path,
            String title,
            String type,
            int pages,
            String added,
            List<Shown.LabelLine> labels,
            List<Shown.SensitiveLine> sensitive,
            String status,
            @Nullable String problem) {

        Line(Document document) {
            this(
                    document.id().sha256(),
                    document.path().toString(),
                    document.title(),
                    document.type(),
                    document.pages(),
                    document.added().toString(),
                    Shown.labelLines(document),
                    Shown.sensitiveLines(document),
                    document.status().word(),
                    Shown.problem(document));
        }
    }

    @Override
    public Integer call() {
        var documents =
                sensitive == null ? stillroom.parts().index().documents() : sensitive(sensitive);
        if (problems != null) {
            documents = withProblem(documents, problems);
        }
        if (stillroom.json()) {
            documents.forEach(document -> stillroom.print(new Line(document), ""));
        } else if (documents.isEmpty() && sensitive == null && problems == null) {
            stillroom.complain("the library is empty; add something: stillroom add PATH");
        } else {
            var table = new Table();
            documents.forEach(document ->
                    table.add(
                            Shown.id(document),
                            mark(document),
                            Shown.title(document),
                            document.type(),
                            document.pages() == 0 ? "" : Shown.pages(document.pages()),
                            day(document.added()),
                            problems == null ? Shown.labels(document) : why(document),
                            sensitive == null ? "" : Shown.sensitive(document)));
            table.lines().forEach(stillroom.terminal()::print);
        }
        return Stillroom.DONE;
    }

    private static List<Document> withProblem(List<Document> documents, List<String> problems) {
        var all = Stream.of(Problem.values()).map(Shown::word).toList();
        for (var each : problems) {
            if (!each.equals(ANY) && !all.contains(each)) {
                throw Failure.wrongUse(
                        "there is no problem \"%s\"; there are: %s"
                                .formatted(each, String.join(", ", all)));
            }
        }
        return documents.stream()
                .filter(document -> {
                    var problem = Shown.problem(document);
                    return problem != null
                            && (problems.contains(ANY) || problems.contains(problem));
                })
                .toList();
    }

    private static String why(Document document) {
        return document.status() instanceof Status.Failed(var problem, var detail)
                ? Shown.sentence(problem, Terminal.oneLine(detail))
                : "";
    }

    /// Searches first those documents that were not yet, such as those of an older library.
    private List<Document> sensitive(List<String> kinds) {
        for (var kind : kinds) {
            if (!kind.equals(ANY) && Sensitive.named(kind).filter(Sensitive::marks).isEmpty()) {
                throw Failure.wrongUse(
                        ("\"%s\" is no kind of sensitive content; there are: email, phone, iban,"
                                        + " card, identity, birth, medical, legal")
                                .formatted(kind));
            }
        }
        stillroom.parts().describer().examine(() -> false);
        return stillroom.parts().index().documents().stream()
                .filter(document ->
                        document.sensitive().stream()
                                .anyMatch(
                                        mark -> kinds.contains(ANY) || kinds.contains(mark.kind())))
                .toList();
    }

    private static String mark(Document document) {
        return switch (document.status()) {
            case Status.Waiting() -> "◌";
            case Status.Words() -> "◐";
            case Status.Indexed() -> "✓";
            case Status.Failed _ -> "⚠";
        };
    }

    private static String day(Instant moment) {
        return LocalDate.ofInstant(moment, ZoneId.systemDefault()).toString();
    }
}
