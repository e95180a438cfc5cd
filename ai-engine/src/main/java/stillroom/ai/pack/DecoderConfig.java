package stillroom.ai.pack;

import static stillroom.ai.pack.PublishedModel.text;
import static stillroom.ai.pack.PublishedModel.whole;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The settings of a checkpoint that writes, as transformers keeps them: `config.json`,
/// `generation_config.json`, `tokenizer_config.json` and `chat_template.jinja`.
final class DecoderConfig implements WriterConfig {

    private static final double USUAL_THETA = 10_000;

    private final Path folder;
    private final JsonObject config;
    private final boolean isGemma;

    /// What is particular to the positions, as `rope_scaling` or, since transformers 5,
    /// `rope_parameters`; empty if nothing is.
    private final JsonObject positions;

    DecoderConfig(Path folder, JsonObject config) throws IOException {
        this.folder = folder;
        this.config = config;
        this.isGemma = text(config, "model_type", "").equals("gemma");
        this.positions =
                config.get("rope_parameters") instanceof JsonObject parameters
                        ? parameters
                        : config.get("rope_scaling") instanceof JsonObject scaling
                                ? scaling
                                : new JsonObject();
        requireKnown();
    }

    /// Refuses what would change the result.
    private void requireKnown() throws IOException {
        String architecture =
                config.get("architectures") instanceof JsonArray listed && !listed.isEmpty()
                        ? listed.get(0).getAsString()
                        : "ForCausalLM";
        if (!architecture.endsWith("ForCausalLM")) {
            throw CheckpointException.unknown(
                    architecture, "the head of %s is not known; known is ForCausalLM");
        }
        if (config.has("quantization_config")) {
            throw CheckpointException.rounded("the checkpoint that it was made of");
        }
        if (real("partial_rotary_factor", config, 1) != 1
                || real("partial_rotary_factor", positions, 1) != 1) {
            throw CheckpointException.unknown(
                    "partial_rotary_factor", "'%s' in config.json is not known");
        }
        for (String factor :
                List.of(
                        "attn_logit_softcapping",
                        "final_logit_softcapping",
                        "embedding_multiplier",
                        "residual_multiplier",
                        "no_rope_layers",
                        "num_local_experts")) {
            if (config.has(factor) && !config.get(factor).isJsonNull()) {
                throw CheckpointException.unknown(factor, "'%s' in config.json is not known");
            }
        }
    }

    private double real(String key, JsonObject json, double otherwise) throws IOException {
        if (!(json.get(key) instanceof JsonPrimitive value)) {
            return otherwise;
        }
        double number = PublishedModel.real(key, value);
        if (number > 0 && number < 1e12) {
            return number;
        }
        throw new IOException("config.json: '%s' is out of range".formatted(key));
    }

    @Override
    public SequencedMap<String, Numbers> tensors(
            Manifest manifest, Decoder decoder, Checkpoint checkpoint, Precision precision)
            throws IOException {
        return DecoderTensors.of(manifest, decoder, this, checkpoint, precision);
    }

    boolean isTied() {
        return config.get("tie_word_embeddings") instanceof JsonPrimitive tied
                ? tied.getAsBoolean()
                : isGemma;
    }

    /// What is added to the weights of norms when a pack is made.
    float addedToNorms() {
        return isGemma ? 1 : 0;
    }

    @Override
    public int layers() throws IOException {
        return (int)
                Manifest.number("num_hidden_layers", config.get("num_hidden_layers"), 1, 1_000);
    }

    @Override
    public double epsilon() throws IOException {
        double epsilon = real("rms_norm_eps", config, 1e-6);
        if (epsilon >= 1) {
            throw new IOException("config.json: 'rms_norm_eps' is out of range");
        }
        return epsilon;
    }

    @Override
    public String activation() {
        return isGemma
                ? text(config, "hidden_activation", "gelu_pytorch_tanh")
                : text(config, "hidden_act", "silu");
    }

    int headSize() throws IOException {
        int size =
                whole(
                        config,
                        "head_dim",
                        whole(config, "hidden_size", 1) / whole(config, "num_attention_heads", 1));
        if (size < 2 || size % 2 != 0) {
            throw new IOException("heads of %d numbers are not known".formatted(size));
        }
        return size;
    }

    private int keyHeads() throws IOException {
        int heads = whole(config, "num_attention_heads", 1);
        int keyHeads = whole(config, "num_key_value_heads", heads);
        if (heads % keyHeads != 0) {
            throw new IOException("%d key heads do not divide %d heads".formatted(keyHeads, heads));
        }
        return keyHeads;
    }

    /// Most tokens: of what the model was trained for, and what all of its layers can look back on.
    @Override
    public int maxTokens() throws IOException {
        int most = whole(config, "max_position_embeddings", 2048);
        if (config.get("use_sliding_window") instanceof JsonPrimitive use && !use.getAsBoolean()) {
            return most;
        }
        return Math.min(most, whole(config, "sliding_window", most));
    }

