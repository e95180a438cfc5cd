package stillroom.app.ui.common;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import javafx.geometry.Orientation;
import javafx.scene.layout.Pane;
import javafx.scene.shape.MoveTo;
import javafx.scene.shape.Path;
import javafx.scene.text.Text;
import javafx.scene.text.TextFlow;

/// A stretch of text with a marked passage, and words marked more strongly within it.
public final class MarkedText extends Pane {

    private final TextFlow flow = Controls.styled(new TextFlow(), "st-flow");
    private final Path passages = Controls.styled(new Path(), "st-mark-passage");
    private final Path words = Controls.styled(new Path(), "st-mark-word");
    private String text = "";
    private List<Span> marked = List.of();
    private List<Span> strong = List.of();

    /// A stretch of the text.
    ///
    /// @param start first char
    /// @param end exclusive
    public record Span(int start, int end) {

        /// The part of this that lies within `from` to `to`, counted from `from`; may be empty.
        public Span within(int from, int to) {
            int first = Math.clamp(start, from, to);
            return new Span(first - from, Math.clamp(end, first, to) - from);
        }

        public boolean isEmpty() {
            return end <= start;
        }
    }

    public MarkedText(String... classes) {
        flow.getStyleClass().addAll(classes);
        passages.setManaged(false);
        words.setManaged(false);
        getChildren().addAll(passages, words, flow);
    }

    /// Shows `text`.
    ///
    /// @param marked passages; need not be in order
    /// @param strong words; need not be in order, must not overlap
    public void show(String text, List<Span> marked, List<Span> strong) {
        if (text.equals(this.text) && marked.equals(this.marked) && strong.equals(this.strong)) {
            return;
        }
        this.text = text;
        this.marked = List.copyOf(marked);
        this.strong =
                strong.stream()
                        .filter(span -> !span.isEmpty() && span.end() <= text.length())
                        .sorted(Comparator.comparingInt(Span::start))
                        .toList();
        var parts = new ArrayList<Text>();
        int at = 0;
        for (var span : this.strong) {
            add(parts, text.substring(at, span.start()), "st-plain");
            add(parts, text.substring(span.start(), span.end()), "st-strong");
            at = span.end();
        }
        add(parts, text.substring(at), "st-plain");
        flow.getChildren().setAll(parts);
        requestLayout();
    }

    private static void add(List<Text> parts, String text, String styleClass) {
        if (!text.isEmpty()) {
            parts.add(Controls.styled(new Text(text), styleClass));
        }
    }

    /// How far below the top of this the char at `offset` is drawn, once this was laid out.
    public double top(int offset) {
        double top = Double.MAX_VALUE;
        for (var element : flow.getRangeShape(offset, Math.min(offset + 1, text.length()), false)) {
            if (element instanceof MoveTo start) {
                top = Math.min(top, start.getY());
            }
        }
        return top == Double.MAX_VALUE ? 0 : top;
    }

    @Override
    public Orientation getContentBias() {
        return Orientation.HORIZONTAL;
    }

    @Override
    protected double computePrefWidth(double height) {
        return snappedLeftInset() + flow.prefWidth(-1) + snappedRightInset();
    }

    @Override
    protected double computeMinWidth(double height) {
        return 0;
    }

    @Override
    protected double computePrefHeight(double width) {
        double room = (width > 0 ? width : getWidth()) - snappedLeftInset() - snappedRightInset();
        return snappedTopInset() + Math.ceil(flow.prefHeight(room)) + snappedBottomInset();
    }

    @Override
    protected double computeMinHeight(double width) {
        return computePrefHeight(width);
    }

    @Override
    protected void layoutChildren() {
        double left = snappedLeftInset();
        double top = snappedTopInset();
        flow.resizeRelocate(
                left,
                top,
                getWidth() - left - snappedRightInset(),
                getHeight() - top - snappedBottomInset());
        flow.layout();
        for (var marks : List.of(passages, words)) {
            marks.setLayoutX(left);
            marks.setLayoutY(top);
        }
        passages.getElements().clear();
        words.getElements().clear();
        for (var span : marked) {
            if (!span.isEmpty()) {
                passages.getElements().addAll(flow.getRangeShape(span.start(), span.end(), true));
            }
        }
        for (var span : strong) {
            words.getElements().addAll(flow.getRangeShape(span.start(), span.end(), false));
        }
    }
}
