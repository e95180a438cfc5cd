package stillroom.app.ui.models;

import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;
import stillroom.ai.pack.Flaw;
import stillroom.ai.pack.Manifest;
import stillroom.ai.pack.PackBuilder;
import stillroom.ai.pack.PackSignature;
import stillroom.ai.pack.PackStore;
import stillroom.ai.pack.PackStore.Caution;
import stillroom.ai.pack.PackStore.Held;
import stillroom.ai.pack.Precision;
import stillroom.ai.pack.PublishedModel;
import stillroom.ai.pack.Purpose;
import stillroom.app.models.Models;
import stillroom.app.settings.GeneratorSetting;
import stillroom.app.settings.PrecisionSetting;
import stillroom.app.settings.PrecisionSetting.Measured;
import stillroom.app.ui.common.Requests;
import stillroom.index.LocalIndex;
import stillroom.index.Status;

/// The model packs that are installed, and what can be done with them. For the FX thread.
public final class ModelsViewModel {

    private static final double SECONDS_A_PRECISION = 2;

    private final LocalIndex index;
    private final Supplier<Models> models;
    private final Requests requests;
    private final Requests.Lane looking;
    private final Requests.Lane working;
    private final ReadOnlyObjectWrapper<@Nullable Installed> installed =
            new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<Map<String, Optional<Flaw>>> verdicts =
            new ReadOnlyObjectWrapper<>(Map.of());
    private final ReadOnlyObjectWrapper<Work> work = new ReadOnlyObjectWrapper<>(new Work.None());
    private AtomicBoolean stopped = new AtomicBoolean();

    /// What is installed.
    ///
    /// @param packs by name, the newest version first
    /// @param broken what cannot be opened and why, by the name of its folder
    /// @param inUse name of the pack whose vectors are searched; null while there are none
    /// @param writer name of the pack that writes; null if there is none
    /// @param coming the vectors that are being made to take their place; null if none are
    /// @param indexed documents that are found by meaning
    /// @param measured what calibration found out on this machine, by the name of the pack
    /// @param calibrated when it did, by the name of the pack
    /// @param writing tokens a second that a model writes here, by the name of the pack
    /// @param key by which the program knows its own packs; empty if it was built without one
    public record Installed(
            List<Held> packs,
            Map<String, String> broken,
            @Nullable String inUse,
            @Nullable String writer,
            LocalIndex.@Nullable Coming coming,
            long indexed,
            Map<String, List<Measured>> measured,
            Map<String, Instant> calibrated,
            Map<String, Double> writing,
            String key) {

        /// Whether the library has its vectors of a pack, or its answers.
        public boolean uses(Held held) {
            var manifest = held.pack().manifest();
            if (manifest.purpose() == Purpose.GENERATION) {
                return held.current() && manifest.name().equals(writer);
            }
            return manifest.id().equals(inUse) || (held.current() && manifest.name().equals(inUse));
        }

        /// Whether vectors of a pack are being made.
        public boolean awaits(Held held) {
            return coming != null && coming.pack().equals(held.pack().manifest().id());
        }

        /// Whether the library can be given a pack.
        public boolean offers(Held held) {
            return !uses(held)
                    && !awaits(held)
                    && held.objection() == null
                    && (held.pack().manifest().purpose() == Purpose.EMBEDDING
                            || held.pack().manifest().purpose() == Purpose.GENERATION);
        }

        /// Whether there is an older version to go back to.
        public boolean canRollBack(Held held) {
            var manifest = held.pack().manifest();
            return held.current()
                    && packs.stream()
                            .map(other -> other.pack().manifest())
                            .anyMatch(other ->
                                    other.name().equals(manifest.name())
                                            && !other.version().equals(manifest.version()));
        }

        /// Whether a pack can be removed: the user installed it, and it has no part in the library.
        public boolean canRemove(Held held) {
            boolean writes = held.pack().manifest().purpose() == Purpose.GENERATION;
            return !held.shipped() && (writes || (!uses(held) && !awaits(held)));
        }
    }

