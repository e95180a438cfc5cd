package stillroom.app.ui.window;

import java.time.Clock;
import java.util.concurrent.Executor;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import org.jspecify.annotations.Nullable;
import stillroom.app.describe.Describer;
import stillroom.app.ingest.Ingestor;
import stillroom.app.lock.LockState;
import stillroom.app.search.Search;
import stillroom.app.ui.add.AddViewModel;
import stillroom.app.ui.common.Documents;
import stillroom.app.ui.common.Place;
import stillroom.app.ui.common.Requests;
import stillroom.app.ui.common.Row;
import stillroom.app.ui.inspector.InspectorViewModel;
import stillroom.app.ui.library.LibraryViewModel;
import stillroom.app.ui.reader.Anchor;
import stillroom.app.ui.reader.ReaderViewModel;
import stillroom.app.ui.search.SearchViewModel;
import stillroom.app.ui.sidebar.SidebarViewModel;
import stillroom.app.ui.status.StatusViewModel;
import stillroom.index.Hit;
import stillroom.index.LocalIndex;
import stillroom.index.Summary;

/// Which screens the window shows, and how one leads to another. For the FX thread.
public final class WindowViewModel {

    private final Documents documents;
    private final SidebarViewModel sidebar;
    private final LibraryViewModel library;
    private final SearchViewModel search;
    private final ReaderViewModel reader;
    private final InspectorViewModel inspector;
    private final StatusViewModel status;
    private final AddViewModel add;
    private final ReadOnlyObjectWrapper<Screen> screen = new ReadOnlyObjectWrapper<>(Screen.EMPTY);
    private final BooleanProperty inspectorBesideHits = new SimpleBooleanProperty();
    private boolean reading;

    /// What fills the middle of the window.
    public enum Screen {
        /// The library has no documents.
        EMPTY,
        /// The documents of a place.
        LIBRARY,
        /// A document that was opened from the list.
        READER,
        /// What a search has found, and the hit in its document.
        HITS
    }

    /// Makes everything that the window shows.
    ///
    /// @param fx runs what it is given on the FX thread
    /// @param quiet does so after the pause that tells that the user has come to rest
    public static WindowViewModel of(
            LocalIndex index,
            Ingestor ingestor,
            Search search,
            Describer describer,
            LockState lock,
            Requests requests,
            Executor fx,
            Executor quiet,
            Clock clock) {
        var documents = new Documents(index, fx);
        return new WindowViewModel(
                documents,
                new SidebarViewModel(index, describer, documents, requests),
                new LibraryViewModel(index, documents, requests),
                new SearchViewModel(search, requests, quiet, clock),
                new ReaderViewModel(index, requests),
                new InspectorViewModel(index, describer, documents, requests, quiet),
                new StatusViewModel(ingestor, documents, lock, requests, fx),
                new AddViewModel(index, ingestor, requests));
    }

    private WindowViewModel(
            Documents documents,
            SidebarViewModel sidebar,
            LibraryViewModel library,
            SearchViewModel search,
            ReaderViewModel reader,
            InspectorViewModel inspector,
            StatusViewModel status,
            AddViewModel add) {
        this.documents = documents;
        this.sidebar = sidebar;
        this.library = library;
        this.search = search;
        this.reader = reader;
        this.inspector = inspector;
        this.status = status;
        this.add = add;
        sidebar.place().addListener((_, _, place) -> enter(place));
        library.selected().addListener(_ -> inspectSelected());
        search.text().addListener(_ -> choose());
        search.selected().addListener((_, _, hit) -> show(hit));
        documents.listen(this::follow);
        documents.revision().addListener(_ -> choose());
        choose();
    }

    private void choose() {
        var before = screen.get();
        if (!search.text().get().isBlank()) {
            screen.set(Screen.HITS);
        } else if (reading) {
            screen.set(Screen.READER);
        } else {
            screen.set(documents.size() == 0 ? Screen.EMPTY : Screen.LIBRARY);
        }
        if (screen.get() == Screen.HITS && before != Screen.HITS) {
            reading = false;
            sidebar.place().set(null);
        }
        if (before == Screen.HITS && screen.get() != Screen.HITS) {
            reader.close();
            sidebar.place().set(library.place().get());
            inspectSelected();
        }
    }

    private void enter(@Nullable Place place) {
        if (place != null) {
            library.place().set(place);
            reading = false;
            search.text().set("");
            choose();
        }
    }

    private void inspectSelected() {
        if (screen.get() != Screen.HITS) {
            var selected = library.selected().get();
            inspector.show(selected.isEmpty() ? null : selected.getLast());
        }
    }

    private void show(@Nullable Hit hit) {
        var row = hit == null ? null : documents.row(hit.document().id());
        if (hit == null || row == null) {
            if (screen.get() == Screen.HITS) {
                reader.close();
                inspector.show(null);
            }
            return;
        }
        var hits = search.hitsInDocument(hit);
        reader.open(row, hits.stream().map(Anchor::of).toList(), Math.max(0, hits.indexOf(hit)));
        inspector.show(row);
    }

    private void follow(Documents.Turn turn) {
        var open = reader.row();
        if (open != null && turn.removed().contains(open)) {
            reader.close();
            reading = false;
        } else if (open != null && turn.put().contains(open)) {
            reader.refresh();
        }
    }

    /// Opens a document in the reader.
    public void read(Row row) {
        read(row, Anchor.top());
    }

    /// Opens the document of the inspector where a sentence of its summary stands.
    public void read(Summary.Sentence sentence) {
        var row = inspector.row().get();
        if (row != null) {
            read(row, Anchor.of(sentence));
            inspector.opened().set(sentence);
        }
    }

    private void read(Row row, Anchor anchor) {
        reader.open(row, anchor);
        if (screen.get() != Screen.HITS) {
            reading = true;
            choose();
        }
    }

    /// Opens a document that was found to be similar, and shows what is known of it.
    public void read(Hit similar) {
        var row = documents.row(similar.document().id());
        if (row != null) {
            inspector.show(row);
            read(row, Anchor.of(similar));
        }
    }

    /// Goes from the reader back to the list.
    public void leaveReader() {
        reading = false;
        reader.close();
        inspector.opened().set(null);
        choose();
        inspectSelected();
    }

    /// Ends the search.
    public void leaveSearch() {
        search.text().set("");
    }

    /// Goes to the documents that could not be read.
    public void showNotReadable() {
        sidebar.place().set(new Place.NotReadable());
    }

    public ReadOnlyObjectProperty<Screen> screen() {
        return screen.getReadOnlyProperty();
    }

    /// Whether the inspector is shown while hits are, for which the reader gives up room.
    public BooleanProperty inspectorBesideHits() {
        return inspectorBesideHits;
    }

    public Documents documents() {
        return documents;
    }

    public SidebarViewModel sidebar() {
        return sidebar;
    }

    public LibraryViewModel library() {
        return library;
    }

    public SearchViewModel search() {
        return search;
    }

    public ReaderViewModel reader() {
        return reader;
    }

    public InspectorViewModel inspector() {
        return inspector;
    }

    public StatusViewModel status() {
        return status;
    }

    public AddViewModel add() {
        return add;
    }
}
