package stillroom.app.describe;

import stillroom.index.text.Problem;

/// What came of describing a file or document.
public sealed interface Described<T> {

    record Done<T>(T value) implements Described<T> {}

    /// It has no text that could be had.
    ///
    /// @param detail what was seen; may be empty
    record Unreadable<T>(Problem problem, String detail) implements Described<T> {}
}
