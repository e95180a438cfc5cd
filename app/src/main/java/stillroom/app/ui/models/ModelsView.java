package stillroom.app.ui.models;

import static stillroom.ai.pack.Purpose.GENERATION;
import static stillroom.app.ui.common.Controls.S1;
import static stillroom.app.ui.common.Controls.S2;
import static stillroom.app.ui.common.Controls.S3;
import static stillroom.app.ui.common.Controls.S4;
import static stillroom.app.ui.common.Controls.S6;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.Tooltip;
import javafx.scene.input.DragEvent;
import javafx.scene.input.TransferMode;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import stillroom.ai.pack.Manifest;
import stillroom.ai.pack.PackStore.Held;
import stillroom.ai.pack.Precision;
import stillroom.ai.pack.PublishedModel;
import stillroom.ai.pack.Purpose;
import stillroom.app.models.Models;
import stillroom.app.ui.common.Controls;
import stillroom.app.ui.common.Messages;
import stillroom.app.ui.common.PageView;
import stillroom.app.ui.common.Tiles;
import stillroom.app.ui.models.ModelsViewModel.Installed;
import stillroom.app.ui.models.ModelsViewModel.Work;
import stillroom.app.ui.status.StatusViewModel;

/// The model packs: what each is, which is in use, what they do on this machine, and how another
/// comes in.
public final class ModelsView extends PageView {

    private static final PseudoClass TARGET = PseudoClass.getPseudoClass("target");
    private static final double LEAST_CARD = 400;
    private static final double FACT = 96;

    private final ModelsViewModel model;
    private final Messages messages;
    private final VBox work = Controls.column(S4);
    private final VBox packs = Controls.column(S4);
    private final HBox strip;
    private final Button measure;
    private final Button bring;

    /// @param chooseFolder asks the user for a checkpoint
    public ModelsView(
            ModelsViewModel model,
            StatusViewModel status,
            Messages messages,
            Supplier<Optional<Path>> chooseFolder) {
        super(
                messages.text("models"),
                Controls.given(
                        model.installed(),
                        found ->
                                messages.text(
                                        "models.what",
                                        found.packs().size(),
                                        messages.bytes(
                                                found.packs().stream()
                                                        .mapToLong(held ->
                                                                size(held.pack().manifest()))
                                                        .sum())),
                        "\u00a0"));
        this.model = model;
        this.messages = messages;
        measure =
                Controls.button(
                        messages.text("models.measure"),
                        BootstrapIcons.SPEEDOMETER2,
                        model::measure);
        measure.setTooltip(new Tooltip(messages.text("models.measure.what")));
        bring =
                Controls.button(
                        messages.text("models.import"),
                        BootstrapIcons.BOX_ARROW_IN_DOWN,
                        () -> chooseFolder.get().ifPresent(model::offer));
        strip = strip();
        addActs(measure, bring);
        addCards(work, packs, strip);
        Controls.follow(this, model.installed(), this::show);
        Controls.follow(this, model.verdicts(), this::show);
        Controls.follow(this, model.work(), this::showWork);
        Controls.follow(
                this,
                status.progress(),
                () -> {
                    if (getScene() != null) {
                        model.follow();
                    }
                });
        takeCheckpoints();
        show();
        showWork();
    }

    @Override
    public void refresh() {
        model.refresh();
    }

    // -- Coming in

    private HBox strip() {
        var words = Controls.prose(messages.text("models.drop"), "t-body");
        var what = Controls.prose(messages.text("models.drop.what"), "t-small", "st-muted");
        var row = Controls.row(S3, Controls.icon(BootstrapIcons.BOX_ARROW_IN_DOWN), words, what);
        row.setAlignment(Pos.CENTER);
        return Controls.styled(row, "st-drop-strip");
    }

    /// Here, and only here, what is dropped is a model. More than one file are documents.
    private void takeCheckpoints() {
        addEventHandler(
                DragEvent.DRAG_OVER,
                event -> {
                    if (event.getDragboard().getFiles().size() == 1) {
                        event.acceptTransferModes(TransferMode.COPY);
                        strip.pseudoClassStateChanged(TARGET, true);
                        event.consume();
                    }
                });
        addEventHandler(DragEvent.DRAG_EXITED, _ -> strip.pseudoClassStateChanged(TARGET, false));
        addEventHandler(
                DragEvent.DRAG_DROPPED,
                event -> {
                    if (event.getDragboard().getFiles().size() == 1) {
                        model.offer(event.getDragboard().getFiles().getFirst().toPath());
                        event.setDropCompleted(true);
                        event.consume();
                    }
                    strip.pseudoClassStateChanged(TARGET, false);
                });
    }

