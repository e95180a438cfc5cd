package stillroom.app.ui.common;

import java.util.List;
import org.jspecify.annotations.Nullable;
import stillroom.index.LocalIndex;

/// How the window looks, as the user last chose.
///
/// @param language null for that of the system
/// @param size of text and everything around it, in percent
public record Look(Theme theme, Messages.@Nullable Language language, int size) {

    /// The sizes that can be chosen.
    public static final List<Integer> SIZES = List.of(100, 125, 150, 175, 200);

    /// As it is before anything was chosen.
    public static final Look USUAL = new Look(Theme.SYSTEM, null, 100);

    private static final String THEME = "window.theme";
    private static final String LANGUAGE = "window.language";
    private static final String SIZE = "window.size";

    /// How light the window is.
    public enum Theme {
        SYSTEM,
        LIGHT,
        DARK
    }

    public Look {
        size = SIZES.contains(size) ? size : 100;
    }

    public static Look read(LocalIndex index) {
        return new Look(
                index.setting(THEME, Theme::valueOf).orElse(USUAL.theme()),
                index.setting(LANGUAGE, Messages.Language::valueOf).orElse(null),
                index.setting(SIZE, Integer::valueOf).orElse(USUAL.size()));
    }

    public void write(LocalIndex index) {
        index.putSetting(THEME, theme.name());
        index.putSetting(SIZE, String.valueOf(size));
        if (language != null) {
            index.putSetting(LANGUAGE, language.name());
        }
    }

    public Look with(Theme newer) {
        return new Look(newer, language, size);
    }

    public Look with(Messages.Language newer) {
        return new Look(theme, newer, size);
    }

    public Look with(int newer) {
        return new Look(theme, language, newer);
    }
}
