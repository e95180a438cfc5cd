package stillroom.app.ui.ask;

import static stillroom.app.ui.common.Controls.S1;
import static stillroom.app.ui.common.Controls.S2;
import static stillroom.app.ui.common.Controls.S3;

import java.util.List;
import java.util.function.Consumer;
import javafx.geometry.Pos;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import stillroom.app.ui.ask.AskViewModel.Asked;
import stillroom.app.ui.common.BoxCell;
import stillroom.app.ui.common.Controls;
import stillroom.app.ui.common.Messages;
import stillroom.index.Exchange;
import stillroom.index.Exchange.QuestionThread;

/// Questions to the documents: the earlier threads at the left, the one that is looked at beside
/// them, and a box for the next question below.
public final class AskView extends VBox {

    /// Narrower than this, the threads take the place of the conversation when they are wanted.
    private static final double ROOMY = 640;

    private static final double THREADS = 248;
    private static final int LONGEST_TITLE = 120;

    private final AskViewModel model;
    private final Messages messages;
    private final Acts acts;
    private final TextField field = new TextField();
    private final ListView<QuestionThread> threads;
    private final VBox answers = new VBox();
    private final VBox pending = new VBox();
    private final StackPane notice = new StackPane();
    private final ScrollPane scroll;
    private final VBox conversation;
    private final Button others;
    private final Label what = Controls.text("", "t-small", "st-muted");
    private final Label written = Controls.prose("", "t-read", "st-muted");
    private List<Exchange> shown = List.of();
    private boolean showing;
    private boolean listing;

    /// Where the page leads.
    ///
    /// @param models to where a model that writes is brought
    /// @param search looks for what was asked with the search
    public record Acts(Runnable models, Consumer<String> search) {}

    public AskView(AskViewModel model, Messages messages, Acts acts) {
        this.model = model;
        this.messages = messages;
        this.acts = acts;
        getStyleClass().add("st-ask");
        threads = threads();
        others =
                Controls.iconButton(
                        BootstrapIcons.CLOCK_HISTORY,
                        messages.text("ask.threads"),
                        () -> list(!listing));
        scroll = Controls.styled(new ScrollPane(new VBox(answers, pending)), "st-scroll");
        scroll.setFitToWidth(true);
        scroll.setFocusTraversable(false);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        notice.setMouseTransparent(true);
        conversation = new VBox(Controls.growing(new StackPane(scroll, notice)), box());
        conversation.setMinWidth(0);
        var body = new HBox(threads, Controls.growing(conversation));
        getChildren().addAll(head(), Controls.growing(body), removal());
        widthProperty().addListener(_ -> arrange());
        Controls.follow(this, model.threads(), this::showThreads);
        Controls.follow(this, model.state(), this::show);
        Controls.follow(this, model.opened(), this::showOpened);
        Controls.follow(this, model.writer().supportedOnly(), () -> showAnswers(true));
        showThreads();
        show();
    }

    // -- The frame

    private HBox head() {
        what.setText(messages.text("ask.what"));
        var words = Controls.column(0, Controls.text(messages.text("ask"), "t-title"), what);
        words.setMinWidth(0);
        words.setAlignment(Pos.CENTER_LEFT);
        var forget =
                Controls.iconButton(
                        BootstrapIcons.TRASH, messages.text("ask.forget"), this::askToForget);
        Controls.shownWhile(forget, Controls.made(model.state(), state -> state.thread() != 0));
        var begin =
                Controls.button(
                        messages.text("ask.new"),
                        BootstrapIcons.PLUS,
                        () -> {
                            model.begin();
                            list(false);
                            focusQuestion();
                        });
        return Controls.styled(
                Controls.row(S2, Controls.growing(words), Controls.row(0, others, forget), begin),
                "st-page-head");
    }

