package stillroom.app;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javafx.application.Platform;

/// Watches the FX thread: asks it for an answer again and again, and keeps how long each took, by
/// the clock and by the processor time that the thread took meanwhile. The latter is what the
/// program is to blame for; the former also holds what other programs took.
final class FxWatch implements AutoCloseable {

    private static final long BETWEEN_LOOKS_NANOS = 2_000_000;
    private static final long LONG_NANOS = 10_000_000;
    private static final int FRAMES_SHOWN = 3;
    private static final int FRAMES_OF_OTHERS = 10;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Thread fx;
    private final List<Wait> waits = new ArrayList<>();
    private volatile boolean over;

    /// What somebody waited for an answer, in milliseconds.
    ///
    /// @param seen where the thread was meanwhile, if it took long
    private record Wait(double byTheClock, double ofProcessor, List<StackTraceElement[]> seen) {

        /// Whether it went mostly into copying pixels one by one, which JavaFX does on this thread
        /// where there is no screen, and nowhere else.
        boolean isOfTheMissingScreen() {
            long copying =
                    seen.stream()
                            .filter(stack ->
                                    stack.length > 0
                                            && stack[0].getClassName()
                                                    .startsWith("com.sun.glass.ui.headless."))
                            .count();
            return copying > seen.size() / 2.0;
        }
    }

    private record Answer(long at, long cpu) {}

    /// How long answers took, in milliseconds.
    ///
    /// @param clock the longest, by the clock
    /// @param work the most processor time that the thread took for one
    /// @param usualWork what 99 of 100 took at most
    /// @param places where the thread was while it took most, the most frequent first
    record Pauses(int answers, double clock, double work, double usualWork, List<String> places) {

        @Override
        public String toString() {
            return "%6.1f ms of the processor at most, 99 of 100 below %5.1f ms, %6.1f ms by the clock, %d answers"
                    .formatted(work, usualWork, clock, answers);
        }
    }

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
            var seen = new ArrayList<StackTraceElement[]>();
            var answered = new CompletableFuture<Answer>();
            Platform.runLater(() ->
                    answered.complete(
                            new Answer(System.nanoTime(), THREADS.getCurrentThreadCpuTime())));
            while (!answered.isDone()) {
                LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
                if (System.nanoTime() - asked > LONG_NANOS) {
                    seen.add(fx.getStackTrace());
                }
            }
            var answer = answered.join();
            synchronized (waits) {
                waits.add(
                        new Wait(
                                (answer.at() - asked) / 1e6,
                                Math.max(0, answer.cpu() - before) / 1e6,
                                seen));
            }
            before = answer.cpu();
            LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
        }
    }

    private static String place(StackTraceElement[] stack) {
        var own =
                Stream.of(stack)
                        .filter(frame -> frame.getClassName().startsWith("stillroom"))
                        .limit(FRAMES_SHOWN)
                        .map(StackTraceElement::toString)
                        .collect(Collectors.joining(" < "));
        var top = stack.length == 0 ? "nowhere" : stack[0].toString();
        return own.isEmpty()
                ? Stream.of(stack)
                        .limit(FRAMES_OF_OTHERS)
                        .map(StackTraceElement::toString)
                        .collect(Collectors.joining(" < "))
                : top + " in " + own;
    }

    /// How long answers took since this was last asked.
    Pauses pauses() {
        List<Wait> all;
        synchronized (waits) {
            all = waits.stream().filter(wait -> !wait.isOfTheMissingScreen()).toList();
            waits.clear();
        }
        var longest =
                all.stream()
                        .max(Comparator.comparingDouble(Wait::ofProcessor))
                        .orElse(new Wait(0, 0, List.of()));
        var works = all.stream().mapToDouble(Wait::ofProcessor).sorted().toArray();
        return new Pauses(
                all.size(),
                all.stream().mapToDouble(Wait::byTheClock).max().orElse(0),
                longest.ofProcessor(),
                works.length == 0 ? 0 : works[(int) Math.ceil(0.99 * works.length) - 1],
                longest.seen().stream()
                        .map(FxWatch::place)
                        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()))
                        .entrySet()
                        .stream()
                        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                        .map(place -> place.getValue() + " " + place.getKey())
                        .toList());
    }

    @Override
    public void close() {
        over = true;
    }
}
