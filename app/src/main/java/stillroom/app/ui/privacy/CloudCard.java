package stillroom.app.ui.privacy;

import static stillroom.app.ui.common.Controls.S2;
import static stillroom.app.ui.common.Controls.S3;

import atlantafx.base.controls.ToggleSwitch;
import java.util.List;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import stillroom.app.ui.common.Controls;
import stillroom.app.ui.common.Messages;

/// The switch of the cloud fallback, with what it would mean.
final class CloudCard extends VBox {

    private final PrivacyViewModel model;
    private final Messages messages;
    private final Label title = Controls.text("", "t-heading");
    private final Label line = Controls.text("", "t-small", "st-muted");
    private final ToggleSwitch onOff;
    private final VBox form;
    private final HBox restart;
    private final TextField address = new TextField();
    private final TextField name = new TextField();
    private boolean asking;
    private boolean following;

    CloudCard(PrivacyViewModel model, Messages messages) {
        super(S3);
        this.model = model;
        this.messages = messages;
        getStyleClass().add("st-card");
        onOff = Controls.styled(Controls.toggle(messages.text("cloud")), "st-switch");
        onOff.setMinWidth(USE_PREF_SIZE);
        onOff.selectedProperty().addListener((_, _, on) -> ask(on));
        var words = Controls.column(0, title, line);
        words.setMinWidth(0);
        form = form();
        restart =
                Controls.styled(
                        Controls.row(
                                S2,
                                Controls.icon(BootstrapIcons.ARROW_REPEAT, "st-accent"),
                                Controls.growing(
                                        Controls.prose(messages.text("cloud.restart"), "t-body"))),
                        "st-notice");
        getChildren()
                .addAll(
                        Controls.row(S3, Controls.growing(words), onOff),
                        restart,
                        form,
                        points(),
                        Controls.hairline(),
                        rules());
        Controls.follow(this, model.cloud(), this::show);
        show();
    }

    private VBox points() {
        return Controls.column(
                S3,
                Controls.point(BootstrapIcons.EYE, messages.text("cloud.consent")),
                Controls.point(BootstrapIcons.HDD_NETWORK, messages.text("cloud.gateway")),
                Controls.point(BootstrapIcons.JOURNAL_CHECK, messages.text("cloud.ledger")),
                Controls.point(BootstrapIcons.FILE_EARMARK_LOCK, messages.text("cloud.never")));
    }

    private VBox form() {
        address.setPromptText("https://api.example/v1/chat/completions");
        name.setPromptText(messages.text("cloud.model.example"));
        var refused = Controls.prose("", "t-small", "st-bad");
        refused.textProperty().bind(Controls.given(model.refusal(), words -> words, ""));
        Controls.shownWhile(refused, Controls.given(model.refusal(), _ -> true, false));
        var on =
                Controls.styled(
                        Controls.textButton(messages.text("cloud.on"), this::switchOn), "accent");
        var no = Controls.textButton(messages.text("cloud.cancel"), this::giveUp);
        for (var field : List.of(address, name)) {
            field.getStyleClass().add("st-field");
            field.setOnAction(_ -> switchOn());
        }
        return Controls.styled(
                Controls.column(
                        S2,
                        Controls.labeled(messages.text("cloud.address"), address),
                        Controls.labeled(messages.text("cloud.model"), name),
                        refused,
                        Controls.prose(messages.text("cloud.key"), "t-small", "st-muted"),
                        Controls.row(S2, Controls.spring(), no, on)),
                "st-well");
    }

    private VBox rules() {
        var lines = Controls.styled(Controls.column(S2), "st-well");
        Controls.shown(lines, false);
        var count =
                Controls.text(
                        Controls.given(
                                model.findings(),
                                found -> messages.text("cloud.rules", found.rules().size()),
                                messages.text("cloud.rules", 0)),
                        "t-row");
        var chevron = Controls.icon(BootstrapIcons.CHEVRON_RIGHT, "st-subtle");
        var button =
                Controls.lineButton(
                        Controls.row(
                                S3,
                                Controls.icon(BootstrapIcons.SIGNPOST_SPLIT),
                                Controls.growing(count),
                                chevron),
                        messages.text("cloud.rules.name"));
        button.setOnAction(_ -> {
            boolean open = !lines.isVisible();
            Controls.shown(lines, open);
            chevron.setIconCode(open ? BootstrapIcons.CHEVRON_DOWN : BootstrapIcons.CHEVRON_RIGHT);
        });
        Runnable follow =
                () -> {
                    var found = model.findings().get();
                    lines.getChildren().clear();
                    if (found != null) {
                        found.rules()
                                .forEach(rule ->
                                        lines.getChildren().add(Controls.prose(rule, "t-code")));
                        lines.getChildren()
                                .add(
                                        Controls.prose(
                                                messages.text("cloud.rules.where"),
                                                "t-small",
                                                "st-muted"));
                    }
                };
        Controls.follow(this, model.findings(), follow);
        follow.run();
        return new VBox(button, lines);
    }

    /// Asks for the address before anything is switched on; off needs no question.
    private void ask(boolean on) {
        if (following) {
            return;
        }
        if (on) {
            asking = true;
            show();
            address.requestFocus();
        } else if (asking) {
            giveUp();
        } else {
            model.switchOff();
        }
    }

    private void switchOn() {
        if (model.switchOn(address.getText(), name.getText())) {
            asking = false;
        }
    }

    private void giveUp() {
        asking = false;
        model.refusal().set(null);
        show();
    }

    private void show() {
        var settings = model.cloud().get();
        var endpoint = settings.endpoint();
        boolean on = settings.on() && endpoint != null;
        asking = asking && !on;
        following = true;
        onOff.setSelected(on || asking);
        following = false;
        title.setText(messages.text(on ? "cloud.isOn" : "cloud.isOff"));
        line.setText(
                on && endpoint != null
                        ? messages.text(
                                endpoint.isLocal() ? "cloud.to.local" : "cloud.to",
                                endpoint.address())
                        : messages.text("cloud.isOff.line"));
        Controls.shown(form, asking);
        Controls.shown(restart, model.needsRestart());
        if (endpoint != null && address.getText().isEmpty()) {
            address.setText(endpoint.address());
            name.setText(endpoint.model());
        }
    }
}
