package stillroom.app;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.nio.file.Path;
import java.util.Optional;
import javafx.application.Application;
import stillroom.app.cli.Stillroom;
import stillroom.app.cli.Terminal;
import stillroom.app.lock.OfflineLock;
import stillroom.app.lock.Sockets;
import stillroom.app.settings.LibraryFolder;
import stillroom.index.text.ReaderMain;

/// Where the program begins: as the window, as the command line, or as a reader process.
public final class Main {

    /// The one argument of a reader process.
    static final String READER = "--reader";

    private static final String LIBRARY = "--library";

    private Main() {}

    public static void main(String[] arguments) {
        var lock = OfflineLock.engage(opensTheWindow(arguments) ? Sockets.UNIX : Sockets.NONE);
        LogFolder.quiet();
        if (arguments.length == 1 && arguments[0].equals(READER)) {
            ReaderMain.run(System.in, new FileOutputStream(FileDescriptor.out));
            return;
        }
        var exitCode =
                Stillroom.run(
                        arguments,
                        Terminal.standard(),
                        library -> new App(folder(library), lock),
                        library -> showWindow(folder(library)));
        System.exit(exitCode);
    }

    /// To be known before the command line is parsed, because the lock comes first.
    private static boolean opensTheWindow(String[] arguments) {
        return switch (arguments.length) {
            case 0 -> true;
            case 1 -> arguments[0].startsWith(LIBRARY + "=");
            case 2 -> arguments[0].equals(LIBRARY);
            default -> false;
        };
    }

    /// Returns when the window is closed.
    private static int showWindow(Path library) {
        Application.launch(Desktop.class, library.toString());
        return 0;
    }

    private static Path folder(Optional<Path> library) {
        return library.orElseGet(LibraryFolder::byDefault);
    }
}
