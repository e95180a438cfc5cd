package stillroom.ai.torch;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import stillroom.ai.Reranker;
import stillroom.ai.SequenceClassifier;

/// An encoder with a head at work.
final class TorchScorer implements Reranker, SequenceClassifier {

    private final TorchEmbedder model;

    TorchScorer(TorchEmbedder model) {
        this.model = model;
    }

    @Override
    public String pack() {
        return model.pack();
    }

    @Override
    public String precision() {
        return model.precision();
    }

    @Override
    public List<String> labels() {
        return Objects.requireNonNull(model.manifest().head()).labels();
    }

    @Override
    public float[] scores(String query, List<String> passages) {
        float[] scores = new float[passages.size()];
        for (int index = 0; index < scores.length; index++) {
            scores[index] = model.score(query, passages.get(index))[0];
        }
        return scores;
    }

    @Override
    public float[] probabilities(String text, @Nullable String other) {
        float[] scores = model.score(text, other);
        float largest = Float.NEGATIVE_INFINITY;
        for (float score : scores) {
            largest = Math.max(largest, score);
        }
        double sum = 0;
        for (float score : scores) {
            sum += Math.exp(score - largest);
        }
        float[] probabilities = new float[scores.length];
        for (int index = 0; index < scores.length; index++) {
            probabilities[index] = (float) (Math.exp(scores[index] - largest) / sum);
        }
        return probabilities;
    }
}
