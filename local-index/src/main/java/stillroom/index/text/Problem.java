package stillroom.index.text;

/// Why a document could not be read.
public enum Problem {
    /// Needs a password.
    ENCRYPTED,
    /// Is broken, or is not what its name says.
    DAMAGED,
    /// Has a format that is not read.
    UNSUPPORTED,
    /// Holds no text and no picture.
    EMPTY,
    /// Holds pictures of pages only; needs OCR.
    IMAGE_ONLY,
    /// Is over one of the limits.
    TOO_LARGE,
    /// Took too long.
    TIMED_OUT,
    /// Cannot be opened: gone, no rights, no ordinary file, or the reader died of it.
    UNREADABLE
}
