package stillroom.ai.pack;

import java.io.IOException;

/// A checkpoint is not taken in, for a reason that many have.
public final class CheckpointException extends IOException {

    private static final long serialVersionUID = 1;

    private final Kind kind;
    private final String subject;

    /// What is wrong with it.
    public enum Kind {
        /// A file is not there without which it is not whole; the subject is its name.
        MISSING_FILE,
        /// It is a Python pickle, which can run any code; the subject is the name of the file.
        PICKLE,
        /// It has something that is not known here; the subject is what.
        UNKNOWN,
        /// Its numbers are rounded; it has no subject.
        ROUNDED
    }

    CheckpointException(Kind kind, String subject, String message) {
        super(message);
        this.kind = kind;
        this.subject = subject;
    }

    /// @param message a sentence about it in which `%s` stands for what is not known
    static CheckpointException unknown(String what, String message) {
        return new CheckpointException(Kind.UNKNOWN, what, message.formatted(what));
    }

    static CheckpointException rounded(String original) {
        return new CheckpointException(
                Kind.ROUNDED, "", "its weights are rounded already; import " + original);
    }

    public Kind kind() {
        return kind;
    }

    public String subject() {
        return subject;
    }
}
