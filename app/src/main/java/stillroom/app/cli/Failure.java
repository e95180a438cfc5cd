package stillroom.app.cli;

/// A command cannot do what was asked.
final class Failure extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String sentence;
    private final int exitCode;

    /// @param sentence one sentence that a person can act on
    Failure(String sentence) {
        this(sentence, Stillroom.FAILED);
    }

    private Failure(String sentence, int exitCode) {
        super(sentence);
        this.sentence = sentence;
        this.exitCode = exitCode;
    }

    /// What was asked makes no sense.
    static Failure wrongUse(String sentence) {
        return new Failure(sentence, Stillroom.WRONG_USAGE);
    }

    String sentence() {
        return sentence;
    }

    int exitCode() {
        return exitCode;
    }
}