    @Override
    public Decoder decoder() throws IOException {
        Path file = folder.resolve("tokenizer_config.json");
        JsonObject tokenizer = Files.exists(file) ? PublishedModel.json(file) : new JsonObject();
        return new Decoder(
                keyHeads(),
                headSize(),
                isGemma ? Math.sqrt(whole(config, "hidden_size", 1)) : 1,
                attentionFactor(),
                endTokens(),
                chatTemplate(tokenizer),
                special(tokenizer, "bos_token"),
                special(tokenizer, "eos_token"),
                null);
    }

    private List<Long> endTokens() throws IOException {
        Path file = folder.resolve("generation_config.json");
        Set<Long> ends = new LinkedHashSet<>();
        for (JsonObject json :
                Files.exists(file) ? List.of(PublishedModel.json(file), config) : List.of(config)) {
            JsonElement said = json.get("eos_token_id");
            if (said instanceof JsonArray several) {
                for (JsonElement each : several) {
                    ends.add(Manifest.number("eos_token_id", each, 0, Integer.MAX_VALUE));
                }
            } else if (said != null && !said.isJsonNull()) {
                ends.add(Manifest.number("eos_token_id", said, 0, Integer.MAX_VALUE));
            }
        }
        return List.copyOf(ends);
    }

    private static String special(JsonObject tokenizer, String key) {
        JsonElement token = tokenizer.get(key);
        return token instanceof JsonObject described
                ? text(described, "content", "")
                : text(tokenizer, key, "");
    }

    private String chatTemplate(JsonObject tokenizer) throws IOException {
        Path file = folder.resolve("chat_template.jinja");
        if (Files.exists(file)) {
            return Files.readString(file);
        }
        JsonElement template = tokenizer.get("chat_template");
        if (template instanceof JsonArray several) {
            for (JsonElement each : several) {
                if (each instanceof JsonObject named && text(named, "name", "").equals("default")) {
                    return text(named, "template", "");
                }
            }
        }
        return text(tokenizer, "chat_template", "");
    }

    // -- Rotary positions

    private String kind() {
        return text(positions, "rope_type", text(positions, "type", "default"));
    }

    private double theta() throws IOException {
        return real("rope_theta", positions, real("rope_theta", config, USUAL_THETA));
    }

    private double factor() throws IOException {
        return real("factor", positions, 1);
    }

    private double trainedFor() throws IOException {
        return real(
                "original_max_position_embeddings",
                positions,
                whole(config, "max_position_embeddings", 2048));
    }

    /// By how much the two numbers of each pair turn from one position to the next.
    float[] frequencies() throws IOException {
        int size = headSize();
        float[] frequencies = new float[size / 2];
        for (int pair = 0; pair < frequencies.length; pair++) {
            double plain = StrictMath.pow(theta(), -2.0 * pair / size);
            frequencies[pair] =
                    (float)
                            switch (kind()) {
                                // Beyond what it was trained for "dynamic" would change, but no
                                // text gets so long.
                                case "default", "dynamic" -> plain;
                                case "linear" -> plain / factor();
                                case "llama3" -> llama3(plain);
                                case "yarn" -> yarn(plain, pair, size);
                                default ->
                                        throw CheckpointException.unknown(
                                                kind(),
                                                "positions of the kind \"%s\" are not known; known"
                                                        + " are default, linear, dynamic, llama3"
                                                        + " and yarn");
                            };
        }
        return frequencies;
    }

    private double llama3(double plain) throws IOException {
        double low = real("low_freq_factor", positions, 1);
        double high = real("high_freq_factor", positions, 4);
        double turns = trainedFor() * plain / (2 * Math.PI);
        double between = Math.clamp((turns - low) / (high - low), 0, 1);
        return (1 - between) * plain / factor() + between * plain;
    }

    private double yarn(double plain, int pair, int size) throws IOException {
        boolean whole =
                !(positions.get("truncate") instanceof JsonPrimitive cut) || cut.getAsBoolean();
        double low = pairThatTurns(real("beta_fast", positions, 32), size);
        double high = pairThatTurns(real("beta_slow", positions, 1), size);
        low = Math.max(whole ? Math.floor(low) : low, 0);
        high = Math.min(whole ? Math.ceil(high) : high, size - 1);
        double slow = Math.clamp((pair - low) / (high == low ? 0.001 : high - low), 0, 1);
        return slow * plain / factor() + (1 - slow) * plain;
    }

    /// The pair that turns so often over the length that the model was trained for.
    private double pairThatTurns(double times, int size) throws IOException {
        return size
                * StrictMath.log(trainedFor() / (times * 2 * Math.PI))
                / (2 * StrictMath.log(theta()));
    }

    private double attentionFactor() throws IOException {
        if (!kind().equals("yarn")) {
            return 1;
        }
        double scale = factor();
        @Nullable JsonElement said = positions.get("attention_factor");
        if (said != null && !said.isJsonNull()) {
            return real("attention_factor", positions, 1);
        }
        if (positions.has("mscale") && positions.has("mscale_all_dim")) {
            return magnitude(scale, real("mscale", positions, 1))
                    / magnitude(scale, real("mscale_all_dim", positions, 1));
        }
        return magnitude(scale, 1);
    }

    private static double magnitude(double scale, double factor) {
        return scale <= 1 ? 1 : 0.1 * factor * StrictMath.log(scale) + 1;
    }
}
