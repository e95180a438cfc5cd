package stillroom.index;

import java.util.List;

/// A query as the model sees it that made the vectors of a library. Used on the thread of the
/// search; once [#vector] has answered, sentences are compared on others as well.
public interface QueryMeaning {

    /// The vector of the query. The first call may take as long as the model takes to load; what it
    /// throws, the search throws.
    float[] vector();

    /// Counts the tokens that the model cuts a text into, special ones left out. A word that it
    /// cannot spell counts as one that it spells letter by letter.
    int tokens(String text);

    /// Returns a vector for each of a few sentences, or nothing if the model fails.
    List<float[]> vectors(List<String> sentences);
}
