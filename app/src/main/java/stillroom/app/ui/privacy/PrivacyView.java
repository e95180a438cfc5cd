package stillroom.app.ui.privacy;

import static stillroom.app.ui.common.Controls.S1;
import static stillroom.app.ui.common.Controls.S2;
import static stillroom.app.ui.common.Controls.S3;
import static stillroom.app.ui.common.Controls.S4;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javafx.beans.property.SimpleStringProperty;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import stillroom.app.ledger.LedgerReading;
import stillroom.app.ledger.LedgerReading.State;
import stillroom.app.lock.LeakTest.Attempt;
import stillroom.app.lock.LeakTest.Outcome;
import stillroom.app.lock.LockState;
import stillroom.app.ui.common.Columns;
import stillroom.app.ui.common.Controls;
import stillroom.app.ui.common.Messages;
import stillroom.app.ui.common.PageView;
import stillroom.app.ui.common.Tiles;
import stillroom.app.ui.privacy.PrivacyViewModel.Findings;
import stillroom.app.ui.privacy.PrivacyViewModel.Test;

/// What is promised, the proof of it, the switch that would change it, and what has left.
public final class PrivacyView extends PageView {

    private static final double LEAST_FIGURE = 220;
    private static final double LEAST_COLUMN = 420;
    private static final int MOST_ENTRIES = 100;

    private final PrivacyViewModel model;
    private final Messages messages;

    /// What the page asks of the system.
    ///
    /// @param open opens a file in the program that the system has for it
    public record Acts(Supplier<Optional<Path>> chooseReport, Consumer<Path> open) {}

    public PrivacyView(PrivacyViewModel model, Messages messages, Acts acts) {
        super(
                messages.text("privacy"),
                Controls.given(
                        model.written(),
                        file -> messages.text("privacy.report.written", file.toString()),
                        messages.text("privacy.what")));
        this.model = model;
        this.messages = messages;
        var open =
                Controls.textButton(
                        messages.text("privacy.report.open"),
                        () -> {
                            var file = model.written().get();
                            if (file != null) {
                                acts.open().accept(file);
                            }
                        });
        Controls.shownWhile(open, Controls.given(model.written(), _ -> true, false));
        addActs(
                open,
                Controls.button(
                        messages.text("privacy.report"),
                        BootstrapIcons.FILE_EARMARK_TEXT,
                        () -> acts.chooseReport().get().ifPresent(model::writeReport)));
        var left = Controls.column(S4, lock(), Controls.growing(leakTest()));
        var right = Controls.column(S4, new CloudCard(model, messages), Controls.growing(ledger()));
        addCards(figures(), Controls.growing(new Tiles(LEAST_COLUMN, left, right)));
    }

    @Override
    public void refresh() {
        model.refresh();
    }

    // -- Key figures

    private Tiles figures() {
        var here = new Columns("good");
        var sent = new Columns("sent");
        var read = new Columns("accent");
        var sure = new Columns("accent");
        Controls.follow(
                this,
                model.findings(),
                () -> {
                    var found = model.findings().get();
                    if (found != null) {
                        var report = found.report();
                        here.show(List.copyOf(report.decisions().values()));
                        sent.show(
                                report.ledger().entries().stream()
                                        .map(LedgerReading.Entry::bytes)
                                        .toList());
                        read.show(List.copyOf(report.documents().values()));
                        sure.show(report.confidenceTenths());
                    }
                });
        return new Tiles(
                LEAST_FIGURE,
                figure(
                        "figure.here",
                        found ->
                                messages.percent(
                                        found.report().asked() == 0
                                                ? 1
                                                : (double) found.report().answeredHere()
                                                        / found.report().asked()),
                        found ->
                                found.report().asked() == 0
                                        ? messages.text("figure.here.never")
                                        : messages.text(
                                                "figure.here.note",
                                                found.report().answeredHere(),
                                                found.report().asked()),
                        here),
                figure(
                        "figure.sent",
                        found -> messages.bytes(bytes(found)),
                        found ->
                                messages.text(
                                        "figure.sent.note",
                                        found.report().ledger().entries().size()),
                        sent),
                figure(
                        "figure.read",
                        found -> messages.number(count(found, "indexed") + count(found, "words")),
                        found -> messages.text("figure.read.note", count(found, "failed")),
                        read),
                figure(
                        "figure.sure",
                        found -> messages.number(found.report().confidences().size()),
                        found ->
                                messages.text(
                                        "figure.sure.note",
                                        messages.percent(
                                                found.report().confidences().stream()
                                                        .mapToDouble(Double::doubleValue)
                                                        .average()
                                                        .orElse(0))),
                        sure));
    }

