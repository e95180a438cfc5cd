package stillroom.ai.pack;

import java.util.Locale;

/// What a model pack is for.
public enum Purpose {
    /// Turns texts into vectors.
    EMBEDDING,
    /// Scores how well a passage answers a query.
    RERANKING,
    /// Scores a fixed set of labels for a text or a pair of texts.
    CLASSIFICATION,
    /// Writes answers and summaries.
    GENERATION;

    /// The name as commands print it.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
