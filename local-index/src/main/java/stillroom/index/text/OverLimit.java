package stillroom.index.text;

/// A file turned out to be over one of the [Limits] while it was read.
final class OverLimit extends RuntimeException {

    private static final long serialVersionUID = 1L;

    OverLimit(String what) {
        super(what, null, false, false);
    }
}
