package stillroom.app.ingest;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import stillroom.ai.Embedder;
import stillroom.index.DocumentId;

/// The vectors of one document while they are being made, by several threads at once. Guarded by
/// the lock of its [Ingestor].
final class Embedding {

    /// So few that a pause or a stop is heeded within a second, and that the last passages of a
    /// long document are spread over all threads.
    private static final int PASSAGES_PER_STEP = 8;

    private final DocumentId id;
    private final String pack;
    private final Embedder embedder;
    private final List<String> texts;
    private final float[][] vectors;
    private int attempt;
    private int handedOut;
    private int made;
    private boolean givenUp;

    /// @param pack the generation that the vectors are for
    /// @param embedder its model
    Embedding(DocumentId id, String pack, Embedder embedder, List<String> texts) {
        this.id = id;
        this.pack = pack;
        this.embedder = embedder;
        this.texts = texts;
        this.vectors = new float[texts.size()][];
    }

    /// Some neighboring passages of the document.
    record Slice(Embedding of, int start, List<String> texts) {}

    DocumentId id() {
        return id;
    }

    String pack() {
        return pack;
    }

    Embedder embedder() {
        return embedder;
    }

    /// Lets passages be handed out: the attempt is counted.
    void begin(int countedAttempt) {
        attempt = countedAttempt;
    }

    /// Which attempt at this document it is, counted from 1; 0 before it has begun.
    int attempt() {
        return attempt;
    }

    /// The next passages to embed; null if there are none to hand out.
    @Nullable Slice next() {
        if (attempt == 0 || givenUp || handedOut == texts.size()) {
            return null;
        }
        var start = handedOut;
        handedOut = Math.min(start + PASSAGES_PER_STEP, texts.size());
        return new Slice(this, start, texts.subList(start, handedOut));
    }

    /// Takes the vectors of a slice.
    ///
    /// @return whether these were the last that were missing
    boolean take(Slice slice, List<float[]> slicesVectors) {
        for (int i = 0; i < slicesVectors.size(); i++) {
            vectors[slice.start() + i] = slicesVectors.get(i);
        }
        made += slicesVectors.size();
        return !givenUp && made == texts.size();
    }

    /// Makes nobody work on it any more.
    void giveUp() {
        givenUp = true;
    }

    List<float[]> vectors() {
        return Arrays.asList(vectors);
    }

    /// How much is made, in \[0, 1\].
    double part() {
        return texts.isEmpty() ? 1 : (double) made / texts.size();
    }
}
