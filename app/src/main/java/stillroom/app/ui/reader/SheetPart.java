package stillroom.app.ui.reader;

import java.util.List;
import javafx.geometry.Orientation;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.layout.Region;
import stillroom.app.ui.common.Controls;
import stillroom.app.ui.common.MarkedText;
import stillroom.app.ui.common.MarkedText.Span;

/// The part of a sheet of paper that one block lies on: in the middle of the room that there is,
/// with the margins of a sheet, and with its upper or lower edge where the page begins or ends.
final class SheetPart extends Region {

    private static final double DESK = 24;
    private static final double WIDEST = 720;
    private static final double TOP = 56;
    private static final double BOTTOM = 32;
    private static final double FOOT = 40;
    private static final double BETWEEN = 12;
    private static final double ABOVE_HEADING = 12;

    private final Region paper = Controls.styled(new Region(), "st-paper");
    private final MarkedText text = new MarkedText("st-paper-text");
    private final Label number = Controls.styled(new Label(), "st-paper-foot");
    private boolean first;
    private boolean last;
    private boolean heading;

    SheetPart() {
        number.setAlignment(Pos.CENTER);
        getChildren().addAll(paper, text, number);
    }

    /// Shows a block.
    ///
    /// @param foot what stands below the last block of a page; may be empty
    void show(Block block, String foot, List<Span> marked, List<Span> words) {
        first = block.first();
        last = block.last();
        heading = block.level() > 0;
        getStyleClass().setAll("st-sheet-part");
        if (heading) {
            getStyleClass().add("st-heading-" + Math.min(block.level(), 3));
        }
        text.show(block.text(), marked, words);
        number.setText(block.last() ? foot : "");
        requestLayout();
    }

    /// How far below the top of this the char at `offset` is drawn.
    double top(int offset) {
        return text.getLayoutY() + text.top(offset);
    }

    private static double paperWidth(double width) {
        return Math.min(WIDEST, width - 2 * DESK);
    }

    /// A wide sheet has wide margins.
    private static double margin(double paperWidth) {
        return paperWidth < 400 ? 20 : paperWidth < 560 ? 40 : 64;
    }

    private double above() {
        return (first ? DESK + TOP : 0) + (heading && !first ? ABOVE_HEADING : 0);
    }

    private double below() {
        return !last ? BETWEEN : number.getText().isEmpty() ? BOTTOM + BETWEEN : BOTTOM + FOOT;
    }

    @Override
    public Orientation getContentBias() {
        return Orientation.HORIZONTAL;
    }

    @Override
    protected double computePrefHeight(double width) {
        double paperWidth = paperWidth(width > 0 ? width : getWidth());
        return above() + text.prefHeight(paperWidth - 2 * margin(paperWidth)) + below();
    }

    @Override
    protected void layoutChildren() {
        double width = paperWidth(getWidth());
        double left = snapPositionX((getWidth() - width) / 2);
        double desk = first ? DESK : 0;
        paper.resizeRelocate(left, desk, width, getHeight() - desk);
        double margin = margin(width);
        double height = getHeight() - above() - below();
        text.resizeRelocate(left + margin, above(), width - 2 * margin, height);
        number.setVisible(!number.getText().isEmpty());
        number.resizeRelocate(left, above() + height, width, FOOT);
    }
}
