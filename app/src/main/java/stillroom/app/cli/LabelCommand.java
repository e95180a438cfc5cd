package stillroom.app.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import stillroom.ai.Classifier.Trial;
import stillroom.app.describe.ReadySet;
import stillroom.index.DocumentId;
import stillroom.index.Example;
import stillroom.index.Label;
import stillroom.index.LabelHistory;
import stillroom.index.Status;

/// The user's labels; each method is a command below `label`.
@Command(
        name = "label",
        synopsisSubcommandLabel = "COMMAND",
        description = "Adds, lists and removes labels, and sets them on documents.")
final class LabelCommand implements Runnable {

    private final Stillroom stillroom;

    @Spec private @Nullable CommandSpec spec;

    LabelCommand(Stillroom stillroom) {
        this.stillroom = stillroom;
    }

    private record AddedLine(String label, String description) {}

    private record LearnedLine(String label, long learned, long examples) {}

    /// @param corrections how often the user said something else than what was proposed
    /// @param accuracy how many of the examples get the label when they are tried with what the
    ///   others teach; null if it has none
    private record ListLine(
            String label,
            String description,
            long set,
            long proposed,
            long examples,
            long accepted,
            long rejected,
            long corrections,
            @Nullable Double accuracy) {}

    private record ReadyLine(String label, String description, boolean on) {}

    private record TestLine(
            int texts,
            double accuracy,
            double sure,
            double accuracyWhenSure,
            double calibrationError) {}

    private record DocumentLine(String document, String path, List<Shown.LabelLine> labels) {}

