package stillroom.app.ui.reader;

import static stillroom.app.ui.common.Controls.S1;
import static stillroom.app.ui.common.Controls.S2;
import static stillroom.app.ui.common.Controls.S3;

import java.util.function.Consumer;
import java.util.stream.Collectors;
import javafx.beans.binding.Bindings;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import org.kordamp.ikonli.javafx.FontIcon;
import stillroom.app.ui.common.Controls;
import stillroom.app.ui.common.Messages;
import stillroom.app.ui.common.Row;
import stillroom.app.ui.common.TypeMark;

/// The text of a document, with the place that was asked for marked.
public final class ReaderView extends VBox {

    /// Narrower than this, the name of the document needs the room of the tools, which go over the
    /// foot of the page.
    private static final double ROOMY = 600;

    private final ReaderViewModel model;
    private final Messages messages;
    private final PaperView paper;
    private final PagesView pages;
    private final HBox find;
    private final TextField sought = new TextField();
    private final StackPane notice = new StackPane();

    /// What lies around the reader.
    ///
    /// @param open opens a document in the program that the system has for it
    /// @param leave goes back to the list
    /// @param canLeave whether there is a list to go back to
    /// @param inspect shows or hides what is known of the document
    /// @param canInspect whether that is up to the user
    public record Acts(
            Consumer<Row> open,
            Runnable leave,
            ObservableValue<Boolean> canLeave,
            Runnable inspect,
            ObservableValue<Boolean> canInspect) {}

    public ReaderView(ReaderViewModel model, Messages messages, Acts acts) {
        this.model = model;
        this.messages = messages;
        this.paper = new PaperView(messages.text("reader.text"));
        this.pages = new PagesView(model, messages);
        this.find = find();
        getStyleClass().add("st-reader");
        var canvas =
                Controls.styled(
                        new StackPane(paper, pages, notice, tools(acts)), "st-reader-canvas");
        getChildren().addAll(bar(acts), find, Controls.growing(canvas));
        paper.zoom().bind(model.zoom());
        paper.page().addListener((_, _, page) -> tellPage(paper, page.intValue()));
        pages.page().addListener((_, _, page) -> tellPage(pages, page.intValue()));
        Controls.follow(this, model.zoom(), pages::resizePages);
        Controls.follow(this, model.drawn(), () -> show(model.state().get()));
        Controls.follow(this, model.state(), () -> show(model.state().get()));
        Controls.follow(this, model.anchor(), () -> goTo(model.anchor().get()));
        addEventHandler(KeyEvent.KEY_PRESSED, this::act);
        show(model.state().get());
    }

    private void tellPage(Node teller, int page) {
        if (teller.isVisible()) {
            model.page().set(page);
        }
    }

    private void show(ReaderViewModel.State state) {
        notice.getChildren().clear();
        boolean open = state instanceof ReaderViewModel.State.Open;
        boolean drawn = model.drawn().get();
        boolean reading = paper.isFocused() || pages.isFocused();
        paper.setVisible(open && !drawn);
        pages.setVisible(open && drawn);
        if (!open) {
            Controls.shown(find, false);
        } else if (reading) { // a page that could not be drawn takes the keyboard with it
            focusText();
        }
        switch (state) {
            case ReaderViewModel.State.Closed() ->
                    notice.getChildren()
                            .setAll(
                                    Controls.emptiness(
                                            BootstrapIcons.BOOK,
                                            messages.text("reader.closed"),
                                            messages.text("reader.closed.advice")));
            case ReaderViewModel.State.Opening _ -> {}
            case ReaderViewModel.State.Open(_, var blocks, var last) -> {
                if (drawn) {
                    pages.show(last);
                } else {
                    paper.show(blocks, last);
                }
                goTo(model.anchor().get());
            }
            case ReaderViewModel.State.Textless(var row) ->
                    notice.getChildren().setAll(TextView.reason(row.document().status(), messages));
        }
    }

    private void goTo(Anchor anchor) {
        if (model.state().get() instanceof ReaderViewModel.State.Open) {
            if (model.drawn().get()) {
                pages.goTo(anchor);
            } else {
                paper.goTo(anchor);
            }
        }
    }

    private HBox find() {
        sought.setPromptText(messages.text("reader.find"));
        sought.setAccessibleText(messages.text("reader.find"));
        sought.getStyleClass().add("st-field");
        sought.textProperty().bindBidirectional(model.sought());
        sought.setOnAction(_ -> model.nextHit());
        var none =
                Controls.firm(
                        Controls.text(messages.text("search.nothing"), "t-small", "st-muted"));
        Controls.shownWhile(
                none,
                Bindings.createBooleanBinding(
                        () ->
                                !model.sought().get().isBlank()
                                        && model.hits().get().anchors().isEmpty(),
                        model.sought(),
                        model.hits()));
        var close =
                Controls.iconButton(BootstrapIcons.X, messages.text("act.close"), this::leaveFind);
        var box =
                Controls.styled(
                        Controls.row(
                                S2,
                                Controls.icon(BootstrapIcons.SEARCH),
                                Controls.growing(sought),
                                none,
                                close),
                        "st-reader-bar");
        box.addEventHandler(
                KeyEvent.KEY_PRESSED,
                event -> {
                    if (event.getCode() == KeyCode.ESCAPE) {
                        leaveFind();
                        event.consume();
                    }
                });
        Controls.shown(box, false);
        return box;
    }

