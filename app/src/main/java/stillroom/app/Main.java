package stillroom.app;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import stillroom.app.cli.Stillroom;
import stillroom.app.cli.Terminal;
import stillroom.app.gateway.Gateway;
import stillroom.app.gateway.Keyring;
import stillroom.app.lock.OfflineLock;
import stillroom.app.lock.Sockets;
import stillroom.app.route.CloudSettings;
import stillroom.app.settings.LibraryFolder;
import stillroom.index.text.ReaderMain;

/// Where the program begins: as the window, as the command line, or as a reader process.
public final class Main {

    /// The one argument of a reader process; files may follow that are read to rehearse it.
    static final String READER = "--reader";

    private Main() {}

    public static void main(String[] arguments) {
        // Before the lock, which children inherit.
        var gateway = gateway(List.of(arguments));
        var keyring = keyring(List.of(arguments));
        var lock =
                OfflineLock.engage(
                        Stillroom.opensWindow(List.of(arguments)) ? Sockets.UNIX : Sockets.NONE);
        LogFolder.quiet();
        if (arguments.length > 0 && arguments[0].equals(READER)) {
            var files = Arrays.stream(arguments).skip(1).map(Path::of).toList();
            if (files.isEmpty()) {
                ReaderMain.run(System.in, new FileOutputStream(FileDescriptor.out));
            } else {
                ReaderMain.rehearse(files);
            }
            return;
        }
        var exitCode =
                Stillroom.run(
                        arguments,
                        Terminal.standard(),
                        library -> new App(folder(library), lock, gateway, keyring),
                        (library, paths) -> {
                            Desktop.show(new App(folder(library), lock, gateway, null), paths);
                            return 0;
                        });
        System.exit(exitCode);
    }

    /// Starts the gateway, if this is the window or a command that may use it, and the cloud
    /// fallback is on.
    private static @Nullable Gateway gateway(List<String> arguments) {
        boolean mayUseIt =
                Stillroom.opensWindow(arguments)
                        || (arguments.contains("privacy")
                                && (arguments.contains("preview")
                                        || arguments.contains("send")
                                        || arguments.contains("shadow")));
        if (!mayUseIt) {
            return null;
        }
        var endpoint = CloudSettings.load(folder(Stillroom.library(arguments))).open();
        if (endpoint.isEmpty()) {
            return null;
        }
        try {
            var given = System.getenv("STILLROOM_CLOUD_KEY");
            return Gateway.start(
                    endpoint.get(), given == null ? Keyring.key(endpoint.get()) : () -> given);
        } catch (IOException _) {
            return null; // and so nothing can leave
        }
    }

    /// Starts what keeps or deletes a key in the keyring, if that is what the command is for.
    private static @Nullable Keyring keyring(List<String> arguments) {
        var wish = arguments.indexOf("cloud") + 1;
        if (wish == 0
                || !arguments.contains("privacy")
                || !arguments.subList(wish, arguments.size()).contains("key")
                || arguments.contains("--help")) {
            return null;
        }
        var endpoint = CloudSettings.load(folder(Stillroom.library(arguments))).endpoint();
        if (endpoint == null) {
            return null;
        }
        try {
            return arguments.contains("--forget")
                    ? Keyring.forget(endpoint)
                    : Keyring.keep(endpoint);
        } catch (IOException _) {
            return null; // there is none on this system
        }
    }

    private static Path folder(Optional<Path> library) {
        return library.orElseGet(LibraryFolder::byDefault);
    }
}
