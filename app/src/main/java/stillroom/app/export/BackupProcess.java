package stillroom.app.export;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import stillroom.index.IndexException;

/// Takes a backup of a library that this process has open. Another process does it, because this
/// one would lose its lock on the catalogue by reading it as a file: see [stillroom.index.Backup].
public final class BackupProcess {

    private static final int MILLISECONDS_BETWEEN_LOOKS = 200;

    /// How the command line complains: who speaks, a sentence, its code.
    private static final Pattern COMPLAINT = Pattern.compile("stillroom: (.*?)(?: \\((\\w+)\\))?");

    private final List<String> command;

    /// @param command starts the program with the library; what it is to do is added
    public BackupProcess(List<String> command) {
        this.command = List.copyOf(command);
    }

    /// Writes the library into a new file, and returns its size.
    ///
    /// @param stop asked now and then; once it says yes, the backup is given up and nothing is left
    /// @throws IndexException if it cannot be taken
    /// @throws CancellationException if `stop` said yes
    public long take(Path file, BooleanSupplier stop) {
        var line = new ArrayList<>(command);
        line.addAll(List.of("backup", file.toString()));
        try {
            var before = unfinished(file);
            var process =
                    new ProcessBuilder(line)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            process.getOutputStream().close();
            var said = new StringBuilder();
            try (var words = process.errorReader(StandardCharsets.UTF_8)) {
                while (!process.waitFor(MILLISECONDS_BETWEEN_LOOKS, TimeUnit.MILLISECONDS)) {
                    while (words.ready()) {
                        said.append((char) words.read());
                    }
                    if (stop.getAsBoolean()) {
                        process.destroyForcibly().onExit().join();
                        discard(file, before);
                        throw new CancellationException();
                    }
                }
                words.lines().forEach(each -> said.append(each).append('\n'));
            }
            if (process.exitValue() != 0) {
                throw failure(said.toString());
            }
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts", e);
        }
    }

    /// What the command line complained of, as if it had happened here.
    private static IndexException failure(String said) {
        var complaint =
                said.lines()
                        .map(COMPLAINT::matcher)
                        .filter(Matcher::matches)
                        .reduce((_, last) -> last);
        var reason =
                Stream.of(IndexException.Reason.values())
                        .filter(each ->
                                complaint.isPresent()
                                        && each.code().equals(complaint.get().group(2)))
                        .findFirst()
                        .orElse(IndexException.Reason.OTHER);
        return new IndexException(
                reason,
                complaint.map(each -> each.group(1)).orElse("The backup could not be taken."));
    }

    /// The folders beside the backup in which one is being made, by this process or another.
    private static Set<Path> unfinished(Path file) throws IOException {
        var folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            return Set.of();
        }
        try (var children = Files.newDirectoryStream(folder, ".stillroom-*")) {
            var found = new HashSet<Path>();
            children.forEach(found::add);
            return found;
        }
    }

    private static void discard(Path file, Set<Path> before) throws IOException {
        for (var folder : unfinished(file)) {
            if (!before.contains(folder)) {
                try (var files = Files.walk(folder)) {
                    for (var each : files.sorted(Comparator.reverseOrder()).toList()) {
                        Files.deleteIfExists(each);
                    }
                }
            }
        }
    }
}