    /// What is being done that takes a while.
    public sealed interface Work {

        record None() implements Work {}

        /// A checkpoint could become a pack, if the user accepts its license.
        record Offered(Path path, Models.Offer offer) implements Work {}

        /// A checkpoint becomes a pack.
        ///
        /// @param step null at first
        record Importing(String name, PackBuilder.@Nullable Step step, int done, int all)
                implements Work {}

        /// A checkpoint became a pack.
        ///
        /// @param closeness to the published model: the cosine of their vectors, or how often both
        ///   think the same next token the likeliest
        record Imported(String pack, Purpose purpose, double closeness) implements Work {}

        /// Each precision of the models is run on this machine.
        record Measuring(String pack) implements Work {}

        /// The user stopped the work before it was done.
        record Stopped(Work work) implements Work {}
    }

    /// Knows nothing before [#refresh].
    ///
    /// @param models asked on a worker
    public ModelsViewModel(LocalIndex index, Supplier<Models> models, Requests requests) {
        this.index = index;
        this.models = models;
        this.requests = requests;
        this.looking = requests.lane();
        this.working = requests.lane();
    }

    /// Looks anew at what is installed.
    public void refresh() {
        looking.ask(_ -> look(), installed::set);
    }

    /// Looks anew at how far coming vectors are, if any are; to be called when work was done.
    public void follow() {
        var known = installed.get();
        if (known != null && known.coming() != null && !looking.busy().get()) {
            refresh();
        }
    }

    private Installed look() {
        var held = models.get().installed();
        var names = held.stream().map(pack -> pack.pack().manifest().name()).distinct().toList();
        var calibrated = new HashMap<String, Instant>();
        for (var name : names) {
            PrecisionSetting.measuredAt(index, name).ifPresent(at -> calibrated.put(name, at));
        }
        var writing = new HashMap<String, Double>();
        for (var name : names) {
            GeneratorSetting.speed(index, name).ifPresent(speed -> writing.put(name, speed));
        }
        return new Installed(
                held,
                models.get().broken(),
                index.generation().orElse(null),
                models.get().generator().map(Manifest::name).orElse(null),
                index.coming().orElse(null),
                index.documents().stream()
                        .filter(document -> document.status() instanceof Status.Indexed)
                        .count(),
                names.stream()
                        .collect(
                                Collectors.toMap(
                                        name -> name,
                                        name -> PrecisionSetting.measured(index, name))),
                Map.copyOf(calibrated),
                Map.copyOf(writing),
                PackSignature.programKeyName().orElse(""));
    }

    /// What is installed; null until it was looked at.
    public ReadOnlyObjectProperty<@Nullable Installed> installed() {
        return installed.getReadOnlyProperty();
    }

    /// What is being done.
    public ReadOnlyObjectProperty<Work> work() {
        return work.getReadOnlyProperty();
    }

    // -- Checking

    /// Reads every file of a pack and compares it with its manifest.
    public void verify(Held held) {
        requests.ask(
                () -> PackStore.damage(held),
                damage -> {
                    var newer = new HashMap<>(verdicts.get());
                    newer.put(held.pack().manifest().id(), damage);
                    verdicts.set(Map.copyOf(newer));
                });
    }

    /// What is wrong with each pack that was verified, by its id; empty if nothing is.
    public ReadOnlyObjectProperty<Map<String, Optional<Flaw>>> verdicts() {
        return verdicts.getReadOnlyProperty();
    }

    // -- Choosing

    /// Gives the library the model of a pack; its documents stay found while vectors are made anew.
    public void use(Held held) {
        change(() -> models.get().use(held.pack().manifest().id(), Caution.CAREFUL));
    }

    /// Goes back to the version before.
    public void rollback(Held held) {
        change(() -> models.get().rollback(held.pack().manifest().name()));
    }

    /// Removes a pack that the user installed.
    public void remove(Held held) {
        change(() -> models.get().remove(held.pack().manifest().id()));
    }

