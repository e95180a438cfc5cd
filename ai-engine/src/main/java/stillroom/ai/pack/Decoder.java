package stillroom.ai.pack;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a manifest says of a model that writes, beyond what it says of any model.
///
/// @param keyHeads heads of keys and values, each shared by as many heads of queries
/// @param headSize numbers of a head
/// @param embeddingFactor what word embeddings are multiplied with
/// @param attentionFactor what rotary positions are multiplied with
/// @param endTokens each of which ends an answer
/// @param chatTemplate how messages become one text, in Jinja; empty if the checkpoint does not say
/// @param beginText the special token that begins a text, for the template; may be empty
/// @param endText the special token that ends one; may be empty
/// @param seq2seq what is particular to a model that reads a whole text before it writes another;
///   null if it goes on with one text
public record Decoder(
        int keyHeads,
        int headSize,
        double embeddingFactor,
        double attentionFactor,
        List<Long> endTokens,
        String chatTemplate,
        String beginText,
        String endText,
        @Nullable Seq2Seq seq2seq) {

    public Decoder {
        endTokens = List.copyOf(endTokens);
    }

    /// The same for a model whose template cannot be used.
    Decoder withoutTemplate() {
        return new Decoder(
                keyHeads,
                headSize,
                embeddingFactor,
                attentionFactor,
                endTokens,
                "",
                beginText,
                endText,
                seq2seq);
    }

    JsonObject json() {
        JsonArray ends = new JsonArray();
        endTokens.forEach(ends::add);
        JsonObject json = new JsonObject();
        json.addProperty("keyHeads", keyHeads);
        json.addProperty("headSize", headSize);
        json.addProperty("embeddingFactor", embeddingFactor);
        json.addProperty("attentionFactor", attentionFactor);
        json.add("endTokens", ends);
        json.addProperty("chatTemplate", chatTemplate);
        json.addProperty("beginText", beginText);
        json.addProperty("endText", endText);
        if (seq2seq != null) {
            json.add("seq2seq", seq2seq.json());
        }
        return json;
    }

    static Decoder of(JsonObject json) throws IOException {
        List<Long> ends = new ArrayList<>();
        if (!(json.get("endTokens") instanceof JsonArray listed)) {
            throw new IOException("'decoder' does not list its end tokens");
        }
        for (JsonElement end : listed) {
            ends.add(Manifest.number("endTokens", end, 0, Integer.MAX_VALUE));
        }
        return new Decoder(
                (int) Manifest.number("keyHeads", json.get("keyHeads"), 1, 10_000),
                (int) Manifest.number("headSize", json.get("headSize"), 2, 100_000),
                real("embeddingFactor", json, Double.MIN_NORMAL, 1e6),
                real("attentionFactor", json, Double.MIN_NORMAL, 1e6),
                ends,
                Manifest.text(json, "chatTemplate"),
                Manifest.text(json, "beginText"),
                Manifest.text(json, "endText"),
                json.get("seq2seq") instanceof JsonObject seq2seq ? Seq2Seq.of(seq2seq) : null);
    }

    static double real(String key, JsonObject json, double least, double most) throws IOException {
        if (json.get(key) instanceof JsonPrimitive value && value.isNumber()) {
            double number = value.getAsDouble();
            if (number >= least && number <= most) {
                return number;
            }
        }
        throw new IOException("'" + key + "' is missing or out of range");
    }
}
