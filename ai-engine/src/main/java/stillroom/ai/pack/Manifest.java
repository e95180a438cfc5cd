package stillroom.ai.pack;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a model pack says of itself, in its file `manifest.json`.
///
/// @param name such as `bge-small-en-v1.5`; also the name of the folder
/// @param version of the pack, such as `1` or `1.10`
/// @param family the weightless program that runs it, such as `bert_encoder`
/// @param dimensions length of the vectors
/// @param layers number of layers
/// @param heads attention heads of each layer
/// @param pooling how the vectors of the tokens become one
/// @param activation between the two linear layers of each layer
/// @param epsilon of the norms
/// @param head what makes scores of the vector of the first token, if the model has one
/// @param decoder what is particular to a model that writes; null if it is none
/// @param queryPrefix what the model wants before a query; often empty
/// @param passagePrefix what the model wants before any other text; mostly empty
/// @param maxTokens most tokens of a text, special tokens included
/// @param precision how the weights are stored
/// @param license SPDX identifier of the license of the weights
/// @param source where the weights were published
/// @param files every other file of the pack, by name
public record Manifest(
        String name,
        String version,
        String family,
        int dimensions,
        int layers,
        int heads,
        Pooling pooling,
        Activation activation,
        double epsilon,
        @Nullable Head head,
        @Nullable Decoder decoder,
        String queryPrefix,
        String passagePrefix,
        int maxTokens,
        Precision precision,
        String license,
        String source,
        Map<String, FileFacts> files) {

    /// Name of the file.
    public static final String FILE = "manifest.json";

    /// Beyond any honest manifest; keeps a hostile one from filling the memory.
    private static final long LONGEST = 1_000_000;

    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final Pattern VERSION = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,9}){0,3}");
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");

    /// What a file of the pack must be.
    ///
    /// @param size in bytes
    /// @param sha256 in lower-case hexadecimal digits
    public record FileFacts(long size, String sha256) {}

    public Manifest {
        files = Map.copyOf(files);
    }

    /// Name and version, which together say which pack made a vector, such as
    /// `bge-small-en-v1.5@1`.
    public String id() {
        return name + "@" + version;
    }

    /// Compares two versions as numbers: `1.10` is newer than `1.9`.
    static int compareVersions(String one, String other) {
        return Arrays.compare(numbers(one), numbers(other));
    }

    private static int[] numbers(String version) {
        return Arrays.stream(version.split("\\.", -1)).mapToInt(Integer::parseInt).toArray();
    }

    /// The same with weights of another precision.
    public Manifest as(Precision other) {
        return with(other, files);
    }

    /// The same about other files.
    Manifest with(Map<String, FileFacts> others) {
        return with(precision, others);
    }

    private Manifest with(Precision other, Map<String, FileFacts> others) {
        return new Manifest(
                name,
                version,
                family,
                dimensions,
                layers,
                heads,
                pooling,
                activation,
                epsilon,
                head,
                decoder,
                queryPrefix,
                passagePrefix,
                maxTokens,
                other,
                license,
                source,
                others);
    }

    /// Whether all that a model which writes can do is to summarize, and not what it is told.
    public boolean summarizesOnly() {
        return decoder != null && decoder.seq2seq() != null && !decoder.seq2seq().instructed();
    }

    /// What the pack is for.
    public Purpose purpose() {
        if (decoder != null) {
            return Purpose.GENERATION;
        }
        if (head == null) {
            return Purpose.EMBEDDING;
        }
        return head.labels().size() == 1 ? Purpose.RERANKING : Purpose.CLASSIFICATION;
    }

    static boolean isVersion(String text) {
        return VERSION.matcher(text).matches();
    }

    /// Whether a text may be the name of a pack or of a file in it.
    static boolean isPlain(String name) {
        return PLAIN_NAME.matcher(name).matches();
    }

    /// Reads the manifest of a pack.
    ///
    /// @throws IOException if it cannot be read or does not make sense; the message says why
    static Manifest read(Path folder) throws IOException {
        return of(folder, bytes(folder));
    }

    /// Reads the bytes of the manifest of a pack.
    ///
    /// @throws IOException if they cannot be read, or are too many
    static byte[] bytes(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(file + ": there is no such file");
        }
        if (Files.size(file) > LONGEST) {
            throw new IOException(file + ": it is too long");
        }
        return Files.readAllBytes(file);
    }

    /// Makes sense of the bytes of a manifest.
    ///
    /// @throws IOException if there is none in them; the message says why
    static Manifest of(Path folder, byte[] bytes) throws IOException {
        try {
            JsonElement json = JsonParser.parseString(new String(bytes, StandardCharsets.UTF_8));
            if (!json.isJsonObject()) {
                throw new IOException("it is not a JSON object");
            }
            return parse(json.getAsJsonObject());
        } catch (IOException | JsonParseException damage) {
            throw new IOException(folder.resolve(FILE) + ": " + damage.getMessage(), damage);
        }
    }

    private static Manifest parse(JsonObject json) throws IOException {
        Map<String, FileFacts> files = new TreeMap<>();
        if (!(json.get("files") instanceof JsonObject listed)) {
            throw new IOException("'files' is missing");
        }
        for (String file : listed.keySet()) {
            if (!isPlain(file) || !(listed.get(file) instanceof JsonObject facts)) {
                throw new IOException("'" + file + "' is no name of a file");
            }
            String sha256 = text(facts, "sha256");
            if (!SHA_256.matcher(sha256).matches()) {
                throw new IOException("the SHA-256 of '" + file + "' is none");
            }
            files.put(file, new FileFacts(number(facts, "size", Long.MAX_VALUE), sha256));
        }
        String name = text(json, "name");
        if (!isPlain(name)) {
            throw new IOException("'name' is not a plain name");
        }
        String version = text(json, "version");
        if (!isVersion(version)) {
            throw new IOException("'version' is not made of whole numbers and points");
        }
        return new Manifest(
                name,
                version,
                text(json, "family"),
                number(json, "dimensions"),
                number(json, "layers"),
                number(json, "heads"),
                constant(Pooling.class, text(json, "pooling")),
                constant(Activation.class, text(json, "activation")),
                epsilon(json),
                head(json),
                json.get("decoder") instanceof JsonObject decoder ? Decoder.of(decoder) : null,
                text(json, "queryPrefix"),
                text(json, "passagePrefix"),
                number(json, "maxTokens"),
                constant(Precision.class, text(json, "precision")),
                text(json, "license"),
                text(json, "source"),
                files);
    }

    static String text(JsonObject json, String key) throws IOException {
        JsonElement value = json.get(key);
        if (value == null || !value.isJsonPrimitive() || !value.getAsJsonPrimitive().isString()) {
            throw new IOException("'" + key + "' is missing");
        }
        return value.getAsString();
    }

    private static double epsilon(JsonObject json) throws IOException {
        if (json.get("epsilon") instanceof JsonPrimitive value && value.isNumber()) {
            double epsilon = value.getAsDouble();
            if (epsilon > 0 && epsilon < 1) {
                return epsilon;
            }
        }
        throw new IOException("'epsilon' is missing or out of range");
    }

    private static @Nullable Head head(JsonObject json) throws IOException {
        if (!json.has("head")) {
            return null;
        }
        if (!(json.get("head") instanceof JsonObject head)
                || !(head.get("labels") instanceof JsonArray listed)
                || listed.isEmpty()) {
            throw new IOException("'head' does not name its labels");
        }
        List<String> labels = new ArrayList<>();
        for (JsonElement label : listed) {
            if (!label.isJsonPrimitive()) {
                throw new IOException("'head' has a label that is no text");
            }
            labels.add(label.getAsString());
        }
        return new Head(constant(Activation.class, text(head, "activation")), labels);
    }

    private static int number(JsonObject json, String key) throws IOException {
        return (int) number(json, key, 1_000_000);
    }

    private static long number(JsonObject json, String key, long largest) throws IOException {
        return number(key, json.get(key), 1, largest);
    }

    static long number(String key, @Nullable JsonElement value, long least, long largest)
            throws IOException {
        if (value == null || !value.isJsonPrimitive()) {
            throw new IOException("'" + key + "' is missing");
        }
        try {
            long number = Long.parseLong(value.getAsString());
            if (number >= least && number <= largest) {
                return number;
            }
        } catch (NumberFormatException wrong) {
            throw new IOException("'" + key + "' is not a whole number", wrong);
        }
        throw new IOException("'" + key + "' is out of range");
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String text) throws IOException {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().toLowerCase(Locale.ROOT).equals(text)) {
                return constant;
            }
        }
        throw new IOException("'" + text + "' is not known; a newer Stillroom may know it");
    }

    /// Writes the manifest into the folder of a pack. Equal manifests give equal files.
    void write(Path folder) throws IOException {
        JsonObject listed = new JsonObject();
        for (Map.Entry<String, FileFacts> file : new TreeMap<>(files).entrySet()) {
            JsonObject facts = new JsonObject();
            facts.addProperty("size", file.getValue().size());
            facts.addProperty("sha256", file.getValue().sha256());
            listed.add(file.getKey(), facts);
        }
        JsonObject json = new JsonObject();
        json.addProperty("name", name);
        json.addProperty("version", version);
        json.addProperty("family", family);
        json.addProperty("dimensions", dimensions);
        json.addProperty("layers", layers);
        json.addProperty("heads", heads);
        json.addProperty("pooling", pooling.toString());
        json.addProperty("activation", activation.toString());
        json.addProperty("epsilon", epsilon);
        if (head != null) {
            JsonArray labels = new JsonArray();
            head.labels().forEach(labels::add);
            JsonObject described = new JsonObject();
            described.addProperty("activation", head.activation().toString());
            described.add("labels", labels);
            json.add("head", described);
        }
        if (decoder != null) {
            json.add("decoder", decoder.json());
        }
        json.addProperty("queryPrefix", queryPrefix);
        json.addProperty("passagePrefix", passagePrefix);
        json.addProperty("maxTokens", maxTokens);
        json.addProperty("precision", precision.toString());
        json.addProperty("license", license);
        json.addProperty("source", source);
        json.add("files", listed);
        Gson gson = new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();
        Files.writeString(folder.resolve(FILE), gson.toJson(json) + "\n", StandardCharsets.UTF_8);
    }
}
