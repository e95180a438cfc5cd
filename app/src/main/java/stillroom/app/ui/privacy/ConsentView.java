package stillroom.app.ui.privacy;

import static stillroom.app.ui.common.Controls.S2;
import static stillroom.app.ui.common.Controls.S3;
import static stillroom.app.ui.common.Controls.S4;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import stillroom.app.route.Cloud;
import stillroom.app.route.Decision;
import stillroom.app.route.Preview;
import stillroom.app.ui.common.Controls;
import stillroom.app.ui.common.Messages;
import stillroom.app.ui.privacy.ConsentViewModel.State;

/// Covers the window while the user is to say whether something may leave, and shows exactly what.
public final class ConsentView extends StackPane {

    private final ConsentViewModel model;
    private final Messages messages;
    private final VBox content = Controls.column(S3);
    private final TextField question = new TextField();
    private final VBox ask;
    private final CheckBox lift = new CheckBox();

    public ConsentView(ConsentViewModel model, Messages messages) {
        this.model = model;
        this.messages = messages;
        getStyleClass().add("st-scrim");
        question.setPromptText(messages.text("consent.question.example"));
        question.getStyleClass().add("st-field");
        question.textProperty().bindBidirectional(model.question());
        ask = Controls.labeled(messages.text("consent.question"), question);
        lift.setText(messages.text("consent.lift"));
        lift.selectedProperty().bindBidirectional(model.lifted());
        var close = Controls.iconButton(BootstrapIcons.X, messages.text("act.close"), model::close);
        var head =
                Controls.row(
                        S2,
                        Controls.growing(
                                Controls.column(
                                        0,
                                        Controls.text(messages.text("consent"), "t-title"),
                                        Controls.text(
                                                Controls.given(
                                                        model.document(), Controls::name, ""),
                                                "t-small",
                                                "st-muted"))),
                        close);
        head.setAlignment(Pos.TOP_LEFT);
        var panel =
                Controls.styled(
                        Controls.column(S4, head, ask, lift, content), "st-drop-panel", "st-sheet");
        panel.setMaxSize(720, USE_PREF_SIZE);
        setAlignment(Pos.CENTER);
        getChildren().add(panel);
        setOnKeyPressed(event -> {
            if (event.getCode() == KeyCode.ESCAPE) {
                model.close();
                event.consume();
            }
        });
        Controls.follow(this, model.state(), this::show);
        show();
    }

    private void show() {
        var state = model.state().get();
        boolean wasShown = isVisible();
        setVisible(!(state instanceof State.Closed));
        Controls.shown(
                ask,
                state instanceof State.Preparing
                        || state instanceof State.Stays
                        || state instanceof State.Asking);
        Controls.shown(
                lift,
                ask.isVisible()
                        && (model.lifted().get()
                                || (state instanceof State.Stays(var decision)
                                        && decision.verdict() == Decision.Verdict.LOCAL
                                        && decision.isForSensitive())));
        content.getChildren()
                .setAll(
                        switch (state) {
                            case State.Closed() -> List.<Node>of();
                            case State.Preparing() -> List.of(waiting("consent.preparing"));
                            case State.Stays(var decision) -> stays(decision);
                            case State.Asking(var preview) -> asking(preview);
                            case State.Sending(var preview) ->
                                    List.of(
                                            waiting("consent.sending"),
                                            facts(preview),
                                            acts(
                                                    Controls.textButton(
                                                            messages.text("consent.giveUp"),
                                                            model::close)));
                            case State.Answered(var answer) -> answered(answer);
                            case State.Failed(var trouble, var detail) ->
                                    List.of(
                                            Controls.prose(
                                                    trouble == null
                                                            ? messages.text("consent.kept", detail)
                                                            : messages.text(
                                                                    "consent.failed",
                                                                    messages.outcome(
                                                                            trouble.name()
                                                                                    .toLowerCase(
                                                                                            Locale
                                                                                                    .ROOT)
                                                                                    .replace(
                                                                                            '_',
                                                                                            '-')),
                                                                    detail),
                                                    "t-body"),
                                            acts(
                                                    Controls.textButton(
                                                            messages.text("act.close"),
                                                            model::close)));
                        });
        if (isVisible() && !wasShown) {
            question.requestFocus();
        }
    }

