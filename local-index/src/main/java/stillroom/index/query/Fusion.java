package stillroom.index.query;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// Makes one score out of two: how well the words of a passage match, and how close its meaning is.
///
/// The two are measured in units of their own spread among the candidates and added. How much each
/// counts is estimated for each query from what it found:
///
/// - *Separation*: how far the closest passage stands out, in units of what the closest of as many
///   passages that have nothing to do with the query would by chance. A model that does not
///   understand the query, because of its language or its subject, finds everything equally close.
/// - *Coverage*: how much of what the words ask for the best passage has, rare words counting more.
///   Where nothing has the words, what they find says little.
/// - *Strangeness*: into how many tokens the model cuts a word. Where it does not know the words,
///   its vectors tell less, and the words themselves are the better guide as far as they are there.
///
/// The numbers that turn them into a weight were fitted to fifteen collections at once
/// (docs/benchmarks.md).
public final class Fusion {

    private static final double BIAS = -3.2;
    private static final double OF_SEPARATION = 3.3;
    private static final double OF_COVERAGE = 0.75;
    private static final double OF_STRANGENESS = 6;
    private static final double LEAST_COVERAGE = 0.02;

    private Fusion() {}

    /// Returns how much meaning counts, in (0, 1); words count the rest.
    ///
    /// @param separation one if the closest stands out no more than by chance
    /// @param coverage in \[0, 1\]
    /// @param tokensOfWord one if the model knows each word, more for words in pieces
    public static double meaning(double separation, double coverage, double tokensOfWord) {
        double covered = Math.max(coverage, LEAST_COVERAGE);
        double odds =
                BIAS
                        + OF_SEPARATION * separation
                        - OF_COVERAGE * Math.log(covered)
                        - OF_STRANGENESS * Math.sqrt(covered) * Math.log(tokensOfWord);
        return 1 / (1 + Math.exp(-odds));
    }

    /// Returns what it says that both kinds agree on a passage, in \[0, 1\]: most where both count
    /// the same, nothing where one of them counts for nothing.
    ///
    /// @param meaning how much meaning counts
    public static double agreement(double meaning) {
        return 4 * meaning * (1 - meaning);
    }

    /// Returns a score in \[0, 1\] for each candidate.
    ///
    /// @param words BM25 of the candidates that have any of the words
    /// @param cosines of the candidates that have a vector; the others, which were added a moment
    ///   ago, are judged by their words alone
    /// @param meaning how much meaning counts
    public static <K> Map<K, Double> fuse(
            Map<K, Float> words, Map<K, Float> cosines, double meaning) {
        Set<K> candidates = new LinkedHashSet<>(words.keySet());
        candidates.addAll(cosines.keySet());
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
        // Both are stretched to [0, 1] for the eye; the weights take the stretch back.
        double ofWords = (1 - meaning) * mostWords / spread(words.values(), candidates.size());
        double ofMeaning = meaning * (most - least) / spread(cosines.values(), cosines.size());
        var fused = new HashMap<K, Double>();
        for (K candidate : candidates) {
            double byWords = mostWords > 0 ? words.getOrDefault(candidate, 0f) / mostWords : 0;
            Float cosine = cosines.get(candidate);
            double score = byWords;
            if (cosine != null) {
                double byMeaning = most > least ? (cosine - least) / (most - least) : 1;
                score =
                        mostWords > 0 && most > least
                                ? (ofWords * byWords + ofMeaning * byMeaning)
                                        / (ofWords + ofMeaning)
                                : mostWords > 0 ? byWords : byMeaning;
            }
            fused.put(candidate, score);
        }
        return fused;
    }

    /// Returns the standard deviation of `scores` and as many zeros as they lack of `count`.
    private static double spread(Collection<Float> scores, int count) {
        double sum = 0;
        double squares = 0;
        for (float score : scores) {
            sum += score;
            squares += (double) score * score;
        }
        double mean = sum / Math.max(1, count);
        double variance = squares / Math.max(1, count) - mean * mean;
        return Math.sqrt(Math.max(variance, 1e-12));
    }
}
