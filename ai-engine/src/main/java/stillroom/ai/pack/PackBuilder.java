package stillroom.ai.pack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import stillroom.ai.pack.PackBuilder.Step.Act;

/// Makes a model pack of a published model. Equal input gives equal packs, byte for byte, on equal
/// processors. Weights go from file to file in small pieces: a model need not fit into memory to be
/// changed, only to be tried.
public final class PackBuilder {

    /// The program that runs every pack made here.
    public static final String FAMILY = "bert_encoder";

    /// What the distance of two tokens adds to their attention, in families that have this.
    static final String RELATIVE = "relative_attention.weight";

    /// The file that says of what the files of an unfinished pack are made.
    private static final String SOURCE = "source";

    private static final float LARGEST_INT8 = 127;

    /// Enough to see whether rounding did harm.
    private static final int TEXTS_TO_WRITE_ON = 16;

    /// Where the weights of the layers of a model lie in the names of tensors.
    private static final String LAYER = "encoder.layer.";

    /// The linear layers of one layer of the model.
    private static final List<String> LINEAR =
            List.of(
                    "attention.self.query",
                    "attention.self.key",
                    "attention.self.value",
                    "attention.output.dense",
                    "intermediate.dense",
                    "output.dense");

    private final Trial trial;

    /// @param trial runs a model before and after it is rounded
    public PackBuilder(Trial trial) {
        this.trial = trial;
    }

    /// What is kept beside the weights that a pack is mostly run with.
    public enum Keep {
        NOTHING,
        /// The weights in half precision, from which all but int8 is run.
        HALF
    }

    /// A step of the work and how much of it is done.
    public interface Watch {

        /// Says that everything shall be done and nobody wants to know.
        Watch NOBODY = (_, _, _) -> true;

        /// Called between small steps; says false to stop.
        boolean goesOn(Step step, int done, int all);
    }

    /// What is done to a model on its way into a pack.
    ///
    /// @param precision of the weights that it is done with
    public record Step(Act act, Precision precision) {

        /// What is done.
        public enum Act {
            WRITE,
            /// The texts by which the pack is compared are run through the published weights.
            REFER,
            /// How large the numbers between the layers become, which int8 has to know.
            GAUGE,
            COMPARE,
            /// What the model would write next is computed.
            TRY
        }

        /// In English, such as `write int8`.
        @Override
        public String toString() {
            return switch (act) {
                case WRITE -> "write " + precision;
                case REFER -> "compute the reference";
                case GAUGE -> "look at the activations";
                case COMPARE -> "compare";
                case TRY -> "try " + precision;
            };
        }
    }

    /// A new pack that nobody uses yet.
    ///
    /// @param closeness of its vectors to those of the published weights; of a model that writes,
    ///   how often both think the same token the likeliest
    /// @param tensors how many it has
    /// @param known how many of them an import had made that was stopped
    public record Staged(ModelPack pack, Reference.Closeness closeness, int tensors, int known) {

        Staged(ModelPack pack, Reference.Closeness closeness) {
            this(pack, closeness, 0, 0);
        }

        /// Size of the weights, without tokenizer and reference.
        public long bytes() {
            return pack.manifest().files().entrySet().stream()
                    .filter(file ->
                            file.getKey().equals(ModelPack.WEIGHTS)
                                    || file.getKey().equals(ModelPack.HALF))
                    .mapToLong(file -> file.getValue().size())
                    .sum();
        }
    }

