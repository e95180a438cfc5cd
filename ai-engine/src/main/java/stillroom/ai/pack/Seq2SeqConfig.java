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
import java.util.Locale;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The settings of a checkpoint that reads a whole text and then writes another, as transformers
/// keeps them: `config.json` and `generation_config.json`, which older checkpoints have in the
/// former.
final class Seq2SeqConfig implements WriterConfig {

    /// T5 learned distances, not places: this is the length that it was trained with.
    private static final int USUAL_LENGTH = 512;

    /// Models that were taught to do what they are told; nothing but their names says so.
    private static final List<String> INSTRUCTED = List.of("flan", "instruct");

    private final Path folder;
    private final JsonObject config;
    private final Family family;
    private final String type;
    private final @Nullable Boolean instructed;

    /// Where settings of writing stand, the first that has one counts.
    private final List<JsonObject> writing;

    /// @param instructed whether the model does what it is told; null if nobody says
    Seq2SeqConfig(Path folder, JsonObject config, Family family, @Nullable Boolean instructed)
            throws IOException {
        this.folder = folder;
        this.config = config;
        this.family = family;
        this.type = text(config, "model_type", "");
        this.instructed = instructed;
        Path file = folder.resolve("generation_config.json");
        JsonObject general = Files.exists(file) ? PublishedModel.json(file) : new JsonObject();
        this.writing =
                isInstructed()
                        ? List.of(general, config)
                        : List.of(forSummaries(), general, config);
        requireKnown();
    }

    /// Refuses what would change the result.
    private void requireKnown() throws IOException {
        String architecture =
                config.get("architectures") instanceof JsonArray listed && !listed.isEmpty()
                        ? listed.get(0).getAsString()
                        : "ForConditionalGeneration";
        if (!architecture.endsWith("ForConditionalGeneration")
                && !architecture.equals("T5WithLMHeadModel")) {
            throw CheckpointException.unknown(
                    architecture, "the head of %s is not known; known is ForConditionalGeneration");
        }
        if (config.has("quantization_config")) {
            throw CheckpointException.rounded("the checkpoint that it was made of");
        }
        if (!isT5()
                && whole(config, "encoder_attention_heads", heads())
                        != whole(config, "decoder_attention_heads", heads())) {
            throw new IOException("its two sides have different numbers of heads");
        }
        if (width() % heads() != 0 && !isT5()) {
            throw new IOException(
                    "%d heads do not divide a width of %d".formatted(heads(), width()));
        }
        for (String rule : List.of("bad_words_ids", "encoder_no_repeat_ngram_size")) {
            JsonElement said = said(rule);
            if (said != null && !said.equals(new JsonPrimitive(0))) {
                throw CheckpointException.unknown(rule, "'%s' in its settings is not known");
            }
        }
        if (real("repetition_penalty", 1) != 1) {
            throw CheckpointException.unknown(
                    "repetition_penalty", "'%s' in its settings is not known");
        }
    }

    boolean isT5() {
        return family == Family.T5;
    }

    private JsonObject forSummaries() {
        return config.get("task_specific_params") instanceof JsonObject tasks
                        && tasks.get("summarization") instanceof JsonObject summaries
                ? summaries
                : new JsonObject();
    }

    private boolean isInstructed() {
        if (instructed != null) {
            return instructed;
        }
        String names =
                (String.valueOf(folder.toAbsolutePath().normalize().getFileName())
                                + " "
                                + text(config, "_name_or_path", ""))
                        .toLowerCase(Locale.ROOT);
        return isT5() && INSTRUCTED.stream().anyMatch(names::contains);
    }

    private boolean flag(String key, boolean otherwise) {
        return config.get(key) instanceof JsonPrimitive value ? value.getAsBoolean() : otherwise;
    }

    /// A setting of writing; null if nothing says.
    private @Nullable JsonElement said(String key) {
        for (JsonObject json : writing) {
            JsonElement value = json.get(key);
            if (value != null && !value.isJsonNull()) {
                return value;
            }
        }
        return null;
    }

    private int written(String key, int least, int otherwise) throws IOException {
        JsonElement value = said(key);
        return value == null
                ? otherwise
                : (int) Manifest.number(key, value, least, Integer.MAX_VALUE);
    }

    private double real(String key, double otherwise) throws IOException {
        JsonElement value = said(key);
        return value == null ? otherwise : PublishedModel.real(key, value);
    }

    int width() throws IOException {
        return (int) Manifest.number("d_model", config.get("d_model"), 1, 1_000_000);
    }

    int heads() throws IOException {
        String key = isT5() ? "num_heads" : "decoder_attention_heads";
        return (int) Manifest.number(key, config.get(key), 1, 10_000);
    }

    int headSize() throws IOException {
        return isT5() ? whole(config, "d_kv", 64) : width() / heads();
    }

    int readingLayers() throws IOException {
        String key = isT5() ? "num_layers" : "encoder_layers";
        return (int) Manifest.number(key, config.get(key), 1, 1_000);
    }

    @Override
    public int layers() throws IOException {
        return isT5()
                ? whole(config, "num_decoder_layers", readingLayers())
                : (int) Manifest.number("decoder_layers", config.get("decoder_layers"), 1, 1_000);
    }

