package stillroom.ai.torch;

import ai.djl.engine.EngineException;
import ai.djl.huggingface.tokenizers.Encoding;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import stillroom.ai.AiException;
import stillroom.ai.AiException.Reason;
import stillroom.ai.Embedder;
import stillroom.ai.pack.Manifest;
import stillroom.ai.pack.ModelPack;
import stillroom.ai.pack.Precision;
import stillroom.ai.pack.TensorFile;

/// An encoder of the BERT family at work. Texts are run one by one: larger batches cost more memory
/// traffic than they save, and a text alone has the same vector in whatever company it comes.
final class TorchEmbedder implements Embedder, AutoCloseable {

    private final ModelPack pack;
    private final Manifest manifest;
    private final Precision precision;
    private final LongSupplier nanoTime;

    /// Read while the model runs, written to close it: PyTorch would crash if it lost a running
    /// model.
    private final ReadWriteLock life = new ReentrantReadWriteLock();

    private boolean closed;

    /// What of it lies in memory; null while nobody needs it.
    private @Nullable Loaded loaded;

    private volatile long lastUsed;

    private record Loaded(TextTokenizer tokenizer, BertEncoder encoder) {}

    private TorchEmbedder(ModelPack pack, Precision precision, LongSupplier nanoTime) {
        this.pack = pack;
        this.manifest = pack.manifest();
        this.precision = precision;
        this.nanoTime = nanoTime;
    }

    /// Verifies and loads a pack.
    ///
    /// @throws AiException if the pack was changed, is no BERT encoder, or PyTorch fails
    static TorchEmbedder load(ModelPack pack, Precision precision) {
        return load(pack, precision, System::nanoTime);
    }

    /// Verifies and loads a pack.
    ///
    /// @param nanoTime the clock that tells how long nobody used it
    /// @throws AiException if the pack was changed, is no BERT encoder, or PyTorch fails
    static TorchEmbedder load(ModelPack pack, Precision precision, LongSupplier nanoTime) {
        Manifest manifest = pack.manifest();
        if (!manifest.family().equals(BertEncoder.FAMILY)) {
            throw new AiException(
                    Reason.UNSUITED,
                    manifest.name(),
                    "The model pack '%s' is of the family '%s', which this Stillroom cannot run."
                            .formatted(manifest.name(), manifest.family()));
        }
        // Without a GPU, what is stored as fp16 is run as fp32: it is both faster and exact.
        Precision run =
                precision == Precision.FP16 && !AiEngine.hasGpu() ? Precision.FP32 : precision;
        var embedder = new TorchEmbedder(pack, run, nanoTime);
        embedder.wake();
        return embedder;
    }

    /// Loads the model while its pack is verified, half a second each in a new process; nobody gets
    /// it before both are done. Needs no helper: they may all be waiting, even for this very model.
    private Loaded load() throws IOException {
        // First: while a library as large as PyTorch's is loaded, no thread can be started and no
        // native function looked up. To verify a pack takes none that are new.
        var tokenizer = new FutureTask<>(this::verifiedTokenizer);
        ForkJoinPool.commonPool().execute(tokenizer);
        BertEncoder encoder;
        try (TensorFile weights = pack.weights(precision)) {
            AiEngine.start();
            encoder = BertEncoder.load(weights, manifest, precision);
        } catch (IOException | RuntimeException failure) {
            try {
                // A file that was changed is the reason of whatever else failed.
                finished(tokenizer).close();
            } catch (RuntimeException | Error other) {
                failure.addSuppressed(other);
            }
            throw failure;
        }
        try {
            return new Loaded(finished(tokenizer), encoder);
        } catch (IOException | RuntimeException | Error failure) {
            encoder.close();
            throw failure;
        }
    }

    /// What a task makes: on this thread, unless another is at it.
    private static <T> T finished(FutureTask<T> task) throws IOException {
        task.run();
        try {
            return task.get();
        } catch (ExecutionException failure) {
            switch (failure.getCause()) {
                case IOException damage -> throw damage;
                case RuntimeException other -> throw other;
                case Error error -> throw error;
                case null, default -> throw new IllegalStateException(failure);
            }
        } catch (InterruptedException impossible) {
            throw new AssertionError("nobody interrupts", impossible);
        }
    }

    private TextTokenizer verifiedTokenizer() throws IOException {
        pack.verify();
        return manifest.head() == null
                ? TextTokenizer.open(pack.tokenizer())
                : TextTokenizer.cutting(pack.tokenizer(), manifest.maxTokens());
    }

    /// Verifies the pack and loads it, if it is not loaded.
    private void wake() {
        life.writeLock().lock();
        try {
            if (loaded == null && !closed) {
                loaded = load();
            }
            lastUsed = nanoTime.getAsLong();
        } catch (IOException damage) {
            throw new AiException(
                    Reason.DAMAGED,
                    manifest.name(),
                    "The model pack '%s' cannot be used: %s"
                            .formatted(manifest.name(), damage.getMessage()),
                    damage);
        } catch (EngineException failure) {
            throw new AiException(
                    Reason.DAMAGED,
                    manifest.name(),
                    "The model '" + manifest.name() + "' could not be loaded.",
                    failure);
        } finally {
            life.writeLock().unlock();
        }
    }

    /// Gives the memory of the model back if nobody used it for a while and nobody does now. The
    /// next call loads it again.
    ///
    /// @return whether it did
    boolean unloadIfIdle(Duration idle) {
        if (isBusySince(idle) || !life.writeLock().tryLock()) {
            return false;
        }
        try {
            if (loaded == null || isBusySince(idle)) {
                return false;
            }
            release();
            NativeMemory.giveBack();
            return true;
        } finally {
            life.writeLock().unlock();
        }
    }

    private boolean isBusySince(Duration idle) {
        return nanoTime.getAsLong() - lastUsed < idle.toNanos();
    }

    private void release() {
        Loaded current = loaded;
        loaded = null;
        if (current != null) {
            current.encoder().close();
            current.tokenizer().close();
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
        return alive(model -> model.tokenizer().tokens(text).length);
    }

    @Override
    public int countUnknown(String text) {
        return alive(model -> model.tokenizer().countUnknown(text));
    }

    private float[] vector(String text) {
        return alive(model ->
                model.encoder()
                        .encode(
                                TextTokenizer.cut(
                                        model.tokenizer().tokens(text), manifest.maxTokens())));
    }

    Manifest manifest() {
        return manifest;
    }

    /// Returns what the head of the model says, before any softmax.
    ///
    /// @param other the second of a pair of texts, if there is one
    float[] score(String text, @Nullable String other) {
        return alive(model -> {
            Encoding tokens = model.tokenizer().encoded(text, other);
            return model.encoder().score(tokens.getIds(), tokens.getTypeIds());
        });
    }

    private <T> T alive(Function<Loaded, T> work) {
        while (true) {
            life.readLock().lock();
            try {
                if (closed) {
                    throw new AiException(
                            Reason.FAILED,
                            manifest.name(),
                            "The model '" + manifest.name() + "' was unloaded.");
                }
                if (loaded != null) {
                    return work.apply(loaded);
                }
            } catch (EngineException failure) {
                throw new AiException(
                        Reason.FAILED,
                        manifest.name(),
                        "The model '" + manifest.name() + "' failed.",
                        failure);
            } finally {
                lastUsed = nanoTime.getAsLong();
                life.readLock().unlock();
            }
            wake();
        }
    }

    @Override
    public void close() {
        life.writeLock().lock();
        try {
            closed = true;
            release();
        } finally {
            life.writeLock().unlock();
        }
    }
}
