package stillroom.app.settings;

import java.util.Optional;
import stillroom.index.LocalIndex;

/// Which model writes answers and summaries in this library, and how much of what it writes the
/// window shows.
public final class GeneratorSetting {

    private static final String PACK = "generator";
    private static final String SUPPORTED_ONLY = "generator.supported-only";

    private static final String SPEED = "generator.speed.";

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

    /// Whether the window leaves out sentences that nothing carries, instead of marking them.
    public static boolean supportedOnly(LocalIndex index) {
        return index.setting(SUPPORTED_ONLY).filter("yes"::equals).isPresent();
    }

    /// Has the window leave them out, or mark them.
    public static void showSupportedOnly(LocalIndex index, boolean only) {
        index.putSetting(SUPPORTED_ONLY, only ? "yes" : "no");
    }

    /// How many tokens a second a model writes on this machine; empty if nobody measured.
    ///
    /// @param pack the name of its pack
    public static Optional<Double> speed(LocalIndex index, String pack) {
        return index.setting(SPEED + pack).map(Double::valueOf);
    }

    /// Keeps that.
    public static void keepSpeed(LocalIndex index, String pack, double tokensPerSecond) {
        index.putSetting(SPEED + pack, String.valueOf(tokensPerSecond));
    }
}
