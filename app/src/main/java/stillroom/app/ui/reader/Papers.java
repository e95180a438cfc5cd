package stillroom.app.ui.reader;

import javafx.beans.property.IntegerProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.scene.control.ListView;
import javafx.scene.control.skin.VirtualFlow;
import javafx.scene.input.KeyEvent;
import org.jspecify.annotations.Nullable;
import stillroom.app.ui.common.BoxCell;

/// The pages of a document on a desk, as text or as they look: what is read with the keyboard and
/// knows which page is in sight.
///
/// @param <T> what a row shows
abstract class Papers<T> extends ListView<T> {

    private static final double LINE = 48;

    private final IntegerProperty page = new SimpleIntegerProperty(1);

    Papers(String name) {
        getStyleClass().addAll("st-papers", "edge-to-edge");
        setAccessibleText(name);
        BoxCell.remeasure(this);
        addEventFilter(KeyEvent.KEY_PRESSED, this::scrollByKey);
    }

    /// The page that is being read.
    final IntegerProperty page() {
        return page;
    }

    private void scrollByKey(KeyEvent event) {
        var flow = flow();
        if (flow == null) {
            return;
        }
        double sheet = getHeight() - LINE;
        switch (event.getCode()) {
            case UP -> flow.scrollPixels(-LINE);
            case DOWN -> flow.scrollPixels(LINE);
            case PAGE_UP -> flow.scrollPixels(-sheet);
            case PAGE_DOWN, SPACE -> flow.scrollPixels(sheet);
            case HOME -> scrollTo(0);
            case END -> scrollTo(getItems().size() - 1);
            default -> {
                return;
            }
        }
        event.consume();
    }

    /// The rows as they are laid out; null before the first layout.
    final @Nullable VirtualFlow<?> flow() {
        return lookup(".virtual-flow") instanceof VirtualFlow<?> flow ? flow : null;
    }
}
