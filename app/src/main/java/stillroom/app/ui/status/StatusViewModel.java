package stillroom.app.ui.status;

import java.util.concurrent.Executor;
import javafx.beans.property.ReadOnlyLongProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;
import stillroom.app.ingest.Ingestor;
import stillroom.app.ingest.Latest;
import stillroom.app.ingest.Progress;
import stillroom.app.ingest.Trouble;
import stillroom.app.lock.LockState;
import stillroom.app.ui.common.Documents;
import stillroom.app.ui.common.Requests;

/// What goes on: the lock, the work, and what could not be done. For the FX thread.
public final class StatusViewModel {

    private final Ingestor ingestor;
    private final Documents documents;
    private final Requests requests;
    private final LockState lock;
    private final ReadOnlyObjectWrapper<Progress> progress =
            new ReadOnlyObjectWrapper<>(
                    new Progress(Progress.Phase.IDLE, 0, 0, false, null, null, null));
    private final ReadOnlyObjectWrapper<@Nullable Engine> engine = new ReadOnlyObjectWrapper<>();

    /// What makes the vectors.
    ///
    /// @param pack name of the model pack
    /// @param precision what it runs as; empty while it is not loaded
    /// @param processors how many it may use
    public record Engine(String pack, String precision, int processors) {}

    public StatusViewModel(
            Ingestor ingestor,
            Documents documents,
            LockState lock,
            Requests requests,
            Executor fx) {
        this.ingestor = ingestor;
        this.documents = documents;
        this.lock = lock;
        this.requests = requests;
        ingestor.listen(new Latest<>(fx, progress::set));
    }

    /// Whether the system keeps this process off the internet.
    public LockState lock() {
        return lock;
    }

    public ReadOnlyObjectProperty<Progress> progress() {
        return progress.getReadOnlyProperty();
    }

    /// What makes the vectors; null while that is not known.
    public ReadOnlyObjectProperty<@Nullable Engine> engine() {
        return engine.getReadOnlyProperty();
    }

    /// Takes note of what makes the vectors.
    public void show(Engine loaded) {
        engine.set(loaded);
    }

    public void pause() {
        ingestor.pause();
    }

    public void resume() {
        ingestor.resume();
    }

    /// Grows whenever [#documents] or [#failed] may have changed.
    public ReadOnlyLongProperty revision() {
        return documents.revision();
    }

    public int documents() {
        return documents.size();
    }

    /// Documents that could not be read.
    public int failed() {
        return documents.failed();
    }

    /// The newest request that failed.
    public ReadOnlyObjectProperty<@Nullable Trouble> trouble() {
        return requests.trouble();
    }

    public void putTroubleAway() {
        requests.putTroubleAway();
    }
}
