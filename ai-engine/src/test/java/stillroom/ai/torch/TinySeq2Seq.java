package stillroom.ai.torch;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import stillroom.ai.pack.PackBuilder;
import stillroom.ai.pack.Precision;
import stillroom.ai.pack.Tensor;
import stillroom.ai.pack.TensorFile;

/// The checkpoints with random weights that `tiny_seq2seq.py` made, and what Python gave for them.
final class TinySeq2Seq {

    private static final Path FOLDER = TinyModels.folder("tiny-seq2seq");

    private TinySeq2Seq() {}

    /// Copies a checkpoint with its tokenizer, as it would be published.
    static Path copy(String name, Path into) throws IOException {
        return TinyModels.copy(FOLDER.resolve(name), tokenizer(name), into);
    }

    static Path tokenizer(String name) {
        return FOLDER.resolve(
                name.contains("t5") || name.equals("pegasus") ? "t5.json" : "bart.json");
    }

    /// Imports a checkpoint.
    static PackBuilder.Staged stage(Path checkpoint, Precision precision, Path pack)
            throws IOException {
        return TinyModels.stage(
                checkpoint, TinyModels.wishes(precision, null), PackBuilder.Keep.NOTHING, pack);
    }

    /// The text that every checkpoint has read.
    static String text() throws IOException {
        return JsonParser.parseString(Files.readString(FOLDER.resolve("texts.json")))
                .getAsJsonObject()
                .get("text")
                .getAsString();
    }

    static List<String> texts() throws IOException {
        return JsonParser.parseString(Files.readString(FOLDER.resolve("texts.json")))
                .getAsJsonObject()
                .getAsJsonArray("texts")
                .asList()
                .stream()
                .map(JsonElement::getAsString)
                .toList();
    }

    /// What Python's tokenizers gave for the texts.
    static List<long[]> tokens(String tokenizer) throws IOException {
        List<long[]> tokens = new ArrayList<>();
        for (JsonElement ids :
                JsonParser.parseString(Files.readString(FOLDER.resolve("tokens.json")))
                        .getAsJsonObject()
                        .getAsJsonArray(tokenizer)) {
            tokens.add(
                    ids.getAsJsonArray().asList().stream()
                            .mapToLong(JsonElement::getAsLong)
                            .toArray());
        }
        return tokens;
    }

    /// What Python gave: `text`, `written`, `greedy`, `ruled` or `beams`.
    static long[] golden(String name, String what) throws IOException {
        try (TensorFile file = open(name)) {
            Tensor tensor = file.tensor(what);
            long[] numbers = new long[Math.toIntExact(tensor.elements())];
            tensor.data().asByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(numbers);
            return numbers;
        }
    }

    /// The scores of all words after each token of `written`.
    static double[] scores(String name) throws IOException {
        try (TensorFile file = open(name)) {
            Tensor tensor = file.tensor("scores");
            double[] scores = new double[Math.toIntExact(tensor.elements())];
            for (int index = 0; index < scores.length; index++) {
                scores[index] = tensor.number(index);
            }
            return scores;
        }
    }

    private static TensorFile open(String name) throws IOException {
        return TensorFile.open(FOLDER.resolve(name).resolve("golden.safetensors"));
    }
}
