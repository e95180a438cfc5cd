package stillroom.app.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import stillroom.app.export.Export;

/// Takes summaries and labels out of the library.
@Command(
        name = "export",
        description =
                "Writes labels and the summaries that were made into a new folder, as CSV, JSON and"
                        + " Markdown.")
final class ExportCommand implements Callable<Integer> {

    private final Stillroom stillroom;

    @Parameters(paramLabel = "DIR", description = "A new or empty folder.")
    private Path folder = Path.of("");

    ExportCommand(Stillroom stillroom) {
        this.stillroom = stillroom;
    }

    private record Line(String folder, int documents, int summaries) {}

    @Override
    public Integer call() {
        var written = Export.write(stillroom.parts().index(), folder);
        var line =
                new Line(
                        folder.toAbsolutePath().normalize().toString(),
                        written.documents(),
                        written.summaries());
        stillroom.print(
                line,
                "%d documents and %d summaries are in %s."
                        .formatted(line.documents(), line.summaries(), line.folder()));
        return Stillroom.DONE;
    }
}