    private static int count(Findings found, String status) {
        return found.report().documents().getOrDefault(status, 0);
    }

    private static long bytes(Findings found) {
        return found.report().ledger().entries().stream()
                .mapToLong(LedgerReading.Entry::bytes)
                .sum();
    }

    private HBox figure(
            String name,
            Function<Findings, String> value,
            Function<Findings, String> note,
            Columns picture) {
        return Controls.figure(
                messages.text(name),
                Controls.given(model.findings(), value, "–"),
                Controls.given(model.findings(), note, "\u00a0"),
                picture);
    }

    // -- The lock

    private HBox lock() {
        var card = Controls.styled(Controls.row(S4), "st-card");
        card.setAlignment(Pos.TOP_LEFT);
        Controls.follow(this, model.test(), () -> showLock(card));
        showLock(card);
        return card;
    }

    private void showLock(HBox card) {
        boolean leaked = model.test().get() instanceof Test.Over(_, _, var passed) && !passed;
        var icon = BootstrapIcons.LOCK_FILL;
        var head = messages.text("lock.enforced.head");
        var state = "st-good-card";
        String words;
        switch (model.lock()) {
            case LockState.Enforced(var threads) -> {
                words = messages.text("lock.enforced.text", threads);
                if (leaked) {
                    icon = BootstrapIcons.EXCLAMATION_TRIANGLE_FILL;
                    head = messages.text("lock.broken");
                    words = messages.text("lock.broken.text");
                    state = "st-bad-card";
                }
            }
            case LockState.NotEnforced open -> {
                icon = BootstrapIcons.UNLOCK;
                head = messages.text("lock.notEnforced");
                words = messages.text("lock.notEnforced.text", messages.why(open));
                state = "st-plain-card";
            }
        }
        card.getStyleClass().setAll("st-card", state);
        var text = Controls.prose(words, "t-body", "st-muted");
        var column = Controls.column(S1, Controls.prose(head, "t-heading"), text);
        column.setMinWidth(0);
        card.getChildren()
                .setAll(
                        Controls.styled(new StackPane(Controls.icon(icon)), "st-lock-disc"),
                        Controls.growing(column));
    }

    private VBox leakTest() {
        var line = new SimpleStringProperty();
        var run =
                Controls.button(
                        messages.text("leak.run"), BootstrapIcons.ARROW_REPEAT, model::runLeakTest);
        var attempts = new VBox();
        var card = Controls.card(messages.text("leak"), line, run);
        card.getChildren().addAll(attempts, Controls.spring(), note(messages.text("leak.honest")));
        Runnable follow =
                () -> {
                    line.set(line(model.test().get()));
                    run.setText(
                            messages.text(
                                    model.test().get() instanceof Test.NotRun
                                            ? "leak.run"
                                            : "leak.again"));
                    run.setDisable(model.test().get() instanceof Test.Running);
                    show(model.test().get(), attempts);
                };
        Controls.follow(this, model.test(), follow);
        follow.run();
        return card;
    }

    private static HBox note(String words) {
        var text = Controls.prose(words, "t-small", "st-muted");
        return Controls.row(S2, Controls.icon(BootstrapIcons.INFO_CIRCLE), Controls.growing(text));
    }

