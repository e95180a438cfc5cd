package stillroom.app.settings;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Finds the folder of the library when none is named.
public final class LibraryFolder {

    private LibraryFolder() {}

    /// The folder in `STILLROOM_LIBRARY`, else in the folder for data that the launcher found out
    /// (`stillroom.data`), else in that of the XDG base directory specification.
    public static Path byDefault() {
        return byDefault(System::getenv, System::getProperty);
    }

    static Path byDefault(
            Function<String, @Nullable String> environment,
            Function<String, @Nullable String> property) {
        return present(environment.apply("STILLROOM_LIBRARY"))
                .orElseGet(() -> data(environment, property));
    }

    /// The folder for data, where the default library lies.
    static Path data(
            Function<String, @Nullable String> environment,
            Function<String, @Nullable String> property) {
        return present(property.apply("stillroom.data"))
                .or(() ->
                        present(environment.apply("XDG_DATA_HOME"))
                                .filter(Path::isAbsolute)
                                .map(data -> data.resolve("stillroom")))
                .orElseGet(() ->
                        Path.of(
                                String.valueOf(property.apply("user.home")),
                                ".local",
                                "share",
                                "stillroom"));
    }

    static Optional<Path> present(@Nullable String value) {
        return value == null || value.isBlank() ? Optional.empty() : Optional.of(Path.of(value));
    }
}
