package stillroom.index.query;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntBiFunction;

/// Learns more words from the best passages of a first look: those that they have and other
/// passages have not (relevance model RM3, Lavrenko and Croft 2001).
///
/// A passage is believed only as far as words and meaning agree on it. Where they do not, as in a
/// collection in a language that the model has not learned, nothing is added.
public final class Feedback {

    /// How many passages are looked at.
    public static final int PASSAGES = 10;

    private static final int WORDS = 20;
    private static final double SHARE = 0.3;
    private static final int SHORTEST = 2;

    private final Map<Language, Map<String, Double>> shares = new EnumMap<>(Language.class);
    private double believed;

    /// Takes a passage into account.
    ///
    /// @param byWords in \[0, 1\]: BM25 relative to the best
    /// @param byMeaning in \[0, 1\]: cosine relative to the best and the last candidate
    public void add(String text, Language language, double byWords, double byMeaning) {
        double agreement = byWords * byMeaning;
        double weight = Math.pow(agreement, 4);
        if (weight > 0) {
            believed = Math.max(believed, agreement);
            Map<String, Integer> stems = Words.stemsOf(text, language);
            double length = stems.values().stream().mapToInt(Integer::intValue).sum();
            Map<String, Double> its = shares.computeIfAbsent(language, _ -> new HashMap<>());
            stems.forEach((stem, times) -> its.merge(stem, weight * times / length, Double::sum));
        }
    }

    /// Returns `words` with the words that were learned.
    ///
    /// @param frequency in how many passages a stem of a language stands
    /// @param passages how many there are
    public Words learned(Words words, ToIntBiFunction<Language, String> frequency, int passages) {
        Map<Language, Map<String, Double>> others = new EnumMap<>(Language.class);
        shares.forEach((language, its) -> {
            record Candidate(String stem, double share, double worth) {}
            List<Candidate> candidates = new ArrayList<>();
            its.forEach((stem, share) -> {
                int count = stem.length() < SHORTEST ? 0 : frequency.applyAsInt(language, stem);
                // A word of one passage finds no other, and a word of every fourth says nothing.
                if (count >= 2 && count <= passages / 4) {
                    double worth = share * Math.log((double) passages / count);
                    candidates.add(new Candidate(stem, share, worth));
                }
            });
            candidates.sort(
                    Comparator.comparingDouble(Candidate::worth)
                            .reversed()
                            .thenComparing(Candidate::stem));
            List<Candidate> best = candidates.subList(0, Math.min(WORDS, candidates.size()));
            double whole = best.stream().mapToDouble(Candidate::share).sum();
            Map<String, Double> chosen = new LinkedHashMap<>();
            best.forEach(each -> chosen.put(each.stem, each.share / whole));
            others.put(language, chosen);
        });
        return words.with(others, SHARE * believed);
    }
}
