package stillroom.ai.pack;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Imports a model in a process that has far less memory than the model's largest tensor.
class ImportMemoryTest {

    private static final int WIDTH = 256;
    private static final int WORDS = 60_000;
    private static final int BETWEEN = 1024;

    @Test
    void needsLessMemoryThanTheLargestTensor(@TempDir Path folder) throws Exception {
        Path published = publish(folder);
        long largest = (long) WORDS * WIDTH * Float.BYTES;
        Path pack = folder.resolve("pack");
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx16m",
                                "-XX:MaxDirectMemorySize=8m",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                ImportMemoryTest.class.getName(),
                                published.toString(),
                                pack.toString())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(said).isZero();
        assertThat(largest).isGreaterThan(2L * (16 + 8) * 1024 * 1024);
        ModelPack made = ModelPack.open(pack);
        made.verify();
        assertThat(made.size()).isGreaterThan(largest / 2);
    }

    /// What runs in the other process.
    public static void main(String[] arguments) throws IOException {
        PublishedModel.Wishes wishes =
                new PublishedModel.Wishes(null, null, Precision.INT8, null, null, null, null);
        try (PublishedModel model = PublishedModel.open(Path.of(arguments[0]), wishes)) {
            model.stage(
                    new PackBuilder(new Untried()),
                    PackBuilder.Keep.HALF,
                    Path.of(arguments[1]),
                    PackBuilder.Watch.NOBODY);
        }
    }

    /// The memory of PyTorch is not what is measured here.
    private static final class Untried implements Trial {

        @Override
        public List<float[]> largest(ModelPack pack) {
            return Collections.nCopies(ARRAYS_A_LAYER * pack.manifest().layers(), new float[WIDTH]);
        }

        @Override
        public List<long[]> guesses(ModelPack pack, List<String> texts, PackBuilder.Watch watch) {
            return Collections.nCopies(texts.size(), new long[] {0});
        }

        @Override
        public List<float[]> vectors(ModelPack pack, List<String> texts) {
            float[] vector = new float[WIDTH];
            vector[0] = 1;
            return Collections.nCopies(texts.size(), vector);
        }
    }

    /// Writes a checkpoint of nothing but zeros, which takes no room on the disk.
    private static Path publish(Path folder) throws IOException {
        Path published = Files.createDirectory(folder.resolve("published"));
        JsonObject config = new JsonObject();
        config.addProperty("model_type", "bert");
        config.addProperty("hidden_size", WIDTH);
        config.addProperty("num_hidden_layers", 1);
        config.addProperty("num_attention_heads", 4);
        config.addProperty("max_position_embeddings", 64);
        Files.writeString(published.resolve("config.json"), config.toString());
        Files.writeString(published.resolve("tokenizer.json"), "{}");
        List<String> tensors = new ArrayList<>();
        List<List<Integer>> shapes = new ArrayList<>();
        add(tensors, shapes, "embeddings.word_embeddings.weight", WORDS, WIDTH);
        add(tensors, shapes, "embeddings.position_embeddings.weight", 64, WIDTH);
        add(tensors, shapes, "embeddings.token_type_embeddings.weight", 2, WIDTH);
        addNorm(tensors, shapes, "embeddings.LayerNorm");
        String layer = "encoder.layer.0.";
        for (String name : List.of("self.query", "self.key", "self.value", "output.dense")) {
            addLinear(tensors, shapes, layer + "attention." + name, WIDTH, WIDTH);
        }
        addNorm(tensors, shapes, layer + "attention.output.LayerNorm");
        addLinear(tensors, shapes, layer + "intermediate.dense", BETWEEN, WIDTH);
        addLinear(tensors, shapes, layer + "output.dense", WIDTH, BETWEEN);
        addNorm(tensors, shapes, layer + "output.LayerNorm");
        write(published.resolve("model.safetensors"), tensors, shapes);
        return published;
    }

    private static void addLinear(
            List<String> tensors, List<List<Integer>> shapes, String name, int rows, int columns) {
        add(tensors, shapes, name + ".weight", rows, columns);
        add(tensors, shapes, name + ".bias", rows);
    }

    private static void addNorm(List<String> tensors, List<List<Integer>> shapes, String name) {
        add(tensors, shapes, name + ".weight", WIDTH);
        add(tensors, shapes, name + ".bias", WIDTH);
    }

    private static void add(
            List<String> tensors, List<List<Integer>> shapes, String name, Integer... shape) {
        tensors.add(name);
        shapes.add(List.of(shape));
    }

    private static void write(Path file, List<String> tensors, List<List<Integer>> shapes)
            throws IOException {
        JsonObject header = new JsonObject();
        long offset = 0;
        for (int tensor = 0; tensor < tensors.size(); tensor++) {
            JsonArray shape = new JsonArray();
            shapes.get(tensor).forEach(shape::add);
            JsonArray offsets = new JsonArray();
            offsets.add(offset);
            offset +=
                    shapes.get(tensor).stream()
                            .mapToLong(Integer::longValue)
                            .reduce(4, (a, b) -> a * b);
            offsets.add(offset);
            JsonObject described = new JsonObject();
            described.addProperty("dtype", "F32");
            described.add("shape", shape);
            described.add("data_offsets", offsets);
            header.add(tensors.get(tensor), described);
        }
        byte[] text = header.toString().getBytes(StandardCharsets.UTF_8);
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.writeLong(Long.reverseBytes(text.length));
            out.write(text);
            out.setLength(Long.BYTES + text.length + offset);
        }
    }
}
