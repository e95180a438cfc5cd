package stillroom.ai.pack;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Makes a model pack of a published model. Equal input gives equal packs, byte for byte.
public final class PackBuilder {

    private static final float LARGEST_INT8 = 127;

    /// Where the weights of the layers of a model lie in the names of tensors.
    private static final String LAYER = "encoder.layer.";

    private final ActivationProbe probe;

    /// @param probe looks at a model before it is rounded to 8 bits
    public PackBuilder(ActivationProbe probe) {
        this.probe = probe;
    }

    /// What cannot be read off the published weights.
    ///
    /// @param precision of the pack: [Precision#INT8], or [Precision#FP32] to keep the weights
    /// @see Manifest the meaning of the others
    public record Recipe(
            String name,
            String version,
            int heads,
            Pooling pooling,
            String queryPrefix,
            int maxTokens,
            Precision precision,
            String license,
            String source) {

        /// The same with another precision.
        public Recipe as(Precision other) {
            return new Recipe(
                    name, version, heads, pooling, queryPrefix, maxTokens, other, license, source);
        }
    }

    /// Makes the pack in the folder `packs`, in place of one with the same name. The old pack stays
    /// until the new one is complete.
    ///
    /// @param onnx an export of an encoder of the BERT family with weights in fp32
    /// @param tokenizer its `tokenizer.json`
    /// @return the new pack
    /// @throws IOException if something cannot be read or written, or is no such model
    public ModelPack build(Recipe recipe, Path onnx, Path tokenizer, Path packs)
            throws IOException {
        Files.createDirectories(packs);
        Path folder = packs.resolve(recipe.name());
        Path fresh = packs.resolve("." + recipe.name() + ".new");
        Path old = packs.resolve("." + recipe.name() + ".old");
        delete(fresh);
        delete(old);
        try {
            Files.createDirectory(fresh);
            fill(fresh, recipe, onnx, tokenizer, List.of());
            if (recipe.precision() == Precision.INT8) {
                List<float[]> largest = probe.largest(ModelPack.open(fresh));
                delete(fresh);
                Files.createDirectory(fresh);
                fill(fresh, recipe, onnx, tokenizer, largest);
            }
            if (Files.exists(folder)) {
                Files.move(folder, old, StandardCopyOption.ATOMIC_MOVE);
            }
            Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
            delete(old);
        } finally {
            delete(fresh);
        }
        return ModelPack.open(folder);
    }

    /// Writes the files of a pack.
    ///
    /// @param largest what the probe has seen; if it is empty, the weights stay as they are
    private static void fill(
            Path folder, Recipe recipe, Path onnx, Path tokenizer, List<float[]> largest)
            throws IOException {
        int layers;
        int dimensions;
        try (OnnxFile file = OnnxFile.open(onnx)) {
            BertCheckpoint checkpoint = BertCheckpoint.of(file);
            layers = checkpoint.layers();
            SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
            Tensor words = checkpoint.tensor(BertCheckpoint.WORDS, 2);
            dimensions = Math.toIntExact(words.shape().getLast());
            // Half precision costs the vectors nothing: their cosine stays 1.00000.
            tensors.put(BertCheckpoint.WORDS, largest.isEmpty() ? words : words.halved());
            for (String table : List.of("position", "token_type")) {
                String name = "embeddings." + table + "_embeddings.weight";
                tensors.put(name, checkpoint.tensor(name, 2));
            }
            if (largest.isEmpty()) {
                copyLayers(tensors, checkpoint, layers);
            } else {
                roundLayers(tensors, checkpoint, layers, largest);
            }
            TensorFile.write(folder.resolve(ModelPack.WEIGHTS), tensors);
        }
        Files.copy(tokenizer, folder.resolve(ModelPack.TOKENIZER));
        Map<String, Manifest.FileFacts> files = new TreeMap<>();
        for (String name : List.of(ModelPack.WEIGHTS, ModelPack.TOKENIZER)) {
            files.put(name, ModelPack.facts(folder.resolve(name)));
        }
        new Manifest(
                        recipe.name(),
                        recipe.version(),
                        "bert_encoder",
                        dimensions,
                        layers,
                        recipe.heads(),
                        recipe.pooling(),
                        recipe.queryPrefix(),
                        recipe.maxTokens(),
                        largest.isEmpty() ? Precision.FP32 : Precision.INT8,
                        recipe.license(),
                        recipe.source(),
                        files)
                .write(folder);
    }

    private static void copyLayers(
            SequencedMap<String, Tensor> tensors, BertCheckpoint checkpoint, int layers)
            throws IOException {
        putNorm(tensors, checkpoint, "embeddings.LayerNorm", none());
        for (int layer = 0; layer < layers; layer++) {
            String prefix = LAYER + layer + ".";
            for (String linear : BertCheckpoint.LINEAR) {
                String name = prefix + linear;
                tensors.put(name + ".weight", checkpoint.tensor(name + ".weight", 2));
                tensors.put(name + ".bias", checkpoint.tensor(name + ".bias", 1));
            }
            putNorm(tensors, checkpoint, prefix + "attention.output.LayerNorm", none());
            putNorm(tensors, checkpoint, prefix + "output.LayerNorm", none());
        }
    }

