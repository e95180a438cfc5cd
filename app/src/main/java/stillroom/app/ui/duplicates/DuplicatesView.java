package stillroom.app.ui.duplicates;

import static stillroom.app.ui.common.Controls.S2;
import static stillroom.app.ui.common.Controls.S3;

import java.util.List;
import java.util.function.Consumer;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import stillroom.app.ui.common.BoxCell;
import stillroom.app.ui.common.Controls;
import stillroom.app.ui.common.Messages;
import stillroom.app.ui.common.PageView;
import stillroom.app.ui.common.Row;
import stillroom.app.ui.common.TypeMark;
import stillroom.app.ui.duplicates.DuplicatesViewModel.Line;

/// The documents that are in the library more than once, group by group.
public final class DuplicatesView extends PageView {

    private final DuplicatesViewModel model;
    private final Messages messages;
    private final Acts acts;
    private final ListView<Line> list;

    /// What can be done with one of the copies.
    ///
    /// @param read opens it in the reader
    /// @param remove asks whether it shall be removed
    public record Acts(Consumer<Row> read, Consumer<Row> remove) {}

    public DuplicatesView(DuplicatesViewModel model, Messages messages, Acts acts) {
        super(
                messages.text("duplicates"),
                Controls.made(
                        model.lines(),
                        lines ->
                                messages.text(
                                        "duplicates.what", lines == null ? 0 : model.groups())));
        this.model = model;
        this.messages = messages;
        this.acts = acts;
        list = BoxCell.list(messages.text("duplicates"));
        list.setCellFactory(_ -> new LineCell());
        list.setOnKeyPressed(event -> {
            if (list.getSelectionModel().getSelectedItem() instanceof Line.Copy copy) {
                if (event.getCode() == KeyCode.ENTER) {
                    acts.read().accept(copy.row());
                    event.consume();
                } else if (event.getCode() == KeyCode.DELETE) {
                    acts.remove().accept(copy.row());
                    event.consume();
                }
            }
        });
        list.setOnMouseClicked(event -> {
            if (event.getButton() == MouseButton.PRIMARY
                    && event.getClickCount() == 2
                    && list.getSelectionModel().getSelectedItem() instanceof Line.Copy copy) {
                acts.read().accept(copy.row());
            }
        });
        var notice = new StackPane();
        notice.setMouseTransparent(true);
        addCards(Controls.growing(Controls.styled(new StackPane(list, notice), "st-card")));
        Runnable show =
                () -> {
                    var lines = model.lines().get();
                    var words = lines == null ? "duplicates.comparing" : "duplicates.none";
                    list.getItems().setAll(lines == null ? List.of() : lines);
                    Controls.shown(list, !list.getItems().isEmpty());
                    notice.getChildren().clear();
                    if (list.getItems().isEmpty()) {
                        notice.getChildren()
                                .add(
                                        Controls.emptiness(
                                                BootstrapIcons.FILES,
                                                messages.text(words),
                                                messages.text(words + ".advice")));
                    }
                };
        Controls.follow(this, model.lines(), show);
        show.run();
    }

    @Override
    public void refresh() {
        model.refresh();
    }

    /// The head of a group, or one of the copies.
    private final class LineCell extends BoxCell<Line> {

        private final Label head;
        private final TypeMark mark;
        private final Label name;
        private final Label folder;
        private final Label likeness;
        private final Button remove;
        private final HBox copy;

        LineCell() {
            this(
                    Controls.prose("", "t-small", "t-strong", "st-muted"),
                    new TypeMark(),
                    Controls.text("", "t-row"),
                    Controls.text("", "t-small", "st-muted"),
                    Controls.firm(Controls.text("", "t-number", "st-muted")),
                    Controls.iconButton(
                            BootstrapIcons.TRASH, messages.text("act.remove"), () -> {}));
        }

        private LineCell(
                Label head,
                TypeMark mark,
                Label name,
                Label folder,
                Label likeness,
                Button remove) {
            var copy =
                    Controls.row(
                            S3,
                            mark,
                            name,
                            Controls.growing(folder),
                            Controls.row(S2, likeness, remove));
            super(
                    Controls.styled(
                            Controls.column(0, Controls.padded(head, 12, 0, 0, 0), copy),
                            "st-line-cell"));
            this.head = head;
            this.mark = mark;
            this.name = name;
            this.folder = folder;
            this.likeness = likeness;
            this.remove = remove;
            this.copy = copy;
            remove.getStyleClass().add("st-small");
            name.setMinWidth(96);
            folder.setMinWidth(48);
        }

        @Override
        protected void show(Line line) {
            Controls.shown(head, line instanceof Line.Head);
            Controls.shown(copy, line instanceof Line.Copy);
            switch (line) {
                case Line.Head(var kind, int members) -> {
                    head.setText(messages.text("duplicates." + kind.name(), members));
                    setAccessibleText(head.getText());
                }
                case Line.Copy(var row, var source, double alike) -> {
                    mark.show(row.document().type());
                    name.setText(String.valueOf(source.getFileName()));
                    folder.setText(String.valueOf(source.getParent()));
                    likeness.setText(messages.percent(alike));
                    remove.setOnAction(_ -> acts.remove().accept(row));
                    setAccessibleText(
                            messages.text(
                                    "duplicates.copy.name",
                                    name.getText(),
                                    folder.getText(),
                                    likeness.getText()));
                }
            }
        }
    }
}
