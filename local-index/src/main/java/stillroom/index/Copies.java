package stillroom.index;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import stillroom.index.IndexException.Reason;

/// Copies of the files of documents, in the folder of the library: `copies/ID/NAME`. One is there
/// whole or not at all. Safe for any thread.
final class Copies {

    /// Where a copy is written until it is whole.
    static final String UNFINISHED = "copying";

    private static final String FOLDER = "copies";

    private final Path folder;
    private final Path unfinished;

    /// @param library folder of the library
    Copies(Path library) {
        folder = library.resolve(FOLDER);
        unfinished = library.resolve(UNFINISHED);
    }

    /// The copy of a document, if there is one.
    Optional<Path> of(DocumentId id) {
        return children(folder.resolve(id.sha256())).stream().findFirst();
    }

    /// Copies a file to where nobody takes it for a copy yet, and sees it safely on the disk.
    ///
    /// @param most how many bytes the document has
    /// @return where; empty if the file cannot be read, or is not this document any more
    Optional<Path> begin(DocumentId id, Path file, long most) {
        try (InputStream bytes = Files.newInputStream(file)) {
            return begin(id, bytes, most);
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    private Optional<Path> begin(DocumentId id, InputStream bytes, long most) {
        try {
            Files.createDirectories(unfinished);
            Path part = Files.createTempFile(unfinished, "", "");
            boolean isWhole = false;
            try (FileChannel to = FileChannel.open(part, StandardOpenOption.WRITE)) {
                MessageDigest digest = DocumentId.digest();
                var buffer = new byte[1 << 16];
                long left = most;
                for (int read = next(bytes, buffer, left);
                        read > 0;
                        read = next(bytes, buffer, left)) {
                    digest.update(buffer, 0, read);
                    ByteBuffer wrapped = ByteBuffer.wrap(buffer, 0, read);
                    while (wrapped.hasRemaining()) {
                        to.write(wrapped);
                    }
                    left -= read;
                }
                to.force(true);
                isWhole = HexFormat.of().formatHex(digest.digest()).equals(id.sha256());
            } finally {
                if (!isWhole) {
                    Files.deleteIfExists(part);
                }
            }
            return isWhole ? Optional.of(part) : Optional.empty();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /// What cannot be read ends the copy, which then is not the document.
    private static int next(InputStream bytes, byte[] buffer, long left) {
        try {
            return bytes.read(buffer, 0, (int) Math.min(left, buffer.length));
        } catch (IOException unreadable) {
            return -1;
        }
    }

    /// Makes the copy of a document of what [#begin] has written.
    ///
    /// @param name of the file
    void finish(DocumentId id, Path part, String name) {
        Path home = folder.resolve(id.sha256());
        try {
            Files.createDirectories(home);
            Files.move(part, home.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static IndexException failed(IOException cause) {
        IndexException failure = IndexException.of(cause);
        return failure.reason() == Reason.DISK_FULL
                ? new IndexException(
                        Reason.NO_ROOM_FOR_COPY,
                        "The disk that holds the library has no room for the copy of a file; free"
                                + " some space, or switch the copying of added files off.",
                        cause)
                : failure;
    }

    void delete(DocumentId id) {
        delete(folder.resolve(id.sha256()));
    }

    /// Deletes what a process left that died while it copied.
    void deleteUnfinished() {
        delete(unfinished);
    }

    /// Deletes what a process left that died while it removed documents.
    ///
    /// @param isKnown whether the library has a document
    void deleteStrays(Predicate<DocumentId> isKnown) {
        for (Path each : children(folder)) {
            String name = String.valueOf(each.getFileName());
            if (!DocumentId.isOne(name) || !isKnown.test(new DocumentId(name))) {
                delete(each);
            }
        }
    }

    private static void delete(Path folder) {
        try {
            for (Path each : children(folder)) {
                Files.deleteIfExists(each);
            }
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw IndexException.of(e);
        }
    }

    private static List<Path> children(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw IndexException.of(e);
        }
    }
}
