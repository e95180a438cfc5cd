package stillroom.app.ui.library;

import static stillroom.app.ui.common.Controls.S2;
import static stillroom.app.ui.common.Controls.S3;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javafx.beans.binding.Bindings;
import javafx.collections.ListChangeListener;
import javafx.scene.AccessibleRole;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.SelectionMode;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableRow;
import javafx.scene.control.TableView;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.skin.VirtualFlow;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import org.kordamp.ikonli.javafx.FontIcon;
import stillroom.app.ui.common.ChipRow;
import stillroom.app.ui.common.Controls;
import stillroom.app.ui.common.Documents;
import stillroom.app.ui.common.Messages;
import stillroom.app.ui.common.Place;
import stillroom.app.ui.common.Row;
import stillroom.app.ui.common.TypeMark;
import stillroom.app.ui.library.LibraryViewModel.Order;
import stillroom.app.ui.library.LibraryViewModel.Sorting;
import stillroom.index.Document;
import stillroom.index.Status;

/// The list of documents.
public final class LibraryView extends VBox {

    private static final double ROW = 40;
    private static final double ROOM_FOR_ADDED = 620;
    private static final double ROOM_FOR_PAGES = 480;

    private final LibraryViewModel model;
    private final Messages messages;
    private final Acts acts;
    private final TableView<Row> table;
    private boolean restoring;
    private boolean telling;

    /// What can be done with documents of the list.
    ///
    /// @param read opens one in the reader
    /// @param open opens one in the program that the system has for it
    /// @param readAgain reads some once more
    public record Acts(Consumer<Row> read, Consumer<Row> open, Consumer<List<Row>> readAgain) {}

    public LibraryView(LibraryViewModel model, Documents documents, Messages messages, Acts acts) {
        this.model = model;
        this.messages = messages;
        this.acts = acts;
        getStyleClass().add("st-canvas");
        table = table(documents);
        getChildren().addAll(head(documents), Controls.growing(table), removal());

        table.getSelectionModel()
                .getSelectedItems()
                .addListener((ListChangeListener<Row>) _ -> tellSelection());
        for (var part : List.of(model.listed(), model.selected())) {
            Controls.follow(this, part, this::followSelection);
        }
        followSelection();
        table.skinProperty().addListener(_ -> followScrolling());
    }

    /// Tells which rows can be seen, whenever that may have changed.
    private void followScrolling() {
        if (table.lookup(".virtual-flow") instanceof VirtualFlow<?> flow) {
            Runnable tell =
                    () -> {
                        var first = flow.getFirstVisibleCell();
                        var last = flow.getLastVisibleCell();
                        if (first != null && last != null) {
                            model.see(first.getIndex(), last.getIndex());
                        }
                    };
            flow.positionProperty().addListener(_ -> model.lookLater(tell));
            flow.heightProperty().addListener(_ -> model.lookLater(tell));
            Controls.follow(this, model.listed(), () -> model.lookLater(tell));
        }
    }

    private VBox headText(Documents documents) {
        var title = Controls.text("", "t-title");
        title.textProperty().bind(Controls.made(model.place(), this::name));
        var sub = Controls.text("", "t-small", "st-muted");
        sub.textProperty()
                .bind(
                        Bindings.createStringBinding(
                                () -> count(documents),
                                model.place(),
                                model.rows(),
                                documents.revision()));
        return Controls.column(0, title, sub);
    }

    private HBox head(Documents documents) {
        return Controls.styled(
                Controls.row(S2, Controls.growing(headText(documents)), order()), "st-page-head");
    }

    /// What the heads of the columns do, for the keyboard and for columns that have no room.
    private MenuButton order() {
        var button = Controls.styled(new MenuButton(), "st-filter");
        button.setMinWidth(USE_PREF_SIZE);
        var group = new ToggleGroup();
        for (var by : Order.values()) {
            var item = new RadioMenuItem(title(by));
            item.setToggleGroup(group);
            item.setUserData(by);
            item.setOnAction(_ -> model.sortBy(by));
            button.getItems().add(item);
        }
        Runnable follow =
                () -> {
                    var sorting = model.sorting().get();
                    group.getToggles().stream()
                            .filter(item -> item.getUserData() == sorting.by())
                            .forEach(group::selectToggle);
                    button.setGraphic(
                            Controls.icon(
                                    sorting.descending()
                                            ? BootstrapIcons.SORT_DOWN
                                            : BootstrapIcons.SORT_UP));
                    button.setText(title(sorting.by()));
                    button.setAccessibleText(
                            messages.text(
                                    sorting.descending()
                                            ? "library.order.falling"
                                            : "library.order.rising",
                                    button.getText()));
                };
        Controls.follow(this, model.sorting(), follow);
        follow.run();
        return button;
    }

