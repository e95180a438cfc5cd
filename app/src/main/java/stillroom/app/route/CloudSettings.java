package stillroom.app.route;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import stillroom.app.gateway.Endpoint;

/// Whether the cloud fallback of a library is on, and where it goes: `cloud.json`, which must be
/// read before the offline lock is engaged and therefore lies beside the catalogue. Off as long as
/// there is no such file. The key is not in it.
///
/// @param endpoint kept when the fallback is off
public record CloudSettings(boolean on, @Nullable Endpoint endpoint) {

    private static final String FILE = "cloud.json";

    /// Off.
    public static final CloudSettings OFF = new CloudSettings(false, null);

    /// Reads the settings of the library in a folder. Whatever cannot be understood is off.
    public static CloudSettings load(Path library) {
        try {
            var text = Files.readString(library.resolve(FILE));
            var settings = gson().fromJson(text, CloudSettings.class);
            return settings == null ? OFF : settings;
        } catch (IOException | RuntimeException _) {
            return OFF; // Gson wraps what the constructor of a record throws
        }
    }

    /// Keeps the settings; they hold from the next start on, because the gateway is started before
    /// the lock.
    public void save(Path library) throws IOException {
        Files.createDirectories(library);
        Files.writeString(library.resolve(FILE), gson().toJson(this) + "\n");
    }

    /// Made only where there is something to read: every start looks for the file.
    private static Gson gson() {
        return new GsonBuilder().disableHtmlEscaping().setPrettyPrinting().create();
    }

    /// The endpoint, if the fallback is on and there is one.
    public Optional<Endpoint> open() {
        return on ? Optional.ofNullable(endpoint) : Optional.empty();
    }
}
