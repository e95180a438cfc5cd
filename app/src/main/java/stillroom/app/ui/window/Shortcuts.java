package stillroom.app.ui.window;

import static stillroom.app.ui.common.Controls.S2;
import static stillroom.app.ui.common.Controls.S4;

import java.util.List;
import javafx.geometry.Pos;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.StackPane;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import stillroom.app.ui.common.Controls;
import stillroom.app.ui.common.Messages;

/// The list of the keys that do something, over the window.
final class Shortcuts extends StackPane {

    private static final List<String> KEYS =
            List.of(
                    "search",
                    "ask",
                    "add",
                    "label",
                    "length",
                    "open",
                    "preview",
                    "move",
                    "remove",
                    "hits",
                    "find",
                    "zoom",
                    "readAgain",
                    "settings",
                    "back",
                    "help");

    private final Messages messages;

    Shortcuts(Messages messages) {
        this.messages = messages;
        getStyleClass().add("st-scrim");
        setAlignment(Pos.CENTER);
        setVisible(false);
        setOnMouseClicked(_ -> close());
        setOnKeyPressed(event -> {
            if (event.getCode() == KeyCode.ESCAPE || event.getCode() == KeyCode.F1) {
                close();
                event.consume();
            }
        });
    }

    /// Made when somebody asks for it: the window is there sooner without.
    private void fill() {
        var grid = new GridPane(24, 8);
        for (int row = 0; row < KEYS.size(); row++) {
            var keys = Controls.row(4);
            for (var key : messages.keys("shortcut." + KEYS.get(row) + ".keys")) {
                keys.getChildren().add(Controls.key(key));
            }
            grid.add(Controls.text(messages.text("shortcut." + KEYS.get(row)), "t-body"), 0, row);
            grid.add(keys, 1, row);
        }
        var close = Controls.iconButton(BootstrapIcons.X, messages.text("act.close"), this::close);
        var panel =
                Controls.styled(
                        Controls.column(
                                S4,
                                Controls.row(
                                        S2,
                                        Controls.text(messages.text("menu.shortcuts"), "t-heading"),
                                        Controls.spring(),
                                        close),
                                grid),
                        "st-drop-panel");
        panel.setMaxSize(USE_PREF_SIZE, USE_PREF_SIZE);
        getChildren().add(panel);
        visibleProperty()
                .addListener((_, _, shown) -> {
                    if (shown) {
                        close.requestFocus();
                    }
                });
    }

    void open() {
        if (getChildren().isEmpty()) {
            fill();
        }
        setVisible(true);
    }

    private void close() {
        setVisible(false);
    }
}
