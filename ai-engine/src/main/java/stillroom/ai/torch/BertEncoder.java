package stillroom.ai.torch;

import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.io.IOException;
import stillroom.ai.pack.Head;
import stillroom.ai.pack.Manifest;
import stillroom.ai.pack.Precision;
import stillroom.ai.pack.TensorFile;

/// The weightless program `bert_encoder` with the weights of one pack. Safe for any thread until it
/// is closed; runs on the calling thread.
final class BertEncoder implements AutoCloseable {

    static final String FAMILY = "bert_encoder";

    private final Program program;

    private BertEncoder(Program program) {
        this.program = program;
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
        Program program = Program.load(FAMILY, precision, Program.Graph.AS_COMPILED);
        try {
            BertEncoder encoder = new BertEncoder(program);
            encoder.configure(manifest);
            encoder.giveAll(weights, manifest, precision, layers);
            encoder.giveRest(weights, manifest);
            return encoder;
        } catch (IOException | RuntimeException failure) {
            program.close();
            throw failure;
        }
    }

    /// Gives the word embeddings and the first layers.
    private void giveAll(TensorFile weights, Manifest manifest, Precision precision, int layers)
            throws IOException {
        try (PtNDManager scope = program.scope()) {
            Order order = new Order(weights, scope);
            order.addMatrix("embeddings.word_embeddings", manifest.dimensions());
            give(order, manifest, precision, 0, layers);
        }
    }

    /// Gives one layer in fp32 in place of what was there; the word embeddings go.
    void giveLayer(TensorFile weights, Manifest manifest, int layer) throws IOException {
        try (PtNDManager scope = program.scope()) {
            Order order = new Order(weights, scope);
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
                        order.list(),
                        IValue.from((long) manifest.heads()),
                        IValue.from(manifest.pooling().toString()),
                        IValue.from(precision.toString()))
                .close();
    }

    /// Gives what only some models have.
    private void giveRest(TensorFile weights, Manifest manifest) throws IOException {
        try (PtNDManager scope = program.scope()) {
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
                run("load_head", order.list(), IValue.from(head.activation().toString())).close();
            }
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
        return program.run(method, arguments);
    }

    @Override
    public void close() {
        program.close();
    }
}
