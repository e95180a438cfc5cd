package stillroom.app.ui.inspector;

import static stillroom.app.ui.common.Controls.S1;
import static stillroom.app.ui.common.Controls.S2;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.PasswordField;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import stillroom.app.ui.common.Controls;
import stillroom.app.ui.common.Messages;
import stillroom.app.ui.common.Row;
import stillroom.index.Document;
import stillroom.index.Status;
import stillroom.index.text.Problem;

/// The facts of a document: what it is, how far it has come, where it lies.
final class DetailsView extends StackPane {

    private final InspectorViewModel model;
    private final Messages messages;
    private final InspectorView.Acts acts;
    private final VBox facts = Controls.styled(new VBox(), "st-facts");

    DetailsView(InspectorViewModel model, Messages messages, InspectorView.Acts acts) {
        this.model = model;
        this.messages = messages;
        this.acts = acts;
        var scroll = Controls.styled(new ScrollPane(facts), "st-scroll");
        scroll.setFitToWidth(true);
        scroll.setFocusTraversable(false);
        getChildren().add(scroll);
        Controls.follow(this, model.document(), () -> show(model.document().get()));
        Controls.follow(this, model.facts(), () -> show(model.document().get()));
        show(model.document().get());
    }

    private void show(@Nullable Document document) {
        facts.getChildren().clear();
        if (document == null) {
            return;
        }
        if (document.status() instanceof Status.Failed(var problem, var detail)) {
            facts.getChildren().add(problem(problem, detail));
        }
        add("details.title", document.title());
        add("details.type", messages.type(document.type()));
        add("details.pages", document.pages() == 0 ? "–" : messages.number(document.pages()));
        add("details.size", messages.bytes(document.bytes()));
        add("details.added", messages.moment(document.added()));
        add("details.state", messages.status(document.status()));
        if (!document.sensitive().isEmpty()) {
            add("details.sensitive", messages.sensitive(document.sensitive()));
        }
        var known = model.facts().get();
        if (known != null) {
            known.text().ifPresent(this::add);
        }
        List<Node> sources = new ArrayList<>();
        document.sources()
                .forEach(source -> sources.add(Controls.prose(source.toString(), "t-body")));
        add(messages.text("details.sources", document.sources().size()), sources);
        if (known != null) {
            known.copy().ifPresent(copy -> add("details.copy", copy.toString()));
        }
        var hash = Controls.prose(document.id().sha256(), "t-code");
        add(messages.text("details.hash"), List.of(hash));
    }

    private void add(InspectorViewModel.TextFacts text) {
        add("details.passages", messages.number(text.passages()));
        add("details.language", messages.language(text.language()));
    }

    private Node problem(Problem problem, String detail) {
        var words =
                Controls.column(
                        S1,
                        Controls.prose(
                                messages.problem(problem) + " · " + problem.code(), "t-strong"),
                        Controls.prose(messages.remedy(problem), "t-body"));
        if (!detail.isBlank()) {
            words.getChildren().add(Controls.prose(detail, "t-small", "st-muted"));
        }
        var act =
                switch (problem) {
                    case ENCRYPTED -> password();
                    case IMAGE_ONLY ->
                            act(
                                    "details.recognize",
                                    BootstrapIcons.EYE,
                                    () -> withRow(acts.recognize()));
                    default ->
                            act(
                                    "act.readAgain",
                                    BootstrapIcons.ARROW_CLOCKWISE,
                                    () -> withRow(acts.readAgain()));
                };
        words.getChildren().add(Controls.padded(act, 8, 0, 0, 0));
        var icon = Controls.icon(BootstrapIcons.EXCLAMATION_TRIANGLE_FILL, "st-warn");
        var row = Controls.row(S2, icon, Controls.growing(words));
        row.setAlignment(Pos.TOP_LEFT);
        return Controls.styled(row, "st-warn-card");
    }

    private HBox act(String name, BootstrapIcons icon, Runnable act) {
        return Controls.row(0, Controls.button(messages.text(name), icon, act));
    }

    private HBox password() {
        var password = new PasswordField();
        password.setPromptText(messages.text("details.password"));
        password.setAccessibleText(messages.text("details.password"));
        Runnable unlock =
                () -> {
                    if (!password.getText().isEmpty()) {
                        withRow(row -> acts.unlock().accept(row, password.getText()));
                        password.clear();
                    }
                };
        password.setOnAction(_ -> unlock.run());
        var button =
                Controls.button(messages.text("details.unlock"), BootstrapIcons.UNLOCK, unlock);
        button.setMinWidth(USE_PREF_SIZE);
        return Controls.row(S2, Controls.growing(password), button);
    }

    private void withRow(Consumer<Row> act) {
        var row = model.row().get();
        if (row != null) {
            act.accept(row);
        }
    }

    private void add(String words, String value) {
        add(messages.text(words), List.of(Controls.prose(value, "t-body")));
    }

    private void add(String words, List<Node> values) {
        var fact =
                Controls.column(
                        values.size() > 1 ? S1 : 0, Controls.text(words, "t-small", "st-muted"));
        fact.getChildren().addAll(values);
        facts.getChildren().add(fact);
    }
}
