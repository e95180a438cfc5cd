package stillroom.index.query;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.ToIntBiFunction;
import java.util.function.ToIntFunction;

/// Learns more words from the best passages of a first look: those that they have and other
/// passages have not (relevance model RM3, Lavrenko and Croft 2001).
///
/// A passage is believed only as far as words and meaning agree on it, and as far as it says
/// anything that they agree: nothing where one of the two is worth nothing, as in a language that
/// the model has not learned.
public final class Feedback {

    /// How many passages are looked at.
    public static final int PASSAGES = 10;

    private static final int WORDS = 20;
    private static final double SHARE = 0.3;
    private static final int SHORTEST = 2;

    /// A word of one passage finds no other, and a word of every fourth says nothing.
    private static final int FEWEST = 2;

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
    /// @param agreement in \[0, 1\]: what it says that both kinds agree; see [Fusion#agreement]
    /// @param frequency in how many passages a stem of a language stands
    /// @param passages how many there are
    public Words learned(
            Words words,
            double agreement,
            ToIntBiFunction<Language, String> frequency,
            int passages) {
        Map<Language, Map<String, Double>> others = new EnumMap<>(Language.class);
        shares.forEach((language, its) -> {
            others.put(language, best(its, stem -> frequency.applyAsInt(language, stem), passages));
        });
        return words.with(others, SHARE * agreement * believed);
    }

    private record Candidate(String stem, double share, double worth) {}

    private static Map<String, Double> best(
            Map<String, Double> shares, ToIntFunction<String> frequency, int passages) {
        var best =
                new TreeSet<>(
                        Comparator.comparingDouble(Candidate::worth)
                                .reversed()
                                .thenComparing(Candidate::stem));
        double rarest = Math.log(passages / (double) FEWEST);
        var falling =
                shares.entrySet().stream()
                        .filter(each -> each.getKey().length() >= SHORTEST)
                        .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                        .toList();
        for (var each : falling) {
            // To ask for a frequency is to look into every part of the index.
            if (best.size() == WORDS && each.getValue() * rarest < best.last().worth) {
                break;
            }
            int count = frequency.applyAsInt(each.getKey());
            if (count >= FEWEST && count <= passages / 4) {
                double worth = each.getValue() * Math.log((double) passages / count);
                best.add(new Candidate(each.getKey(), each.getValue(), worth));
                if (best.size() > WORDS) {
                    best.pollLast();
                }
            }
        }
        double whole = best.stream().mapToDouble(Candidate::share).sum();
        Map<String, Double> chosen = new LinkedHashMap<>();
        best.forEach(each -> chosen.put(each.stem, each.share / whole));
        return chosen;
    }
}
