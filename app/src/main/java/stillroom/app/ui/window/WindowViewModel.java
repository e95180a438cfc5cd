package stillroom.app.ui.window;

import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import org.jspecify.annotations.Nullable;
import stillroom.app.ui.activity.ActivityViewModel;
import stillroom.app.ui.add.AddViewModel;
import stillroom.app.ui.ask.AskViewModel;
import stillroom.app.ui.common.Documents;
import stillroom.app.ui.common.Place;
import stillroom.app.ui.common.Requests;
import stillroom.app.ui.common.Row;
import stillroom.app.ui.common.Screen;
import stillroom.app.ui.common.Writer;
import stillroom.app.ui.duplicates.DuplicatesViewModel;
import stillroom.app.ui.inspector.InspectorViewModel;
import stillroom.app.ui.library.LibraryViewModel;
import stillroom.app.ui.models.ModelsViewModel;
import stillroom.app.ui.privacy.ConsentViewModel;
import stillroom.app.ui.privacy.PrivacyViewModel;
import stillroom.app.ui.reader.Anchor;
import stillroom.app.ui.reader.ReaderViewModel;
import stillroom.app.ui.search.SearchViewModel;
import stillroom.app.ui.settings.SettingsViewModel;
import stillroom.app.ui.settings.WatchViewModel;
import stillroom.app.ui.sidebar.SidebarViewModel;
import stillroom.app.ui.status.StatusViewModel;
import stillroom.index.Exchange.Citation;
import stillroom.index.Hit;
import stillroom.index.LocalIndex;
import stillroom.index.Summary;

/// Which screens the window shows, and how one leads to another. For the FX thread.
public final class WindowViewModel {

    private final LocalIndex index;
    private final Requests requests;
    private final Documents documents;
    private final DuplicatesViewModel duplicates;
    private final SidebarViewModel sidebar;
    private final LibraryViewModel library;
    private final SearchViewModel search;
    private final ReaderViewModel reader;
    private final InspectorViewModel inspector;
    private final StatusViewModel status;
    private final AddViewModel add;
    private final Writer writer;
    private final AskViewModel ask;
    private final ActivityViewModel activity;
    private final ModelsViewModel models;
    private final PrivacyViewModel privacy;
    private final ConsentViewModel consent;
    private final WatchViewModel watch;
    private final SettingsViewModel settings;
    private final Path folder;
    private final ReadOnlyObjectWrapper<Screen> screen = new ReadOnlyObjectWrapper<>(Screen.EMPTY);
    private final BooleanProperty inspectorBesideHits = new SimpleBooleanProperty();
    private boolean reading;

    /// Makes everything that the window shows.
    ///
    /// @param fx runs what it is given on the FX thread
    /// @param quiet does so after the pause that tells that the user has come to rest
    public WindowViewModel(
            Parts parts, Requests requests, Executor fx, Executor quiet, Clock clock) {
        this.requests = requests;
        index = parts.index();
        var running = parts.endpoint().orElse(null);
        documents = new Documents(index, fx, quiet);
        sidebar = new SidebarViewModel(index, parts.describer(), documents, requests);
        library = new LibraryViewModel(index, documents, requests, parts.ingestor()::show);
        search = new SearchViewModel(parts.search(), requests, quiet, clock);
        reader = new ReaderViewModel(index, parts.drawer(), requests);
        writer = new Writer(index, parts.writer(), requests);
        ask = new AskViewModel(index, parts.answers(), writer, documents, requests);
        inspector =
                new InspectorViewModel(
                        index, parts.describer(), writer, documents, requests, quiet);
        status = new StatusViewModel(parts.ingestor(), documents, parts.lock(), requests, fx);
        add = new AddViewModel(index, parts.ingestor(), parts.passwords(), requests);
        duplicates = new DuplicatesViewModel(index, documents, requests);
        models = new ModelsViewModel(index, parts.models(), requests);
        privacy = new PrivacyViewModel(index, parts.lock(), running, requests, clock);
        consent = new ConsentViewModel(index, running, parts.cloud(), requests, quiet);
        watch = new WatchViewModel(parts.watch(), requests);
        settings = new SettingsViewModel(index, parts.describer(), parts.backups(), requests);
        activity =
                new ActivityViewModel(
                        index, documents, models, settings, parts.watch(), requests, clock);
        folder = index.folder();
        sidebar.place().addListener((_, _, place) -> enter(place));
        sidebar.page().addListener((_, _, page) -> turnTo(page));
        library.selected().addListener(_ -> inspectSelected());
        search.text().addListener(_ -> choose());
        search.selected().addListener((_, _, hit) -> show(hit));
        ask.opened().addListener((_, _, citation) -> show(citation));
        models.installed().addListener(_ -> writer.refresh());
        documents.listen(this::follow);
        documents.revision().addListener(_ -> choose());
        choose();
    }