    private String line(Test test) {
        return switch (test) {
            case Test.NotRun() -> messages.text("leak.notRun");
            case Test.Running(var attempts) -> messages.text("leak.running", attempts.size());
            case Test.Over(var attempts, var at, var passed) -> {
                long open = count(attempts, Outcome.OPEN);
                yield passed
                        ? messages.text(
                                "leak.passed",
                                messages.moment(at),
                                count(attempts, Outcome.REFUSED))
                        : messages.text("leak.failed", messages.moment(at), open);
            }
        };
    }

    private static long count(List<Attempt> attempts, Outcome outcome) {
        return attempts.stream().filter(attempt -> attempt.outcome() == outcome).count();
    }

    private void show(Test test, VBox attempts) {
        var tried = test.tried();
        int shown = attempts.getChildren().size();
        if (tried.size() < shown) {
            attempts.getChildren().clear();
            shown = 0;
        }
        for (var attempt : tried.subList(shown, tried.size())) {
            attempts.getChildren().add(attempt(attempt));
        }
        if (test instanceof Test.NotRun) {
            attempts.getChildren()
                    .setAll(
                            Controls.emptiness(
                                    BootstrapIcons.SHIELD,
                                    messages.text("leak.notRun.fact"),
                                    messages.text("leak.notRun.advice")));
        }
    }

    private Node attempt(Attempt attempt) {
        var name = Controls.firm(Controls.text(messages.leak(attempt.name()), "t-row"));
        name.setPrefWidth(128);
        var call = Controls.prose(attempt.call(), "t-code", "st-muted");
        call.setMinWidth(0);
        var words = messages.answer(attempt.answer());
        var answer = Controls.text(words, "t-code", "st-muted");
        answer.setMaxWidth(144);
        answer.setMinWidth(Math.min(words.length() * 7, 144));
        var outcome =
                switch (attempt.outcome()) {
                    case REFUSED -> outcome(BootstrapIcons.SHIELD_CHECK, "leak.refused", "st-good");
                    case OPEN -> outcome(BootstrapIcons.SHIELD_X, "leak.open", "st-bad");
                    case NOT_TRIED -> outcome(BootstrapIcons.DASH, "leak.notTried", "st-subtle");
                };
        var row = Controls.row(S2, name, Controls.growing(call), answer, outcome);
        var meaning =
                attempt.answer().facts().stream()
                        .skip(1)
                        .map(fact -> " (" + fact + ")")
                        .collect(Collectors.joining());
        Controls.tooltip(row, attempt.call() + "\n" + words + meaning);
        return Controls.styled(row, "st-attempt");
    }

    private HBox outcome(BootstrapIcons icon, String words, String color) {
        var text = Controls.firm(Controls.text(messages.text(words), "t-small", color));
        return Controls.row(S1, Controls.icon(icon, color), text);
    }

    // -- The ledger

    private VBox ledger() {
        var query = new TextField();
        query.setPromptText(messages.text("ledger.search"));
        query.setAccessibleText(messages.text("ledger.search"));
        query.setPrefWidth(176);
        query.setMinWidth(96);
        query.getStyleClass().add("st-field");
        query.textProperty().bindBidirectional(model.ledgerQuery());
        var verify =
                Controls.button(
                        messages.text("ledger.verify"), BootstrapIcons.LINK_45DEG, model::refresh);
        var card =
                Controls.card(
                        messages.text("ledger"),
                        Controls.given(model.findings(), this::chain, "\u00a0"),
                        query,
                        verify);
        var records = new VBox();
        card.getChildren().add(Controls.growing(records));
        Controls.follow(this, model.entries(), () -> show(model.entries().get(), records));
        show(model.entries().get(), records);
        return card;
    }

