package stillroom.app.ui.window;

import java.io.File;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import javafx.beans.binding.Bindings;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.Clipboard;
import javafx.scene.input.DragEvent;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.TransferMode;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import org.jspecify.annotations.Nullable;
import stillroom.app.describe.Length;
import stillroom.app.lock.LockState;
import stillroom.app.ui.activity.ActivityView;
import stillroom.app.ui.add.DropView;
import stillroom.app.ui.add.EmptyView;
import stillroom.app.ui.ask.AskView;
import stillroom.app.ui.common.Controls;
import stillroom.app.ui.common.Messages;
import stillroom.app.ui.common.PageView;
import stillroom.app.ui.common.Place;
import stillroom.app.ui.common.Row;
import stillroom.app.ui.common.Screen;
import stillroom.app.ui.common.Surroundings;
import stillroom.app.ui.duplicates.DuplicatesView;
import stillroom.app.ui.inspector.InspectorView;
import stillroom.app.ui.library.LibraryView;
import stillroom.app.ui.models.ModelsView;
import stillroom.app.ui.privacy.ConsentView;
import stillroom.app.ui.privacy.ConsentViewModel;
import stillroom.app.ui.privacy.PrivacyView;
import stillroom.app.ui.reader.ReaderView;
import stillroom.app.ui.search.SearchView;
import stillroom.app.ui.settings.SettingsView;
import stillroom.app.ui.sidebar.SidebarView;
import stillroom.app.ui.status.StatusView;
import stillroom.index.Label;

/// The whole window: header, sidebar, status bar, and between them the screens.
public final class WindowView extends StackPane {

    private static final PseudoClass NARROW = PseudoClass.getPseudoClass("narrow");
    private static final PseudoClass TIGHT = PseudoClass.getPseudoClass("tight");
    private static final PseudoClass FLOATING = PseudoClass.getPseudoClass("floating");
    private static final double SIDEBAR_FROM = 1040;
    private static final double INSPECTOR = 400;
    private static final double INSPECTOR_SMALL = 368;
    private static final double INSPECTOR_NARROW = 336;
    private static final double HITS = 440;
    private static final double HITS_NARROW = 368;

    /// With less than this for the reader, the inspector takes the place of the hits.
    private static final double READER = 320;

    /// With less than this, one column is shown at a time.
    private static final double TWO_COLUMNS = 704;

    private final WindowViewModel model;
    private final Surroundings surroundings;
    private final HeaderView header;
    private final SidebarView sidebar;
    private final EmptyView empty;
    private final LibraryView library;
    private final SearchView hits;
    private final ReaderView reader;
    private final InspectorView inspector;
    private final StatusView status;
    private final Shortcuts shortcuts;

    /// The pages that somebody has gone to: the window is there sooner without the others.
    private final Map<Screen, PageView> pages = new EnumMap<>(Screen.class);

    private @Nullable AskView ask;
    private final Messages messages;
    private final BorderPane frame = new BorderPane();

    /// Where the sidebar is unless it floats, so that the Tab key finds it before the screen.
    private final StackPane left = new StackPane();

    private final StackPane middle;
    private final double factor;

    /// Whether what stands in the document of a hit is shown in place of the hits, where there is
    /// room for one of them.
    private final BooleanProperty hitOpened = new SimpleBooleanProperty();

    private final BooleanProperty oneColumn = new SimpleBooleanProperty();
    private boolean floating;
    private final HBox columns = Controls.styled(new HBox(), "st-columns");

