package stillroom.ai.pack;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// The tensors of a pack of a decoder, made of a published checkpoint.
final class DecoderTensors {

    static final String FREQUENCIES = "rotary.frequencies";
    static final String NORM = "norm.weight";
    static final String HEAD = "lm_head";

    private final Manifest manifest;
    private final Decoder decoder;
    private final DecoderConfig config;
    private final Checkpoint checkpoint;
    private final Precision precision;
    private final SequencedMap<String, Numbers> tensors = new LinkedHashMap<>();
    private final Matrices matrices = new Matrices(tensors);

    private DecoderTensors(
            Manifest manifest,
            Decoder decoder,
            DecoderConfig config,
            Checkpoint checkpoint,
            Precision precision) {
        this.manifest = manifest;
        this.decoder = decoder;
        this.config = config;
        this.checkpoint = checkpoint;
        this.precision = precision;
    }

    /// @param precision fp32 stands for the weights as they were published
    static SequencedMap<String, Numbers> of(
            Manifest manifest,
            Decoder decoder,
            DecoderConfig config,
            Checkpoint checkpoint,
            Precision precision)
            throws IOException {
        DecoderTensors made = new DecoderTensors(manifest, decoder, config, checkpoint, precision);
        made.putAll();
        return made.tensors;
    }

    private void putAll() throws IOException {
        long width = manifest.dimensions();
        long queries = (long) manifest.heads() * decoder.headSize();
        long keys = (long) decoder.keyHeads() * decoder.headSize();
        tensors.put(FREQUENCIES, Numbers.of(config.frequencies()));
        // The words are looked up and, mostly, also what scores are made with: both want 8 bits.
        Precision ofWords = precision == Precision.INT4 ? Precision.INT8 : precision;
        String words = checkpoint.family().words();
        Numbers table = checkpoint.tensor(words, 0, width);
        matrices.put(words.substring(0, words.lastIndexOf('.')), table, ofWords);
        for (int layer = 0; layer < manifest.layers(); layer++) {
            String prefix = "layers." + layer + ".";
            putNorm(prefix + "input_layernorm.weight", width);
            putLinear(prefix + "self_attn.q_proj", queries, width);
            putLinear(prefix + "self_attn.k_proj", keys, width);
            putLinear(prefix + "self_attn.v_proj", keys, width);
            putLinear(prefix + "self_attn.o_proj", width, queries);
            for (String norm : List.of("self_attn.q_norm.weight", "self_attn.k_norm.weight")) {
                if (checkpoint.has(prefix + norm)) {
                    putNorm(prefix + norm, decoder.headSize());
                }
            }
            putNorm(prefix + "post_attention_layernorm.weight", width);
            long between =
                    checkpoint.tensor(prefix + "mlp.gate_proj.weight", 0, width).shape().getFirst();
            putLinear(prefix + "mlp.gate_proj", between, width);
            putLinear(prefix + "mlp.up_proj", between, width);
            putLinear(prefix + "mlp.down_proj", width, between);
        }
        putNorm(NORM, width);
        if (!config.isTied()) {
            Numbers head = checkpoint.tensor(HEAD + ".weight", table.shape().getFirst(), width);
            matrices.put(HEAD, head, ofWords);
        }
    }

    private void putNorm(String name, long width) throws IOException {
        Numbers norm = checkpoint.tensor(name, width);
        float added = config.addedToNorms();
        tensors.put(
                name,
                new Numbers(
                        ElementType.F32, norm.shape(), index -> norm.source().at(index) + added));
    }

    private void putLinear(String name, long outputs, long inputs) throws IOException {
        matrices.put(name, checkpoint.tensor(name + ".weight", outputs, inputs), precision);
        if (checkpoint.has(name + ".bias")) {
            tensors.put(
                    name + ".bias", checkpoint.tensor(name + ".bias", outputs).as(ElementType.F32));
        }
    }
}