    private String title(Order order) {
        return messages.text("column." + order.name().toLowerCase(Locale.ROOT));
    }

    private String name(Place place) {
        return switch (place) {
            case Place.All() -> messages.text("place.all");
            case Place.Recent _ -> messages.text("place.recent");
            case Place.NotReadable() -> messages.text("place.notReadable");
            case Place.Unread() -> messages.text("place.unread");
            case Place.Sensitive() -> messages.text("place.sensitive");
            case Place.Labeled(var label) -> label;
            case Place.InFolder(var folder) -> {
                var name = folder.getFileName();
                yield name == null ? folder.toString() : name.toString();
            }
        };
    }

    private String count(Documents documents) {
        int listed = model.rows().size();
        return switch (model.place().get()) {
            case Place.All() -> messages.text("library.countWithPages", listed, documents.pages());
            case Place.InFolder(var folder) ->
                    messages.text("library.countInFolder", listed, folder.toString());
            case Place.Recent _,
                    Place.NotReadable _,
                    Place.Unread _,
                    Place.Sensitive _,
                    Place.Labeled _ ->
                    messages.text("library.count", listed);
        };
    }

    private TableView<Row> table(Documents documents) {
        var view = new TableView<>(model.rows());
        view.getStyleClass().addAll("st-table", "edge-to-edge");
        view.setAccessibleText(messages.text("library.table"));
        // else the list looks at each of its rows whenever it changes or is scrolled
        view.setFixedCellSize(ROW);
        view.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_NEXT_COLUMN);
        view.setSelectionModel(new RowSelection<>(view));
        view.getSelectionModel().setSelectionMode(SelectionMode.MULTIPLE);
        view.setPlaceholder(
                Controls.emptiness(
                        BootstrapIcons.INBOX,
                        messages.text("library.nothing"),
                        messages.text("library.nothing.advice")));

        var name = column("st-col-name", Order.NAME, () -> new NameCell(messages));
        name.setMinWidth(160);
        name.setPrefWidth(364);
        var labels =
                column("st-col-labels", Order.LABELS, () -> new LabelsCell(messages, documents));
        labels.setMinWidth(96);
        labels.setPrefWidth(200);
        var pages = column("st-col-right", Order.PAGES, () -> new WordCell(this::pages));
        fix(pages, 68);
        var added =
                column(
                        "st-col-added",
                        Order.ADDED,
                        () -> new WordCell(document -> messages.day(document.added())));
        fix(added, 104);
        added.setSortType(TableColumn.SortType.DESCENDING);
        var state = column("st-col-center", Order.STATE, () -> new StateCell(messages));
        fix(state, 72);
        view.getColumns().setAll(List.of(name, labels, pages, added, state));
        followOrder(view);
        Controls.follow(this, model.sorting(), () -> followOrder(view));
        view.setSortPolicy(sorted -> {
            model.sort(wanted(sorted));
            return true;
        });

