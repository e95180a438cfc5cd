package stillroom.ai.label;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import stillroom.ai.Embedder;

/// What a label means, as vectors: its description as a whole, and each item that it lists.
///
/// Each is the mean over several prompts, which evens out the wording (prompt ensembles: Radford et
/// al. 2021, section 3.1.4): the words as a query and as what introduces a text where they name a
/// kind of text ("a letter", "any invoice"), or else the words alone, as a question and as a
/// request. A description such as "an advertisement, prize or premium-rate offer" is met by a text
/// that is close to *one* of its items; the items are therefore weighed by a smooth maximum.
final class LabelVectors {

    /// How near the smooth maximum is to the maximum: at 20, 0.1 of cosine is a factor of 7.
    private static final double STEEPNESS = 20;

    /// A description is cut into no more items than this; the rest counts in the whole only.
    private static final int MOST_ITEMS = 24;

    private static final Pattern BETWEEN_ITEMS =
            Pattern.compile("\\s*(?:[,;:()\\n•]|\\.\\s|\\s(?:or|and)\\s)\\s*");
    private static final Set<String> DETERMINERS = Set.of("a", "an", "the", "any", "some", "one");

    private final float[] whole;
    private final List<String> words;
    private final List<float[]> items;
    private final double usual;
    private final double spread;

    /// @param words what the description lists; the description itself if it lists nothing
    /// @param items the vectors of these
    private LabelVectors(
            float[] whole, List<String> words, List<float[]> items, List<float[]> everyday) {
        this.whole = whole;
        this.words = words;
        this.items = items;
        double[] values = everyday.stream().mapToDouble(this::closeness).toArray();
        double mean = Arrays.stream(values).average().orElse(0);
        double variance =
                Arrays.stream(values)
                        .map(value -> (value - mean) * (value - mean))
                        .average()
                        .orElse(0);
        this.usual = mean;
        this.spread = Math.sqrt(variance);
    }

    static LabelVectors of(String description, Embedder embedder, List<float[]> everyday) {
        List<String> texts = new ArrayList<>();
        texts.add(description);
        List<String> items = itemsOf(description);
        if (items.size() > 1) {
            texts.addAll(items);
        }
        boolean kindOfText = namesKindOfText(description);
        List<float[]> vectors = new ArrayList<>();
        for (String text : texts) {
            vectors.add(vector(text, kindOfText, embedder));
        }
        List<float[]> parts = vectors.size() > 1 ? vectors.subList(1, vectors.size()) : vectors;
        List<String> words = texts.size() > 1 ? texts.subList(1, texts.size()) : texts;
        return new LabelVectors(
                vectors.getFirst(), List.copyOf(words), List.copyOf(parts), everyday);
    }

    /// The item of the description that a text is closest to.
    String closestItem(float[] vector) {
        int best = 0;
        for (int i = 1; i < items.size(); i++) {
            best =
                    Vectors.dot(items.get(i), vector) > Vectors.dot(items.get(best), vector)
                            ? i
                            : best;
        }
        return words.get(best);
    }

    /// How close another label is to this one, or this one to it, on the mean.
    double closeness(LabelVectors other) {
        return (closeness(other.whole) + other.closeness(whole)) / 2;
    }

    /// Half the cosine to the whole, half the smooth maximum of the cosines to the items,
    /// `ln(mean(exp(STEEPNESS · cosine))) / STEEPNESS`.
    double closeness(float[] vector) {
        if (items.size() == 1) {
            return Vectors.dot(whole, vector); // the item is the whole
        }
        double sum = 0;
        for (float[] item : items) {
            sum += Math.exp(STEEPNESS * Vectors.dot(item, vector));
        }
        double smoothMaximum = Math.log(sum / items.size()) / STEEPNESS;
        return (Vectors.dot(whole, vector) + smoothMaximum) / 2;
    }

    /// The closeness that the best of so many labels reaches with a text that deserves none of
    /// them: the mean over the everyday texts plus `√(2 ln labels)` standard deviations (the
    /// expected maximum of that many normal draws), at least one.
    double chance(int labels) {
        return usual + spread * Math.max(1, Math.sqrt(2 * Math.log(labels)));
    }

    private static float[] vector(String words, boolean kindOfText, Embedder embedder) {
        if (!kindOfText) {
            return Vectors.mean(embedder.embed(List.of(words, words + "?", "tell me " + words)));
        }
        List<float[]> vectors = new ArrayList<>(embedder.embed(List.of("Here is " + words + ":")));
        vectors.add(embedder.embedQuery(words));
        return Vectors.mean(vectors);
    }

    static boolean namesKindOfText(String description) {
        String first = description.strip().split("\\s+", 2)[0];
        return DETERMINERS.contains(first.toLowerCase(Locale.ROOT));
    }

    static List<String> itemsOf(String description) {
        return BETWEEN_ITEMS
                .splitAsStream(description.strip())
                .map(String::strip)
                .filter(item -> item.length() > 1)
                .limit(MOST_ITEMS)
                .toList();
    }
}
