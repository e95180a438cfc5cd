package stillroom.app.ingest;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the window has accepted and not wholly added yet. It lies in small files below the library
/// until then, so that a program which ends in the middle of it, or is killed, adds the rest at its
/// next start. Safe for any thread.
public final class Intake {

    private static final System.Logger LOG = System.getLogger(Intake.class.getName());
    private static final String ENDING = ".accepted";

    private final Path folder;

    /// Files and folders that somebody handed over together.
    ///
    /// @param label to be set on each document; null for none
    /// @param kept where this is written down; null if it could not be
    public record Gift(List<Path> paths, @Nullable String label, @Nullable Path kept) {}

    /// @param library the folder of the library
    public Intake(Path library) {
        this.folder = library.resolve("accepted");
    }

    /// Files and folders as a text that [#take] understands.
    public static String text(List<Path> paths, @Nullable String label) {
        return Stream.concat(
                        Stream.of(label == null ? "" : label),
                        paths.stream().map(path -> path.toAbsolutePath().normalize().toString()))
                .collect(Collectors.joining("\0"));
    }

    /// Writes down what is accepted, before anybody is told that it is. Where that is not possible,
    /// as on a full disk, it is added all the same, as long as the program runs.
    public Gift accept(List<Path> paths, @Nullable String label) {
        try {
            var draft = Files.createDirectories(folder).resolve(UUID.randomUUID() + ".draft");
            Files.writeString(draft, text(paths, label), StandardCharsets.UTF_8);
            return new Gift(paths, label, keep(draft));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "what is added now is lost with the program", e);
            return new Gift(paths, label, null);
        }
    }

    /// Accepts what another program has written with [#text], whose file goes from where it was.
    public Gift take(Path request) throws IOException {
        Files.createDirectories(folder);
        return read(keep(request));
    }

    private Path keep(Path written) throws IOException {
        var kept = folder.resolve(written.getFileName() + ENDING);
        return Files.move(written, kept, StandardCopyOption.ATOMIC_MOVE);
    }

    private static Gift read(Path kept) throws IOException {
        var parts = List.of(Files.readString(kept).split("\0", -1));
        return new Gift(
                parts.stream().skip(1).map(Path::of).toList(),
                parts.getFirst().isEmpty() ? null : parts.getFirst(),
                kept);
    }

    /// What an earlier program did not finish, if it is asked for before anything is accepted.
    public List<Gift> left() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(ENDING))
                    .sorted()
                    .map(Intake::readIfPossible)
                    .filter(Objects::nonNull)
                    .toList();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "what was accepted cannot be found", e);
            return List.of();
        }
    }

    private static @Nullable Gift readIfPossible(Path kept) {
        try {
            return read(kept);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "what was accepted cannot be read", e);
            return null;
        }
    }

    /// Sees what is accepted safely on the disk, so that a power cut loses it no more than a kill
    /// does. Waits for the disk, so not for the FX thread.
    ///
    /// @return whether it is there
    public boolean force(Gift accepted) {
        if (accepted.kept() == null) {
            return false;
        }
        try {
            force(accepted.kept());
            if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                force(folder); // elsewhere no folder can be opened
            }
            return true;
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "a power cut loses what is added now", e);
            return false;
        }
    }

    private static void force(Path written) throws IOException {
        try (var channel = FileChannel.open(written, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /// Forgets what is wholly added.
    public void finish(Gift added) {
        try {
            if (added.kept() != null) {
                Files.deleteIfExists(added.kept());
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "this is added once more at the next start", e);
        }
    }
}
