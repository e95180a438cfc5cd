package stillroom.index;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import stillroom.index.IndexException.Reason;

/// The folder of a library: who has it, which files in it are nobody else's, and how large it all
/// is. Safe for any thread.
///
/// @param path absolute and normalized
record LibraryFolder(Path path) {

    /// Folders for what has no other place, as a text that was pasted.
    private static final List<String> OWN = List.of("pasted", "samples");

    /// Makes sure that there is such a folder, for this user only if it is new.
    ///
    /// @throws IndexException if it cannot be made or written
    static LibraryFolder make(Path folder) {
        Path path = folder.toAbsolutePath().normalize();
        try {
            if (!Files.exists(path)) {
                Files.createDirectories(path);
                if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                    Files.setPosixFilePermissions(
                            path, PosixFilePermissions.fromString("rwx------"));
                }
            }
        } catch (IOException e) {
            throw new IndexException(
                    Reason.NO_ACCESS,
                    "The folder " + folder + " cannot be made; choose another one.",
                    e);
        }
        if (!Files.isDirectory(path)) {
            throw new IndexException(
                    Reason.NO_ACCESS, folder + " is not a folder; choose another one.");
        }
        if (!Files.isWritable(path) || !Files.isExecutable(path)) {
            throw new IndexException(
                    Reason.NO_ACCESS,
                    "The folder " + folder + " cannot be written; check its rights.");
        }
        return new LibraryFolder(path);
    }

    Path catalogue() {
        return path.resolve("catalogue.db");
    }

    // -- Who has it

    private Path holder() {
        return path.resolve("holder");
    }

    /// Says that this process has the library. What keeps others out is the lock of the catalogue;
    /// this tells them whom to ask.
    void hold() throws IOException {
        Files.writeString(holder(), Long.toString(ProcessHandle.current().pid()));
    }

    void letGo() throws IOException {
        Files.deleteIfExists(holder());
    }

    /// What to tell somebody who wants a library that another process has.
    IndexException held(IndexException cause) {
        String who = "another process";
        try {
            who = "process " + Files.readString(holder()).strip();
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
        return new IndexException(
                Reason.HELD,
                "The library " + path + " is in use by " + who + "; close that first.",
                cause);
    }

    // -- What lies in it

    /// Deletes what is a file only here. All other sources belong to the user.
    void deleteOwn(Collection<Path> sources) {
        for (Path source : sources) {
            if (OWN.stream().anyMatch(name -> source.startsWith(path.resolve(name)))) {
                try {
                    Files.deleteIfExists(source);
                } catch (IOException e) {
                    throw IndexException.of(e);
                }
            }
        }
    }

    /// Bytes, by name of file or folder. Walks all of it.
    SortedMap<String, Long> stores() {
        SortedMap<String, Long> stores = new TreeMap<>();
        try {
            Files.walkFileTree(
                    path,
                    new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult preVisitDirectory(
                                Path each, BasicFileAttributes facts) {
                            count(each, 0);
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFile(Path file, BasicFileAttributes facts) {
                            count(file, facts.isRegularFile() ? facts.size() : 0);
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFileFailed(Path file, IOException gone) {
                            // It went away between being listed and being looked at.
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult postVisitDirectory(
                                Path each, @Nullable IOException gone) {
                            return FileVisitResult.CONTINUE;
                        }

                        private void count(Path each, long bytes) {
                            if (!each.equals(path)) {
                                stores.merge(
                                        path.relativize(each).getName(0).toString(),
                                        bytes,
                                        Long::sum);
                            }
                        }
                    });
        } catch (IOException e) {
            throw IndexException.of(e);
        }
        return stores;
    }

    /// Walks all of it.
    long indexBytes() {
        long bytes = 0;
        for (Map.Entry<String, Long> each : stores().entrySet()) {
            if (Indexes.isOne(each.getKey())) {
                bytes += each.getValue();
            }
        }
        return bytes;
    }

    long catalogueBytes() {
        return size(catalogue()) + size(path.resolve("catalogue.db-wal"));
    }

    private static long size(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            return 0;
        }
    }
}
