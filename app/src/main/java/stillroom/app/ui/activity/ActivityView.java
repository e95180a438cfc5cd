package stillroom.app.ui.activity;

import static stillroom.app.ui.common.Controls.S1;
import static stillroom.app.ui.common.Controls.S2;
import static stillroom.app.ui.common.Controls.S3;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import javafx.beans.property.SimpleStringProperty;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.control.ProgressBar;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import stillroom.app.ingest.Progress;
import stillroom.app.ui.activity.ActivityViewModel.Deed;
import stillroom.app.ui.activity.ActivityViewModel.Event;
import stillroom.app.ui.common.BoxCell;
import stillroom.app.ui.common.Controls;
import stillroom.app.ui.common.Messages;
import stillroom.app.ui.common.PageView;
import stillroom.app.ui.common.Row;
import stillroom.app.ui.common.Tiles;
import stillroom.app.ui.models.ModelsViewModel;
import stillroom.app.ui.models.ModelsViewModel.Work;
import stillroom.app.ui.settings.SettingsViewModel;
import stillroom.app.ui.settings.SettingsViewModel.Backup;
import stillroom.app.ui.status.StatusViewModel;
import stillroom.index.Status;

/// The work: what runs, what was done, what failed and what helps.
public final class ActivityView extends PageView {

    private static final double LEAST_COLUMN = 400;
    private static final double LEAST_LIST = 240;

    private final ActivityViewModel model;
    private final StatusViewModel status;
    private final ModelsViewModel models;
    private final SettingsViewModel settings;
    private final Messages messages;
    private final Acts acts;

    /// What can be done with documents.
    ///
    /// @param readAgain reads their sources once more
    public record Acts(Consumer<Row> read, Consumer<List<Row>> readAgain) {}

    public ActivityView(
            ActivityViewModel model,
            StatusViewModel status,
            ModelsViewModel models,
            SettingsViewModel settings,
            Messages messages,
            Acts acts) {
        super(messages.text("activity"), new SimpleStringProperty(messages.text("activity.what")));
        this.model = model;
        this.status = status;
        this.models = models;
        this.settings = settings;
        this.messages = messages;
        this.acts = acts;
        addCards(work(), Controls.growing(new Tiles(LEAST_COLUMN, failures(), done())));
        sceneProperty().addListener((_, _, scene) -> model.watch(scene != null));
    }

    @Override
    public void refresh() {
        model.watch(true);
    }

    private VBox work() {
        var line = new SimpleStringProperty();
        var pause = Controls.button("", BootstrapIcons.PAUSE_FILL, this::pauseOrResume);
        var card = Controls.card(messages.text("activity.work"), line, pause);
        var bar = Controls.styled(new ProgressBar(), "st-progress");
        bar.setMaxWidth(Double.MAX_VALUE);
        bar.setAccessibleText(messages.text("work.progress"));
        card.getChildren().add(bar);
        Runnable follow =
                () -> {
                    var progress = status.progress().get();
                    boolean idle = progress.phase() == Progress.Phase.IDLE;
                    line.set(
                            idle
                                    ? messages.text(
                                            "activity.idle",
                                            status.documents() - status.failed(),
                                            status.failed())
                                    : messages.work(progress));
                    pause.setText(
                            messages.text(
                                    progress.paused() || progress.trouble() != null
                                            ? "work.resume"
                                            : "work.pause"));
                    ((org.kordamp.ikonli.javafx.FontIcon) pause.getGraphic())
                            .setIconCode(
                                    progress.paused()
                                            ? BootstrapIcons.PLAY_FILL
                                            : BootstrapIcons.PAUSE_FILL);
                    Controls.shown(pause, !idle || progress.paused());
                    Controls.shown(bar, !idle);
                    bar.setProgress(
                            progress.total() == 0
                                    ? 0
                                    : (double) progress.done() / progress.total());
                };
        Controls.follow(this, status.progress(), follow);
        Controls.follow(this, status.revision(), follow);
        follow.run();
        card.getChildren().add(besideDocuments());
        return card;
    }

