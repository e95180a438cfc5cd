package stillroom.ai.torch;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import stillroom.ai.AiException;
import stillroom.ai.pack.ElementType;
import stillroom.ai.pack.Head;
import stillroom.ai.pack.Manifest;
import stillroom.ai.pack.ModelPack;
import stillroom.ai.pack.Precision;
import stillroom.ai.pack.Tensor;
import stillroom.ai.pack.TensorFile;

/// The weightless program `bert_encoder` with the weights of one pack. Safe for any thread until it
/// is closed; runs on the calling thread.
final class BertEncoder implements AutoCloseable {

    static final String FAMILY = "bert_encoder";

    private final Model model;
    private final PtSymbolBlock program;

    private BertEncoder(Model model) {
        this.model = model;
        this.program = (PtSymbolBlock) model.getBlock();
    }

    /// Loads the program and gives it the weights, which it copies. [Precision#FP16] is run on the
    /// GPU, every other precision on the CPU.
    ///
    /// @throws IOException if a tensor is missing or has another shape than the manifest says
    static BertEncoder load(TensorFile weights, Manifest manifest, Precision precision)
            throws IOException {
        Device device = precision == Precision.FP16 ? Device.gpu() : Device.cpu();
        Model model = Model.newInstance(FAMILY, device, "PyTorch");
        try (InputStream in =
                Objects.requireNonNull(
                        BertEncoder.class.getResourceAsStream("programs/" + FAMILY + ".pt"))) {
            model.load(in, Map.of());
            BertEncoder encoder = new BertEncoder(model);
            encoder.give(weights, manifest, precision);
            return encoder;
        } catch (MalformedModelException impossible) {
            model.close();
            throw new IllegalStateException("the program is part of the build", impossible);
        } catch (IOException | RuntimeException failure) {
            model.close();
            throw failure;
        }
    }

    private void give(TensorFile weights, Manifest manifest, Precision precision)
            throws IOException {
        try (NDManager scope = model.getNDManager().newSubManager()) {
            Order order = new Order(weights, (PtNDManager) scope);
            int width = manifest.dimensions();
            order.addMatrix("embeddings.word_embeddings", width);
            order.add("embeddings.position_embeddings.weight", width);
            order.add("embeddings.token_type_embeddings.weight", width);
            order.addNorm("embeddings.LayerNorm", width);
            for (int layer = 0; layer < manifest.layers(); layer++) {
                String prefix = "encoder.layer." + layer + ".";
                int between =
                        Math.toIntExact(
                                weights.tensor(prefix + "intermediate.dense.weight")
                                        .shape()
                                        .getFirst());
                order.addLinear(prefix + "attention.self.query", width);
                order.addLinear(prefix + "attention.self.key", width);
                order.addLinear(prefix + "attention.self.value", width);
                order.addLinear(prefix + "attention.output.dense", width);
                order.addNorm(prefix + "attention.output.LayerNorm", width);
                order.addLinear(prefix + "intermediate.dense", width);
                order.addLinear(prefix + "output.dense", between);
                order.addNorm(prefix + "output.LayerNorm", width);
                order.addIfThere(prefix + "attention.smoothing", width);
                order.addIfThere(prefix + "intermediate.smoothing", width);
            }
            run(
                            "configure",
                            IValue.from(manifest.epsilon()),
                            IValue.from(manifest.activation().toString()))
                    .close();
            run(
                            "load",
                            IValue.listFrom(order.tensors.toArray(PtNDArray[]::new)),
                            IValue.from((long) manifest.heads()),
                            IValue.from(manifest.pooling().toString()),
                            IValue.from(precision.toString()))
                    .close();
            giveRest(weights, manifest, (PtNDManager) scope);
        }
    }

    /// Gives what only some models have.
    private void giveRest(TensorFile weights, Manifest manifest, PtNDManager scope)
            throws IOException {
        if (weights.tensors().containsKey("relative_attention.weight")) {
            Order table = new Order(weights, scope);
            table.add("relative_attention.weight", manifest.heads());
            run("load_relative", IValue.from(table.tensors.getFirst())).close();
        }
        Head head = manifest.head();
        if (head != null) {
            Order order = new Order(weights, scope);
            order.addNorm("head.dense", manifest.dimensions());
            order.add("head.out.weight", manifest.dimensions());
            order.add("head.out.bias", head.labels().size());
            run(
                            "load_head",
                            IValue.listFrom(order.tensors.toArray(PtNDArray[]::new)),
                            IValue.from(head.activation().toString()))
                    .close();
        }
    }

    /// The tensors in the order that the program wants.
    private static final class Order {