    private void leaveFind() {
        model.sought().set("");
        Controls.shown(find, false);
        focusText();
    }

    /// Asks for words to find in the document.
    public void askToFind() {
        if (model.state().get() instanceof ReaderViewModel.State.Open) {
            Controls.shown(find, true);
            sought.requestFocus();
            sought.selectAll();
        }
    }

    private void act(KeyEvent event) {
        if (!event.isShortcutDown()) {
            return;
        }
        switch (event.getCode()) {
            case PLUS, EQUALS, ADD -> model.larger();
            case MINUS, SUBTRACT -> model.smaller();
            case DIGIT0, NUMPAD0 -> model.usualSize();
            case G -> {
                if (event.isShiftDown()) {
                    model.previousHit();
                } else {
                    model.nextHit();
                }
            }
            default -> {
                return;
            }
        }
        event.consume();
    }

    private HBox bar(Acts acts) {
        var back =
                Controls.iconButton(
                        BootstrapIcons.ARROW_LEFT, messages.text("reader.back"), acts.leave());
        Controls.shownWhile(back, acts.canLeave());
        var mark = new TypeMark();
        var name = Controls.text("", "t-row", "t-strong");
        name.setMinWidth(48);
        Runnable follow =
                () -> {
                    var row = model.row();
                    name.setText(row == null ? "" : Controls.name(row.document()));
                    mark.clear();
                    if (row != null) {
                        mark.show(row.document().type());
                    }
                };
        Controls.follow(this, model.state(), follow);
        follow.run();
        var how =
                Controls.iconButton(
                        BootstrapIcons.TEXT_PARAGRAPH,
                        messages.text("reader.asText"),
                        () -> model.asText().set(!model.asText().get()));
        Runnable followHow =
                () -> {
                    Controls.shown(
                            how,
                            model.canBeDrawn()
                                    && model.state().get() instanceof ReaderViewModel.State.Open);
                    var words =
                            messages.text(model.drawn().get() ? "reader.asText" : "reader.asPages");
                    ((FontIcon) how.getGraphic())
                            .setIconCode(
                                    model.drawn().get()
                                            ? BootstrapIcons.TEXT_PARAGRAPH
                                            : BootstrapIcons.FILE_EARMARK_RICHTEXT);
                    how.setAccessibleText(words);
                    how.getTooltip().setText(words);
                };
        Controls.follow(this, model.state(), followHow);
        Controls.follow(this, model.drawn(), followHow);
        followHow.run();
        var inspect =
                Controls.iconButton(
                        BootstrapIcons.LAYOUT_SIDEBAR_REVERSE,
                        messages.text("reader.inspect"),
                        acts.inspect());
        Controls.shownWhile(inspect, acts.canInspect());
        var pages = pages();
        var turning =
                Controls.shownWhile(
                        Controls.row(S1, Controls.upright(), pages), pages.visibleProperty());
        var wide =
                Controls.shownWhile(
                        Controls.row(S1, turning, Controls.upright(), zoom()), isRoomy());
        var tools = Controls.row(S1, jumps(), wide);
        tools.visibleProperty().bind(isOpen());
        var ends = Controls.row(0, how, Controls.shownWhile(takingOut(acts), isRoomy()), inspect);
        tools.setMinWidth(USE_PREF_SIZE);
        ends.setMinWidth(USE_PREF_SIZE);
        return Controls.styled(
                Controls.row(S2, back, mark, name, Controls.spring(), tools, ends),
                "st-reader-bar");
    }

    private ObservableValue<Boolean> isOpen() {
        return Controls.made(model.state(), ReaderViewModel.State.Open.class::isInstance);
    }

    private ObservableValue<Boolean> isRoomy() {
        return widthProperty().map(width -> width.doubleValue() > ROOMY);
    }

    /// The tools that do not fit into the bar, over the foot of the page.
    private HBox tools(Acts acts) {
        var pages = pages();
        var turning =
                Controls.shownWhile(
                        Controls.row(S1, pages, Controls.upright()), pages.visibleProperty());
        var box =
                Controls.styled(
                        Controls.row(S1, turning, zoom(), Controls.upright(), takingOut(acts)),
                        "st-reader-tools");
        box.setMaxSize(USE_PREF_SIZE, USE_PREF_SIZE);
        StackPane.setAlignment(box, Pos.BOTTOM_CENTER);
        StackPane.setMargin(box, new Insets(S3));
        return Controls.shownWhile(
                box,
                Bindings.createBooleanBinding(
                        () ->
                                getWidth() <= ROOMY
                                        && model.state().get()
                                                instanceof ReaderViewModel.State.Open,
                        widthProperty(),
                        model.state()));
    }

