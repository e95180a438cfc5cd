package stillroom.app.ui.reader;

import java.util.List;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleIntegerProperty;
import org.jspecify.annotations.Nullable;
import stillroom.app.ui.common.Requests;
import stillroom.app.ui.common.Row;
import stillroom.index.LocalIndex;
import stillroom.index.Status;

/// The document that is being read, and the place in it. For the FX thread.
public final class ReaderViewModel {

    private static final double SMALLEST = 0.7;
    private static final double LARGEST = 2;
    private static final double STEP = 0.1;

    private final LocalIndex index;
    private final Requests.Lane lane;
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

    public ReaderViewModel(LocalIndex index, Requests requests) {
        this.index = index;
        this.lane = requests.lane();
    }

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
            anchor.set(new Anchor(Math.clamp(number, 1, pages), 0, 0, java.util.Set.of()));
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
