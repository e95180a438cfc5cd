package stillroom.app.ui.common;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.Region;
import stillroom.index.DocumentLabel;

/// The labels of a document on one line: as many chips as fit, and the number of the others.
public final class ChipRow extends Region {

    private static final double GAP = Controls.S1;

    private final Messages messages;
    private final Function<String, Hue> hue;
    private final Label more = Controls.firm(Controls.text("", "t-small", "st-muted"));
    private final List<Region> chips = new ArrayList<>();
    private List<DocumentLabel> shown = List.of();

    /// @param hue the color of a label
    public ChipRow(Messages messages, Function<String, Hue> hue) {
        this.messages = messages;
        this.hue = hue;
        more.setVisible(false);
    }

    public void show(List<DocumentLabel> labels) {
        if (labels.equals(shown)) {
            return;
        }
        shown = List.copyOf(labels);
        chips.clear();
        labels.forEach(label -> chips.add(Controls.chip(label, hue.apply(label.name()), messages)));
        List<Node> children = new ArrayList<>(chips);
        children.add(more);
        getChildren().setAll(children);
    }

    @Override
    protected void layoutChildren() {
        double room = getWidth();
        double wanted = chips.stream().mapToDouble(chip -> chip.prefWidth(-1) + GAP).sum() - GAP;
        boolean all = wanted <= room;
        double left = all ? room : room - 24;
        double x = 0;
        int fitting = 0;
        for (var chip : chips) {
            double width = chip.prefWidth(-1);
            // the first is shown in any case, cut if need be
            boolean fits = x + width <= left || fitting == 0;
            chip.setVisible(fits);
            if (fits) {
                place(chip, x, Math.min(width, Math.max(left - x, 0)));
                x += width + GAP;
                fitting++;
            } else {
                left = -1;
            }
        }
        more.setVisible(fitting < chips.size());
        if (more.isVisible()) {
            more.setText("+" + (chips.size() - fitting));
            place(more, Math.min(x, room - 20), more.prefWidth(-1));
        }
    }

    private void place(Region node, double x, double width) {
        double height = node.prefHeight(-1);
        node.resizeRelocate(
                snapPositionX(x), snapPositionY((getHeight() - height) / 2), width, height);
    }

    @Override
    protected double computePrefHeight(double width) {
        return 22;
    }

    @Override
    protected double computeMinWidth(double height) {
        return 0;
    }
}