    /// Makes a pack of an encoder of the BERT family in the folder `packs`, in place of one with
    /// the same name. The old pack stays until the new one is complete.
    ///
    /// @param wanted everything but the files
    /// @param onnx an export with weights in fp32
    /// @param tokenizer its `tokenizer.json`
    /// @return the new pack
    /// @throws IOException if something cannot be read or written, or is no such model
    public ModelPack build(Manifest wanted, Path onnx, Path tokenizer, Path packs)
            throws IOException {
        Files.createDirectories(packs);
        Path folder = packs.resolve(wanted.name());
        Path fresh = packs.resolve("." + wanted.name() + ".new");
        Path old = packs.resolve("." + wanted.name() + ".old");
        delete(old);
        try (Checkpoint checkpoint = Checkpoint.ofOnnx(Family.BERT, 0, onnx)) {
            stage(wanted, Keep.NOTHING, checkpoint, tokenizer, fresh, Watch.NOBODY);
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

    /// Makes a complete pack in the new folder `fresh`, and tries it.
    ///
    /// @throws java.util.concurrent.CancellationException if `watch` wants to stop
    Staged stage(
            Manifest wanted,
            Keep keep,
            Checkpoint checkpoint,
            Path tokenizer,
            Path fresh,
            Watch watch)
            throws IOException {
        boolean rounds = wanted.precision() != Precision.FP32;
        Path published = rounds ? fresh.resolve("published") : fresh;
        delete(fresh);
        try {
            Manifest full = wanted.as(Precision.FP32);
            fill(published, full, copied(full, checkpoint, ElementType.F32), tokenizer, watch);
            ModelPack unrounded = describe(published, full);
            requireGoesOn(watch, new Step(Act.REFER, Precision.FP32));
            Reference reference = new Reference(trial.vectors(unrounded, Reference.texts()));
            if (rounds) {
                requireGoesOn(watch, new Step(Act.GAUGE, Precision.FP32));
                SequencedMap<String, Numbers> weights =
                        wanted.precision() == Precision.INT8
                                ? rounded(full, checkpoint, trial.largest(unrounded))
                                : copied(full, checkpoint, ElementType.F16);
                delete(published);
                fill(fresh, wanted, weights, tokenizer, watch);
            }
            if (keep == Keep.HALF && wanted.precision() == Precision.INT8) {
                TensorFile.write(
                        fresh.resolve(ModelPack.HALF),
                        copied(full, checkpoint, ElementType.F16),
                        (done, all) ->
                                watch.goesOn(new Step(Act.WRITE, Precision.FP16), done, all));
            }
            reference.write(fresh.resolve(ModelPack.REFERENCE));
            ModelPack made = describe(fresh, wanted);
            requireGoesOn(watch, new Step(Act.COMPARE, wanted.precision()));
            return new Staged(made, reference.closeness(trial.vectors(made, Reference.texts())));
        } catch (IOException | RuntimeException failure) {
            delete(fresh);
            throw failure;
        }
    }

    /// Makes a complete pack of a model that writes in the folder `fresh`, and compares what it
    /// would write next with what the published weights would. If an earlier call for the same
    /// source was stopped in that folder, or its process killed, this one goes on with the tensors
    /// that are done.
    ///
    /// @param source what tells this source and its wishes from all others
    /// @throws java.util.concurrent.CancellationException if `watch` wants to stop; what was
    ///   written stays in the folder
    Staged stage(
            Manifest wanted,
            WriterConfig config,
            Checkpoint checkpoint,
            Path tokenizer,
            String source,
            Path fresh,
            Watch watch)
            throws IOException {
        boolean rounds =
                wanted.precision() == Precision.INT8 || wanted.precision() == Precision.INT4;
        Decoder decoder = Objects.requireNonNull(wanted.decoder());
        List<String> texts = Reference.texts().subList(0, TEXTS_TO_WRITE_ON);
        if (!isOf(source, fresh)) {
            delete(fresh);
            Files.createDirectories(fresh);
            Files.writeString(fresh.resolve(SOURCE), source);
        }
        Path published = fresh.resolve("published");
        try {
            SequencedMap<String, Numbers> weights =
                    config.tensors(wanted, decoder, checkpoint, wanted.precision());
            int known = goOn(fresh, wanted, weights, tokenizer, watch);
            ModelPack made = describe(fresh, wanted);
            List<long[]> guesses = trial.guesses(made, texts, watch);
            if (!rounds) {
                finish(fresh);
                return new Staged(made, new Reference.Closeness(1, 1), weights.size(), known);
            }
            Manifest full = wanted.as(Precision.FP32);
            goOn(
                    published,
                    full,
                    config.tensors(full, decoder, checkpoint, Precision.FP32),
                    tokenizer,
                    watch);
            List<long[]> right = trial.guesses(describe(published, full), texts, watch);
            delete(published);
            finish(fresh);
            return new Staged(made, Reference.agreement(guesses, right), weights.size(), known);
        } catch (CancellationException stopped) {
            throw stopped;
        } catch (IOException | RuntimeException failure) {
            delete(fresh);
            throw failure;
        }
    }

    /// Whether what lies in a folder was made of this source.
    static boolean isOf(String source, Path folder) throws IOException {
        Path of = folder.resolve(SOURCE);
        return Files.exists(of) && Files.readString(of).equals(source);
    }

    /// Fills a folder, or goes on filling it.
    ///
    /// @return how many tensors were there
    private static int goOn(
            Path folder,
            Manifest manifest,
            SequencedMap<String, Numbers> weights,
            Path tokenizer,
            Watch watch)
            throws IOException {
        Files.createDirectories(folder);
        Step step = new Step(Act.WRITE, manifest.precision());
        int known =
                TensorFile.goOn(
                        folder.resolve(ModelPack.WEIGHTS),
                        weights,
                        (done, all) -> watch.goesOn(step, done, all));
        Files.copy(
                tokenizer,
                folder.resolve(ModelPack.TOKENIZER),
                StandardCopyOption.REPLACE_EXISTING);
        return known;
    }

    /// Leaves the files of the pack alone.
    private static void finish(Path folder) throws IOException {
        Files.delete(TensorFile.done(folder.resolve(ModelPack.WEIGHTS)));
        Files.delete(folder.resolve(SOURCE));
    }

    private static void requireGoesOn(Watch watch, Step step) {
        if (!watch.goesOn(step, 0, 1)) {
            throw new CancellationException("stopped before: " + step);
        }
    }

    private static void fill(
            Path folder,
            Manifest manifest,
            SequencedMap<String, Numbers> weights,
            Path tokenizer,
            Watch watch)
            throws IOException {
        Files.createDirectories(folder);
        Step step = new Step(Act.WRITE, manifest.precision());
        TensorFile.write(
                folder.resolve(ModelPack.WEIGHTS),
                weights,
                (done, all) -> watch.goesOn(step, done, all));
        Files.copy(tokenizer, folder.resolve(ModelPack.TOKENIZER));
    }

    /// Whether a file is none of those that only tell how far an import is.
    private static boolean isOfPack(Path file) {
        return !file.endsWith(SOURCE)
                && !file.equals(TensorFile.done(file.resolveSibling(ModelPack.WEIGHTS)))
                && Files.isRegularFile(file);
    }

    /// Writes the manifest about the files that are there.
    private static ModelPack describe(Path folder, Manifest manifest) throws IOException {
        Map<String, Manifest.FileFacts> files = new TreeMap<>();
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : all.filter(PackBuilder::isOfPack).toList()) {
                files.put(String.valueOf(file.getFileName()), ModelPack.facts(file));
            }
        }
        files.remove(Manifest.FILE);
        manifest.with(files).write(folder);
        return ModelPack.open(folder);
    }

