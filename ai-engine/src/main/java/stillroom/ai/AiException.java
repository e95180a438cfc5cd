package stillroom.ai;

/// A model cannot be had or has failed. The message is one sentence that a person can act on.
public final class AiException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public AiException(String message) {
        super(message);
    }

    public AiException(String message, Throwable cause) {
        super(message, cause);
    }
}
