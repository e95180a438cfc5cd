package stillroom.app.ui.common;

import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;
import stillroom.app.ingest.Trouble;

/// Does on other threads what the window asks for, and brings the answers back to the FX thread.
/// The one place of the window where a failure is caught: it is logged here, and shown.
public final class Requests {

    private static final System.Logger LOG = System.getLogger(Requests.class.getName());

    private final Executor workers;
    private final Executor fx;
    private final ReadOnlyObjectWrapper<@Nullable Trouble> trouble = new ReadOnlyObjectWrapper<>();

    public Requests(Executor workers, Executor fx) {
        this.workers = workers;
        this.fx = fx;
    }

    /// The newest failure that was not put away.
    public ReadOnlyObjectProperty<@Nullable Trouble> trouble() {
        return trouble.getReadOnlyProperty();
    }

    public void putTroubleAway() {
        trouble.set(null);
    }

    /// Runs `work` on a worker.
    public void run(Runnable work) {
        ask(
                () -> {
                    work.run();
                    return this;
                },
                _ -> {});
    }

    /// Has `news` of a request that goes on run on the FX thread.
    public void tell(Runnable news) {
        fx.execute(news);
    }

    /// Runs `work` on a worker, then `then` on the FX thread, unless `work` fails.
    public <T> void ask(Supplier<T> work, Consumer<T> then) {
        workers.execute(() -> {
            try {
                var answer = work.get();
                fx.execute(() -> then.accept(answer));
            } catch (CancellationException _) {
                LOG.log(System.Logger.Level.DEBUG, "given up");
            } catch (RuntimeException e) {
                fail(e);
            }
        });
    }

    private void fail(RuntimeException failure) {
        var shown = Trouble.of(failure);
        LOG.log(System.Logger.Level.WARNING, "request failed, code " + shown.code(), failure);
        fx.execute(() -> trouble.set(shown));
    }

    /// A row of requests of which only the newest matters.
    public Lane lane() {
        return new Lane();
    }

    /// Asks one thing after another; an answer that comes after the next question is dropped. For
    /// the FX thread.
    public final class Lane {

        private final ReadOnlyBooleanWrapper busy = new ReadOnlyBooleanWrapper();
        private final AtomicLong generation = new AtomicLong();

        /// Whether an answer is awaited.
        public ReadOnlyBooleanProperty busy() {
            return busy.getReadOnlyProperty();
        }

        /// Runs `work` on a worker, then `then` on the FX thread, unless `work` fails or is
        /// overtaken. `work` may ask what it is given whether it was overtaken, and then throw a
        /// [CancellationException].
        public <T> void ask(Function<BooleanSupplier, T> work, Consumer<T> then) {
            ask(work, then, () -> {});
        }

        /// The same; `failed` runs on the FX thread if `work` fails and was not overtaken.
        public <T> void ask(Function<BooleanSupplier, T> work, Consumer<T> then, Runnable failed) {
            long mine = generation.incrementAndGet();
            busy.set(true);
            workers.execute(() -> {
                Runnable end = () -> {};
                try {
                    if (generation.get() == mine) {
                        var answer = work.apply(() -> generation.get() != mine);
                        end = () -> then.accept(answer);
                    }
                } catch (CancellationException _) {
                    LOG.log(System.Logger.Level.DEBUG, "overtaken");
                } catch (RuntimeException e) {
                    fail(e);
                    end = failed;
                }
                var last = end;
                fx.execute(() -> {
                    if (generation.get() == mine) {
                        busy.set(false);
                        last.run();
                    }
                });
            });
        }

        /// Wants no answer any more.
        public void drop() {
            generation.incrementAndGet();
            busy.set(false);
        }
    }
}