    private String chain(Findings found) {
        var reading = found.report().ledger();
        var at = messages.time(found.report().made());
        return switch (reading.state()) {
            case State.Whole() -> messages.text("ledger.whole", reading.records(), at);
            case State.TornTail(var bytes) ->
                    messages.text("ledger.torn", reading.records(), bytes, at);
            case State.Damaged(var line, var what) -> messages.text("ledger.damaged", line, what);
        };
    }

    private void show(List<LedgerReading.Entry> entries, VBox records) {
        records.getChildren().clear();
        if (entries.isEmpty()) {
            boolean searched = !model.ledgerQuery().get().isBlank();
            var none =
                    Controls.emptiness(
                            BootstrapIcons.JOURNAL_CHECK,
                            messages.text(searched ? "search.nothing" : "ledger.empty"),
                            messages.text(
                                    searched ? "ledger.nothing.advice" : "ledger.empty.advice"));
            records.getChildren().add(none);
            return;
        }
        for (var entry : entries.subList(0, Math.min(entries.size(), MOST_ENTRIES))) {
            records.getChildren().add(entry(entry));
        }
        if (entries.size() > MOST_ENTRIES) {
            records.getChildren()
                    .add(note(messages.text("ledger.more", entries.size() - MOST_ENTRIES)));
        }
    }

    private Node entry(LedgerReading.Entry entry) {
        var outcome = messages.outcome(entry.outcome());
        boolean answered = "answered".equals(entry.outcome());
        var details = Controls.styled(Controls.column(S2), "st-entry-details");
        Controls.shown(details, false);
        var chevron = Controls.icon(BootstrapIcons.CHEVRON_RIGHT, "st-subtle");
        var destination = Controls.text(host(entry.destination()), "t-row");
        destination.setMinWidth(0);
        var line =
                Controls.row(
                        S3,
                        chevron,
                        Controls.firm(
                                Controls.text(
                                        messages.moment(entry.time()), "t-small", "st-muted")),
                        Controls.growing(destination),
                        Controls.firm(Controls.text(messages.bytes(entry.bytes()), "t-number")),
                        Controls.row(
                                S1,
                                Controls.icon(
                                        answered
                                                ? BootstrapIcons.CHECK2
                                                : BootstrapIcons.EXCLAMATION_TRIANGLE,
                                        answered ? "st-good" : "st-warn"),
                                Controls.firm(Controls.text(outcome, "t-small"))));
        var button =
                Controls.lineButton(
                        line,
                        messages.text(
                                "ledger.entry.name",
                                entry.number(),
                                messages.moment(entry.time()),
                                entry.destination(),
                                messages.bytes(entry.bytes()),
                                outcome));
        button.setOnAction(_ -> {
            boolean open = !details.isVisible();
            if (open && details.getChildren().isEmpty()) {
                details.getChildren().setAll(details(entry));
            }
            Controls.shown(details, open);
            chevron.setIconCode(open ? BootstrapIcons.CHEVRON_DOWN : BootstrapIcons.CHEVRON_RIGHT);
        });
        return Controls.styled(new VBox(button, details), "st-attempt");
    }

    private static String host(String destination) {
        return destination.replaceFirst("^https?://", "").replaceFirst("/.*", "");
    }

    private List<Node> details(LedgerReading.Entry entry) {
        var facts =
                Controls.prose(
                        messages.text("ledger.entry.facts", entry.rule(), entry.consent()),
                        "t-small",
                        "st-muted");
        var hash = Controls.prose("SHA-256 " + entry.sha256(), "t-code", "st-muted");
        return List.of(facts, hash, payload(entry.payload()));
    }

    private Region payload(@Nullable String payload) {
        if (payload == null) {
            return Controls.prose(messages.text("ledger.entry.purged"), "t-small", "st-muted");
        }
        var text = Controls.bytes(payload, messages.text("consent.payload"));
        text.setPrefRowCount(
                Math.clamp(payload.getBytes(StandardCharsets.UTF_8).length / 80, 3, 10));
        return text;
    }
}
