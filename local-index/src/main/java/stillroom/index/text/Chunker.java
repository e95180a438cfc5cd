package stillroom.index.text;

import java.util.List;
import java.util.function.ToIntFunction;

/// Cuts pages into passages of about the same size, at borders of sentences and never across pages.
@SuppressWarnings("DoNotCallSuggester") // the body follows
public final class Chunker {

    private final ToIntFunction<String> countTokens;
    private final int tokens;

    /// @param countTokens how many tokens the model sees in a text
    /// @param tokens most tokens wanted in a passage
    public Chunker(ToIntFunction<String> countTokens, int tokens) {
        this.countTokens = countTokens;
        this.tokens = tokens;
    }

    /// Returns the passages of a document, in order.
    public List<Passage> passages(List<Page> pages) {
        throw new AssertionError(pages.toString() + countTokens + tokens);
    }
}
