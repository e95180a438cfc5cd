package stillroom.ai.torch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.ToIntFunction;

/// Counts the tokens of texts, special ones included, without making them. Safe for any thread
/// until it is closed.
///
/// A tokenizer parts a text at its spaces before it does anything else, so the tokens of a text are
/// those of its words; and most words of a text have been there before. To cut every text anew
/// would take more time than all else that is done to find it by its words.
final class TokenCounter implements ToIntFunction<String>, AutoCloseable {

    /// A megabyte, and places for several times the words of most libraries.
    private static final int PLACES = 1 << 17;

    /// As many places one after the other are looked at for a word. If all are taken, it comes to
    /// the first.
    private static final int TRIES = 8;

    /// The bits of an entry in which the count stands; the others are those of the word's hash. Two
    /// words have the same with a probability of 2^-56, and then one is counted as the other.
    private static final int COUNT = 0xff;

    private final TextTokenizer tokenizer;
    private final int special;

    /// The counts of words, by their hashes; 0 where there is none.
    private final AtomicLongArray known = new AtomicLongArray(PLACES);

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
        int start = 0;
        long hash = 0;
        for (int i = 0; i <= text.length(); i++) {
            char letter = i < text.length() ? text.charAt(i) : ' ';
            if (!isSpace(letter)) {
                hash = (hash + letter) * 0x9e3779b97f4a7c15L;
                hash ^= hash >>> 32;
            } else {
                if (i > start) {
                    count += ofWord(text, start, i, hash);
                }
                start = i + 1;
                hash = 0;
            }
        }
        return count;
    }

    private static boolean isSpace(char letter) {
        return letter <= ' ' && " \t\n\r\f".indexOf(letter) >= 0;
    }

    private int ofWord(String text, int start, int end, long hash) {
        int first = (int) (hash >>> 40);
        int place = first & (PLACES - 1);
        for (int i = 0; i < TRIES; i++) {
            int next = (first + i) & (PLACES - 1);
            long entry = known.getPlain(next);
            if (entry == 0) {
                place = next;
                break;
            }
            if (((entry ^ hash) & ~COUNT) == 0) {
                return (int) entry & COUNT;
            }
        }
        // Some tokenizers take the space before a word for a part of it.
        int count = tokenizer.plain(" " + text.substring(start, end)).length;
        if (count <= COUNT) {
            known.setPlain(place, (hash & ~COUNT) | count);
        }
        return count;
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
