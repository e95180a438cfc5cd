package stillroom.app.cli;

import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import stillroom.index.DocumentId;
import stillroom.index.DocumentLabel.Origin;
import stillroom.index.Label;
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

    private record ListLine(String label, String description, long set, long proposed) {}

    private record DocumentLine(String document, String path, List<Shown.LabelLine> labels) {}

    private record RemovedLine(String label, String status) {}

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(
                    spec.commandLine(), "Say what to do: add, set, unset, list or remove");
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
        var hasVectors =
                index.documents().stream()
                        .anyMatch(document -> document.status() instanceof Status.Indexed);
        if (hasVectors) {
            stillroom.parts().describer().proposeLabels(() -> false);
        }
        return Stillroom.DONE;
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
        return Stillroom.DONE;
    }

    @Command(name = "list", description = "Lists the labels of the library.")
    int list() {
        var index = stillroom.parts().index();
        var table = new Table();
        for (var label : index.labels()) {
            var set = count(label, Origin.SET);
            var proposed = count(label, Origin.PROPOSED);
            if (stillroom.json()) {
                stillroom.print(new ListLine(label.name(), label.description(), set, proposed), "");
            }
            table.add(
                    Terminal.oneLine(label.name()),
                    set + " set",
                    proposed + " proposed",
                    label.description().equals(label.name())
                            ? ""
                            : Terminal.oneLine(label.description()));
        }
        if (!stillroom.json()) {
            table.lines().forEach(stillroom.terminal()::print);
        }
        return Stillroom.DONE;
    }

    private long count(Label label, Origin origin) {
        return stillroom.parts().index().documents().stream()
                .flatMap(document -> document.labels().stream())
                .filter(each -> each.name().equals(label.name()) && each.origin() == origin)
                .count();
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