    /// What runs that is about no document, each with a way to stop it.
    private VBox besideDocuments() {
        var lines = Controls.column(S2);
        Runnable follow =
                () -> {
                    lines.getChildren().clear();
                    switch (models.work().get()) {
                        case Work.Importing(var name, var step, var done, var all) -> {
                            var what = messages.text("models.importing", name);
                            lines.getChildren()
                                    .add(
                                            running(
                                                    step == null
                                                            ? what
                                                            : what
                                                                    + " · "
                                                                    + messages.text(
                                                                            "models.importing.step",
                                                                            messages.step(step),
                                                                            done,
                                                                            all),
                                                    messages.text("models.stop"),
                                                    models::stop));
                        }
                        case Work.Measuring(var pack) ->
                                lines.getChildren()
                                        .add(
                                                running(
                                                        messages.text("models.measuring", pack),
                                                        messages.text("models.stop"),
                                                        models::stop));
                        case Work.None _, Work.Offered _, Work.Imported _, Work.Stopped _ -> {}
                    }
                    if (settings.backup().get() instanceof Backup.Taking(var file)) {
                        lines.getChildren()
                                .add(
                                        running(
                                                messages.text("backup.taking", file.toString()),
                                                messages.text("backup.stop"),
                                                settings::stopBackup));
                    }
                    Controls.shown(lines, !lines.getChildren().isEmpty());
                };
        Controls.follow(this, models.work(), follow);
        Controls.follow(this, settings.backup(), follow);
        follow.run();
        return lines;
    }

    private static Node running(String what, String stop, Runnable act) {
        var words = Controls.prose(what, "t-small", "st-muted");
        words.setMinWidth(0);
        return Controls.row(S3, Controls.growing(words), Controls.textButton(stop, act));
    }

    private void pauseOrResume() {
        if (status.progress().get().paused() || status.progress().get().trouble() != null) {
            status.resume();
        } else {
            status.pause();
        }
    }

    private VBox failures() {
        var again =
                Controls.button(
                        messages.text("activity.readAll"),
                        BootstrapIcons.ARROW_CLOCKWISE,
                        () -> acts.readAgain().accept(model.failed().get()));
        var card =
                Controls.card(
                        messages.text("activity.failed"),
                        Controls.made(
                                model.failed(),
                                rows -> messages.text("activity.failed.count", rows.size())),
                        again);
        ListView<Row> list = BoxCell.list(messages.text("activity.failed"));
        list.setCellFactory(_ -> new FailedCell());
        opens(list, row -> row);
        var none =
                Controls.emptiness(
                        BootstrapIcons.CHECK2_CIRCLE,
                        messages.text("activity.failed.none"),
                        messages.text("activity.failed.none.advice"));
        fill(card, list, none);
        Runnable follow =
                () -> {
                    list.getItems().setAll(model.failed().get());
                    Controls.shown(none, list.getItems().isEmpty());
                    Controls.shown(list, !list.getItems().isEmpty());
                    Controls.shown(again, !list.getItems().isEmpty());
                };
        Controls.follow(this, model.failed(), follow);
        follow.run();
        return card;
    }

    private static void fill(VBox card, ListView<?> list, Node none) {
        var stack = new StackPane(list, none);
        stack.setMinHeight(LEAST_LIST);
        card.getChildren().add(Controls.growing(stack));
    }

    private <T> void opens(ListView<T> list, Function<T, @Nullable Row> row) {
        Runnable open =
                () -> {
                    var chosen = list.getSelectionModel().getSelectedItem();
                    var document = chosen == null ? null : row.apply(chosen);
                    if (document != null) {
                        acts.read().accept(document);
                    }
                };
        list.setOnKeyPressed(event -> {
            if (event.getCode() == KeyCode.ENTER) {
                open.run();
                event.consume();
            }
        });
        list.setOnMouseClicked(event -> {
            if (event.getButton() == MouseButton.PRIMARY && event.getClickCount() == 2) {
                open.run();
            }
        });
    }

    private VBox done() {
        var card =
                Controls.card(
                        messages.text("activity.done"),
                        new SimpleStringProperty(messages.text("activity.done.what")));
        ListView<Event> list = BoxCell.list(messages.text("activity.done"));
        list.setItems(model.events());
        list.setCellFactory(_ -> new EventCell());
        opens(list, event -> event instanceof Event.Came(_, var row, _) ? row : null);
        var none =
                Controls.emptiness(
                        BootstrapIcons.CLOCK_HISTORY,
                        messages.text("activity.done.none"),
                        messages.text("activity.done.none.advice"));
        fill(card, list, none);
        Runnable follow =
                () -> {
                    Controls.shown(none, model.events().isEmpty());
                    Controls.shown(list, !model.events().isEmpty());
                };
        Controls.follow(this, model.events(), follow);
        follow.run();
        return card;
    }

