package stillroom.app.ingest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import stillroom.index.LocalIndex.Addition.Refused;
import stillroom.index.text.Problem;

/// Finds the files that a person means who names files and folders.
///
/// A file that is named is taken whatever it is called. Inside folders, hidden entries and the
/// litter of systems and office programs are passed over; links are followed, and a folder is
/// entered once however many links lead to it, so that a loop ends. Pipes, sockets and devices are
/// never opened.
final class FolderWalk {

    private static final Set<String> LITTER = Set.of("thumbs.db", "desktop.ini", "ehthumbs.db");

    private final Path library;
    private final Consumer<Path> found;
    private final Consumer<Refused> refused;
    private final Predicate<Path> enters;
    private final Set<Path> entered = new HashSet<>();
    private final List<Path> passedOver = new ArrayList<>();

    /// @param library folder of the library, which is never walked into
    /// @param found told of every file, absolute, in the order of names within a folder
    /// @param refused told of everything that is no file, or cannot be read
    FolderWalk(Path library, Consumer<Path> found, Consumer<Refused> refused) {
        this(library, found, refused, _ -> true);
    }

    /// @param enters asked of every folder before it is entered
    FolderWalk(
            Path library, Consumer<Path> found, Consumer<Refused> refused, Predicate<Path> enters) {
        this.library = library;
        this.found = found;
        this.refused = refused;
        this.enters = enters;
    }

    void walk(Path path) {
        var absolute = path.toAbsolutePath().normalize();
        if (!isText(absolute)) {
            refuse(absolute, "Its name is not text that can be read. Rename it.");
        } else if (Files.isDirectory(absolute)) {
            if (enters.test(absolute)) {
                enter(absolute);
            }
        } else if (Files.isRegularFile(absolute)) {
            found.accept(absolute);
        } else if (Files.exists(absolute)) {
            refuse(absolute, "This is neither a file nor a folder.");
        } else if (Files.exists(absolute, LinkOption.NOFOLLOW_LINKS)) {
            refuse(absolute, "This is a link that leads nowhere.");
        } else {
            refuse(absolute, "There is no such file or folder.");
        }
    }

    /// A name of bytes that are no text cannot be written down, and what was written down instead
    /// would name another file, or none.
    private static boolean isText(Path path) {
        try {
            return Path.of(path.toString()).equals(path);
        } catch (InvalidPathException _) {
            return false;
        }
    }

    /// What was passed over so far.
    List<Path> passedOver() {
        return List.copyOf(passedOver);
    }

    private void enter(Path folder) {
        List<Path> entries;
        try {
            var real = folder.toRealPath();
            if (!entered.add(real)
                    || (Files.exists(library) && real.equals(library.toRealPath()))) {
                return;
            }
            try (var listing = Files.list(folder)) {
                entries = listing.sorted().toList();
            }
        } catch (IOException | UncheckedIOException _) {
            refuse(folder, "The folder cannot be opened. Check your rights to it.");
            return;
        }
        for (var entry : entries) {
            if (isLitter(entry)) {
                passedOver.add(entry);
            } else {
                walk(entry);
            }
        }
    }

    private static boolean isLitter(Path entry) {
        var name = entry.getFileName().toString();
        // "~$" and ".~lock" begin the lock files that office programs lay beside an open document
        return name.startsWith(".") || name.startsWith("~$") || isSystemFile(name);
    }

    private static boolean isSystemFile(String name) {
        return LITTER.stream().anyMatch(name::equalsIgnoreCase);
    }

    private void refuse(Path path, String detail) {
        refused.accept(new Refused(path, Problem.UNREADABLE, detail));
    }
}