    /// Finds where the file of a document lies now; where it should, if it is nowhere.
    public void locate(Row row, Consumer<Path> then) {
        requests.ask(() -> index.file(row.document().id()).orElse(row.document().path()), then);
    }

    private void choose() {
        var before = screen.get();
        if (!search.text().get().isBlank()) {
            screen.set(Screen.HITS);
        } else if (sidebar.page().get() != null) {
            screen.set(sidebar.page().get());
        } else if (reading) {
            screen.set(Screen.READER);
        } else {
            screen.set(documents.size() == 0 ? Screen.EMPTY : Screen.LIBRARY);
        }
        if (screen.get() == Screen.HITS && before != Screen.HITS) {
            reading = false;
            sidebar.place().set(null);
            sidebar.page().set(null);
        }
        if (before == Screen.ASK && screen.get() != Screen.ASK) {
            ask.opened().set(null);
        } else if (before != Screen.ASK && screen.get() == Screen.ASK) {
            ask.refresh();
        }
        if (before == Screen.HITS && screen.get() != Screen.HITS) {
            reader.close();
            if (!screen.get().isPage()) {
                sidebar.place().set(library.place().get());
            }
            inspectSelected();
        }
    }

    /// Goes to a page, or back to the library.
    private void turnTo(@Nullable Screen page) {
        if (page != null) {
            reading = false;
            reader.close();
            sidebar.place().set(null);
            search.text().set("");
        } else if (search.text().get().isBlank() && sidebar.place().get() == null) {
            sidebar.place().set(library.place().get());
        }
        choose();
    }

    /// Goes to a page beside the library.
    public void show(Screen page) {
        sidebar.page().set(page);
    }

    /// Goes from a page back to the library.
    public void leavePage() {
        sidebar.page().set(null);
    }

    private void enter(@Nullable Place place) {
        if (place != null) {
            library.place().set(place);
            reading = false;
            sidebar.page().set(null);
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

    /// Shows beside an answer what it cites.
    private void show(@Nullable Citation citation) {
        var row = citation == null ? null : documents.row(citation.document());
        if (citation == null || row == null) {
            reader.close();
        } else {
            reader.open(row, Anchor.of(citation));
            markOpened(row);
        }
    }

    private void follow(Documents.Turn turn) {
        var open = reader.row();
        if (open != null && turn.removed().contains(open)) {
            reader.close();
            reading = false;
            ask.opened().set(null);
        } else if (open != null && turn.put().contains(open)) {
            reader.refresh();
        }
    }

    /// Takes note that somebody reads a hit.
    public void markOpened(Hit hit) {
        var row = documents.row(hit.document().id());
        if (row != null) {
            markOpened(row);
        }
    }

    private void markOpened(Row row) {
        if (!row.document().opened()) {
            requests.run(() -> index.markOpened(row.id()));
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
        markOpened(row);
        if (screen.get() != Screen.HITS) {
            sidebar.page().set(null); // which leads to the list first
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

    /// Closes what an answer cites, which stays.
    public void leaveSource() {
        ask.opened().set(null);
    }

    /// Looks for something with the search.
    public void search(String text) {
        search.text().set(text);
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

    public DuplicatesViewModel duplicates() {
        return duplicates;
    }

    /// The model that writes.
    public Writer writer() {
        return writer;
    }

    public AskViewModel ask() {
        return ask;
    }

    public ActivityViewModel activity() {
        return activity;
    }

    public ModelsViewModel models() {
        return models;
    }

    public PrivacyViewModel privacy() {
        return privacy;
    }

    public ConsentViewModel consent() {
        return consent;
    }

    public WatchViewModel watch() {
        return watch;
    }

    public SettingsViewModel settings() {
        return settings;
    }

    /// The folder of the library.
    public Path folder() {
        return folder;
    }
}
