package stillroom.app.settings;

import java.util.Arrays;
import stillroom.index.LocalIndex;

/// How much of the machine the work in the background may take, as the library keeps it.
///
/// @param gentleOnBattery whether one step at a time is enough while there is no mains
public record WorkSetting(Effort effort, boolean gentleOnBattery) {

    private static final String EFFORT = "work.effort";
    private static final String ON_BATTERY = "work.on-battery";

    /// How many steps are taken at once.
    public enum Effort {
        ONE,
        HALF,
        ALL
    }

    public static WorkSetting read(LocalIndex index) {
        var kept = index.setting(EFFORT).orElse("");
        var effort =
                Arrays.stream(Effort.values())
                        .filter(each -> each.name().equals(kept))
                        .findFirst()
                        .orElse(Effort.ALL);
        return new WorkSetting(
                effort, index.setting(ON_BATTERY).filter("as-usual"::equals).isEmpty());
    }

    public void write(LocalIndex index) {
        index.putSetting(EFFORT, effort.name());
        index.putSetting(ON_BATTERY, gentleOnBattery ? "gently" : "as-usual");
    }

    /// How many steps may be taken at once.
    public int streams(int cores, boolean onBattery) {
        return onBattery && gentleOnBattery
                ? 1
                : switch (effort) {
                    case ONE -> 1;
                    case HALF -> Math.max(1, cores / 2);
                    case ALL -> Integer.MAX_VALUE;
                };
    }
}
