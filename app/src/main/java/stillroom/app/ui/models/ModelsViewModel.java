package stillroom.app.ui.models;

import java.util.List;
import java.util.function.Supplier;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;
import stillroom.ai.pack.Manifest;
import stillroom.app.ui.common.Requests;
import stillroom.index.LocalIndex;
import stillroom.index.Status;

/// The model packs that are installed. For the FX thread.
public final class ModelsViewModel {

    private final LocalIndex index;
    private final Supplier<List<Manifest>> source;
    private final Requests.Lane lane;
    private final ReadOnlyObjectWrapper<@Nullable Installed> installed =
            new ReadOnlyObjectWrapper<>();

    /// @param packs by name
    /// @param inUse name of the pack whose vectors are searched; null while there are none
    /// @param indexed documents that are found by meaning
    public record Installed(List<Manifest> packs, @Nullable String inUse, long indexed) {}

    /// Knows nothing before [#refresh].
    ///
    /// @param source reads the packs; asked on a worker
    public ModelsViewModel(LocalIndex index, Supplier<List<Manifest>> source, Requests requests) {
        this.index = index;
        this.source = source;
        this.lane = requests.lane();
    }

    /// Looks anew at what is installed.
    public void refresh() {
        lane.ask(
                _ ->
                        new Installed(
                                source.get(),
                                index.generation().orElse(null),
                                index.documents().stream()
                                        .filter(document ->
                                                document.status() instanceof Status.Indexed)
                                        .count()),
                installed::set);
    }

    /// What is installed; null until it was looked at.
    public ReadOnlyObjectProperty<@Nullable Installed> installed() {
        return installed.getReadOnlyProperty();
    }
}