    /// The weights as they were published, matrices and tables in the given type.
    private static SequencedMap<String, Numbers> copied(
            Manifest manifest, Checkpoint checkpoint, ElementType type) throws IOException {
        SequencedMap<String, Numbers> tensors = new LinkedHashMap<>();
        putTables(tensors, manifest, checkpoint, type == ElementType.F32 ? type : ElementType.F16);
        putNorm(tensors, manifest, checkpoint, "embeddings.LayerNorm", none());
        for (int layer = 0; layer < manifest.layers(); layer++) {
            String prefix = LAYER + layer + ".";
            for (String linear : LINEAR) {
                String name = prefix + linear;
                Numbers matrix = matrix(manifest, checkpoint, name);
                tensors.put(name + ".weight", matrix.as(type));
                tensors.put(name + ".bias", bias(checkpoint, name, matrix));
            }
            putNorm(tensors, manifest, checkpoint, prefix + "attention.output.LayerNorm", none());
            putNorm(tensors, manifest, checkpoint, prefix + "output.LayerNorm", none());
        }
        return tensors;
    }

    /// Everything but the layers.
    private static void putTables(
            SequencedMap<String, Numbers> tensors,
            Manifest manifest,
            Checkpoint checkpoint,
            ElementType type)
            throws IOException {
        long width = manifest.dimensions();
        // Half precision costs the vectors nothing: their cosine stays 1.00000.
        tensors.put(Checkpoint.WORDS, checkpoint.tensor(Checkpoint.WORDS, 0, width).as(type));
        String positions = "embeddings.position_embeddings.weight";
        Numbers all = checkpoint.tensor(positions, 0, width);
        long used = manifest.maxTokens();
        if (used > all.shape().getFirst() - checkpoint.unusedPositions()) {
            throw new IOException(
                    "the model has positions for %d tokens, not for %d"
                            .formatted(
                                    all.shape().getFirst() - checkpoint.unusedPositions(), used));
        }
        tensors.put(positions, all.withoutRows(checkpoint.unusedPositions()).as(ElementType.F32));
        String types = "embeddings.token_type_embeddings.weight";
        Numbers none = new Numbers(ElementType.F32, List.of(1L, width), _ -> 0);
        tensors.put(
                types,
                checkpoint.family().hasTypes()
                        ? checkpoint.tensor(types, 0, width).as(ElementType.F32)
                        : none);
        if (checkpoint.family().hasRelativeAttention()) {
            tensors.put(
                    RELATIVE, checkpoint.tensor(RELATIVE, 0, manifest.heads()).as(ElementType.F32));
        }
        if (manifest.head() != null) {
            putHead(tensors, manifest.head(), checkpoint, width);
        }
    }

