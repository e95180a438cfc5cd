package stillroom.app.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import stillroom.index.Document;

/// Forgets documents.
@Command(
        name = "remove",
        description =
                "Forgets documents: their text, vectors, labels and summaries. Files on disk are not"
                        + " touched.")
final class RemoveCommand implements Callable<Integer> {

    private final Stillroom stillroom;

    @Parameters(
            arity = "1..*",
            paramLabel = "DOC",
            description = "An id, the beginning of one, or a path.")
    private List<String> documents = List.of();

    RemoveCommand(Stillroom stillroom) {
        this.stillroom = stillroom;
    }

    private record Line(String document, String path, String status) {}

    @Override
    public Integer call() {
        var found = documents.stream().map(stillroom::document).distinct().toList();
        stillroom.parts().index().remove(found.stream().map(Document::id).toList());
        for (var document : found) {
            stillroom.print(
                    new Line(document.id().sha256(), document.path().toString(), "removed"),
                    "removed " + Shown.title(document));
        }
        return Stillroom.DONE;
    }
}
