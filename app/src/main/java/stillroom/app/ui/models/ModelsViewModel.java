package stillroom.app.ui.models;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;
import stillroom.ai.pack.ModelPack;
import stillroom.ai.pack.PackStore;
import stillroom.app.settings.PrecisionSetting;
import stillroom.app.settings.PrecisionSetting.Measured;
import stillroom.app.ui.common.Requests;
import stillroom.index.LocalIndex;
import stillroom.index.Status;

/// The model packs that are installed. For the FX thread.
public final class ModelsViewModel {

    private final LocalIndex index;
    private final Supplier<PackStore> store;
    private final Requests requests;
    private final Requests.Lane lane;
    private final ReadOnlyObjectWrapper<@Nullable Installed> installed =
            new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<Map<String, String>> verdicts =
            new ReadOnlyObjectWrapper<>(Map.of());

    /// What is installed.
    ///
    /// @param packs by name, the newest version first
    /// @param broken what cannot be opened and why, by the name of its folder
    /// @param inUse name of the pack whose vectors are searched; null while there are none
    /// @param indexed documents that are found by meaning
    /// @param measured what calibration found out on this machine, by the name of the pack
    public record Installed(
            List<PackStore.Held> packs,
            Map<String, String> broken,
            @Nullable String inUse,
            long indexed,
            Map<String, List<Measured>> measured) {

        /// Whether the vectors of the library are made by a pack.
        public boolean uses(PackStore.Held held) {
            var manifest = held.pack().manifest();
            return manifest.id().equals(inUse) || (held.current() && manifest.name().equals(inUse));
        }
    }

    /// Knows nothing before [#refresh].
    ///
    /// @param store asked on a worker
    public ModelsViewModel(LocalIndex index, Supplier<PackStore> store, Requests requests) {
        this.index = index;
        this.store = store;
        this.requests = requests;
        this.lane = requests.lane();
    }

    /// Looks anew at what is installed.
    public void refresh() {
        lane.ask(
                _ -> {
                    try {
                        var packs = store.get();
                        var held = packs.packs();
                        return new Installed(
                                held,
                                packs.broken(),
                                index.generation().orElse(null),
                                index.documents().stream()
                                        .filter(document ->
                                                document.status() instanceof Status.Indexed)
                                        .count(),
                                held.stream()
                                        .map(pack -> pack.pack().manifest().name())
                                        .distinct()
                                        .collect(
                                                Collectors.toMap(
                                                        name -> name,
                                                        name ->
                                                                PrecisionSetting.measured(
                                                                        index, name))));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                installed::set);
    }

    /// What is installed; null until it was looked at.
    public ReadOnlyObjectProperty<@Nullable Installed> installed() {
        return installed.getReadOnlyProperty();
    }

    /// Reads every file of a pack and compares it with its manifest.
    public void verify(ModelPack pack) {
        requests.ask(
                () -> {
                    try {
                        pack.verify();
                        return "";
                    } catch (IOException damage) {
                        return String.valueOf(damage.getMessage());
                    }
                },
                damage -> {
                    var newer = new HashMap<>(verdicts.get());
                    newer.put(pack.manifest().id(), damage);
                    verdicts.set(Map.copyOf(newer));
                });
    }

    /// What is wrong with each pack that was verified, by its id; empty if nothing is.
    public ReadOnlyObjectProperty<Map<String, String>> verdicts() {
        return verdicts.getReadOnlyProperty();
    }
}
