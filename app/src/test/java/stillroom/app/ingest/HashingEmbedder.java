package stillroom.app.ingest;

import java.util.List;
import java.util.Random;
import stillroom.ai.Embedder;

/// Same text, same vector; no model.
class HashingEmbedder implements Embedder {

    private static final int DIMENSIONS = 8;

    @Override
    public String pack() {
        return "hashing";
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
        return texts.stream().map(HashingEmbedder::vector).toList();
    }

    @Override
    public float[] embedQuery(String query) {
        return vector(query);
    }

    @Override
    public int countTokens(String text) {
        return text.split("\\s+", -1).length;
    }

    private static float[] vector(String text) {
        var random = new Random(text.hashCode());
        var vector = new float[DIMENSIONS];
        var square = 0.0;
        for (int i = 0; i < DIMENSIONS; i++) {
            vector[i] = (float) random.nextGaussian();
            square += vector[i] * vector[i];
        }
        for (int i = 0; i < DIMENSIONS; i++) {
            vector[i] /= (float) Math.sqrt(square);
        }
        return vector;
    }
}
