package stillroom.app.ui.ask;

import static stillroom.app.ui.common.Controls.S1;
import static stillroom.app.ui.common.Controls.S2;
import static stillroom.app.ui.common.Controls.S3;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.scene.text.Text;
import javafx.scene.text.TextFlow;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import stillroom.app.ui.common.Controls;
import stillroom.app.ui.common.Messages;
import stillroom.index.Exchange;
import stillroom.index.Exchange.Citation;
import stillroom.index.Exchange.Said;

/// A question with its answer: sentences that name where they stand, and below them those places,
/// each of which opens the document. What nothing carries is marked.
final class ExchangeView extends VBox {

    private static final PseudoClass OPENED = PseudoClass.getPseudoClass("opened");

    /// With the room at both sides.
    static final double WIDEST = 800;

    private final Exchange exchange;
    private final AskViewModel model;
    private final Messages messages;
    private final List<Button> sources = new ArrayList<>();

    /// @param search looks for what was asked with the search
    ExchangeView(
            Exchange exchange, AskViewModel model, Messages messages, Consumer<String> search) {
        this.exchange = exchange;
        this.model = model;
        this.messages = messages;
        getStyleClass().add("st-exchange");
        setMaxWidth(WIDEST);
        var answer =
                switch (exchange.kind()) {
                    case Exchange.GENERATED -> answer();
                    case Exchange.NOT_FOUND -> notFound(search);
                    default -> Controls.text(messages.text("ask.passages"), "t-small", "st-muted");
                };
        getChildren().add(inset(Controls.column(S2, question(exchange.question()), answer)));
        if (!exchange.citations().isEmpty()) {
            getChildren().add(sources());
        }
        getChildren().add(inset(receipt()));
    }

    /// At the left edge of the page; the places go beyond it, so that they can be lit up whole.
    static <R extends Region> R inset(R region) {
        return Controls.padded(region, 0, Controls.S5, 0, Controls.S5);
    }

    static Label question(String text) {
        return Controls.prose(text, "t-heading");
    }

    /// The sentences that are shown.
    private List<Said> sentences() {
        boolean all = !model.writer().supportedOnly().get();
        return exchange.sentences().stream().filter(said -> all || said.isSupported()).toList();
    }

    private TextFlow answer() {
        var flow = Controls.styled(new TextFlow(), "st-answer-text");
        for (var said : sentences()) {
            var text = said.text() + "\u00a0";
            flow.getChildren()
                    .add(
                            Controls.styled(
                                    new Text(text),
                                    said.isSupported() ? "st-plain" : "st-unsupported"));
            if (said.isSupported()) {
                for (int number : said.citations()) {
                    exchange.citations().stream()
                            .filter(citation -> citation.number() == number)
                            .forEach(citation -> flow.getChildren().add(mark(citation)));
                }
            } else {
                var mark = Controls.text(messages.text("ask.unsupported"), "st-unfound");
                Controls.tooltip(mark, messages.text("ask.unsupported.what"));
                flow.getChildren().add(mark);
            }
            flow.getChildren().add(new Text(" "));
        }
        flow.setAccessibleRole(AccessibleRole.TEXT);
        flow.setAccessibleText(text());
        return flow;
    }

    /// The number of a citation, behind the sentence that it carries.
    private Button mark(Citation citation) {
        var mark = new Button(messages.number(citation.number()));
        mark.getStyleClass().setAll("st-cite");
        mark.setAccessibleText(name(citation));
        Controls.tooltip(mark, citation.quote());
        mark.setOnAction(_ -> model.opened().set(citation));
        return mark;
    }

    private Node notFound(Consumer<String> search) {
        var words =
                Controls.column(
                        S1,
                        Controls.prose(messages.text("ask.notFound"), "t-strong"),
                        Controls.prose(
                                messages.text("ask.notFound.advice"), "t-small", "st-muted"));
        var row =
                Controls.row(
                        S3,
                        Controls.icon(BootstrapIcons.SEARCH),
                        Controls.growing(words),
                        Controls.link(
                                messages.text("ask.search"),
                                () -> search.accept(exchange.question())));
        return Controls.styled(row, "st-well");
    }

