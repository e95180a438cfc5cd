package stillroom.index;

/// The library cannot do what was asked. The message is one sentence that a person can act on.
public final class IndexException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final Reason reason;

    /// What kind of trouble it is.
    public enum Reason {
        /// Another process has the library open.
        HELD,
        /// The library was written by a newer version of the program.
        NEWER_VERSION,
        /// The disk is full.
        DISK_FULL,
        /// The folder cannot be read or written.
        NO_ACCESS,
        /// The catalogue or the index is damaged.
        DAMAGED,
        /// Anything else.
        OTHER
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
}
