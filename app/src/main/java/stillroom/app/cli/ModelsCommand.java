package stillroom.app.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import stillroom.ai.device.Calibration;
import stillroom.ai.device.Tier;
import stillroom.ai.pack.Flaw;
import stillroom.ai.pack.Manifest;
import stillroom.ai.pack.PackStore;
import stillroom.ai.pack.PackStore.Caution;
import stillroom.ai.pack.PackStore.Held;
import stillroom.ai.pack.Purpose;
import stillroom.app.ingest.Aim;
import stillroom.app.models.Models;
import stillroom.index.LocalIndex;

/// The model packs; each method is a command below `models`.
@Command(
        name = "models",
        synopsisSubcommandLabel = "COMMAND",
        description = "Lists, chooses and checks the models that find, label and summarize.")
final class ModelsCommand implements Runnable {

    private static final long MILLISECONDS_BETWEEN_LOOKS = 100;
    private static final double LONGEST_CALIBRATION = 600;

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
                    held.objection() == null ? null : held.objection().sentence());
        }
    }

    private Models models() {
        return stillroom.parts().models();
    }

    @Command(name = "list", description = "Lists the model packs.")
    int list() {
        List<Held> packs = models().installed();
        if (stillroom.json()) {
            packs.forEach(held -> stillroom.print(new Line(held), ""));
        } else {
            var table = new Table();
            packs.forEach(held -> addRow(table, held));
            table.lines().forEach(stillroom.terminal()::print);
        }
        models().broken()
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
        var began = System.nanoTime();
        var wanted = models().use(named, force ? Caution.FORCED : Caution.CAREFUL);
        var manifest = wanted.pack().manifest();
        if (manifest.purpose() == Purpose.GENERATION) {
            stillroom.print(
                    new UseLine(
                            manifest.name(),
                            manifest.version(),
                            stillroom.parts().index().generation().orElse(""),
                            null,
                            Stillroom.rounded((System.nanoTime() - began) / 1e9, 2)),
                    manifest.id()
                            + (manifest.summarizesOnly()
                                    ? " writes the summaries of this library; questions are answered with passages."
                                    : " writes the answers and summaries of this library."));
            return Stillroom.DONE;
        }
        tell(wanted, noWait, began);
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
        var began = System.nanoTime();
        tell(models().rollback(name), noWait, began);
        return Stillroom.DONE;
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
                throw new Failure(progress.trouble().sentence());
            }
            news.tryAcquire(MILLISECONDS_BETWEEN_LOOKS, TimeUnit.MILLISECONDS);
            news.drainPermits();
        }
        bar.clear();
    }

    /// Says which model the library has, after its vectors are made if that is wanted.
    private void tell(Held wanted, boolean noWait, long began) throws InterruptedException {
        var index = stillroom.parts().index();
        if (!noWait && index.coming().isPresent()) {
            awaitGeneration();
        }
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
                        ? "%s is current. The library has %s."
                                .formatted(
                                        manifest.id(),
                                        line.generation().isEmpty()
                                                ? "no vectors yet"
                                                : "vectors of " + line.generation())
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

    // -- Measuring them

    private record CalibrationLine(
            String pack,
            String precision,
            String device,
            int streams,
            double passagesPerS,
            double tokensPerS,
            @Nullable Double cosineMean,
            @Nullable Double cosineMin,
            double loadMs,
            boolean chosen,
            String reason) {

        CalibrationLine(Calibration line) {
            var closeness = line.closeness();
            this(
                    line.pack(),
                    line.precision().toString(),
                    line.device(),
                    line.streams(),
                    Stillroom.rounded(line.passagesPerSecond(), 1),
                    Stillroom.rounded(line.tokensPerSecond(), 0),
                    closeness == null ? null : Stillroom.rounded(closeness.mean(), 5),
                    closeness == null ? null : Stillroom.rounded(closeness.least(), 5),
                    Stillroom.rounded(line.loadMilliseconds(), 0),
                    line.chosen(),
                    line.reason());
        }
    }

    @Command(
            name = "calibrate",
            description = {
                "Runs models with each precision on this machine and chooses the best.",
                "The cosines compare with the vectors of the published weights for fixed texts that the"
                        + " pack carries, whatever texts are timed."
            })
    int calibrate(
            @Option(
                            names = "--pack",
                            paramLabel = "NAME",
                            description = "Default: those that come with the program.")
                    @Nullable String pack,
            @Option(
                            names = "--texts",
                            paramLabel = "FILE",
                            description = "One text per line. Default: fixed texts.")
                    @Nullable Path file,
            @Option(
                            names = "--seconds",
                            paramLabel = "S",
                            defaultValue = "2",
                            description = "How long each precision is timed.")
                    double seconds,
            @Option(
                            names = "--settle-tier",
                            description =
                                    "Also give the library the light or the standard model, by what was"
                                            + " measured.")
                    boolean settleTier) {
        if (!(seconds > 0 && seconds <= LONGEST_CALIBRATION)) {
            throw Failure.wrongUse("--seconds must be above 0 and at most 600");
        }
        if (settleTier && pack != null && !pack.equals(Tier.STANDARD.pack())) {
            throw Failure.wrongUse("--settle-tier goes by the speed of " + Tier.STANDARD.pack());
        }
        var texts = file == null ? List.<String>of() : lines(file);
        for (var name :
                pack == null
                        ? Arrays.stream(Tier.values()).map(Tier::pack).toList()
                        : List.of(pack)) {
            var lines = models().calibrate(name, texts, seconds);
            for (var line : lines) {
                stillroom.print(new CalibrationLine(line), line.pack() + ", " + sentence(line));
            }
            if (settleTier && name.equals(Tier.STANDARD.pack())) {
                var choice = models().settleTier(lines);
                stillroom.complain(
                        "This machine is %s: %s.".formatted(choice.tier(), choice.reason()));
            }
        }
        return Stillroom.DONE;
    }

    /// A line for people, such as `int8: 43.5 passages/s, cosine 0.9984 (least 0.9961), …`.
    private static String sentence(Calibration line) {
        var closeness = line.closeness();
        return String.format(
                Locale.ROOT,
                "%s: %.1f passages/s, %s, %s%s",
                line.precision(),
                line.passagesPerSecond(),
                closeness == null
                        ? "closeness unknown"
                        : String.format(
                                Locale.ROOT,
                                "cosine %.4f (least %.4f)",
                                closeness.mean(),
                                closeness.least()),
                line.chosen() ? "chosen: " : "",
                line.reason());
    }

    private static List<String> lines(Path file) {
        try {
            var lines = Files.readAllLines(file).stream().filter(line -> !line.isBlank()).toList();
            if (lines.isEmpty()) {
                throw new Failure("There is no text in " + file);
            }
            return lines;
        } catch (NoSuchFileException missing) {
            throw new Failure("There is no file " + file);
        } catch (IOException failure) {
            throw new Failure("%s cannot be read: %s".formatted(file, failure.getMessage()));
        }
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
        var packs = named == null ? models().installed() : List.of(models().pack(named));
        var damaged = 0;
        for (var held : packs) {
            var manifest = held.pack().manifest();
            var problem = PackStore.damage(held).map(Flaw::sentence).orElse(null);
            damaged += problem == null ? 0 : 1;
            stillroom.print(
                    new VerifyLine(manifest.name(), manifest.version(), problem == null, problem),
                    manifest.id() + ": " + (problem == null ? "intact" : problem));
        }
        var broken = named == null ? models().broken() : Map.<String, String>of();
        broken.forEach((name, problem) ->
                stillroom.print(new VerifyLine(name, "", false, problem), name + ": " + problem));
        return damaged + broken.size() == 0 ? Stillroom.DONE : Stillroom.FAILED;
    }

    private record RemoveLine(String name, String version, String status) {}

    @Command(name = "remove", description = "Removes a pack that you imported.")
    int remove(@Parameters(paramLabel = "NAME[@VERSION]") String named) {
        var gone = models().remove(named).pack().manifest();
        stillroom.print(
                new RemoveLine(gone.name(), gone.version(), "removed"), gone.id() + " is removed.");
        return Stillroom.DONE;
    }
}