    private VBox sources() {
        var box = Controls.styled(new VBox(), "st-sources");
        for (var citation : exchange.citations()) {
            var source = source(citation);
            sources.add(source);
            box.getChildren().add(source);
        }
        return box;
    }

    private Button source(Citation citation) {
        var row = model.document(citation);
        var number = Controls.firm(Controls.text(messages.number(citation.number()), "st-cite"));
        var name = Controls.text(documentName(citation), "t-row", "t-strong");
        name.setMinWidth(0);
        var head =
                Controls.row(
                        S2,
                        number,
                        row == null
                                ? Controls.icon(BootstrapIcons.FILE_EARMARK)
                                : Controls.typeIcon(row.document().type()),
                        name,
                        Controls.pageMark(citation.page(), messages));
        var quote = Controls.prose(citation.quote().replaceAll("\\s+", " ").strip(), "t-body");
        quote.setMaxWidth(Double.MAX_VALUE);
        var content = Controls.column(S1, head, quote);
        content.setMouseTransparent(true);
        var button = Controls.blockButton(content, name(citation));
        button.setUserData(citation);
        button.setDisable(row == null);
        button.setOnAction(_ -> model.opened().set(citation));
        return button;
    }

    private String documentName(Citation citation) {
        var row = model.document(citation);
        return row == null ? messages.text("ask.gone") : Controls.name(row.document());
    }

    private String name(Citation citation) {
        return messages.text(
                "ask.source.name",
                citation.number(),
                documentName(citation),
                citation.page(),
                citation.quote());
    }

    private HBox receipt() {
        var words =
                Controls.prose(
                        exchange.model().isEmpty()
                                ? messages.text("ask.receipt.found", messages.day(exchange.made()))
                                : messages.text(
                                        "ask.receipt",
                                        messages.day(exchange.made()),
                                        exchange.model()),
                        "t-small",
                        "st-muted");
        Controls.tooltip(
                words, messages.text("ask.receipt.full", messages.moment(exchange.made())));
        var copy =
                Controls.iconButton(
                        BootstrapIcons.FILES,
                        messages.text("ask.copy"),
                        () -> Controls.copy(exchange.question() + "\n\n" + text() + places()));
        HBox.setHgrow(words, Priority.ALWAYS);
        words.setMaxWidth(Double.MAX_VALUE);
        var row =
                Controls.row(S2, Controls.icon(BootstrapIcons.HOUSE_DOOR, "st-good"), words, copy);
        row.setAlignment(Pos.CENTER_LEFT);
        return row;
    }

    /// The answer as plain text.
    private String text() {
        return switch (exchange.kind()) {
            case Exchange.GENERATED ->
                    sentences().stream().map(this::marked).collect(Collectors.joining(" "));
            case Exchange.NOT_FOUND -> messages.text("ask.notFound");
            default -> messages.text("ask.passages");
        };
    }

    private String marked(Said said) {
        return said.isSupported()
                ? said.text()
                        + said.citations().stream()
                                .map(number -> " [" + number + "]")
                                .collect(Collectors.joining())
                : said.text() + " (" + messages.text("ask.unsupported") + ")";
    }

    private String places() {
        return exchange.citations().stream()
                .map(citation ->
                        "\n[%d] %s, %s: %s"
                                .formatted(
                                        citation.number(),
                                        documentName(citation),
                                        messages.text("page.short", citation.page()),
                                        citation.quote().strip()))
                .collect(Collectors.joining("", "\n", ""));
    }

    /// Shows at which of its citations the reader is.
    void showOpened(@Nullable Citation opened) {
        for (var source : sources) {
            source.pseudoClassStateChanged(
                    OPENED, opened != null && opened.equals(source.getUserData()));
        }
    }
}
