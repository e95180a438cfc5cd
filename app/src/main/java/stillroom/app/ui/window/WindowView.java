package stillroom.app.ui.window;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import javafx.css.PseudoClass;
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
import stillroom.app.describe.Length;
import stillroom.app.lock.LockState;
import stillroom.app.ui.add.DropView;
import stillroom.app.ui.add.EmptyView;
import stillroom.app.ui.common.Controls;
import stillroom.app.ui.common.Messages;
import stillroom.app.ui.common.Row;
import stillroom.app.ui.inspector.InspectorView;
import stillroom.app.ui.library.LibraryView;
import stillroom.app.ui.reader.ReaderView;
import stillroom.app.ui.search.SearchView;
import stillroom.app.ui.sidebar.SidebarView;
import stillroom.app.ui.status.StatusView;
import stillroom.app.ui.window.WindowViewModel.Screen;
import stillroom.index.Label;

/// The whole window: header, sidebar, status bar, and between them the screens.
public final class WindowView extends StackPane {

    private static final PseudoClass NARROW = PseudoClass.getPseudoClass("narrow");
    private static final double SIDEBAR_FROM = 1040;
    private static final double INSPECTOR = 400;
    private static final double INSPECTOR_SMALL = 368;
    private static final double INSPECTOR_NARROW = 336;
    private static final double HITS = 440;
    private static final double HITS_NARROW = 368;

    private final WindowViewModel model;
    private final Surroundings surroundings;
    private final HeaderView header;
    private final SidebarView sidebar;
    private final EmptyView empty;
    private final LibraryView library;
    private final SearchView hits;
    private final ReaderView reader;
    private final InspectorView inspector;
    private final Shortcuts shortcuts;
    private final HBox columns = Controls.styled(new HBox(), "st-columns");

    public WindowView(WindowViewModel model, Messages messages, Surroundings surroundings) {
        this.model = model;
        this.surroundings = surroundings;
        getStyleClass().add("st-window");
        shortcuts = new Shortcuts(messages);
        sidebar =
                new SidebarView(
                        model.sidebar(),
                        messages,
                        (files, label) -> model.add().add(paths(files), label));
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
                                model::showNotReadable,
                                _ -> focusText()));
        reader =
                new ReaderView(
                        model.reader(),
                        messages,
                        new ReaderView.Acts(
                                this::open,
                                this::leaveReader,
                                model.screen().map(screen -> screen == Screen.READER),
                                () ->
                                        model.inspectorBesideHits()
                                                .set(!model.inspectorBesideHits().get()),
                                model.screen().map(screen -> screen == Screen.HITS)));
        inspector =
                new InspectorView(
                        model.inspector(),
                        messages,
                        new InspectorView.Acts(
                                sentence -> model.read(sentence),
                                similar -> model.read(similar),
                                this::read,
                                this::open,
                                row -> readAgain(List.of(row)),
                                this::askToRemove));
        header =
                new HeaderView(
                        model,
                        messages,
                        surroundings,
                        new HeaderView.Acts(
                                this::addFiles,
                                this::addFolder,
                                hits::move,
                                this::focusText,
                                shortcuts::open));
        var frame = new BorderPane(columns);
        frame.setTop(header);
        frame.setLeft(sidebar);
        frame.setBottom(
                new StatusView(model.status(), model.add(), messages, model::showNotReadable));
        var drop =
                new DropView(
                        model.add(), messages, () -> !model.sidebar().labels().get().isEmpty());
        frame.setCenter(new StackPane(columns, drop));
        getChildren().addAll(frame, shortcuts);

        model.screen().addListener(_ -> arrange());
        model.inspectorBesideHits().addListener(_ -> arrange());
        widthProperty().addListener(_ -> fit());
        model.add().held().addListener((_, _, held) -> sidebar.offerLabels(held != null));
        sidebar.offerLabels(model.add().held().get() != null);
        arrange();
        takeFiles();
        addEventFilter(KeyEvent.KEY_PRESSED, this::act);
    }

    private void arrange() {
        List<Region> shown =
                switch (model.screen().get()) {
                    case EMPTY -> List.of(empty);
                    case LIBRARY -> List.of(library, inspector);
                    case READER -> List.of(reader, inspector);
                    case HITS ->
                            model.inspectorBesideHits().get()
                                    ? List.of(hits, reader, inspector)
                                    : List.of(hits, reader);
                };
        if (!columns.getChildren().equals(shown)) {
            columns.getChildren().setAll(shown);
        }
        for (var column : List.of(empty, library, reader)) {
            HBox.setHgrow(column, Priority.ALWAYS);
            column.setMinWidth(0);
        }
        fit();
    }

    private void fit() {
        boolean narrow = getWidth() < SIDEBAR_FROM;
        sidebar.setVisible(!narrow);
        sidebar.setManaged(!narrow);
        pseudoClassStateChanged(NARROW, narrow);
        boolean three = columns.getChildren().size() == 3;
        boolean tight = getWidth() < 1360 || (three && getWidth() < 1600);
        hold(
                inspector,
                narrow || (three && tight)
                        ? INSPECTOR_NARROW
                        : tight ? INSPECTOR_SMALL : INSPECTOR);
        hold(hits, tight ? HITS_NARROW : HITS);
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
            if (model.screen().get() == Screen.READER) {
                leaveReader();
            }
            model.leaveSearch();
            model.library().select(List.of(row));
            model.library().askToRemove();
        }
    }

    // -- Going about

    private void read(Row row) {
        model.read(row);
        focusText();
    }

    private void open(Row row) {
        surroundings.open(row.document().path());
    }

    private void leaveReader() {
        model.leaveReader();
        library.focusList();
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
                case K, F -> header.focusSearch();
                case O -> addFiles();
                case L -> inspector.askForLabel();
                case DIGIT1, NUMPAD1 -> inspector.showSummary(Length.BRIEF);
                case DIGIT2, NUMPAD2 -> inspector.showSummary(Length.STANDARD);
                case DIGIT3, NUMPAD3 -> inspector.showSummary(Length.DETAILED);
                case V -> {
                    if (!pasteFiles()) {
                        return;
                    }
                }
                default -> {
                    return;
                }
            }
            event.consume();
        } else if (event.getCode() == KeyCode.F1) {
            shortcuts.open();
            event.consume();
        } else if (event.getCode() == KeyCode.ESCAPE && !shortcuts.isVisible()) {
            escape(event);
        }
    }

    private boolean pasteFiles() {
        var clipboard = Clipboard.getSystemClipboard();
        if (clipboard.hasFiles() && !(focused() instanceof TextInputControl)) {
            model.add().add(paths(clipboard.getFiles()));
            return true;
        }
        return false;
    }

    private Node focused() {
        Scene scene = getScene();
        return scene == null || scene.getFocusOwner() == null ? this : scene.getFocusOwner();
    }

    private void escape(KeyEvent event) {
        if (model.library().doomed().get().isEmpty()) {
            if (model.screen().get() == Screen.HITS) {
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
}