    private void change(Supplier<Held> act) {
        requests.ask(act, _ -> refresh());
    }

    // -- What takes a while

    private boolean isBusy() {
        return working.busy().get();
    }

    /// Looks at a checkpoint, and offers to make a pack of it. Does nothing while another work goes
    /// on.
    ///
    /// @param path folder of the checkpoint, or an ONNX export in it
    public void offer(Path path) {
        if (isBusy()) {
            return;
        }
        work.set(new Work.Importing(String.valueOf(path.getFileName()), null, 0, 1));
        working.ask(
                _ -> models.get().look(path, wishes(Precision.INT8)),
                offer -> work.set(new Work.Offered(path, offer)),
                this::rest);
    }

    private static PublishedModel.Wishes wishes(Precision precision) {
        return new PublishedModel.Wishes(null, null, precision, null, null, null, null);
    }

    /// Makes a pack of the checkpoint that is offered, whose license the user accepts.
    ///
    /// @param precision of its weights
    public void accept(Precision precision) {
        if (!isBusy() && work.get() instanceof Work.Offered(var path, _)) {
            install(path, precision);
        }
    }

    private void install(Path path, Precision precision) {
        var name = String.valueOf(path.getFileName());
        var mine = new AtomicBoolean();
        stopped = mine;
        work.set(new Work.Importing(name, null, 0, 1));
        PackBuilder.Watch watch =
                (step, done, all) -> {
                    requests.tell(() -> {
                        if (work.get() instanceof Work.Importing && !mine.get()) {
                            work.set(new Work.Importing(name, step, done, all));
                        }
                    });
                    return !mine.get();
                };
        working.ask(
                _ ->
                        models.get()
                                .install(
                                        path,
                                        wishes(precision),
                                        PackBuilder.Keep.NOTHING,
                                        Caution.CAREFUL,
                                        watch),
                imported -> {
                    var staged = imported.staged();
                    var made = staged.pack().manifest();
                    work.set(
                            new Work.Imported(
                                    made.id(), made.purpose(), staged.closeness().mean()));
                    refresh();
                },
                this::rest);
    }

    /// Stops making a pack, of which nothing is left, or measuring, after the model that runs now.
    public void stop() {
        stopped.set(true);
        if (work.get() instanceof Work.Importing || work.get() instanceof Work.Measuring) {
            work.set(new Work.Stopped(work.get()));
        }
    }

    /// Takes what was said of the last work away.
    public void putAway() {
        if (!isBusy()) {
            rest();
        }
    }

    private void rest() {
        work.set(new Work.None());
    }

    /// Runs each precision of the packs that can be searched by on this machine, and has the model
    /// that writes do so. Does nothing while another work goes on.
    public void measure() {
        var known = installed.get();
        if (isBusy() || known == null) {
            return;
        }
        var names =
                known.packs().stream()
                        .filter(held -> held.objection() == null)
                        .map(held -> held.pack().manifest())
                        .filter(manifest -> manifest.purpose() == Purpose.EMBEDDING)
                        .map(manifest -> manifest.name())
                        .distinct()
                        .toList();
        var mine = new AtomicBoolean();
        stopped = mine;
        work.set(new Work.Measuring(names.getFirst()));
        working.ask(
                _ -> {
                    for (var name : names) {
                        beginToMeasure(name, mine);
                        models.get().calibrate(name, List.of(), SECONDS_A_PRECISION);
                    }
                    var writer = known.writer();
                    if (writer != null) {
                        beginToMeasure(writer, mine);
                        models.get().timeWriting(writer);
                    }
                    return look();
                },
                found -> {
                    installed.set(found);
                    rest();
                },
                this::rest);
    }

    private void beginToMeasure(String pack, AtomicBoolean stop) {
        if (stop.get()) {
            throw new CancellationException("stopped");
        }
        requests.tell(() -> {
            if (!stop.get()) {
                work.set(new Work.Measuring(pack));
            }
        });
    }
}
