package stillroom.index.query;

import java.util.List;

/// The part of a passage that is shown for a hit.
///
/// @param text cut at words or sentences; an ellipsis stands where text was left out
/// @param marks words of the query in `text`, in order, not overlapping; empty for a hit by meaning
public record Snippet(String text, List<Mark> marks) {

    public Snippet {
        marks = List.copyOf(marks);
    }

    /// A marked stretch.
    ///
    /// @param start first char in the text of the snippet
    /// @param end exclusive
    public record Mark(int start, int end) {}
}
