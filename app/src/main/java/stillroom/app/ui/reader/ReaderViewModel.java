package stillroom.app.ui.reader;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;
import stillroom.app.ui.common.Requests;
import stillroom.app.ui.common.Row;
import stillroom.index.LocalIndex;
import stillroom.index.Status;
import stillroom.index.text.Drawing;
import stillroom.index.text.Mark;
import stillroom.index.text.PageDrawer;

/// The document that is being read, and the place in it. For the FX thread.
public final class ReaderViewModel {

    private static final double SMALLEST = 0.7;
    private static final double LARGEST = 2;
    private static final double STEP = 0.1;

    /// Drawings are large; those of the pages in sight and around them are kept.
    private static final int MOST_KEPT = 8;

    private static final int MOST_WAITING = 4;
    private static final int MOST_FOUND = 2000;

    private final LocalIndex index;
    private final @Nullable Supplier<PageDrawer> drawer;
    private final Requests requests;
    private final Requests.Lane lane;
    private final Requests.Lane places;
    private final Map<Picture, Drawing> drawings = new LinkedHashMap<>();
    private final Deque<Wish> wishes = new ArrayDeque<>();
    private boolean drawing;
    private final BooleanProperty asText = new SimpleBooleanProperty();
    private final ReadOnlyBooleanWrapper drawn = new ReadOnlyBooleanWrapper();
    private final StringProperty sought = new SimpleStringProperty("");
    private final ReadOnlyObjectWrapper<State> state =
            new ReadOnlyObjectWrapper<>(new State.Closed());
    private final ReadOnlyObjectWrapper<Anchor> anchor = new ReadOnlyObjectWrapper<>(Anchor.top());
    private final ReadOnlyObjectWrapper<Hits> hits = new ReadOnlyObjectWrapper<>(Hits.NONE);
    private final IntegerProperty page = new SimpleIntegerProperty(1);
    private final DoubleProperty zoom = new SimpleDoubleProperty(1);
    private @Nullable Row row;

    /// What the reader shows.
    public sealed interface State {

        /// Nothing.
        record Closed() implements State {}

        /// A document whose text is being fetched.
        record Opening(Row row) implements State {}

        /// A document.
        ///
        /// @param pages number of the last page
        record Open(Row row, List<Block> blocks, int pages) implements State {}

        /// A document that has no text yet, or never will.
        record Textless(Row row) implements State {}
    }

    /// The hits of a search in this document, in order, and at which of them the reader is.
    ///
    /// @param current counted from 0
    public record Hits(List<Anchor> anchors, int current) {

        static final Hits NONE = new Hits(List.of(), 0);
    }

    private record Picture(Row row, int page, int width) {}

    private record Wish(Picture picture, Consumer<Drawing> then) {}

    /// A reader that shows text only.
    public ReaderViewModel(LocalIndex index, Requests requests) {
        this(index, null, requests);
    }

    /// @param drawer draws pages; asked on a worker, since to start it takes a moment
    public ReaderViewModel(
            LocalIndex index, @Nullable Supplier<PageDrawer> drawer, Requests requests) {
        this.index = index;
        this.drawer = drawer;
        this.requests = requests;
        this.lane = requests.lane();
        this.places = requests.lane();
        asText.addListener(_ -> chooseHow());
        state.addListener(_ -> chooseHow());
        sought.addListener(_ -> seek());
    }

    // -- Pages as they look

    private void chooseHow() {
        drawn.set(canBeDrawn() && !asText.get() && state.get() instanceof State.Open);
    }

    /// Whether the document has pages that can be drawn.
    public boolean canBeDrawn() {
        var open = row;
        return drawer != null && open != null && open.document().type().equals("pdf");
    }

    /// Whether the pages are shown as they look, and not their text.
    public ReadOnlyBooleanProperty drawn() {
        return drawn.getReadOnlyProperty();
    }

    /// Whether the user wants the text of pages that could be drawn.
    public BooleanProperty asText() {
        return asText;
    }

    /// Draws a page, the one asked for last first; at once if it is kept. What nobody has waited
    /// for since is not drawn. If it cannot be drawn, the text is shown instead.
    void draw(int page, int width, Consumer<Drawing> then) {
        var open = row;
        if (open == null) {
            return;
        }
        var picture = new Picture(open, page, width);
        var kept = drawings.get(picture);
        if (kept != null) {
            then.accept(kept);
            return;
        }
        wishes.addFirst(new Wish(picture, then));
        if (wishes.size() > MOST_WAITING) {
            wishes.removeLast();
        }
        drawNext();
    }

    private void drawNext() {
        var source = drawer;
        if (drawing || wishes.isEmpty() || source == null) {
            return;
        }
        drawing = true;
        var wish = wishes.removeFirst();
        var picture = wish.picture();
        requests.ask(
                () ->
                        file(picture.row())
                                .flatMap(file ->
                                        source.get().draw(file, picture.page(), picture.width())),
                made -> {
                    drawing = false;
                    made.ifPresent(one -> keep(picture, one));
                    if (picture.row().equals(row)) {
                        made.ifPresentOrElse(wish.then(), () -> asText.set(true));
                    }
                    drawNext();
                });
    }

    private void keep(Picture picture, Drawing made) {
        drawings.put(picture, made);
        if (drawings.size() > MOST_KEPT) {
            drawings.remove(drawings.keySet().iterator().next());
        }
    }

    private Optional<Path> file(Row row) {
        return index.file(row.document().id());
    }

