package stillroom.ai.torch;

import ai.djl.engine.EngineException;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import stillroom.ai.pack.Decoder;
import stillroom.ai.pack.Manifest;
import stillroom.ai.pack.Precision;
import stillroom.ai.pack.TensorFile;

/// The weightless program `llama_decoder` with the weights of one pack. It remembers what it has
/// read, so it is for one thread at a time.
final class LlamaDecoder implements AutoCloseable {

    static final String FAMILY = "llama_decoder";

    /// What is read at once: longer pieces are quicker, shorter ones can be stopped sooner.
    static final int PIECE = 512;

    private static final int CORES = Runtime.getRuntime().availableProcessors();

    private final Program program;
    private final TensorFile weights;
    private final Manifest manifest;
    private final Decoder decoder;

    private LlamaDecoder(Program program, TensorFile weights, Manifest manifest) {
        this.program = program;
        this.weights = weights;
        this.manifest = manifest;
        this.decoder = Objects.requireNonNull(manifest.decoder());
    }

    /// Loads the program and gives it the weights. It copies them, and looks up where they are
    /// mapped what is rounded: word embeddings, and the matrices by which it multiplies many
    /// tokens.
    ///
    /// @param weights closed with the model, also if it cannot be loaded
    /// @param capacity most tokens of a text
    /// @throws IOException if a tensor is missing or has another shape than the manifest says
    static LlamaDecoder load(
            TensorFile weights, Manifest manifest, Precision precision, int capacity)
            throws IOException {
        LlamaDecoder model = withoutLayers(weights, manifest, precision, capacity);
        try {
            for (int layer = 0; layer < manifest.layers(); layer++) {
                model.giveLayer(layer, true);
            }
            model.giveEnd();
            return model;
        } catch (IOException | RuntimeException failure) {
            model.close();
            throw failure;
        }
    }

    /// Loads the program and gives it everything but the layers and what comes after them.
    private static LlamaDecoder withoutLayers(
            TensorFile weights, Manifest manifest, Precision precision, int capacity)
            throws IOException {
        Program program;
        try {
            program = Program.load(FAMILY, precision, Program.Graph.REWRITTEN);
        } catch (IOException | RuntimeException failure) {
            weights.close();
            throw failure;
        }
        LlamaDecoder model = new LlamaDecoder(program, weights, manifest);
        try {
            model.begin(precision, capacity);
            return model;
        } catch (IOException | RuntimeException failure) {
            model.close();
            throw failure;
        }
    }

    private void begin(Precision precision, int capacity) throws IOException {
        try (PtNDManager scope = program.scope()) {
            Order order = new Order(weights, scope);
            order.add("rotary.frequencies", decoder.headSize() / 2);
            program.run(
                            "configure",
                            IValue.from(precision.toString()),
                            IValue.from(manifest.activation().toString()),
                            IValue.from((long) manifest.heads()),
                            IValue.from((long) decoder.keyHeads()),
                            IValue.from((long) decoder.headSize()),
                            IValue.from(manifest.epsilon()),
                            IValue.from(decoder.embeddingFactor()),
                            IValue.from(decoder.attentionFactor()),
                            IValue.from(order.tensors.getFirst()),
                            IValue.from((long) capacity))
                    .close();
            useWholeNumbers();
            Order words = new Order(weights, scope);
            words.addMatrix("embed_tokens", manifest.dimensions());
            program.run(
                            "load_words",
                            IValue.from(words.tensors.get(0)),
                            IValue.from(words.tensors.get(1)))
                    .close();
        }
        program.widen();
    }

    /// Not every processor's libraries have products of whole numbers.
    private void useWholeNumbers() {
        try {
            program.run("use_whole_numbers").close();
        } catch (EngineException _) {
            // Then the program has changed nothing, and int8 is multiplied as it is stored.
        }
    }

    private void giveLayer(int layer, boolean room) throws IOException {
        int width = manifest.dimensions();
        int queries = manifest.heads() * decoder.headSize();
        try (PtNDManager scope = program.scope()) {
            Order order = new Order(weights, scope);
            String prefix = "layers." + layer + ".";
            order.add(prefix + "input_layernorm.weight", width);
            order.addRounded(prefix + "self_attn.q_proj", width);
            order.addRounded(prefix + "self_attn.k_proj", width);
            order.addRounded(prefix + "self_attn.v_proj", width);
            order.addRounded(prefix + "self_attn.o_proj", queries);
            order.addIfThere(prefix + "self_attn.q_norm.weight", decoder.headSize());
            order.addIfThere(prefix + "self_attn.k_norm.weight", decoder.headSize());
            order.add(prefix + "post_attention_layernorm.weight", width);
            order.addRounded(prefix + "mlp.gate_proj", width);
            order.addRounded(prefix + "mlp.up_proj", width);
            List<Long> gate = weights.tensor(prefix + "mlp.gate_proj.weight").shape();
            order.addRounded(prefix + "mlp.down_proj", Math.toIntExact(gate.getFirst()));
            program.run("load_layer", order.list(), IValue.from(room)).close();
        }
    }

    private void giveEnd() throws IOException {
        try (PtNDManager scope = program.scope()) {
            Order order = new Order(weights, scope);
            order.add("norm.weight", manifest.dimensions());
            order.addMatrixIfThere("lm_head", manifest.dimensions());
            program.run(
                            "load_end",
                            IValue.from(order.tensors.get(0)),
                            IValue.from(order.tensors.get(1)),
                            IValue.from(order.tensors.get(2)))
                    .close();
        }
    }

    /// Goes back to the first tokens that were read.
    void keep(int tokens) {
        program.run("keep", IValue.from((long) tokens)).close();
    }

    /// Reads tokens after those that were read.
    void feed(long[] tokens) {
        read("feed", tokens).close();
    }

    /// Reads tokens and returns the one that is likeliest to follow.
    long next(long... tokens) {
        try (IValue next = read("next", tokens)) {
            return next.toLong();
        }
    }

    /// Reads tokens and returns the scores of all words after each of them.
    double[] logits(long[] tokens) {
        try (IValue scores = read("logits", tokens)) {
            return scores.toDoubleArray();
        }
    }

    private IValue read(String method, long[] tokens) {
        return NativeThreads.with(CORES, () -> program.run(method, IValue.listFrom(tokens)));
    }

    /// Says whether to go on with the next layer.
    interface Goes {
        boolean on(int layer);
    }

    /// Runs a model with one layer after another in memory.
    ///
    /// @param weights closed at the end
    /// @return the token that is likeliest to follow each, one text after another; empty if it was
    ///   stopped
    static long[] guesses(
            TensorFile weights,
            Manifest manifest,
            Precision precision,
            List<long[]> texts,
            Goes goes)
            throws IOException {
        int longest = texts.stream().mapToInt(text -> text.length).max().orElse(1);
        try (LlamaDecoder model = withoutLayers(weights, manifest, precision, longest)) {
            for (long[] text : texts) {
                model.program.run("trial_begin", IValue.listFrom(text)).close();
            }
            for (int layer = 0; layer < manifest.layers(); layer++) {
                if (!goes.on(layer)) {
                    return new long[0];
                }
                model.program.run("forget").close();
                model.giveLayer(layer, false);
                model.program.run("trial_layer").close();
            }
            model.program.run("forget").close();
            model.giveEnd();
            try (IValue best = model.program.run("trial_end")) {
                return best.toLongArray();
            }
        }
    }

    @Override
    public void close() {
        program.close();
        weights.close();
    }
}
