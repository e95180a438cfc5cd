package stillroom.index;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.Locale;

/// The library cannot do what was asked. The message is one sentence that a person can act on.
public final class IndexException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final Reason reason;

    /// What kind of trouble it is.
    public enum Reason {
        /// Another process has the library open.
        HELD("L1"),
        /// The library was written by a newer version of the program.
        NEWER_VERSION("L2"),
        /// The disk is full.
        DISK_FULL("L3"),
        /// The folder cannot be read or written.
        NO_ACCESS("L4"),
        /// The catalogue or the index is damaged.
        DAMAGED("L5"),
        /// Anything else.
        OTHER("L6"),
        /// The disk is too full for the copy of an added file.
        NO_ROOM_FOR_COPY("L7"),
        /// Something that is to be made is there already.
        EXISTS("L8");

        private final String code;

        Reason(String code) {
            this.code = code;
        }

        /// A short name that is the same in every language, for people to search for.
        public String code() {
            return code;
        }
    }

    public IndexException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public IndexException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /// Words a failure of a file of the library.
    static IndexException of(IOException cause) {
        for (Throwable each = cause; each != null; each = each.getCause()) {
            String said = String.valueOf(each.getMessage()).toLowerCase(Locale.ROOT);
            if (said.contains("no space left")
                    || said.contains("not enough space")
                    || said.contains("quota exceeded")) {
                return full(cause);
            }
            if (each instanceof AccessDeniedException || said.contains("read-only file system")) {
                return noAccess(cause);
            }
        }
        return new IndexException(
                Reason.OTHER,
                "A file of the library could not be read or written (" + cause.getMessage() + ").",
                cause);
    }

    static IndexException full(Exception cause) {
        return new IndexException(
                Reason.DISK_FULL,
                "The disk that holds the library is full; free some space and try again.",
                cause);
    }

    static IndexException noAccess(Exception cause) {
        return new IndexException(
                Reason.NO_ACCESS,
                "The folder of the library cannot be read or written; check its rights.",
                cause);
    }
}
