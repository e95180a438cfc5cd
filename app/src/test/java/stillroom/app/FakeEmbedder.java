package stillroom.app;

import java.util.List;
import stillroom.ai.Embedder;

/// Stands in for a model: tells what [#vector] makes of a text, and takes each letter for a token.
public abstract class FakeEmbedder implements Embedder {

    private static final int MOST_TOKENS = 512;

    private final String pack;
    private final int dimensions;

    protected FakeEmbedder(String pack, int dimensions) {
        this.pack = pack;
        this.dimensions = dimensions;
    }

    /// Of length one.
    protected abstract float[] vector(String text);

    @Override
    public String pack() {
        return pack;
    }

    @Override
    public String precision() {
        return "fp32";
    }

    @Override
    public int dimensions() {
        return dimensions;
    }

    @Override
    public int maxTokens() {
        return MOST_TOKENS;
    }

    @Override
    public List<float[]> embed(List<String> texts) {
        return texts.stream().map(this::vector).toList();
    }

    @Override
    public float[] embedQuery(String query) {
        return vector(query);
    }

    @Override
    public int countTokens(String text) {
        return text.length();
    }
}
