package stillroom.ai.pack;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// The tensors of a pack of a model that reads a whole text and then writes another, made of a
/// published checkpoint. What the families differ in is settled here, so that one program runs all:
/// factors go into matrices and norms, places and distances become tables.
final class Seq2SeqTensors {

    static final String WORDS = "words.weight";

    private static final String ENCODER = "encoder";
    private static final String DECODER = "decoder";

    /// The first places of BART's tables, which no token ever has.
    private static final int UNUSED = 2;

    private final Manifest manifest;
    private final Seq2SeqConfig config;
    private final Checkpoint checkpoint;
    private final Precision precision;
    private final SequencedMap<String, Numbers> tensors = new LinkedHashMap<>();
    private final Matrices matrices = new Matrices(tensors);

    private Seq2SeqTensors(
            Manifest manifest, Seq2SeqConfig config, Checkpoint checkpoint, Precision precision) {
        this.manifest = manifest;
        this.config = config;
        this.checkpoint = checkpoint;
        this.precision = precision;
    }

    /// @param precision fp32 stands for the weights as they were published
    static SequencedMap<String, Numbers> of(
            Manifest manifest, Seq2SeqConfig config, Checkpoint checkpoint, Precision precision)
            throws IOException {
        Seq2SeqTensors made = new Seq2SeqTensors(manifest, config, checkpoint, precision);
        made.putAll();
        return made.tensors;
    }

    private void putAll() throws IOException {
        long width = manifest.dimensions();
        Precision ofWords = precision == Precision.INT4 ? Precision.INT8 : precision;
        Numbers table = checkpoint.tensor(WORDS, 0, width);
        long words = table.shape().getFirst();
        matrices.put("words", table, ofWords);
        if (!config.isTied() && checkpoint.has("head.weight")) {
            matrices.put("head", checkpoint.tensor("head.weight", words, width), ofWords);
        }
        if (checkpoint.has("head.bias")) {
            Numbers bias = checkpoint.tensor("head.bias", 1, words);
            tensors.put("head.bias", new Numbers(ElementType.F32, List.of(words), bias.source()));
        }
        putSide(ENCODER);
        for (int layer = 0; layer < config.readingLayers(); layer++) {
            String prefix = ENCODER + ".layers." + layer + ".";
            putAttention(prefix + "attention");
            putFeed(prefix + "feed");
        }
        putSide(DECODER);
        for (int layer = 0; layer < manifest.layers(); layer++) {
            String prefix = DECODER + ".layers." + layer + ".";
            putAttention(prefix + "attention");
            putAttention(prefix + "cross");
            putFeed(prefix + "feed");
        }
    }

    /// What is around the layers.
    private void putSide(String side) throws IOException {
        if (config.isT5()) {
            putDistances(side);
        } else {
            putPlaces(side + ".positions.weight");
        }
        if (config.hasFirstNorms()) {
            putNorm(side + ".first", 1);
        }
        if (config.hasLastNorms()) {
            putNorm(side + ".last", side.equals(DECODER) ? config.scoreFactor() : 1);
        }
    }

    private void putPlaces(String name) throws IOException {
        int width = manifest.dimensions();
        if (config.hasWaves()) {
            tensors.put(
                    name,
                    new Numbers(
                            ElementType.F32,
                            List.of((long) config.maxTokens(), (long) width),
                            index -> wave(index / width, (int) (index % width), width)));
            return;
        }
        Numbers places = checkpoint.tensor(name, 0, width);
        long usable = places.shape().getFirst() - UNUSED;
        if (usable < manifest.maxTokens()) {
            throw new IOException(
                    "the model has positions for %d tokens, not for %d"
                            .formatted(usable, manifest.maxTokens()));
        }
        tensors.put(name, places.withoutRows(UNUSED).as(ElementType.F32));
    }

