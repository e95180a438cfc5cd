package stillroom.app.ingest;

import java.util.Random;
import stillroom.app.FakeEmbedder;

/// Same text, same vector; no model.
class HashingEmbedder extends FakeEmbedder {

    private static final int DIMENSIONS = 8;

    HashingEmbedder() {
        super("hashing", DIMENSIONS);
    }

    @Override
    public int countTokens(String text) {
        return text.split("\\s+", -1).length;
    }

    @Override
    protected float[] vector(String text) {
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
