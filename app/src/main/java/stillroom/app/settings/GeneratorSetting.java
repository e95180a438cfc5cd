package stillroom.app.settings;

import java.util.Optional;
import stillroom.index.LocalIndex;

/// Which model writes answers and summaries in this library.
public final class GeneratorSetting {

    private static final String PACK = "generator";

    private GeneratorSetting() {}

    /// The name or id of its pack; empty if none was chosen.
    public static Optional<String> read(LocalIndex index) {
        return index.setting(PACK).filter(name -> !name.isEmpty());
    }

    /// Keeps a choice.
    ///
    /// @param pack empty for none
    public static void write(LocalIndex index, String pack) {
        index.putSetting(PACK, pack);
    }
}