    public WindowView(WindowViewModel model, Messages messages, Surroundings surroundings) {
        this.model = model;
        this.messages = messages;
        this.surroundings = surroundings;
        getStyleClass().add("st-window");
        factor = surroundings.look().size() / 100.0;
        shortcuts = new Shortcuts(messages);
        sidebar =
                new SidebarView(
                        model.sidebar(),
                        messages,
                        new SidebarView.Acts(
                                (files, label) -> model.add().add(paths(files), label),
                                this::addFolder));
        empty =
                new EmptyView(
                        model.add(),
                        messages,
                        this::addFiles,
                        this::addFolder,
                        model.status().lock() instanceof LockState.Enforced);
        library =
                new LibraryView(
                        model.library(),
                        model.documents(),
                        messages,
                        new LibraryView.Acts(this::read, this::open, this::readAgain));
        hits =
                new SearchView(
                        model.search(),
                        messages,
                        new SearchView.Acts(
                                this::types,
                                this::labels,
                                () -> model.sidebar().folders().get(),
                                model::showNotReadable,
                                _ -> readHit(),
                                this::goOnTyping));
        reader =
                new ReaderView(
                        model.reader(),
                        messages,
                        new ReaderView.Acts(
                                this::open,
                                this::leaveReader,
                                Bindings.createBooleanBinding(
                                        () ->
                                                oneColumn.get()
                                                        || model.screen().get() == Screen.READER
                                                        || model.screen().get() == Screen.ASK,
                                        oneColumn,
                                        model.screen()),
                                () ->
                                        model.inspectorBesideHits()
                                                .set(!model.inspectorBesideHits().get()),
                                Bindings.createBooleanBinding(
                                        () ->
                                                model.screen().get() == Screen.HITS
                                                        || (oneColumn.get()
                                                                && model.screen().get()
                                                                        == Screen.READER),
                                        oneColumn,
                                        model.screen())));
        inspector =
                new InspectorView(
                        model.inspector(),
                        messages,
                        new InspectorView.Acts(
                                sentence -> {
                                    model.read(sentence);
                                    showReader();
                                },
                                similar -> {
                                    model.read(similar);
                                    showReader();
                                },
                                this::read,
                                this::open,
                                row -> readAgain(List.of(row)),
                                (row, password) ->
                                        model.add().unlock(password, row.document().sources()),
                                row -> model.add().recognize(row.document().sources()),
                                this::askToRemove,
                                surroundings::chooseNewFile,
                                this::showReader,
                                oneColumn,
                                model.consent().isOffered() ? model.consent()::open : null));
        header =
                new HeaderView(
                        model,
                        messages,
                        surroundings,
                        new HeaderView.Acts(
                                this::addFiles,
                                this::addFolder,
                                hits::move,
                                this::readHit,
                                shortcuts::open,
                                () -> letSidebarFloat(!floating)));
        frame.setTop(header);
        left.getChildren().add(sidebar);
        frame.setLeft(left);
        status =
                new StatusView(
                        model.status(),
                        model.add(),
                        messages,
                        new StatusView.Acts(
                                model::showNotReadable,
                                () -> model.show(Screen.ACTIVITY),
                                () -> model.show(Screen.PRIVACY),
                                () -> model.show(Screen.MODELS)));
        var drop =
                new DropView(
                        model.add(), messages, () -> !model.sidebar().labels().get().isEmpty());
        middle = new StackPane(columns, drop);
        middle.setMinHeight(0);
        frame.setCenter(middle);
        frame.setBottom(status); // last, as the Tab key goes
        getChildren()
                .add(
                        new Zoom(
                                new StackPane(
                                        frame,
                                        shortcuts,
                                        new ConsentView(model.consent(), messages)),
                                factor));

        Controls.follow(this, model.screen(), this::arrange);
        Controls.follow(this, model.inspectorBesideHits(), this::arrange);
        Controls.follow(this, hitOpened, this::arrange);
        Controls.follow(this, model.search().text(), () -> hitOpened.set(false));
        Controls.follow(this, model.ask().opened(), this::arrange);
        widthProperty()
                .addListener(_ -> {
                    oneColumn.set(width() < TWO_COLUMNS);
                    showColumns();
                    fit();
                });
        Controls.follow(
                this,
                model.add().held(),
                () -> sidebar.offerLabels(model.add().held().get() != null));
        sidebar.offerLabels(model.add().held().get() != null);
        arrange();
        takeFiles();
        addEventFilter(KeyEvent.KEY_PRESSED, this::act);
    }

    private void arrange() {
        showColumns();
        letSidebarFloat(false);
    }

