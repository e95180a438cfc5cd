package stillroom.index.query;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// Makes one score out of two: how well the words of a passage match, and how close its meaning is.
///
/// Each kind is stretched to \[0, 1\] over the candidates of the query (min-max) and the two are
/// averaged. On public collections this is better than adding reciprocal ranks, which forget by how
/// much the first is better than the second (Bruch, Gai, Ingber: An Analysis of Fusion Functions
/// for Hybrid Retrieval, 2022).
public final class Fusion {

    /// How much meaning counts; words count the rest.
    private static final double MEANING = 0.5;

    private Fusion() {}

    /// Returns a score in \[0, 1\] for each candidate.
    ///
    /// @param words BM25 of the candidates that have any of the words
    /// @param cosines of the candidates that have a vector; the others, which were added a moment
    ///   ago, are judged by their words alone
    public static <K> Map<K, Double> fuse(Map<K, Float> words, Map<K, Float> cosines) {
        float mostWords = 0;
        for (float score : words.values()) {
            mostWords = Math.max(mostWords, score);
        }
        float least = Float.MAX_VALUE;
        float most = -Float.MAX_VALUE;
        for (float cosine : cosines.values()) {
            least = Math.min(least, cosine);
            most = Math.max(most, cosine);
        }
        Set<K> candidates = new LinkedHashSet<>(words.keySet());
        candidates.addAll(cosines.keySet());
        var fused = new HashMap<K, Double>();
        for (K candidate : candidates) {
            double byWords = mostWords > 0 ? words.getOrDefault(candidate, 0f) / mostWords : 0;
            Float cosine = cosines.get(candidate);
            double score = byWords;
            if (cosine != null) {
                double byMeaning = most > least ? (cosine - least) / (most - least) : 1;
                score = mostWords > 0 ? mix(byWords, byMeaning) : byMeaning;
            }
            fused.put(candidate, score);
        }
        return fused;
    }

    private static double mix(double byWords, double byMeaning) {
        return (1 - MEANING) * byWords + MEANING * byMeaning;
    }
}
