package stillroom.app.ui.common;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedCollection;
import java.util.SequencedSet;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import javafx.beans.property.ReadOnlyLongProperty;
import javafx.beans.property.ReadOnlyLongWrapper;
import org.jspecify.annotations.Nullable;
import stillroom.index.Change;
import stillroom.index.Document;
import stillroom.index.DocumentId;
import stillroom.index.DocumentLabel;
import stillroom.index.Label;
import stillroom.index.LocalIndex;
import stillroom.index.Status;

/// The documents of the library as the FX thread knows them, with the numbers that the window
/// shows. However fast the library changes, what changed is taken over now and then: the first
/// change after some quiet at once, those that follow it together.
public final class Documents {

    private static final long BETWEEN_TURNS_NANOS = 100_000_000;

    private final Executor fx;
    private final Executor later;
    private final Map<DocumentId, Row> rows = new LinkedHashMap<>();
    private final Map<String, Integer> labels = new HashMap<>();
    private final Map<Path, Integer> folders = new HashMap<>();
    private final LocalIndex index;
    private Map<String, Hue> hues = Map.of();
    private final ReadOnlyLongWrapper revision = new ReadOnlyLongWrapper();
    private final List<Consumer<Turn>> listeners = new ArrayList<>();
    private int failed;
    private int unread;
    private int sensitive;
    private int unfinished;
    private long pages;

    private final Object lock = new Object();
    private List<Change> pending = new ArrayList<>();
    private long lastTurn = System.nanoTime() - BETWEEN_TURNS_NANOS;

    /// What one FX turn brought.
    ///
    /// @param put rows that came or changed, each once
    /// @param labels whether the labels of the library changed
    public record Turn(SequencedSet<Row> put, SequencedSet<Row> removed, boolean labels) {}

    /// Begins to listen, and knows at once the documents that are there already. To be called on
    /// the FX thread.
    ///
    /// @param later does what `fx` does, after a short pause
    public Documents(LocalIndex index, Executor fx, Executor later) {
        this.fx = fx;
        this.later = later;
        this.index = index;
        colorLabels();
        index.listen(this::remember);
        takeOver();
    }

    private void remember(Change change) {
        boolean first;
        boolean quiet;
        synchronized (lock) {
            first = pending.isEmpty();
            quiet = System.nanoTime() - lastTurn >= BETWEEN_TURNS_NANOS;
            pending.add(change);
        }
        if (first) {
            (quiet ? fx : later).execute(this::takeOver);
        }
    }

    private void takeOver() {
        List<Change> changes;
        synchronized (lock) {
            changes = pending;
            pending = new ArrayList<>();
            if (!changes.isEmpty()) {
                lastTurn = System.nanoTime();
            }
        }
        if (changes.isEmpty()) {
            return;
        }
        var turn = new Turn(new LinkedHashSet<>(), new LinkedHashSet<>(), false);
        boolean labelsChanged = false;
        for (var change : changes) {
            switch (change) {
                case Change.Put(var document) -> put(document, turn);
                case Change.Removed(var id) -> remove(id, turn);
                case Change.Labels() -> labelsChanged = true;
                case Change.Generation() -> {}
            }
        }
        if (labelsChanged) {
            colorLabels();
        }
        var whole = new Turn(turn.put(), turn.removed(), labelsChanged);
        listeners.forEach(listener -> listener.accept(whole));
        revision.set(revision.get() + 1);
    }

    private void colorLabels() {
        hues = Hue.among(index.labels().stream().map(Label::name).toList());
    }

    private void put(Document document, Turn turn) {
        var row = rows.get(document.id());
        if (row == null) {
            row = new Row(document);
            rows.put(document.id(), row);
        } else {
            count(row.document(), -1);
            row.show(document);
        }
        count(document, 1);
        turn.put().add(row);
    }

    private void remove(DocumentId id, Turn turn) {
        var row = rows.remove(id);
        if (row != null) {
            count(row.document(), -1);
            turn.put().remove(row);
            turn.removed().add(row);
        }
    }

    private void count(Document document, int sign) {
        pages += (long) sign * document.pages();
        unread += document.opened() ? 0 : sign;
        sensitive += document.sensitive().isEmpty() ? 0 : sign;
        switch (document.status()) {
            case Status.Waiting(), Status.Words() -> unfinished += sign;
            case Status.Failed _ -> failed += sign;
            case Status.Indexed() -> {}
        }
        document.labels().stream()
                .map(DocumentLabel::name)
                .distinct()
                .forEach(label -> labels.merge(label, sign, Integer::sum));
        document.sources().stream()
                .map(Path::getParent)
                .distinct()
                .forEach(folder ->
                        folders.merge(
                                folder,
                                sign,
                                (before, more) -> before + more == 0 ? null : before + more));
    }

    /// Calls `listener` with every turn from now on, before [#revision] grows.
    public void listen(Consumer<Turn> listener) {
        listeners.add(listener);
    }

    /// Grows with every turn.
    public ReadOnlyLongProperty revision() {
        return revision.getReadOnlyProperty();
    }

    /// Every row, in the order in which the documents came.
    public SequencedCollection<Row> rows() {
        return List.copyOf(rows.values());
    }

    public @Nullable Row row(DocumentId id) {
        return rows.get(id);
    }

    public int size() {
        return rows.size();
    }

    public long pages() {
        return pages;
    }

    public int failed() {
        return failed;
    }

    /// Documents that nobody has opened.
    public int unread() {
        return unread;
    }

    /// Documents with something sensitive in them.
    public int sensitive() {
        return sensitive;
    }

    /// Documents that are not yet found by meaning.
    public int unfinished() {
        return unfinished;
    }

    /// The color of a label.
    public Hue hue(String label) {
        var hue = hues.get(label);
        return hue == null ? Hue.preferred(label) : hue;
    }

    /// How many documents carry a label, set or proposed.
    public int labeled(String label) {
        return labels.getOrDefault(label, 0);
    }

    /// The folders that hold most documents, the fullest first.
    public List<Path> fullestFolders(int limit) {
        return folders.entrySet().stream()
                .sorted(Map.Entry.<Path, Integer>comparingByValue().reversed())
                .limit(limit)
                .map(Map.Entry::getKey)
                .toList();
    }

    /// How many documents have a source in a folder.
    public int inFolder(Path folder) {
        return folders.getOrDefault(folder, 0);
    }
}