    private record RemovedLine(String label, String status) {}

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "Say what to do: add, set, unset, learn, list, ready, test or remove");
        }
    }

    @Command(
            name = "add",
            description =
                    "Adds a label, or describes one anew, and proposes it for the documents that it"
                            + " fits.")
    int add(
            @Parameters(paramLabel = "NAME") String name,
            @Option(
                            names = "--description",
                            paramLabel = "TEXT",
                            description = "What documents with this label are about.")
                    @Nullable String description) {
        if (name.isBlank()) {
            throw Failure.wrongUse("A label needs a name");
        }
        var index = stillroom.parts().index();
        var label = new Label(name.strip(), description == null ? name.strip() : description);
        index.putLabel(label);
        stillroom.print(new AddedLine(label.name(), label.description()), "");
        propose();
        return Stillroom.DONE;
    }

    /// What labels mean, or what was learned of them, is new.
    private void propose() {
        var hasVectors =
                stillroom.parts().index().documents().stream()
                        .anyMatch(document -> document.status() instanceof Status.Indexed);
        if (hasVectors) {
            stillroom.parts().describer().proposeLabels(() -> false);
        }
    }

    @Command(name = "set", description = "Sets a label on documents.")
    int set(
            @Parameters(paramLabel = "NAME") String name,
            @Parameters(arity = "1..*", paramLabel = "DOC") List<String> documents) {
        return change(name, documents, stillroom.parts().index()::setLabel);
    }

    @Command(
            name = "unset",
            description = "Takes a label off documents; it is not proposed for them again.")
    int unset(
            @Parameters(paramLabel = "NAME") String name,
            @Parameters(arity = "1..*", paramLabel = "DOC") List<String> documents) {
        return change(name, documents, stillroom.parts().index()::unsetLabel);
    }

    private int change(String name, List<String> documents, BiConsumer<DocumentId, String> change) {
        var label = existing(name);
        for (var found : documents.stream().map(stillroom::document).toList()) {
            change.accept(found.id(), label.name());
            var changed = stillroom.parts().index().document(found.id()).orElse(found);
            stillroom.print(
                    new DocumentLine(
                            changed.id().sha256(),
                            changed.path().toString(),
                            Shown.labelLines(changed)),
                    Shown.title(changed) + ": " + Shown.labels(changed));
        }
        propose();
        return Stillroom.DONE;
    }

    @Command(
            name = "learn",
            description =
                    "Learns labels from examples, and proposes them for the documents that they"
                            + " fit. A label that is not there is added. Of the texts only vectors"
                            + " are kept.")
    int learn(
            @Parameters(
                            paramLabel = "FILE",
                            description = "Lines of a label, a tab, and a text; in UTF-8.")
                    Path file) {
        var lines = read(file);
        List<Example> examples = new ArrayList<>();
        var describer = stillroom.parts().describer();
        stillroom
                .parts()
                .streams()
                .inOrder(
                        lines.iterator(),
                        line -> describer.example(line.label(), line.text()),
                        examples::add);
        var index = stillroom.parts().index();
        index.teach(examples);
        Map<String, Long> taught = new TreeMap<>();
        lines.stream().distinct().forEach(line -> taught.merge(line.label(), 1L, Long::sum));
        var kept = examples();
        taught.forEach((label, count) ->
                stillroom.print(
                        new LearnedLine(label, count, kept.getOrDefault(label, 0L)),
                        "%s: %d learned, %d in all"
                                .formatted(
                                        Terminal.oneLine(label),
                                        count,
                                        kept.getOrDefault(label, 0L))));
        propose();
        return Stillroom.DONE;
    }

    private record Taught(String label, String text) {}

    /// Reads all before anything is learned, so that a mistake in the last line loses nothing.
    private static List<Taught> read(Path file) {
        List<Taught> taught = new ArrayList<>();
        try {
            var number = 0;
            for (var line : Files.readAllLines(file)) {
                number++;
                var parts = line.split("\t", 2);
                if (line.isBlank()) {
                    continue;
                }
                if (parts.length < 2 || parts[0].isBlank() || parts[1].isBlank()) {
                    throw new Failure(
                            "Line %d is not a label, a tab and a text; nothing was learned"
                                    .formatted(number));
                }
                taught.add(new Taught(parts[0].strip(), parts[1].strip()));
            }
        } catch (NoSuchFileException e) {
            throw new Failure("There is no file \"%s\"".formatted(file));
        } catch (IOException e) {
            throw new Failure(
                    "The file \"%s\" cannot be read; it must be text in UTF-8".formatted(file));
        }
        if (taught.isEmpty()) {
            throw new Failure("The file \"%s\" has no examples".formatted(file));
        }
        return taught;
    }

    /// How many examples each label has: texts that were learned and documents that it was set on.
    private Map<String, Long> examples() {
        var index = stillroom.parts().index();
        Map<String, Long> counts = new HashMap<>();
        index.examples().forEach(example -> counts.merge(example.label(), 1L, Long::sum));
        index.labelsByHand()
                .values()
                .forEach(byHand -> byHand.set().forEach(name -> counts.merge(name, 1L, Long::sum)));
        return counts;
    }

    @Command(
            name = "list",
            description =
                    "Lists the labels of the library: documents, examples, what became of proposals,"
                            + " and how often the label is found on examples that were held out.")
    int list() {
        var index = stillroom.parts().index();
        var table = new Table();
        var examples = examples();
        var histories = index.labelHistories();
        var trials =
                examples.isEmpty()
                        ? Map.<String, Trial>of()
                        : stillroom.parts().describer().trials();
        for (var label : index.labels()) {
            var history = histories.getOrDefault(label.name(), new LabelHistory(0, 0, 0, 0, 0));
            var taught = examples.getOrDefault(label.name(), 0L);
            var trial = trials.get(label.name());
            var accuracy = trial == null ? null : (double) trial.right() / trial.examples();
            if (stillroom.json()) {
                stillroom.print(
                        new ListLine(
                                label.name(),
                                label.description(),
                                history.set(),
                                history.proposed(),
                                taught,
                                history.accepted(),
                                history.rejected(),
                                history.corrections(),
                                accuracy == null ? null : Stillroom.rounded(accuracy, 4)),
                        "");
            }
            table.add(
                    Terminal.oneLine(label.name()),
                    history.set() + " set",
                    history.proposed() + " proposed",
                    taught == 1 ? "1 example" : taught + " examples",
                    history.corrections() == 1
                            ? "1 correction"
                            : history.corrections() + " corrections",
                    accuracy == null ? "" : "%.0f %% found".formatted(100 * accuracy),
                    label.description().equals(label.name())
                            ? ""
                            : Terminal.oneLine(label.description()));
        }
        if (!stillroom.json()) {
            table.lines().forEach(stillroom.terminal()::print);
        }
        return Stillroom.DONE;
    }

    /// The ready labels.
    enum Switch {
        ON,
        OFF
    }

    @Command(
            name = "ready",
            description =
                    "Lists the ready labels, or switches them on or off. A label that was set on a"
                            + " document or has examples stays when they are switched off.")
    int ready(
            @Parameters(
                            arity = "0..1",
                            paramLabel = "on|off",
                            description = "What to do; nothing: list them.")
                    @Nullable Switch wanted,
            @Parameters(arity = "0..*", paramLabel = "NAME", description = "Only these of them.")
                    @Nullable List<String> names) {
        var ready = stillroom.parts().describer().readyLabels();
        var chosen = chosen(ready, names == null ? List.of() : names);
        if (wanted == Switch.ON) {
            ready.switchOn(chosen);
            propose();
        } else if (wanted == Switch.OFF) {
            ready.switchOff(chosen);
        }
        var table = new Table();
        for (var label : ready.all()) {
            var on = ready.isOn(label);
            if (stillroom.json()) {
                stillroom.print(new ReadyLine(label.name(), label.description(), on), "");
            }
            table.add(on ? "on" : "off", label.name(), label.description());
        }
        if (!stillroom.json()) {
            table.lines().forEach(stillroom.terminal()::print);
        }
        return Stillroom.DONE;
    }

    private static List<Label> chosen(ReadySet ready, List<String> names) {
        var known =
                ready.all().stream()
                        .map(Label::name)
                        .collect(Collectors.toCollection(TreeSet::new));
        for (var name : names) {
            if (!known.contains(name)) {
                throw Failure.wrongUse(
                        "\"%s\" is no ready label; there are: %s"
                                .formatted(name, String.join(", ", known)));
            }
        }
        return ready.all().stream()
                .filter(label -> names.isEmpty() || names.contains(label.name()))
                .toList();
    }

    @Command(
            name = "test",
            description =
                    "Classifies texts whose labels are known, without learning from them: how often"
                            + " the library's labels are right, how often it is sure, and how far its"
                            + " confidence is from the truth (expected calibration error).")
    int test(
            @Parameters(
                            paramLabel = "FILE",
                            description = "Lines of a label, a tab, and a text; in UTF-8.")
                    Path file) {
        var lines = read(file);
        var describer = stillroom.parts().describer();
        var choice = describer.libraryChoice();
        if (choice.labels().isEmpty()) {
            throw new Failure("The library has no labels; add them: stillroom label add NAME");
        }
        var streams = stillroom.parts().streams();
        streams.prepare(choice);
        var calibration = new Calibrated();
        streams.inOrder(
                lines.iterator(),
                line -> Map.entry(line.label(), describer.classify(line.text(), choice)),
                result -> calibration.add(result.getKey(), result.getValue()));
        var line =
                new TestLine(
                        lines.size(),
                        Stillroom.rounded(calibration.accuracy(), 4),
                        Stillroom.rounded(calibration.sure(), 4),
                        Stillroom.rounded(calibration.accuracyWhenSure(), 4),
                        Stillroom.rounded(calibration.error(), 4));
        stillroom.print(
                line,
                "%d texts: %.1f %% right; sure of %.1f %%, of these %.1f %% right; calibration error %.3f"
                        .formatted(
                                line.texts(),
                                100 * line.accuracy(),
                                100 * line.sure(),
                                100 * line.accuracyWhenSure(),
                                line.calibrationError()));
        return Stillroom.DONE;
    }

    @Command(name = "remove", description = "Removes a label from the library and all documents.")
    int remove(@Parameters(paramLabel = "NAME") String name) {
        var label = existing(name);
        stillroom.parts().index().removeLabel(label.name());
        stillroom.print(new RemovedLine(label.name(), "removed"), "removed " + label.name());
        return Stillroom.DONE;
    }

    private Label existing(String name) {
        return stillroom.parts().index().labels().stream()
                .filter(label -> label.name().equals(name.strip()))
                .findFirst()
                .orElseThrow(() ->
                        new Failure(
                                "The library has no label \"%s\"; add it: stillroom label add"
                                        .formatted(name)));
    }
}
