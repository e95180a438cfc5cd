package stillroom.app.models;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import stillroom.ai.AiException;
import stillroom.ai.AiException.Reason;
import stillroom.ai.Embedder;
import stillroom.ai.Generator;
import stillroom.ai.device.Calibration;
import stillroom.ai.device.Calibrator;
import stillroom.ai.device.Device;
import stillroom.ai.device.Tier;
import stillroom.ai.pack.CheckpointException;
import stillroom.ai.pack.Manifest;
import stillroom.ai.pack.ModelPack;
import stillroom.ai.pack.PackBuilder;
import stillroom.ai.pack.PackStore;
import stillroom.ai.pack.PackStore.Caution;
import stillroom.ai.pack.PackStore.Held;
import stillroom.ai.pack.PublishedModel;
import stillroom.ai.pack.Purpose;
import stillroom.ai.torch.AiEngine;
import stillroom.app.settings.GeneratorSetting;
import stillroom.app.settings.PrecisionSetting;
import stillroom.app.settings.TierSetting;
import stillroom.index.LocalIndex;

/// The models of this machine, and which of them the library has. Everything here blocks, some of
/// it for minutes. What cannot be done is an [AiException] with a sentence to act on. Safe for any
/// thread.
public final class Models {

    private static final int PASSAGE_TOKENS = 180;
    private static final double SECONDS_AT_FIRST_START = 0.5;
    private static final int TOKENS_TO_TIME = 48;
    private static final String TO_CONTINUE =
            "Say in a few sentences what a lease is, who signs it, and what each side owes.";

    private final Supplier<LocalIndex> index;
    private final Supplier<PackStore> packs;
    private final Loader loader;
    private final Function<String, Generator> writers;
    private final Executor streams;
    private final int cores;
    private final Device device;
    private volatile boolean stopped;

    /// Loads a model by the id of its pack.
    public interface Loader {
        Embedder load(String pack);
    }

    /// @param index opened when it is needed, as is the store
    /// @param writers loads a model that writes by the name of its pack
    /// @param streams threads for as many models at once as there are cores
    public Models(
            Supplier<LocalIndex> index,
            Supplier<PackStore> packs,
            Loader loader,
            Function<String, Generator> writers,
            Executor streams,
            int cores,
            Device device) {
        this.index = index;
        this.packs = packs;
        this.loader = loader;
        this.writers = writers;
        this.streams = streams;
        this.cores = cores;
        this.device = device;
    }

    private interface Work<T> {
        T run(PackStore packs) throws IOException;
    }

    private <T> T inStore(Work<T> work) {
        try {
            return work.run(packs.get());
        } catch (FileSystemException refused) {
            throw new AiException(
                    Reason.NO_ACCESS,
                    String.valueOf(refused.getFile()),
                    "Cannot read or write %s%s; check its rights and the space on its disk."
                            .formatted(
                                    refused.getFile(),
                                    refused.getReason() == null
                                            ? ""
                                            : " (" + refused.getReason() + ")"),
                    refused);
        } catch (IOException failure) {
            throw refused(failure);
        }
    }

