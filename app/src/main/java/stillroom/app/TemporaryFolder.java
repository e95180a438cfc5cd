package stillroom.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/// Temporary files of this process, below the library folder: nothing is written outside it. What
/// processes that are gone have left there is removed.
final class TemporaryFolder {

    private static final Logger LOG = Logger.getLogger(TemporaryFolder.class.getName());

    private final Path ofAllProcesses;
    private final Path ofThisProcess;

    TemporaryFolder(Path ofAllProcesses) {
        this.ofAllProcesses = ofAllProcesses;
        this.ofThisProcess = ofAllProcesses.resolve(String.valueOf(ProcessHandle.current().pid()));
    }

    /// The folder for this process, freed of what others left beside it; need not exist.
    Path open() {
        try {
            for (var folder : children()) {
                if (!belongsToSomebody(folder)) {
                    delete(folder);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.log(Level.WARNING, "old temporary files could not be removed", e);
        }
        return ofThisProcess;
    }

    private List<Path> children() throws IOException {
        if (!Files.isDirectory(ofAllProcesses)) {
            return List.of();
        }
        try (var children = Files.list(ofAllProcesses)) {
            return children.toList();
        }
    }

    private static boolean belongsToSomebody(Path folder) {
        try {
            var process = Long.parseLong(folder.getFileName().toString());
            return ProcessHandle.of(process).isPresent()
                    && process != ProcessHandle.current().pid();
        } catch (NumberFormatException _) {
            return false;
        }
    }

    /// Removes the folder and what is in it.
    void close() {
        try {
            if (Files.isDirectory(ofThisProcess)) {
                delete(ofThisProcess);
            }
            if (Files.isDirectory(ofAllProcesses) && children().isEmpty()) {
                Files.delete(ofAllProcesses);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.log(Level.WARNING, "temporary files could not be removed", e);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var all = Files.walk(folder)) {
            for (var each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }
}
