package stillroom.app.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import stillroom.index.Backup;

/// Writes the library into one file.
@Command(
        name = "backup",
        description = {
            "Writes the whole library into one new file.",
            "The library may be in use meanwhile. The file can be read by whoever gets hold of it: it"
                    + " holds the text of the documents. The documents themselves are not in it."
        })
final class BackupCommand implements Callable<Integer> {

    private final Stillroom stillroom;

    @Parameters(paramLabel = "FILE", description = "The new file.")
    private Path file = Path.of("");

    BackupCommand(Stillroom stillroom) {
        this.stillroom = stillroom;
    }

    private record Line(String file, int documents, long bytes, double seconds) {}

    @Override
    public Integer call() {
        var began = System.nanoTime();
        // The library is not opened: see Backup.
        var taken = Backup.take(stillroom.parts().folder(), file);
        var line =
                new Line(
                        file.toAbsolutePath().normalize().toString(),
                        taken.documents(),
                        taken.bytes(),
                        Stillroom.rounded((System.nanoTime() - began) / 1e9, 2));
        stillroom.print(
                line,
                "%d documents are in %s, %.1f MB."
                        .formatted(line.documents(), line.file(), line.bytes() / 1e6));
        return Stillroom.DONE;
    }
}
