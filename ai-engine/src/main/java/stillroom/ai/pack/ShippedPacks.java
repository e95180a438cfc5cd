package stillroom.ai.pack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;

/// The packs that the program is shipped with. Its main method runs in the build and makes them of
/// the published models.
public final class ShippedPacks {

    /// The standard encoder.
    public static final PackBuilder.Recipe BGE_SMALL =
            new PackBuilder.Recipe(
                    "bge-small-en-v1.5",
                    "1",
                    12,
                    Pooling.CLS,
                    "Represent this sentence for searching relevant passages: ",
                    512,
                    Precision.INT8,
                    "MIT",
                    "https://huggingface.co/BAAI/bge-small-en-v1.5");

    /// The light encoder.
    public static final PackBuilder.Recipe MINI_LM =
            new PackBuilder.Recipe(
                    "all-minilm-l6-v2",
                    "1",
                    12,
                    Pooling.MEAN,
                    "",
                    256,
                    Precision.INT8,
                    "Apache-2.0",
                    "https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2");

    private ShippedPacks() {}

    /// Makes the packs that are missing, damaged or older than what they are made of.
    ///
    /// @param arguments the folder of the published models, the folder of the packs, and the folder
    ///   of the classes that make them
    /// @throws IOException if a pack cannot be made
    public static void main(String[] arguments) throws IOException {
        Path published = Path.of(arguments[0]);
        Path packs = Path.of(arguments[1]);
        Path classes = Path.of(arguments[2]);
        for (PackBuilder.Recipe recipe : List.of(BGE_SMALL, MINI_LM)) {
            Path onnx = published.resolve(recipe.name() + ".onnx");
            Path tokenizer = published.resolve(recipe.name() + "-tokenizer.json");
            if (!isCurrent(packs.resolve(recipe.name()), List.of(onnx, tokenizer, classes))) {
                PackBuilder.build(recipe, onnx, tokenizer, packs);
            }
        }
    }

    private static boolean isCurrent(Path pack, List<Path> madeOf) throws IOException {
        Path manifest = pack.resolve(Manifest.FILE);
        if (!Files.exists(manifest)) {
            return false;
        }
        FileTime made = Files.getLastModifiedTime(manifest);
        for (Path source : madeOf) {
            try (Stream<Path> files = Files.walk(source)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    if (Files.getLastModifiedTime(file).compareTo(made) > 0) {
                        return false;
                    }
                }
            }
        }
        try {
            ModelPack.open(pack).verify();
            return true;
        } catch (IOException damaged) {
            return false;
        }
    }
}
