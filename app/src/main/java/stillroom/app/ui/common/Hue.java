package stillroom.app.ui.common;

import java.util.Locale;

/// The five colors of labels. A label always has the same one.
public enum Hue {
    BLUE,
    GREEN,
    TEAL,
    PURPLE,
    RED;

    /// The hue of a label, by its name alone.
    public static Hue of(String label) {
        // the usual hash of similar short names would often fall on the same hue
        int mixed = label.toLowerCase(Locale.ROOT).hashCode() * 0x9e3779b1;
        return values()[Math.floorMod(mixed >>> 16, values().length)];
    }

    /// The class that gives a node the looked-up colors `-hue` and `-tint`.
    String styleClass() {
        return "hue-" + name().toLowerCase(Locale.ROOT);
    }
}