    /// A document that could not be read, why, and what helps.
    private final class FailedCell extends BoxCell<Row> {

        private final Label name;
        private final Label why;
        private final Label remedy;
        private final Button again;

        FailedCell() {
            this(
                    Controls.text("", "t-row", "t-strong"),
                    Controls.firm(Controls.text("", "t-small", "st-warn-text")),
                    Controls.prose("", "t-small", "st-muted"),
                    Controls.iconButton(
                            BootstrapIcons.ARROW_CLOCKWISE,
                            messages.text("act.readAgain"),
                            () -> {}));
        }

        private FailedCell(Label name, Label why, Label remedy, Button again) {
            super(
                    Controls.styled(
                            Controls.column(
                                    S1,
                                    Controls.row(S2, name, why, Controls.spring(), again),
                                    remedy),
                            "st-line-cell"));
            this.name = name;
            this.why = why;
            this.remedy = remedy;
            this.again = again;
            again.getStyleClass().add("st-small");
            name.setMinWidth(48);
        }

        @Override
        protected void show(Row row) {
            var document = row.document();
            name.setText(Controls.name(document));
            if (document.status() instanceof Status.Failed(var problem, var detail)) {
                why.setText(messages.problem(problem));
                remedy.setText(
                        detail.isBlank()
                                ? messages.remedy(problem)
                                : messages.remedy(problem) + " (" + detail + ")");
            }
            again.setOnAction(_ -> acts.readAgain().accept(List.of(row)));
            setAccessibleText(name.getText() + ", " + why.getText());
        }
    }

    private String words(Deed deed) {
        return switch (deed) {
            case Deed.Imported(var pack) -> messages.text("activity.imported", pack);
            case Deed.Measured() -> messages.text("activity.measured");
            case Deed.BackedUp(var file, var bytes) ->
                    messages.text("activity.backedUp", file.toString(), messages.bytes(bytes));
            case Deed.StoppedImport(var name) -> messages.text("activity.stoppedImport", name);
            case Deed.StoppedMeasuring() -> messages.text("activity.stoppedMeasuring");
            case Deed.StoppedBackup(var file) ->
                    messages.text("activity.stoppedBackup", file.toString());
            case Deed.Looked(var outcome) ->
                    messages.text(
                            "activity.looked",
                            outcome.added(),
                            outcome.changed(),
                            outcome.removed());
            case Deed.Renewing(var pack) -> messages.text("activity.renewing", pack);
            case Deed.Renewed(var pack) -> messages.text("activity.renewed", pack);
        };
    }

    /// Something that was done.
    private final class EventCell extends BoxCell<Event> {

        private final StackPane mark;
        private final Label what;
        private final Label at;

        EventCell() {
            this(
                    Controls.styled(new StackPane(), "st-type-mark"),
                    Controls.prose("", "t-row"),
                    Controls.firm(Controls.text("", "t-number", "st-muted")));
        }

        private EventCell(StackPane mark, Label what, Label at) {
            super(
                    Controls.styled(
                            Controls.row(S3, mark, Controls.growing(what), at), "st-line-cell"));
            this.mark = mark;
            this.what = what;
            this.at = at;
            what.setMinWidth(0);
        }

        @Override
        protected void show(Event event) {
            at.setText(messages.time(event.at()));
            switch (event) {
                case Event.Came(_, var row, var status) -> {
                    mark.getChildren().setAll(Controls.statusIcon(status, messages));
                    what.setText(Controls.name(row.document()));
                    setAccessibleText(what.getText() + ", " + messages.status(status));
                }
                case Event.Did(_, var deed) -> {
                    mark.getChildren().setAll(Controls.icon(BootstrapIcons.CHECK2, "st-good"));
                    what.setText(words(deed));
                    setAccessibleText(what.getText());
                }
                case Event.Refused(_, var trouble) -> {
                    mark.getChildren()
                            .setAll(
                                    Controls.icon(
                                            BootstrapIcons.EXCLAMATION_OCTAGON_FILL, "st-bad"));
                    what.setText(messages.trouble(trouble));
                    setAccessibleText(what.getText());
                }
            }
        }
    }
}
