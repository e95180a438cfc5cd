package stillroom.app.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import stillroom.ai.pack.Manifest;
import stillroom.ai.pack.PackStore;
import stillroom.ai.pack.PackStore.Caution;
import stillroom.ai.pack.PackStore.Held;
import stillroom.app.ingest.Aim;
import stillroom.app.settings.TierSetting;
import stillroom.index.LocalIndex;

/// The model packs; each method is a command below `models`.
@Command(
        name = "models",
        synopsisSubcommandLabel = "COMMAND",
        description = "Lists, chooses and checks the models that find, label and summarize.")
final class ModelsCommand implements Runnable {

    private static final long MILLISECONDS_BETWEEN_LOOKS = 100;

    private final Stillroom stillroom;

    @Spec private @Nullable CommandSpec spec;

    ModelsCommand(Stillroom stillroom) {
        this.stillroom = stillroom;
    }

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "Say what to do: " + String.join(", ", spec.subcommands().keySet()));
        }
    }

    /// @param inUse whether its bare name means this version
    /// @param problem why it cannot be used; null if it can
    private record Line(
            String name,
            String version,
            String family,
            String purpose,
            String precision,
            long bytes,
            String license,
            String source,
            boolean signed,
            String origin,
            boolean inUse,
            boolean pinned,
            boolean revoked,
            @Nullable String problem) {

        Line(Held held) {
            this(held, held.pack().manifest());
        }

        private Line(Held held, Manifest manifest) {
            this(
                    manifest.name(),
                    manifest.version(),
                    manifest.family(),
                    manifest.purpose().toString(),
                    manifest.precision().toString(),
                    held.pack().size(),
                    manifest.license(),
                    manifest.source(),
                    held.pack().signed(),
                    held.shipped() ? "shipped" : "imported",
                    held.current(),
                    held.pinned(),
                    held.revoked(),
                    held.objection());
        }
    }

    private interface Work<T> {
        T run(PackStore packs) throws IOException;
    }

    /// What goes wrong in the store is one sentence for the user.
    private <T> T inStore(Work<T> work) {
        try {
            return work.run(stillroom.parts().packs());
        } catch (IOException failure) {
            throw new Failure(String.valueOf(failure.getMessage()));
        }
    }

    @Command(name = "list", description = "Lists the model packs.")
    int list() {
        List<Held> packs = inStore(PackStore::packs);
        if (stillroom.json()) {
            packs.forEach(held -> stillroom.print(new Line(held), ""));
        } else {
            var table = new Table();
            packs.forEach(held -> addRow(table, held));
            table.lines().forEach(stillroom.terminal()::print);
        }
        inStore(PackStore::broken)
                .forEach((name, problem) ->
                        stillroom.complain(name + " cannot be opened: " + problem));
        return Stillroom.DONE;
    }

    private static void addRow(Table table, Held held) {
        var line = new Line(held);
        table.add(
                line.inUse() ? "•" : "",
                line.name(),
                line.version(),
                line.purpose(),
                line.precision(),
                "%.1f MB".formatted(line.bytes() / 1e6),
                line.license(),
                held.shipped() ? "with the program" : line.signed() ? "signed" : "imported by you",
                line.problem() != null
                        ? line.problem()
                        : line.revoked() ? "rolled back" : line.pinned() ? "pinned" : "");
    }

    // -- Choosing

    private record UseLine(
            String name,
            String version,
            String generation,
            @Nullable String coming,
            double seconds) {}

    @Command(
            name = "use",
            description = {
                "Says which model the library has.",
                "A name with a version, as in bge-small-en-v1.5@1, also pins that version; a bare name"
                        + " takes the newest. Documents stay found by meaning while their vectors are"
                        + " made anew."
            })
    int use(
            @Parameters(paramLabel = "NAME[@VERSION]") String named,
            @Option(
                            names = "--no-wait",
                            description =
                                    "Return at once; the vectors are made when the window or add runs.")
                    boolean noWait,
            @Option(names = "--force", description = "Use a version that was rolled back.")
                    boolean force)
            throws InterruptedException {
        var wanted =
                inStore(packs -> {
                    var found = packs.find(named);
                    if (found.isPresent()) {
                        refuseDamage(found.get());
                    }
                    return packs.use(named, force ? Caution.FORCED : Caution.CAREFUL);
                });
        TierSetting.chosenByHand(stillroom.parts().index());
        change(wanted, noWait);
        return Stillroom.DONE;
    }

    @Command(
            name = "rollback",
            description =
                    "Goes back to the version before the current one, which does not come back by"
                            + " itself. The library changes with it if it has this model.")
    int rollback(
            @Parameters(
                            paramLabel = "NAME",
                            arity = "0..1",
                            description = "Default: the model of the library.")
                    @Nullable String named,
            @Option(names = "--no-wait", description = "Return at once, as with use.")
                    boolean noWait)
            throws InterruptedException {
        var index = stillroom.parts().index();
        var ofLibrary = index.generation().map(ModelsCommand::name);
        var name =
                Optional.ofNullable(named)
                        .or(() -> ofLibrary)
                        .orElseThrow(() -> Failure.wrongUse("Say which model to roll back"));
        var before = inStore(packs -> packs.rollback(name));
        if (ofLibrary.equals(Optional.of(before.pack().manifest().name()))) {
            change(before, noWait);
        } else {
            tell(before, System.nanoTime());
        }
        return Stillroom.DONE;
    }

    /// Gives the library another model, which is loaded first to see that it runs.
    private void change(Held wanted, boolean noWait) throws InterruptedException {
        var began = System.nanoTime();
        var parts = stillroom.parts();
        var embedder = parts.embedder(Optional.of(wanted.pack().manifest().id()), Optional.empty());
        parts.index().useGeneration(embedder.pack(), embedder.dimensions());
        if (!noWait && parts.index().coming().isPresent()) {
            awaitGeneration();
        }
        tell(wanted, began);
    }

    private void awaitGeneration() throws InterruptedException {
        var parts = stillroom.parts();
        var ingestor = parts.ingestor();
        var bar = new ProgressBar(stillroom.terminal());
        var news = new Semaphore(0);
        ingestor.listen(_ -> news.release());
        parts.startIngest(Aim.MEANING);
        while (parts.index().coming().isPresent() || ingestor.isBusy()) {
            var progress = ingestor.progress();
            bar.draw(progress);
            if (progress.trouble() != null) {
                bar.clear();
                throw new Failure(progress.trouble());
            }
            news.tryAcquire(MILLISECONDS_BETWEEN_LOOKS, TimeUnit.MILLISECONDS);
            news.drainPermits();
        }
        bar.clear();
    }

    private void tell(Held wanted, long began) {
        var index = stillroom.parts().index();
        var manifest = wanted.pack().manifest();
        var coming = index.coming();
        var line =
                new UseLine(
                        manifest.name(),
                        manifest.version(),
                        index.generation().orElse(""),
                        coming.map(LocalIndex.Coming::pack).orElse(null),
                        Stillroom.rounded((System.nanoTime() - began) / 1e9, 2));
        stillroom.print(
                line,
                coming.isEmpty()
                        ? "The library has the model %s.".formatted(line.generation())
                        : "The library has the model %s until the vectors of %s are made (%d of %d documents)."
                                .formatted(
                                        line.generation(),
                                        coming.get().pack(),
                                        coming.get().done(),
                                        coming.get().total()));
    }

    private static String name(String id) {
        return id.replaceFirst("@.*", "");
    }

    // -- Looking after them

    private record VerifyLine(
            String name, String version, boolean intact, @Nullable String problem) {}

    @Command(
            name = "verify",
            description = "Reads every file of the packs and names what is missing or was changed.")
    int verify(
            @Parameters(
                            paramLabel = "NAME[@VERSION]",
                            arity = "0..1",
                            description = "Default: all.")
                    @Nullable String named) {
        var packs =
                inStore(store -> {
                    if (named == null) {
                        return store.packs();
                    }
                    return List.of(
                            store.find(named)
                                    .orElseThrow(() ->
                                            new IOException("There is no model pack " + named)));
                });
        var damaged = 0;
        for (var held : packs) {
            var manifest = held.pack().manifest();
            var problem = PackStore.damage(held).orElse(null);
            damaged += problem == null ? 0 : 1;
            stillroom.print(
                    new VerifyLine(manifest.name(), manifest.version(), problem == null, problem),
                    manifest.id() + ": " + (problem == null ? "intact" : problem));
        }
        var broken = named == null ? inStore(PackStore::broken) : Map.<String, String>of();
        broken.forEach((name, problem) ->
                stillroom.print(new VerifyLine(name, "", false, problem), name + ": " + problem));
        return damaged + broken.size() == 0 ? Stillroom.DONE : Stillroom.FAILED;
    }

    private static void refuseDamage(Held held) throws IOException {
        var damage = PackStore.damage(held);
        if (damage.isPresent()) {
            throw new IOException(held.pack().manifest().id() + ": " + damage.get());
        }
    }

    private record RemoveLine(String name, String version, String status) {}

    @Command(name = "remove", description = "Removes a pack that you imported.")
    int remove(@Parameters(paramLabel = "NAME[@VERSION]") String named) {
        var index = stillroom.parts().index();
        var inUse =
                Stream.concat(
                                index.generation().stream(),
                                index.coming().stream().map(LocalIndex.Coming::pack))
                        .filter(id -> id.equals(named) || name(id).equals(named))
                        .findFirst();
        if (inUse.isPresent()) {
            throw new Failure(
                    "The library has vectors of %s; give it another model first: stillroom models use"
                            .formatted(inUse.get()));
        }
        var gone = inStore(packs -> packs.remove(named)).pack().manifest();
        stillroom.print(
                new RemoveLine(gone.name(), gone.version(), "removed"), gone.id() + " is removed.");
        return Stillroom.DONE;
    }
}
