package stillroom.app;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javafx.application.Platform;

/// Watches the FX thread: asks it for an answer again and again, and keeps the longest wait for
/// one, by the clock and by the processor time that the thread took meanwhile. The latter is what
/// the program is to blame for; the former also holds what other programs took.
final class FxWatch implements AutoCloseable {

    private static final long BETWEEN_LOOKS_NANOS = 2_000_000;
    private static final long LONG_NANOS = 20_000_000;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Thread fx;
    private final Map<String, Integer> seen = new ConcurrentHashMap<>();
    private volatile boolean over;
    private volatile long longestWait;
    private volatile long longestWork;

    /// What was seen since the last look, in milliseconds.
    record Pause(double byTheClock, double ofProcessor) {}

    private record Answer(long at, long cpu) {}

    FxWatch() {
        fx = ask(Thread::currentThread);
        var _ = Thread.ofPlatform().daemon().name("fx-watch").start(this::watch);
    }

    private static <T> T ask(Supplier<T> work) {
        var answered = new CompletableFuture<T>();
        Platform.runLater(() -> answered.complete(work.get()));
        return answered.join();
    }

    private void watch() {
        long before = THREADS.getThreadCpuTime(fx.threadId());
        while (!over) {
            long asked = System.nanoTime();
            var answered = new CompletableFuture<Answer>();
            Platform.runLater(() ->
                    answered.complete(
                            new Answer(System.nanoTime(), THREADS.getCurrentThreadCpuTime())));
            while (!answered.isDone()) {
                LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
                if (System.nanoTime() - asked > LONG_NANOS) {
                    seen.merge(place(fx.getStackTrace()), 1, Integer::sum);
                }
            }
            var answer = answered.join();
            longestWait = Math.max(longestWait, answer.at() - asked);
            longestWork = Math.max(longestWork, answer.cpu() - before);
            LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
            before = THREADS.getThreadCpuTime(fx.threadId());
        }
    }

    private static String place(StackTraceElement[] stack) {
        var own =
                Stream.of(stack)
                        .filter(frame -> frame.getClassName().startsWith("stillroom"))
                        .findFirst();
        var top = stack.length == 0 ? "nowhere" : stack[0].toString();
        return top + own.map(frame -> " in " + frame).orElse("");
    }

    /// The longest pauses since this was last asked.
    Pause longest() {
        var pause = new Pause(longestWait / 1e6, longestWork / 1e6);
        longestWait = 0;
        longestWork = 0;
        return pause;
    }

    /// Where the thread was seen while somebody waited, the most frequent first.
    Stream<Map.Entry<String, Integer>> places() {
        var now = Map.copyOf(seen);
        seen.clear();
        return now.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed());
    }

    @Override
    public void close() {
        over = true;
    }
}
