package stillroom.ai.torch;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import stillroom.ai.pack.ModelPack;
import stillroom.ai.pack.Precision;

/// How fast models that write run on this machine: those of two published shapes, with random
/// weights, which this makes. A main program, no test.
///
/// Arguments: a folder for the models, which stay there, then `smollm2-135m` or `qwen2.5-0.5b`,
/// then precisions. Prints the time and the memory that the import took, tokens per second of
/// writing after 16 and after 1,000 tokens, how long 1,000 tokens take to read, and which part of
/// the memory bandwidth writing reaches.
final class GeneratorBenchmark {

    static final int PROMPT = 1_000;
    static final int FEW = 16;
    static final int WRITTEN = 48;
    private static final int ROUNDS = 3;
    private static final int MEGABYTE = 1 << 20;

    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private GeneratorBenchmark() {}

    /// A published shape.
    private record Shape(
            String type,
            int words,
            int width,
            int layers,
            int heads,
            int keyHeads,
            int between,
            boolean biased) {}

    private static final Map<String, Shape> SHAPES =
            Map.of(
                    "smollm2-135m", new Shape("llama", 49_152, 576, 30, 9, 3, 1_536, false),
                    "qwen2.5-0.5b", new Shape("qwen2", 151_936, 896, 24, 14, 2, 4_864, true));

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        String name = arguments[1];
        for (String precision : Arrays.copyOfRange(arguments, 2, arguments.length)) {
            ModelPack pack = pack(folder, name, Precision.named(precision).orElseThrow());
            try (LlamaDecoder model = load(pack)) {
                speed(model);
                double bandwidth = bandwidth();
                for (int round = 0; round < ROUNDS; round++) {
                    Speed speed = speed(model);
                    System.out.printf(
                            "%-14s %s: %s; %.0f %% of %.1f GB/s%n",
                            name,
                            precision,
                            speed,
                            100 * speed.atFirst() * pack.size() / 1e9 / bandwidth,
                            bandwidth);
                }
            }
        }
    }

    /// What was measured in one round.
    ///
    /// @param atFirst tokens written in a second after 16 tokens
    /// @param later after 1,000
    /// @param firstToken seconds until the first token after 1,000
    record Speed(double atFirst, double later, double firstToken) {

        @Override
        public String toString() {
            return "%.1f tokens/s, %.1f after %d tokens; first token of %d after %.2f s"
                    .formatted(atFirst, later, PROMPT, PROMPT, firstToken);
        }
    }

    /// The pack of a shape, made if it is not there.
    static ModelPack pack(Path folder, String name, Precision precision) throws IOException {
        Path published = folder.resolve(name);
        if (!Files.exists(published)) {
            write(published, SHAPES.get(name));
        }
        Path pack = folder.resolve(name + "-" + precision);
        if (!Files.exists(pack)) {
            long began = System.nanoTime();
            var staged = TinyDecoders.stage(published, precision, pack);
            System.out.printf(
                    "%-14s %s import: %.0f s, %.0f MB become %.0f MB, top-1 agreement %.3f%n",
                    name,
                    precision,
                    (System.nanoTime() - began) / 1e9,
                    Files.size(published.resolve("model.safetensors")) / 1e6,
                    staged.bytes() / 1e6,
                    staged.closeness().mean());
        }
        return ModelPack.open(pack);
    }

    static LlamaDecoder load(ModelPack pack) throws IOException {
        Precision precision = pack.manifest().precision();
        return LlamaDecoder.load(pack.weights(precision), pack.manifest(), precision, 2_048);
    }

    static Speed speed(LlamaDecoder model) {
        long[] prompt = new Random(1).longs(PROMPT, 0, 300).toArray();
        model.keep(0);
        model.feed(Arrays.copyOf(prompt, FEW));
        double first = continued(model, 1);
        long began = nanoTime();
        model.keep(0);
        for (int at = 0; at < PROMPT - 1; at += LlamaDecoder.PIECE) {
            model.feed(
                    Arrays.copyOfRange(prompt, at, Math.min(at + LlamaDecoder.PIECE, PROMPT - 1)));
        }
        long last = model.next(prompt[PROMPT - 1]);
        double seconds = (nanoTime() - began) / 1e9;
        return new Speed(first, continued(model, last), seconds);
    }

    private static double continued(LlamaDecoder model, long first) {
        long last = model.next(first);
        long began = nanoTime();
        for (int token = 0; token < WRITTEN; token++) {
            last = model.next(last);
        }
        return WRITTEN / ((nanoTime() - began) / 1e9);
    }

    /// By the clock; of one core by the time that this process had it, which a busy machine does
    /// not change (`-XX:ActiveProcessorCount=1`).
    static long nanoTime() {
        return Runtime.getRuntime().availableProcessors() == 1
                ? PROCESS.getProcessCpuTime()
                : System.nanoTime();
    }

    /// Bytes that all cores read in a nanosecond.
    private static double bandwidth() {
        int cores = Runtime.getRuntime().availableProcessors();
        long[] numbers = new long[48 * MEGABYTE];
        double best = 0;
        for (int round = 0; round < 2 * ROUNDS; round++) {
            long began = System.nanoTime();
            long sum = Arrays.stream(numbers).parallel().reduce(0, (a, b) -> a ^ b);
            double took = System.nanoTime() - began + sum;
            best = Math.max(best, numbers.length * 8.0 / took);
        }
        return cores > 0 ? best : 0;
    }

    // -- A checkpoint with random weights

    private static void write(Path folder, Shape shape) throws IOException {
        Files.createDirectories(folder);
        JsonObject config = new JsonObject();
        config.addProperty("model_type", shape.type());
        config.addProperty("hidden_size", shape.width());
        config.addProperty("num_hidden_layers", shape.layers());
        config.addProperty("num_attention_heads", shape.heads());
        config.addProperty("num_key_value_heads", shape.keyHeads());
        config.addProperty("max_position_embeddings", 8_192);
        config.addProperty("tie_word_embeddings", true);
        config.addProperty("rope_theta", 1_000_000);
        Files.writeString(folder.resolve("config.json"), config.toString());
        TinyDecoders.copyTokenizer(folder);
        Map<String, int[]> tensors = new LinkedHashMap<>();
        int keys = shape.width() / shape.heads() * shape.keyHeads();
        tensors.put("model.embed_tokens.weight", new int[] {shape.words(), shape.width()});
        for (int layer = 0; layer < shape.layers(); layer++) {
            String prefix = "model.layers." + layer + ".";
            tensors.put(prefix + "input_layernorm.weight", new int[] {shape.width()});
            tensors.put(prefix + "post_attention_layernorm.weight", new int[] {shape.width()});
            for (String part : List.of("q", "k", "v")) {
                int rows = part.equals("q") ? shape.width() : keys;
                String linear = prefix + "self_attn." + part + "_proj";
                tensors.put(linear + ".weight", new int[] {rows, shape.width()});
                if (shape.biased()) {
                    tensors.put(linear + ".bias", new int[] {rows});
                }
            }
            tensors.put(
                    prefix + "self_attn.o_proj.weight", new int[] {shape.width(), shape.width()});
            tensors.put(
                    prefix + "mlp.gate_proj.weight", new int[] {shape.between(), shape.width()});
            tensors.put(prefix + "mlp.up_proj.weight", new int[] {shape.between(), shape.width()});
            tensors.put(
                    prefix + "mlp.down_proj.weight", new int[] {shape.width(), shape.between()});
        }
        tensors.put("model.norm.weight", new int[] {shape.width()});
        writeTensors(folder.resolve("model.safetensors"), tensors);
    }

    private static void writeTensors(Path file, Map<String, int[]> tensors) throws IOException {
        JsonObject header = new JsonObject();
        long offset = 0;
        for (Map.Entry<String, int[]> each : tensors.entrySet()) {
            JsonArray shape = new JsonArray();
            Arrays.stream(each.getValue()).forEach(shape::add);
            JsonArray offsets = new JsonArray();
            offsets.add(offset);
            offset += 2 * elements(each.getValue());
            offsets.add(offset);
            JsonObject described = new JsonObject();
            described.addProperty("dtype", "BF16");
            described.add("shape", shape);
            described.add("data_offsets", offsets);
            header.add(each.getKey(), described);
        }
        byte[] text = header.toString().getBytes(StandardCharsets.UTF_8);
        ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        Random random = new Random(20_261_122);
        float[] normal = new float[1 << 16];
        for (int index = 0; index < normal.length; index++) {
            normal[index] = (float) (random.nextGaussian() * 0.03);
        }
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(length.putLong(text.length).array());
            out.write(text);
            for (int[] shape : tensors.values()) {
                writeNumbers(out, elements(shape), shape.length == 1 ? 1 : 0, normal, random);
            }
        }
    }

    private static long elements(int[] shape) {
        return Arrays.stream(shape).asLongStream().reduce(1, Math::multiplyExact);
    }

    private static void writeNumbers(
            OutputStream out, long elements, float mean, float[] normal, Random random)
            throws IOException {

        byte[] bytes = new byte[2 * 4_096];
        int used = 0;
        for (long element = 0; element < elements; element++) {
            float number = mean + normal[random.nextInt() & 0xFFFF];
            int bits = Float.floatToRawIntBits(number) >>> 16;
            bytes[used++] = (byte) bits;
            bytes[used++] = (byte) (bits >>> 8);
            if (used == bytes.length) {
                out.write(bytes);
                used = 0;
            }
        }
        out.write(bytes, 0, used);
    }
}
