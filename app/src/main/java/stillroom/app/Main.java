package stillroom.app;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import stillroom.app.cli.Stillroom;
import stillroom.app.cli.Terminal;
import stillroom.app.gateway.Gateway;
import stillroom.app.lock.OfflineLock;
import stillroom.app.lock.Sockets;
import stillroom.app.route.CloudSettings;
import stillroom.app.settings.LibraryFolder;
import stillroom.index.text.ReaderMain;

/// Where the program begins: as the window, as the command line, or as a reader process.
public final class Main {

    /// The one argument of a reader process.
    static final String READER = "--reader";

    private Main() {}

    public static void main(String[] arguments) {
        var gateway = gateway(List.of(arguments)); // before the lock, which children inherit
        var lock =
                OfflineLock.engage(
                        Stillroom.opensWindow(List.of(arguments)) ? Sockets.UNIX : Sockets.NONE);
        LogFolder.quiet();
        if (arguments.length == 1 && arguments[0].equals(READER)) {
            ReaderMain.run(System.in, new FileOutputStream(FileDescriptor.out));
            return;
        }
        var exitCode =
                Stillroom.run(
                        arguments,
                        Terminal.standard(),
                        library -> new App(folder(library), lock, gateway),
                        (library, paths) -> {
                            Desktop.show(new App(folder(library), lock, gateway), paths);
                            return 0;
                        });
        System.exit(exitCode);
    }

    /// Starts the gateway, if this is the window or a command that may use it, and the cloud
    /// fallback is on.
    private static @Nullable Gateway gateway(List<String> arguments) {
        boolean mayUseIt =
                Stillroom.opensWindow(arguments)
                        || (arguments.contains("privacy") && arguments.contains("cloud"));
        if (!mayUseIt) {
            return null;
        }
        var endpoint = CloudSettings.load(folder(named(arguments))).open();
        if (endpoint.isEmpty()) {
            return null;
        }
        try {
            return Gateway.start(
                    endpoint.get(), System.getenv().getOrDefault("STILLROOM_CLOUD_KEY", ""));
        } catch (IOException _) {
            return null; // and so nothing can leave
        }
    }

    /// The library that the command line names, by a first look at it.
    private static Optional<Path> named(List<String> arguments) {
        for (int i = 0; i < arguments.size(); i++) {
            var argument = arguments.get(i);
            if (argument.startsWith(Stillroom.LIBRARY + "=")) {
                return Optional.of(Path.of(argument.substring(Stillroom.LIBRARY.length() + 1)));
            }
            if (argument.equals(Stillroom.LIBRARY) && i + 1 < arguments.size()) {
                return Optional.of(Path.of(arguments.get(i + 1)));
            }
        }
        return Optional.empty();
    }

    private static Path folder(Optional<Path> library) {
        return library.orElseGet(LibraryFolder::byDefault);
    }
}
