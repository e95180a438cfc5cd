package stillroom.app.cli;

import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;
import stillroom.app.describe.Describer.LabelChoice;

/// Threads that work on several things at once.
///
/// @param count how many there are
public record Streams(Executor threads, int count) {

    private static final int AHEAD_OF_EACH = 4;

    /// Embeds the words of labels on all threads, which otherwise the first text would have to do.
    void prepare(LabelChoice choice) {
        inOrder(
                choice.labels().iterator(),
                label -> {
                    choice.classifier().prepare(label);
                    return label;
                },
                _ -> {});
    }

    /// Works on each of `things` and hands the results on in the order of the things, each as soon
    /// as those before it are done. Reads little ahead, so that the things may be endless. Blocks
    /// until all are handed on.
    ///
    /// @param results called by one thread at a time
    /// @throws RuntimeException the first that `work` or `results` threw
    <T, R> void inOrder(Iterator<T> things, Function<T, R> work, Consumer<R> results) {
        var room = new Semaphore(count * AHEAD_OF_EACH);
        var last = CompletableFuture.<Void>completedFuture(null);
        while (!last.isCompletedExceptionally() && things.hasNext()) {
            var thing = things.next();
            room.acquireUninterruptibly();
            var made = CompletableFuture.supplyAsync(() -> work.apply(thing), threads);
            last =
                    last.thenCombine(
                                    made,
                                    (_, result) -> {
                                        results.accept(result);
                                        return (Void) null;
                                    })
                            .whenComplete((_, _) -> room.release());
        }
        try {
            last.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }
}
