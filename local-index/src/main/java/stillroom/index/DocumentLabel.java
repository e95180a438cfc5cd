package stillroom.index;

/// A label on a document.
///
/// @param confidence 1 for a label that was set by hand, else in \[0, 1\]
public record DocumentLabel(String name, Origin origin, double confidence) {

    /// Who put it there.
    public enum Origin {
        SET,
        PROPOSED
    }
}
