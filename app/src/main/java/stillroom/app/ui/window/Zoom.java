package stillroom.app.ui.window;

import javafx.scene.Node;
import javafx.scene.layout.Region;
import javafx.scene.transform.Scale;

/// Shows a node larger than it knows: the node is laid out in less room, then stretched to all of
/// it. So text, space and pictures grow alike, and what fits a small window fits a large text.
final class Zoom extends Region {

    private final Node content;
    private final double factor;

    Zoom(Node content, double factor) {
        this.content = content;
        this.factor = factor;
        content.getTransforms().add(new Scale(factor, factor, 0, 0));
        content.setManaged(false);
        getChildren().add(content);
    }

    @Override
    protected void layoutChildren() {
        content.resizeRelocate(0, 0, getWidth() / factor, getHeight() / factor);
    }
}
