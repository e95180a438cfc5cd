package stillroom.app.ui.inspector;

import static stillroom.app.ui.common.Controls.S2;
import static stillroom.app.ui.common.Controls.S3;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import stillroom.app.describe.Length;
import stillroom.app.ui.common.Controls;
import stillroom.app.ui.common.Messages;
import stillroom.app.ui.inspector.InspectorViewModel.Brief;
import stillroom.app.ui.inspector.InspectorViewModel.Kind;
import stillroom.index.Summary;

/// The summary of a document; each of its sentences opens the page that it stands on.
final class SummaryView extends VBox {

    private static final PseudoClass OPENED = PseudoClass.getPseudoClass("opened");

    private final InspectorViewModel model;
    private final Messages messages;
    private final Consumer<Summary.Sentence> read;
    private final Function<String, Optional<Path>> chooseNewFile;
    private final VBox content = Controls.styled(new VBox(), "st-summary");

    /// @param chooseNewFile asks where a file shall be written, with a name to begin with
    SummaryView(
            InspectorViewModel model,
            Messages messages,
            Consumer<Summary.Sentence> read,
            Function<String, Optional<Path>> chooseNewFile) {
        this.model = model;
        this.messages = messages;
        this.read = read;
        this.chooseNewFile = chooseNewFile;
        var lengths =
                Controls.segmented(
                        messages.text("summary.length"),
                        List.of(Length.values()),
                        List.of(
                                messages.text("length.BRIEF"),
                                messages.text("length.STANDARD"),
                                messages.text("length.DETAILED")),
                        model.length().get(),
                        model.length()::set);
        Controls.follow(this, model.length(), () -> Controls.choose(lengths, model.length().get()));
        HBox.setHgrow(lengths, Priority.ALWAYS);
        var kinds =
                Controls.segmented(
                        messages.text("summary.kind"),
                        List.of(Kind.values()),
                        List.of(
                                messages.text("summary.kind.EXTRACTED"),
                                messages.text("summary.kind.WRITTEN")),
                        model.kind().get(),
                        model.kind()::set);
        Controls.follow(this, model.kind(), () -> Controls.choose(kinds, model.kind().get()));
        HBox.setHgrow(kinds, Priority.ALWAYS);
        var choices = Controls.column(S2, Controls.row(0, kinds), Controls.row(0, lengths));
        Controls.shownWhile(
                choices.getChildren().getFirst(),
                Controls.given(model.writer().pack(), _ -> true, false));
        var scroll =
                Controls.styled(
                        new ScrollPane(Controls.column(0, content, underWay())), "st-scroll");
        scroll.setFitToWidth(true);
        scroll.setFocusTraversable(false);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        getChildren().addAll(Controls.padded(choices, 16, 20, 12, 20), Controls.growing(scroll));
        Controls.follow(this, model.summary(), () -> show(model.summary().get()));
        Controls.follow(this, model.opened(), this::showOpened);
        Controls.follow(this, model.writer().supportedOnly(), () -> show(model.summary().get()));
        show(model.summary().get());
    }

    private void show(Brief state) {
        switch (state) {
            case Brief.None() -> content.getChildren().clear();
            case Brief.NotRead() ->
                    say(
                            BootstrapIcons.DASH_CIRCLE_DOTTED,
                            messages.text("summary.notRead"),
                            messages.text("summary.notRead.advice"));
            case Brief.Making(var settled) when settled.isEmpty() ->
                    content.getChildren().setAll(making());
            case Brief.Making(var settled) -> {
                content.getChildren().clear();
                addSentences(settled);
            }
            case Brief.Stopped() -> {
                say(
                        BootstrapIcons.STOP_CIRCLE,
                        messages.text("summary.stopped"),
                        messages.text("summary.stopped.advice"));
                content.getChildren().add(again("summary.make"));
            }
            case Brief.Made(var summary, _, _) when shown(summary.sentences()).isEmpty() ->
                    say(
                            BootstrapIcons.CARD_TEXT,
                            messages.text(nothing(summary)),
                            messages.text(nothing(summary) + ".advice"));
            case Brief.Made(var summary, var seconds, var madeNow) -> {
                content.getChildren().clear();
                addSentences(summary.sentences());
                showOpened();
                content.getChildren().add(receipt(summary, seconds, madeNow));
            }
            case Brief.Failed() -> {
                say(
                        BootstrapIcons.EXCLAMATION_TRIANGLE,
                        messages.text("summary.failed"),
                        messages.text("summary.failed.advice"));
                content.getChildren().add(again("act.retry"));
            }
            case Brief.Unreadable(var problem) ->
                    say(
                            BootstrapIcons.EXCLAMATION_TRIANGLE,
                            messages.problem(problem),
                            messages.remedy(problem));
        }
    }

    /// Why a summary says nothing.
    private static String nothing(Summary summary) {
        return summary.sentences().isEmpty() ? "summary.empty" : "summary.unsupported";
    }

    private List<Summary.Sentence> shown(List<Summary.Sentence> sentences) {
        boolean all = !model.writer().supportedOnly().get();
        return sentences.stream().filter(sentence -> all || sentence.isSupported()).toList();
    }

