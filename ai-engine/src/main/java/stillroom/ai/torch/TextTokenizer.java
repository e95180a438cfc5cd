package stillroom.ai.torch;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Cuts texts into the tokens of a model. Safe for any thread until it is closed.
final class TextTokenizer implements AutoCloseable {

    /// Two signs of ancient Egypt, which no model has a token for.
    private static final String UNKNOWN = "\ud80c\udc00";

    private static final String ALSO_UNKNOWN = "\ud80c\udc01";

    private final HuggingFaceTokenizer tokenizer;

    /// The token for what there is no token for. None if the tokenizer tells such signs apart,
    /// because it spells them in bytes.
    private final OptionalLong unknown;

    private TextTokenizer(HuggingFaceTokenizer tokenizer) {
        this.tokenizer = tokenizer;
        long[] tokens = plain(UNKNOWN);
        unknown =
                tokens.length > 0 && Arrays.equals(tokens, plain(ALSO_UNKNOWN))
                        ? OptionalLong.of(tokens[tokens.length - 1])
                        : OptionalLong.empty();
    }

    /// Opens a `tokenizer.json`. What it says of padding and truncation is not heeded.
    ///
    /// @throws IOException if it cannot be read
    static TextTokenizer open(Path file) throws IOException {
        return new TextTokenizer(
                HuggingFaceTokenizer.builder()
                        .optTokenizerPath(file)
                        .optPadding(false)
                        .optTruncation(false)
                        .build());
    }

    /// Opens a `tokenizer.json` for pairs of texts: of what is too long, the longer one is cut.
    ///
    /// @param most tokens of a pair, special tokens included
    /// @throws IOException if it cannot be read
    static TextTokenizer cutting(Path file, int most) throws IOException {
        return new TextTokenizer(
                HuggingFaceTokenizer.builder()
                        .optTokenizerPath(file)
                        .optPadding(false)
                        .optTruncation(true)
                        .optMaxLength(most)
                        .build());
    }

    /// Returns the tokens of a text or a pair of texts, and which of the two each belongs to.
    Encoding encoded(String text, @Nullable String other) {
        return other == null ? tokenizer.encode(text) : tokenizer.encode(text, other);
    }

    /// Returns the numbers of all tokens of a text, special tokens included.
    long[] tokens(String text) {
        return tokenizer.encode(text).getIds();
    }

    /// Returns the numbers of the tokens of a text, without special ones around it.
    long[] plain(String text) {
        return tokenizer.encode(text, false, false).getIds();
    }

    /// Counts the tokens of a text that stand for what there is no token for.
    int countUnknown(String text) {
        return unknown.isEmpty()
                ? 0
                : (int)
                        Arrays.stream(plain(text))
                                .filter(token -> token == unknown.getAsLong())
                                .count();
    }

    /// Returns the text of tokens, without that of special ones.
    String text(long[] tokens) {
        return tokens.length == 0 ? "" : tokenizer.decode(tokens, true);
    }

    /// Keeps the first tokens and the special one that ends every text.
    static long[] cut(long[] tokens, int most) {
        if (tokens.length <= most) {
            return tokens;
        }
        long[] cut = Arrays.copyOf(tokens, most);
        cut[most - 1] = tokens[tokens.length - 1];
        return cut;
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
