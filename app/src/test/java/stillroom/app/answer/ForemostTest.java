package stillroom.app.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import stillroom.ai.Generator;

class ForemostTest {

    private static final List<Generator.Turn> QUESTION =
            List.of(new Generator.Turn(Generator.Role.USER, "Who?"));

    @Test
    void isWaitedForWhileATextIsWritten() {
        List<String> told = new ArrayList<>();
        var foremost = new Foremost(Runnable::run, () -> told.add("over"));
        var generator = foremost.of(new Scripted(_ -> "The tenant"));

        generator.write(QUESTION, 9, _ -> told.add("waited " + foremost.isWaited()), () -> false);

        assertThat(told).containsExactly("waited true", "waited true", "over");
        assertThat(foremost.isWaited()).isFalse();
    }

    @Test
    void isOverWhenTheTextIsGivenUp() {
        List<String> told = new ArrayList<>();
        var foremost = new Foremost(Runnable::run, () -> told.add("over"));
        var generator = foremost.of(new Scripted(_ -> "The tenant"));

        assertThatThrownBy(() -> generator.write(QUESTION, 9, _ -> {}, () -> true))
                .isInstanceOf(CancellationException.class);

        assertThat(told).containsExactly("over");
        assertThat(foremost.isWaited()).isFalse();
    }

    @Test
    void writesOnOneThreadWhoeverAsks() throws Exception {
        Set<Thread> writers = ConcurrentHashMap.newKeySet();
        try (var writing = Executors.newSingleThreadExecutor();
                var asking = Executors.newVirtualThreadPerTaskExecutor()) {
            var foremost = new Foremost(writing, () -> {});
            var generator = foremost.of(new Scripted(_ -> "The tenant"));

            var texts =
                    asking.invokeAll(
                            Collections.nCopies(
                                    20,
                                    () ->
                                            generator
                                                    .write(
                                                            QUESTION,
                                                            9,
                                                            _ ->
                                                                    writers.add(
                                                                            Thread.currentThread()),
                                                            () -> false)
                                                    .text()));

            assertThat(texts).extracting(Future::resultNow).containsOnly("The tenant");
        }
        assertThat(writers).hasSize(1);
    }
}
