package stillroom.app.ui.reader;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.control.skin.VirtualFlow;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import stillroom.app.ui.common.BoxCell;
import stillroom.app.ui.common.Controls;
import stillroom.app.ui.common.MarkedText;

/// The text of a document as sheets of paper, one below the other. Only the blocks in sight are
/// laid out, so that a document of any length opens at once.
final class PaperView extends ListView<Block> {

    private static final PseudoClass FIRST = PseudoClass.getPseudoClass("first-of-page");
    private static final PseudoClass LAST = PseudoClass.getPseudoClass("last-of-page");
    private static final double LINE = 48;
    private static final double ABOVE_ANCHOR = 96;

    private final IntegerProperty page = new SimpleIntegerProperty(1);
    private final DoubleProperty zoom = new SimpleDoubleProperty(1);
    private Anchor anchor = Anchor.top();
    private int pages = 1;

    PaperView(String name) {
        getStyleClass().addAll("st-papers", "edge-to-edge");
        setAccessibleText(name);
        setCellFactory(_ -> new BlockCell());
        zoom.addListener(_ -> {
            int row = firstVisible();
            setStyle("-fx-font-size: " + Math.round(15 * zoom.get()) + "px;");
            refresh();
            scrollTo(row);
        });
        addEventFilter(KeyEvent.KEY_PRESSED, this::scrollByKey);
    }

    /// Shows a document from its beginning.
    void show(List<Block> blocks, int lastPage) {
        anchor = Anchor.top();
        pages = lastPage;
        getItems().setAll(blocks);
        scrollTo(0);
        page.set(1);
    }

    /// Marks a place and brings it into sight.
    void goTo(Anchor place) {
        anchor = place;
        int row = rowOf(place);
        refresh();
        if (row >= 0) {
            scrollTo(row);
            // what scrollTo lands on is only laid out with the next pulse
            applyCss();
            layout();
            settle(row, place);
        }
        page.set(place.page());
    }

    private void settle(int row, Anchor place) {
        var flow = flow();
        if (flow != null && flow.getCell(row) instanceof BlockCell cell) {
            var block = getItems().get(row);
            boolean atTop = place.end() == place.start() && block.first();
            if (!atTop) {
                flow.scrollPixels(
                        cell.top(Math.max(0, place.start() - block.start())) - ABOVE_ANCHOR);
            }
        }
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

    private void scrollByKey(KeyEvent event) {
        var flow = flow();
        if (flow == null) {
            return;
        }
        double sheet = getHeight() - LINE;
        switch (event.getCode()) {
            case UP -> flow.scrollPixels(-LINE);
            case DOWN -> flow.scrollPixels(LINE);
            case PAGE_UP -> flow.scrollPixels(-sheet);
            case PAGE_DOWN, SPACE -> flow.scrollPixels(sheet);
            case HOME -> scrollTo(0);
            case END -> scrollTo(getItems().size() - 1);
            default -> {
                return;
            }
        }
        event.consume();
    }

    private @Nullable VirtualFlow<?> flow() {
        return lookup(".virtual-flow") instanceof VirtualFlow<?> flow ? flow : null;
    }

    private int firstVisible() {
        var flow = flow();
        var cell = flow == null ? null : flow.getFirstVisibleCell();
        return cell == null ? 0 : cell.getIndex();
    }

    @Override
    protected void layoutChildren() {
        super.layoutChildren();
        int row = firstVisible();
        if (row >= 0 && row < getItems().size()) {
            page.set(getItems().get(row).page());
        }
    }

    /// The page at the top of what is in sight.
    IntegerProperty page() {
        return page;
    }

    DoubleProperty zoom() {
        return zoom;
    }

    /// A block on its part of the sheet.
    private final class BlockCell extends BoxCell<Block> {

        private final MarkedText text;
        private final Label number;
        private final VBox sheet;

        BlockCell() {
            var marked = new MarkedText("st-paper-text");
            var foot = Controls.styled(new Label(), "st-paper-foot");
            foot.setMaxWidth(Double.MAX_VALUE);
            foot.setAlignment(Pos.CENTER);
            var paper = Controls.styled(new VBox(marked, foot), "st-paper");
            this(marked, foot, paper);
        }

        private BlockCell(MarkedText text, Label number, VBox sheet) {
            super(centered(sheet));
            this.text = text;
            this.number = number;
            this.sheet = sheet;
        }

        private static Region centered(VBox sheet) {
            var box = Controls.styled(new VBox(sheet), "st-paper-place");
            box.setAlignment(Pos.TOP_CENTER);
            sheet.maxWidthProperty()
                    .bind(
                            box.widthProperty()
                                    .subtract(48)
                                    .map(w -> Math.min(720.0, w.doubleValue())));
            return box;
        }

        @Override
        protected void show(Block block) {
            pseudoClassStateChanged(FIRST, block.first());
            pseudoClassStateChanged(LAST, block.last());
            sheet.getStyleClass().setAll("st-paper");
            if (block.level() > 0) {
                sheet.getStyleClass().add("st-heading-" + Math.min(block.level(), 3));
            }
            text.show(block.text(), marked(block), words(block));
            boolean foot = block.last() && pages > 1;
            number.setText(foot ? Integer.toString(block.page()) : "");
            number.setVisible(foot);
            number.setManaged(foot);
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
            return sheet.getLayoutY() + text.getLayoutY() + text.top(offset);
        }
    }
}
