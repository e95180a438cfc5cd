package stillroom.app.ui.add;

import static stillroom.app.ui.common.Controls.S2;
import static stillroom.app.ui.common.Controls.S3;
import static stillroom.app.ui.common.Controls.S6;

import java.util.stream.Stream;
import javafx.geometry.Orientation;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.scene.text.TextAlignment;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import stillroom.app.ui.common.Controls;
import stillroom.app.ui.common.Messages;
import stillroom.app.ui.common.Tiles;

/// The first minute: one thing to do, one promise, three samples.
public final class EmptyView extends VBox {

    /// The least width of a sample.
    private static final double SAMPLE = 280;

    /// Of a sample, left and right or above and below.
    private static final double PADDING = 32;

    /// @param chooseFiles for people who do not drag
    /// @param enforced whether the promise may be made that the system keeps it
    public EmptyView(
            AddViewModel model,
            Messages messages,
            Runnable chooseFiles,
            Runnable chooseFolder,
            boolean enforced) {
        getStyleClass().add("st-canvas");
        var disc =
                Controls.styled(
                        new StackPane(Controls.icon(BootstrapIcons.BOX_ARROW_IN_DOWN)),
                        "st-drop-disc");
        disc.setMaxSize(USE_PREF_SIZE, USE_PREF_SIZE);
        var what = Controls.prose(messages.text("empty.what"), "t-body", "st-muted");
        what.setTextAlignment(TextAlignment.CENTER);
        what.setAlignment(Pos.CENTER);
        what.setMaxWidth(720);
        var words = Controls.column(S2, Controls.text(messages.text("empty.drop"), "t-hero"), what);
        words.setAlignment(Pos.CENTER);
        var files =
                Controls.styled(
                        Controls.button(
                                messages.text("empty.files"),
                                BootstrapIcons.FILE_EARMARK_PLUS,
                                chooseFiles),
                        "accent",
                        "st-large");
        var folder =
                Controls.styled(
                        Controls.button(
                                messages.text("empty.folder"),
                                BootstrapIcons.FOLDER_PLUS,
                                chooseFolder),
                        "st-large");
        var buttons = Controls.row(S2, files, folder);
        buttons.setAlignment(Pos.CENTER);
        var promise =
                Controls.styled(
                        Controls.row(
                                S2,
                                Controls.icon(
                                        enforced
                                                ? BootstrapIcons.LOCK_FILL
                                                : BootstrapIcons.HOUSE_DOOR),
                                Controls.text(messages.text("empty.promise"))),
                        "st-promise");
        promise.setMaxWidth(USE_PREF_SIZE);
        var zone =
                Controls.styled(Controls.column(S6, disc, words, buttons, promise), "st-drop-zone");
        zone.setAlignment(Pos.CENTER);

        var samples =
                new Tiles(
                        SAMPLE,
                        Stream.of(AddViewModel.Sample.values())
                                .map(sample -> sample(sample, model, messages))
                                .toArray(Node[]::new));
        var all =
                Controls.styled(
                        Controls.column(
                                S6,
                                Controls.growing(zone),
                                Controls.column(
                                        S3,
                                        Controls.text(messages.text("empty.samples"), "t-subhead"),
                                        samples)),
                        "st-empty");
        // where there is little height, the samples lie below
        var scroll = Controls.styled(new ScrollPane(all), "st-scroll");
        scroll.setFitToWidth(true);
        scroll.setFitToHeight(true);
        scroll.setFocusTraversable(false);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        getChildren().add(Controls.growing(scroll));
    }

    private static Button sample(
            AddViewModel.Sample sample, AddViewModel model, Messages messages) {
        var name = Controls.prose(sample.file(), "t-row", "t-strong");
        var what = Controls.prose(messages.text("sample." + sample.name()), "t-small", "st-muted");
        var words = Controls.column(2, name, what);
        words.setMinWidth(0);
        HBox line =
                Controls.row(
                        S3,
                        Controls.typeTile(sample.file().replaceFirst(".*\\.", "")),
                        Controls.growing(words),
                        Controls.icon(BootstrapIcons.CHEVRON_RIGHT, "st-subtle"));
        var card =
                new Button(null, line) {
                    // a button does not ask what it holds how high that is at a given width
                    @Override
                    protected double computePrefHeight(double width) {
                        double room = (width > 0 ? width : getWidth()) - PADDING;
                        return Math.ceil(line.prefHeight(room > 0 ? room : SAMPLE)) + PADDING;
                    }

                    @Override
                    public Orientation getContentBias() {
                        return Orientation.HORIZONTAL;
                    }
                };
        card.getStyleClass().setAll("st-card", "st-sample");
        card.setContentDisplay(ContentDisplay.GRAPHIC_ONLY);
        card.setAccessibleText(
                messages.text(
                        "sample.name", sample.file(), messages.text("sample." + sample.name())));
        card.setOnAction(_ -> model.add(sample));
        card.setMaxWidth(Double.MAX_VALUE);
        card.setMinWidth(0);
        line.minWidthProperty().bind(card.widthProperty().subtract(PADDING));
        line.maxWidthProperty().bind(card.widthProperty().subtract(PADDING));
        return card;
    }
}
