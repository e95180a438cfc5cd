package stillroom.app.ui.inspector;

import static stillroom.app.ui.common.Controls.S3;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Side;
import javafx.scene.Node;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Tab;
import javafx.scene.control.TabPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import stillroom.app.describe.Length;
import stillroom.app.ui.common.Controls;
import stillroom.app.ui.common.Messages;
import stillroom.app.ui.common.Row;
import stillroom.app.ui.reader.TextView;
import stillroom.index.Document;
import stillroom.index.Hit;
import stillroom.index.Summary;

/// What is known of one document, at the right of the window.
public final class InspectorView extends StackPane {

    /// In a window that is lower than this and what is around it, all of it scrolls.
    private static final double LEAST_TABS = 200;

    private final InspectorViewModel model;
    private final Messages messages;
    private final LabelsView labels;
    private final TabPane tabs;

    /// What can be done from here.
    ///
    /// @param readSentence opens the document where a sentence of the summary stands
    /// @param readSimilar opens a similar document
    /// @param read opens the document
    /// @param open opens it in the program that the system has for it
    /// @param readAgain reads its sources once more
    /// @param unlock reads them once more with a password
    /// @param recognize has pictures of pages read, and reads its sources once more
    /// @param remove asks whether it shall be removed
    /// @param chooseNewFile asks where a file shall be written, with a name to begin with
    /// @param leave goes back to the document
    /// @param canLeave whether the document is not beside it
    /// @param ask begins to ask the server about it; null while the cloud fallback is off
    public record Acts(
            Consumer<Summary.Sentence> readSentence,
            Consumer<Hit> readSimilar,
            Consumer<Row> read,
            Consumer<Row> open,
            Consumer<Row> readAgain,
            BiConsumer<Row, String> unlock,
            Consumer<Row> recognize,
            Runnable remove,
            Function<String, Optional<Path>> chooseNewFile,
            Runnable leave,
            ObservableValue<Boolean> canLeave,
            @Nullable Consumer<Document> ask) {}

    public InspectorView(InspectorViewModel model, Messages messages, Acts acts) {
        this.model = model;
        this.messages = messages;
        this.labels = new LabelsView(model, messages);
        getStyleClass().add("st-inspector");

        var similar =
                tab("inspector.similar", new SimilarView(model, messages, acts.readSimilar()));
        var text = tab("inspector.text", new TextView(model.text(), messages));
        var details = tab("inspector.details", new DetailsView(model, messages, acts));
        tabs =
                Controls.styled(
                        new TabPane(
                                tab(
                                        "inspector.summary",
                                        new SummaryView(
                                                model,
                                                messages,
                                                acts.readSentence(),
                                                acts.chooseNewFile())),
                                text,
                                similar,
                                details),
                        "st-tabs");
        tabs.setTabClosingPolicy(TabPane.TabClosingPolicy.UNAVAILABLE);
        tabs.setAccessibleText(messages.text("inspector"));
        model.similarWanted().bind(similar.selectedProperty());
        model.textWanted().bind(text.selectedProperty());
        model.factsWanted().bind(details.selectedProperty());

        var full = new VBox(head(acts), Controls.growing(tabs), Controls.hairline(), labels);
        var none =
                Controls.emptiness(
                        BootstrapIcons.FILE_EARMARK_TEXT,
                        messages.text("inspector.none"),
                        messages.text("inspector.none.advice"));
        tabs.setMinHeight(LEAST_TABS);
        var scroll = Controls.styled(new ScrollPane(full), "st-scroll");
        scroll.setFitToWidth(true);
        scroll.setFitToHeight(true);
        scroll.setFocusTraversable(false);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        getChildren().addAll(scroll, none);
        Controls.shownWhile(scroll, Controls.given(model.document(), _ -> true, false));
        Controls.shownWhile(none, Controls.given(model.document(), _ -> false, true));
    }

    private Tab tab(String words, Node content) {
        return new Tab(messages.text(words), content);
    }

    private HBox head(Acts acts) {
        var tile = new StackPane();
        var name = Controls.text("", "t-heading");
        var facts = Controls.prose("", "t-small", "st-muted");
        Controls.follow(
                this, model.document(), () -> show(model.document().get(), tile, name, facts));
        show(model.document().get(), tile, name, facts);
        var open =
                Controls.iconButton(
                        BootstrapIcons.BOX_ARROW_UP_RIGHT,
                        messages.text("act.openOutside"),
                        () -> withRow(acts.open()));
        var more =
                Controls.iconButton(
                        BootstrapIcons.THREE_DOTS, messages.text("inspector.more"), () -> {});
        var menu =
                new ContextMenu(
                        Controls.item(
                                messages,
                                "act.read",
                                BootstrapIcons.BOOK,
                                () -> withRow(acts.read())),
                        Controls.item(
                                messages,
                                "act.openOutside",
                                BootstrapIcons.BOX_ARROW_UP_RIGHT,
                                () -> withRow(acts.open())),
                        Controls.item(
                                messages,
                                "act.readAgain",
                                BootstrapIcons.ARROW_CLOCKWISE,
                                () -> withRow(acts.readAgain())),
                        Controls.item(messages, "act.remove", BootstrapIcons.TRASH, acts.remove()));
        var ask = acts.ask();
        if (ask != null) {
            menu.getItems()
                    .add(
                            Controls.item(
                                    messages,
                                    "consent.offer",
                                    BootstrapIcons.CLOUD,
                                    () -> {
                                        var document = model.document().get();
                                        if (document != null) {
                                            ask.accept(document);
                                        }
                                    }));
        }
        more.setOnAction(_ -> menu.show(more, Side.BOTTOM, 0, 4));
        var words = Controls.column(0, name, facts);
        words.setMinWidth(0);
        var back =
                Controls.iconButton(
                        BootstrapIcons.ARROW_LEFT, messages.text("inspector.back"), acts.leave());
        Controls.shownWhile(back, acts.canLeave());
        return Controls.styled(
                Controls.row(S3, back, tile, Controls.growing(words), Controls.row(0, open, more)),
                "st-inspector-head");
    }

    private void show(@Nullable Document document, StackPane tile, Label name, Label facts) {
        if (document != null) {
            tile.getChildren().setAll(Controls.typeTile(document.type()));
            name.setText(Controls.name(document));
            facts.setText(facts(document));
        }
    }

    private void withRow(Consumer<Row> act) {
        var row = model.row().get();
        if (row != null) {
            act.accept(row);
        }
    }

    private String facts(Document document) {
        var folder = document.path().getParent();
        var near =
                folder == null
                        ? ""
                        : folder.getNameCount() > 2
                                ? folder.subpath(folder.getNameCount() - 2, folder.getNameCount())
                                        .toString()
                                : folder.toString();
        return document.pages() == 0
                ? messages.text("inspector.facts.unread", messages.bytes(document.bytes()), near)
                : messages.text(
                        "inspector.facts",
                        document.pages(),
                        messages.bytes(document.bytes()),
                        near);
    }

    /// Shows the summary in another length.
    public void showSummary(Length length) {
        tabs.getSelectionModel().select(0);
        model.length().set(length);
    }

    /// Asks for a label to set on the document.
    public void askForLabel() {
        if (model.document().get() != null) {
            labels.ask();
        }
    }
}
