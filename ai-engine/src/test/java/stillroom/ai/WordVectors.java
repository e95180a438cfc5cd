package stillroom.ai;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// An embedder for tests: texts are close as far as they share words.
public final class WordVectors implements Embedder {

    private static final int DIMENSIONS = 512;

    private final List<String> embedded = new ArrayList<>();

    /// Every text that was embedded.
    public List<String> embedded() {
        return embedded;
    }

    @Override
    public String pack() {
        return "words";
    }

    @Override
    public String precision() {
        return "fp32";
    }

    @Override
    public int dimensions() {
        return DIMENSIONS;
    }

    @Override
    public int maxTokens() {
        return 512;
    }

    @Override
    public List<float[]> embed(List<String> texts) {
        embedded.addAll(texts);
        return texts.stream().map(WordVectors::vector).toList();
    }

    @Override
    public float[] embedQuery(String query) {
        return embed(List.of(query)).getFirst();
    }

    @Override
    public int countTokens(String text) {
        return text.length() / 4;
    }

    private static float[] vector(String text) {
        float[] vector = new float[DIMENSIONS];
        // Something that all texts share keeps the vector of a text without words from being 0.
        vector[0] = 0.1f;
        for (String word : text.toLowerCase(Locale.ROOT).split("[^\\p{L}]+", -1)) {
            if (word.length() > 3) {
                vector[1 + Math.floorMod(word.hashCode(), DIMENSIONS - 1)] += 1;
            }
        }
        double square = 0;
        for (float each : vector) {
            square += each * each;
        }
        for (int i = 0; i < vector.length; i++) {
            vector[i] /= (float) Math.sqrt(square);
        }
        return vector;
    }
}