        // what is told at the right as well goes first
        view.widthProperty()
                .addListener(_ -> {
                    added.setVisible(view.getWidth() == 0 || view.getWidth() > ROOM_FOR_ADDED);
                    pages.setVisible(view.getWidth() == 0 || view.getWidth() > ROOM_FOR_PAGES);
                });
        view.setRowFactory(_ -> row());
        view.setContextMenu(menu());
        view.setOnKeyPressed(event -> {
            var current = view.getSelectionModel().getSelectedItem();
            if (event.getCode() == KeyCode.DELETE || event.getCode() == KeyCode.BACK_SPACE) {
                model.askToRemove();
            } else if ((event.getCode() == KeyCode.ENTER || event.getCode() == KeyCode.SPACE)
                    && current != null) {
                acts.read().accept(current);
                event.consume();
            } else if (event.getCode() == KeyCode.F5) {
                acts.readAgain().accept(model.selected().get());
            }
        });
        return view;
    }

    /// Has the heads of the columns tell how the list is ordered.
    private void followOrder(TableView<Row> view) {
        if (!model.sorting().get().equals(wanted(view))) {
            for (var column : view.getColumns()) {
                if (model.sorting().get().by() == column.getUserData()) {
                    column.setSortType(
                            model.sorting().get().descending()
                                    ? TableColumn.SortType.DESCENDING
                                    : TableColumn.SortType.ASCENDING);
                    view.getSortOrder().setAll(List.of(column));
                }
            }
        }
    }

    /// What the heads of the columns say; null if none of them orders.
    private static @Nullable Sorting wanted(TableView<Row> table) {
        for (var column : table.getSortOrder()) {
            if (column.getUserData() instanceof Order by) {
                return new Sorting(by, column.getSortType() == TableColumn.SortType.DESCENDING);
            }
        }
        return null;
    }

    private static void fix(TableColumn<Row, Document> column, double width) {
        column.setMinWidth(width);
        column.setPrefWidth(width);
        column.setMaxWidth(width);
    }

    private String pages(Document document) {
        return document.pages() == 0 ? "–" : messages.number(document.pages());
    }

    private TableColumn<Row, Document> column(
            String styleClass, Order order, Supplier<TableCell<Row, Document>> cell) {
        var column = new TableColumn<Row, Document>(title(order));
        column.getStyleClass().add(styleClass);
        column.setCellValueFactory(features -> features.getValue().documentProperty());
        column.setUserData(order);
        column.setReorderable(false);
        column.setCellFactory(_ -> {
            var made = cell.get();
            made.getStyleClass().add(styleClass);
            return made;
        });
        return column;
    }

    private TableRow<Row> row() {
        var row = new TableRow<Row>();
        row.setOnMouseClicked(event -> {
            if (event.getButton() == MouseButton.PRIMARY
                    && event.getClickCount() == 2
                    && row.getItem() != null) {
                acts.read().accept(row.getItem());
            }
        });
        return row;
    }

    /// What can be done with the chosen documents. One for the whole table: a row is made often,
    /// and the keyboard is in the table, not in a row.
    private ContextMenu menu() {
        var menu =
                new ContextMenu(
                        Controls.item(
                                messages, "act.read", BootstrapIcons.BOOK, () -> with(acts.read())),
                        Controls.item(
                                messages,
                                "act.openOutside",
                                BootstrapIcons.BOX_ARROW_UP_RIGHT,
                                () -> with(acts.open())),
                        Controls.item(
                                messages,
                                "act.readAgain",
                                BootstrapIcons.ARROW_CLOCKWISE,
                                () -> acts.readAgain().accept(model.selected().get())),
                        Controls.item(
                                messages, "act.remove", BootstrapIcons.TRASH, model::askToRemove));
        menu.setOnShowing(_ -> {
            boolean nothing = model.selected().get().isEmpty();
            menu.getItems().forEach(item -> item.setDisable(nothing));
        });
        return menu;
    }

    private void with(Consumer<Row> act) {
        var chosen = model.selected().get();
        if (!chosen.isEmpty()) {
            act.accept(chosen.getLast());
        }
    }

    private HBox removal() {
        var question = Controls.text("", "t-body");
        question.textProperty()
                .bind(
                        Controls.made(
                                model.doomed(),
                                doomed -> messages.text("remove.question", doomed.size())));
        var remove =
                Controls.styled(
                        Controls.textButton(messages.text("remove.yes"), model::remove), "danger");
        var keep = Controls.textButton(messages.text("remove.no"), model::keep);
        var bar =
                Controls.styled(
                        Controls.row(
                                S3,
                                Controls.icon(BootstrapIcons.TRASH),
                                question,
                                Controls.spring(),
                                keep,
                                remove),
                        "st-question");
        Controls.shownWhile(bar, Controls.made(model.doomed(), doomed -> !doomed.isEmpty()));
        Controls.follow(
                this,
                model.doomed(),
                () -> {
                    if (!model.doomed().get().isEmpty()) {
                        remove.requestFocus();
                    } else if (bar.isFocusWithin()) {
                        table.requestFocus();
                    }
                });
        bar.setOnKeyPressed(event -> {
            if (event.getCode() == KeyCode.ESCAPE) {
                model.keep();
                event.consume();
            }
        });
        return bar;
    }

    private void tellSelection() {
        if (!restoring && !model.isListing()) {
            var selection = table.getSelectionModel();
            var current = selection.getSelectedItem();
            var others =
                    selection.getSelectedItems().stream()
                            .filter(row -> row != null && row != current);
            telling = true;
            model.select(
                    current == null
                            ? others.toList()
                            : Stream.concat(others, Stream.of(current)).toList());
            telling = false;
        }
    }

    /// Selects in the list what is selected in the model. Something always is, so that there is
    /// something to see at the right.
    private void followSelection() {
        var selection = table.getSelectionModel();
        var wanted = model.selected().get();
        if (telling && !wanted.isEmpty()) {
            return; // it was told what is selected here
        }
        restoring = true;
        int[] places = places(wanted);
        if (!IntStream.of(places).boxed().toList().equals(selection.getSelectedIndices())) {
            selection.clearSelection();
            if (places.length == table.getItems().size()) {
                selection.selectAll();
            } else if (places.length > 0) {
                selection.selectIndices(places[0], places);
            }
        }
        if (selection.isEmpty() && !table.getItems().isEmpty()) {
            selection.select(0);
        }
        restoring = false;
        tellSelection();
    }

    /// Where some rows stand in the list, from the top.
    private int[] places(List<Row> rows) {
        var items = table.getItems();
        if (rows.size() == 1) {
            return IntStream.of(items.indexOf(rows.getFirst()))
                    .filter(place -> place >= 0)
                    .toArray();
        }
        var wanted = new HashSet<>(rows);
        return IntStream.range(0, items.size())
                .filter(place -> wanted.contains(items.get(place)))
                .toArray();
    }

    /// Puts the keyboard into the list.
    public void focusList() {
        table.requestFocus();
    }

    /// Shows one property of a document in words.
    private static final class WordCell extends TableCell<Row, Document> {

        private final Function<Document, String> words;

        WordCell(Function<Document, String> words) {
            this.words = words;
            getStyleClass().add("st-word-cell");
        }

        @Override
        protected void updateItem(@Nullable Document document, boolean empty) {
            super.updateItem(document, empty);
            setText(document == null || empty ? "" : words.apply(document));
        }
    }

    /// The name of a document, and behind it what is wrong with it.
    private static final class NameCell extends TableCell<Row, Document> {

        private static final double NOTED = 310;

        private final Messages messages;
        private final TypeMark mark = new TypeMark();
        private final Label name = Controls.text("", "t-row");
        private final FontIcon sensitive =
                Controls.icon(BootstrapIcons.SHIELD_EXCLAMATION, "st-subtle");
        private final Label note = Controls.firm(Controls.text("", "t-small", "st-warn-text"));
        private final HBox box = Controls.row(S3, mark, name, sensitive, note);

        NameCell(Messages messages) {
            this.messages = messages;
            name.setMinWidth(48);
            sensitive.setAccessibleRole(AccessibleRole.IMAGE_VIEW);
            Controls.tooltip(sensitive, sensitive::getAccessibleText);
            // where there is no room, the state tells it too
            Controls.shownWhile(note, widthProperty().map(width -> width.doubleValue() > NOTED));
        }

        @Override
        protected void updateItem(@Nullable Document document, boolean empty) {
            super.updateItem(document, empty);
            setGraphic(document == null || empty ? null : box);
            if (document != null && !empty) {
                mark.show(document.type());
                name.setText(Controls.name(document));
                Controls.shown(sensitive, !document.sensitive().isEmpty());
                if (sensitive.isVisible()) {
                    sensitive.setAccessibleText(messages.sensitive(document.sensitive()));
                }
                note.setText(
                        document.status() instanceof Status.Failed(var problem, _)
                                ? messages.problem(problem)
                                : "");
            }
        }
    }

    /// The labels of a document.
    private static final class LabelsCell extends TableCell<Row, Document> {

        private final ChipRow chips;

        LabelsCell(Messages messages, Documents documents) {
            chips = new ChipRow(messages, documents::hue);
            chips.maxWidthProperty().bind(widthProperty().subtract(16));
            chips.prefWidthProperty().bind(widthProperty().subtract(16));
        }

        @Override
        protected void updateItem(@Nullable Document document, boolean empty) {
            super.updateItem(document, empty);
            setGraphic(document == null || empty ? null : chips);
            if (document != null && !empty) {
                chips.show(document.labels());
            }
        }
    }

    /// How far a document has come. Icons with their tooltips are kept, because they cost more than
    /// all the rest of a row.
    private static final class StateCell extends TableCell<Row, Document> {

        private final Messages messages;
        private final Map<String, FontIcon> icons = new HashMap<>();

        StateCell(Messages messages) {
            this.messages = messages;
        }

        @Override
        protected void updateItem(@Nullable Document document, boolean empty) {
            super.updateItem(document, empty);
            setGraphic(
                    document == null || empty
                            ? null
                            : icons.computeIfAbsent(
                                    messages.status(document.status()),
                                    _ -> Controls.statusIcon(document.status(), messages)));
        }
    }
}
