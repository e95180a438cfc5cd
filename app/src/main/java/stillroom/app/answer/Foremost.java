package stillroom.app.answer;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import stillroom.ai.Generator;

/// Work that a person waits for, before which all other work gives way. Safe for any thread.
public final class Foremost {

    private final AtomicInteger waiting = new AtomicInteger();
    private final Executor writing;
    private final Runnable over;

    /// @param writing one thread, on which all texts are written. The native threads that help it
    ///   spin while they wait for each other, but only as long as there are no more of them than
    ///   cores, and each thread that has ever written keeps its own: with two, a model of 135
    ///   million weights writes at six tenths of its speed
    /// @param over told each time when nobody waits any more
    public Foremost(Executor writing, Runnable over) {
        this.writing = writing;
        this.over = over;
    }

    /// Whether a person waits now.
    public boolean isWaited() {
        return waiting.get() > 0;
    }

    /// The same generator, for whose texts other work gives way. It tells its pieces on the thread
    /// that writes.
    public Generator of(Generator generator) {
        return new Waited(generator);
    }

    private final class Waited implements Generator {

        private final Generator generator;

        Waited(Generator generator) {
            this.generator = generator;
        }

        @Override
        public String pack() {
            return generator.pack();
        }

        @Override
        public String precision() {
            return generator.precision();
        }

        @Override
        public int maxTokens() {
            return generator.maxTokens();
        }

        @Override
        public int room(int toWrite) {
            return generator.room(toWrite);
        }

        @Override
        public boolean isInstructed() {
            return generator.isInstructed();
        }

        @Override
        public int countTokens(String text) {
            return generator.countTokens(text);
        }

        @Override
        public Written write(
                List<Turn> turns, int most, Consumer<String> piece, BooleanSupplier stop) {
            waiting.incrementAndGet();
            try {
                return CompletableFuture.supplyAsync(
                                () -> generator.write(turns, most, piece, stop), writing)
                        .join();
            } catch (CompletionException failure) {
                throw failure.getCause() instanceof RuntimeException cause ? cause : failure;
            } finally {
                if (waiting.decrementAndGet() == 0) {
                    over.run();
                }
            }
        }
    }
}
