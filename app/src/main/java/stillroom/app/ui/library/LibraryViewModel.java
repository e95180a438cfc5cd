package stillroom.app.ui.library;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import stillroom.app.ui.common.Documents;
import stillroom.app.ui.common.Place;
import stillroom.app.ui.common.Requests;
import stillroom.app.ui.common.Row;
import stillroom.index.LocalIndex;

/// The list of documents in one place of the library: which there are, which are selected, and
/// whether some are about to be removed. For the FX thread.
public final class LibraryViewModel {

    private final LocalIndex index;
    private final Documents documents;
    private final Requests requests;
    private final ObservableList<Row> rows = FXCollections.observableArrayList();
    private final Set<Row> shown = new HashSet<>();
    private final ObjectProperty<Place> place = new SimpleObjectProperty<>(new Place.All());
    private final ReadOnlyObjectWrapper<List<Row>> selected =
            new ReadOnlyObjectWrapper<>(List.of());
    private final ReadOnlyObjectWrapper<List<Row>> doomed = new ReadOnlyObjectWrapper<>(List.of());

    public LibraryViewModel(LocalIndex index, Documents documents, Requests requests) {
        this.index = index;
        this.documents = documents;
        this.requests = requests;
        documents.listen(this::follow);
        place.addListener(_ -> showPlace());
        showPlace();
    }

    private void showPlace() {
        doomed.set(List.of());
        var held = documents.rows().stream().filter(this::belongs).toList();
        shown.clear();
        shown.addAll(held);
        selected.set(selected.get().stream().filter(shown::contains).toList());
        rows.setAll(held);
    }

    private void follow(Documents.Turn turn) {
        var gone = new HashSet<>(turn.removed().stream().filter(shown::contains).toList());
        turn.put().stream().filter(row -> shown.contains(row) && !belongs(row)).forEach(gone::add);
        if (!gone.isEmpty()) {
            shown.removeAll(gone);
            rows.removeAll(gone);
            selected.set(selected.get().stream().filter(shown::contains).toList());
            doomed.set(doomed.get().stream().filter(shown::contains).toList());
        }
        var come = turn.put().stream().filter(row -> belongs(row) && shown.add(row)).toList();
        if (!come.isEmpty()) {
            rows.addAll(come);
        }
    }

    private boolean belongs(Row row) {
        return place.get().holds(row.document());
    }

    /// The part of the library that is listed.
    public ObjectProperty<Place> place() {
        return place;
    }

    /// The documents of the place, in the order in which they came.
    public ObservableList<Row> rows() {
        return rows;
    }

    /// What is selected, the document to show in full last.
    public ReadOnlyObjectProperty<List<Row>> selected() {
        return selected.getReadOnlyProperty();
    }

    public void select(List<Row> rows) {
        if (!selected.get().equals(rows)) {
            selected.set(List.copyOf(rows));
            doomed.set(List.of());
        }
    }

    /// The documents of which the user has yet to say whether they shall be removed.
    public ReadOnlyObjectProperty<List<Row>> doomed() {
        return doomed.getReadOnlyProperty();
    }

    /// Asks whether the selected documents shall be removed.
    public void askToRemove() {
        doomed.set(selected.get());
    }

    /// Leaves everything as it is.
    public void keep() {
        doomed.set(List.of());
    }

    /// Removes what was asked about from the library; files stay where they are.
    public void remove() {
        var ids = doomed.get().stream().map(Row::id).toList();
        doomed.set(List.of());
        requests.run(() -> index.remove(ids));
    }
}
