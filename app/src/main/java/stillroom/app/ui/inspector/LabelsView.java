package stillroom.app.ui.inspector;

import static stillroom.app.ui.common.Controls.S2;
import static stillroom.app.ui.common.Controls.S3;

import atlantafx.base.controls.Popover;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.TextField;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import stillroom.app.ui.common.Controls;
import stillroom.app.ui.common.Messages;
import stillroom.index.Document;
import stillroom.index.DocumentLabel;

/// The labels of a document: those set, and those proposed, which wait for a yes or a no.
final class LabelsView extends VBox {

    private final InspectorViewModel model;
    private final Messages messages;
    private final FlowPane chips = new FlowPane(S2, S2);
    private final VBox reasons = new VBox();
    private final Button add;

    LabelsView(InspectorViewModel model, Messages messages) {
        this.model = model;
        this.messages = messages;
        getStyleClass().add("st-labels");
        add =
                Controls.styled(
                        new Button(
                                messages.text("label.addTo"), Controls.icon(BootstrapIcons.PLUS)),
                        "st-chip-add");
        add.setOnAction(_ -> ask());
        getChildren()
                .addAll(
                        Controls.row(
                                S2,
                                Controls.text(messages.text("labels"), "t-subhead"),
                                Controls.spring(),
                                Controls.key(String.join(" ", messages.keys("key.label")))),
                        Controls.padded(chips, 12, 0, 0, 0),
                        reasons);
        Controls.follow(this, model.document(), () -> show(model.document().get()));
        show(model.document().get());
    }

    private void show(@Nullable Document document) {
        List<Node> nodes = new ArrayList<>();
        reasons.getChildren().clear();
        if (document != null) {
            for (var label : document.labels()) {
                nodes.add(
                        switch (label.origin()) {
                            case SET -> setChip(label);
                            case PROPOSED -> proposedChip(label);
                        });
            }
            document.labels().stream()
                    .filter(label -> label.origin() == DocumentLabel.Origin.PROPOSED)
                    .findFirst()
                    .ifPresent(this::giveReason);
        }
        nodes.add(add);
        chips.getChildren().setAll(nodes);
    }

    private void giveReason(DocumentLabel label) {
        reasons.getChildren()
                .add(
                        Controls.padded(
                                Controls.prose(
                                        messages.text(
                                                "label.reason",
                                                label.name(),
                                                messages.percent(label.confidence())),
                                        "t-small",
                                        "st-muted"),
                                12,
                                0,
                                0,
                                0));
    }

    private HBox setChip(DocumentLabel label) {
        var chip = Controls.bareChip(label, model.hue(label.name()));
        chip.getChildren()
                .add(
                        small(
                                BootstrapIcons.X,
                                messages.text("label.unset", label.name()),
                                "no",
                                () -> model.unsetLabel(label.name())));
        return chip;
    }

    private HBox proposedChip(DocumentLabel label) {
        var chip = Controls.bareChip(label, model.hue(label.name()));
        chip.getChildren()
                .addAll(
                        small(
                                BootstrapIcons.CHECK2,
                                messages.text("label.accept", label.name()),
                                "yes",
                                () -> model.setLabel(label.name())),
                        small(
                                BootstrapIcons.X,
                                messages.text("label.reject", label.name()),
                                "no",
                                () -> model.unsetLabel(label.name())));
        return chip;
    }

    private static Button small(BootstrapIcons icon, String name, String styleClass, Runnable act) {
        var button = Controls.iconButton(icon, name, act);
        button.getStyleClass().setAll("st-chip-button", styleClass);
        return button;
    }

    /// Asks for a label: one of the library, or the name of a new one.
    void ask() {
        var field = new TextField();
        field.setPromptText(messages.text("label.name.example"));
        field.setAccessibleText(messages.text("label.name"));
        var offered = new FlowPane(S2, S2);
        offered.setPrefWrapLength(240);
        var form =
                Controls.column(
                        S3,
                        Controls.text(messages.text("label.addTo"), "t-heading"),
                        field,
                        offered);
        var popover = Controls.popover(form, Popover.ArrowLocation.BOTTOM_RIGHT);
        var known = model.otherLabels();
        Runnable offer =
                () -> {
                    var part = field.getText().strip().toLowerCase(Locale.ROOT);
                    offered.getChildren()
                            .setAll(
                                    known.stream()
                                            .filter(name ->
                                                    name.toLowerCase(Locale.ROOT).contains(part))
                                            .map(name -> choice(name, popover))
                                            .toList());
                };
        field.textProperty().addListener(_ -> offer.run());
        field.setOnAction(_ -> {
            model.setLabel(field.getText());
            popover.hide();
        });
        offer.run();
        popover.show(add);
        field.requestFocus();
    }

    private Button choice(String name, Popover popover) {
        var button =
                Controls.styled(new Button(name, Controls.dot(model.hue(name))), "st-chip-add");
        button.setOnAction(_ -> {
            model.setLabel(name);
            popover.hide();
        });
        return button;
    }
}
