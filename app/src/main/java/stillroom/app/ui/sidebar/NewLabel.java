package stillroom.app.ui.sidebar;

import static stillroom.app.ui.common.Controls.S1;
import static stillroom.app.ui.common.Controls.S2;
import static stillroom.app.ui.common.Controls.S3;

import atlantafx.base.controls.Popover;
import java.util.function.BiConsumer;
import javafx.geometry.Pos;
import javafx.geometry.Side;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.VBox;
import stillroom.app.ui.common.Controls;
import stillroom.app.ui.common.Messages;

/// Asks for the name of a new label and, if wanted, what it means.
final class NewLabel {

    private final Popover popover;
    private final TextField name = new TextField();

    NewLabel(Messages messages, BiConsumer<String, String> make) {
        var meaning = new TextField();
        name.setPromptText(messages.text("label.name.example"));
        meaning.setPromptText(messages.text("label.meaning.example"));
        var add = Controls.textButton(messages.text("label.add"), () -> {});
        add.getStyleClass().add("accent");
        add.setDefaultButton(true);
        add.disableProperty().bind(name.textProperty().map(String::isBlank));
        var buttons = Controls.row(S2, add);
        buttons.setAlignment(Pos.CENTER_RIGHT);
        VBox form =
                Controls.column(
                        S3,
                        Controls.text(messages.text("label.new"), "t-heading"),
                        field(messages.text("label.name"), name),
                        field(messages.text("label.meaning"), meaning),
                        buttons);
        popover = Controls.popover(form, Popover.ArrowLocation.LEFT_TOP);
        add.setOnAction(_ -> {
            make.accept(name.getText(), meaning.getText());
            popover.hide();
        });
    }

    private static VBox field(String words, TextField field) {
        var label = new Label(words);
        label.getStyleClass().addAll("t-small", "st-muted");
        label.setLabelFor(field);
        field.setAccessibleText(words);
        return Controls.column(S1, label, field);
    }

    void show(Node owner, Side side) {
        popover.show(owner);
        name.requestFocus();
    }
}
