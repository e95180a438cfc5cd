package stillroom.ai.pack;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import stillroom.ai.pack.CheckpointException.Kind;

/// A checkpoint as it was published: a folder with the weights as safetensors or as an ONNX export,
/// the settings of Hugging Face's transformers and of sentence-transformers, and a tokenizer. What
/// Stillroom cannot run faithfully, or cannot read without risk, is refused with the reason.
public final class PublishedModel implements AutoCloseable {

    /// Beyond any honest file of settings.
    private static final long LONGEST_JSON = 100_000_000;

    /// Formats that are programs: to read them is to run them.
    private static final List<String> PICKLES =
            List.of(".bin", ".pt", ".pth", ".ckpt", ".pkl", ".pickle", ".joblib");

    private static final String WORDS_ONLY =
            "vocab.txt, vocab.json, merges.txt, sentencepiece.bpe.model, spiece.model";

    /// The license of a checkpoint that states none.
    public static final String UNKNOWN_LICENSE = "unknown";

    private static final Pattern LICENSE = Pattern.compile("[A-Za-z0-9.+-]{1,64}");

    private final Checkpoint checkpoint;
    private final Manifest manifest;
    private final @Nullable WriterConfig decoding;
    private final Path tokenizer;
    private final long bytes;
    private final List<String> notes;

    private PublishedModel(
            Checkpoint checkpoint,
            Manifest manifest,
            @Nullable WriterConfig decoding,
            Path tokenizer,
            long bytes,
            List<String> notes) {
        this.checkpoint = checkpoint;
        this.manifest = manifest;
        this.decoding = decoding;
        this.tokenizer = tokenizer;
        this.bytes = bytes;
        this.notes = List.copyOf(notes);
    }

    /// What the importing person says in place of what the checkpoint says, or leaves out.
    ///
    /// @param name of the pack
    /// @param version of the pack; `1` if it is not said
    /// @param precision of the weights in the pack
    /// @param instructed whether a model that reads a text and writes another does what it is told,
    ///   instead of only summarizing
    public record Wishes(
            @Nullable String name,
            @Nullable String version,
            Precision precision,
            @Nullable Pooling pooling,
            @Nullable String queryPrefix,
            @Nullable String passagePrefix,
            @Nullable String license,
            @Nullable Boolean instructed) {

        /// The same with another precision.
        public Wishes as(Precision other) {
            return new Wishes(
                    name, version, other, pooling, queryPrefix, passagePrefix, license, instructed);
        }

        /// The same without a word about instructions.
        public Wishes(
                @Nullable String name,
                @Nullable String version,
                Precision precision,
                @Nullable Pooling pooling,
                @Nullable String queryPrefix,
                @Nullable String passagePrefix,
                @Nullable String license) {
            this(name, version, precision, pooling, queryPrefix, passagePrefix, license, null);
        }
    }

    /// Opens a checkpoint.
    ///
    /// @param path its folder, or an ONNX export in it or in a folder inside it
    /// @throws IOException if it is none that can be imported; the message is a sentence
    public static PublishedModel open(Path path, Wishes wishes) throws IOException {
        if (!Files.exists(path)) {
            throw new IOException("There is no file or folder " + path + ".");
        }
        Path folder = path;
        Path weights;
        if (Files.isDirectory(path)) {
            weights = weights(path);
        } else {
            requireNoPickle(path);
            weights = path;
            if (!isOnnx(path) && !path.toString().endsWith(".safetensors")) {
                throw new IOException(
                        path.getFileName() + " is neither a checkpoint's folder nor an ONNX file.");
            }
            folder = parent(path);
        }
        // Exports often lie in a folder of their own.
        if (isOnnx(weights) && !Files.exists(folder.resolve("config.json"))) {
            folder = parent(folder);
        }
        Path tokenizer = tokenizer(folder);
        Path config = folder.resolve("config.json");
        if (!Files.exists(config)) {
            throw new CheckpointException(
                    Kind.MISSING_FILE,
                    "config.json",
                    "config.json is missing: it says what kind of model the weights are for.");
        }
        try {
            return new Reader(folder, json(config), wishes).open(weights, tokenizer);
        } catch (IOException refused) {
            throw new IOException("%s: %s".formatted(name(folder), refused.getMessage()), refused);
        }
    }