    private void showColumns() {
        List<Region> shown =
                switch (model.screen().get()) {
                    case EMPTY -> List.of(empty);
                    case LIBRARY ->
                            oneColumn.get() ? List.of(library) : List.of(library, inspector);
                    case READER ->
                            oneColumn.get()
                                    ? List.of(readerOrInspector())
                                    : List.of(reader, inspector);
                    case HITS ->
                            oneColumn.get()
                                    ? List.of(hitOpened.get() ? readerOrInspector() : hits)
                                    : !model.inspectorBesideHits().get()
                                            ? List.of(hits, reader)
                                            : hasRoomForThree()
                                                    ? List.of(hits, reader, inspector)
                                                    : List.of(reader, inspector);
                    case ASK ->
                            model.ask().opened().get() == null
                                    ? List.of(ask())
                                    : oneColumn.get() ? List.of(reader) : List.of(ask(), reader);
                    case DUPLICATES, ACTIVITY, MODELS, PRIVACY, SETTINGS ->
                            List.of(page(model.screen().get()));
                };
        if (!columns.getChildren().equals(shown)) {
            columns.getChildren().setAll(shown);
            if (shown.getFirst() instanceof PageView page) {
                page.refresh();
            }
        }
        for (var column : List.of(empty, library, reader)) {
            letGrow(column);
        }
        if (ask != null) {
            holdAsk(ask);
        }
    }

    private Region readerOrInspector() {
        return model.inspectorBesideHits().get() ? inspector : reader;
    }

    /// Where there is room for one column, the reader takes the place of the inspector.
    private void showReader() {
        if (oneColumn.get()) {
            hitOpened.set(model.screen().get() == Screen.HITS);
            model.inspectorBesideHits().set(false);
            focusText();
        }
    }

    /// Shows what is known of the document that is chosen. Says whether there is one.
    private boolean showInspector() {
        var row = model.inspector().row().get();
        if (row == null || !model.screen().get().hasInspector()) {
            return false;
        }
        if (!columns.getChildren().contains(inspector)) {
            if (model.screen().get() == Screen.LIBRARY) {
                model.read(row);
            }
            hitOpened.set(model.screen().get() == Screen.HITS);
            model.inspectorBesideHits().set(true);
            applyCss();
            layout();
        }
        return true;
    }

    private AskView ask() {
        var made = ask;
        if (made == null) {
            made =
                    new AskView(
                            model.ask(),
                            messages,
                            new AskView.Acts(() -> model.show(Screen.MODELS), model::search));
            ask = made;
        }
        return made;
    }

    /// The whole width, or as much as hits have beside the reader.
    private void holdAsk(AskView shown) {
        if (model.ask().opened().get() == null) {
            shown.setPrefWidth(USE_COMPUTED_SIZE);
            shown.setMaxWidth(Double.MAX_VALUE);
            letGrow(shown);
        } else {
            hold(shown, isTight() ? HITS_NARROW : HITS);
        }
    }

    private boolean isTight() {
        return width() < 1360 || (columns.getChildren().size() == 3 && width() < 1600);
    }

    private boolean hasRoomForThree() {
        double beside = isNarrow() ? 0 : sidebar.minWidth(-1);
        return width() - beside >= HITS_NARROW + READER + INSPECTOR_NARROW;
    }

    /// In the lengths of what is shown, which [Zoom] stretches.
    private double width() {
        return getWidth() / factor;
    }

    private boolean isNarrow() {
        return width() < SIDEBAR_FROM;
    }

    private static void letGrow(Region column) {
        HBox.setHgrow(column, Priority.ALWAYS);
        column.setMinSize(0, 0);
    }

    private PageView page(Screen screen) {
        var page = pages.get(screen);
        if (page == null) {
            page = newPage(screen);
            letGrow(page);
            pages.put(screen, page);
        }
        return page;
    }

    private PageView newPage(Screen screen) {
        return switch (screen) {
            case DUPLICATES ->
                    new DuplicatesView(
                            model.duplicates(),
                            messages,
                            new DuplicatesView.Acts(this::read, this::askToRemove));
            case ACTIVITY ->
                    new ActivityView(
                            model.activity(),
                            model.status(),
                            model.models(),
                            model.settings(),
                            messages,
                            new ActivityView.Acts(this::read, this::readAgain));
            case MODELS ->
                    new ModelsView(
                            model.models(), model.status(), messages, surroundings::chooseFolder);
            case PRIVACY ->
                    new PrivacyView(
                            model.privacy(),
                            messages,
                            new PrivacyView.Acts(
                                    () ->
                                            surroundings.chooseNewFile(
                                                    messages.text("privacy.report.file")),
                                    surroundings::open));
            case SETTINGS ->
                    new SettingsView(
                            messages,
                            model.folder(),
                            model.settings(),
                            model.sidebar().labels(),
                            model.watch(),
                            model.writer(),
                            surroundings,
                            new SettingsView.Acts(
                                    () -> model.show(Screen.MODELS),
                                    () -> model.show(Screen.PRIVACY)));
            case EMPTY, LIBRARY, READER, HITS, ASK -> throw new IllegalArgumentException("no page");
        };
    }

