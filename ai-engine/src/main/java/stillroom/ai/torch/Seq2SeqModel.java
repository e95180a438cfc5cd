package stillroom.ai.torch;

import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import stillroom.ai.pack.Decoder;
import stillroom.ai.pack.Manifest;
import stillroom.ai.pack.Precision;
import stillroom.ai.pack.Seq2Seq;
import stillroom.ai.pack.TensorFile;

/// The weightless program `seq2seq` with the weights of one pack. It remembers what it has read and
/// written, so it is for one thread at a time.
final class Seq2SeqModel implements AutoCloseable {

    static final String FAMILY = "seq2seq";

    private static final String ENCODER = "encoder";
    private static final String DECODER = "decoder";
    private static final int CORES = Runtime.getRuntime().availableProcessors();

    private final Program program;
    private final TensorFile weights;
    private final Manifest manifest;
    private final Decoder decoder;
    private final Seq2Seq seq2seq;

    private Seq2SeqModel(Program program, TensorFile weights, Manifest manifest) {
        this.program = program;
        this.weights = weights;
        this.manifest = manifest;
        this.decoder = Objects.requireNonNull(manifest.decoder());
        this.seq2seq = Objects.requireNonNull(decoder.seq2seq());
    }

    /// Loads the program and gives it the weights, which it copies.
    ///
    /// @param weights closed with the model, also if it cannot be loaded
    /// @param capacity most tokens to write
    /// @param beams most beginnings of a text to go on with at once
    /// @throws IOException if a tensor is missing or has another shape than the manifest says
    static Seq2SeqModel load(
            TensorFile weights, Manifest manifest, Precision precision, int capacity, int beams)
            throws IOException {
        Seq2SeqModel model = withoutLayers(weights, manifest, precision, capacity, beams);
        try {
            for (int layer = 0; layer < model.seq2seq.layers(); layer++) {
                model.giveLayer(ENCODER, layer, false);
            }
            for (int layer = 0; layer < manifest.layers(); layer++) {
                model.giveLayer(DECODER, layer, true);
            }
            return model;
        } catch (IOException | RuntimeException failure) {
            model.close();
            throw failure;
        }
    }

    private static Seq2SeqModel withoutLayers(
            TensorFile weights, Manifest manifest, Precision precision, int capacity, int beams)
            throws IOException {
        Program program;
        try {
            program = Program.load(FAMILY, precision, Program.Graph.REWRITTEN);
        } catch (IOException | RuntimeException failure) {
            weights.close();
            throw failure;
        }
        Seq2SeqModel model = new Seq2SeqModel(program, weights, manifest);
        try {
            model.begin(precision, capacity, beams);
            return model;
        } catch (IOException | RuntimeException failure) {
            model.close();
            throw failure;
        }
    }

    private void begin(Precision precision, int capacity, int beams) throws IOException {
        program.run(
                        "configure",
                        IValue.from(precision.toString()),
                        IValue.from(manifest.activation().toString()),
                        IValue.from((long) manifest.heads()),
                        IValue.from((long) decoder.headSize()),
                        IValue.from(manifest.epsilon()),
                        IValue.from(decoder.embeddingFactor()),
                        IValue.from(seq2seq.normsFirst()),
                        IValue.from((long) capacity),
                        IValue.from((long) beams))
                .close();
        try (PtNDManager scope = program.scope()) {
            Order words = new Order(weights, scope);
            words.addMatrix("words", manifest.dimensions());
            words.addMatrixIfThere("head", manifest.dimensions());
            words.addIfThere("head.bias", weights.tensor("words.weight").shape().getFirst());
            program.run(
                            "load_words",
                            IValue.from(words.tensors.get(0)),
                            IValue.from(words.tensors.get(1)),
                            IValue.from(words.tensors.get(2)),
                            IValue.from(words.tensors.get(3)),
                            IValue.from(words.tensors.get(4)))
                    .close();
        }
        for (String side : List.of(ENCODER, DECODER)) {
            try (PtNDManager scope = program.scope()) {
                Order order = new Order(weights, scope);
                order.addIfThere(side + ".positions.weight", manifest.dimensions());
                order.addIfThere(side + ".distances.weight", manifest.heads());
                addNorm(order, side + ".first");
                addNorm(order, side + ".last");
                program.run("load_side", order.list()).close();
            }
        }
        program.widen();
    }

