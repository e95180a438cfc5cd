package stillroom.ai.summary;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import stillroom.ai.Embedder;
import stillroom.ai.pack.Reference;

/// Tells whether a sentence that a model wrote stands in the text that it was given, and where: by
/// the closeness of its vector to those of the text's sentences, by its words, and by its numbers,
/// each of which must be there.
///
/// A sentence that turns the meaning of its source round ("may" to "may not") is found all the
/// same.
public final class Support {

    /// Of the words that tell something, the part that must stand around the place.
    private static final double LEAST_WORDS = 0.3;

    /// Letters by which words are compared, so that "leases" is found in "leasing".
    private static final int STEM = 6;

    private static final int TEXTS_TO_SET_THE_BAR = 10;

    private static final Pattern NUMBER = Pattern.compile("\\d+(?:[.,]\\d+)*");

    private static final Set<String> EMPTY_WORDS =
            Set.of(
                    ("the a an of in to and or for on with by is are was were be been being that this"
                                    + " these those it its as at from we our you your he she they his"
                                    + " her their which who whom can could not no than then into also"
                                    + " such has have had but if may might will would shall should"
                                    + " more most other there so do does did der die das den dem des"
                                    + " ein eine einer eines einem einen und oder im am auf aus"
                                    + " bei mit von vom zu zum zur ist sind war waren wird werden"
                                    + " wurde wurden nicht kein keine als auch nach für er sie es wir"
                                    + " ihr sich dass daß haben hat hatte")
                            .split(" ", -1));

    private final Embedder embedder;
    private final List<Unit> units;
    private final List<float[]> vectors;
    private final double bar;

    /// A sentence of the text.
    ///
    /// @param part of the text to which it belongs, such as the number of a passage
    public record Unit(int part, String text) {}

    private Support(Embedder embedder, List<Unit> units, List<float[]> vectors, double bar) {
        this.embedder = embedder;
        this.units = units;
        this.vectors = vectors;
        this.bar = bar;
    }

    /// Prepares a text.
    ///
    /// @param units its sentences, in order
    /// @throws stillroom.ai.AiException if the model fails
    public static Support of(Embedder embedder, List<Unit> units) {
        return new Support(
                embedder,
                List.copyOf(units),
                embedder.embed(units.stream().map(Unit::text).toList()),
                bar(embedder));
    }

    /// How close a sentence must be: halfway between sentences that have nothing to do with each
    /// other and one and the same. Where those are depends on the model.
    private static double bar(Embedder embedder) {
        List<float[]> texts = embedder.embed(Reference.texts().subList(0, TEXTS_TO_SET_THE_BAR));
        double sum = 0;
        for (int one = 1; one < texts.size(); one++) {
            for (int other = 0; other < one; other++) {
                sum += product(texts.get(one), texts.get(other));
            }
        }
        double unrelated = sum / (texts.size() * (texts.size() - 1) / 2.0);
        return (1 + unrelated) / 2;
    }

    private static double product(float[] one, float[] other) {
        double product = 0;
        for (int index = 0; index < one.length; index++) {
            product += one[index] * other[index];
        }
        return product;
    }

    /// Finds the sentence of the text that says what `sentence` says.
    ///
    /// @param wanted only sentences of this part; null for any
    /// @return its number among the units; -1 if none does
    public int find(String sentence, @Nullable Integer wanted) {
        Set<String> words = words(sentence);
        if (words.isEmpty() || units.isEmpty()) {
            return -1;
        }
        float[] vector = embedder.embed(List.of(sentence)).getFirst();
        List<Integer> close =
                IntStream.range(0, units.size())
                        .filter(unit -> wanted == null || units.get(unit).part() == wanted)
                        .boxed()
                        .sorted((one, other) ->
                                Double.compare(
                                        product(vectors.get(other), vector),
                                        product(vectors.get(one), vector)))
                        .takeWhile(unit -> product(vectors.get(unit), vector) >= bar)
                        .filter(unit -> saysTheWords(unit, words))
                        .toList();
        // A number may stand in the sentence before; better it stands in the very one.
        return IntStream.rangeClosed(0, 2)
                .boxed()
                .flatMap(apart ->
                        close.stream().filter(unit -> saysTheNumbers(unit, apart, sentence)))
                .findFirst()
                .orElse(-1);
    }

    private boolean saysTheWords(int unit, Set<String> words) {
        Set<String> said = words(around(unit, 1));
        long found = words.stream().filter(said::contains).count();
        return found >= LEAST_WORDS * words.size();
    }

    private boolean saysTheNumbers(int unit, int apart, String sentence) {
        List<String> said = numbers(around(unit, apart));
        return said.containsAll(numbers(sentence));
    }

    /// A sentence and those beside it in the same part.
    private String around(int unit, int each) {
        StringBuilder text = new StringBuilder();
        for (int near = Math.max(0, unit - each);
                near <= Math.min(units.size() - 1, unit + each);
                near++) {
            if (units.get(near).part() == units.get(unit).part()) {
                text.append(units.get(near).text()).append(' ');
            }
        }
        return text.toString();
    }

    private static Set<String> words(String text) {
        Set<String> words = new HashSet<>();
        for (String word : Words.of(text)) {
            if (!EMPTY_WORDS.contains(word)) {
                words.add(word.length() > STEM ? word.substring(0, STEM) : word);
            }
        }
        return words;
    }

    private static List<String> numbers(String text) {
        List<String> numbers = new ArrayList<>();
        Matcher matcher = NUMBER.matcher(text.toLowerCase(Locale.ROOT));
        while (matcher.find()) {
            numbers.add(matcher.group());
        }
        return numbers;
    }
}
