package stillroom.app.settings;

import stillroom.index.LocalIndex;

/// Whether added files are copied into the library, as the library keeps it. Off unless somebody
/// switches it on: sources stay where they are.
public record CopySetting(boolean on) {

    private static final String ON = "copies.on";

    public static CopySetting read(LocalIndex index) {
        return new CopySetting(index.setting(ON).filter("yes"::equals).isPresent());
    }

    public void write(LocalIndex index) {
        index.putSetting(ON, on ? "yes" : "no");
    }
}
