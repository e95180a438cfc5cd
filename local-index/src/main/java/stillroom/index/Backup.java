package stillroom.index;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import stillroom.index.IndexException.Reason;

/// Whole libraries in one file each, as a ZIP.
///
/// A backup is taken from the files of the library alone, so another process may have it open and
/// go on writing. **This process must not**: POSIX gives up all locks of a process on a file when
/// it closes any view of it, so that reading the catalogue here would let others into it.
public final class Backup {

    private static final String CATALOGUE = "catalogue.db";
    private static final String LOG = CATALOGUE + "-wal";

    /// What belongs to the moment, not to the library.
    private static final Set<String> LEFT_OUT =
            Set.of(
                    CATALOGUE,
                    LOG,
                    CATALOGUE + "-shm",
                    "holder",
                    "temporary",
                    "logs",
                    Copies.UNFINISHED);

    /// How often a library that is being written is tried to be caught at rest.
    private static final int ATTEMPTS = 50;

    private static final int BYTES_OF_A_LOG_HEADER = 32;

    private Backup() {}

    /// A backup that was taken.
    ///
    /// @param bytes its size
    public record Taken(int documents, long bytes) {}

    /// Writes the library in `folder` into the new file `file`.
    ///
    /// @throws IndexException if there is no library, there is such a file already, the disk is
    ///   full or the catalogue is damaged; no file is left then
    public static Taken take(Path folder, Path file) {
        if (!Files.isRegularFile(folder.resolve(CATALOGUE))) {
            throw new IndexException(Reason.OTHER, "There is no library in " + folder + ".");
        }
        if (Files.exists(file)) {
            throw new IndexException(
                    Reason.EXISTS, "There is a file " + file + " already; name another one.");
        }
        Path whole = file.toAbsolutePath().normalize();
        Path scratch = scratch(whole);
        Path part = scratch.resolve("part");
        try {
            int documents = copyCatalogue(folder, scratch);
            try (OutputStream out = forOwner(part);
                    var zip = new ZipOutputStream(out)) {
                // Vectors hardly become smaller, and text most of what it can at once.
                zip.setLevel(Deflater.BEST_SPEED);
                put(zip, CATALOGUE, scratch.resolve(CATALOGUE));
                // After the catalogue: what an index has and the catalogue has not is removed when
                // the library is opened, and what it lacks is put in again.
                copyRest(folder, zip);
            }
            try (var written = FileChannel.open(part, StandardOpenOption.WRITE)) {
                written.force(true);
            }
            Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE);
            return new Taken(documents, Files.size(whole));
        } catch (IOException e) {
            throw IndexException.of(e);
        } finally {
            discard(scratch);
        }
    }

    /// A folder on the disk of the backup for what is not complete.
    private static Path scratch(Path file) {
        Path parent = file.getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            throw new IndexException(Reason.NO_ACCESS, "There is no folder " + parent + ".");
        }
        try {
            return Files.createTempDirectory(parent, ".stillroom-");
        } catch (IOException e) {
            throw new IndexException(
                    Reason.NO_ACCESS,
                    "The folder %s cannot be written; check its rights.".formatted(parent),
                    e);
        }
    }

    private static OutputStream forOwner(Path file) throws IOException {
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(
                    file,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            return Files.newOutputStream(file);
        }
        return Files.newOutputStream(file, StandardOpenOption.CREATE_NEW);
    }

    /// Copies file and log of the catalogue such that together they are one state of it, and makes
    /// one file of them.
    ///
    /// The file changes only when the log is written back into it, and until the log begins anew,
    /// under another number in its header, it keeps all that was written back. So a file and a log
    /// copied after it fit, if the header is the same before and after.
    ///
    /// @return how many documents it has
    private static int copyCatalogue(Path folder, Path scratch) throws IOException {
        Path file = folder.resolve(CATALOGUE);
        Path log = folder.resolve(LOG);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            byte[] before = header(log);
            Stamp stamp = Stamp.of(file);
            Files.copy(file, scratch.resolve(CATALOGUE), StandardCopyOption.REPLACE_EXISTING);
            copyIfThere(log, scratch.resolve(LOG));
            if (Arrays.equals(before, header(log))
                    && (before.length > 0 || stamp.equals(Stamp.of(file)))) {
                try (Catalogue copy = Catalogue.open(scratch.resolve(CATALOGUE))) {
                    List<String> damage = copy.damage();
                    if (!damage.isEmpty()) {
                        throw new IndexException(
                                Reason.DAMAGED,
                                "The catalogue of the library is damaged: " + damage.getFirst());
                    }
                    return copy.entries().size();
                }
            }
        }
        throw new IndexException(
                Reason.HELD,
                "The library is being written too fast to be copied; pause the work in its window"
                        + " and try again.");
    }

    private record Stamp(long size, FileTime modified) {
        static Stamp of(Path file) throws IOException {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(attributes.size(), attributes.lastModifiedTime());
        }
    }

    /// The first bytes of a log, <https://sqlite.org/walformat.html>; none if there is no log.
    private static byte[] header(Path log) throws IOException {
        try (InputStream bytes = Files.newInputStream(log)) {
            return bytes.readNBytes(BYTES_OF_A_LOG_HEADER);
        } catch (NoSuchFileException _) {
            return new byte[0];
        }
    }

    private static void copyIfThere(Path from, Path to) throws IOException {
        try {
            Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
        } catch (NoSuchFileException _) {
            Files.deleteIfExists(to);
        }
    }

    private static void copyRest(Path folder, ZipOutputStream zip) throws IOException {
        for (Path each : children(folder)) {
            String name = each.getFileName().toString();
            if (LEFT_OUT.contains(name)) {
                continue;
            }
            if (LuceneFolder.holdsIndex(each)) {
                copyIndex(each, name, zip);
            } else {
                copyFiles(folder, each, zip);
            }
        }
    }

    private static void copyFiles(Path folder, Path from, ZipOutputStream zip) throws IOException {
        if (Files.isDirectory(from, LinkOption.NOFOLLOW_LINKS)) {
            for (Path each : children(from)) {
                copyFiles(folder, each, zip);
            }
        } else if (Files.isRegularFile(from)) {
            put(zip, folder.relativize(from).toString().replace('\\', '/'), from);
        }
    }

    /// Copies what was last committed to an index. Its files never change, but go when there is a
    /// newer commit. If none can be caught, the index is left out: the catalogue has what it is
    /// made of.
    private static void copyIndex(Path from, String name, ZipOutputStream zip) throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            List<OpenFile> files = new ArrayList<>();
            try {
                for (String each : LuceneFolder.committed(from)) {
                    // Open, a file can be read to its end even if it is deleted meanwhile.
                    files.add(new OpenFile(each, Files.newInputStream(from.resolve(each))));
                }
                for (OpenFile file : files) {
                    zip.putNextEntry(new ZipEntry(name + "/" + file.name()));
                    file.bytes().transferTo(zip);
                    zip.closeEntry();
                }
                return;
            } catch (NoSuchFileException e) {
                // a newer commit
            } finally {
                for (OpenFile file : files) {
                    file.bytes().close();
                }
            }
        }
    }

    private record OpenFile(String name, InputStream bytes) {}

    private static void put(ZipOutputStream zip, String name, Path file) throws IOException {
        try (InputStream bytes = Files.newInputStream(file)) {
            zip.putNextEntry(new ZipEntry(name));
            bytes.transferTo(zip);
            zip.closeEntry();
        } catch (NoSuchFileException _) {
            // It went between being listed and being opened.
        }
    }

    private static List<Path> children(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (NoSuchFileException _) {
            return List.of(); // it went after it was listed
        }
    }

    // -- Back again

    /// Makes the library of a backup in `folder`, which must be empty or not there.
    ///
    /// @throws IndexException if there is something in the folder, or the file is no backup;
    ///   nothing is left in the folder then
    public static void restore(Path file, Path folder) {
        if (!Files.isRegularFile(file)) {
            throw new IndexException(Reason.OTHER, "There is no file " + file + ".");
        }
        try {
            if (Files.exists(folder) && !children(folder).isEmpty()) {
                throw new IndexException(
                        Reason.EXISTS,
                        "There is something in %s already; restore into a new folder."
                                .formatted(folder));
            }
            LibraryFolder.make(folder);
            unpack(file, folder);
        } catch (ZipException | IllegalArgumentException e) {
            empty(folder);
            throw noBackup(file, e);
        } catch (IOException e) {
            empty(folder);
            throw IndexException.of(e);
        }
    }

    private static IndexException noBackup(Path file, Exception cause) {
        return new IndexException(
                Reason.DAMAGED, file + " is damaged or is no backup of a library.", cause);
    }

    private static void unpack(Path file, Path folder) throws IOException {
        int missing;
        try (var whole = new ZipFile(file.toFile())) {
            // A stream that was cut off between two entries ends as if nothing were missing.
            missing = whole.size();
        }
        boolean hasCatalogue = false;
        try (var zip = new ZipInputStream(Files.newInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path to = folder.resolve(entry.getName()).normalize();
                if (!to.startsWith(folder.normalize()) || entry.isDirectory()) {
                    throw new ZipException("an entry leads out of the library");
                }
                hasCatalogue |= entry.getName().equals(CATALOGUE);
                Files.createDirectories(to.getParent());
                Files.copy(zip, to);
                missing--;
            }
        }
        if (!hasCatalogue || missing != 0) {
            throw new ZipException("there is no catalogue, or not all that belongs to it");
        }
    }

    private static void empty(Path folder) {
        try {
            for (Path each : children(folder)) {
                discard(each);
            }
        } catch (IOException e) {
            throw IndexException.of(e);
        }
    }

    private static void discard(Path path) {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> files = Files.walk(path)) {
            for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (IOException e) {
            throw IndexException.of(e);
        }
    }
}
