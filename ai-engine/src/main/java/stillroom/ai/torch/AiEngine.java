package stillroom.ai.torch;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;
import stillroom.ai.AiException;
import stillroom.ai.AiException.Reason;
import stillroom.ai.Embedder;
import stillroom.ai.Generator;
import stillroom.ai.Reranker;
import stillroom.ai.SequenceClassifier;
import stillroom.ai.pack.ModelPack;
import stillroom.ai.pack.PackStore;
import stillroom.ai.pack.Precision;
import stillroom.ai.pack.Purpose;
import stillroom.ai.pack.Trial;

/// Runs the models of a store of packs with PyTorch, on this machine. Safe for any thread. A model
/// is loaded when it is first asked for, once for each precision. It lives until the engine is
/// closed, but lies in memory only while it is used ([#unloadIdle]).
public final class AiEngine implements AutoCloseable {

    private static final AtomicBoolean LEAVES_AT_EXIT = new AtomicBoolean();

    private final PackStore packs;
    private final Map<Choice, TorchEmbedder> embedders = new HashMap<>();
    private final Map<String, TorchGenerator> generators = new HashMap<>();
    private final Map<String, TokenCounter> counters = new HashMap<>();

    private record Choice(String pack, Precision precision) {}

    private final LongSupplier nanoTime;

    private AiEngine(PackStore packs, LongSupplier nanoTime) {
        this.packs = packs;
        this.nanoTime = nanoTime;
    }

    /// Makes an engine. PyTorch is started by the first model, or by [#start].
    ///
    /// @param packs where the packs are; they are looked for anew with each call
    /// @throws AiException if the program was not started with `-Dai.djl.offline=true`: without it
    ///   the library would ask the network for models
    public static AiEngine open(PackStore packs) {
        return open(packs, System::nanoTime);
    }

    /// Makes an engine with another clock, see [#open(PackStore)].
    ///
    /// @param nanoTime tells how long nobody used a model
    static AiEngine open(PackStore packs, LongSupplier nanoTime) {
        prepare();
        return new AiEngine(packs, nanoTime);
    }

    /// Makes an engine for the packs of one folder, signed or not.
    ///
    /// @see #open(PackStore)
    public static AiEngine open(Path packs) {
        return open(PackStore.of(packs));
    }

    /// Starts PyTorch to try models of which packs are made.
    ///
    /// @throws AiException as [#open] does
    public static Trial trial() {
        start();
        return new TorchTrial();
    }

    /// Whether PyTorch can use a GPU here: there is one, and its libraries are those for CUDA. The
    /// program is shipped with those for the CPU.
    public static boolean hasGpu() {
        start();
        return Engine.getEngine("PyTorch").getGpuCount() > 0;
    }

    private static void prepare() {
        if (!Boolean.getBoolean("ai.djl.offline")) {
            throw new AiException(
                    Reason.NOT_INSTALLED,
                    "",
                    "The engine is only started offline; start Java with -Dai.djl.offline=true.");
        }
        keepNativeLibrariesWhereTheyAre();
    }

    /// Starts PyTorch, which takes a third of a second the first time in a process. Whoever knows
    /// that a model will be wanted can have it done meanwhile, best after whatever else has to look
    /// up a native function for the first time or to start a thread: glibc lets nobody do either
    /// while a library is loaded.
    ///
    /// @throws AiException if PyTorch does not start
    public static void start() {
        prepare();
        try {
            Engine.getEngine("PyTorch");
            if (!LEAVES_AT_EXIT.getAndSet(true)) {
                NativeMemory.leaveAtExit();
            }
        } catch (EngineException failure) {
            throw new AiException(
                    Reason.NOT_INSTALLED,
                    "",
                    "PyTorch could not be started; install Stillroom again, or build it again.",
                    failure);
        }
    }

    /// Tells the tokenizer and JNA, which DJL uses, to load their libraries from beside those of
    /// PyTorch. They would otherwise copy them into the home folder.
    private static void keepNativeLibrariesWhereTheyAre() {
        String libraries = System.getProperty("PYTORCH_LIBRARY_PATH");
        if (libraries == null) {
            throw new AiException(
                    Reason.NOT_INSTALLED,
                    "",
                    "The folder of PyTorch's libraries is not known; start Java with"
                            + " -DPYTORCH_LIBRARY_PATH=FOLDER.");
        }
        // The file itself: DJL 0.35 fails on a folder where there is no CUDA.
        System.setProperty(
                "RUST_LIBRARY_PATH",
                Path.of(libraries, System.mapLibraryName("tokenizers")).toString());
        System.setProperty("jna.boot.library.path", libraries);
        System.setProperty("jna.nounpack", "true");
        // Without it, JNA starts a process that lists the system's libraries.
        System.setProperty("jna.platform.library.path", libraries);
    }

