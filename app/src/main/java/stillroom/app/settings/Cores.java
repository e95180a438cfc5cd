package stillroom.app.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;

/// Counts the cores of the processor. Two threads that share a core multiply matrices no faster
/// than one, so a model gets a thread for each core, not for each processor that the system shows.
public final class Cores {

    private static final Path PROCESSORS = Path.of("/sys/devices/system/cpu");

    private Cores() {}

    /// The cores that this process may use: at most as many as the system allows it processors.
    public static int count() {
        return count(PROCESSORS, Runtime.getRuntime().availableProcessors());
    }

    /// @param processors a folder like `/sys/devices/system/cpu` of Linux; if it says nothing, each
    ///   processor counts as a core
    static int count(Path processors, int allowed) {
        var cores = new HashSet<String>();
        try (var folders = Files.newDirectoryStream(processors, "cpu[0-9]*")) {
            for (var folder : folders) {
                var siblings = folder.resolve("topology/thread_siblings_list");
                if (Files.isReadable(siblings)) {
                    cores.add(Files.readString(siblings).strip());
                }
            }
        } catch (IOException | UncheckedIOException _) {
            cores.clear();
        }
        return cores.isEmpty() ? allowed : Math.min(cores.size(), allowed);
    }
}