    /// The first half of a place are sines, the second cosines.
    private static float wave(long place, int column, int width) {
        int sines = (width + 1) / 2;
        int pair = column < sines ? column : column - sines;
        double angle = place / StrictMath.pow(10_000, 2.0 * pair / width);
        return (float) (column < sines ? StrictMath.sin(angle) : StrictMath.cos(angle));
    }

    /// T5 has a number for each of a few buckets of distances; here each distance has one.
    private void putDistances(String side) throws IOException {
        int buckets = config.buckets();
        int farthest = config.farthest();
        int heads = manifest.heads();
        boolean both = side.equals(ENCODER);
        String name = side + ".distances.weight";
        Numbers table = checkpoint.tensor(name, buckets, heads);
        long rows = both ? 2L * farthest + 1 : farthest + 1L;
        tensors.put(
                name,
                new Numbers(
                        ElementType.F32,
                        List.of(rows, (long) heads),
                        index -> {
                            int distance = (int) (index / heads) - farthest;
                            long bucket = bucket(distance, both, buckets, farthest);
                            return table.source().at(bucket * heads + index % heads);
                        }));
    }

    /// In single precision, as it is done in Python, for the sake of distances on a border.
    private static int bucket(int distance, boolean both, int buckets, int farthest) {
        int count = both ? buckets / 2 : buckets;
        int first = both && distance > 0 ? count : 0;
        int apart = Math.abs(distance);
        int exact = count / 2;
        if (apart < exact) {
            return first + apart;
        }
        float part =
                (float) Math.log((float) apart / exact)
                        / (float) Math.log((double) farthest / exact);
        return first + Math.min(count - 1, exact + (int) (part * (count - exact)));
    }

    private void putAttention(String block) throws IOException {
        long width = manifest.dimensions();
        long inside = (long) manifest.heads() * config.headSize();
        putNorm(block + ".norm", 1);
        putLinear(
                block + ".query",
                inside,
                width,
                config.isT5() ? 1 : 1 / Math.sqrt(config.headSize()));
        putLinear(block + ".key", inside, width, 1);
        putLinear(block + ".value", inside, width, 1);
        putLinear(block + ".output", width, inside, 1);
    }

    private void putFeed(String block) throws IOException {
        long width = manifest.dimensions();
        putNorm(block + ".norm", 1);
        String up = block + (config.isGated() ? ".up" : ".only");
        long between = checkpoint.tensor(up + ".weight", 0, width).shape().getFirst();
        putLinear(up, between, width, 1);
        if (config.isGated()) {
            putLinear(block + ".gate", between, width, 1);
        }
        putLinear(block + ".down", width, between, 1);
    }

    private void putNorm(String name, double factor) throws IOException {
        Numbers weight = checkpoint.tensor(name + ".weight", manifest.dimensions());
        tensors.put(name + ".weight", times(weight, factor).as(ElementType.F32));
        if (!config.isT5()) {
            Numbers bias = checkpoint.tensor(name + ".bias", manifest.dimensions());
            tensors.put(name + ".bias", bias.as(ElementType.F32));
        }
    }

    private void putLinear(String name, long outputs, long inputs, double factor)
            throws IOException {
        Numbers matrix = checkpoint.tensor(name + ".weight", outputs, inputs);
        String as = name.replace(".only", ".up");
        matrices.put(as, times(matrix, factor), precision);
        if (!config.isT5()) {
            Numbers bias = checkpoint.tensor(name + ".bias", outputs);
            tensors.put(as + ".bias", times(bias, factor).as(ElementType.F32));
        }
    }

    /// What was published in 16 bits needs more once it is multiplied with anything but a power of
    /// two.
    private static Numbers times(Numbers numbers, double factor) {
        if (factor == 1) {
            return numbers;
        }
        float times = (float) factor;
        boolean exact = Math.scalb(1f, Math.getExponent(times)) == times;
        return new Numbers(
                exact ? numbers.type() : ElementType.F32,
                numbers.shape(),
                index -> numbers.source().at(index) * times);
    }
}
