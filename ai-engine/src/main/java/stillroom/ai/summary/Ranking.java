package stillroom.ai.summary;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Says how much each sentence of a document tells of it.
///
/// `score = z(centrality) + ½ z(length) + titleWeight · z(closeness to the title) + 2 z(closeness
/// to the focus) + position + ½ cue`, where `z` is the distance from the mean in standard
/// deviations, centrality the cosine to the mean direction of all sentences weighed by their length
/// (centroid: Radev et al. 2004), length the number of words up to [#ENOUGH_WORDS], position `1 /
/// (1 + 10 i / n)` for sentence `i` of `n`, and cue whether the sentence announces what the text is
/// about (Edmundson 1969, from whom the four kinds of clue come).
final class Ranking {

    /// More words make a sentence no more telling.
    private static final int ENOUGH_WORDS = 30;

    private static final double LENGTH_WEIGHT = 0.5;
    private static final int SHORTEST_TITLE_WORD = 3;
    private static final double FOCUS_WEIGHT = 2;
    private static final double CUE_WEIGHT = 0.5;

    private static final Pattern CUE =
            Pattern.compile(
                    "\\b(?:in this (?:paper|report|article|study|work|chapter|thesis|letter|review"
                            + "|document|memo)|this (?:paper|report|article|study|work|thesis|review"
                            + "|document|memo|agreement|letter)|(?:we|i) (?:\\w+ly )?(?:propose|present"
                            + "|introduce|show|demonstrate|develop|describe|conclude|argue|find|found"
                            + "|investigate|study|provide|recommend|agreed|decided|suggest|report)"
                            + "|in (?:summary|conclusion|short)|to summarize|overall|the (?:main|key|purpose"
                            + "|aim|goal|objective)|results? (?:show|indicate|suggest|demonstrate)"
                            + "|(?:agreed|decided|resolved|recommended) (?:to|that)|our (?:results"
                            + "|findings|experiments|method|approach|main))\\b",
                    Pattern.CASE_INSENSITIVE);

    private Ranking() {}

    /// Returns a score for each sentence.
    ///
    /// @param vectors one for each sentence, of length one
    /// @param title null if there is no title
    /// @param titleWeight how much of a title it is, as [#titleWeight] says
    /// @param focus null if nothing matters in particular
    static double[] scores(
            List<Sentence> sentences,
            List<float[]> vectors,
            float @Nullable [] title,
            double titleWeight,
            float @Nullable [] focus) {
        int count = sentences.size();
        float[] center = center(sentences, vectors);
        double[] centrality = new double[count];
        double[] length = new double[count];
        for (int i = 0; i < count; i++) {
            centrality[i] = dot(vectors.get(i), center);
            length[i] = Math.min(ENOUGH_WORDS, sentences.get(i).words());
        }
        double[] scores = new double[count];
        addStandardized(scores, centrality, 1);
        addStandardized(scores, length, LENGTH_WEIGHT);
        if (title != null) {
            addStandardized(scores, closeness(vectors, title), titleWeight);
        }
        if (focus != null) {
            addStandardized(scores, closeness(vectors, focus), FOCUS_WEIGHT);
        }
        for (int i = 0; i < count; i++) {
            scores[i] += 1 / (1 + 10.0 * i / count);
            scores[i] += CUE.matcher(sentences.get(i).text()).find() ? CUE_WEIGHT : 0;
        }
        return scores;
    }

    /// How much a title counts: the share of its words that the document uses. A title says what a
    /// document is about; a file name such as `scan 0012` does not.
    static double titleWeight(String title, List<Sentence> sentences) {
        List<String> words =
                Words.of(title).stream()
                        .filter(word -> word.length() >= SHORTEST_TITLE_WORD)
                        .toList();
        if (words.isEmpty()) {
            return 0;
        }
        Set<String> missing = new HashSet<>(words);
        for (Sentence sentence : sentences) {
            missing.removeAll(Words.of(sentence.text()));
        }
        return words.stream().filter(word -> !missing.contains(word)).count()
                / (double) words.size();
    }

    /// Chooses the sentences worth an embedding, by words alone, at most `most` and from every part
    /// of the document: in each of equal stretches those whose words are the document's commonest
    /// (mean logarithm of the frequency of the content words, after SumBasic, Nenkova and
    /// Vanderwende 2005), and those that share words with the focus.
    static List<Sentence> shortlist(List<Sentence> sentences, @Nullable String focus, int most) {
        if (sentences.size() <= most) {
            return sentences;
        }
        List<Set<String>> contents = new ArrayList<>();
        Map<String, Integer> frequency = new HashMap<>();
        for (Sentence sentence : sentences) {
            Set<String> content = new HashSet<>(Words.of(sentence.text()));
            content.removeIf(word -> word.length() < 4 && word.charAt(0) < 0x2e80);
            contents.add(content);
            content.forEach(word -> frequency.merge(word, 1, Integer::sum));
        }
        Set<String> wanted = focus == null ? Set.of() : new HashSet<>(Words.of(focus));
        double[] score = new double[sentences.size()];
        for (int i = 0; i < score.length; i++) {
            double sum = 0;
            for (String word : contents.get(i)) {
                int times = frequency.getOrDefault(word, 1);
                boolean everywhere = times * 5 > sentences.size();
                sum += everywhere ? 0 : Math.log(times);
                sum += wanted.contains(word) ? Math.log((double) sentences.size() / times) * 5 : 0;
            }
            // Ten words more keep a short sentence from winning by a single common word.
            score[i] = sum / (contents.get(i).size() + 10);
        }
        int stretches = Math.max(1, most / 10);
        List<Integer> chosen = new ArrayList<>();
        for (int stretch = 0; stretch < stretches; stretch++) {
            int from = (int) ((long) sentences.size() * stretch / stretches);
            int to = (int) ((long) sentences.size() * (stretch + 1) / stretches);
            List<Integer> order = new ArrayList<>();
            for (int i = from; i < to; i++) {
                order.add(i);
            }
            order.sort((left, right) -> Double.compare(score[right], score[left]));
            chosen.addAll(order.subList(0, Math.min(order.size(), most / stretches)));
        }
        chosen.sort(null);
        return chosen.stream().map(sentences::get).toList();
    }

    static double dot(float[] left, float[] right) {
        double sum = 0;
        for (int i = 0; i < left.length; i++) {
            sum += left[i] * right[i];
        }
        return sum;
    }

    private static float[] center(List<Sentence> sentences, List<float[]> vectors) {
        float[] sum = new float[vectors.getFirst().length];
        for (int i = 0; i < vectors.size(); i++) {
            int weight = Math.min(ENOUGH_WORDS, sentences.get(i).words());
            float[] vector = vectors.get(i);
            for (int j = 0; j < sum.length; j++) {
                sum[j] += weight * vector[j];
            }
        }
        return sum;
    }

    private static double[] closeness(List<float[]> vectors, float[] to) {
        return vectors.stream().mapToDouble(vector -> dot(vector, to)).toArray();
    }

    private static void addStandardized(double[] scores, double[] values, double weight) {
        double mean = 0;
        for (double value : values) {
            mean += value / values.length;
        }
        double variance = 0;
        for (double value : values) {
            variance += (value - mean) * (value - mean) / values.length;
        }
        double deviation = Math.sqrt(variance);
        if (deviation < 1e-9) {
            return;
        }
        for (int i = 0; i < scores.length; i++) {
            scores[i] += weight * (values[i] - mean) / deviation;
        }
    }
}