    private static AiException refused(IOException failure) {
        var message = String.valueOf(failure.getMessage());
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof CheckpointException known) {
                var reason =
                        switch (known.kind()) {
                            case MISSING_FILE -> Reason.INCOMPLETE;
                            case PICKLE -> Reason.PICKLE;
                            case UNKNOWN -> Reason.UNKNOWN;
                            case ROUNDED -> Reason.ROUNDED;
                        };
                return new AiException(reason, known.subject(), message, failure);
            }
        }
        return new AiException(Reason.REFUSED, "", message, failure);
    }

    // -- What there is

    /// What is installed.
    public List<Held> installed() {
        return inStore(PackStore::packs);
    }

    /// What lies among the packs and cannot be opened, with the reason.
    public Map<String, String> broken() {
        return inStore(PackStore::broken);
    }

    /// The pack that a name means.
    ///
    /// @param named a name, with or without a version
    public Held pack(String named) {
        return inStore(store ->
                store.find(named)
                        .orElseThrow(
                                () -> new IOException("There is no model pack " + named + ".")));
    }

    /// The id of the pack whose vectors are searched or being made, if a name means that.
    private Optional<String> usedAs(String named) {
        var opened = index.get();
        return Stream.concat(
                        opened.generation().stream(),
                        opened.coming().stream().map(LocalIndex.Coming::pack))
                .filter(id -> id.equals(named) || name(id).equals(named))
                .findFirst();
    }

    private static String name(String id) {
        return id.replaceFirst("@.*", "");
    }

    // -- Choosing

    /// Gives the library another model, which is loaded first to see that it runs. What has vectors
    /// of the old one stays found by them until those of the new one are made, which is the work of
    /// the ingestor.
    ///
    /// @param named a name for the newest version, or a name with a version, which pins that
    /// @param caution forced to take a version that was rolled back
    public Held use(String named, Caution caution) {
        var wanted =
                inStore(store -> {
                    var found = store.find(named);
                    if (found.isPresent()) {
                        refuseDamage(found.get());
                    }
                    return store.use(named, caution);
                });
        if (wanted.pack().manifest().purpose() == Purpose.GENERATION) {
            GeneratorSetting.write(index.get(), wanted.pack().manifest().name());
            return wanted;
        }
        TierSetting.chosenByHand(index.get());
        give(wanted);
        return wanted;
    }

    private static void refuseDamage(Held held) throws IOException {
        var damage = PackStore.damage(held);
        if (damage.isPresent()) {
            throw new IOException(held.pack().manifest().id() + ": " + damage.get().sentence());
        }
    }

    private void give(Held wanted) {
        var embedder = loader.load(wanted.pack().manifest().id());
        index.get().useGeneration(embedder.pack(), embedder.dimensions());
    }

    /// The pack of the model that writes in this library: the one that was chosen, else the newest
    /// that can be used; empty if there is none.
    public Optional<Manifest> generator() {
        var writing =
                installed().stream()
                        .filter(held -> held.current() && held.objection() == null)
                        .map(held -> held.pack().manifest())
                        .filter(manifest -> manifest.purpose() == Purpose.GENERATION)
                        .toList();
        return GeneratorSetting.read(index.get())
                .flatMap(chosen ->
                        writing.stream()
                                .filter(manifest -> manifest.name().equals(chosen))
                                .findFirst())
                .or(() -> writing.stream().findFirst());
    }

    /// Goes back to the version before the current one, which does not come back by itself. The
    /// library changes with it if it has this model.
    public Held rollback(String name) {
        var ofLibrary = index.get().generation().map(Models::name);
        var before = inStore(store -> store.rollback(name));
        if (ofLibrary.equals(Optional.of(before.pack().manifest().name()))) {
            give(before);
        }
        return before;
    }

    // -- Coming and going

    /// What a checkpoint would become, as far as its settings tell.
    ///
    /// @param bytes of its weights as they were published
    public record Offer(Manifest manifest, long bytes) {}

    /// Looks at a published checkpoint without making anything of it.
    ///
    /// @param path folder of the checkpoint, or an ONNX export in it
    public Offer look(Path path, PublishedModel.Wishes wishes) {
        return inStore(_ -> {
            try (var model = PublishedModel.open(path, wishes)) {
                return new Offer(model.manifest(), model.bytes());
            }
        });
    }

    /// A checkpoint that became a pack.
    ///
    /// @param bytes of its weights as they were published
    /// @param notes what was settled without asking
    public record Imported(PackBuilder.Staged staged, long bytes, List<String> notes) {}

    /// Makes a model pack of a published checkpoint and installs it. Nothing is left if it fails;
    /// if it is stopped, or killed, nothing is installed, and the next import of the same
    /// checkpoint goes on where it was.
    ///
    /// @param path folder of the checkpoint, or an ONNX export in it
    /// @param caution forced to take a version older than one that was here
    /// @throws java.util.concurrent.CancellationException if `watch` wanted to stop
    public Imported install(
            Path path,
            PublishedModel.Wishes wishes,
            PackBuilder.Keep keep,
            Caution caution,
            PackBuilder.Watch watch) {
        return inStore(store -> {
            try (var model = PublishedModel.open(path, wishes)) {
                if (store.find(model.manifest().id()).isPresent()) {
                    throw new AiException(
                            Reason.EXISTS,
                            model.manifest().id(),
                            "There is %s already; remove it, or give this one another version."
                                    .formatted(model.manifest().id()));
                }
                var builder = new PackBuilder(AiEngine.trial());
                PackBuilder.Watch both =
                        (step, done, all) -> watch.goesOn(step, done, all) && !stopped;
                var folder = store.stage(model.source());
                try {
                    var staged = model.stage(builder, keep, folder, both);
                    store.install(staged.pack().folder(), caution);
                    return new Imported(staged, model.bytes(), notes(model, staged));
                } catch (CancellationException stopped) {
                    store.leave(folder);
                    throw stopped;
                }
            }
        });
    }

    private static List<String> notes(PublishedModel model, PackBuilder.Staged staged) {
        var notes = new ArrayList<>(model.notes());
        if (staged.known() > 0) {
            notes.add(
                    "An earlier import was stopped; %d of %d tensors were done and whole."
                            .formatted(staged.known(), staged.tensors()));
        }
        return List.copyOf(notes);
    }

    /// Removes a pack that the user installed and the library does not use.
    public Held remove(String named) {
        usedAs(named)
                .ifPresent(used -> {
                    throw new AiException(
                            Reason.IN_USE,
                            used,
                            "The library has vectors of %s; give it another model first."
                                    .formatted(used));
                });
        return inStore(store -> store.remove(named));
    }

    // -- Measuring

    /// Runs a model with each precision on this machine, and keeps the result for this library.
    ///
    /// @param texts what to run; fixed texts if there are none
    /// @param seconds how long each precision is timed
    public List<Calibration> calibrate(String pack, List<String> texts, double seconds) {
        var lines = new Calibrator(packs.get(), streams, cores).calibrate(pack, texts, seconds);
        PrecisionSetting.write(index.get(), lines, Instant.now());
        return lines;
    }

    /// Has a model write on this machine, and keeps how fast it was for this library.
    ///
    /// @return tokens a second, once it had read
    public double timeWriting(String pack) {
        var turns = List.of(new Generator.Turn(Generator.Role.USER, TO_CONTINUE));
        var written = writers.apply(pack).write(turns, TOKENS_TO_TIME, _ -> {}, () -> stopped);
        GeneratorSetting.keepSpeed(index.get(), pack, written.perSecond());
        return written.perSecond();
    }

    /// Measures the standard model when nothing was measured yet, and gives a library that is still
    /// empty the model that suits this machine.
    public void calibrateAtFirstStart() {
        var standard = Tier.STANDARD.pack();
        if (PrecisionSetting.read(index.get(), standard).isPresent()) {
            return;
        }
        var lines = calibrate(standard, List.of(), SECONDS_AT_FIRST_START);
        if (index.get().documents().isEmpty()) {
            settleTier(lines);
        }
    }

    /// Gives the library the model that suits this machine, unless the user chose one himself.
    ///
    /// @param lines what was measured of the standard model
    public Tier.Choice settleTier(List<Calibration> lines) {
        var best = lines.stream().filter(Calibration::chosen).findFirst().orElseThrow();
        ModelPack pack = inStore(store -> store.pack(best.pack()));
        // By the time of the cores: a machine that is busy today is no smaller for it.
        // Loaded, a model takes the room of its files and that of what it works with.
        return settleTier(cores * best.tokensPerCpuSecond() / PASSAGE_TOKENS, 2 * pack.size());
    }

    /// See [Tier#choose].
    public Tier.Choice settleTier(double passagesPerSecond, long bytes) {
        var choice = Tier.choose(device.profile(), passagesPerSecond, bytes);
        if (TierSetting.write(index.get(), choice)) {
            var model = loader.load(choice.tier().pack());
            index.get().useGeneration(model.pack(), model.dimensions());
        }
        return choice;
    }

    /// Gives up what can be given up, since the program is to end.
    public void stop() {
        stopped = true;
    }
}
