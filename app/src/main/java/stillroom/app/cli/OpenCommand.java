package stillroom.app.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Opens the window and adds what it is given, as the system's "Open with" asks for it.
@Command(
        name = OpenCommand.NAME,
        description = {
            "Opens the window and adds files and folders.",
            "If the window is open already, they are added there, and it comes forward."
        })
final class OpenCommand implements Callable<Integer> {

    static final String NAME = "open";

    private final Stillroom stillroom;

    @Parameters(arity = "0..*", paramLabel = "PATH", description = "Files and folders.")
    private List<Path> paths = List.of();

    OpenCommand(Stillroom stillroom) {
        this.stillroom = stillroom;
    }

    @Override
    public Integer call() {
        return stillroom.openWindow(paths);
    }
}
