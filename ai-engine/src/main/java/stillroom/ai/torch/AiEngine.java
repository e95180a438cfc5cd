package stillroom.ai.torch;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import stillroom.ai.AiException;
import stillroom.ai.Embedder;
import stillroom.ai.pack.ActivationProbe;
import stillroom.ai.pack.Manifest;
import stillroom.ai.pack.ModelPack;
import stillroom.ai.pack.Precision;

/// Runs the models of a folder of packs with PyTorch, on this machine. Safe for any thread. A model
/// is loaded when it is first asked for, once for each precision, and lives until the engine is
/// closed.
public final class AiEngine implements AutoCloseable {

    private final Path packs;
    private final Map<Choice, TorchEmbedder> embedders = new HashMap<>();

    private record Choice(String pack, Precision precision) {}

    private AiEngine(Path packs) {
        this.packs = packs;
    }

    /// Starts PyTorch, which takes a moment the first time in a process.
    ///
    /// @param packs a folder with a folder for each model pack
    /// @throws AiException if PyTorch does not start, or the program was not started with
    ///   `-Dai.djl.offline=true`: without it the library would ask the network for models
    public static AiEngine open(Path packs) {
        startPyTorch();
        return new AiEngine(packs);
    }

    /// Starts PyTorch to look at models that are about to be rounded to 8 bits.
    ///
    /// @throws AiException as [#open] does
    public static ActivationProbe probe() {
        startPyTorch();
        return BertEncoder::largest;
    }

    private static void startPyTorch() {
        if (!Boolean.getBoolean("ai.djl.offline")) {
            throw new AiException(
                    "The engine is only started offline; start Java with -Dai.djl.offline=true.");
        }
        keepNativeLibrariesWhereTheyAre();
        try {
            Engine.getEngine("PyTorch");
        } catch (EngineException failure) {
            throw new AiException(
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
                    "The folder of PyTorch's libraries is not known; start Java with"
                            + " -DPYTORCH_LIBRARY_PATH=FOLDER.");
        }
        // The file itself: DJL 0.35 fails on a folder where there is no CUDA.
        System.setProperty(
                "RUST_LIBRARY_PATH",
                Path.of(libraries, System.mapLibraryName("tokenizers")).toString());
        System.setProperty("jna.boot.library.path", libraries);
        System.setProperty("jna.nounpack", "true");
    }

    /// The packs that can be run, ordered by name.
    ///
    /// @throws AiException if the folder or a manifest in it cannot be read
    public List<Manifest> packs() {
        try {
            return ModelPack.all(packs).stream().map(ModelPack::manifest).toList();
        } catch (IOException failure) {
            throw new AiException(
                    "The model packs in " + packs + " cannot be read: " + failure.getMessage(),
                    failure);
        }
    }

    /// Returns the model of a pack, run with the numbers that the pack holds. Blocks while the
    /// model is loaded.
    ///
    /// @param pack name of the pack
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

    private synchronized Embedder embedder(ModelPack pack, Precision precision) {
        Choice choice = new Choice(pack.manifest().name(), precision);
        TorchEmbedder known = embedders.get(choice);
        if (known == null) {
            known = TorchEmbedder.load(pack, precision);
            embedders.put(choice, known);
        }
        return known;
    }

    private ModelPack find(String pack) {
        try {
            for (ModelPack candidate : ModelPack.all(packs)) {
                if (candidate.manifest().name().equals(pack)) {
                    return candidate;
                }
            }
        } catch (IOException failure) {
            throw new AiException(
                    "The model packs in " + packs + " cannot be read: " + failure.getMessage(),
                    failure);
        }
        throw new AiException("There is no model pack '" + pack + "' in " + packs + ".");
    }

    /// Unloads every model, after the calls that run now. Embedders must not be used afterwards.
    @Override
    public synchronized void close() {
        embedders.values().forEach(TorchEmbedder::close);
        embedders.clear();
    }
}
