package stillroom.ai;

import java.util.List;

/// Turns texts into vectors whose closeness is closeness of meaning. Safe for any thread; the work
/// is done on the calling thread, so as many texts are embedded at once as threads call.
public interface Embedder {

    /// Name and version of the model pack, such as `bge-small-en-v1.5@1`.
    String pack();

    /// What the model runs as, such as `int8`.
    String precision();

    /// Length of the vectors.
    int dimensions();

    /// Most tokens the model takes; what is longer is cut.
    int maxTokens();

    /// Returns one vector for each text, in order, each of length one.
    ///
    /// @throws AiException if the model fails
    List<float[]> embed(List<String> texts);

    /// Returns the vector of a query, of length one, with the prefix that the pack wants for
    /// queries.
    ///
    /// @throws AiException if the model fails
    float[] embedQuery(String query);

    /// Counts the tokens that the model sees in `text`, special tokens included, uncut.
    int countTokens(String text);

    /// Counts the tokens of `text` that only say that something stands there which the model cannot
    /// spell, such as a word in a script that it never saw. None if it can spell everything.
    default int countUnknown(String text) {
        return 0;
    }
}
