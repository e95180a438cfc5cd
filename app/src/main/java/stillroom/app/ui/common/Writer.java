package stillroom.app.ui.common;

import java.util.Optional;
import java.util.function.Supplier;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;
import stillroom.ai.Generator;
import stillroom.app.settings.GeneratorSetting;
import stillroom.index.LocalIndex;

/// The model that writes, if the user brought one, and whether what nothing carries of its writing
/// is shown. For the FX thread.
public final class Writer {

    private final LocalIndex index;
    private final Source source;
    private final Requests requests;
    private final Requests.Lane looking;
    private final ReadOnlyObjectWrapper<@Nullable Pack> pack = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyBooleanWrapper supportedOnly = new ReadOnlyBooleanWrapper();

    /// Where the model is had from. Asked on a worker.
    ///
    /// @param pack its pack; says in a moment whether there is one
    /// @param model the model itself; loading it takes seconds
    public record Source(Supplier<Optional<Pack>> pack, Supplier<Optional<Generator>> model) {}

    /// The pack of a model that writes.
    ///
    /// @param summarizesOnly whether it summarizes what it is given, and answers nothing
    public record Pack(String name, boolean summarizesOnly) {}

    private record Found(@Nullable Pack pack, boolean supportedOnly) {}

    /// Knows nothing before [#refresh].
    public Writer(LocalIndex index, Source source, Requests requests) {
        this.index = index;
        this.source = source;
        this.requests = requests;
        this.looking = requests.lane();
    }

    /// Looks anew at which model there is.
    public void refresh() {
        looking.ask(
                _ ->
                        new Found(
                                source.pack().get().orElse(null),
                                GeneratorSetting.supportedOnly(index)),
                found -> {
                    supportedOnly.set(found.supportedOnly());
                    pack.set(found.pack());
                });
    }

    /// Its pack; null if there is none.
    public ReadOnlyObjectProperty<@Nullable Pack> pack() {
        return pack.getReadOnlyProperty();
    }

    /// The model. For a worker.
    ///
    /// @throws stillroom.ai.AiException if it cannot be run
    public Optional<Generator> model() {
        return source.model().get();
    }

    /// Whether sentences that nothing carries are left out, instead of marked.
    public ReadOnlyBooleanProperty supportedOnly() {
        return supportedOnly.getReadOnlyProperty();
    }

    /// Has them left out, or marked.
    public void showSupportedOnly(boolean only) {
        looking.drop();
        supportedOnly.set(only);
        requests.run(() -> GeneratorSetting.showSupportedOnly(index, only));
    }
}