    private void showWork() {
        var now = model.work().get();
        boolean rests =
                now instanceof Work.None
                        || now instanceof Work.Imported
                        || now instanceof Work.Stopped
                        || now instanceof Work.Offered;
        measure.setDisable(!rests);
        bring.setDisable(!rests);
        switch (now) {
            case Work.None _, Work.Stopped _ -> work.getChildren().clear();
            case Work.Importing(var name, var step, var done, var all) ->
                    work.getChildren()
                            .setAll(
                                    underWay(
                                            messages.text("models.importing", name),
                                            step == null
                                                    ? messages.text("models.importing.opens")
                                                    : messages.text(
                                                            "models.importing.step",
                                                            messages.step(step),
                                                            done,
                                                            all),
                                            all == 0 ? 0 : (double) done / all,
                                            Controls.textButton(
                                                    messages.text("models.stop"), model::stop)));
            case Work.Measuring(var pack) ->
                    work.getChildren()
                            .setAll(
                                    underWay(
                                            messages.text("models.measuring", pack),
                                            messages.text("models.measure.what"),
                                            ProgressBar.INDETERMINATE_PROGRESS,
                                            Controls.textButton(
                                                    messages.text("models.stop"), model::stop)));
            case Work.Offered(_, var offer) -> work.getChildren().setAll(offered(offer));
            case Work.Imported(var pack, var purpose, var closeness) ->
                    work.getChildren()
                            .setAll(
                                    Controls.styled(
                                            Controls.row(
                                                    S3,
                                                    Controls.icon(
                                                            BootstrapIcons.CHECK_CIRCLE_FILL,
                                                            "st-good"),
                                                    Controls.growing(
                                                            Controls.prose(
                                                                    messages.text(
                                                                            purpose == GENERATION
                                                                                    ? "models.imported.writes"
                                                                                    : "models.imported",
                                                                            pack,
                                                                            closeness),
                                                                    "t-body")),
                                                    Controls.iconButton(
                                                            BootstrapIcons.X,
                                                            messages.text("act.dismiss"),
                                                            model::putAway)),
                                            "st-notice"));
        }
        Controls.shown(work, !work.getChildren().isEmpty());
    }

    /// What a checkpoint would become, under which license, with a question whether it shall.
    private VBox offered(Models.Offer offer) {
        var manifest = offer.manifest();
        boolean writes = manifest.purpose() == GENERATION;
        var card =
                Controls.card(
                        messages.text("models.offer", manifest.name()),
                        new SimpleStringProperty(role(manifest)));
        var facts = new GridPane(16, 4);
        boolean told = !manifest.license().equals(PublishedModel.UNKNOWN_LICENSE);
        fact(
                facts,
                0,
                "models.license",
                told ? manifest.license() : messages.text("models.license.unknown"));
        fact(facts, 1, "models.source", manifest.source().isEmpty() ? "–" : manifest.source());
        fact(facts, 2, "models.weights", messages.bytes(offer.bytes()));
        var precision = new SimpleObjectProperty<>(Precision.INT8);
        var precisions =
                Controls.segmented(
                        messages.text("models.precision.choice"),
                        List.of(Precision.INT8, Precision.INT4),
                        List.of(
                                messages.text("models.precision.int8"),
                                messages.text("models.precision.int4")),
                        precision.get(),
                        precision::set);
        precisions.setMinWidth(USE_PREF_SIZE);
        Controls.shown(precisions, writes);
        card.getChildren()
                .addAll(
                        facts,
                        Controls.prose(messages.text("models.offer.what"), "t-small", "st-muted"),
                        Controls.row(
                                S2,
                                precisions,
                                Controls.spring(),
                                Controls.textButton(
                                        messages.text("models.offer.no"), model::putAway),
                                Controls.textButton(
                                        messages.text("models.offer.yes"),
                                        () -> model.accept(precision.get()))));
        return card;
    }

    private String role(Manifest manifest) {
        return messages.text("models.role." + manifest.purpose().name());
    }

