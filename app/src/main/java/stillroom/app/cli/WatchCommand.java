package stillroom.app.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import stillroom.app.ingest.Aim;
import stillroom.app.ingest.Watch;
import stillroom.app.ingest.Watch.Folder;
import stillroom.app.ingest.Watch.Outcome;
import stillroom.app.ingest.Watch.State;
import stillroom.index.DocumentId;
import stillroom.index.LocalIndex.Addition;

/// Folders that are kept in step; each method is a command below `watch`.
@Command(
        name = "watch",
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Keeps folders in step: what comes is added, what changes is read again, what is gone is"
                    + " forgotten, and what is moved stays the document that it is.",
            "The window does it while it is open, and catches up when it opens; so does \"watch"
                    + " run\". A folder that is missing, such as a drive that was pulled out, takes"
                    + " nothing with it."
        })
final class WatchCommand implements Runnable {

    private final Stillroom stillroom;

    @Spec private @Nullable CommandSpec spec;

    WatchCommand(Stillroom stillroom) {
        this.stillroom = stillroom;
    }

    private record FolderLine(String folder, String state, int files) {}

    private record RemovedLine(String folder, String status) {}

    private record StepLine(int added, int changed, int removed, int kept) {}

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(
                    spec.commandLine(), "Say what to do: add, remove, list or run");
        }
    }

    @Command(
            name = "add",
            description =
                    "Watches a folder, and adds what is in it; prints what add prints, and returns"
                            + " when it can be found.")
    int add(
            @Parameters(paramLabel = "FOLDER") Path folder,
            @Option(names = "--words-only", description = "Return when it can be found by words.")
                    boolean wordsOnly)
            throws InterruptedException {
        if (!Files.isDirectory(folder)) {
            throw new Failure("There is no folder \"%s\" to watch.".formatted(folder));
        }
        var parts = stillroom.parts();
        if (parts.folder().startsWith(folder.toAbsolutePath().normalize())) {
            throw new Failure(
                    "The library itself lies in %s; watch a folder that does not hold it."
                            .formatted(folder));
        }
        return new AddCommand(stillroom)
                .add(
                        (ingestor, told) -> {
                            parts.watch().add(folder, told);
                            return List.of();
                        },
                        wordsOnly);
    }

    @Command(
            name = "remove",
            description = "Watches a folder no longer. Its documents stay in the library.")
    int remove(@Parameters(paramLabel = "FOLDER") Path folder) {
        var whole = folder.toAbsolutePath().normalize();
        if (!stillroom.parts().watch().remove(whole)) {
            throw new Failure(
                    "The folder %s is not watched; see: stillroom watch list".formatted(whole));
        }
        stillroom.print(
                new RemovedLine(whole.toString(), "removed"), "no longer watched: " + whole);
        return Stillroom.DONE;
    }

    @Command(name = "list", description = "Lists the watched folders, and which cannot be seen.")
    int list() {
        for (var folder : stillroom.parts().watch().folders()) {
            print(folder);
        }
        return Stillroom.DONE;
    }

    @Command(
            name = "run",
            description =
                    "Brings the library in step with the watched folders, and keeps it so until it"
                            + " is interrupted.")
    int run(
            @Option(names = "--once", description = "Return when it is in step.") boolean once,
            @Option(
                            names = "--words-only",
                            description = "Do not make what is new found by meaning.")
                    boolean wordsOnly)
            throws InterruptedException {
        var watch = stillroom.parts().watch();
        if (once) {
            return once(watch, wordsOnly);
        }
        watch.listen((folders, _) -> folders.forEach(this::print));
        stillroom.parts().startIngest(wordsOnly ? Aim.WORDS : Aim.MEANING);
        watch.run();
        return Stillroom.DONE;
    }

    private int once(Watch watch, boolean wordsOnly) throws InterruptedException {
        var came = new AtomicReference<>(Outcome.NOTHING);
        int exitCode =
                new AddCommand(stillroom)
                        .add(
                                (_, told) -> {
                                    var heard = new HashSet<DocumentId>();
                                    came.set(
                                            watch.bringInStep(addition -> {
                                                id(addition).ifPresent(heard::add);
                                                told.accept(addition);
                                            }));
                                    leftUnfinished(watch, heard, wordsOnly).forEach(told);
                                    return List.of();
                                },
                                wordsOnly);
        watch.folders().forEach(this::warn);
        print(came.get());
        return exitCode;
    }

    private static Optional<DocumentId> id(Addition addition) {
        return switch (addition) {
            case Addition.Waiting(_, var document) -> Optional.of(document.id());
            case Addition.Known(_, var document) -> Optional.of(document.id());
            case Addition.Refused _ -> Optional.empty();
        };
    }

    /// What an earlier run added and did not bring to its end, because it was killed or wanted no
    /// more than words.
    private Stream<Addition> leftUnfinished(Watch watch, Set<DocumentId> heard, boolean wordsOnly) {
        var index = stillroom.parts().index();
        var aim = wordsOnly ? Aim.WORDS : Aim.MEANING;
        var folders = watch.folders().stream().map(Folder::path).toList();
        return index.documents().stream()
                .filter(document -> !heard.contains(document.id()))
                .filter(document -> !AddCommand.isFinished(document, aim))
                .flatMap(document ->
                        document.sources().stream()
                                .filter(file -> folders.stream().anyMatch(file::startsWith))
                                .limit(1)
                                .map(file -> new Addition.Waiting(file, document)));
    }

    private void print(Folder folder) {
        var state = folder.state().name().toLowerCase(Locale.ROOT);
        stillroom.print(
                new FolderLine(folder.path().toString(), state, folder.files()),
                "%s  %d files"
                        .formatted(Terminal.oneLine(folder.path().toString()), folder.files()));
        warn(folder);
    }

    private void print(Outcome outcome) {
        stillroom.print(
                new StepLine(outcome.added(), outcome.changed(), outcome.removed(), outcome.kept()),
                "%d new files, %d changed, %d gone"
                        .formatted(outcome.added(), outcome.changed(), outcome.removed()));
    }

    private void warn(Folder folder) {
        var why =
                switch (folder.state()) {
                    case FOLLOWED -> "";
                    case MISSING -> "is not there";
                    case EMPTY -> "is empty, as where a drive is not mounted";
                    case UNREADABLE -> "cannot be listed";
                };
        if (folder.state() != State.FOLLOWED) {
            stillroom.complain(
                    "%s %s; its %d files are kept in the library"
                            .formatted(folder.path(), why, folder.files()));
        }
    }
}
