package stillroom.ai.pack;

import java.io.IOException;

/// A file without which a folder is no whole checkpoint is not there.
public final class MissingFileException extends IOException {

    private static final long serialVersionUID = 1;

    private final String file;

    /// @param file its name
    MissingFileException(String file, String message) {
        super(message);
        this.file = file;
    }

    /// The name of the file.
    public String file() {
        return file;
    }
}