    private VBox underWay(String what, String step, double share, Node... acts) {
        var bar = Controls.styled(new ProgressBar(share), "st-progress");
        bar.setMaxWidth(Double.MAX_VALUE);
        bar.setAccessibleText(messages.text("work.progress"));
        var card = Controls.card(what, new SimpleStringProperty(step), acts);
        card.getChildren().add(bar);
        return card;
    }

    // -- What there is

    private void show() {
        var found = model.installed().get();
        if (found == null) {
            return;
        }
        var shown = new ArrayList<Node>();
        shown.add(
                new Tiles(
                        LEAST_CARD,
                        found.packs().stream()
                                .sorted(Comparator.comparing(held -> !found.uses(held)))
                                .map(held -> card(held, found))
                                .toArray(Node[]::new)));
        found.packs().stream()
                .filter(found::uses)
                .filter(held -> held.pack().manifest().purpose() == Purpose.EMBEDDING)
                .map(held -> held.pack().manifest().name())
                .findFirst()
                .ifPresent(name -> {
                    var measured = found.measured().getOrDefault(name, List.of());
                    if (!measured.isEmpty()) {
                        var at = found.calibrated().get(name);
                        shown.add(new CalibrationCard(name, measured, at, messages));
                    }
                });
        found.broken()
                .forEach((folder, why) ->
                        shown.add(
                                Controls.styled(
                                        Controls.prose(
                                                messages.text("models.broken", folder, why),
                                                "t-small"),
                                        "st-warn-card")));
        packs.getChildren().setAll(shown);
    }

    private static long size(Manifest pack) {
        return pack.files().values().stream().mapToLong(Manifest.FileFacts::size).sum();
    }

    private VBox card(Held held, Installed found) {
        var pack = held.pack().manifest();
        var facts = new GridPane(16, 4);
        fact(
                facts,
                0,
                "models.shape",
                messages.text("models.shape.value", pack.layers(), pack.heads(), pack.maxTokens()));
        fact(facts, 1, "models.license", pack.license());
        fact(facts, 2, "models.source", pack.source().isEmpty() ? "–" : pack.source());
        fact(
                facts,
                3,
                "models.signature",
                held.pack().signed()
                        ? messages.text("models.signature.own", found.key())
                        : messages.text("models.signature.none"));
        fact(facts, 4, "models.role", role(pack));
        if (pack.purpose() == Purpose.EMBEDDING) {
            fact(facts, 5, "models.vectors", vectors(held, found));
        }
        return Controls.styled(
                Controls.column(
                        S4,
                        head(held, found),
                        figures(held, found),
                        facts,
                        Controls.hairline(),
                        foot(held)),
                "st-card");
    }

    private String vectors(Held held, Installed found) {
        var coming = found.coming();
        if (coming != null && found.awaits(held)) {
            return messages.text("models.vectors.coming", coming.done(), coming.total());
        }
        return found.uses(held)
                ? messages.text("library.count", found.indexed())
                : messages.text("models.vectors.none");
    }

    private HBox head(Held held, Installed found) {
        var pack = held.pack().manifest();
        var words =
                Controls.column(
                        0,
                        Controls.text(pack.name(), "t-heading"),
                        Controls.text(
                                messages.text("models.version", pack.version(), pack.family()),
                                "t-small",
                                "st-muted"));
        words.setMinWidth(0);
        var head =
                Controls.row(
                        S3,
                        Controls.styled(
                                new StackPane(Controls.icon(BootstrapIcons.CPU)), "st-tile"),
                        Controls.growing(words));
        if (found.uses(held)) {
            head.getChildren().add(badge(BootstrapIcons.CHECK2, "models.inUse"));
        } else if (found.awaits(held)) {
            head.getChildren().add(badge(BootstrapIcons.HOURGLASS_SPLIT, "models.coming"));
        } else if (found.offers(held)) {
            var use = Controls.textButton(messages.text("models.use"), () -> model.use(held));
            use.setAccessibleText(messages.text("models.use.name", pack.id()));
            if (pack.purpose() == Purpose.EMBEDDING) {
                use.setTooltip(new Tooltip(messages.text("models.use.what")));
            }
            head.getChildren().add(use);
        }
        var acts = acts(held, found);
        if (!acts.isEmpty()) {
            var more =
                    new MenuButton(
                            null,
                            Controls.icon(BootstrapIcons.THREE_DOTS),
                            acts.toArray(MenuItem[]::new));
            more.setAccessibleText(messages.text("models.more", pack.id()));
            head.getChildren().add(Controls.styled(more, "st-icon-button", "st-more"));
        }
        return head;
    }

