package stillroom.ai.summary;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Says how much each sentence of a document tells of it: a weighted sum of its [Features].
///
/// The weights were learned (`ranker.tsv`; its first lines say from what, and by which command); a
/// feature that is not among them counts nothing.
final class Ranking {

    /// Learned weights predict a part of the difference between sentences only; so stretched they
    /// weigh as much against redundancy as [Choice] expects.
    static final double STRETCH = 3;

    private static final double FOCUS_MEANING = 2;
    private static final double FOCUS_WORDS = 1;
    private static final String WEIGHTS = "ranker.tsv";

    private final Map<String, Double> weights;

    Ranking(Map<String, Double> weights) {
        this.weights = Map.copyOf(weights);
    }

    /// Reads the learned weights.
    static Ranking learned() {
        try (InputStream stream = Ranking.class.getResourceAsStream(WEIGHTS)) {
            if (stream == null) {
                throw new IllegalStateException(WEIGHTS + " is not beside the program");
            }
            Map<String, Double> weights = new LinkedHashMap<>();
            var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
            reader.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t"))
                    .forEach(line -> weights.put(line[0], Double.parseDouble(line[1])));
            return new Ranking(weights);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Returns a score for each sentence.
    ///
    /// @param titleWeight how much of a title it is, as [Features#titleWeight] says
    double[] scores(Features features, int count, double titleWeight) {
        double[] scores = new double[count];
        weights.forEach((name, weight) -> {
            double trust = name.equals(Features.TITLE) ? titleWeight : 1;
            add(scores, features.column(name), STRETCH * weight * trust);
        });
        return scores;
    }

    /// Adds to scores of sentences how close each is to what matters, by meaning and by words.
    static void addFocus(
            double[] scores,
            List<Sentence> sentences,
            List<float[]> vectors,
            String focus,
            float[] focusVector) {
        Set<String> wanted = Candidates.content(focus);
        double[] meaning = new double[scores.length];
        double[] words = new double[scores.length];
        for (int i = 0; i < scores.length; i++) {
            meaning[i] = dot(vectors.get(i), focusVector);
            Set<String> content = Candidates.content(sentences.get(i).text());
            words[i] = content.stream().filter(wanted::contains).count();
        }
        standardize(meaning);
        standardize(words);
        add(scores, meaning, FOCUS_MEANING);
        add(scores, words, FOCUS_WORDS);
    }

    /// Returns a score for each passage of a document: central, early, close to what matters.
    static double[] ofPassages(List<float[]> vectors, float @Nullable [] focus) {
        float[] center = new float[vectors.getFirst().length];
        for (float[] vector : vectors) {
            for (int j = 0; j < center.length; j++) {
                center[j] += vector[j];
            }
        }
        double[] scores = closeness(vectors, center);
        standardize(scores);
        for (int i = 0; i < scores.length; i++) {
            scores[i] += 1 / (1 + 10.0 * i / scores.length);
        }
        if (focus != null) {
            double[] near = closeness(vectors, focus);
            standardize(near);
            add(scores, near, FOCUS_MEANING);
        }
        return scores;
    }

    private static double[] closeness(List<float[]> vectors, float[] to) {
        return vectors.stream().mapToDouble(vector -> dot(vector, to)).toArray();
    }

    static double dot(float[] left, float[] right) {
        double sum = 0;
        for (int i = 0; i < left.length; i++) {
            sum += left[i] * right[i];
        }
        return sum;
    }

    private static void add(double[] scores, double[] values, double weight) {
        for (int i = 0; i < scores.length; i++) {
            scores[i] += weight * values[i];
        }
    }

    /// Shifts and scales to mean 0 and standard deviation 1; all 0 if they do not differ.
    static void standardize(double[] values) {
        double mean = 0;
        for (double value : values) {
            mean += value / values.length;
        }
        double variance = 0;
        for (double value : values) {
            variance += (value - mean) * (value - mean) / values.length;
        }
        double deviation = Math.sqrt(variance);
        for (int i = 0; i < values.length; i++) {
            values[i] = deviation < 1e-9 ? 0 : (values[i] - mean) / deviation;
        }
    }
}