    /// Returns the model of a pack, run with the numbers that the pack holds. Blocks while the
    /// model is loaded.
    ///
    /// @param pack name of the pack, with or without a version
    /// @throws AiException if there is no such pack, if one of its files was changed, or if PyTorch
    ///   fails
    public Embedder embedder(String pack) {
        ModelPack found = find(pack);
        return embedder(found, found.manifest().precision());
    }

    /// Returns the model of a pack, run with another precision than that of the pack.
    ///
    /// @see #embedder(String)
    public Embedder embedder(String pack, Precision precision) {
        return embedder(find(pack), precision);
    }

    private Embedder embedder(ModelPack pack, Precision precision) {
        requirePurpose(pack, Purpose.EMBEDDING);
        return load(pack, precision);
    }

    /// Returns the cross-encoder of a pack.
    ///
    /// @throws AiException if the pack is not made for this, or as for [#embedder(String)]
    public Reranker reranker(String pack) {
        ModelPack found = find(pack);
        requirePurpose(found, Purpose.RERANKING);
        return new TorchScorer(load(found, found.manifest().precision()));
    }

    /// Returns the model of a pack that tells labels of texts or pairs of texts.
    ///
    /// @throws AiException if the pack is not made for this, or as for [#embedder(String)]
    public SequenceClassifier sequenceClassifier(String pack) {
        ModelPack found = find(pack);
        requirePurpose(found, Purpose.CLASSIFICATION);
        return new TorchScorer(load(found, found.manifest().precision()));
    }

    /// Returns the model of a pack that writes.
    ///
    /// @throws AiException if the pack is not made for this, does not fit into the memory that is
    ///   free, or as for [#embedder(String)]
    public synchronized Generator generator(String pack) {
        ModelPack found = find(pack);
        requirePurpose(found, Purpose.GENERATION);
        return generators.computeIfAbsent(
                found.manifest().id(), _ -> TorchGenerator.load(found, nanoTime));
    }

    private static void requirePurpose(ModelPack pack, Purpose wanted) {
        Purpose purpose = pack.manifest().purpose();
        if (purpose != wanted) {
            throw new AiException(
                    Reason.UNSUITED,
                    pack.manifest().name(),
                    "The model pack '%s' is for %s, not for %s."
                            .formatted(pack.manifest().name(), purpose, wanted));
        }
    }

    /// Returns what counts the tokens that the model of a pack sees in a text, special tokens
    /// included. Needs neither PyTorch nor the weights, so it is there at once and stays when the
    /// model is unloaded. Of no use after [#close].
    ///
    /// @throws AiException if there is no such pack, or if its tokenizer was changed
    public synchronized ToIntFunction<String> tokenCounter(String pack) {
        ModelPack found = find(pack);
        TokenCounter counter = counters.get(found.manifest().id());
        if (counter == null) {
            try {
                found.verifyTokenizer();
                counter = TokenCounter.open(found.tokenizer());
            } catch (IOException failure) {
                throw unusable(pack, failure);
            }
            counters.put(found.manifest().id(), counter);
        }
        return counter;
    }

    private static AiException unusable(String pack, IOException failure) {
        return new AiException(
                Reason.DAMAGED,
                pack,
                "The model pack '%s' cannot be used: %s".formatted(pack, failure.getMessage()),
                failure);
    }

    private synchronized TorchEmbedder load(ModelPack pack, Precision precision) {
        Choice choice = new Choice(pack.manifest().id(), precision);
        TorchEmbedder known = embedders.get(choice);
        if (known == null) {
            known = TorchEmbedder.load(pack, precision, nanoTime);
            embedders.put(choice, known);
        }
        return known;
    }

    private ModelPack find(String pack) {
        try {
            return packs.pack(pack);
        } catch (IOException failure) {
            throw unusable(pack, failure);
        }
    }

    /// Gives back the memory of each model that nobody used for so long. Its next call loads it
    /// again, which takes half a second.
    ///
    /// @return how many models that were
    public synchronized int unloadIdle(Duration idle) {
        long encoders =
                embedders.values().stream().filter(embedder -> embedder.unloadIfIdle(idle)).count();
        long decoders =
                generators.values().stream()
                        .filter(generator -> generator.unloadIfIdle(idle))
                        .count();
        return Math.toIntExact(encoders + decoders);
    }

    /// Unloads every model, after the calls that run now. Embedders must not be used afterwards.
    @Override
    public synchronized void close() {
        embedders.values().forEach(TorchEmbedder::close);
        embedders.clear();
        generators.values().forEach(TorchGenerator::close);
        generators.clear();
        counters.values().forEach(TokenCounter::close);
        counters.clear();
    }
}
