package stillroom.app.ui.status;

import static stillroom.app.ui.common.Controls.S2;
import static stillroom.app.ui.common.Controls.S3;
import static stillroom.app.ui.common.Controls.S4;

import atlantafx.base.controls.Popover;
import java.util.Locale;
import javafx.animation.PauseTransition;
import javafx.beans.binding.Bindings;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.value.ObservableValue;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import javafx.util.Duration;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import org.kordamp.ikonli.javafx.FontIcon;
import stillroom.app.ingest.Progress;
import stillroom.app.ingest.Trouble;
import stillroom.app.lock.LockState;
import stillroom.app.ui.add.AddViewModel;
import stillroom.app.ui.common.Controls;
import stillroom.app.ui.common.Messages;

/// The bar at the bottom of the window.
public final class StatusView extends HBox {

    private static final Duration OUTCOME_STAYS = Duration.seconds(8);

    private static final double TOOLTIP_WIDTH = 480;

    private final StatusViewModel model;
    private final Messages messages;
    private final Acts acts;
    private final BooleanProperty tight = new SimpleBooleanProperty();
    private final BooleanProperty narrow = new SimpleBooleanProperty();

    /// Where the parts of the bar lead.
    ///
    /// @param notReadable goes to the documents that could not be read
    public record Acts(
            Runnable notReadable, Runnable activity, Runnable privacy, Runnable models) {}

    /// @param added what came of adding; shown for a while
    public StatusView(StatusViewModel model, AddViewModel added, Messages messages, Acts acts) {
        super(S4);
        this.model = model;
        this.messages = messages;
        this.acts = acts;
        getStyleClass().add("st-status");
        setMinWidth(0); // it never makes the window wider
        var failed = failed(acts.notReadable());
        getChildren()
                .addAll(
                        lock(),
                        Controls.upright(),
                        idle(),
                        work(),
                        divided(failed),
                        divided(outcome(added)),
                        divided(trouble()),
                        Controls.spring(),
                        engine());
    }

    /// Leaves out what says nothing new where there is no room for it.
    public void tighten(boolean tight) {
        this.tight.set(tight);
    }

    /// Leaves out, while work goes on, what can be read elsewhere.
    public void narrow(boolean narrow) {
        this.narrow.set(narrow);
    }

    private HBox divided(Node node) {
        return Controls.shownWhile(
                Controls.row(S4, Controls.upright(), node), node.visibleProperty());
    }

    private Button lock() {
        boolean enforced = model.lock() instanceof LockState.Enforced;
        var button =
                Controls.button(
                        messages.text(enforced ? "lock.enforced" : "lock.notEnforced"),
                        enforced ? BootstrapIcons.LOCK_FILL : BootstrapIcons.UNLOCK,
                        () -> {});
        button.getStyleClass().setAll("st-lock", enforced ? "enforced" : "not-enforced");
        var head =
                Controls.text(
                        messages.text(enforced ? "lock.enforced.head" : "lock.notEnforced"),
                        "t-heading");
        var text =
                Controls.prose(
                        switch (model.lock()) {
                            case LockState.Enforced(var threads) ->
                                    messages.text("lock.enforced.text", threads);
                            case LockState.NotEnforced open ->
                                    messages.text("lock.notEnforced.text", messages.why(open));
                        },
                        "t-body");
        text.setPrefWidth(320);
        var popover =
                Controls.popover(
                        Controls.column(S2, head, text), Popover.ArrowLocation.BOTTOM_LEFT);
        var show =
                Controls.textButton(
                        messages.text("lock.show"),
                        () -> {
                            popover.hide();
                            acts.privacy().run();
                        });
        ((VBox) popover.getContentNode())
                .getChildren()
                .add(Controls.padded(Controls.row(S2, show), 8, 0, 0, 0));
        button.setOnAction(_ -> popover.show(button));
        return button;
    }

    private HBox idle() {
        var words = Controls.button("", BootstrapIcons.CHECK2, acts.activity());
        words.getStyleClass().setAll("st-status-button");
        words.getGraphic().getStyleClass().add("st-good");
        Runnable follow =
                () -> {
                    boolean any = model.documents() > 0;
                    Controls.shown(words.getGraphic(), any);
                    words.setText(
                            any
                                    ? messages.text("work.done", model.documents() - model.failed())
                                    : messages.text("work.ready"));
                };
        Controls.follow(this, model.revision(), follow);
        follow.run();
        return Controls.shownWhile(
                Controls.row(S2, words), Controls.made(model.progress(), _ -> !isAtWork()));
    }

    private HBox work() {
        var bar = Controls.styled(new ProgressBar(), "st-progress");
        bar.setAccessibleText(messages.text("work.progress"));
        bar.progressProperty()
                .bind(
                        Controls.made(
                                model.progress(),
                                progress ->
                                        progress.total() == 0
                                                ? 0.0
                                                : (double) progress.done() / progress.total()));
        var words = Controls.button("", BootstrapIcons.DOT, acts.activity());
        words.setGraphic(null);
        words.getStyleClass().setAll("st-status-button");
        words.textProperty().bind(Controls.made(model.progress(), messages::work));
        var left =
                Controls.text(Controls.made(model.progress(), this::left), "t-status", "st-muted");
        var pause =
                Controls.iconButton(
                        BootstrapIcons.PAUSE_FILL,
                        messages.text("work.pause"),
                        this::pauseOrResume);
        pause.getStyleClass().add("st-small");
        Controls.follow(
                this,
                model.progress(),
                () -> {
                    boolean paused = model.progress().get().paused();
                    ((FontIcon) pause.getGraphic())
                            .setIconCode(
                                    paused ? BootstrapIcons.PLAY_FILL : BootstrapIcons.PAUSE_FILL);
                    var name = messages.text(paused ? "work.resume" : "work.pause");
                    pause.setAccessibleText(name);
                    pause.getTooltip().setText(name);
                });
        return Controls.shownWhile(
                Controls.row(S3, bar, words, left, pause),
                Controls.made(model.progress(), _ -> isAtWork()));
    }

