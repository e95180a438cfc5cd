package stillroom.ai;

/// A model cannot be had or has failed. The message is one sentence that a person can act on.
public final class AiException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final Reason reason;
    private final String subject;

    /// What kind of trouble it is.
    public enum Reason {
        /// PyTorch or the model packs are not where they should be.
        NOT_INSTALLED("M1"),
        /// The files of a pack are damaged or missing.
        DAMAGED("M2"),
        /// A pack is of a kind that cannot be run, or not for this.
        UNSUITED("M3"),
        /// There is too little memory.
        TOO_LITTLE_MEMORY("M4"),
        /// A text is longer than the model can take.
        TOO_LONG("M5"),
        /// The model failed while it worked.
        FAILED("M6"),
        /// A checkpoint was not taken in, or the packs could not be changed.
        REFUSED("M7"),
        /// Anything else.
        OTHER("M8"),
        /// A folder is no whole checkpoint.
        INCOMPLETE("M9"),
        /// There is such a pack already.
        EXISTS("M10"),
        /// The library uses the pack.
        IN_USE("M11"),
        /// A file of a checkpoint or a pack cannot be read or written.
        NO_ACCESS("M12"),
        /// A checkpoint is a Python pickle.
        PICKLE("M13"),
        /// A checkpoint has something that is not known here.
        UNKNOWN("M14"),
        /// The numbers of a checkpoint are rounded already.
        ROUNDED("M15");

        private final String code;

        Reason(String code) {
            this.code = code;
        }

        /// A short name that is the same in every language, for people to search for.
        public String code() {
            return code;
        }
    }

    /// Something nobody has a name for.
    public AiException(String message) {
        this(Reason.OTHER, "", message);
    }

    /// @param subject the name of the pack that it is about; empty if it is about none
    public AiException(Reason reason, String subject, String message) {
        super(message);
        this.reason = reason;
        this.subject = subject;
    }

    /// @param subject the name of the pack that it is about; empty if it is about none
    public AiException(Reason reason, String subject, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.subject = subject;
    }

    public Reason reason() {
        return reason;
    }

    /// The name of the pack that it is about; empty if it is about none.
    public String subject() {
        return subject;
    }
}