    /// Adds sentences, each section of the document under its heading.
    private void addSentences(List<Summary.Sentence> sentences) {
        var above = "";
        for (var sentence : shown(sentences)) {
            if (!sentence.heading().equals(above)) {
                above = sentence.heading();
                var heading =
                        Controls.styled(
                                Controls.prose(above, "t-small", "t-strong", "st-muted"),
                                "st-summary-heading");
                heading.setAccessibleRole(AccessibleRole.TEXT);
                content.getChildren().add(heading);
            }
            content.getChildren()
                    .add(sentence.isSupported() ? sentence(sentence) : unsupported(sentence));
        }
    }

    private void showOpened() {
        var opened = model.opened().get();
        for (var child : content.getChildren()) {
            child.pseudoClassStateChanged(
                    OPENED, opened != null && opened.equals(child.getUserData()));
        }
    }

    private void say(BootstrapIcons icon, String fact, String advice) {
        content.getChildren().setAll(Controls.emptiness(icon, fact, advice));
    }

    /// Gray lines where the sentences will be, so that nothing jumps when they come.
    private Node making() {
        var box = Controls.styled(new VBox(), "st-making");
        double[][] lines = {{1, 0.92, 0.6}, {0.96, 0.7}, {1, 0.85, 0.4}, {0.9, 0.55}};
        for (var sentence : lines) {
            var group = Controls.styled(new VBox(S2), "st-making-sentence");
            for (double width : sentence) {
                var line = Controls.styled(new Region(), "st-making-line");
                line.maxWidthProperty().bind(group.widthProperty().multiply(width * 0.84));
                group.getChildren().add(line);
            }
            box.getChildren().add(group);
        }
        box.setAccessibleText(messages.text("summary.making"));
        return box;
    }

    /// Under the sentences that are there already, with the way out.
    private HBox underWay() {
        var line =
                Controls.row(
                        S2,
                        Controls.growing(
                                Controls.prose(
                                        messages.text("summary.making"), "t-small", "st-muted")),
                        Controls.link(messages.text("summary.stop"), model::stop));
        return Controls.shownWhile(
                Controls.padded(line, 8, 16, 8, 20),
                Controls.made(model.summary(), Brief.Making.class::isInstance));
    }

    private StackPane again(String words) {
        return new StackPane(Controls.textButton(messages.text(words), model::retry));
    }

    private Button sentence(Summary.Sentence sentence) {
        var text = Controls.prose(sentence.text(), "t-read");
        text.setMaxWidth(Double.MAX_VALUE);
        var line =
                Controls.row(
                        S3, Controls.growing(text), Controls.pageMark(sentence.page(), messages));
        line.setAlignment(Pos.TOP_LEFT);
        var button =
                Controls.blockButton(
                        line,
                        messages.text("summary.sentence.name", sentence.text(), sentence.page()));
        button.setUserData(sentence);
        button.setOnAction(_ -> read.accept(sentence));
        return button;
    }

    /// What a model wrote and nothing in the document carries: it opens nothing.
    private HBox unsupported(Summary.Sentence sentence) {
        var text = Controls.prose(sentence.text(), "t-read", "st-muted");
        var mark = Controls.firm(Controls.text(messages.text("ask.unsupported"), "st-unfound"));
        Controls.tooltip(mark, messages.text("summary.unsupported.what"));
        var line = Controls.row(S3, Controls.growing(text), mark);
        line.setAlignment(Pos.TOP_LEFT);
        line.setAccessibleRole(AccessibleRole.TEXT);
        line.setAccessibleText(
                sentence.text() + " (" + messages.text("summary.unsupported.what") + ")");
        return Controls.padded(line, 8, 20, 8, 20);
    }

    private HBox receipt(Summary summary, double seconds, boolean madeNow) {
        var words =
                Controls.prose(
                        messages.text(
                                (madeNow ? "summary.receipt" : "summary.receipt.kept")
                                        + (summary.kind().equals(Summary.GENERATED)
                                                ? ".written"
                                                : ""),
                                madeNow ? messages.seconds(seconds) : messages.day(summary.made()),
                                summary.model()),
                        "t-small",
                        "st-muted");
        words.setMaxWidth(Double.MAX_VALUE);
        Controls.tooltip(
                words, messages.text("summary.receipt.full", messages.moment(summary.made())));
        return Controls.padded(
                Controls.row(
                        S2,
                        Controls.icon(BootstrapIcons.HOUSE_DOOR, "st-good"),
                        Controls.growing(words),
                        Controls.iconButton(
                                BootstrapIcons.FILES,
                                messages.text("summary.copy"),
                                () -> copy(summary)),
                        Controls.iconButton(
                                BootstrapIcons.BOX_ARROW_UP,
                                messages.text("summary.export"),
                                () ->
                                        chooseNewFile
                                                .apply(model.exportName())
                                                .ifPresent(file -> model.export(summary, file)))),
                4,
                12,
                12,
                20);
    }

    private void copy(Summary summary) {
        Controls.copy(
                shown(summary.sentences()).stream()
                        .map(sentence ->
                                sentence.text()
                                        + " ("
                                        + (sentence.isSupported()
                                                ? messages.text("page.short", sentence.page())
                                                : messages.text("ask.unsupported"))
                                        + ")")
                        .collect(Collectors.joining("\n")));
    }
}