    private void pauseOrResume() {
        if (model.progress().get().paused() || model.progress().get().trouble() != null) {
            model.resume();
        } else {
            model.pause();
        }
    }

    private String left(Progress progress) {
        var left = progress.left();
        if (left == null || progress.paused()) {
            return "";
        }
        long seconds = Math.max(1, left.toSeconds());
        return seconds < 90
                ? messages.text("work.secondsLeft", seconds)
                : messages.text("work.minutesLeft", Math.round(seconds / 60.0));
    }

    private Button failed(Runnable showNotReadable) {
        var button = Controls.button("", BootstrapIcons.EXCLAMATION_TRIANGLE, showNotReadable);
        button.getStyleClass().setAll("st-status-button");
        button.getGraphic().getStyleClass().add("st-warn");
        Runnable follow =
                () -> {
                    var words = messages.text("work.failed", model.failed());
                    button.setText(tight.get() ? messages.number(model.failed()) : words);
                    button.setAccessibleText(words);
                    button.setVisible(model.failed() > 0);
                };
        Controls.follow(this, model.revision(), follow);
        Controls.follow(this, tight, follow);
        follow.run();
        button.managedProperty().bind(button.visibleProperty());
        return button;
    }

    private HBox outcome(AddViewModel added) {
        var words = Controls.text("", "t-status");
        var away =
                Controls.iconButton(
                        BootstrapIcons.X, messages.text("act.dismiss"), added::putOutcomeAway);
        away.getStyleClass().add("st-small");
        var pause = new PauseTransition(OUTCOME_STAYS);
        pause.setOnFinished(_ -> added.putOutcomeAway());
        words.textProperty().bind(Controls.given(added.outcome(), this::words, ""));
        Controls.follow(
                this,
                added.outcome(),
                () -> {
                    var outcome = added.outcome().get();
                    pause.stop();
                    // what was refused stays until it was seen
                    if (outcome != null && outcome.refused().isEmpty()) {
                        pause.playFromStart();
                    }
                });
        return dismissable(words, away, Controls.given(added.outcome(), this::worthSaying, false));
    }

    private boolean worthSaying(AddViewModel.Outcome outcome) {
        return outcome.known() > 0 || !outcome.refused().isEmpty() || outcome.added() == 0;
    }

    private static HBox dismissable(Node words, Node away, ObservableValue<Boolean> shown) {
        var box = Controls.row(S2, words, away);
        box.visibleProperty().bind(shown);
        box.managedProperty().bind(box.visibleProperty());
        return box;
    }

    private String words(AddViewModel.Outcome outcome) {
        if (!outcome.refused().isEmpty()) {
            var first = outcome.refused().getFirst();
            var name = first.file().getFileName();
            return messages.text(
                    "add.refused",
                    outcome.refused().size(),
                    name == null ? first.file().toString() : name.toString(),
                    messages.problem(first.problem()).toLowerCase(Locale.ROOT));
        }
        return outcome.added() == 0 && outcome.known() == 0
                ? messages.text("add.nothing")
                : messages.text("add.known", outcome.added(), outcome.known());
    }

    private HBox trouble() {
        var words =
                Controls.text(
                        Controls.given(model.trouble(), this::words, ""),
                        "t-status",
                        "st-bad-text");
        // there is room for its beginning only
        var whole = new Tooltip();
        whole.textProperty().bind(words.textProperty());
        whole.setWrapText(true);
        whole.setMaxWidth(TOOLTIP_WIDTH);
        words.setTooltip(whole);
        var away =
                Controls.iconButton(
                        BootstrapIcons.X, messages.text("act.dismiss"), model::putTroubleAway);
        away.getStyleClass().add("st-small");
        return dismissable(words, away, Controls.given(model.trouble(), _ -> true, false));
    }

    private String words(Trouble trouble) {
        return messages.trouble(trouble);
    }

    private Node engine() {
        var button = Controls.textButton("", acts.models());
        button.getStyleClass().setAll("st-status-button", "st-quiet");
        button.textProperty().bind(Controls.given(model.engine(), this::words, ""));
        return Controls.shownWhile(
                button,
                Bindings.createBooleanBinding(
                        () ->
                                !button.getText().isEmpty()
                                        && !tight.get()
                                        && !(narrow.get() && isAtWork()),
                        button.textProperty(),
                        tight,
                        narrow,
                        model.progress()));
    }

    private boolean isAtWork() {
        return model.progress().get().phase() != Progress.Phase.IDLE;
    }

    private String words(StatusViewModel.Engine engine) {
        if (engine.pack().isEmpty()) {
            return "";
        }
        var processors = messages.text("engine.processors", engine.processors());
        return engine.precision().isEmpty()
                ? engine.pack() + " · " + processors
                : engine.pack() + " · " + engine.precision() + " · " + processors;
    }
}
