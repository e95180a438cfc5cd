package stillroom.ai;

import java.util.List;

/// Scores how well passages answer a query, reading both together: slower than comparing vectors,
/// and better at telling the good from the fair. Safe for any thread; works on the calling thread.
public interface Reranker {

    /// Name of the model pack.
    String pack();

    /// What the model runs as, such as `int8`.
    String precision();

    /// Returns a score for each passage, in order: the higher the better. Scores have no fixed
    /// range and can be compared for one query only. What is too long for the model is cut.
    ///
    /// @throws AiException if the model fails
    float[] scores(String query, List<String> passages);
}
