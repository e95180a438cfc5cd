package stillroom.app.ui.reader;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javafx.geometry.Orientation;
import javafx.scene.Node;
import javafx.scene.image.ImageView;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import javafx.scene.layout.Region;
import org.jspecify.annotations.Nullable;
import stillroom.app.ui.common.BoxCell;
import stillroom.app.ui.common.Controls;
import stillroom.app.ui.common.Messages;
import stillroom.index.text.Drawing;
import stillroom.index.text.Mark;

/// The pages of a document as they look, one below the other. A page is drawn when it comes into
/// sight, so that a document of any length opens at once.
final class PagesView extends Papers<Integer> {

    private static final double ABOVE_MARK = 96;
    private static final double DESK = 24;
    private static final double A4 = Math.sqrt(2);
    private static final int MOST_STEPS = 4;
    private static final double STILL = 1e-4;

    /// Widths are rounded to this, so that a window that is dragged wider does not ask for a new
    /// drawing with each pixel.
    private static final int STEP = 64;

    private final ReaderViewModel model;
    private final Messages messages;
    private final Map<Integer, Double> shapes = new HashMap<>();
    private List<Mark> marks = List.of();
    private Anchor anchor = Anchor.top();
    private int toSettle;
    private double settledAt;

    PagesView(ReaderViewModel model, Messages messages) {
        super(messages.text("reader.pages"));
        this.model = model;
        this.messages = messages;
        setCellFactory(_ -> new PageCell(new Sheet()));
    }

    /// Shows a document from its beginning.
    void show(int pages) {
        shapes.clear();
        marks = List.of();
        anchor = Anchor.top();
        getItems().setAll(IntStream.rangeClosed(1, pages).boxed().toList());
        scrollTo(0);
        page().set(1);
    }

    /// Brings a place into sight; it is marked as soon as it is known where it stands.
    void goTo(Anchor place) {
        anchor = place;
        marks = List.of();
        refresh();
        settle();
        model.find(
                place,
                found -> {
                    if (place.equals(anchor)) {
                        marks = found;
                        refresh();
                        settle();
                    }
                });
    }

    private void settle() {
        scrollTo(anchor.page() - 1);
        toSettle = MOST_STEPS;
        requestLayout();
    }

    /// The zoom has changed.
    void resizePages() {
        int first = page().get() - 1;
        refresh();
        scrollTo(first);
    }

    @Override
    protected void layoutChildren() {
        super.layoutChildren();
        var flow = flow();
        if (flow == null || getWidth() <= 0 || getHeight() <= 0 || getItems().isEmpty()) {
            return;
        }
        if (toSettle > 0) {
            flow.layout();
            int row = Math.clamp(anchor.page() - 1, 0, getItems().size() - 1);
            var cell = flow.getCell(row);
            double top = marks.isEmpty() ? 0 : marks.getFirst().top() * sheetHeight(anchor.page());
            double wanted = marks.isEmpty() ? 0 : ABOVE_MARK - DESK - top;
            double missing = cell.getLayoutY() - Math.min(wanted, 0);
            flow.scrollPixels(missing);
            toSettle = Math.abs(missing) < 1 ? 0 : toSettle - 1;
            if (toSettle > 0) {
                requestLayout();
            }
            settledAt = flow.getPosition();
        }
        if (Math.abs(flow.getPosition() - settledAt) < STILL) {
            page().set(anchor.page());
        } else {
            var first = flow.getFirstVisibleCell();
            if (first != null) {
                boolean nearlyGone = first.getLayoutY() + first.getHeight() < getHeight() / 3;
                page().set(Math.min(first.getIndex() + (nearlyGone ? 2 : 1), getItems().size()));
            }
        }
    }

    private double sheetWidth() {
        return Math.max(Math.floor((getWidth() - 2 * DESK - 12) * model.zoom().get()), 100);
    }

    private double sheetHeight(int number) {
        return Math.ceil(sheetWidth() * shapes.getOrDefault(number, usualShape()));
    }

    private double usualShape() {
        return shapes.isEmpty() ? A4 : shapes.values().iterator().next();
    }

    /// A page on the desk: white at once, its drawing when that has come, and the marks over it.
    private final class Sheet extends Region {

        private final Region paper = Controls.styled(new Region(), "st-drawn-page");
        private final ImageView picture = new ImageView();
        private int number;
        private @Nullable Drawing shown;

        Sheet() {
            getChildren().addAll(paper, picture);
        }

        void show(int wanted) {
            if (number != wanted) {
                number = wanted;
                shown = null;
                picture.setImage(null);
            }
            double scale = getLocalToSceneTransform().getMxx();
            var window = getScene() == null ? null : getScene().getWindow();
            double pixels = sheetWidth() * scale * (window == null ? 1 : window.getOutputScaleX());
            int width = (int) Math.min(Math.ceil(pixels / STEP) * STEP, 3200);
            model.draw(
                    wanted,
                    width,
                    drawing -> {
                        if (number == wanted && drawing != shown) {
                            shown = drawing;
                            picture.setImage(image(drawing));
                            double shape = (double) drawing.height() / drawing.width();
                            if (!Double.valueOf(shape).equals(shapes.put(wanted, shape))) {
                                requestLayout();
                                PagesView.this.requestLayout();
                            }
                        }
                    });
            getChildren().setAll(paper, picture);
            if (wanted == anchor.page()) {
                marks.forEach(mark -> getChildren().add(new MarkNode(mark)));
            }
            requestLayout();
        }

        @Override
        public Orientation getContentBias() {
            return Orientation.HORIZONTAL;
        }

        @Override
        protected double computePrefHeight(double width) {
            return sheetHeight(number) + DESK;
        }

        @Override
        protected void layoutChildren() {
            double width = sheetWidth();
            double height = sheetHeight(number);
            double left = Math.max(snapPositionX((getWidth() - width) / 2), 0);
            paper.resizeRelocate(left, DESK, width, height);
            picture.setFitWidth(width);
            picture.setFitHeight(height);
            picture.relocate(left, DESK);
            for (Node child : getChildren()) {
                if (child instanceof MarkNode node) {
                    var mark = node.mark;
                    node.resizeRelocate(
                            left + mark.left() * width - 1,
                            DESK + mark.top() * height,
                            mark.width() * width + 2,
                            mark.height() * height);
                }
            }
        }
    }

    /// A mark over the drawing; it multiplies with what is below, as a marker does.
    private static final class MarkNode extends Region {

        private final Mark mark;

        MarkNode(Mark mark) {
            this.mark = mark;
            getStyleClass().add(mark.strong() ? "st-mark-word" : "st-mark-passage");
            getStyleClass().add("st-over-page");
            setMouseTransparent(true);
        }
    }

    private static WritableImage image(Drawing drawing) {
        var image = new WritableImage(drawing.width(), drawing.height());
        image.getPixelWriter()
                .setPixels(
                        0,
                        0,
                        drawing.width(),
                        drawing.height(),
                        PixelFormat.getByteRgbInstance(),
                        drawing.rgb(),
                        0,
                        3 * drawing.width());
        return image;
    }

    /// A page in the list.
    private final class PageCell extends BoxCell<Integer> {

        private final Sheet sheet;

        PageCell(Sheet sheet) {
            super(sheet);
            this.sheet = sheet;
        }

        @Override
        protected void show(Integer number) {
            sheet.show(number);
            setAccessibleText(messages.text("reader.page.name", number, getItems().size()));
        }
    }
}
