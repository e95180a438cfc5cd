package stillroom.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import stillroom.app.ingest.Aim;
import stillroom.app.lock.LockState;
import stillroom.index.Change;
import stillroom.index.Status;
import stillroom.index.query.Query;

/// How long after it was dropped a file is found by its words, while thousands of others wait. Not
/// a test. Arguments: an empty folder, how many files wait, and how many are dropped.
///
/// Everything is as in the window: the threads of [App], reader processes, the model that counts
/// tokens. Some files are dropped while the folder with the others is still being added, the rest
/// while all of them wait.
public final class DropBenchmark {

    private static final long SEED = 11;
    private static final int WORDS_OF_A_FILE = 600;
    private static final long LONGEST_PAUSE_NANOS = 400_000_000;

    private final Path folder;
    private final Random random = new Random(SEED);
    private final Map<Path, CompletableFuture<Status>> awaited = new ConcurrentHashMap<>();

    private DropBenchmark(Path folder) {
        this.folder = folder;
    }

    public static void main(String[] arguments) throws Exception {
        System.out.println("seed " + SEED);
        int waiting = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 10_000;
        int dropped = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 60;
        new DropBenchmark(Path.of(arguments[0]).toAbsolutePath()).run(waiting, dropped);
        System.exit(0);
    }

    private void run(int waiting, int dropped) throws Exception {
        var desk = Files.createDirectories(folder.resolve("desk"));
        for (int i = 0; i < waiting; i++) {
            Files.writeString(desk.resolve(i + ".txt"), text("other" + i));
        }
        try (var app = new App(folder.resolve("library"), new LockState.Enforced(24))) {
            app.index()
                    .listen(change -> {
                        if (change instanceof Change.Put(var document)
                                && !(document.status() instanceof Status.Waiting)) {
                            document.sources()
                                    .forEach(source -> {
                                        var answer = awaited.get(source);
                                        if (answer != null) {
                                            answer.complete(document.status());
                                        }
                                    });
                        }
                    });
            app.startIngest(Aim.MEANING);
            drop(app, "the first file of all, readers and model started for it", 1);
            var adding =
                    CompletableFuture.runAsync(
                            () -> app.ingestor().add(List.of(desk), _ -> {}), app.requests());
            while (!adding.isDone()) {
                drop(app, "while the others are being added", 1);
            }
            adding.join();
            drop(app, "while all of them wait", dropped);
        }
    }

    private String text(String word) {
        var text = new StringBuilder("A note about ").append(word).append(".\n\n");
        for (int i = 0; i < WORDS_OF_A_FILE; i++) {
            text.append(i % 12 == 0 ? "Then word" : "word").append(random.nextInt(30_000));
            text.append(i % 12 == 11 ? ".\n" : " ");
        }
        return text.toString();
    }

    private void drop(App app, String when, int count) throws IOException {
        var milliseconds = new ArrayList<Double>();
        var read = new ArrayList<Double>();
        for (int i = 0; i < count; i++) {
            LockSupport.parkNanos((long) (random.nextDouble() * LONGEST_PAUSE_NANOS));
            var word = "needle" + Long.toString(random.nextLong() >>> 1, 36);
            var file = folder.resolve("dropped-" + word + ".txt");
            Files.writeString(file, text(word));
            var answer = new CompletableFuture<Status>();
            awaited.put(file, answer);
            long began = System.nanoTime();
            app.requests().execute(() -> app.ingestor().add(List.of(file), _ -> {}));
            answer.join();
            read.add((System.nanoTime() - began) / 1e6);
            var query =
                    new Query(
                            word,
                            Query.Mode.WORDS,
                            10,
                            Query.Filter.NONE,
                            Query.Grouping.BEST_PASSAGE_OF_EACH_DOCUMENT);
            var hits = app.search().search(query).hits().hits();
            milliseconds.add((System.nanoTime() - began) / 1e6);
            if (hits.size() != 1 || !hits.getFirst().document().sources().contains(file)) {
                throw new IllegalStateException(word + " was not found");
            }
        }
        milliseconds.sort(null);
        read.sort(null);
        System.out.printf(
                "%s: %d read, median %.0f ms, and found, median %.0f ms, slowest %.0f ms; %d others"
                        + " wait to be read%n",
                when,
                count,
                read.get(count / 2),
                milliseconds.get(count / 2),
                milliseconds.getLast(),
                app.index().coverage().waiting());
    }
}
