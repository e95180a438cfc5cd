package stillroom.app.ui.add;

import static stillroom.app.ui.common.Controls.S1;
import static stillroom.app.ui.common.Controls.S2;
import static stillroom.app.ui.common.Controls.S4;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import stillroom.app.ui.common.Controls;
import stillroom.app.ui.common.Messages;

/// Covers the middle of the window while files are held over it, and says how many they are.
public final class DropView extends StackPane {

    private static final int MOST_TYPES = 3;

    private final Messages messages;
    private final Label count = Controls.text("", "t-hero");
    private final Label types = Controls.text("", "t-body", "st-muted");

    /// @param hasLabels whether files can be dropped on a label as well
    public DropView(AddViewModel model, Messages messages, BooleanSupplier hasLabels) {
        this.messages = messages;
        getStyleClass().add("st-scrim");
        var disc =
                Controls.styled(
                        new StackPane(Controls.icon(BootstrapIcons.BOX_ARROW_IN_DOWN)),
                        "st-drop-disc");
        HBox hint =
                Controls.row(
                        S2,
                        Controls.icon(BootstrapIcons.TAG),
                        Controls.text(messages.text("drop.onLabel"), "t-body", "st-muted"));
        hint.setAlignment(Pos.CENTER);
        VBox words = Controls.column(S1, count, types);
        words.setAlignment(Pos.CENTER);
        var panel = Controls.styled(Controls.column(S4, disc, words, hint), "st-drop-panel");
        panel.setAlignment(Pos.CENTER);
        panel.setMaxSize(USE_PREF_SIZE, USE_PREF_SIZE);
        getChildren().add(Controls.styled(new StackPane(panel), "st-drop-target"));
        setMouseTransparent(true);
        Runnable follow =
                () -> {
                    var held = model.held().get();
                    setVisible(held != null);
                    if (held != null) {
                        hint.setVisible(hasLabels.getAsBoolean());
                        hint.setManaged(hint.isVisible());
                        show(held);
                    }
                };
        Controls.follow(this, model.held(), follow);
        follow.run();
    }

    private void show(AddViewModel.Held held) {
        count.setText(messages.text("drop.count", held.files()));
        List<String> parts = new ArrayList<>();
        held.types().entrySet().stream()
                .sorted(
                        Map.Entry.<String, Integer>comparingByValue()
                                .reversed()
                                .thenComparing(Map.Entry.comparingByKey()))
                .filter(entry -> !entry.getKey().isEmpty())
                .limit(MOST_TYPES)
                .forEach(entry ->
                        parts.add(
                                messages.text(
                                        "drop.type",
                                        entry.getValue(),
                                        messages.type(entry.getKey()))));
        if (held.types().size() > MOST_TYPES) {
            parts.add(messages.text("drop.others"));
        }
        var kinds = String.join(", ", parts);
        types.setText(
                held.counted()
                        ? messages.text("drop.kinds", kinds, messages.bytes(held.bytes()))
                        : messages.text("drop.where"));
    }
}