    private VBox box() {
        field.getStyleClass().addAll("st-field", "st-ask-field");
        field.setPromptText(messages.text("ask.prompt"));
        field.setAccessibleText(messages.text("ask.prompt"));
        field.textProperty().bindBidirectional(model.question());
        field.setOnAction(_ -> model.ask());
        var ask = Controls.button(messages.text("ask.ask"), BootstrapIcons.ARROW_UP, model::ask);
        ask.disableProperty().bind(model.question().map(String::isBlank));
        var stop =
                Controls.button(messages.text("ask.stop"), BootstrapIcons.STOP_FILL, model::stop);
        stop.getStyleClass().add("st-large");
        ask.getStyleClass().add("st-large");
        Controls.shownWhile(stop, model.busy());
        Controls.shownWhile(ask, Controls.made(model.busy(), busy -> !busy));
        var who = Controls.prose("", "t-small", "st-muted");
        var bring = Controls.link(messages.text("ask.bring"), acts.models());
        Runnable follow =
                () -> {
                    var pack = model.writer().pack().get();
                    who.setText(
                            pack == null
                                    ? messages.text("ask.passagesOnly")
                                    : messages.text(
                                            pack.summarizesOnly()
                                                    ? "ask.summarizesOnly"
                                                    : "ask.writer",
                                            pack.name()));
                    Controls.shown(bring, pack == null);
                };
        Controls.follow(this, model.writer().pack(), follow);
        follow.run();
        var line = Controls.row(S1, who, bring);
        who.setMaxWidth(Region.USE_PREF_SIZE);
        var box = Controls.column(S2, Controls.row(S2, Controls.growing(field), ask, stop), line);
        box.setMaxWidth(ExchangeView.WIDEST - 2 * Controls.S5);
        return Controls.styled(new VBox(box), "st-ask-box");
    }

    private HBox removal() {
        var question = Controls.prose("", "t-body");
        question.textProperty()
                .bind(
                        Controls.given(
                                model.doomed(),
                                thread -> messages.text("ask.forget.question", title(thread)),
                                ""));
        var yes =
                Controls.styled(
                        Controls.textButton(messages.text("ask.forget.yes"), model::forget),
                        "danger");
        var no = Controls.textButton(messages.text("remove.no"), model::keep);
        var bar =
                Controls.styled(
                        Controls.row(
                                S3,
                                Controls.icon(BootstrapIcons.TRASH),
                                Controls.growing(question),
                                no,
                                yes),
                        "st-question");
        Controls.shownWhile(bar, Controls.given(model.doomed(), _ -> true, false));
        Controls.follow(
                this,
                model.doomed(),
                () -> {
                    if (model.doomed().get() != null) {
                        yes.requestFocus();
                    } else if (bar.isFocusWithin()) {
                        focusQuestion();
                    }
                });
        return bar;
    }

    /// Puts the keyboard into the box for the question.
    public void focusQuestion() {
        field.requestFocus();
        field.end();
    }

    // -- Threads

    private ListView<QuestionThread> threads() {
        ListView<QuestionThread> list = BoxCell.list(messages.text("ask.threads"));
        list.getStyleClass().add("st-threads");
        list.setCellFactory(_ -> new ThreadCell());
        list.setMinWidth(0);
        list.getSelectionModel()
                .selectedItemProperty()
                .addListener((_, _, thread) -> {
                    if (thread != null && !showing) {
                        model.choose(thread);
                    }
                });
        list.setOnKeyPressed(event -> {
            if (event.getCode() == KeyCode.DELETE) {
                askToForget();
                event.consume();
            } else if (event.getCode() == KeyCode.ENTER) {
                list(false);
                focusQuestion();
                event.consume();
            }
        });
        list.setOnMouseClicked(_ -> list(false));
        return list;
    }

    private void askToForget() {
        model.threads().get().stream()
                .filter(thread -> thread.number() == model.state().get().thread())
                .findFirst()
                .ifPresent(model::askToForget);
    }

    private void showThreads() {
        showing = true;
        if (!threads.getItems().equals(model.threads().get())) {
            threads.getItems().setAll(model.threads().get());
        }
        showing = false;
        selectThread();
        arrange();
    }

    private void selectThread() {
        showing = true;
        long number = model.state().get().thread();
        threads.getSelectionModel().clearSelection();
        threads.getItems().stream()
                .filter(thread -> thread.number() == number)
                .findFirst()
                .ifPresent(threads.getSelectionModel()::select);
        showing = false;
    }

    private void list(boolean wanted) {
        listing = wanted;
        arrange();
        if (listing) {
            threads.requestFocus();
        }
    }

    private void arrange() {
        boolean some = !threads.getItems().isEmpty();
        boolean roomy = getWidth() >= ROOMY;
        boolean instead = listing && some && !roomy;
        Controls.shown(what, roomy);
        Controls.shown(others, some && !roomy);
        Controls.shown(threads, some && (roomy || instead));
        Controls.shown(conversation, !instead);
        threads.setPrefWidth(instead ? getWidth() : THREADS);
        threads.setMaxWidth(instead ? Double.MAX_VALUE : THREADS);
        threads.setMinWidth(roomy ? THREADS : 0);
    }

