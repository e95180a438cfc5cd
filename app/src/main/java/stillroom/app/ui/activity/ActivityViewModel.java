package stillroom.app.ui.activity;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;
import stillroom.app.ingest.Trouble;
import stillroom.app.ingest.Watch;
import stillroom.app.ui.common.Documents;
import stillroom.app.ui.common.Requests;
import stillroom.app.ui.common.Row;
import stillroom.app.ui.models.ModelsViewModel;
import stillroom.app.ui.models.ModelsViewModel.Work;
import stillroom.app.ui.settings.SettingsViewModel;
import stillroom.app.ui.settings.SettingsViewModel.Backup;
import stillroom.index.Change;
import stillroom.index.LocalIndex;
import stillroom.index.Status;

/// What has been done since the window opened, newest first, and what failed. For the FX thread.
public final class ActivityViewModel {

    private static final int MOST = 500;

    private final Clock clock;
    private final Map<Row, Class<? extends Status>> seen = new HashMap<>();
    private final Deque<Event> events = new ArrayDeque<>();
    private final ObservableList<Event> shown = FXCollections.observableArrayList();
    private final ReadOnlyObjectWrapper<List<Row>> failed = new ReadOnlyObjectWrapper<>(List.of());
    private final Documents documents;
    private String generation;
    private boolean watched;

    /// Something that was done.
    public sealed interface Event {

        Instant at();

        /// A document has come so far.
        record Came(Instant at, Row row, Status status) implements Event {}

        /// A request of the user failed.
        record Refused(Instant at, Trouble trouble) implements Event {}

        /// Something was done that is about no document.
        record Did(Instant at, Deed deed) implements Event {}
    }

    /// What is done beside documents.
    public sealed interface Deed {

        /// A checkpoint became a pack.
        record Imported(String pack) implements Deed {}

        /// The models were run on this machine with each precision.
        record Measured() implements Deed {}

        /// A backup was written.
        record BackedUp(Path file, long bytes) implements Deed {}

        /// The user stopped the import of a checkpoint.
        record StoppedImport(String name) implements Deed {}

        /// The user stopped the measuring of the models.
        record StoppedMeasuring() implements Deed {}

        /// The user stopped a backup.
        record StoppedBackup(Path file) implements Deed {}

        /// A look at the watched folders found something.
        record Looked(Watch.Outcome outcome) implements Deed {}

        /// The library has begun to make vectors of another model.
        record Renewing(String pack) implements Deed {}

        /// The library is searched by the vectors of a model.
        record Renewed(String pack) implements Deed {}
    }

    /// @param index tells when it is searched by another model
    /// @param watch tells what it found in the watched folders
    public ActivityViewModel(
            LocalIndex index,
            Documents documents,
            ModelsViewModel models,
            SettingsViewModel settings,
            Watch watch,
            Requests requests,
            Clock clock) {
        this.documents = documents;
        this.clock = clock;
        models.work()
                .addListener((_, _, now) -> {
                    switch (now) {
                        case Work.Imported(var pack, _, _) -> did(new Deed.Imported(pack));
                        case Work.Stopped(Work.Importing(var name, _, _, _)) ->
                                did(new Deed.StoppedImport(name));
                        case Work.Stopped(Work.Measuring _) -> did(new Deed.StoppedMeasuring());
                        default -> {}
                    }
                });
        models.installed()
                .addListener(_ -> {
                    if (models.work().get() instanceof Work.Measuring) {
                        did(new Deed.Measured());
                    }
                });
        settings.backup()
                .addListener((_, _, now) -> {
                    switch (now) {
                        case Backup.Taken(var file, var bytes) ->
                                did(new Deed.BackedUp(file, bytes));
                        case Backup.Stopped(var file) -> did(new Deed.StoppedBackup(file));
                        case Backup.None _, Backup.Taking _ -> {}
                    }
                });
        watch.listen((_, outcome) -> {
            if (outcome.isChange()) {
                requests.tell(() -> did(new Deed.Looked(outcome)));
            }
        });
        generation = index.generation().orElse("");
        index.listen(change -> {
            if (change instanceof Change.Generation) {
                requests.tell(() -> follow(index));
            }
        });
        documents.rows().forEach(row -> seen.put(row, row.document().status().getClass()));
        documents.listen(this::follow);
        requests.trouble().addListener((_, _, trouble) -> note(trouble));
    }

    private void did(Deed deed) {
        put(new Event.Did(clock.instant(), deed));
        show();
    }

    private void follow(LocalIndex index) {
        var before = generation;
        generation = index.generation().orElse("");
        if (generation.equals(before)) {
            index.coming().ifPresent(coming -> did(new Deed.Renewing(coming.pack())));
        } else if (!before.isEmpty()) {
            did(new Deed.Renewed(generation));
        }
    }

    private void note(@Nullable Trouble trouble) {
        if (trouble != null) {
            put(new Event.Refused(clock.instant(), trouble));
            show();
        }
    }

    private void follow(Documents.Turn turn) {
        for (var row : turn.put()) {
            var status = row.document().status();
            if (!status.getClass().equals(seen.put(row, status.getClass()))
                    && !(status instanceof Status.Waiting)) {
                put(new Event.Came(clock.instant(), row, status));
            }
        }
        turn.removed().forEach(seen::remove);
        events.removeIf(event ->
                event instanceof Event.Came(_, var row, _) && turn.removed().contains(row));
        show();
    }

    private void put(Event event) {
        events.addFirst(event);
        if (events.size() > MOST) {
            events.removeLast();
        }
    }

    /// Only while somebody looks: an import brings thousands of events.
    private void show() {
        if (watched) {
            shown.setAll(events);
            failed.set(
                    documents.failed() == 0
                            ? List.of()
                            : documents.rows().stream()
                                    .filter(row -> row.document().status() instanceof Status.Failed)
                                    .toList());
        }
    }

    /// Says whether somebody looks.
    public void watch(boolean looks) {
        watched = looks;
        show();
    }

    public ObservableList<Event> events() {
        return shown;
    }

    /// The documents that could not be read, in the order in which they came.
    public ReadOnlyObjectProperty<List<Row>> failed() {
        return failed.getReadOnlyProperty();
    }
}
