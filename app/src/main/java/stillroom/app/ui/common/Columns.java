package stillroom.app.ui.common;

import java.util.List;
import javafx.scene.layout.Region;

/// A small picture of some counts: a column for each, without axes.
public final class Columns extends Region {

    private static final double WIDTH = 72;
    private static final double HEIGHT = 40;
    private static final double LEAST = 2;
    private static final double WIDEST = 12;

    private List<? extends Number> counts = List.of();

    /// @param style class of the color
    public Columns(String style) {
        getStyleClass().addAll("st-chart", style);
        setMinSize(WIDTH, HEIGHT);
        setMaxSize(WIDTH, HEIGHT);
    }

    public void show(List<? extends Number> newer) {
        counts = List.copyOf(newer);
        getChildren().clear();
        for (int i = 0; i < counts.size(); i++) {
            getChildren().add(Controls.styled(new Region(), "st-chart-column"));
        }
        requestLayout();
    }

    @Override
    protected void layoutChildren() {
        double most = counts.stream().mapToDouble(Number::doubleValue).max().orElse(0);
        double step = Math.min(WIDTH / Math.max(counts.size(), 1), WIDEST);
        double left = WIDTH - step * counts.size(); // the newest at the right edge
        for (int i = 0; i < counts.size(); i++) {
            double part = most == 0 ? 0 : counts.get(i).doubleValue() / most;
            double height = Math.max(LEAST, Math.rint(part * HEIGHT));
            getChildren()
                    .get(i)
                    .resizeRelocate(
                            snapPositionX(left + i * step),
                            HEIGHT - height,
                            Math.max(LEAST, Math.floor(step * 0.7)),
                            height);
        }
    }
}
