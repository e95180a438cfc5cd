package stillroom.ai.summary;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What the ranker looks at in each sentence, beside the other sentences of the same document: each
/// feature is standardized over the document, so that only differences within it count.
///
/// The kinds of clue are those of Edmundson (1969): position, title, cue words, common words; with
/// centrality by vectors (centroid: Radev et al. 2004).
final class Features {

    /// How close a sentence is to the title.
    static final String TITLE = "titleMeaning";

    /// How near the beginning of the document it stands.
    static final String TOP = "top";

    /// More words make a sentence no more telling.
    private static final int ENOUGH_WORDS = 30;

    private static final int FEW_WORDS = 8;
    private static final int MANY_WORDS = 35;
    private static final int SHORTEST_TITLE_WORD = 3;

    private static final Pattern PERSON =
            Pattern.compile("\\b(?:i|you|me|my|your|i'm|you're)\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern ASIDE = Pattern.compile("[(,;:]");
    private static final Pattern DIGIT = Pattern.compile("\\d");
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

    private final int count;
    private final Map<String, double[]> columns = new LinkedHashMap<>();

    private Features(int count) {
        this.count = count;
    }

    /// Looks at the sentences of a document, in order.
    ///
    /// @param vectors one for each sentence, of length one
    /// @param length chars of the whole document
    /// @param titleVector null if it has no title that tells anything
    static Features of(
            List<Sentence> sentences,
            List<float[]> vectors,
            long length,
            float @Nullable [] titleVector) {
        Features features = new Features(sentences.size());
        features.addMeaning(sentences, vectors);
        features.addPlace(sentences, length);
        features.addWords(sentences);
        if (titleVector != null) {
            features.addTitle(vectors, titleVector);
        }
        features.columns.values().forEach(Ranking::standardize);
        return features;
    }

    /// The names, in a fixed order; those that need a title last.
    Set<String> names() {
        return columns.keySet();
    }

    /// The values of a feature, one for each sentence; all 0 if it was not seen.
    double[] column(String name) {
        return columns.getOrDefault(name, new double[count]);
    }

    private double[] add(String name) {
        double[] column = new double[count];
        columns.put(name, column);
        return column;
    }

    private void addMeaning(List<Sentence> sentences, List<float[]> vectors) {
        double[] centrality = add("centrality");
        float[] center = center(sentences, vectors);
        for (int i = 0; i < count; i++) {
            centrality[i] = Ranking.dot(vectors.get(i), center);
        }
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

    private void addPlace(List<Sentence> sentences, long length) {
        double[] top = add(TOP);
        long first = sentences.getFirst().offset();
        for (int i = 0; i < count; i++) {
            double before = sentences.get(i).offset() - first;
            top[i] = 1 / (1 + 10 * before / Math.max(1, length - first));
        }
    }

    private void addWords(List<Sentence> sentences) {
        double[] length = add("length");
        double[] few = add("few");
        double[] many = add("many");
        double[] cue = add("cue");
        double[] numbers = add("numbers");
        double[] frequent = add("frequent");
        double[] question = add("question");
        double[] person = add("person");
        double[] dangling = add("dangling");
        double[] asides = add("asides");
        Map<String, Integer> frequency = new HashMap<>();
        List<Set<String>> contents = new ArrayList<>();
        for (Sentence sentence : sentences) {
            Set<String> content = Candidates.content(sentence.text());
            contents.add(content);
            content.forEach(word -> frequency.merge(word, 1, Integer::sum));
        }
        for (int i = 0; i < count; i++) {
            String text = sentences.get(i).text();
            double words = sentences.get(i).words();
            length[i] = Math.min(ENOUGH_WORDS, words);
            few[i] = words < FEW_WORDS ? 1 : 0;
            many[i] = Math.max(0, words - MANY_WORDS);
            cue[i] = CUE.matcher(text).find() ? 1 : 0;
            numbers[i] = DIGIT.matcher(text).results().count() / words;
            for (String word : contents.get(i)) {
                frequent[i] += Math.log(frequency.getOrDefault(word, 1));
            }
            frequent[i] /= contents.get(i).size() + 3;
            question[i] = text.indexOf('?') >= 0 ? 1 : 0;
            person[i] = PERSON.matcher(text).results().count() / words;
            dangling[i] = sentences.get(i).opening().dangling() ? 1 : 0;
            asides[i] = ASIDE.matcher(text).results().count() / words;
        }
    }

    private void addTitle(List<float[]> vectors, float[] titleVector) {
        double[] meaning = add(TITLE);
        for (int i = 0; i < count; i++) {
            meaning[i] = Ranking.dot(vectors.get(i), titleVector);
        }
    }

    /// How much a title counts: the share of its words that the document uses. A title says what a
    /// document is about; a file name such as `scan 0012` does not.
    static double titleWeight(String title, List<Sentence> sentences) {
        Set<String> missing = titleWords(title);
        int all = missing.size();
        if (all == 0) {
            return 0;
        }
        for (Sentence sentence : sentences) {
            missing.removeAll(Words.of(sentence.text()));
        }
        return (all - missing.size()) / (double) all;
    }

    private static Set<String> titleWords(String title) {
        Set<String> words = new HashSet<>(Words.of(title));
        words.removeIf(word -> word.length() < SHORTEST_TITLE_WORD);
        return words;
    }
}
