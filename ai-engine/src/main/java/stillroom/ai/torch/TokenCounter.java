package stillroom.ai.torch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.StringTokenizer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToIntFunction;

/// Counts the tokens of texts, special ones included, without making them. Safe for any thread
/// until it is closed.
///
/// A tokenizer parts a text at its spaces before it does anything else, so the tokens of a text are
/// those of its words; and most words of a text have been there before. To cut every text anew
/// would take more time than all else that is done to find it by its words.
final class TokenCounter implements ToIntFunction<String>, AutoCloseable {

    /// Some megabytes, and more than the words of most libraries.
    private static final int MOST_KNOWN = 50_000;

    /// A longer one is hardly a word that comes again.
    private static final int LONGEST_KNOWN = 32;

    private final TextTokenizer tokenizer;
    private final int special;
    private final Map<String, Integer> known = new ConcurrentHashMap<>();

    private TokenCounter(TextTokenizer tokenizer) {
        this.tokenizer = tokenizer;
        this.special = tokenizer.tokens("").length;
    }

    /// Opens a `tokenizer.json`.
    ///
    /// @throws IOException if it cannot be read
    static TokenCounter open(Path file) throws IOException {
        return new TokenCounter(TextTokenizer.open(file));
    }

    @Override
    public int applyAsInt(String text) {
        int count = special;
        var words = new StringTokenizer(text);
        while (words.hasMoreTokens()) {
            count += ofWord(words.nextToken());
        }
        return count;
    }

    private int ofWord(String word) {
        Integer count = known.get(word);
        if (count == null) {
            // Some tokenizers take the space before a word for a part of it.
            count = tokenizer.plain(" " + word).length;
            if (word.length() <= LONGEST_KNOWN && known.size() < MOST_KNOWN) {
                known.put(word, count);
            }
        }
        return count;
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
