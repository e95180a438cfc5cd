package stillroom.app.ingest;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import stillroom.ai.Embedder;
import stillroom.index.DocumentId;
import stillroom.index.LocalIndex;
import stillroom.index.text.Chunker;
import stillroom.index.text.TextExtractor;

/// Takes every document down one straight line: read, cut into passages, found by words, embedded,
/// found by meaning. Safe for any thread.
///
/// The catalogue is the queue, so after a crash the work goes on where it stopped.
public final class Ingestor {

    private final List<Consumer<Progress>> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean paused;
    private volatile boolean stopping;

    /// @param embedder asked for when the first document is to be embedded; may take a second
    /// @param afterIndexed told of each document that has come to be found by meaning
    /// @param readers how many documents may be read at once
    public Ingestor(
            LocalIndex index,
            TextExtractor extractor,
            Chunker chunker,
            Supplier<Embedder> embedder,
            Consumer<DocumentId> afterIndexed,
            int readers) {}

    /// Adds files, and the files below folders. Reads each file once to name it, so not for the FX
    /// thread. The work on them begins before this returns.
    ///
    /// @param told hears, on the calling thread, what became of each file
    public void add(List<Path> paths, Consumer<LocalIndex.Addition> told) {}

    /// Calls `listener` now and whenever something has changed, often, on the thread that changed
    /// it. It must not block: see [Latest].
    public void listen(Consumer<Progress> listener) {
        listeners.add(listener);
    }

    /// Lets every worker finish the small step it is at, and then wait.
    public void pause() {
        paused = true;
    }

    /// Goes on after [#pause], or after the trouble that [Progress#trouble] told of.
    public void resume() {
        paused = false;
    }

    public boolean paused() {
        return paused;
    }

    /// Asks every worker to return soon. A document in work is left as it was.
    public void stop() {
        stopping = true;
    }

    /// Works until [#stop]. To be run by several platform threads, because a native call would pin
    /// a virtual thread to its carrier.
    public void work(Aim aim) {
        while (!stopping) {
            Thread.onSpinWait();
        }
    }
}
