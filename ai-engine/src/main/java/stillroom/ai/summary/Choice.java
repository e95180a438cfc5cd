package stillroom.ai.summary;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/// Chooses among ranked sentences those that make the best summary within its bounds.
///
/// Sentence by sentence, that with the highest `score − 2 · cosine to the nearest chosen one` of
/// those that still fit (maximal marginal relevance: Carbonell and Goldstein 1998). A sentence that
/// dangles brings the one before it along. If a fifth of the words is left over, it is tried again
/// with another opener, down the ranking.
final class Choice {

    private static final double REDUNDANCY = 2;

    /// Nearer than this, two sentences say the same.
    private static final double SAME = 0.97;

    private static final int OPENERS_TRIED = 12;

    private final List<Sentence> sentences;
    private final List<float[]> vectors;
    private final double[] scores;
    private final int mostSentences;
    private final int mostWords;
    private final Map<Integer, Integer> byOrder = new HashMap<>();

    Choice(
            List<Sentence> sentences,
            List<float[]> vectors,
            double[] scores,
            int mostSentences,
            int mostWords) {
        this.sentences = sentences;
        this.vectors = vectors;
        this.scores = scores;
        this.mostSentences = mostSentences;
        this.mostWords = mostWords;
        for (int i = 0; i < sentences.size(); i++) {
            byOrder.put(sentences.get(i).order(), i);
        }
    }

    /// Returns the indexes of the chosen sentences; empty if none fits.
    SortedSet<Integer> best() {
        SortedSet<Integer> best = new TreeSet<>();
        int most = 0;
        int tried = 0;
        for (int opener : ranked()) {
            List<Integer> group = group(opener);
            if (group.isEmpty() || !fits(group, 0, 0)) {
                continue;
            }
            SortedSet<Integer> chosen = complete(group);
            int words = words(chosen);
            if (words > most) {
                best = chosen;
                most = words;
            }
            boolean used = words * 5 >= mostWords * 4 || chosen.size() == mostSentences;
            tried++;
            if (used || tried == OPENERS_TRIED) {
                return used ? chosen : best;
            }
        }
        return best;
    }

    /// The indexes of all sentences, that with the highest score first.
    List<Integer> ranked() {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < scores.length; i++) {
            order.add(i);
        }
        order.sort((left, right) -> Double.compare(scores[right], scores[left]));
        return order;
    }

    /// The sentence with those before it that it needs, in order; empty if they cannot be had.
    private List<Integer> group(int index) {
        Sentence sentence = sentences.get(index);
        if (!sentence.dangles()) {
            return List.of(index);
        }
        Integer before = byOrder.get(sentence.order() - 1);
        return before == null || sentences.get(before).dangles()
                ? List.of()
                : List.of(before, index);
    }

    private boolean fits(List<Integer> group, int usedSentences, int usedWords) {
        int words = usedWords;
        for (int index : group) {
            words += sentences.get(index).words();
        }
        return words <= mostWords && usedSentences + group.size() <= mostSentences;
    }

    private SortedSet<Integer> complete(List<Integer> opener) {
        SortedSet<Integer> chosen = new TreeSet<>();
        double[] nearest = new double[scores.length];
        List<Integer> group = opener;
        while (!group.isEmpty()) {
            for (int added : group) {
                chosen.add(added);
                for (int i = 0; i < nearest.length; i++) {
                    double closeness = Ranking.dot(vectors.get(i), vectors.get(added));
                    nearest[i] = Math.max(nearest[i], closeness);
                }
            }
            group = nextBest(chosen, nearest);
        }
        return chosen;
    }

    private List<Integer> nextBest(SortedSet<Integer> chosen, double[] nearest) {
        int used = words(chosen);
        List<Integer> best = List.of();
        double bestGain = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < scores.length; i++) {
            if (chosen.contains(i) || nearest[i] > SAME) {
                continue;
            }
            List<Integer> missing = group(i).stream().filter(j -> !chosen.contains(j)).toList();
            if (missing.isEmpty() || !fits(missing, chosen.size(), used)) {
                continue;
            }
            double gain = 0;
            for (int index : missing) {
                gain += (scores[index] - REDUNDANCY * nearest[index]) / missing.size();
            }
            if (gain > bestGain) {
                bestGain = gain;
                best = missing;
            }
        }
        return best;
    }

    private int words(SortedSet<Integer> chosen) {
        return chosen.stream().mapToInt(index -> sentences.get(index).words()).sum();
    }
}
