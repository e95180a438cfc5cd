package stillroom.index.text;

import java.nio.file.Path;
import java.util.List;

/// Gets the text out of files. Safe for any thread; blocks until the file is read or given up.
public interface TextExtractor extends AutoCloseable {

    /// Larger files are not read: see `Limits`.
    long MOST_BYTES = Limits.STANDARD.bytes();

    /// Reads `file`. Never throws for anything that is the file's fault.
    Extraction extract(Path file);

    /// How many short files are read sooner together than one after the other.
    default int together() {
        return 1;
    }

    /// Reads several files, as [#extract(Path)] does, in their order.
    default List<Extraction> extract(List<Path> files) {
        return files.stream().map(this::extract).toList();
    }

    /// Waits until a file could be read at once.
    ///
    /// @throws IllegalStateException if nothing can be read
    default void awaitReady() {}

    @Override
    void close();
}
