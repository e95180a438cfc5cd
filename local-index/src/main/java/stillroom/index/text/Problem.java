package stillroom.index.text;

/// Why a document could not be read.
public enum Problem {
    /// Needs a password.
    ENCRYPTED("R1"),
    /// Is broken, or is not what its name says.
    DAMAGED("R2"),
    /// Has a format that is not read.
    UNSUPPORTED("R3"),
    /// Holds no text and no picture.
    EMPTY("R4"),
    /// Is a picture, or holds pictures of pages only; needs OCR.
    IMAGE_ONLY("R5"),
    /// Is over one of the limits.
    TOO_LARGE("R6"),
    /// Took too long.
    TIMED_OUT("R7"),
    /// Cannot be opened: gone, no rights, no ordinary file, or the reader died of it.
    UNREADABLE("R8");

    private final String code;

    Problem(String code) {
        this.code = code;
    }

    /// A short name that is the same in every language, for people to search for.
    public String code() {
        return code;
    }
}