    private static float[] none() {
        return new float[] {1};
    }

    /// Smooths and rounds the linear layers. The norm before a smoothed layer gives what the layer
    /// wants; the factors are kept beside it, for the program adds the input of a layer to its
    /// output.
    private static void roundLayers(
            SequencedMap<String, Tensor> tensors,
            BertCheckpoint checkpoint,
            int layers,
            List<float[]> largest)
            throws IOException {
        float[] attention = attentionFactors(checkpoint, 0, largest);
        putNorm(tensors, checkpoint, "embeddings.LayerNorm", attention);
        for (int layer = 0; layer < layers; layer++) {
            String prefix = LAYER + layer + ".";
            int first = layer * ActivationProbe.ARRAYS_A_LAYER;
            tensors.put(prefix + "attention.smoothing", Smoothing.tensor(attention));

            String value = prefix + "attention.self.value";
            String attended = prefix + "attention.output.dense";
            Tensor out = checkpoint.tensor(attended + ".weight", 2);
            float[] values = Smoothing.factors(largest.get(first + 1), List.of(out));
            for (String name : List.of("query", "key", "value")) {
                String linear = prefix + "attention.self." + name;
                Tensor matrix =
                        Smoothing.columnsTimes(checkpoint.tensor(linear + ".weight", 2), attention);
                Tensor bias = checkpoint.tensor(linear + ".bias", 1);
                boolean smoothed = linear.equals(value);
                putRounded(
                        tensors,
                        linear,
                        smoothed ? Smoothing.rowsOver(matrix, values) : matrix,
                        smoothed ? Smoothing.rowsOver(bias, values) : bias);
            }
            putRounded(
                    tensors,
                    attended,
                    Smoothing.columnsTimes(out, values),
                    checkpoint.tensor(attended + ".bias", 1));

            String intermediate = prefix + "intermediate.dense";
            Tensor up = checkpoint.tensor(intermediate + ".weight", 2);
            float[] between = Smoothing.factors(largest.get(first + 2), List.of(up));
            putNorm(tensors, checkpoint, prefix + "attention.output.LayerNorm", between);
            tensors.put(prefix + "intermediate.smoothing", Smoothing.tensor(between));
            putRounded(
                    tensors,
                    intermediate,
                    Smoothing.columnsTimes(up, between),
                    checkpoint.tensor(intermediate + ".bias", 1));
            String output = prefix + "output.dense";
            putRounded(
                    tensors,
                    output,
                    checkpoint.tensor(output + ".weight", 2),
                    checkpoint.tensor(output + ".bias", 1));

            attention =
                    layer + 1 < layers ? attentionFactors(checkpoint, layer + 1, largest) : none();
            putNorm(tensors, checkpoint, prefix + "output.LayerNorm", attention);
        }
    }

    private static float[] attentionFactors(
            BertCheckpoint checkpoint, int layer, List<float[]> largest) throws IOException {
        List<Tensor> matrices = new ArrayList<>();
        for (String name : List.of("query", "key", "value")) {
            matrices.add(
                    checkpoint.tensor(LAYER + layer + ".attention.self." + name + ".weight", 2));
        }
        return Smoothing.factors(largest.get(layer * ActivationProbe.ARRAYS_A_LAYER), matrices);
    }

    private static void putNorm(
            SequencedMap<String, Tensor> tensors,
            BertCheckpoint checkpoint,
            String name,
            float[] factors)
            throws IOException {
        for (String part : List.of(".weight", ".bias")) {
            tensors.put(
                    name + part, Smoothing.rowsOver(checkpoint.tensor(name + part, 1), factors));
        }
    }

    /// Rounds each row of a matrix to 8 bits, symmetric about zero, with its largest number at 127.
    private static void putRounded(
            SequencedMap<String, Tensor> tensors, String name, Tensor matrix, Tensor bias) {
        int rows = Math.toIntExact(matrix.shape().get(0));
        int columns = Math.toIntExact(matrix.shape().get(1));
        MemorySegment whole = Arena.ofAuto().allocate((long) rows * columns);
        MemorySegment scales = Arena.ofAuto().allocate((long) rows * Float.BYTES);
        for (int row = 0; row < rows; row++) {
            long start = (long) row * columns;
            float largest = Float.MIN_NORMAL;
            for (int column = 0; column < columns; column++) {
                largest = Math.max(largest, Math.abs(matrix.number(start + column)));
            }
            float scale = largest / LARGEST_INT8;
            scales.set(Tensor.FLOAT, (long) row * Float.BYTES, scale);
            for (int column = 0; column < columns; column++) {
                double rounded = Math.rint(matrix.number(start + column) / scale);
                whole.set(ValueLayout.JAVA_BYTE, start + column, (byte) rounded);
            }
        }
        tensors.put(name + ".weight", new Tensor(ElementType.I8, matrix.shape(), whole));
        tensors.put(name + ".scale", new Tensor(ElementType.F32, List.of((long) rows), scales));
        tensors.put(name + ".bias", bias);
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(folder);
        }
    }
}
