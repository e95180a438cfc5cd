package stillroom.app.ingest;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import stillroom.app.ingest.Progress.Phase;
import stillroom.index.Change;
import stillroom.index.Document;
import stillroom.index.DocumentId;
import stillroom.index.Status;

/// Counts what is still to do, from what the library announces. Its lock is held briefly and takes
/// no other, so that it may be told from inside the library's.
final class Tally {

    private static final Duration LONG_ENOUGH_TO_JUDGE = Duration.ofSeconds(2);

    private final Set<DocumentId> toRead = new HashSet<>();
    private final Set<DocumentId> toEmbed = new HashSet<>();
    private int readTotal;
    private int embedTotal;

    private Phase phase = Phase.IDLE;
    private long phaseBegan;
    private double doneWhenPhaseBegan;

    synchronized void hear(Change change) {
        switch (change) {
            case Change.Put(var document) -> count(document);
            case Change.Removed(var id) -> {
                toRead.remove(id);
                toEmbed.remove(id);
            }
            case Change.Labels(), Change.Generation() -> {}
        }
        if (toRead.isEmpty() && toEmbed.isEmpty()) {
            readTotal = 0;
            embedTotal = 0;
        }
    }

    private void count(Document document) {
        var id = document.id();
        var waits = document.status() instanceof Status.Waiting;
        var hasWords = document.status() instanceof Status.Words;
        if (!waits) {
            toRead.remove(id);
        } else if (toRead.add(id)) {
            readTotal++;
        }
        if (!hasWords) {
            toEmbed.remove(id);
        } else if (toEmbed.add(id)) {
            embedTotal++;
        }
    }

    /// Forgets the speed so far: the work stood still for a reason of its own.
    synchronized void restartClock() {
        phase = Phase.IDLE;
    }

    /// @param embedding the part of the documents in work that is embedded already, in documents
    synchronized Progress progress(
            Aim aim, boolean paused, double embedding, @Nullable Trouble trouble) {
        var now =
                !toRead.isEmpty()
                        ? Phase.READING
                        : aim == Aim.MEANING && !toEmbed.isEmpty() ? Phase.EMBEDDING : Phase.IDLE;
        return switch (now) {
            case IDLE -> {
                phase = now;
                yield new Progress(now, 0, 0, paused, null, null, trouble);
            }
            case READING -> progress(now, toRead.size(), readTotal, 0, paused, trouble);
            case EMBEDDING -> progress(now, toEmbed.size(), embedTotal, embedding, paused, trouble);
        };
    }

    private Progress progress(
            Phase now,
            int toDo,
            int total,
            double inWork,
            boolean paused,
            @Nullable Trouble trouble) {
        var done = total - toDo + inWork;
        if (phase != now) {
            phase = now;
            phaseBegan = System.nanoTime();
            doneWhenPhaseBegan = done;
        }
        var elapsed = System.nanoTime() - phaseBegan;
        var doneSince = done - doneWhenPhaseBegan;
        var left =
                elapsed < LONG_ENOUGH_TO_JUDGE.toNanos() || doneSince <= 0
                        ? null
                        : Duration.ofNanos((long) (elapsed / doneSince * (total - done)));
        return new Progress(now, total - toDo, total, paused, left, null, trouble);
    }
}
