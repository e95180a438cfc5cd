package stillroom.app.settings;

import java.util.Locale;
import java.util.Optional;
import stillroom.ai.device.Tier;
import stillroom.index.LocalIndex;

/// The tier that was chosen for a library by measuring, as the library keeps it, and whether the
/// user chose a model himself, which no measuring changes.
public final class TierSetting {

    private static final String TIER = "tier";
    private static final String REASON = "tier.reason";
    private static final String BY_HAND = "model.by-hand";

    private TierSetting() {}

    /// The tier and why; empty if nothing was measured yet.
    public static Optional<Tier.Choice> read(LocalIndex index) {
        return index.setting(TIER, tier -> Tier.valueOf(tier.toUpperCase(Locale.ROOT)))
                .map(tier -> new Tier.Choice(tier, index.setting(REASON).orElse("")));
    }

    /// Keeps a choice.
    ///
    /// @return whether the library is to have the model of the tier: the user chose none himself
    public static boolean write(LocalIndex index, Tier.Choice choice) {
        index.putSetting(TIER, choice.tier().toString());
        index.putSetting(REASON, choice.reason());
        return index.setting(BY_HAND).isEmpty();
    }

    /// Takes note that the user chose the model of the library himself.
    public static void chosenByHand(LocalIndex index) {
        index.putSetting(BY_HAND, "yes");
    }
}