    @Override
    public double epsilon() throws IOException {
        if (!isT5()) {
            return 1e-5;
        }
        JsonElement said = config.get("layer_norm_epsilon");
        double epsilon =
                said instanceof JsonPrimitive value && value.isNumber() ? said.getAsDouble() : 1e-6;
        if (!(epsilon > 0 && epsilon < 1)) {
            throw new IOException("config.json: 'layer_norm_epsilon' is out of range");
        }
        return epsilon;
    }

    @Override
    public String activation() {
        if (!isT5()) {
            return text(config, "activation_function", "gelu");
        }
        String said = text(config, "feed_forward_proj", "relu");
        return said.equals("gated-gelu")
                ? "gelu_new"
                : isGated() ? said.substring("gated-".length()) : said;
    }

    boolean isGated() {
        return isT5() && text(config, "feed_forward_proj", "relu").startsWith("gated-");
    }

    /// Most tokens: of what the model has places for, or was trained with.
    @Override
    public int maxTokens() throws IOException {
        return isT5()
                ? whole(config, "n_positions", USUAL_LENGTH)
                : whole(config, "max_position_embeddings", 1_024);
    }

    // -- What transformers' classes and the settings of its first years call the same

    private boolean isPlainBart() {
        return type.equals("bart");
    }

    boolean hasNormsFirst() {
        return isT5() || flag("normalize_before", !isPlainBart());
    }

    boolean hasLastNorms() {
        return isT5() || flag("add_final_layer_norm", !isPlainBart());
    }

    boolean hasFirstNorms() {
        return !isT5() && flag("normalize_embedding", !type.equals("pegasus"));
    }

    /// Whether places are waves, which are not published.
    boolean hasWaves() {
        return !isT5() && flag("static_position_embeddings", type.equals("pegasus"));
    }

    int buckets() throws IOException {
        return whole(config, "relative_attention_num_buckets", 32);
    }

    int farthest() throws IOException {
        return whole(config, "relative_attention_max_distance", 128);
    }

    /// What the scores of words are multiplied with: T5 does this where they are made with the word
    /// embeddings. mT5 never does.
    double scoreFactor() throws IOException {
        boolean scaled =
                type.equals("t5")
                        && flag("scale_decoder_outputs", flag("tie_word_embeddings", true));
        return scaled ? 1 / Math.sqrt(width()) : 1;
    }

    boolean isTied() throws IOException {
        return isT5() ? scoreFactor() != 1 : flag("tie_word_embeddings", true);
    }

    // -- Writing

    @Override
    public Decoder decoder() throws IOException {
        return new Decoder(
                heads(),
                headSize(),
                !isT5() && flag("scale_embedding", false) ? Math.sqrt(width()) : 1,
                1,
                endTokens(),
                "",
                "",
                "",
                new Seq2Seq(
                        readingLayers(),
                        hasNormsFirst(),
                        startToken(),
                        isInstructed() ? "" : prefix(),
                        isInstructed(),
                        search()));
    }

    private List<Long> endTokens() throws IOException {
        Set<Long> ends = new LinkedHashSet<>();
        JsonElement said = said("eos_token_id");
        for (JsonElement each :
                said instanceof JsonArray several
                        ? several.asList()
                        : said == null ? List.<JsonElement>of() : List.of(said)) {
            ends.add(Manifest.number("eos_token_id", each, 0, Integer.MAX_VALUE));
        }
        return List.copyOf(ends);
    }

    private long startToken() throws IOException {
        for (String key :
                isT5()
                        ? List.of("decoder_start_token_id", "pad_token_id")
                        : List.of("decoder_start_token_id", "eos_token_id")) {
            JsonElement said = said(key);
            if (said != null) {
                return Manifest.number(key, said, 0, Integer.MAX_VALUE);
            }
        }
        throw new IOException("its settings lack 'decoder_start_token_id'");
    }

    /// BART and Pegasus take the text itself.
    private String prefix() {
        String said = text(forSummaries(), "prefix", text(config, "prefix", ""));
        return said.isBlank() && isT5() ? (type.equals("t5") ? "summarize: " : "") : said;
    }

    private Seq2Seq.Search search() throws IOException {
        return new Seq2Seq.Search(
                Math.clamp(written("num_beams", 1, 1), 1, 64),
                real("length_penalty", 1),
                said("early_stopping") instanceof JsonPrimitive early
                        && early.isBoolean()
                        && early.getAsBoolean(),
                written("no_repeat_ngram_size", 0, 0),
                Math.min(written("min_length", 0, 0), 1_000_000),
                Math.min(written("max_length", 1, maxTokens()), 1_000_000),
                written("forced_bos_token_id", 0, -1),
                written("forced_eos_token_id", 0, -1));
    }

    @Override
    public SequencedMap<String, Numbers> tensors(
            Manifest manifest, Decoder decoder, Checkpoint checkpoint, Precision precision)
            throws IOException {
        return Seq2SeqTensors.of(manifest, this, checkpoint, precision);
    }
}
