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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import stillroom.ai.pack.ElementType;
import stillroom.ai.pack.Head;
import stillroom.ai.pack.Manifest;
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
        return open(weights, manifest, precision, manifest.layers());
    }

    /// Loads the program and gives it everything but the layers. Those can then be given one by one
    /// with [#giveLayer]: so a model runs that would not fit into memory.
    ///
    /// @throws IOException as [#load] does
    static BertEncoder withoutLayers(TensorFile weights, Manifest manifest) throws IOException {
        return open(weights, manifest, Precision.FP32, 0);
    }

    private static BertEncoder open(
            TensorFile weights, Manifest manifest, Precision precision, int layers)
            throws IOException {
        Device device = precision == Precision.FP16 ? Device.gpu() : Device.cpu();
        Model model = Model.newInstance(FAMILY, device, "PyTorch");
        try (InputStream in =
                Objects.requireNonNull(
                        BertEncoder.class.getResourceAsStream("programs/" + FAMILY + ".pt"))) {
            model.load(in, Map.of());
            BertEncoder encoder = new BertEncoder(model);
            encoder.configure(manifest);
            encoder.giveAll(weights, manifest, precision, layers);
            encoder.giveRest(weights, manifest);
            return encoder;
        } catch (MalformedModelException impossible) {
            model.close();
            throw new IllegalStateException("the program is part of the build", impossible);
        } catch (IOException | RuntimeException failure) {
            model.close();
            throw failure;
        }
    }

    /// Gives the word embeddings and the first layers.
    private void giveAll(TensorFile weights, Manifest manifest, Precision precision, int layers)
            throws IOException {
        try (NDManager scope = model.getNDManager().newSubManager()) {
            Order order = new Order(weights, (PtNDManager) scope);
            order.addMatrix("embeddings.word_embeddings", manifest.dimensions());
            give(order, manifest, precision, 0, layers);
        }
    }

    /// Gives one layer in fp32 in place of what was there; the word embeddings go.
    void giveLayer(TensorFile weights, Manifest manifest, int layer) throws IOException {
        try (NDManager scope = model.getNDManager().newSubManager()) {
            Order order = new Order(weights, (PtNDManager) scope);
            order.addNothing();
            order.addNothing();
            give(order, manifest, Precision.FP32, layer, layer + 1);
        }
    }

    private void configure(Manifest manifest) {
        run(
                        "configure",
                        IValue.from(manifest.epsilon()),
                        IValue.from(manifest.activation().toString()))
                .close();
    }

    /// @param order begins with the word embeddings
    private void give(Order order, Manifest manifest, Precision precision, int first, int end)
            throws IOException {
        int width = manifest.dimensions();
        order.add("embeddings.position_embeddings.weight", width);
        order.add("embeddings.token_type_embeddings.weight", width);
        order.addNorm("embeddings.LayerNorm", width);
        for (int layer = first; layer < end; layer++) {
            String prefix = "encoder.layer." + layer + ".";
            int between =
                    Math.toIntExact(
                            order.weights
                                    .tensor(prefix + "intermediate.dense.weight")
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
                        "load",
                        IValue.listFrom(order.tensors.toArray(PtNDArray[]::new)),
                        IValue.from((long) manifest.heads()),
                        IValue.from(manifest.pooling().toString()),
                        IValue.from(precision.toString()))
                .close();
    }

    /// Gives what only some models have.
    private void giveRest(TensorFile weights, Manifest manifest) throws IOException {
        try (NDManager scope = model.getNDManager().newSubManager()) {
            if (weights.tensors().containsKey("relative_attention.weight")) {
                Order table = new Order(weights, (PtNDManager) scope);
                table.add("relative_attention.weight", manifest.heads());
                run("load_relative", IValue.from(table.tensors.getFirst())).close();
            }
            Head head = manifest.head();
            if (head != null) {
                Order order = new Order(weights, (PtNDManager) scope);
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
                addNothing();
            }
        }

        void addNothing() {
            tensors.add(scope.create(new Shape(0), DataType.FLOAT32));
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
        return numbers("encode", IValue.listFrom(tokens), IValue.from(1L));
    }

    /// Returns what the head says of one text or pair of texts, before any softmax.
    ///
    /// @param types of the tokens, as the tokenizer gives them
    float[] score(long[] tokens, long[] types) {
        return numbers("score", IValue.listFrom(tokens), IValue.listFrom(types));
    }

    /// Returns what goes into the first layer for the tokens of one text, one token after another.
    float[] begin(long[] tokens) {
        return numbers("begin", IValue.listFrom(tokens));
    }

    /// Returns what comes out of the layer that was given last.
    float[] goOn(float[] state) {
        return numbers("go_on", list(state));
    }

    /// Returns the vector of a text from what came out of its last layer.
    float[] finish(float[] state) {
        return numbers("finish", list(state));
    }

    /// The largest magnitudes in the layer that was given last, see
    /// [stillroom.ai.pack.Trial#largest]; its three arrays stand one after another.
    float[] largest(float[] state) {
        return numbers("largest", list(state));
    }

    private static IValue list(float[] numbers) {
        double[] wide = new double[numbers.length];
        for (int index = 0; index < wide.length; index++) {
            wide[index] = numbers[index];
        }
        return IValue.listFrom(wide);
    }

    private float[] numbers(String method, IValue... arguments) {
        try (IValue result = run(method, arguments)) {
            double[] wide = result.toDoubleArray();
            float[] numbers = new float[wide.length];
            for (int index = 0; index < numbers.length; index++) {
                numbers[index] = (float) wide[index];
            }
            return numbers;
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
