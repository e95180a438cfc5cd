package stillroom.index.text;

import java.nio.file.Path;

/// Gets the text out of files. Safe for any thread; blocks until the file is read or given up.
public interface TextExtractor extends AutoCloseable {

    /// Reads `file`. Never throws for anything that is the file's fault.
    Extraction extract(Path file);

    @Override
    void close();
}
