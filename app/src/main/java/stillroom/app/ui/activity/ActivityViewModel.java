package stillroom.app.ui.activity;

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
import stillroom.app.ui.common.Documents;
import stillroom.app.ui.common.Requests;
import stillroom.app.ui.common.Row;
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
    private boolean watched;

    /// Something that was done.
    public sealed interface Event {

        Instant at();

        /// A document has come so far.
        record Came(Instant at, Row row, Status status) implements Event {}

        /// A request of the user failed.
        record Refused(Instant at, Trouble trouble) implements Event {}
    }

    public ActivityViewModel(Documents documents, Requests requests, Clock clock) {
        this.documents = documents;
        this.clock = clock;
        documents.rows().forEach(row -> seen.put(row, row.document().status().getClass()));
        documents.listen(this::follow);
        requests.trouble().addListener((_, _, trouble) -> note(trouble));
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
