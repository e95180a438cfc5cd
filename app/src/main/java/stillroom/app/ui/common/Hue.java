package stillroom.app.ui.common;

import static java.util.Comparator.comparingInt;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The five colors of labels.
public enum Hue {
    BLUE,
    GREEN,
    TEAL,
    PURPLE,
    RED;

    /// Gives each label a hue: the one that its name prefers, or the next that fewer labels have,
    /// so that labels are told apart as long as there are hues.
    ///
    /// @param labels in an order that stays
    static Map<String, Hue> among(Collection<String> labels) {
        var hues = new HashMap<String, Hue>();
        var used = new EnumMap<Hue, Integer>(Hue.class);
        for (var label : labels) {
            var order = new ArrayList<>(List.of(values()));
            Collections.rotate(order, -order.indexOf(preferred(label)));
            var hue = Collections.min(order, comparingInt(one -> used.getOrDefault(one, 0)));
            used.merge(hue, 1, Integer::sum);
            hues.put(label, hue);
        }
        return Map.copyOf(hues);
    }

    /// The hue of a label that is alone.
    static Hue preferred(String label) {
        return values()[Math.floorMod(label.toLowerCase(Locale.ROOT).hashCode(), values().length)];
    }

    /// The class that gives a node the looked-up colors `-hue` and `-tint`.
    String styleClass() {
        return "hue-" + name().toLowerCase(Locale.ROOT);
    }
}
