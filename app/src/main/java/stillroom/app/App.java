package stillroom.app;

import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import stillroom.app.describe.Describer;
import stillroom.app.ingest.Aim;
import stillroom.app.ingest.Ingestor;
import stillroom.app.search.Search;
import stillroom.index.LocalIndex;

/// The one place where the long-lived objects of the program and its threads are made, each when it
/// is first asked for: what only lists documents loads no model. Safe for any thread.
@SuppressWarnings("DoNotCallSuggester") // the bodies follow
public final class App implements AutoCloseable {

    private final Path folder;
    private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();

    /// @param folder of the library; opened by the first call that needs it
    public App(Path folder) {
        this.folder = folder;
    }

    /// The library, opened by the first call, which may take a second.
    ///
    /// @throws stillroom.index.IndexException if it cannot be opened
    public LocalIndex index() {
        throw new AssertionError(folder);
    }

    public Ingestor ingestor() {
        throw new AssertionError(folder);
    }

    public Search search() {
        throw new AssertionError(folder);
    }

    public Describer describer() {
        throw new AssertionError(folder);
    }

    /// Starts the threads of the ingestor, which go on with what is not finished.
    public void startIngest(Aim aim) {
        throw new AssertionError(aim);
    }

    /// Runs each request on a virtual thread.
    public Executor requests() {
        return requests;
    }

    /// Stops the work between two small steps, waits for it, and lets the library go.
    @Override
    public void close() {
        requests.close();
    }
}
