package stillroom.ai.torch;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/// Cuts texts into the tokens of a model. Safe for any thread until it is closed.
final class TextTokenizer implements AutoCloseable {

    private final HuggingFaceTokenizer tokenizer;

    private TextTokenizer(HuggingFaceTokenizer tokenizer) {
        this.tokenizer = tokenizer;
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

    /// Returns the numbers of all tokens of a text, special tokens included.
    long[] tokens(String text) {
        return tokenizer.encode(text).getIds();
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