    /// What brings the text, or the file, into other programs.
    private HBox takingOut(Acts acts) {
        var copy =
                Controls.iconButton(BootstrapIcons.FILES, messages.text("reader.copy"), this::copy);
        copy.disableProperty().bind(isOpen().map(value -> !value));
        var open =
                Controls.iconButton(
                        BootstrapIcons.BOX_ARROW_UP_RIGHT,
                        messages.text("act.openOutside"),
                        () -> {
                            var row = model.row();
                            if (row != null) {
                                acts.open().accept(row);
                            }
                        });
        open.disableProperty()
                .bind(Controls.made(model.state(), ReaderViewModel.State.Closed.class::isInstance));
        return Controls.row(0, copy, open);
    }

    private HBox jumps() {
        Label count = Controls.firm(Controls.text("", "t-small", "st-muted"));
        count.textProperty()
                .bind(
                        Controls.made(
                                model.hits(),
                                hits ->
                                        hits.anchors().isEmpty()
                                                ? ""
                                                : messages.text(
                                                        "reader.hit",
                                                        hits.current() + 1,
                                                        hits.anchors().size())));
        Button previous =
                Controls.iconButton(
                        BootstrapIcons.ARROW_UP,
                        messages.text("reader.previousHit"),
                        model::previousHit);
        Button next =
                Controls.iconButton(
                        BootstrapIcons.ARROW_DOWN, messages.text("reader.nextHit"), model::nextHit);
        var box = Controls.row(0, count, Controls.padded(new Region(), 0, 4, 0, 0), previous, next);
        return Controls.shownWhile(
                box, Controls.made(model.hits(), hits -> !hits.anchors().isEmpty()));
    }

    private HBox pages() {
        var field =
                Controls.styled(
                        new TextField(Integer.toString(model.page().get())), "st-page-field");
        field.setPrefColumnCount(3);
        field.setAccessibleText(messages.text("reader.page"));
        Controls.follow(
                this,
                model.page(),
                () -> {
                    if (!field.isFocused()) {
                        field.setText(Integer.toString(model.page().get()));
                    }
                });
        field.focusedProperty()
                .addListener((_, _, focused) -> {
                    if (!focused) {
                        field.setText(Integer.toString(model.page().get()));
                    }
                });
        field.setOnAction(_ -> {
            if (field.getText().strip().matches("\\d{1,6}")) {
                model.goToPage(Integer.parseInt(field.getText().strip()));
                focusText();
            } else {
                field.setText(Integer.toString(model.page().get()));
            }
        });
        field.addEventHandler(
                KeyEvent.KEY_PRESSED,
                event -> {
                    if (event.getCode() == KeyCode.ESCAPE) {
                        focusText();
                        event.consume();
                    }
                });
        var last =
                Controls.made(
                        model.state(),
                        state ->
                                state instanceof ReaderViewModel.State.Open open
                                        ? open.pages()
                                        : 1);
        var of = Controls.firm(Controls.text("", "t-small", "st-muted"));
        of.textProperty().bind(last.map(pages -> messages.text("reader.ofPages", pages)));
        var previous =
                Controls.iconButton(
                        BootstrapIcons.CHEVRON_UP,
                        messages.text("reader.previousPage"),
                        () -> model.goToPage(model.page().get() - 1));
        var next =
                Controls.iconButton(
                        BootstrapIcons.CHEVRON_DOWN,
                        messages.text("reader.nextPage"),
                        () -> model.goToPage(model.page().get() + 1));
        previous.disableProperty().bind(model.page().lessThanOrEqualTo(1));
        next.disableProperty()
                .bind(
                        Bindings.createBooleanBinding(
                                () -> model.page().get() >= last.getValue(), model.page(), last));
        var box = Controls.row(S1, previous, field, of, next);
        return Controls.shownWhile(box, last.map(pages -> pages > 1));
    }

    private HBox zoom() {
        var percent = Controls.firm(Controls.text("", "t-small", "st-muted", "st-zoom"));
        percent.textProperty()
                .bind(Controls.made(model.zoom(), zoom -> messages.percent(zoom.doubleValue())));
        return Controls.row(
                0,
                Controls.iconButton(
                        BootstrapIcons.ZOOM_OUT, messages.text("reader.smaller"), model::smaller),
                percent,
                Controls.iconButton(
                        BootstrapIcons.ZOOM_IN, messages.text("reader.larger"), model::larger));
    }

    /// Copies what is marked; if nothing is, the page in sight.
    private void copy() {
        if (model.state().get() instanceof ReaderViewModel.State.Open(_, var blocks, _)) {
            var anchor = model.anchor().get();
            boolean marked = anchor.end() > anchor.start();
            int page = marked ? anchor.page() : model.page().get();
            var text =
                    blocks.stream()
                            .filter(block -> block.page() == page)
                            .map(block ->
                                    marked
                                            ? block.part(anchor.start(), anchor.end())
                                            : block.text())
                            .filter(part -> !part.isEmpty())
                            .collect(Collectors.joining("\n\n"));
            Controls.copy(text);
        }
    }

    /// Puts the keyboard into the text.
    public void focusText() {
        (pages.isVisible() ? pages : paper).requestFocus();
    }
}