    /// Lets the sidebar float over the screen where there is no room beside it, or takes it away.
    private void letSidebarFloat(boolean floats) {
        floating = floats;
        fit();
        if (floats) {
            sidebar.focus();
        }
    }

    private void fit() {
        boolean narrow = isNarrow();
        if (narrow && left.getChildren().contains(sidebar)) {
            left.getChildren().remove(sidebar);
            middle.getChildren().add(1, sidebar);
            StackPane.setAlignment(sidebar, Pos.CENTER_LEFT);
        } else if (!narrow && !left.getChildren().contains(sidebar)) {
            middle.getChildren().remove(sidebar);
            left.getChildren().add(sidebar);
        }
        Controls.shown(sidebar, !narrow || floating);
        sidebar.pseudoClassStateChanged(FLOATING, narrow);
        pseudoClassStateChanged(NARROW, narrow);
        pseudoClassStateChanged(TIGHT, oneColumn.get());
        header.offerSidebar(narrow);
        header.tighten(oneColumn.get());
        status.tighten(oneColumn.get());
        status.narrow(narrow);
        boolean three = columns.getChildren().size() == 3;
        boolean tight = isTight();
        if (oneColumn.get()) {
            for (var column : List.of(inspector, hits)) {
                column.setPrefWidth(USE_COMPUTED_SIZE);
                column.setMaxWidth(Double.MAX_VALUE);
                letGrow(column);
            }
            return;
        }
        hold(
                inspector,
                narrow || (three && tight)
                        ? INSPECTOR_NARROW
                        : tight ? INSPECTOR_SMALL : INSPECTOR);
        hold(hits, tight ? HITS_NARROW : HITS);
        if (ask != null) {
            holdAsk(ask);
        }
    }

    private static void hold(Region column, double width) {
        column.setMinWidth(width);
        column.setPrefWidth(width);
        column.setMaxWidth(width);
    }

    // -- Adding

    private void takeFiles() {
        addEventHandler(
                DragEvent.DRAG_OVER,
                event -> {
                    if (event.getDragboard().hasFiles()) {
                        event.acceptTransferModes(TransferMode.COPY);
                        if (model.add().held().get() == null) {
                            model.add().hold(paths(event.getDragboard().getFiles()));
                        }
                        event.consume();
                    }
                });
        addEventHandler(DragEvent.DRAG_EXITED, _ -> letGo());
        addEventHandler(
                DragEvent.DRAG_DROPPED,
                event -> {
                    if (event.getDragboard().hasFiles()) {
                        model.add().add(paths(event.getDragboard().getFiles()));
                        event.setDropCompleted(true);
                        event.consume();
                    }
                    letGo();
                });
    }

    private void letGo() {
        model.add().letGo();
    }

    private static List<Path> paths(List<File> files) {
        return files.stream().map(File::toPath).toList();
    }

    private void addFiles() {
        model.add().add(surroundings.chooseFiles());
    }

    private void addFolder() {
        model.add().add(surroundings.chooseFolder().stream().toList());
    }

    private void readAgain(List<Row> rows) {
        model.add().add(rows.stream().flatMap(row -> row.document().sources().stream()).toList());
    }

    private void askToRemove() {
        var row = model.inspector().row().get();
        if (row != null) {
            askToRemove(row);
        }
    }

    private void askToRemove(Row row) {
        model.leavePage();
        if (model.screen().get() == Screen.READER) {
            leaveReader();
        }
        model.leaveSearch();
        if (!model.library().rows().contains(row)) {
            model.sidebar().place().set(new Place.All());
        }
        model.library().select(List.of(row));
        model.library().askToRemove();
    }

    // -- Going about

    private void read(Row row) {
        model.read(row);
        showReader();
        focusText();
    }

