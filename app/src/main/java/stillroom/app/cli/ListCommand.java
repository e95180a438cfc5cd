package stillroom.app.cli;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import stillroom.index.Document;
import stillroom.index.Status;

/// Lists the documents of the library.
@Command(name = "list", description = "Lists the documents of the library.")
final class ListCommand implements Callable<Integer> {

    private final Stillroom stillroom;

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
                    Shown.status(document),
                    Shown.problem(document));
        }
    }

    @Override
    public Integer call() {
        var documents = stillroom.parts().index().documents();
        if (stillroom.json()) {
            documents.forEach(document -> stillroom.print(new Line(document), ""));
        } else if (documents.isEmpty()) {
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
                            Shown.labels(document)));
            table.lines().forEach(stillroom.terminal()::print);
        }
        return Stillroom.DONE;
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