        private final TensorFile weights;
        private final PtNDManager scope;
        private final List<PtNDArray> tensors = new ArrayList<>();

        Order(TensorFile weights, PtNDManager scope) {
            this.weights = weights;
            this.scope = scope;
        }

        void addLinear(String name, int inputs) throws IOException {
            addMatrix(name, inputs);
            add(name + ".bias", weights.tensor(name + ".bias").elements());
        }

        void addNorm(String name, int width) throws IOException {
            add(name + ".weight", width);
            add(name + ".bias", width);
        }

        void addMatrix(String name, int columns) throws IOException {
            add(name + ".weight", columns);
            addIfThere(name + ".scale", weights.tensor(name + ".weight").shape().getFirst());
        }

        void addIfThere(String name, long columns) throws IOException {
            if (weights.tensors().containsKey(name)) {
                add(name, columns);
            } else {
                tensors.add(scope.create(new Shape(0), DataType.FLOAT32));
            }
        }

        void add(String name, long columns) throws IOException {
            Tensor tensor = weights.tensor(name);
            if (tensor.shape().isEmpty() || tensor.shape().getLast() != columns) {
                throw new IOException(
                        "The tensor '"
                                + name
                                + "' has not the shape that the manifest makes one expect.");
            }
            Shape shape = new Shape(tensor.shape().stream().mapToLong(Long::longValue).toArray());
            tensors.add(scope.create(tensor.data().asByteBuffer(), shape, type(tensor.type())));
        }

        private static DataType type(ElementType type) throws IOException {
            return switch (type) {
                case F32 -> DataType.FLOAT32;
                case F16 -> DataType.FLOAT16;
                // DJL 0.35 ends the process when it is given one.
                case BF16 -> throw new IOException("Packs store fp16 in place of bf16.");
                case I8 -> DataType.INT8;
                case I32 -> DataType.INT32;
                case I64 -> DataType.INT64;
            };
        }
    }

    /// Returns the vector of one text, of length one.
    ///
    /// @param tokens at least one
    float[] encode(long[] tokens) {
        try (IValue result = run("encode", IValue.listFrom(tokens), IValue.from(1L))) {
            double[] numbers = result.toDoubleArray();
            float[] vector = new float[numbers.length];
            for (int index = 0; index < vector.length; index++) {
                vector[index] = (float) numbers[index];
            }
            return vector;
        }
    }

    /// Returns what the head says of one text or pair of texts, before any softmax.
    ///
    /// @param types of the tokens, as the tokenizer gives them
    float[] score(long[] tokens, long[] types) {
        try (IValue result = run("score", IValue.listFrom(tokens), IValue.listFrom(types))) {
            double[] numbers = result.toDoubleArray();
            float[] scores = new float[numbers.length];
            for (int index = 0; index < scores.length; index++) {
                scores[index] = (float) numbers[index];
            }
            return scores;
        }
    }

    /// See [stillroom.ai.pack.Trial#largest].
    static List<float[]> largest(ModelPack pack) {
        Manifest manifest = pack.manifest();
        try (TensorFile weights = pack.weights(Precision.FP32);
                TextTokenizer tokenizer = TextTokenizer.open(pack.tokenizer());
                BertEncoder encoder = load(weights, manifest, Precision.FP32);
                InputStream texts =
                        Objects.requireNonNull(
                                BertEncoder.class.getResourceAsStream("probe-texts.txt"))) {
            List<float[]> largest = new ArrayList<>();
            for (String text :
                    new String(texts.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
                long[] tokens = TextTokenizer.cut(tokenizer.tokens(text), manifest.maxTokens());
                try (IValue result = encoder.run("largest", IValue.listFrom(tokens))) {
                    keepLarger(largest, result.toDoubleArray(), manifest.dimensions());
                }
            }
            return largest;
        } catch (IOException damage) {
            throw new AiException("The new model pack cannot be read.", damage);
        }
    }

    private static void keepLarger(List<float[]> largest, double[] seen, int width) {
        for (int start = 0; start < seen.length; start += width) {
            if (largest.size() <= start / width) {
                largest.add(new float[width]);
            }
            float[] kept = largest.get(start / width);
            for (int channel = 0; channel < width; channel++) {
                kept[channel] = Math.max(kept[channel], (float) seen[start + channel]);
            }
        }
    }

    private IValue run(String method, IValue... arguments) {
        try {
            return IValueUtils.runMethod(program, method, arguments);
        } finally {
            for (IValue argument : arguments) {
                argument.close();
            }
        }
    }

    @Override
    public void close() {
        model.close();
    }
}
