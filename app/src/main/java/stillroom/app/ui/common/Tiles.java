package stillroom.app.ui.common;

import java.util.List;
import javafx.geometry.Orientation;
import javafx.scene.Node;
import javafx.scene.layout.Region;

/// Lays nodes out side by side in columns of equal width: all in one row if there is room, else in
/// half as many columns, and so on down to one. Those of one row are equally high.
public final class Tiles extends Region {

    private static final double GAP = Controls.S4;

    private final double least;

    /// @param least width below which a tile is not pressed
    public Tiles(double least, Node... tiles) {
        this.least = least;
        getChildren().addAll(tiles);
        setMinWidth(0);
    }

    private List<Node> tiles() {
        return getManagedChildren();
    }

    private int columns(double width) {
        int columns = tiles().size();
        while (columns > 1 && (width + GAP) / columns - GAP < least) {
            columns = (columns + 1) / 2;
        }
        return Math.max(columns, 1);
    }

    private double tileWidth(double width) {
        int columns = columns(width);
        return Math.floor((width - GAP * (columns - 1)) / columns);
    }

    private double rowHeight(int first, double width) {
        double height = 0;
        for (int i = first; i < Math.min(first + columns(width), tiles().size()); i++) {
            height = Math.max(height, tiles().get(i).prefHeight(tileWidth(width)));
        }
        return Math.ceil(height);
    }

    @Override
    public Orientation getContentBias() {
        return Orientation.HORIZONTAL;
    }

    @Override
    protected double computePrefHeight(double width) {
        double room = width > 0 ? width : getWidth();
        double height = 0;
        for (int first = 0; first < tiles().size(); first += columns(room)) {
            height += rowHeight(first, room) + (first > 0 ? GAP : 0);
        }
        return height;
    }

    @Override
    protected double computeMinHeight(double width) {
        return computePrefHeight(width);
    }

    @Override
    protected void layoutChildren() {
        double width = getWidth();
        double tile = tileWidth(width);
        double y = 0;
        for (int first = 0; first < tiles().size(); first += columns(width)) {
            // the only row takes what height there is
            double height =
                    columns(width) == tiles().size()
                            ? Math.max(getHeight(), rowHeight(first, width))
                            : rowHeight(first, width);
            for (int i = first; i < Math.min(first + columns(width), tiles().size()); i++) {
                tiles().get(i).resizeRelocate((i - first) * (tile + GAP), y, tile, height);
            }
            y += height + GAP;
        }
    }
}
