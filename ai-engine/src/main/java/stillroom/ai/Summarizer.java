package stillroom.ai;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Says what a text is about. Safe for any thread.
public interface Summarizer {

    /// Name and version of the method, such as `extract-2`: the same method gives the same summary
    /// of the same text by the same wish and model.
    String method();

    /// Summarizes a document.
    ///
    /// @param settled told each sentence once it is certain to stand in the summary, on the calling
    ///   thread, in any order; the first of them long before the last if the document is long
    /// @param stop asked between small steps; once it says yes, the summary is given up
    /// @return sentences in the order in which they stand in the document; empty if it has none
    /// @throws CancellationException if `stop` said yes
    /// @throws AiException if the model fails
    List<SummarySentence> summarize(
            Text text, Wish wish, Consumer<SummarySentence> settled, BooleanSupplier stop);

    /// A document, with what is known of it already.
    ///
    /// @param title null if it has none
    /// @param pages the text of each page; page 1 comes first
    /// @param headings where headings stand, in order; if there are none, they are looked for
    /// @param passages with these a long document is summarized without reading all of it; may be
    ///   empty
    record Text(
            @Nullable String title,
            List<String> pages,
            List<Heading> headings,
            List<Passage> passages) {

        public Text {
            pages = List.copyOf(pages);
            headings = List.copyOf(headings);
            passages = List.copyOf(passages);
        }

        /// A document of which nothing more is known.
        public static Text of(@Nullable String title, List<String> pages) {
            return new Text(title, pages, List.of(), List.of());
        }
    }

    /// Where a heading stands.
    ///
    /// @param page counted from 1
    /// @param start where it begins in the text of the page, in chars
    /// @param end where it ends, exclusive
    /// @param level 1 is the topmost
    record Heading(int page, int start, int end, int level) {}

    /// A piece of a page with its vector.
    ///
    /// @param page counted from 1
    /// @param start where it begins in the text of the page, in chars
    /// @param end where it ends, exclusive
    /// @param vector of length one, by the model of the summarizer
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Passage(int page, int start, int end, float[] vector) {}

    /// How long the summary may be, and what matters. Both bounds hold.
    ///
    /// @param sentences most sentences
    /// @param words most words
    /// @param focus what the reader cares about; null if nothing in particular
    /// @param bySection whether each section of the document shall have its say, if it has sections
    record Wish(int sentences, int words, @Nullable String focus, boolean bySection) {

        public Wish(int sentences, int words, @Nullable String focus) {
            this(sentences, words, focus, false);
        }
    }

    /// A sentence of a summary, anchored in the document.
    ///
    /// @param text what is shown: the quote, with line breaks and hyphenation mended
    /// @param page counted from 1
    /// @param start where the quote begins in the text of the page, in chars
    /// @param end where it ends, exclusive
    /// @param heading of the section for which it speaks; empty unless the wish was for sections
    record SummarySentence(String text, int page, int start, int end, String heading) {}
}
