package stillroom.app.ui.common;

import java.util.HashMap;
import java.util.Map;
import javafx.scene.layout.StackPane;
import org.kordamp.ikonli.javafx.FontIcon;

/// The icon of a document's format, at its place in a row. Icons are kept, because they cost more
/// than all the rest of a row.
public final class TypeMark extends StackPane {

    private final Map<String, FontIcon> icons = new HashMap<>();
    private String type = "";

    public TypeMark() {
        getStyleClass().add("st-type-mark");
    }

    /// Shows the icon of a format.
    public void show(String newer) {
        if (!newer.equals(type)) {
            type = newer;
            getChildren().setAll(icons.computeIfAbsent(newer, Controls::typeIcon));
        }
    }

    /// Shows nothing.
    public void clear() {
        type = "";
        getChildren().clear();
    }
}