    private void giveLayer(String side, int layer, boolean room) throws IOException {
        int width = manifest.dimensions();
        try (PtNDManager scope = program.scope()) {
            Order order = new Order(weights, scope);
            String prefix = side + ".layers." + layer + ".";
            addAttention(order, prefix + "attention");
            if (side.equals(DECODER)) {
                addAttention(order, prefix + "cross");
            }
            addNorm(order, prefix + "feed.norm");
            order.addRounded(prefix + "feed.up", width);
            order.addRoundedIfThere(prefix + "feed.gate", width);
            int between =
                    Math.toIntExact(weights.tensor(prefix + "feed.up.weight").shape().getFirst());
            order.addRounded(prefix + "feed.down", between);
            program.run("load_layer", order.list(), IValue.from(room)).close();
        }
    }

    private void addAttention(Order order, String block) throws IOException {
        int width = manifest.dimensions();
        addNorm(order, block + ".norm");
        for (String part : List.of(".query", ".key", ".value")) {
            order.addRounded(block + part, width);
        }
        order.addRounded(block + ".output", manifest.heads() * decoder.headSize());
    }

    private void addNorm(Order order, String name) throws IOException {
        order.addIfThere(name + ".weight", manifest.dimensions());
        order.addIfThere(name + ".bias", manifest.dimensions());
    }

    /// Reads a text; nothing is written about it yet.
    ///
    /// @param stop asked before each layer
    void read(long[] text, BooleanSupplier stop) {
        run("begin", IValue.listFrom(text)).close();
        for (int layer = 0; layer < seq2seq.layers(); layer++) {
            Writer.requireGoesOn(stop);
            run("read_layer", IValue.from((long) layer)).close();
        }
        run("end").close();
    }

    /// Writes a token and returns the one that is likeliest to follow.
    ///
    /// @param banned tokens that may not
    long next(long token, long[] banned) {
        try (IValue next = run("next", IValue.from(token), IValue.listFrom(banned))) {
            return next.toLong();
        }
    }

    /// Writes a token after each of several beginnings, and returns the best ways to go on with any
    /// of them, the best first: for each, the sum of its logarithms, and the number of its
    /// beginning times the number of words plus its word.
    ///
    /// @param parents which beginnings of the last call these come from
    /// @param tokens the last one of each
    /// @param sums of the logarithms of each
    /// @param banned for each how many words may not follow, then those
    /// @param most how many are wanted
    double[] best(long[] parents, long[] tokens, double[] sums, long[] banned, int most) {
        try (IValue best =
                run(
                        "best",
                        IValue.listFrom(parents),
                        IValue.listFrom(tokens),
                        IValue.listFrom(sums),
                        IValue.listFrom(banned),
                        IValue.from((long) most))) {
            return best.toDoubleArray();
        }
    }

    /// Goes back to the beginning of what is written.
    void rewind() {
        program.run("keep", IValue.from(0L)).close();
    }

    /// Writes tokens and returns the scores of all words after each of them.
    double[] logits(long[] tokens) {
        try (IValue scores = run("logits", IValue.listFrom(tokens))) {
            return scores.toDoubleArray();
        }
    }

    private IValue run(String method, IValue... arguments) {
        return NativeThreads.with(CORES, () -> program.run(method, arguments));
    }

    /// Runs a model with one layer after another in memory: has it read each text, and write the
    /// same.
    ///
    /// @param weights closed at the end
    /// @return the token that is likeliest to follow each, one text after another; empty if it was
    ///   stopped
    static long[] guesses(
            TensorFile weights,
            Manifest manifest,
            Precision precision,
            List<long[]> texts,
            LlamaDecoder.Goes goes)
            throws IOException {
        try (Seq2SeqModel model = withoutLayers(weights, manifest, precision, 1, 1)) {
            for (long[] text : texts) {
                model.program.run("trial_begin", IValue.listFrom(text)).close();
            }
            if (!model.walk(ENCODER, model.seq2seq.layers(), 0, goes)) {
                return new long[0];
            }
            model.program.run("trial_turn").close();
            for (long[] text : texts) {
                long[] written = new long[text.length];
                written[0] = model.seq2seq.startToken();
                System.arraycopy(text, 0, written, 1, text.length - 1);
                model.program.run("trial_write", IValue.listFrom(written)).close();
            }
            if (!model.walk(DECODER, manifest.layers(), model.seq2seq.layers(), goes)) {
                return new long[0];
            }
            try (IValue best = model.program.run("trial_end")) {
                return best.toLongArray();
            }
        }
    }

    private boolean walk(String side, int layers, int before, LlamaDecoder.Goes goes)
            throws IOException {
        for (int layer = 0; layer < layers; layer++) {
            if (!goes.on(before + layer)) {
                return false;
            }
            program.run("forget").close();
            giveLayer(side, layer, false);
            program.run("trial_layer").close();
        }
        program.run("forget").close();
        return true;
    }

    @Override
    public void close() {
        program.close();
        weights.close();
    }
}
