package stillroom.app.ui.common;

import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.Skin;
import javafx.scene.control.SkinBase;
import javafx.scene.layout.Region;
import org.jspecify.annotations.Nullable;

/// A cell of a list that fills the width of the list with one region, as high as that needs to be.
public abstract class BoxCell<T> extends ListCell<T> {

    /// Height of a cell without an item, below the last one.
    private static final double EMPTY = 40;

    private static final double NARROWEST = 240;

    private final Region content;

    protected BoxCell(Region content) {
        this.content = content;
        getStyleClass().add("st-box-cell");
        content.setVisible(false);
    }

    /// A list for such cells: measures them anew when its width changes, since their height follows
    /// from it.
    public static <T> ListView<T> list(String name) {
        var list = new ListView<T>();
        remeasure(list);
        list.getStyleClass().addAll("st-hit-list", "edge-to-edge");
        list.setAccessibleText(name);
        return list;
    }

    /// Has the cells of `list` measured anew when its width changes.
    public static void remeasure(ListView<?> list) {
        list.widthProperty().addListener(_ -> list.refresh());
    }

    /// Shows `item` in the content.
    protected abstract void show(T item);

    @Override
    protected final void updateItem(@Nullable T item, boolean empty) {
        super.updateItem(item, empty);
        content.setVisible(item != null && !empty);
        if (item != null && !empty) {
            show(item);
        }
    }

    @Override
    protected final Skin<?> createDefaultSkin() {
        return new Box<>(this, content);
    }

    /// Lays the content out over the whole cell; a labeled skin would give it the width it prefers.
    private static final class Box<T> extends SkinBase<ListCell<T>> {

        private final Region content;

        Box(ListCell<T> cell, Region content) {
            super(cell);
            this.content = content;
            getChildren().setAll(content);
        }

        @Override
        protected double computePrefWidth(
                double height, double top, double right, double bottom, double left) {
            return left + right;
        }

        @Override
        protected double computeMinHeight(
                double width, double top, double right, double bottom, double left) {
            return computePrefHeight(width, top, right, bottom, left);
        }

        @Override
        protected double computePrefHeight(
                double width, double top, double right, double bottom, double left) {
            if (!content.isVisible()) {
                return EMPTY;
            }
            // before the list has a width, its cells must not seem endlessly high
            double room = Math.max(width > 0 ? width : getSkinnable().getWidth(), NARROWEST);
            return top + Math.ceil(content.prefHeight(room - left - right)) + bottom;
        }

        @Override
        protected void layoutChildren(double x, double y, double width, double height) {
            content.resizeRelocate(x, y, width, height);
        }
    }
}
