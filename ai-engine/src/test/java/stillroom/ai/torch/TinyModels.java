package stillroom.ai.torch;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import stillroom.ai.pack.PackBuilder;
import stillroom.ai.pack.Pooling;
import stillroom.ai.pack.Precision;
import stillroom.ai.pack.PublishedModel;
import stillroom.ai.pack.Tensor;
import stillroom.ai.pack.TensorFile;

/// The checkpoints with random weights that `tiny.py` made, and what Python gave for them.
final class TinyModels {

    private static final Path FOLDER = folder("tiny");

    private TinyModels() {}

    /// A folder of checkpoints.
    static Path folder(String name) {
        try {
            return Path.of(Objects.requireNonNull(TinyModels.class.getResource(name)).toURI());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// Copies a checkpoint with its tokenizer, as it would be published.
    static Path copy(String name, Path into) throws IOException {
        return copy(FOLDER.resolve(name), tokenizer(name), into);
    }

    /// Copies the checkpoint in a folder, with a tokenizer that lies elsewhere.
    static Path copy(Path checkpoint, Path tokenizer, Path into) throws IOException {
        Path copy = into.resolve(checkpoint.getFileName());
        try (Stream<Path> files = Files.walk(checkpoint)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(checkpoint.relativize(file)));
            }
        }
        Files.copy(tokenizer, copy.resolve("tokenizer.json"));
        return copy;
    }

    static Path tokenizer(String name) {
        return FOLDER.resolve(name.contains("roberta") ? "unigram.json" : "wordpiece.json");
    }

    static PublishedModel.Wishes wishes(Precision precision, @Nullable Pooling pooling) {
        return new PublishedModel.Wishes(null, null, precision, pooling, "", "", null);
    }

    /// Imports a checkpoint.
    static PackBuilder.Staged stage(
            Path checkpoint, PublishedModel.Wishes wishes, PackBuilder.Keep keep, Path pack)
            throws IOException {
        try (PublishedModel model = PublishedModel.open(checkpoint, wishes)) {
            return model.stage(
                    new PackBuilder(AiEngine.trial()), keep, pack, PackBuilder.Watch.NOBODY);
        }
    }

    static List<String> texts() throws IOException {
        return strings(json("texts.json").get("texts"));
    }

    static List<List<String>> pairs() throws IOException {
        List<List<String>> pairs = new ArrayList<>();
        json("texts.json").getAsJsonArray("pairs").forEach(pair -> pairs.add(strings(pair)));
        return pairs;
    }

    private static List<String> strings(JsonElement array) {
        return array.getAsJsonArray().asList().stream().map(JsonElement::getAsString).toList();
    }

    /// What Python's tokenizers gave for the texts.
    static List<long[]> tokens(String tokenizer) throws IOException {
        List<long[]> tokens = new ArrayList<>();
        for (JsonElement ids : json("tokens.json").getAsJsonArray(tokenizer)) {
            tokens.add(
                    ids.getAsJsonArray().asList().stream()
                            .mapToLong(JsonElement::getAsLong)
                            .toArray());
        }
        return tokens;
    }

    private static JsonObject json(String file) throws IOException {
        return JsonParser.parseString(Files.readString(FOLDER.resolve(file))).getAsJsonObject();
    }

    /// The rows that Python gave, for a pooling or for the head.
    static List<float[]> golden(String name, String what) throws IOException {
        try (TensorFile file =
                TensorFile.open(FOLDER.resolve(name).resolve("golden.safetensors"))) {
            Tensor tensor = file.tensor(what);
            int columns = Math.toIntExact(tensor.shape().getLast());
            List<float[]> rows = new ArrayList<>();
            for (int row = 0; row < tensor.shape().getFirst(); row++) {
                float[] numbers = new float[columns];
                for (int column = 0; column < columns; column++) {
                    numbers[column] = tensor.number((long) row * columns + column);
                }
                rows.add(numbers);
            }
            return rows;
        }
    }
}