    private static Path parent(Path path) {
        Path parent = path.toAbsolutePath().normalize().getParent();
        return parent == null ? path : parent;
    }

    private static String name(Path folder) {
        return String.valueOf(folder.toAbsolutePath().normalize().getFileName());
    }

    private static boolean isOnnx(Path path) {
        return path.toString().endsWith(".onnx");
    }

    private static Path weights(Path folder) throws IOException {
        for (String name :
                List.of(
                        "model.safetensors",
                        "model.safetensors.index.json",
                        "model.onnx",
                        "onnx/model.onnx")) {
            if (Files.isRegularFile(folder.resolve(name))) {
                return folder.resolve(name);
            }
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                requireNoPickle(file);
            }
        }
        throw new CheckpointException(
                Kind.MISSING_FILE,
                "model.safetensors",
                "model.safetensors is missing in " + folder + ", and there is no model.onnx.");
    }

    private static void requireNoPickle(Path file) throws IOException {
        String name = name(file);
        if (PICKLES.stream().anyMatch(name.toLowerCase(Locale.ROOT)::endsWith)) {
            throw new CheckpointException(
                    Kind.PICKLE,
                    name,
                    ("%s is refused: files of this kind are Python pickles, which can run any code"
                                    + " when they are read. Use the checkpoint's model.safetensors"
                                    + " or an ONNX export.")
                            .formatted(name));
        }
    }

    private static Path tokenizer(Path folder) throws IOException {
        Path tokenizer = folder.resolve("tokenizer.json");
        if (Files.isRegularFile(tokenizer)) {
            return tokenizer;
        }
        for (String words : WORDS_ONLY.split(", ", -1)) {
            if (Files.exists(folder.resolve(words))) {
                throw new CheckpointException(
                        Kind.MISSING_FILE,
                        "tokenizer.json",
                        ("tokenizer.json is missing: %s alone does not say how texts are cut into"
                                        + " words. Python's transformers write it:"
                                        + " AutoTokenizer.from_pretrained(FOLDER)"
                                        + ".save_pretrained(FOLDER).")
                                .formatted(words));
            }
        }
        throw new CheckpointException(
                Kind.MISSING_FILE,
                "tokenizer.json",
                "tokenizer.json is missing in " + folder + ".");
    }

    /// Reads a file that holds one JSON object.
    static JsonObject json(Path file) throws IOException {
        JsonElement json = anyJson(file);
        if (!json.isJsonObject()) {
            throw new IOException(file.getFileName() + " is not a JSON object");
        }
        return json.getAsJsonObject();
    }

    /// A setting that is a text.
    static String text(JsonObject json, String key, String otherwise) {
        return json.get(key) instanceof JsonPrimitive value ? value.getAsString() : otherwise;
    }

    /// A setting that is a whole number, at least 1.
    static int whole(JsonObject json, String key, long otherwise) throws IOException {
        JsonElement value = json.get(key);
        return value == null || value.isJsonNull()
                ? (int) otherwise
                : (int) Manifest.number(key, value, 1, 1_000_000_000);
    }

    /// A setting that is a number.
    static double real(JsonObject json, String key, double otherwise) throws IOException {
        return json.get(key) instanceof JsonPrimitive value ? real(key, value) : otherwise;
    }

    static double real(String key, JsonElement value) throws IOException {
        if (value instanceof JsonPrimitive said) {
            try {
                return Double.parseDouble(said.getAsString());
            } catch (NumberFormatException wrong) {
                throw new IOException("'%s' is not a number".formatted(key), wrong);
            }
        }
        throw new IOException("'%s' is not a number".formatted(key));
    }

    private static JsonElement anyJson(Path file) throws IOException {
        if (Files.size(file) > LONGEST_JSON) {
            throw new IOException(file.getFileName() + " is too long");
        }
        try {
            return JsonParser.parseString(Files.readString(file));
        } catch (JsonParseException | CharacterCodingException damage) {
            throw new IOException(
                    file.getFileName() + " is damaged: " + damage.getMessage(), damage);
        }
    }

    /// Reads the settings of one folder.
    private static final class Reader {

        private final Path folder;
        private final JsonObject config;
        private final Wishes wishes;
        private final Family family;
        private final @Nullable WriterConfig decoding;
        private final List<String> notes = new ArrayList<>();

        Reader(Path folder, JsonObject config, Wishes wishes) throws IOException {
            this.folder = folder;
            this.config = config;
            this.wishes = wishes;
            String type = text(config, "model_type", "");
            this.family =
                    Family.of(type)
                            .orElseThrow(() ->
                                    CheckpointException.unknown(
                                            type,
                                            "models of the family \"%s\" cannot be run; known are "
                                                    + Family.known()
                                                    + "."));
            this.decoding =
                    family.readsFirst()
                            ? new Seq2SeqConfig(folder, config, family, wishes.instructed())
                            : family.writes() ? new DecoderConfig(folder, config) : null;
        }

        PublishedModel open(Path weights, Path tokenizer) throws IOException {
            if (decoding != null) {
                return open(weights, tokenizer, decoding);
            }
            if (wishes.precision() == Precision.INT4) {
                throw new IOException("int4 is for models that write; this one takes int8");
            }
            requirePlain();
            Modules modules = modules();
            long padding = number(config, "pad_token_id", 0);
            if (padding < 0 || padding > 1_000_000) {
                throw new IOException("config.json: 'pad_token_id' is out of range");
            }
            int unused = family.skipsPositions() ? (int) padding + 1 : 0;
            Checkpoint checkpoint =
                    isOnnx(weights)
                            ? Checkpoint.ofOnnx(family, unused, weights)
                            : Checkpoint.ofSafetensors(family, unused, weights);
            try {
                requireWords(checkpoint, tokenizer);
                Head head = head(checkpoint);
                return new PublishedModel(
                        checkpoint,
                        manifest(modules, head, unused),
                        null,
                        tokenizer,
                        sizeOfWeights(weights),
                        notes);
            } catch (IOException | RuntimeException failure) {
                checkpoint.close();
                throw failure;
            }
        }

        /// Opens a model that writes.
        private PublishedModel open(Path weights, Path tokenizer, WriterConfig decoding)
                throws IOException {
            if (isOnnx(weights)) {
                throw new IOException("a model that writes is imported from model.safetensors");
            }
            Checkpoint checkpoint = Checkpoint.ofSafetensors(family, 0, weights);
            try {
                requireWords(checkpoint, tokenizer);
                Manifest manifest = manifest(decoding);
                requireTokens(checkpoint, manifest);
                return new PublishedModel(
                        checkpoint, manifest, decoding, tokenizer, sizeOfWeights(weights), notes);
            } catch (IOException | RuntimeException failure) {
                checkpoint.close();
                throw failure;
            }
        }

        private Manifest manifest(WriterConfig decoding) throws IOException {
            Decoder decoder = decoding.decoder();
            Seq2Seq seq2seq = decoder.seq2seq();
            if (seq2seq != null) {
                if (!seq2seq.instructed()) {
                    notes.add(
                            "It is taken for a model that summarizes and does nothing else; if it"
                                    + " does what it is told, import it with --instructed.");
                }
            } else if (decoder.chatTemplate().isEmpty()) {
                notes.add(
                        "The checkpoint has no chat template; questions are put to it as plain"
                                + " text.");
            } else {
                try {
                    ChatTemplate.of(decoder.chatTemplate());
                } catch (IllegalArgumentException unknown) {
                    notes.add(
                            "Its chat template is not understood (%s); questions are put to it as plain text."
                                    .formatted(unknown.getMessage()));
                    decoder = decoder.withoutTemplate();
                }
            }
            if (decoder.endTokens().isEmpty()) {
                notes.add(
                        "The checkpoint does not say which token ends an answer; answers end at"
                                + " their greatest length.");
            }
            return new Manifest(
                    packName(),
                    packVersion(),
                    family.program(),
                    setting("hidden_size", 1_000_000),
                    decoding.layers(),
                    setting("num_attention_heads", 10_000),
                    Pooling.LAST,
                    activation(decoding.activation()),
                    decoding.epsilon(),
                    null,
                    decoder,
                    "",
                    "",
                    maxTokens(decoding.maxTokens()),
                    wishes.precision(),
                    wishes.license() == null ? license() : wishes.license(),
                    "imported from " + name(folder),
                    Map.of());
        }

        private int maxTokens(long most) throws IOException {
            Path tokenizer = folder.resolve("tokenizer_config.json");
            long fewer =
                    Files.exists(tokenizer)
                            ? Math.min(most, number(json(tokenizer), "model_max_length", most))
                            : most;
            if (fewer < 64) {
                throw new IOException("its texts would be shorter than 64 tokens");
            }
            return (int) Math.min(fewer, 1_000_000);
        }

        /// Makes sure that the model has a vector for each token, without reading the words, of
        /// which there may be very many.
        private static void requireWords(Checkpoint checkpoint, Path tokenizer) throws IOException {
            long words = checkpoint.tensor(checkpoint.family().words(), 0, 0).shape().getFirst();
            long tokens = 0;
            Set<Long> added = new HashSet<>();
            try (JsonReader json = new JsonReader(Files.newBufferedReader(tokenizer))) {
                json.beginObject();
                while (json.hasNext()) {
                    switch (json.nextName()) {
                        case "model" -> tokens = Math.max(tokens, tokensOfModel(json));
                        case "added_tokens" -> tokens = Math.max(tokens, tokensAdded(json, added));
                        default -> json.skipValue();
                    }
                }
            } catch (MalformedJsonException
                    | IllegalStateException
                    | NumberFormatException damage) {
                throw new IOException("tokenizer.json is damaged: " + damage.getMessage(), damage);
            }
            // BART's summarizers have no vector for <mask>. No text that they read has it: special
            // tokens are taken apart.
            added.removeIf(token -> token < words);
            boolean onlySpecial =
                    checkpoint.family().readsFirst() && added.size() == tokens - words;
            if (tokens > words && !onlySpecial) {
                throw new IOException(
                        "tokenizer.json has %d tokens, but the model only knows %d"
                                .formatted(tokens, words));
            }
        }

        /// Makes sure that the model has a vector for the tokens with which texts begin and end.
        private static void requireTokens(Checkpoint checkpoint, Manifest manifest)
                throws IOException {
            Seq2Seq seq2seq = manifest.decoder() == null ? null : manifest.decoder().seq2seq();
            if (seq2seq == null) {
                return;
            }
            long words = checkpoint.tensor(checkpoint.family().words(), 0, 0).shape().getFirst();
            for (long token :
                    List.of(
                            seq2seq.startToken(),
                            seq2seq.search().firstToken(),
                            seq2seq.search().lastToken())) {
                if (token >= words) {
                    throw new IOException(
                            "its settings name the token %d, but the model only knows %d"
                                    .formatted(token, words));
                }
            }
        }

        private static long tokensOfModel(JsonReader json) throws IOException {
            long tokens = 0;
            json.beginObject();
            while (json.hasNext()) {
                if (!json.nextName().equals("vocab")) {
                    json.skipValue();
                } else if (json.peek() == JsonToken.BEGIN_ARRAY) {
                    json.beginArray();
                    for (; json.hasNext(); tokens++) {
                        json.skipValue();
                    }
                    json.endArray();
                } else {
                    json.beginObject();
                    while (json.hasNext()) {
                        json.skipValue();
                        tokens = Math.max(tokens, json.nextLong() + 1);
                    }
                    json.endObject();
                }
            }
            json.endObject();
            return tokens;
        }

        private static long tokensAdded(JsonReader json, Set<Long> added) throws IOException {
            long tokens = 0;
            json.beginArray();
            while (json.hasNext()) {
                json.beginObject();
                while (json.hasNext()) {
                    if (json.nextName().equals("id")) {
                        long id = json.nextLong();
                        added.add(id);
                        tokens = Math.max(tokens, id + 1);
                    } else {
                        json.skipValue();
                    }
                }
                json.endObject();
            }
            json.endArray();
            return tokens;
        }

        private Manifest manifest(Modules modules, @Nullable Head head, int unused)
                throws IOException {
            int width = setting("hidden_size", 1_000_000);
            int heads = setting("num_attention_heads", 10_000);
            if (width % heads != 0) {
                throw new IOException(
                        "%d heads do not divide a width of %d".formatted(heads, width));
            }
            double epsilon =
                    real(config, "layer_norm_eps", family == Family.ROBERTA ? 1e-5 : 1e-12);
            if (!(epsilon > 0 && epsilon < 1)) {
                throw new IOException("config.json: 'layer_norm_eps' is out of range");
            }
            Map<String, String> prompts = prompts();
            String query = prompts.getOrDefault("query", prompts.getOrDefault("", ""));
            String passage = prompts.getOrDefault("", "");
            for (String key : List.of("corpus", "passage", "document")) {
                passage = prompts.getOrDefault(key, passage);
            }
            return new Manifest(
                    packName(),
                    packVersion(),
                    family.program(),
                    width,
                    setting("num_hidden_layers", 1_000),
                    heads,
                    pooling(modules, head),
                    activation(text(config, family.setting("hidden_act"), "gelu")),
                    epsilon,
                    head,
                    null,
                    wishes.queryPrefix() == null ? query : wishes.queryPrefix(),
                    wishes.passagePrefix() == null ? passage : wishes.passagePrefix(),
                    maxTokens(modules, unused),
                    wishes.precision(),
                    wishes.license() == null ? license() : wishes.license(),
                    "imported from " + name(folder),
                    Map.of());
        }

        private String packName() throws IOException {
            String published = name(folder).replaceAll("[^A-Za-z0-9._-]+", "-");
            String name = wishes.name() == null ? published : wishes.name();
            if (!Manifest.isPlain(name)) {
                throw new IOException(
                        ("\"%s\" cannot be the name of a pack: give one of letters, digits, '.',"
                                        + " '_' and '-'.")
                                .formatted(name));
            }
            return name;
        }

        private String packVersion() throws IOException {
            String version = wishes.version() == null ? "1" : wishes.version();
            if (!Manifest.isVersion(version)) {
                throw new IOException(
                        "\"%s\" cannot be a version: give one such as 2 or 1.1."
                                .formatted(version));
            }
            return version;
        }

        /// Refuses what would change the result.
        private void requirePlain() throws IOException {
            String positions = text(config, "position_embedding_type", "absolute");
            if (!positions.equals("absolute")) {
                throw CheckpointException.unknown(
                        positions, "position embeddings of the kind \"%s\" are not known");
            }
            for (String flag : List.of("is_decoder", "add_cross_attention")) {
                if (config.get(flag) instanceof JsonPrimitive value && value.getAsBoolean()) {
                    throw new IOException("it is a decoder, not an encoder");
                }
            }
            if (family.hasRelativeAttention()
                    && number(config, "relative_attention_num_buckets", 32) != 32) {
                throw new IOException("relative_attention_num_buckets must be 32");
            }
            String problem = text(config, "problem_type", "single_label_classification");
            if (problem.equals("multi_label_classification")) {
                throw new IOException("labels that exclude each other are wanted, not " + problem);
            }
            String architecture = architecture();
            if (!architecture.endsWith("Model")
                    && !architecture.endsWith("ForMaskedLM")
                    && !architecture.endsWith("ForPreTraining")
                    && !isClassifier(architecture)) {
                throw CheckpointException.unknown(
                        architecture,
                        "the head of %s is not known; known are encoders without a head and"
                                + " ForSequenceClassification.");
            }
        }

        private static boolean isClassifier(String architecture) {
            return architecture.endsWith("ForSequenceClassification");
        }

        private String architecture() {
            return config.get("architectures") instanceof JsonArray listed
                            && !listed.isEmpty()
                            && listed.get(0).isJsonPrimitive()
                    ? listed.get(0).getAsString()
                    : "Model";
        }

        private @Nullable Head head(Checkpoint checkpoint) throws IOException {
            if (!isClassifier(architecture())) {
                return null;
            }
            long width = setting("hidden_size", 1_000_000);
            int count =
                    Math.toIntExact(
                            checkpoint.tensor("head.out.weight", 0, width).shape().getFirst());
            JsonObject named =
                    config.get("id2label") instanceof JsonObject map ? map : new JsonObject();
            List<String> labels = new ArrayList<>();
            for (int label = 0; label < count; label++) {
                labels.add(text(named, String.valueOf(label), "LABEL_" + label));
            }
            return new Head(family.headActivation(), labels);
        }

        private static Activation activation(String name) throws IOException {
            return switch (name) {
                case "gelu" -> Activation.GELU;
                case "gelu_new", "gelu_fast", "gelu_pytorch_tanh" -> Activation.GELU_TANH;
                case "relu" -> Activation.RELU;
                case "silu", "swish" -> Activation.SILU;
                default ->
                        throw CheckpointException.unknown(
                                name,
                                "the activation \"%s\" is not known; known are gelu, gelu_new,"
                                        + " gelu_fast, gelu_pytorch_tanh, relu, silu and swish.");
            };
        }

        // -- sentence-transformers

        /// @param pooling the settings of the pooling module, if there is one
        /// @param transformer the folder of the settings of the transformer
        private record Modules(@Nullable JsonObject pooling, Path transformer) {}

        private Modules modules() throws IOException {
            Path file = folder.resolve("modules.json");
            if (!Files.exists(file)) {
                return new Modules(null, folder);
            }
            if (!(anyJson(file) instanceof JsonArray listed)) {
                throw new IOException("modules.json does not list modules");
            }
            JsonObject pooling = null;
            Path transformer = folder;
            for (JsonElement element : listed) {
                if (!(element instanceof JsonObject module)) {
                    throw new IOException("modules.json does not list modules");
                }
                String type = text(module, "type", "");
                String path = text(module, "path", "");
                if (!path.isEmpty() && !Manifest.isPlain(path)) {
                    throw new IOException("modules.json names the strange path " + path);
                }
                switch (type.substring(type.lastIndexOf('.') + 1)) {
                    case "Transformer" -> transformer = folder.resolve(path);
                    case "Pooling" ->
                            pooling = json(requireFile(folder.resolve(path), "config.json"));
                    // Vectors of packs always have length one.
                    case "Normalize" -> {}
                    default ->
                            throw CheckpointException.unknown(
                                    type,
                                    "the module \"%s\" in modules.json is not known; known are"
                                            + " Transformer, Pooling and Normalize.");
                }
            }
            return new Modules(pooling, transformer);
        }

        private static Path requireFile(Path folder, String name) throws IOException {
            Path file = folder.resolve(name);
            if (!Files.isRegularFile(file)) {
                throw new CheckpointException(
                        Kind.MISSING_FILE,
                        name,
                        "%s/%s is missing".formatted(folder.getFileName(), name));
            }
            return file;
        }

        private Pooling pooling(Modules modules, @Nullable Head head) throws IOException {
            if (head != null) {
                return Pooling.CLS;
            }
            if (wishes.pooling() != null) {
                return wishes.pooling();
            }
            JsonObject said = modules.pooling();
            if (said == null) {
                notes.add(
                        "The checkpoint does not say how the vectors of tokens become one; the mean"
                                + " is taken. Say otherwise with --pooling.");
                return Pooling.MEAN;
            }
            List<Pooling> found = new ArrayList<>();
            for (String key : said.keySet()) {
                if (key.startsWith("pooling_mode_")
                        && said.get(key) instanceof JsonPrimitive on
                        && on.getAsBoolean()) {
                    found.add(pooling(key.substring("pooling_mode_".length())));
                }
            }
            if (found.isEmpty() && said.has("pooling_mode")) {
                found.add(pooling(text(said, "pooling_mode", "")));
            }
            if (found.size() != 1) {
                throw CheckpointException.unknown(
                        found.toString(),
                        "its pooling %s is not known; known are the mean, the first and the last"
                                + " token");
            }
            return found.getFirst();
        }

        private static Pooling pooling(String mode) throws IOException {
            return switch (mode) {
                // They differ in length only, and vectors of packs have length one.
                case "mean_tokens", "mean", "mean_sqrt_len_tokens", "mean_sqrt_len" -> Pooling.MEAN;
                case "cls_token", "cls" -> Pooling.CLS;
                case "lasttoken" -> Pooling.LAST;
                default ->
                        throw CheckpointException.unknown(
                                mode,
                                "the pooling \"%s\" is not known; known are mean, cls and"
                                        + " lasttoken.");
            };
        }

        /// The prompts by their names; the empty name stands for the one that any text gets.
        private Map<String, String> prompts() throws IOException {
            Map<String, String> prompts = new TreeMap<>();
            Path file = folder.resolve("config_sentence_transformers.json");
            if (Files.exists(file)) {
                JsonObject settings = json(file);
                if (settings.get("prompts") instanceof JsonObject named) {
                    for (String name : named.keySet()) {
                        prompts.put(name, text(named, name, ""));
                    }
                }
                String common = text(settings, "default_prompt_name", "");
                if (prompts.containsKey(common)) {
                    prompts.put("", prompts.getOrDefault(common, ""));
                }
            }
            return prompts;
        }

        private int maxTokens(Modules modules, int unused) throws IOException {
            long most = setting("max_position_embeddings", 1_000_000) - (long) unused;
            Path sentence = modules.transformer().resolve("sentence_bert_config.json");
            Path tokenizer = folder.resolve("tokenizer_config.json");
            if (Files.exists(tokenizer)) {
                most = Math.min(most, number(json(tokenizer), "model_max_length", most));
            }
            if (Files.exists(sentence)) {
                JsonObject settings = json(sentence);
                if (settings.get("do_lower_case") instanceof JsonPrimitive lower
                        && lower.getAsBoolean()) {
                    throw new IOException(
                            "sentence_bert_config.json wants texts in lower case (do_lower_case),"
                                    + " which is not supported");
                }
                most = Math.min(most, number(settings, "max_seq_length", most));
            }
            if (most < 3) {
                throw new IOException("its texts would be shorter than three tokens");
            }
            return (int) most;
        }

        /// The license that the front matter of the model card names.
        private String license() throws IOException {
            Path card = folder.resolve("README.md");
            if (Files.exists(card) && Files.size(card) < LONGEST_JSON) {
                try (Stream<String> lines = Files.lines(card)) {
                    return lines.limit(200)
                            .filter(line -> line.startsWith("license:"))
                            .map(line -> line.substring("license:".length()).strip())
                            .filter(license -> LICENSE.matcher(license).matches())
                            .findFirst()
                            .orElse(UNKNOWN_LICENSE);
                } catch (UncheckedIOException notText) {
                    return UNKNOWN_LICENSE;
                }
            }
            return UNKNOWN_LICENSE;
        }

        private static long sizeOfWeights(Path weights) throws IOException {
            if (!weights.toString().endsWith(".json")) {
                return Files.size(weights);
            }
            long bytes = 0;
            for (Path part : Checkpoint.parts(weights)) {
                bytes += Files.size(part);
            }
            return bytes;
        }

        // -- Settings

        private int setting(String ofBert, int most) throws IOException {
            String key = family.setting(ofBert);
            long number = number(config, key, 0);
            if (number < 1 || number > most) {
                throw new IOException(
                        "config.json: '%s' is missing or out of range".formatted(key));
            }
            return (int) number;
        }

        private static long number(JsonObject json, String key, long otherwise) throws IOException {
            if (!(json.get(key) instanceof JsonPrimitive value)) {
                return otherwise;
            }
            double number = real(json, key, 0);
            // Some say 1e30 for "no limit".
            return value.isNumber() && number > 1e9 ? 1_000_000_000 : (long) number;
        }
    }

    /// What the pack will say of itself; it has no files yet.
    public Manifest manifest() {
        return manifest;
    }

    /// Size of the weights as they were published.
    public long bytes() {
        return bytes;
    }

    /// What a person should know, in sentences.
    public List<String> notes() {
        return notes;
    }

    /// Makes a complete pack in a new folder, and tries it.
    ///
    /// @param fresh a folder on the disk of the packs, as [PackStore#stage(String)] gives it for
    ///   [#source]
    /// @throws java.util.concurrent.CancellationException if `watch` wants to stop; of a model that
    ///   writes, what was written is left for the next call
    public PackBuilder.Staged stage(
            PackBuilder builder, PackBuilder.Keep keep, Path fresh, PackBuilder.Watch watch)
            throws IOException {
        return decoding == null
                ? builder.stage(manifest, keep, checkpoint, tokenizer, fresh, watch)
                : builder.stage(manifest, decoding, checkpoint, tokenizer, source(), fresh, watch);
    }

    /// What tells this source from all others, and from what it was before it was changed: its
    /// files, their sizes and times, and what the pack shall be.
    public String source() throws IOException {
        StringBuilder told = new StringBuilder(manifest.toString());
        try (Stream<Path> files = Files.list(parent(tokenizer))) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                told.append('\n').append(file.toAbsolutePath());
                told.append(' ').append(Files.size(file));
                told.append(' ').append(Files.getLastModifiedTime(file));
            }
        }
        byte[] bytes = told.toString().getBytes(StandardCharsets.UTF_8);
        return HexFormat.of().formatHex(ModelPack.sha256().digest(bytes));
    }

    /// Gives the files back.
    @Override
    public void close() {
        checkpoint.close();
    }
}
