package stillroom.index;

import java.time.Instant;
import java.util.List;

/// A summary as it is kept in the catalogue, with its receipt.
///
/// @param length `brief`, `standard` or `detailed`
/// @param kind `extracted` or `generated`
/// @param model the model pack and precision that made it
public record Summary(
        String length, String kind, String model, Instant made, List<Sentence> sentences) {

    public Summary {
        sentences = List.copyOf(sentences);
    }

    /// A sentence, anchored in the document.
    ///
    /// @param text what is shown; the quote, mended
    /// @param page counted from 1
    /// @param start where the quote begins in the text of the page, in chars
    /// @param end where it ends, exclusive
    /// @param quote verbatim text of the page from `start` to `end`
    public record Sentence(String text, int page, int start, int end, String quote) {}
}
