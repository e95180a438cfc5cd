package stillroom.ai.pack;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;

/// What a manifest says of a model that reads a whole text before it writes another.
///
/// @param layers of the reading side
/// @param normsFirst whether a block begins with its norm, instead of ending with it
/// @param startToken with which everything that is written begins
/// @param prefix what the model wants before a text that it shall summarize; often empty
/// @param instructed whether it does what it is told; else all it does is summarize
/// @param search how it finds the words
public record Seq2Seq(
        int layers,
        boolean normsFirst,
        long startToken,
        String prefix,
        boolean instructed,
        Search search) {

    /// How a text is searched for, as `generation_config.json` says it.
    ///
    /// @param beams beginnings of a text that are gone on with at once
    /// @param lengthPenalty the exponent of the length by which the sum of a text's logarithms is
    ///   divided
    /// @param stopsEarly whether to stop with the first `beams` texts
    /// @param unrepeatedWords so many tokens in a row stand at most once in a text; 0 for any
    /// @param leastTokens of a text
    /// @param mostTokens of a text
    /// @param firstToken that a text is made to begin with; -1 for any
    /// @param lastToken that a text is made to end with if it grows too long; -1 for any
    public record Search(
            int beams,
            double lengthPenalty,
            boolean stopsEarly,
            int unrepeatedWords,
            int leastTokens,
            int mostTokens,
            long firstToken,
            long lastToken) {

        JsonObject json() {
            JsonObject json = new JsonObject();
            json.addProperty("beams", beams);
            json.addProperty("lengthPenalty", lengthPenalty);
            json.addProperty("stopsEarly", stopsEarly);
            json.addProperty("unrepeatedWords", unrepeatedWords);
            json.addProperty("leastTokens", leastTokens);
            json.addProperty("mostTokens", mostTokens);
            json.addProperty("firstToken", firstToken);
            json.addProperty("lastToken", lastToken);
            return json;
        }

        static Search of(JsonObject json) throws IOException {
            return new Search(
                    whole(json, "beams", 1, 64),
                    Decoder.real("lengthPenalty", json, -100, 100),
                    flag(json, "stopsEarly"),
                    whole(json, "unrepeatedWords", 0, 1_000),
                    whole(json, "leastTokens", 0, 1_000_000),
                    whole(json, "mostTokens", 1, 1_000_000),
                    whole(json, "firstToken", -1, Integer.MAX_VALUE),
                    whole(json, "lastToken", -1, Integer.MAX_VALUE));
        }
    }

    JsonObject json() {
        JsonObject json = new JsonObject();
        json.addProperty("layers", layers);
        json.addProperty("normsFirst", normsFirst);
        json.addProperty("startToken", startToken);
        json.addProperty("prefix", prefix);
        json.addProperty("instructed", instructed);
        json.add("search", search.json());
        return json;
    }

    static Seq2Seq of(JsonObject json) throws IOException {
        if (!(json.get("search") instanceof JsonObject search)) {
            throw new IOException("'search' is missing");
        }
        return new Seq2Seq(
                whole(json, "layers", 1, 1_000),
                flag(json, "normsFirst"),
                whole(json, "startToken", 0, Integer.MAX_VALUE),
                Manifest.text(json, "prefix"),
                flag(json, "instructed"),
                Search.of(search));
    }

    private static int whole(JsonObject json, String key, long least, long most)
            throws IOException {
        return (int) Manifest.number(key, json.get(key), least, most);
    }

    private static boolean flag(JsonObject json, String key) throws IOException {
        if (json.get(key) instanceof JsonPrimitive value && value.isBoolean()) {
            return value.getAsBoolean();
        }
        throw new IOException("'" + key + "' is missing");
    }
}
