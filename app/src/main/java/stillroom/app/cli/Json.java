package stillroom.app.cli;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;

/// Writes records as JSON: component `tookMs` becomes field `took_ms`, in the order of the record,
/// null where there is nothing.
final class Json {

    private static final Gson GSON =
            new GsonBuilder()
                    .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES)
                    .serializeNulls()
                    .disableHtmlEscaping()
                    .create();

    private Json() {}

    /// One line, without its end.
    static String line(Object value) {
        return GSON.toJson(value);
    }
}
