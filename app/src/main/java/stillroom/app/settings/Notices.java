package stillroom.app.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// What the program says of itself: its version, its license and what others made of it.
public final class Notices {

    private Notices() {}

    /// The version, or that there is none because it does not run from a jar.
    public static String version() {
        var version = Notices.class.getPackage().getImplementationVersion();
        return version == null ? "(from a checkout)" : version;
    }

    /// What others made, then the license.
    public static String text() {
        return file("NOTICE") + "\n\n" + file("LICENSE");
    }

    private static String file(String name) {
        try (var stream = Notices.class.getResourceAsStream("/stillroom/app/" + name)) {
            if (stream == null) {
                throw new IllegalStateException(name + " is missing from the program");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
