package stillroom.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StreamsTest {

    @Test
    void keepsTheOrderWhateverTakesLonger() {
        try (var threads = Executors.newFixedThreadPool(2)) {
            var second = new CountDownLatch(1);
            var results = new ArrayList<Integer>();
            new Streams(threads, 2)
                    .inOrder(
                            List.of(1, 2).iterator(),
                            number -> {
                                if (number == 1) {
                                    await(second); // the second is done first
                                } else {
                                    second.countDown();
                                }
                                return number;
                            },
                            results::add);
            assertThat(results).containsExactly(1, 2);
        }
    }

    @Test
    void handsOnAResultBeforeTheNextThingComes() {
        try (var threads = Executors.newFixedThreadPool(2)) {
            var firstIsOut = new CountDownLatch(1);
            var things =
                    new Iterator<Integer>() {
                        private int next = 1;

                        @Override
                        public boolean hasNext() {
                            if (next == 2) {
                                StreamsTest.await(firstIsOut); // as one who waits for the answer
                            }
                            return next <= 2;
                        }

                        @Override
                        public Integer next() {
                            return next++;
                        }
                    };
            var results = new ArrayList<Integer>();
            new Streams(threads, 2)
                    .inOrder(
                            things,
                            number -> number,
                            number -> {
                                results.add(number);
                                firstIsOut.countDown();
                            });
            assertThat(results).containsExactly(1, 2);
        }
    }

    @Test
    void throwsWhatTheWorkThrewAndReadsNoFurther() {
        var read = new AtomicInteger();
        try (var threads = Executors.newFixedThreadPool(2)) {
            var things = IntStream.range(0, 1_000_000).peek(_ -> read.incrementAndGet());
            assertThatThrownBy(() ->
                            new Streams(threads, 2)
                                    .inOrder(
                                            things.iterator(),
                                            number -> {
                                                throw new Failure("at " + number);
                                            },
                                            _ -> {}))
                    .isInstanceOf(Failure.class)
                    .hasMessage("at 0");
        }
        assertThat(read.get()).isLessThan(1_000_000);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts", e);
        }
    }
}
