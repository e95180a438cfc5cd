package stillroom.app.ui.inspector;

import static stillroom.app.ui.common.Controls.S2;

import java.util.List;
import java.util.function.Consumer;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import stillroom.app.ui.common.BoxCell;
import stillroom.app.ui.common.Controls;
import stillroom.app.ui.common.Messages;
import stillroom.app.ui.common.TypeMark;
import stillroom.index.Hit;
import stillroom.index.Status;

/// The documents whose meaning is nearest.
final class SimilarView extends StackPane {

    private final InspectorViewModel model;
    private final Messages messages;
    private final ListView<Hit> list;
    private final StackPane notice = new StackPane();

    SimilarView(InspectorViewModel model, Messages messages, Consumer<Hit> read) {
        this.model = model;
        this.messages = messages;
        this.list = BoxCell.list(messages.text("inspector.similar"));
        list.setCellFactory(_ -> new SimilarCell(messages));
        list.setOnKeyPressed(event -> {
            if (event.getCode() == KeyCode.ENTER) {
                read(read);
            }
        });
        list.setOnMouseClicked(event -> {
            if (event.getButton() == MouseButton.PRIMARY && event.getClickCount() == 2) {
                read(read);
            }
        });
        notice.setMouseTransparent(true);
        getChildren().addAll(list, notice);
        for (var part : List.of(model.similar(), model.comparing(), model.document())) {
            Controls.follow(this, part, () -> show(model.similar().get()));
        }
        show(model.similar().get());
    }

    private void read(Consumer<Hit> read) {
        var hit = list.getSelectionModel().getSelectedItem();
        if (hit != null) {
            read.accept(hit);
        }
    }

    private void show(@Nullable List<Hit> hits) {
        if (hits == null || !hits.equals(list.getItems())) {
            list.getItems().setAll(hits == null ? List.of() : hits);
        }
        list.setVisible(hits != null && !hits.isEmpty());
        notice.getChildren().clear();
        if (!list.isVisible()) {
            notice.getChildren().add(notice(hits));
        }
    }

    private VBox notice(@Nullable List<Hit> hits) {
        var document = model.document().get();
        boolean byMeaning = document != null && document.status() instanceof Status.Indexed;
        var key =
                hits != null ? "similar.none" : byMeaning ? "similar.comparing" : "similar.notYet";
        return Controls.emptiness(
                BootstrapIcons.FILES, messages.text(key), messages.text(key + ".advice"));
    }

    /// A similar document, how similar it is, and its nearest passage.
    private static final class SimilarCell extends BoxCell<Hit> {

        private final Messages messages;
        private final TypeMark mark;
        private final Label name;
        private final Label score;
        private final Label passage;

        SimilarCell(Messages messages) {
            this(
                    messages,
                    new TypeMark(),
                    Controls.text("", "t-row", "t-strong"),
                    Controls.firm(Controls.text("", "t-number", "st-muted")),
                    Controls.text("", "t-small", "st-muted"));
        }

        private SimilarCell(
                Messages messages, TypeMark mark, Label name, Label score, Label passage) {
            super(
                    Controls.styled(
                            Controls.column(
                                    4,
                                    Controls.row(S2, mark, name, Controls.spring(), score),
                                    passage),
                            "st-hit"));
            this.messages = messages;
            this.mark = mark;
            this.name = name;
            this.score = score;
            this.passage = passage;
            passage.setWrapText(true);
            passage.setMaxHeight(36);
            passage.setMinHeight(USE_PREF_SIZE);
        }

        @Override
        protected void show(Hit hit) {
            mark.show(hit.document().type());
            name.setText(Controls.name(hit.document()));
            score.setText(messages.score(hit.score()));
            passage.setText(hit.snippet().text().replace('\n', ' '));
            setAccessibleText(
                    messages.text("similar.name", name.getText(), messages.score(hit.score())));
        }
    }
}
