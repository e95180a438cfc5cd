package stillroom.app.gateway;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.annotations.SerializedName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The JSON of chat completions, as far as it is used.
public final class Chat {

    static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

    private Chat() {}

    private record Body(
            String model,
            List<Message> messages,
            @SerializedName("max_tokens") int mostTokens,
            boolean stream) {}

    private record Message(String role, String content) {}

    /// The body of a request: all that will be sent, but for address and key.
    ///
    /// @param task what the model is to do
    /// @param text what it is to do it with
    /// @param mostTokens of the answer
    public static String body(Endpoint endpoint, String task, String text, int mostTokens) {
        return GSON.toJson(
                new Body(
                        endpoint.model(),
                        List.of(new Message("system", task), new Message("user", text)),
                        mostTokens,
                        true));
    }

    /// A piece of an answer.
    ///
    /// @param text empty if the piece carries none
    /// @param model null if the piece does not name it
    /// @param isLast whether the server says that the answer ends here
    record Piece(String text, @Nullable String model, boolean isLast) {}

    /// Reads a piece of a stream (`delta`) or a whole answer (`message`).
    ///
    /// @throws JsonParseException if it is neither
    static Piece piece(String json) {
        try {
            var root = JsonParser.parseString(json).getAsJsonObject();
            var choices = root.getAsJsonArray("choices");
            if (choices == null) {
                throw new JsonParseException("no choices");
            }
            if (choices.isEmpty()) {
                return new Piece("", text(root, "model"), false); // such as one that tells the use
            }
            var choice = choices.get(0).getAsJsonObject();
            var part = choice.has("delta") ? choice.get("delta") : choice.get("message");
            var content = part == null ? null : text(part.getAsJsonObject(), "content");
            return new Piece(
                    content == null ? "" : content,
                    text(root, "model"),
                    text(choice, "finish_reason") != null);
        } catch (IllegalStateException | UnsupportedOperationException | ClassCastException e) {
            throw new JsonParseException(e);
        }
    }

    private static @Nullable String text(JsonObject object, String name) {
        JsonElement element = object.get(name);
        return element == null || element.isJsonNull() ? null : element.getAsString();
    }
}