    private VBox waiting(String words) {
        var bar = Controls.styled(new ProgressBar(), "st-progress");
        bar.setMaxWidth(Double.MAX_VALUE);
        bar.setAccessibleText(messages.text(words));
        return Controls.column(S2, Controls.text(messages.text(words), "t-body"), bar);
    }

    private static HBox acts(Node... acts) {
        var row = Controls.row(S2, Controls.spring());
        row.getChildren().addAll(acts);
        return row;
    }

    private List<Node> stays(Decision decision) {
        return List.of(
                Controls.styled(
                        Controls.row(
                                S3,
                                Controls.icon(BootstrapIcons.HOUSE_DOOR, "st-good"),
                                Controls.growing(
                                        Controls.prose(
                                                messages.text(
                                                        "consent.stays",
                                                        decision.rule(),
                                                        messages.reason(decision)),
                                                "t-body"))),
                        "st-notice"),
                acts(Controls.textButton(messages.text("consent.keep"), model::close)));
    }

    private List<Node> asking(Preview preview) {
        var payload = Controls.bytes(preview.payload(), messages.text("consent.payload"));
        payload.setPrefRowCount(9);
        var send =
                Controls.styled(
                        Controls.button(
                                messages.text("consent.send", messages.bytes(size(preview))),
                                BootstrapIcons.SHIELD_CHECK,
                                model::send),
                        "accent");
        return List.of(
                Controls.text(messages.text("consent.payload"), "t-subhead"),
                payload,
                facts(preview),
                acts(Controls.textButton(messages.text("consent.keep"), model::close), send));
    }

    private static int size(Preview preview) {
        return preview.payload().getBytes(StandardCharsets.UTF_8).length;
    }

    private GridPane facts(Preview preview) {
        var withheld =
                preview.withheld().counts().entrySet().stream()
                        .map(kind -> kind.getValue() + " " + messages.sensitive(kind.getKey()))
                        .collect(Collectors.joining(", "));
        var grid = new GridPane(16, 4);
        int row = 0;
        for (var fact :
                List.of(
                        List.of("consent.to", preview.destination()),
                        List.of("consent.size", messages.text("size.bytes", size(preview))),
                        List.of(
                                "consent.rule",
                                preview.decision().rule()
                                        + ", "
                                        + messages.reason(preview.decision())),
                        List.of(
                                "consent.withheld",
                                withheld.isEmpty()
                                        ? messages.text("consent.withheld.nothing")
                                        : withheld))) {
            grid.add(
                    Controls.firm(
                            Controls.text(messages.text(fact.getFirst()), "t-small", "st-muted")),
                    0,
                    row);
            grid.add(Controls.prose(fact.getLast(), "t-small"), 1, row);
            row++;
        }
        grid.add(Controls.firm(Controls.text("SHA-256", "t-small", "st-muted")), 0, row);
        grid.add(Controls.prose(preview.sha256(), "t-code"), 1, row);
        return grid;
    }

    private List<Node> answered(Cloud.Answer answer) {
        var text = Controls.bytes(answer.text(), messages.text("consent.answer"));
        text.getStyleClass().setAll("text-area", "st-answer");
        text.setPrefRowCount(8);
        return List.of(
                text,
                Controls.row(
                        S2,
                        Controls.icon(BootstrapIcons.CLOUD, "st-accent"),
                        Controls.growing(
                                Controls.prose(
                                        messages.text(
                                                "consent.badge",
                                                answer.destination(),
                                                answer.model() == null ? "–" : answer.model(),
                                                answer.rule(),
                                                answer.record()),
                                        "t-small",
                                        "st-muted"))),
                acts(
                        Controls.textButton(
                                messages.text("consent.copy"), () -> Controls.copy(answer.text())),
                        Controls.textButton(messages.text("act.close"), model::close)));
    }
}
