package stillroom.ai;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Says what a text is about. Safe for any thread.
public interface Summarizer {

    /// Summarizes a document.
    ///
    /// @param title the title of the document, if it has one
    /// @param pages the text of each page; page 1 comes first
    /// @param stop asked between small steps; once it says yes, the summary is given up
    /// @return sentences in the order in which they stand in the document; empty if it has none
    /// @throws CancellationException if `stop` said yes
    /// @throws AiException if the model fails
    List<SummarySentence> summarize(
            @Nullable String title, List<String> pages, Wish wish, BooleanSupplier stop);

    /// How long the summary may be, and what matters. Both bounds hold.
    ///
    /// @param sentences most sentences
    /// @param words most words
    /// @param focus what the reader cares about; null if nothing in particular
    record Wish(int sentences, int words, @Nullable String focus) {}

    /// A sentence of a summary, anchored in the document.
    ///
    /// @param text what is shown: the quote, with line breaks and hyphenation mended
    /// @param page counted from 1
    /// @param start where the quote begins in the text of the page, in chars
    /// @param end where it ends, exclusive
    record SummarySentence(String text, int page, int start, int end) {}
}