    private HBox badge(BootstrapIcons icon, String words) {
        return Controls.styled(
                Controls.row(
                        S1,
                        Controls.icon(icon, "st-good"),
                        Controls.firm(Controls.text(messages.text(words), "t-small", "st-good"))),
                "st-state");
    }

    private List<MenuItem> acts(Held held, Installed found) {
        var acts = new ArrayList<MenuItem>();
        if (found.canRollBack(held)) {
            acts.add(
                    Controls.item(
                            messages,
                            "models.rollback",
                            BootstrapIcons.ARROW_COUNTERCLOCKWISE,
                            () -> model.rollback(held)));
        }
        if (found.canRemove(held)) {
            acts.add(
                    Controls.item(
                            messages,
                            "models.remove",
                            BootstrapIcons.TRASH,
                            () -> model.remove(held)));
        }
        return acts;
    }

    /// What was measured on this machine, or else what is known without.
    private FlowPane figures(Held held, Installed found) {
        var pack = held.pack().manifest();
        var chosen =
                found.measured().getOrDefault(pack.name(), List.of()).stream()
                        .filter(measured -> measured.chosen())
                        .findFirst();
        var size = figure(messages.bytes(size(pack)), "models.size");
        if (pack.purpose() == GENERATION) {
            var speed = found.writing().get(pack.name());
            return new FlowPane(
                    S6,
                    S2,
                    figure(
                            speed == null ? "–" : messages.number(Math.round(speed)),
                            "models.writing"),
                    figure(pack.precision().toString(), "models.precision"),
                    size);
        }
        if (chosen.isEmpty() || pack.purpose() != Purpose.EMBEDDING) {
            return new FlowPane(
                    S6,
                    S2,
                    figure(pack.precision().toString(), "models.precision"),
                    figure(messages.number(pack.dimensions()), "models.dimensions"),
                    size);
        }
        var measured = chosen.get();
        return new FlowPane(
                S6,
                S2,
                figure(messages.number(Math.round(measured.passagesPerSecond())), "models.speed"),
                figure(measured.precision(), "models.precision"),
                figure(
                        Double.isNaN(measured.cosine())
                                ? "–"
                                : messages.text("models.cosine.value", measured.cosine()),
                        "models.cosine"),
                size);
    }

    /// Where the pack comes from, and what verifying it has found.
    private HBox foot(Held held) {
        var objection = held.objection();
        var verdict = model.verdicts().get().get(held.pack().manifest().id());
        boolean bad = objection != null || (verdict != null && verdict.isPresent());
        var words =
                objection != null
                        ? messages.flaw(objection)
                        : verdict == null
                                ? messages.text(
                                        held.shipped()
                                                ? "models.shipped"
                                                : held.revoked() ? "models.revoked" : "models.own")
                                : verdict.map(messages::flaw)
                                        .orElseGet(() -> messages.text("models.verified"));
        var text = Controls.prose(words, "t-small", bad ? "st-bad" : "st-muted");
        return Controls.row(
                S2,
                bad
                        ? Controls.icon(BootstrapIcons.EXCLAMATION_TRIANGLE_FILL, "st-bad")
                        : verdict == null
                                ? Controls.icon(BootstrapIcons.BOX_SEAM)
                                : Controls.icon(BootstrapIcons.PATCH_CHECK, "st-good"),
                Controls.growing(text),
                Controls.link(messages.text("models.verify"), () -> model.verify(held)));
    }

    private VBox figure(String value, String words) {
        return Controls.column(
                0,
                Controls.firm(Controls.text(value, "t-figure")),
                Controls.firm(Controls.text(messages.text(words), "t-small", "st-muted")));
    }

    private void fact(GridPane grid, int row, String words, String value) {
        var name = Controls.firm(Controls.text(messages.text(words), "t-small", "st-muted"));
        var strut = new Region(); // the words of another language may be longer
        strut.setMinWidth(FACT);
        grid.add(strut, 0, row);
        grid.add(name, 0, row);
        grid.add(Controls.prose(value, "t-small"), 1, row);
    }
}
