package stillroom.app.ui.library;

import java.text.CollationKey;
import java.text.Collator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyLongProperty;
import javafx.beans.property.ReadOnlyLongWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;
import stillroom.app.ui.common.Controls;
import stillroom.app.ui.common.Documents;
import stillroom.app.ui.common.Place;
import stillroom.app.ui.common.Requests;
import stillroom.app.ui.common.Row;
import stillroom.index.Document;
import stillroom.index.DocumentId;
import stillroom.index.DocumentLabel;
import stillroom.index.LocalIndex;
import stillroom.index.Status;

/// The list of documents in one place of the library: which there are, which are selected, and
/// whether some are about to be removed. For the FX thread.
public final class LibraryViewModel {

    private static final CollationKey NO_WORDS = key("");

    private final LocalIndex index;
    private final Documents documents;
    private final Requests requests;
    private final Consumer<List<DocumentId>> seen;
    private final ObservableList<Row> rows = FXCollections.observableArrayList();
    private boolean listing;
    private final ReadOnlyLongWrapper listed = new ReadOnlyLongWrapper();
    private Set<Row> shown = new HashSet<>();
    private ArrayList<Line> lines = new ArrayList<>();

    /// What went, came or changed while the list was ordered.
    private final Set<Row> late = new HashSet<>();

    private final Requests.Lane ordering;
    private final ReadOnlyObjectWrapper<Sorting> sorting =
            new ReadOnlyObjectWrapper<>(NEWEST_FIRST);
    private final ObjectProperty<Place> place = new SimpleObjectProperty<>(new Place.All());
    private final ReadOnlyObjectWrapper<List<Row>> selected =
            new ReadOnlyObjectWrapper<>(List.of());
    private final ReadOnlyObjectWrapper<List<Row>> doomed = new ReadOnlyObjectWrapper<>(List.of());

    /// By what documents are ordered.
    public enum Order {
        NAME,
        LABELS,
        PAGES,
        ADDED,
        STATE
    }

    /// How the list is ordered.
    public record Sorting(Order by, boolean descending) {}

    /// A row at its place in the order. What orders it is kept: the document may change, and then
    /// stays where it is until the list is ordered again.
    private record Line(Row row, long number, CollationKey words) {}

    private static final Sorting NEWEST_FIRST = new Sorting(Order.ADDED, true);

    /// @param seen is told which documents can be seen, in their order
    public LibraryViewModel(
            LocalIndex index,
            Documents documents,
            Requests requests,
            Consumer<List<DocumentId>> seen) {
        this.seen = seen;
        this.index = index;
        this.documents = documents;
        this.requests = requests;
        this.ordering = requests.lane();
        documents.listen(this::follow);
        place.addListener(_ -> showPlace());
        showPlace();
    }

    private void showPlace() {
        doomed.set(List.of());
        list(Set.of());
    }

    /// Lists what belongs to the place, as is wanted. A worker finds and orders it, which takes
    /// longer in a large library than the window may stand still.
    ///
    /// @param kept what stays, whether it belongs there or not
    private void list(Set<Row> kept) {
        var wanted = sorting.get();
        var wantedPlace = place.get();
        var all = documents.rows();
        late.clear();
        ordering.ask(
                _ -> {
                    var ordered = new ArrayList<Line>();
                    for (var row : all) {
                        var document = row.latest();
                        if (kept.contains(row) || wantedPlace.holds(document)) {
                            ordered.add(line(row, document, wanted.by()));
                        }
                    }
                    ordered.sort(comparator(wanted));
                    var listed = rows(ordered);
                    return new Listing(ordered, listed, new HashSet<>(listed));
                },
                this::take);
    }

    /// @param members the rows once more, to be looked for
    private record Listing(ArrayList<Line> lines, List<Row> rows, Set<Row> members) {}

    private void take(Listing found) {
        lines = found.lines();
        shown = found.members();
        if (late.isEmpty()) {
            list(found.rows());
        } else { // what went or came meanwhile
            var staying = late.stream().filter(this::stays).toList();
            lines.removeIf(line -> late.contains(line.row()));
            shown.removeAll(late);
            shown.addAll(staying);
            merge(staying);
            list(rows(lines));
        }
    }

    /// Whether a row has, or keeps, its place in the list.
    private boolean stays(Row row) {
        boolean there = documents.row(row.id()) == row;
        return there && (belongs(row) || (keepsWhatChanges() && shown.contains(row)));
    }

    /// What is being read stays among what is unread until somebody goes elsewhere.
    private boolean keepsWhatChanges() {
        return place.get() instanceof Place.Unread;
    }

    private static List<Row> rows(List<Line> lines) {
        return lines.stream().map(Line::row).toList();
    }

