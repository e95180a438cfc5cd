package stillroom.app.ui.reader;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.css.PseudoClass;
import javafx.scene.control.skin.VirtualFlow;
import stillroom.app.ui.common.BoxCell;
import stillroom.app.ui.common.MarkedText;

/// The text of a document as sheets of paper, one below the other. Only the blocks in sight are
/// laid out, so that a document of any length opens at once.
final class PaperView extends Papers<Block> {

    private static final PseudoClass FIRST = PseudoClass.getPseudoClass("first-of-page");
    private static final PseudoClass LAST = PseudoClass.getPseudoClass("last-of-page");
    private static final double ABOVE_ANCHOR = 96;
    private static final int MOST_STEPS = 4;
    private static final double STILL = 1e-4;

    private final DoubleProperty zoom = new SimpleDoubleProperty(1);
    private Anchor anchor = Anchor.top();
    private int toSettle;
    private double settledAt;
    private int pages = 1;

    PaperView(String name) {
        super(name);
        setCellFactory(_ -> new BlockCell());
        zoom.addListener(_ -> {
            int row = firstVisible();
            setStyle("-fx-font-size: " + Math.round(15 * zoom.get()) + "px;");
            refresh();
            scrollTo(row);
        });
    }

    /// Shows a document from its beginning.
    void show(List<Block> blocks, int lastPage) {
        anchor = Anchor.top();
        pages = lastPage;
        toSettle = 0;
        getItems().setAll(blocks);
        scrollTo(0);
        page().set(1);
    }

    /// Marks a place and brings it into sight.
    void goTo(Anchor place) {
        anchor = place;
        refresh();
        scrollTo(Math.max(0, rowOf(place)));
        toSettle = MOST_STEPS;
        requestLayout();
    }

    /// Moves from the beginning of a block, which is what a list can scroll to, to the place in it.
    ///
    /// @return whether it is there
    private boolean settle(VirtualFlow<?> flow, Anchor place) {
        int row = rowOf(place);
        if (row < 0 || !(flow.getCell(row) instanceof BlockCell cell)) {
            return true;
        }
        var block = getItems().get(row);
        boolean atTop = place.end() == place.start() && block.first();
        int offset = Math.clamp(place.start() - block.start(), 0, block.text().length());
        double wanted = atTop ? 0 : ABOVE_ANCHOR - cell.top(offset);
        double missing = cell.getLayoutY() - wanted;
        flow.scrollPixels(missing);
        return Math.abs(missing) < 1;
    }

    private int rowOf(Anchor place) {
        int found = -1;
        for (int row = 0; row < getItems().size(); row++) {
            var block = getItems().get(row);
            if (block.page() == place.page() && (found < 0 || block.start() <= place.start())) {
                found = row;
            } else if (block.page() > place.page()) {
                break;
            }
        }
        return found;
    }

    private int firstVisible() {
        var flow = flow();
        var cell = flow == null ? null : flow.getFirstVisibleCell();
        return cell == null ? 0 : cell.getIndex();
    }

    @Override
    protected void layoutChildren() {
        super.layoutChildren();
        var flow = flow();
        if (flow != null && getWidth() > 0 && getHeight() > 0) {
            if (toSettle > 0) {
                // heights are estimates until what is above was laid out, so one step may fall
                // short
                flow.layout();
                toSettle = settle(flow, anchor) ? 0 : toSettle - 1;
                if (toSettle > 0) {
                    requestLayout();
                }
                settledAt = flow.getPosition();
            }
            followPage(flow);
        }
    }

    /// The page that the reader was sent to, until the user scrolls; then the page at the top.
    private void followPage(VirtualFlow<?> flow) {
        if (Math.abs(flow.getPosition() - settledAt) < STILL) {
            page().set(anchor.page());
            return;
        }
        int row = firstVisible();
        while (row + 1 < getItems().size()) {
            var cell = flow.getCell(row);
            if (cell.getLayoutY() + cell.getHeight() > ABOVE_ANCHOR) {
                break;
            }
            row++;
        }
        if (row < getItems().size()) {
            page().set(getItems().get(row).page());
        }
    }

    DoubleProperty zoom() {
        return zoom;
    }

    /// A block on its part of the sheet.
    private final class BlockCell extends BoxCell<Block> {

        private final SheetPart part;

        BlockCell() {
            this(new SheetPart());
        }

        private BlockCell(SheetPart part) {
            super(part);
            this.part = part;
        }

        @Override
        protected void show(Block block) {
            pseudoClassStateChanged(FIRST, block.first());
            pseudoClassStateChanged(LAST, block.last());
            part.show(
                    block,
                    pages > 1 ? Integer.toString(block.page()) : "",
                    marked(block),
                    words(block));
        }

        private List<MarkedText.Span> marked(Block block) {
            if (block.page() != anchor.page()) {
                return List.of();
            }
            var span =
                    new MarkedText.Span(anchor.start(), anchor.end())
                            .within(block.start(), block.end());
            return span.isEmpty() ? List.of() : List.of(span);
        }

        private List<MarkedText.Span> words(Block block) {
            return marked(block).stream()
                    .flatMap(span -> occurrences(block.text(), span, anchor.words()).stream())
                    .toList();
        }

        private static List<MarkedText.Span> occurrences(
                String text, MarkedText.Span within, Set<String> words) {
            var found = new ArrayList<MarkedText.Span>();
            int at = within.start();
            while (at < within.end()) {
                if (!Character.isLetterOrDigit(text.charAt(at))) {
                    at++;
                    continue;
                }
                int end = at;
                while (end < within.end() && Character.isLetterOrDigit(text.charAt(end))) {
                    end++;
                }
                if (words.contains(text.substring(at, end).toLowerCase(Locale.ROOT))) {
                    found.add(new MarkedText.Span(at, end));
                }
                at = end;
            }
            return found;
        }

        /// How far below the top of the cell the char at `offset` is drawn.
        double top(int offset) {
            return part.top(offset);
        }
    }
}
