package stillroom.ai.pack;

import java.util.Locale;

/// How the vectors of the tokens of a text become the vector of the text.
public enum Pooling {
    /// Their mean.
    MEAN,
    /// The vector of the first token, which stands for the whole text.
    CLS,
    /// The vector of the last token.
    LAST;

    /// The name as manifests and programs write it.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