    private Line line(Row row, Document document, Order by) {
        return switch (by) {
            case NAME -> new Line(row, 0, key(Controls.name(document)));
            case LABELS ->
                    new Line(
                            row,
                            document.labels().isEmpty() ? 1 : 0,
                            key(
                                    document.labels().stream()
                                            .map(DocumentLabel::name)
                                            .collect(Collectors.joining(","))));
            case PAGES -> new Line(row, document.pages(), NO_WORDS);
            case ADDED -> new Line(row, document.added().toEpochMilli(), NO_WORDS);
            case STATE ->
                    new Line(
                            row,
                            switch (document.status()) {
                                case Status.Failed _ -> 0;
                                case Status.Waiting _ -> 1;
                                case Status.Words _ -> 2;
                                case Status.Indexed _ -> 3;
                            },
                            NO_WORDS);
        };
    }

    /// Collators are made for one thread.
    private static CollationKey key(String words) {
        return Collator.getInstance().getCollationKey(words);
    }

    private static Comparator<Line> comparator(Sorting sorting) {
        var order = Comparator.comparingLong(Line::number).thenComparing(Line::words);
        return sorting.descending() ? order.reversed() : order;
    }

    /// Puts rows among the lines, each behind its equals.
    private void merge(List<Row> come) {
        var by = comparator(sorting.get());
        var more =
                come.stream()
                        .map(row -> line(row, row.document(), sorting.get().by()))
                        .sorted(by)
                        .toList();
        var merged = new ArrayList<Line>(lines.size() + more.size());
        int next = 0;
        for (var line : more) {
            while (next < lines.size() && by.compare(lines.get(next), line) <= 0) {
                merged.add(lines.get(next++));
            }
            merged.add(line);
        }
        merged.addAll(lines.subList(next, lines.size()));
        lines = merged;
    }

    private void follow(Documents.Turn turn) {
        if (ordering.busy().get()) {
            late.addAll(turn.put());
            late.addAll(turn.removed());
            return;
        }
        var gone = new HashSet<Row>();
        var come = new ArrayList<Row>();
        for (var row : turn.removed()) {
            if (shown.remove(row)) {
                gone.add(row);
            }
        }
        for (var row : turn.put()) {
            if (!stays(row)) {
                if (shown.remove(row)) {
                    gone.add(row);
                }
            } else if (shown.add(row)) {
                come.add(row);
            }
        }
        if (gone.isEmpty() && come.isEmpty()) {
            return;
        }
        if (!gone.isEmpty()) {
            lines.removeIf(line -> gone.contains(line.row()));
        }
        if (!come.isEmpty()) {
            merge(come);
        }
        // one change, however many rows: each costs the list as much as all of them
        list(rows(lines));
    }

    private void list(List<Row> ordered) {
        listing = true;
        rows.setAll(ordered);
        listing = false;
        keepShown(selected);
        keepShown(doomed);
        listed.set(listed.get() + 1);
    }

    private void keepShown(ReadOnlyObjectWrapper<List<Row>> some) {
        if (!shown.containsAll(some.get())) {
            some.set(some.get().stream().filter(shown::contains).toList());
        }
    }

    /// Whether the list is being changed, so that what is selected in it means nothing.
    public boolean isListing() {
        return listing;
    }

    /// Grows once the list has changed.
    public ReadOnlyLongProperty listed() {
        return listed.getReadOnlyProperty();
    }

    /// Has `look` run once the rows are laid out, to tell by [#see] which can be seen.
    public void lookLater(Runnable look) {
        requests.tell(look);
    }

    /// Takes note of which rows can be seen.
    ///
    /// @param last inclusive
    public void see(int first, int last) {
        // the list may have become shorter than what is still drawn
        int end = Math.min(rows.size(), last + 1);
        seen.accept(rows.subList(Math.clamp(first, 0, end), end).stream().map(Row::id).toList());
    }

    /// How the list is ordered.
    public ReadOnlyObjectProperty<Sorting> sorting() {
        return sorting.getReadOnlyProperty();
    }

    /// Orders the list in another way; null for the newest first.
    public void sort(@Nullable Sorting wanted) {
        var next = wanted == null ? NEWEST_FIRST : wanted;
        if (!next.equals(sorting.get())) {
            sorting.set(next);
            list(keepsWhatChanges() ? Set.copyOf(shown) : Set.of());
        }
    }

    /// Orders the list by something, or the other way round if it is ordered by that already.
    public void sortBy(Order by) {
        var now = sorting.get();
        sort(new Sorting(by, now.by() == by ? !now.descending() : by == Order.ADDED));
    }

    private boolean belongs(Row row) {
        return place.get().holds(row.document());
    }

    /// The part of the library that is listed.
    public ObjectProperty<Place> place() {
        return place;
    }

    /// The documents of the place, as they are ordered.
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
