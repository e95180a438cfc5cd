package stillroom.app.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import stillroom.index.Backup;

/// Makes a library of a backup.
@Command(
        name = "restore",
        description = {
            "Makes the library of a backup.",
            "The folder of the library (--library) must be empty or not there yet."
        })
final class RestoreCommand implements Callable<Integer> {

    private final Stillroom stillroom;

    @Parameters(paramLabel = "FILE", description = "What backup has written.")
    private Path file = Path.of("");

    RestoreCommand(Stillroom stillroom) {
        this.stillroom = stillroom;
    }

    private record Line(String library, int documents, int passages, int waiting, double seconds) {}

    @Override
    public Integer call() {
        var began = System.nanoTime();
        Backup.restore(file, stillroom.parts().folder());
        var index = stillroom.parts().index();
        var figures = index.figures();
        var line =
                new Line(
                        index.folder().toString(),
                        figures.documents(),
                        figures.passages(),
                        figures.waiting(),
                        Stillroom.rounded((System.nanoTime() - began) / 1e9, 2));
        stillroom.print(
                line,
                "The library in %s has %d documents again."
                        .formatted(line.library(), line.documents()));
        if (line.waiting() > 0) {
            stillroom.complain(
                    "%d documents are worked on when the window is open or something is added"
                            .formatted(line.waiting()));
        }
        return Stillroom.DONE;
    }
}
