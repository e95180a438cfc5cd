package stillroom.ai.torch;

import ai.djl.engine.EngineException;
import ai.djl.huggingface.tokenizers.Encoding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import stillroom.ai.AiException;
import stillroom.ai.Embedder;
import stillroom.ai.pack.Manifest;
import stillroom.ai.pack.ModelPack;
import stillroom.ai.pack.Precision;
import stillroom.ai.pack.TensorFile;

/// An encoder of the BERT family at work. Texts are run one by one: larger batches cost more memory
/// traffic than they save, and a text alone has the same vector in whatever company it comes.
final class TorchEmbedder implements Embedder, AutoCloseable {

    private final Manifest manifest;
    private final Precision precision;
    private final TextTokenizer tokenizer;
    private final BertEncoder encoder;

    /// Read while the model runs, written to close it: PyTorch would crash if it lost a running
    /// model.
    private final ReadWriteLock life = new ReentrantReadWriteLock();

    private boolean closed;

    private TorchEmbedder(
            Manifest manifest, Precision precision, TextTokenizer tokenizer, BertEncoder encoder) {
        this.manifest = manifest;
        this.precision = precision;
        this.tokenizer = tokenizer;
        this.encoder = encoder;
    }

    /// Verifies and loads a pack.
    ///
    /// @throws AiException if the pack was changed, is no BERT encoder, or PyTorch fails
    static TorchEmbedder load(ModelPack pack, Precision precision) {
        Manifest manifest = pack.manifest();
        if (!manifest.family().equals(BertEncoder.FAMILY)) {
            throw new AiException(
                    "The model pack '%s' is of the family '%s', which this Stillroom cannot run."
                            .formatted(manifest.name(), manifest.family()));
        }
        // Without a GPU, what is stored as fp16 is run as fp32: it is both faster and exact.
        Precision run =
                precision == Precision.FP16 && !AiEngine.hasGpu() ? Precision.FP32 : precision;
        try {
            pack.verify();
            try (TensorFile weights = pack.weights(run)) {
                return new TorchEmbedder(
                        manifest,
                        run,
                        manifest.head() == null
                                ? TextTokenizer.open(pack.tokenizer())
                                : TextTokenizer.cutting(pack.tokenizer(), manifest.maxTokens()),
                        BertEncoder.load(weights, manifest, run));
            }
        } catch (IOException damage) {
            throw new AiException(
                    "The model pack '%s' cannot be used: %s"
                            .formatted(manifest.name(), damage.getMessage()),
                    damage);
        } catch (EngineException failure) {
            throw new AiException(
                    "The model '" + manifest.name() + "' could not be loaded.", failure);
        }
    }

    @Override
    public String pack() {
        return manifest.id();
    }

    @Override
    public String precision() {
        return precision.toString();
    }

    @Override
    public int dimensions() {
        return manifest.dimensions();
    }

    @Override
    public int maxTokens() {
        return manifest.maxTokens();
    }

    @Override
    public List<float[]> embed(List<String> texts) {
        List<float[]> vectors = new ArrayList<>(texts.size());
        for (String text : texts) {
            vectors.add(vector(manifest.passagePrefix() + text));
        }
        return vectors;
    }

    @Override
    public float[] embedQuery(String query) {
        return vector(manifest.queryPrefix() + query);
    }

    @Override
    public int countTokens(String text) {
        return alive(() -> tokenizer.tokens(text).length);
    }

    private float[] vector(String text) {
        return alive(() ->
                encoder.encode(TextTokenizer.cut(tokenizer.tokens(text), manifest.maxTokens())));
    }

    Manifest manifest() {
        return manifest;
    }

    /// Returns what the head of the model says, before any softmax.
    ///
    /// @param other the second of a pair of texts, if there is one
    float[] score(String text, @Nullable String other) {
        return alive(() -> {
            Encoding tokens = tokenizer.encoded(text, other);
            return encoder.score(tokens.getIds(), tokens.getTypeIds());
        });
    }

    private interface Work<T> {
        T run();
    }

    private <T> T alive(Work<T> work) {
        life.readLock().lock();
        try {
            if (closed) {
                throw new AiException("The model '" + manifest.name() + "' was unloaded.");
            }
            return work.run();
        } catch (EngineException failure) {
            throw new AiException("The model '" + manifest.name() + "' failed.", failure);
        } finally {
            life.readLock().unlock();
        }
    }

    @Override
    public void close() {
        life.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                encoder.close();
                tokenizer.close();
                NativeMemory.giveBack();
            }
        } finally {
            life.writeLock().unlock();
        }
    }
}
