package stillroom.app.settings;

import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Finds the folder of the model packs that the user installed. It lies beside the default library,
/// not in a library, because every library can use them.
public final class PacksFolder {

    private PacksFolder() {}

    /// The folder in the property `stillroom.packs.installed`, else in `STILLROOM_PACKS`, else the
    /// default folder of the library with `-packs` after its name.
    public static Path byDefault() {
        return byDefault(System::getenv, System::getProperty);
    }

    static Path byDefault(
            Function<String, @Nullable String> environment,
            Function<String, @Nullable String> property) {
        return LibraryFolder.present(property.apply("stillroom.packs.installed"))
                .or(() -> LibraryFolder.present(environment.apply("STILLROOM_PACKS")))
                .orElseGet(() -> {
                    Path data = LibraryFolder.data(environment, property);
                    return data.resolveSibling(data.getFileName() + "-packs");
                });
    }
}
