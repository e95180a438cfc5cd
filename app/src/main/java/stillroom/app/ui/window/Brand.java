package stillroom.app.ui.window;

import javafx.scene.Group;
import javafx.scene.layout.StackPane;
import javafx.scene.shape.SVGPath;

/// The mark of Stillroom: a still, and the drop that falls from it.
public final class Brand extends StackPane {

    // drawn on a square of 24
    private static final String NECK = "M9.5 9.6V6.4a2.4 2.4 0 0 1 2.4-2.4c3.9 0 6.2 2.3 6.6 6.6";
    private static final String FLASK = "M9.5 9.6a5.4 5.4 0 1 1-.01 0";
    private static final String LIQUID = "M4.6 15.2h9.8a4.9 4.9 0 0 1-9.8 0z";
    private static final String DROP =
            "M18.5 13.4c1.3 1.7 1.9 2.8 1.9 3.7a1.9 1.9 0 0 1-3.8 0c0-.9.6-2 1.9-3.7z";

    /// @param side of the square tile, in pixels
    public Brand(double side) {
        getStyleClass().add("st-brand");
        var mark =
                new Group(
                        path(NECK, "st-brand-line"),
                        path(FLASK, "st-brand-line"),
                        path(LIQUID, "st-brand-fill"),
                        path(DROP, "st-brand-fill"));
        double scale = side * 0.74 / 24;
        mark.setScaleX(scale);
        mark.setScaleY(scale);
        getChildren().add(new Group(mark));
        setMinSize(side, side);
        setPrefSize(side, side);
        setMaxSize(side, side);
    }

    private static SVGPath path(String content, String styleClass) {
        var path = new SVGPath();
        path.setContent(content);
        path.getStyleClass().add(styleClass);
        return path;
    }
}