    private static void putHead(
            SequencedMap<String, Numbers> tensors, Head head, Checkpoint checkpoint, long width)
            throws IOException {
        long labels = head.labels().size();
        Numbers dense = checkpoint.tensor("head.dense.weight", width, width);
        tensors.put("head.dense.weight", dense.as(ElementType.F32));
        tensors.put("head.dense.bias", bias(checkpoint, "head.dense", dense));
        Numbers out = checkpoint.tensor("head.out.weight", labels, width);
        tensors.put("head.out.weight", out.as(ElementType.F32));
        tensors.put("head.out.bias", bias(checkpoint, "head.out", out));
    }

    private static Numbers matrix(Manifest manifest, Checkpoint checkpoint, String name)
            throws IOException {
        long width = manifest.dimensions();
        if (name.endsWith("intermediate.dense")) {
            return checkpoint.tensor(name + ".weight", 0, width);
        }
        if (name.contains(".attention.")) {
            return checkpoint.tensor(name + ".weight", width, width);
        }
        return checkpoint.tensor(name + ".weight", width, 0);
    }

    private static Numbers bias(Checkpoint checkpoint, String name, Numbers matrix)
            throws IOException {
        return checkpoint.tensor(name + ".bias", matrix.shape().getFirst()).as(ElementType.F32);
    }

    private static float[] none() {
        return new float[] {1};
    }