    /// Finds where a place is on its page.
    void find(Anchor place, Consumer<List<Mark>> then) {
        var open = row;
        var source = drawer;
        places.drop();
        if (open == null
                || source == null
                || place.end() <= place.start()
                || !(state.get() instanceof State.Open(_, var blocks, _))) {
            return;
        }
        var quote =
                blocks.stream()
                        .filter(block -> block.page() == place.page())
                        .map(block -> block.part(place.start(), place.end()))
                        .collect(Collectors.joining(" "));
        places.ask(
                _ ->
                        file(open)
                                .map(file ->
                                        source.get().find(file, place.page(), quote, place.words()))
                                .orElse(List.of()),
                then);
    }

    // -- Find in the document

    /// What is sought in this document.
    public StringProperty sought() {
        return sought;
    }

    private void seek() {
        var wanted = sought.get().strip().toLowerCase(Locale.ROOT);
        if (!(state.get() instanceof State.Open(_, var blocks, _))) {
            return;
        }
        var found = new ArrayList<Anchor>();
        int first = -1;
        for (var block : blocks) {
            var text = block.text().toLowerCase(Locale.ROOT);
            // some letters change their length; then places could not be told
            boolean comparable = !wanted.isEmpty() && text.length() == block.text().length();
            int at = comparable ? text.indexOf(wanted) : -1;
            while (at >= 0 && found.size() < MOST_FOUND) {
                if (first < 0 && block.page() >= page.get()) {
                    first = found.size();
                }
                int start = block.start() + at;
                found.add(new Anchor(block.page(), start, start + wanted.length(), Set.of()));
                at = text.indexOf(wanted, at + wanted.length());
            }
        }
        hits.set(found.isEmpty() ? Hits.NONE : new Hits(List.copyOf(found), Math.max(first, 0)));
        if (!found.isEmpty()) {
            anchor.set(found.get(Math.max(first, 0)));
        }
    }

    // -- The document

    public ReadOnlyObjectProperty<State> state() {
        return state.getReadOnlyProperty();
    }

    /// Where the reader was last told to go.
    public ReadOnlyObjectProperty<Anchor> anchor() {
        return anchor.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<Hits> hits() {
        return hits.getReadOnlyProperty();
    }

    /// The page in sight, counted from 1.
    public IntegerProperty page() {
        return page;
    }

    /// How large the text is, 1 being its usual size.
    public DoubleProperty zoom() {
        return zoom;
    }

    /// The document that is open, opening or textless.
    public @Nullable Row row() {
        return row;
    }

    /// Opens a document at a place.
    public void open(Row wanted, Anchor place) {
        hits.set(Hits.NONE);
        openAt(wanted, place);
    }

    /// Opens a document at one of the hits that a search has in it.
    public void open(Row wanted, List<Anchor> places, int current) {
        hits.set(new Hits(List.copyOf(places), current));
        openAt(wanted, places.get(current));
    }

    private void openAt(Row wanted, Anchor place) {
        boolean same =
                wanted.equals(row)
                        && (state.get() instanceof State.Open
                                || state.get() instanceof State.Opening);
        if (!same) {
            load(wanted);
        }
        // even if it is equal, the view is to go there again
        anchor.set(new Anchor(place.page(), place.start(), place.end(), place.words()));
    }

    private void load(Row wanted) {
        row = wanted;
        page.set(1);
        asText.set(false);
        sought.set("");
        wishes.clear();
        drawings.clear();
        switch (wanted.document().status()) {
            case Status.Waiting(), Status.Failed(_, _) -> {
                lane.drop();
                state.set(new State.Textless(wanted));
            }
            case Status.Words(), Status.Indexed() -> {
                state.set(new State.Opening(wanted));
                lane.ask(
                        _ -> {
                            var pages = index.pages(wanted.id());
                            return pages.isEmpty()
                                    ? new State.Textless(wanted)
                                    : new State.Open(
                                            wanted, Block.of(pages), pages.getLast().number());
                        },
                        state::set);
            }
        }
    }

    /// Looks again at a document that had no text.
    public void refresh() {
        if (state.get() instanceof State.Textless(var textless)
                && !(textless.document().status() instanceof Status.Failed)) {
            load(textless);
        }
    }

    public void close() {
        row = null;
        wishes.clear();
        drawings.clear();
        sought.set("");
        lane.drop();
        hits.set(Hits.NONE);
        state.set(new State.Closed());
    }

    /// Goes to the hit after this one; after the last comes the first.
    public void nextHit() {
        step(1);
    }

    /// Goes to the hit before this one; before the first comes the last.
    public void previousHit() {
        step(-1);
    }

    private void step(int by) {
        var now = hits.get();
        if (!now.anchors().isEmpty()) {
            int next = Math.floorMod(now.current() + by, now.anchors().size());
            hits.set(new Hits(now.anchors(), next));
            anchor.set(now.anchors().get(next));
        }
    }

    /// Goes to the top of a page; to the nearest if there is no such page.
    public void goToPage(int number) {
        if (state.get() instanceof State.Open(_, _, var pages)) {
            anchor.set(new Anchor(Math.clamp(number, 1, pages), 0, 0, Set.of()));
        }
    }

    public void larger() {
        zoom.set(Math.min(LARGEST, Math.round((zoom.get() + STEP) * 10) / 10.0));
    }

    public void smaller() {
        zoom.set(Math.max(SMALLEST, Math.round((zoom.get() - STEP) * 10) / 10.0));
    }

    public void usualSize() {
        zoom.set(1);
    }
}
