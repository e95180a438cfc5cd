package stillroom.ai.pack;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Makes a model pack of a published model. Equal input gives equal packs, byte for byte.
public final class PackBuilder {

    private static final float LARGEST_INT8 = 127;

    private PackBuilder() {}

    /// What cannot be read off the published weights.
    ///
    /// @param precision of the pack: [Precision#INT8] or [Precision#FP32]
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
    public static ModelPack build(Recipe recipe, Path onnx, Path tokenizer, Path packs)
            throws IOException {
        Files.createDirectories(packs);
        Path folder = packs.resolve(recipe.name());
        Path fresh = packs.resolve("." + recipe.name() + ".new");
        Path old = packs.resolve("." + recipe.name() + ".old");
        delete(fresh);
        delete(old);
        try {
            Files.createDirectory(fresh);
            fill(fresh, recipe, onnx, tokenizer);
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

    private static void fill(Path folder, Recipe recipe, Path onnx, Path tokenizer)
            throws IOException {
        SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
        int layers;
        int dimensions;
        try (OnnxFile file = OnnxFile.open(onnx)) {
            BertCheckpoint checkpoint = BertCheckpoint.of(file);
            layers = checkpoint.layers();
            Tensor words = checkpoint.tensor(BertCheckpoint.WORDS, 2);
            dimensions = Math.toIntExact(words.shape().getLast());
            // Half precision costs the vectors nothing: their cosine stays 1.00000.
            tensors.put(
                    BertCheckpoint.WORDS,
                    recipe.precision() == Precision.FP32 ? words : words.halved());
            for (String table : List.of("position", "token_type")) {
                String name = "embeddings." + table + "_embeddings.weight";
                tensors.put(name, checkpoint.tensor(name, 2));
            }
            putNorm(tensors, checkpoint, "embeddings.LayerNorm");
            for (int layer = 0; layer < layers; layer++) {
                String prefix = "encoder.layer." + layer + ".";
                for (String linear : BertCheckpoint.LINEAR) {
                    putLinear(tensors, checkpoint, prefix + linear, recipe.precision());
                }
                putNorm(tensors, checkpoint, prefix + "attention.output.LayerNorm");
                putNorm(tensors, checkpoint, prefix + "output.LayerNorm");
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
                        recipe.precision(),
                        recipe.license(),
                        recipe.source(),
                        files)
                .write(folder);
    }

    private static void putNorm(
            SequencedMap<String, Tensor> tensors, BertCheckpoint checkpoint, String name)
            throws IOException {
        tensors.put(name + ".weight", checkpoint.tensor(name + ".weight", 1));
        tensors.put(name + ".bias", checkpoint.tensor(name + ".bias", 1));
    }

    private static void putLinear(
            SequencedMap<String, Tensor> tensors,
            BertCheckpoint checkpoint,
            String name,
            Precision precision)
            throws IOException {
        Tensor matrix = checkpoint.tensor(name + ".weight", 2);
        switch (precision) {
            case INT8 -> putQuantized(tensors, name, matrix);
            case FP32 -> tensors.put(name + ".weight", matrix);
            case BF16 -> throw new IOException("packs are not stored in bf16");
        }
        tensors.put(name + ".bias", checkpoint.tensor(name + ".bias", 1));
    }

    /// Rounds each row of a matrix to 8 bits, symmetric about zero, with its largest number at 127.
    private static void putQuantized(
            SequencedMap<String, Tensor> tensors, String name, Tensor matrix) {
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