    /// Smooths and rounds the linear layers. The norm before a smoothed layer gives what the layer
    /// wants; the factors are kept beside it, for the program adds the input of a layer to its
    /// output.
    private static SequencedMap<String, Numbers> rounded(
            Manifest manifest, Checkpoint checkpoint, List<float[]> largest) throws IOException {
        SequencedMap<String, Numbers> tensors = new LinkedHashMap<>();
        putTables(tensors, manifest, checkpoint, ElementType.F16);
        float[] attention = attentionFactors(manifest, checkpoint, 0, largest);
        putNorm(tensors, manifest, checkpoint, "embeddings.LayerNorm", attention);
        for (int layer = 0; layer < manifest.layers(); layer++) {
            String prefix = LAYER + layer + ".";
            int first = layer * Trial.ARRAYS_A_LAYER;
            tensors.put(prefix + "attention.smoothing", Numbers.of(attention));

            String value = prefix + "attention.self.value";
            String attended = prefix + "attention.output.dense";
            Numbers out = matrix(manifest, checkpoint, attended);
            float[] values = Smoothing.factors(largest.get(first + 1), List.of(out));
            for (String name : List.of("query", "key", "value")) {
                String linear = prefix + "attention.self." + name;
                Numbers original = matrix(manifest, checkpoint, linear);
                Numbers matrix = original.columnsTimes(attention);
                Numbers bias = bias(checkpoint, linear, original);
                boolean smoothed = linear.equals(value);
                putRounded(
                        tensors,
                        linear,
                        smoothed ? matrix.rowsOver(values) : matrix,
                        smoothed ? bias.rowsOver(values) : bias);
            }
            putRounded(
                    tensors, attended, out.columnsTimes(values), bias(checkpoint, attended, out));

            String intermediate = prefix + "intermediate.dense";
            Numbers up = matrix(manifest, checkpoint, intermediate);
            float[] between = Smoothing.factors(largest.get(first + 2), List.of(up));
            putNorm(tensors, manifest, checkpoint, prefix + "attention.output.LayerNorm", between);
            tensors.put(prefix + "intermediate.smoothing", Numbers.of(between));
            putRounded(
                    tensors,
                    intermediate,
                    up.columnsTimes(between),
                    bias(checkpoint, intermediate, up));
            String output = prefix + "output.dense";
            Numbers down = matrix(manifest, checkpoint, output);
            putRounded(tensors, output, down, bias(checkpoint, output, down));

            attention =
                    layer + 1 < manifest.layers()
                            ? attentionFactors(manifest, checkpoint, layer + 1, largest)
                            : none();
            putNorm(tensors, manifest, checkpoint, prefix + "output.LayerNorm", attention);
        }
        return tensors;
    }

    private static float[] attentionFactors(
            Manifest manifest, Checkpoint checkpoint, int layer, List<float[]> largest)
            throws IOException {
        List<Numbers> matrices = new ArrayList<>();
        for (String name : List.of("query", "key", "value")) {
            matrices.add(matrix(manifest, checkpoint, LAYER + layer + ".attention.self." + name));
        }
        return Smoothing.factors(largest.get(layer * Trial.ARRAYS_A_LAYER), matrices);
    }

    private static void putNorm(
            SequencedMap<String, Numbers> tensors,
            Manifest manifest,
            Checkpoint checkpoint,
            String name,
            float[] factors)
            throws IOException {
        for (String part : List.of(".weight", ".bias")) {
            Numbers norm = checkpoint.tensor(name + part, manifest.dimensions());
            tensors.put(
                    name + part,
                    (factors.length == 1 ? norm : norm.rowsOver(factors)).as(ElementType.F32));
        }
    }

    /// Rounds each row of a matrix to 8 bits, symmetric about zero, with its largest number at 127.
    private static void putRounded(
            SequencedMap<String, Numbers> tensors, String name, Numbers matrix, Numbers bias) {
        float[] scales = matrix.largestOfRows();
        for (int row = 0; row < scales.length; row++) {
            scales[row] = Math.max(Float.MIN_NORMAL, scales[row]) / LARGEST_INT8;
        }
        Numbers whole = matrix.rowsOver(scales);
        tensors.put(
                name + ".weight",
                new Numbers(
                        ElementType.I8,
                        matrix.shape(),
                        index -> (float) Math.rint(whole.source().at(index))));
        tensors.put(name + ".scale", Numbers.of(scales));
        tensors.put(name + ".bias", bias);
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
