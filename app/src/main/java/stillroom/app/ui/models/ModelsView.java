package stillroom.app.ui.models;

import static stillroom.app.ui.common.Controls.S1;
import static stillroom.app.ui.common.Controls.S2;
import static stillroom.app.ui.common.Controls.S3;
import static stillroom.app.ui.common.Controls.S4;
import static stillroom.app.ui.common.Controls.S6;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import javafx.scene.Node;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import stillroom.ai.pack.Manifest;
import stillroom.ai.pack.PackStore;
import stillroom.app.settings.PrecisionSetting.Measured;
import stillroom.app.ui.common.Controls;
import stillroom.app.ui.common.Messages;
import stillroom.app.ui.common.PageView;
import stillroom.app.ui.common.Tiles;
import stillroom.app.ui.models.ModelsViewModel.Installed;

/// The model packs: what each is, and which is in use.
public final class ModelsView extends PageView {

    private static final double LEAST_CARD = 400;

    private final ModelsViewModel model;
    private final Messages messages;
    private final VBox packs = Controls.column(S4);

    public ModelsView(ModelsViewModel model, Messages messages) {
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
        addCards(packs);
        Controls.follow(this, model.installed(), this::show);
        Controls.follow(this, model.verdicts(), this::show);
        show();
    }

    @Override
    public void refresh() {
        model.refresh();
    }

    private void show() {
        var found = model.installed().get();
        if (found != null) {
            packs.getChildren()
                    .setAll(
                            new Tiles(
                                    LEAST_CARD,
                                    found.packs().stream()
                                            .sorted(Comparator.comparing(held -> !found.uses(held)))
                                            .map(held -> card(held, found))
                                            .toArray(Node[]::new)));
            found.broken()
                    .forEach((folder, why) ->
                            packs.getChildren()
                                    .add(
                                            Controls.styled(
                                                    Controls.prose(folder + ": " + why, "t-small"),
                                                    "st-warn-card")));
        }
    }

    private static long size(Manifest pack) {
        return pack.files().values().stream().mapToLong(Manifest.FileFacts::size).sum();
    }

    private VBox card(PackStore.Held held, Installed found) {
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
        boolean used = found.uses(held);
        if (used) {
            head.getChildren()
                    .add(
                            Controls.styled(
                                    Controls.row(
                                            S1,
                                            Controls.icon(BootstrapIcons.CHECK2, "st-good"),
                                            Controls.firm(
                                                    Controls.text(
                                                            messages.text("models.inUse"),
                                                            "t-small",
                                                            "st-good"))),
                                    "st-state"));
        }
        var figures =
                Controls.row(
                        S6,
                        figure(pack.precision().toString(), "models.precision"),
                        figure(messages.number(pack.dimensions()), "models.dimensions"),
                        figure(messages.bytes(size(pack)), "models.size"));
        var facts = new GridPane(16, 4);
        fact(
                facts,
                0,
                "models.shape",
                messages.text("models.shape.value", pack.layers(), pack.heads(), pack.maxTokens()));
        fact(facts, 1, "models.license", pack.license());
        fact(facts, 2, "models.source", pack.source());
        fact(
                facts,
                3,
                "models.vectors",
                used
                        ? messages.text("library.count", found.indexed())
                        : messages.text("models.vectors.none"));
        var measured = found.measured().getOrDefault(pack.name(), List.of());
        if (!measured.isEmpty()) {
            fact(
                    facts,
                    4,
                    "models.measured",
                    measured.stream().map(this::words).collect(Collectors.joining("\n")));
        }
        return Controls.styled(
                Controls.column(S4, head, figures, facts, Controls.hairline(), foot(held)),
                "st-card");
    }

    /// Where the pack comes from, and what verifying it has found.
    private HBox foot(PackStore.Held held) {
        var objection = held.objection();
        var verdict = model.verdicts().get().get(held.pack().manifest().id());
        boolean bad = objection != null || (verdict != null && !verdict.isEmpty());
        var words =
                objection != null
                        ? objection
                        : verdict == null
                                ? messages.text(held.shipped() ? "models.shipped" : "models.own")
                                : verdict.isEmpty() ? messages.text("models.verified") : verdict;
        var text = Controls.prose(words, "t-small", bad ? "st-bad" : "st-muted");
        return Controls.row(
                S2,
                bad
                        ? Controls.icon(BootstrapIcons.EXCLAMATION_TRIANGLE_FILL, "st-bad")
                        : verdict == null
                                ? Controls.icon(BootstrapIcons.BOX_SEAM)
                                : Controls.icon(BootstrapIcons.PATCH_CHECK, "st-good"),
                Controls.growing(text),
                Controls.link(messages.text("models.verify"), () -> model.verify(held.pack())));
    }

    private VBox figure(String value, String words) {
        return Controls.column(
                0,
                Controls.firm(Controls.text(value, "t-figure")),
                Controls.firm(Controls.text(messages.text(words), "t-small", "st-muted")));
    }

    /// What a precision does on this machine.
    private String words(Measured measured) {
        return messages.text(
                measured.chosen() ? "models.measured.chosen" : "models.measured.other",
                measured.precision(),
                messages.number(Math.round(measured.passagesPerSecond())),
                measured.cosine());
    }

    private void fact(GridPane grid, int row, String words, String value) {
        grid.add(Controls.firm(Controls.text(messages.text(words), "t-small", "st-muted")), 0, row);
        grid.add(Controls.prose(value, "t-small"), 1, row);
    }
}