    private void open(Row row) {
        model.locate(row, surroundings::open);
    }

    private void leaveReader() {
        if (model.screen().get() == Screen.ASK) {
            model.leaveSource();
            ask().focusQuestion();
            return;
        }
        if (model.screen().get() == Screen.HITS) {
            hitOpened.set(false);
            hits.focusList();
            return;
        }
        model.leaveReader();
        library.focusList();
    }

    private void readHit() {
        var hit = model.search().selected().get();
        if (hit != null) {
            model.markOpened(hit);
            showReader();
        }
        focusText();
    }

    private void focusText() {
        reader.focusText();
    }

    private List<String> types() {
        return model.documents().rows().stream()
                .map(row -> row.document().type())
                .filter(type -> !type.isEmpty())
                .distinct()
                .sorted()
                .toList();
    }

    private List<String> labels() {
        return model.sidebar().labels().get().stream().map(Label::name).toList();
    }

    private void act(KeyEvent event) {
        if (event.isShortcutDown() && !event.isAltDown() && !event.isShiftDown()) {
            switch (event.getCode()) {
                case K -> header.focusSearch();
                case J -> {
                    model.show(Screen.ASK);
                    ask().focusQuestion();
                }
                case F -> find();
                case O -> addFiles();
                case COMMA -> model.show(Screen.SETTINGS);
                case L -> {
                    if (showInspector()) {
                        inspector.askForLabel();
                    }
                }
                case DIGIT1, NUMPAD1 -> showSummary(Length.BRIEF);
                case DIGIT2, NUMPAD2 -> showSummary(Length.STANDARD);
                case DIGIT3, NUMPAD3 -> showSummary(Length.DETAILED);
                case V -> {
                    if (!paste()) {
                        return;
                    }
                }
                default -> {
                    return;
                }
            }
            event.consume();
        } else if (event.getCode() == KeyCode.F1
                || (event.isShiftDown()
                        && event.getCode() == KeyCode.SLASH
                        && !(focused() instanceof TextInputControl))) {
            shortcuts.open();
            event.consume();
        } else if (event.getCode() == KeyCode.ESCAPE && !shortcuts.isVisible()) {
            escape(event);
        }
    }

    private void showSummary(Length length) {
        if (showInspector()) {
            inspector.showSummary(length);
        }
    }

    /// In the document that is being read, else in the library.
    private void find() {
        if (model.screen().get() == Screen.READER || reader.isFocusWithin()) {
            reader.askToFind();
        } else {
            header.focusSearch();
        }
    }

    private boolean paste() {
        var clipboard = Clipboard.getSystemClipboard();
        if (focused() instanceof TextInputControl) {
            return false;
        }
        if (clipboard.hasFiles()) {
            model.add().add(paths(clipboard.getFiles()));
            return true;
        }
        if (clipboard.hasString() && !clipboard.getString().isBlank()) {
            model.add().paste(clipboard.getString());
            return true;
        }
        return false;
    }

    private Node focused() {
        Scene scene = getScene();
        return scene == null || scene.getFocusOwner() == null ? this : scene.getFocusOwner();
    }

    private void escape(KeyEvent event) {
        if (floating) {
            letSidebarFloat(false);
            event.consume();
        } else if (!(model.consent().state().get() instanceof ConsentViewModel.State.Closed)) {
            return; // it is for the sheet
        } else if (model.screen().get() == Screen.ASK && model.ask().stepBack()) {
            ask().focusQuestion();
            event.consume();
        } else if (model.screen().get().isPage()) {
            model.leavePage();
            event.consume();
        } else if (oneColumn.get() && columns.getChildren().contains(inspector)) {
            showReader();
            event.consume();
        } else if (model.library().doomed().get().isEmpty()) {
            if (oneColumn.get() && model.screen().get() == Screen.HITS && hitOpened.get()) {
                leaveReader();
                event.consume();
            } else if (model.screen().get() == Screen.HITS) {
                model.leaveSearch();
                event.consume();
            } else if (model.screen().get() == Screen.READER) {
                leaveReader();
                event.consume();
            }
        }
    }

    /// Puts the keyboard where one begins.
    public void focusSearch() {
        header.focusSearch();
    }

    private void goOnTyping() {
        header.goOnTyping();
    }
}
