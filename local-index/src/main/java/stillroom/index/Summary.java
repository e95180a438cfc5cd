package stillroom.index;

import java.time.Instant;
import java.util.List;

/// A summary as it is kept in the catalogue, with its receipt.
///
/// @param length `brief`, `standard` or `detailed`; of a generated one, `generated-brief` and so on
/// @param kind `extracted` or `generated`
/// @param model the model pack and precision that made it
/// @param settings the method, its version and its settings, such as `extract-2 sentences=3
///   words=75`; with the same model they give the same sentences
public record Summary(
        String length,
        String kind,
        String model,
        String settings,
        Instant made,
        List<Sentence> sentences) {

    public static final String EXTRACTED = "extracted";
    public static final String GENERATED = "generated";

    public Summary {
        sentences = List.copyOf(sentences);
    }

    /// A sentence, anchored in the document.
    ///
    /// @param text what is shown; the quote, mended, or what a model wrote
    /// @param page counted from 1; 0 if nothing in the document carries what a model wrote
    /// @param start where the quote begins in the text of the page, in chars
    /// @param end where it ends, exclusive
    /// @param quote verbatim text of the page from `start` to `end`
    /// @param heading of the section for which it speaks; empty unless the summary goes by sections
    public record Sentence(
            String text, int page, int start, int end, String quote, String heading) {

        /// Whether it stands in the document.
        public boolean isSupported() {
            return page > 0;
        }

        /// A sentence that speaks for no section.
        public Sentence(String text, int page, int start, int end, String quote) {
            this(text, page, start, end, quote, "");
        }
    }
}