    private static String title(QuestionThread thread) {
        var title = thread.title();
        return title.length() <= LONGEST_TITLE ? title : title.substring(0, LONGEST_TITLE) + "…";
    }

    /// An earlier thread: its first question and when that was asked.
    private final class ThreadCell extends BoxCell<QuestionThread> {

        private final Label title;
        private final Label day;

        ThreadCell() {
            this(Controls.prose("", "t-row"), Controls.text("", "t-small", "st-muted"));
        }

        private ThreadCell(Label title, Label day) {
            super(Controls.styled(Controls.column(S1, title, day), "st-hit"));
            this.title = title;
            this.day = day;
        }

        @Override
        protected void show(QuestionThread thread) {
            title.setText(title(thread));
            day.setText(messages.day(thread.begun()));
            setAccessibleText(messages.text("ask.thread.name", thread.title(), day.getText()));
        }
    }

    // -- The conversation

    private void show() {
        selectThread();
        showAnswers(false);
        showPending();
        boolean empty = shown.isEmpty() && model.state().get().asked() instanceof Asked.Nothing;
        notice.getChildren().clear();
        if (empty) {
            var words = model.hasNoDocuments() ? "ask.noDocuments" : "ask.nothing";
            notice.getChildren()
                    .add(
                            Controls.emptiness(
                                    BootstrapIcons.CHAT_SQUARE_TEXT,
                                    messages.text(words),
                                    messages.text(words + ".advice")));
        }
    }

    private void showAnswers(boolean anew) {
        var said = model.state().get().said();
        if (said.equals(shown) && !anew) {
            return;
        }
        boolean grown = said.size() > shown.size();
        shown = said;
        answers.getChildren().setAll(said.stream().map(this::exchange).toList());
        showOpened();
        if (grown) {
            goTo(answers, answers.getChildren().getLast());
        }
    }

    private Node exchange(Exchange exchange) {
        return new ExchangeView(exchange, model, messages, acts.search());
    }

    private void showOpened() {
        for (var child : answers.getChildren()) {
            if (child instanceof ExchangeView exchange) {
                exchange.showOpened(model.opened().get());
            }
        }
    }

    private void showPending() {
        switch (model.state().get().asked()) {
            case Asked.Nothing() -> pending.getChildren().clear();
            case Asked.Writing(var question, var text) when text.isEmpty() ->
                    pend(question, BootstrapIcons.SEARCH, "ask.finding");
            case Asked.Writing(var question, var text) -> {
                if (written.getParent() == null) {
                    written.setText(text);
                    pend(question, BootstrapIcons.PEN, "ask.writing", written);
                } else {
                    written.setText(text); // the rest stands already
                }
            }
            case Asked.Stopped(var question, var text) -> {
                var before = Controls.prose(text, "t-read", "st-muted");
                Controls.shown(before, !text.isBlank());
                pend(question, BootstrapIcons.STOP_CIRCLE, "ask.stopped", before);
            }
            case Asked.Failed(var question) ->
                    pend(
                            question,
                            BootstrapIcons.EXCLAMATION_TRIANGLE,
                            "ask.failed",
                            Controls.row(
                                    0,
                                    Controls.textButton(messages.text("act.retry"), model::retry)));
        }
    }

    /// Shows a question that has no answer yet, with what becomes of it.
    private void pend(String question, BootstrapIcons icon, String state, Node... more) {
        var line = Controls.prose(messages.text(state), "t-small", "st-muted");
        var box = Controls.column(S2, ExchangeView.question(question), Controls.column(S2, more));
        box.getChildren().add(Controls.row(S2, Controls.icon(icon), Controls.growing(line)));
        box.setAccessibleRole(AccessibleRole.TEXT);
        var exchange = Controls.styled(new VBox(ExchangeView.inset(box)), "st-exchange");
        exchange.setMaxWidth(ExchangeView.WIDEST);
        pending.getChildren().setAll(exchange);
        goTo(pending, exchange);
    }

    /// Scrolls until the beginning of `part` is at the top, as far as that goes.
    private void goTo(VBox part, Node child) {
        scroll.applyCss();
        scroll.layout();
        double room =
                scroll.getContent().getLayoutBounds().getHeight()
                        - scroll.getViewportBounds().getHeight();
        double top = part.getLayoutY() + child.getLayoutY();
        scroll.setVvalue(room <= 0 ? 0 : Math.min(1, top / room));
    }
}
