package stillroom.ai.label;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/// The surface of a text, as numbers: what a vector of meaning blurs. Which words it has (who,
/// where and when), and how dense it is with digits, capitals, questions, exclamations, money and
/// addresses.
///
/// Each word falls into one of a fixed number of buckets with one of two signs (hashing trick:
/// Weinberger et al. 2009), so that the words themselves need not be kept. Behind these [#COUNT]
/// numbers stand those of all words and pairs of words that follow each other, for [Wording].
final class Surface {

    private static final int BUCKETS = 512;
    private static final int DENSITIES = 6;

    static final int COUNT = BUCKETS + DENSITIES;

    /// Length of the words beside a vector of meaning of length one. Between 0.35 and 0.5 they
    /// helped with questions, requests, text messages and e-mails, by half a hundredth to two
    /// hundredths.
    private static final double LENGTH_OF_WORDS = 0.4;

    /// What the highest density counts for. From 0.35 to 0.55 they helped with questions and text
    /// messages by one to three hundredths; from 0.6 on they did harm to e-mails.
    private static final double MOST_DENSE = 0.45;

    private static final int MOST_WORDS = 400;

    /// The words and pairs are numbered below this, which a float holds exactly.
    private static final int NUMBERS = 1 << 20;

    /// A text of fewer words is no denser for that.
    private static final int LEAST_WORDS = 3;

    /// Words, and each sign of punctuation.
    private static final Pattern WORD =
            Pattern.compile("[\\p{L}\\p{M}\\p{N}_]+|[^\\s\\p{L}\\p{M}\\p{N}_]");

    private static final Pattern DIGIT = Pattern.compile("\\p{Nd}");
    private static final Pattern ADDRESS = Pattern.compile("https?:|www\\.|@");
    private static final Pattern SPACE = Pattern.compile("\\s+");

    private Surface() {}

    static float[] of(String text) {
        List<String> ofText = words(text);
        float[] numbers = numbers(ofText);
        var surface = new float[COUNT + numbers.length];
        putWords(ofText, surface);
        System.arraycopy(numbers, 0, surface, COUNT, numbers.length);
        double letters = Math.max(1, text.length());
        double words = Math.max(LEAST_WORDS, SPACE.splitAsStream(text.strip()).count());
        double[] densities = {
            3 * count(text, Character::isDigit) / letters,
            2 * count(text, Character::isUpperCase) / letters,
            8 * count(text, each -> each == '!') / words,
            8 * count(text, each -> each == '?') / words,
            10 * count(text, each -> "£$€%".indexOf(each) >= 0) / words,
            10 * ADDRESS.matcher(text).results().count() / words
        };
        for (int i = 0; i < DENSITIES; i++) {
            surface[BUCKETS + i] = (float) (MOST_DENSE * Math.min(1, densities[i]));
        }
        return surface;
    }

    /// The vectors of a text without the surface that may stand behind the first.
    static List<float[]> cutFrom(List<float[]> vectors, int dimensions) {
        List<float[]> cut = new ArrayList<>(vectors);
        cut.set(0, Arrays.copyOf(vectors.getFirst(), dimensions));
        return cut;
    }

    /// The surface that stands behind the first vector of a text; empty if none does.
    static float[] behind(List<float[]> vectors, int dimensions) {
        float[] first = vectors.getFirst();
        return Arrays.copyOfRange(first, dimensions, first.length);
    }

    private static double count(String text, IntPredicate what) {
        return text.chars().filter(what).count();
    }

    private static List<String> words(String text) {
        return WORD.matcher(text.toLowerCase(Locale.ROOT))
                .results()
                .limit(MOST_WORDS)
                .map(MatchResult::group)
                .map(word -> DIGIT.matcher(word).replaceAll("0"))
                .toList();
    }

    private static float[] numbers(List<String> words) {
        var numbers = new TreeSet<Integer>();
        var before = "^";
        for (String word : words) {
            numbers.add((int) (hash(word) % NUMBERS));
            numbers.add((int) (hash(before + " " + word) % NUMBERS));
            before = word;
        }
        var result = new float[numbers.size()];
        int at = 0;
        for (int number : numbers) {
            result[at++] = number;
        }
        return result;
    }

    private static long hash(String word) {
        var hash = new CRC32();
        hash.update(word.getBytes(StandardCharsets.UTF_8));
        return hash.getValue();
    }

    private static void putWords(List<String> words, float[] surface) {
        Map<String, Integer> counts = new HashMap<>();
        words.forEach(word -> counts.merge(word, 1, Integer::sum));
        counts.forEach((word, count) -> {
            long value = hash(word);
            int sign = (value >> 20 & 1) == 1 ? 1 : -1;
            surface[(int) (value % BUCKETS)] += (float) (sign * (1 + Math.log(count)));
        });
        double square = 0;
        for (int i = 0; i < BUCKETS; i++) {
            square += surface[i] * surface[i];
        }
        for (int i = 0; square > 0 && i < BUCKETS; i++) {
            surface[i] = (float) (surface[i] * LENGTH_OF_WORDS / Math.sqrt(square));
        }
    }
}
