package stillroom.app.ingest;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Hands only the newest value to its consumer, once a turn of the executor, so that a busy worker
/// cannot flood the one who watches it.
public final class Latest<T> implements Consumer<T> {

    private final Executor turns;
    private final Consumer<T> consumer;
    private final AtomicReference<@Nullable T> pending = new AtomicReference<>();

    /// @param turns runs the consumer, such as `Platform::runLater`
    public Latest(Executor turns, Consumer<T> consumer) {
        this.turns = turns;
        this.consumer = consumer;
    }

    @Override
    public void accept(T value) {
        if (pending.getAndSet(value) == null) {
            turns.execute(this::deliver);
        }
    }

    private void deliver() {
        var value = pending.getAndSet(null);
        if (value != null) {
            consumer.accept(value);
        }
    }
}
