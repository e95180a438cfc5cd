package stillroom.ai.summary;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import stillroom.ai.Summarizer.Wish;

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

    /// Sharing more of their words, they say the like of different things, as entries of a list do.
    private static final double SAME_WORDS = 0.6;

    /// How much nearer they seem then.
    private static final double LIST_LIKE = 0.5;

    /// Nearer than any two sentences that say different things.
    private static final double AGAIN = 10;

    /// The part of the words that a summary uses if it can.
    private static final double ENOUGH = 0.8;

    /// What all the words of a summary are worth while it has less than [#ENOUGH].
    private static final double MISSING = 20;

    private static final int OPENERS_TRIED = 12;

    private static final int MOST_OF_A_SECTION = 2;

    private final List<Sentence> sentences;
    private final List<float[]> vectors;
    private final List<Set<String>> contents;
    private final double[] scores;
    private final Wish wish;

    /// @param sentences in order
    Choice(List<Sentence> sentences, List<float[]> vectors, double[] scores, Wish wish) {
        this.sentences = sentences;
        this.vectors = vectors;
        this.contents =
                sentences.stream().map(sentence -> Candidates.content(sentence.text())).toList();
        this.scores = scores;
        this.wish = wish;
    }

    /// Returns the indexes of the chosen sentences, in the order of the choice; empty if none fits.
    Set<Integer> best() {
        Set<Integer> best = Set.of();
        int most = 0;
        int tried = 0;
        for (int opener : ranked()) {
            List<Integer> group = group(opener);
            if (group.isEmpty() || !fits(group, 0, 0)) {
                continue;
            }
            Set<Integer> chosen = complete(group);
            int words = words(chosen);
            if (words > most) {
                best = chosen;
                most = words;
            }
            tried++;
            if (words * 5L >= wish.words() * 4L
                    || chosen.size() == wish.sentences()
                    || tried == OPENERS_TRIED) {
                break;
            }
        }
        return best;
    }

    /// The sentence to begin with, before the others are known; -1 if none will do. It leaves room
    /// for two more.
    int opener() {
        for (int index : ranked()) {
            if (!sentences.get(index).dangles()
                    && sentences.get(index).words() * 2 <= wish.words()) {
                return index;
            }
        }
        return -1;
    }

    /// The indexes of all sentences, that with the highest score first.
    List<Integer> ranked() {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < scores.length; i++) {
            order.add(i);
        }
        order.sort(Comparator.comparingDouble(index -> -scores[index]));
        return order;
    }

    double score(int index) {
        return scores[index];
    }

    /// Returns what is chosen with these, which come first.
    Set<Integer> complete(List<Integer> opener) {
        Set<Integer> chosen = new LinkedHashSet<>();
        double[] nearest = new double[scores.length];
        boolean[] repeated = new boolean[scores.length];
        List<Integer> group = opener;
        while (!group.isEmpty()) {
            for (int added : group) {
                chosen.add(added);
                for (int i = 0; i < nearest.length; i++) {
                    double closeness = Ranking.dot(vectors.get(i), vectors.get(added));
                    repeated[i] |= closeness > SAME;
                    closeness += hasSameWords(i, added) ? LIST_LIKE : 0;
                    nearest[i] = Math.max(nearest[i], closeness);
                }
            }
            group = nextBest(chosen, nearest, repeated);
        }
        // Who asks for something wants what is about it, however short.
        return wish.focus() == null ? fuller(chosen, opener) : chosen;
    }

    /// Exchanges sentences for longer ones while a fifth of the words is left over: one that has
    /// few words took the place of one that would have filled the summary.
    ///
    /// @param kept stays, come what may
    private Set<Integer> fuller(Set<Integer> chosen, List<Integer> kept) {
        List<Integer> now = new ArrayList<>(chosen);
        while (words(now) < ENOUGH * wish.words()) {
            int words = words(now);
            int bestAt = -1;
            int bestIn = -1;
            double bestWorth = Double.NEGATIVE_INFINITY;
            for (int at = 0; at < now.size(); at++) {
                int out = now.get(at);
                if (kept.contains(out) || isNeeded(out, now)) {
                    continue;
                }
                for (int in = 0; in < scores.length; in++) {
                    int gain = sentences.get(in).words() - sentences.get(out).words();
                    if (gain <= 0
                            || words + gain > wish.words()
                            || now.contains(in)
                            || sentences.get(in).dangles()
                            || leavesItsSection(in, out)) {
                        continue;
                    }
                    double nearest = nearest(in, out, now);
                    if (nearest >= AGAIN) {
                        continue;
                    }
                    double missing = Math.max(0, ENOUGH * wish.words() - words - gain);
                    double worth =
                            scores[in]
                                    - scores[out]
                                    - REDUNDANCY * nearest
                                    - MISSING * missing / wish.words();
                    if (worth > bestWorth) {
                        bestWorth = worth;
                        bestAt = at;
                        bestIn = in;
                    }
                }
            }
            if (bestAt < 0) {
                break;
            }
            now.set(bestAt, bestIn);
        }
        return new LinkedHashSet<>(now);
    }

    /// Whether a chosen sentence that dangles hangs on this one, or this one on another.
    private boolean isNeeded(int index, List<Integer> chosen) {
        return sentences.get(index).dangles()
                || (chosen.contains(index + 1) && sentences.get(index + 1).dangles());
    }

    private boolean leavesItsSection(int in, int out) {
        return wish.bySection() && sentences.get(in).section() != sentences.get(out).section();
    }

    private double nearest(int in, int out, List<Integer> chosen) {
        double nearest = 0;
        for (int other : chosen) {
            if (other != out) {
                double closeness = Ranking.dot(vectors.get(in), vectors.get(other));
                if (closeness > SAME) {
                    return AGAIN;
                }
                nearest = Math.max(nearest, closeness + (hasSameWords(in, other) ? LIST_LIKE : 0));
            }
        }
        return nearest;
    }

    private boolean hasSameWords(int left, int right) {
        Set<String> words = contents.get(left);
        long shared = words.stream().filter(contents.get(right)::contains).count();
        long all = words.size() + contents.get(right).size() - shared;
        return shared > SAME_WORDS * all;
    }

    /// Whether the sentence goes on where the one before it among the candidates ends.
    boolean follows(int index) {
        if (index == 0) {
            return false;
        }
        Sentence sentence = sentences.get(index);
        Sentence before = sentences.get(index - 1);
        long gap = sentence.offset() - before.offset() - (before.end() - before.start());
        return sentence.page() == before.page()
                && sentence.section() == before.section()
                && gap <= (sentence.block().equals(before.block()) ? 4 : 12);
    }

    /// The sentence with that before it, if it needs it, in order; empty if that cannot be had.
    private List<Integer> group(int index) {
        if (!sentences.get(index).dangles()) {
            return List.of(index);
        }
        return follows(index) && !sentences.get(index - 1).dangles()
                ? List.of(index - 1, index)
                : List.of();
    }

    private boolean fits(List<Integer> group, int usedSentences, int usedWords) {
        int words = usedWords;
        for (int index : group) {
            words += sentences.get(index).words();
        }
        return words <= wish.words() && usedSentences + group.size() <= wish.sentences();
    }

    private List<Integer> nextBest(Set<Integer> chosen, double[] nearest, boolean[] repeated) {
        int used = words(chosen);
        Map<Integer, Integer> ofSection = new HashMap<>();
        if (wish.bySection()) {
            chosen.forEach(
                    index -> ofSection.merge(sentences.get(index).section(), 1, Integer::sum));
        }
        List<Integer> best = List.of();
        double bestGain = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < scores.length; i++) {
            if (chosen.contains(i) || repeated[i]) {
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
            gain -= crowd(ofSection.getOrDefault(sentences.get(i).section(), 0));
            if (gain > bestGain) {
                bestGain = gain;
                best = missing;
            }
        }
        return best;
    }

    /// Takes more than any difference of scores can outweigh: a section that has a sentence waits
    /// until each has one, a section that has two until each has two.
    private static double crowd(int sentencesOfSection) {
        return 100.0 * Math.min(sentencesOfSection, MOST_OF_A_SECTION);
    }

    private int words(Collection<Integer> chosen) {
        return chosen.stream().mapToInt(index -> sentences.get(index).words()).sum();
    }
}
