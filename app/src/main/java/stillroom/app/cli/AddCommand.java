package stillroom.app.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import stillroom.app.ingest.Aim;
import stillroom.app.ingest.Ingestor;
import stillroom.index.Change;
import stillroom.index.Document;
import stillroom.index.DocumentId;
import stillroom.index.LocalIndex;
import stillroom.index.LocalIndex.Addition;
import stillroom.index.Status;
import stillroom.index.text.Problem;

/// Adds files and folders, and waits until they can be found.
@Command(
        name = "add",
        description = {
            "Adds files and folders, with all that is below them, and returns when they can be found"
                    + " by words and by meaning.",
            "Inside folders, hidden files and litter (.DS_Store, Thumbs.db, desktop.ini, ~$…) are"
                    + " passed over. Nothing is copied or moved."
        })
final class AddCommand implements Callable<Integer> {

    private static final String FROM_STANDARD_INPUT = "-";
    private static final long MILLISECONDS_BETWEEN_LOOKS = 100;
    private static final int PASSED_OVER_TO_NAME = 8;

    private final Stillroom stillroom;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();

    private final Set<DocumentId> seen = new HashSet<>();
    private final Set<DocumentId> printed = new HashSet<>();

    /// Files whose document is not finished; all but the first are copies of the first.
    private final Map<DocumentId, List<Path>> pending = new LinkedHashMap<>();

    private int added;
    private int duplicates;
    private int failed;
    private final Set<Problem> problems = EnumSet.noneOf(Problem.class);

    @Option(names = "--words-only", description = "Return when they can be found by words.")
    private boolean wordsOnly;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = {
                "Passwords to try on what is encrypted, one on each line; - reads them from standard"
                        + " input. They are kept nowhere."
            })
    private @Nullable Path passwordFile;

    @Parameters(arity = "1..*", paramLabel = "PATH", description = "Files and folders.")
    private List<Path> paths = List.of();

    AddCommand(Stillroom stillroom) {
        this.stillroom = stillroom;
    }

    private record Line(
            @Nullable String document,
            String path,
            @Nullable String title,
            @Nullable String type,
            int pages,
            String status,
            @Nullable String problem,
            @Nullable String detail) {}

    private record Total(int added, int duplicates, int failed, double seconds) {}

    /// What happens while documents are added; they come from several threads into one queue.
    private sealed interface Event {
        record Named(Addition addition) implements Event {}

        record Changed(Document document) implements Event {}

        record AllNamed(List<Path> passedOver, @Nullable RuntimeException failure)
                implements Event {}
    }

    /// Finds what is to be added, tells of each file what became of it, and returns what was passed
    /// over.
    interface Finder {
        List<Path> find(Ingestor ingestor, Consumer<Addition> told);
    }

    @Override
    public Integer call() throws InterruptedException {
        if (passwordFile != null) {
            stillroom.parts().offer(passwords(passwordFile));
        }
        return add((ingestor, told) -> ingestor.add(paths, told), wordsOnly);
    }

    private List<String> passwords(Path file) {
        if (file.toString().equals(FROM_STANDARD_INPUT)) {
            var passwords = new ArrayList<String>();
            stillroom.terminal().lines().forEachRemaining(passwords::add);
            return passwords;
        }
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new Failure(
                    "The passwords cannot be read from %s; it must be a text file in UTF-8."
                            .formatted(file));
        }
    }

    /// Adds what `finder` finds, and waits until it can be found by words, or by meaning too.
    int add(Finder finder, boolean byWordsOnly) throws InterruptedException {
        var began = System.nanoTime();
        var aim = byWordsOnly ? Aim.WORDS : Aim.MEANING;
        var parts = stillroom.parts();
        var index = parts.index();
        var ingestor = parts.ingestor();
        index.listen(change -> {
            if (change instanceof Change.Put(var document) && isFinished(document, aim)) {
                events.add(new Event.Changed(document));
            }
        });
        parts.startIngest(aim);
        parts.streams().threads().execute(() -> events.add(nameAll(finder, ingestor)));
        var trouble = await(index, ingestor, aim);
        var seconds = Stillroom.rounded((System.nanoTime() - began) / 1e9, 2);
        stillroom.print(new Total(added, duplicates, failed, seconds), summary(seconds));
        if (trouble != null) {
            throw new Failure(trouble);
        }
        if (!stillroom.json()) {
            tellRemedies();
        }
        return failed > 0 ? Stillroom.SOME_UNREADABLE : Stillroom.DONE;
    }

    /// What to do about what could not be read, once for each kind of problem.
    private void tellRemedies() {
        problems.forEach(problem ->
                stillroom.complain(
                        "%s (%s): %s"
                                .formatted(
                                        problem.code(),
                                        Shown.word(problem),
                                        Shown.remedy(problem))));
    }

    private Event nameAll(Finder finder, Ingestor ingestor) {
        try {
            return new Event.AllNamed(finder.find(ingestor, this::named), null);
        } catch (RuntimeException e) {
            return new Event.AllNamed(List.of(), e);
        }
    }

    private void named(Addition addition) {
        events.add(new Event.Named(addition));
    }

    /// Prints every document when it is finished.
    ///
    /// @return what made an end of it before the time; null if nothing did
    private @Nullable String await(LocalIndex index, Ingestor ingestor, Aim aim)
            throws InterruptedException {
        var bar = new ProgressBar(stillroom.terminal());
        var allNamed = false;
        String trouble = null;
        while (!(allNamed && pending.isEmpty())) {
            switch (events.poll(MILLISECONDS_BETWEEN_LOOKS, TimeUnit.MILLISECONDS)) {
                case null -> {}
                case Event.Named(Addition.Refused refused) -> {
                    bar.clear();
                    refused(refused);
                }
                case Event.Named(Addition.Known(var file, var document)) -> {
                    bar.clear();
                    if (seen.add(document.id()) && isFinished(index, document, aim)) {
                        duplicate(file, document);
                    } else {
                        wait(index, file, document.id(), aim);
                    }
                }
                case Event.Named(Addition.Waiting(var file, var document)) -> {
                    bar.clear();
                    seen.add(document.id());
                    wait(index, file, document.id(), aim);
                }
                case Event.Changed(var document) -> {
                    if (pending.containsKey(document.id())) {
                        bar.clear();
                        finish(index, document.id(), aim);
                    }
                }
                case Event.AllNamed(var passedOver, var failure) -> {
                    bar.clear();
                    allNamed = true;
                    tell(passedOver);
                    if (failure != null) {
                        throw failure;
                    }
                }
            }
            var progress = ingestor.progress();
            bar.draw(progress);
            if (progress.trouble() != null) {
                trouble = progress.trouble().sentence();
                if (ingestor.halted()) {
                    break;
                }
                endWithWords(index, trouble);
            }
        }
        bar.clear();
        return trouble;
    }

    private static boolean isFinished(LocalIndex index, Document document, Aim aim) {
        return isFinished(index.document(document.id()).orElse(document), aim);
    }

    static boolean isFinished(Document document, Aim aim) {
        var status = document.status();
        return status.isFinal() || (aim == Aim.WORDS && status instanceof Status.Words);
    }

    private void wait(LocalIndex index, Path file, DocumentId id, Aim aim) {
        pending.computeIfAbsent(id, _ -> new ArrayList<>()).add(file);
        finish(index, id, aim);
    }

    private void finish(LocalIndex index, DocumentId id, Aim aim) {
        index.document(id)
                .filter(document -> isFinished(index, document, aim))
                .ifPresent(document -> {
                    var files = pending.remove(id);
                    if (files != null) {
                        finished(files, document);
                    }
                });
    }

    /// Without a model documents go no further than words.
    private void endWithWords(LocalIndex index, String trouble) {
        for (var id : List.copyOf(pending.keySet())) {
            var document = index.document(id);
            if (document.isPresent() && document.get().status() instanceof Status.Words) {
                for (var file : pending.getOrDefault(id, List.of())) {
                    failed++;
                    print(file, document.get(), "failed", null, trouble, "");
                }
                pending.remove(id);
            }
        }
    }

    // -- Lines

    private void finished(List<Path> files, Document document) {
        for (var file : files) {
            if (document.status() instanceof Status.Failed(var problem, var detail)) {
                failed++;
                problems.add(problem);
                var sentence = file + " " + Shown.sentence(problem, detail);
                var shownDetail = detail.isEmpty() ? null : detail;
                print(file, document, "failed", Shown.word(problem), shownDetail, sentence);
            } else if (printed.add(document.id())) {
                added++;
                print(file, document, "indexed", null, null, "");
            } else {
                duplicate(file, document);
            }
        }
    }

    private void duplicate(Path file, Document document) {
        duplicates++;
        printed.add(document.id());
        print(file, document, "duplicate", null, null, "");
    }

    private void print(
            Path file,
            Document document,
            String status,
            @Nullable String problem,
            @Nullable String detail,
            String forPeople) {
        stillroom.print(
                new Line(
                        document.id().sha256(),
                        file.toString(),
                        document.title(),
                        document.type(),
                        document.pages(),
                        status,
                        problem,
                        detail),
                Terminal.oneLine(forPeople));
    }

    private void refused(Addition.Refused refused) {
        failed++;
        var problem = Shown.word(refused.problem());
        var file = refused.file();
        stillroom.print(
                new Line(null, file.toString(), null, null, 0, "failed", problem, refused.detail()),
                "");
        stillroom.complain(file + ": " + refused.detail());
    }

    private void tell(List<Path> passedOver) {
        if (!passedOver.isEmpty() && !stillroom.json()) {
            var names =
                    passedOver.stream()
                            .map(path -> path.getFileName().toString())
                            .distinct()
                            .limit(PASSED_OVER_TO_NAME)
                            .collect(Collectors.joining(", "));
            stillroom.complain(
                    "passed over %d hidden or system files: %s"
                            .formatted(passedOver.size(), names));
        }
    }

    private String summary(double seconds) {
        var parts = new ArrayList<String>();
        parts.add("%d added".formatted(added));
        if (duplicates > 0) {
            parts.add("%d already in the library".formatted(duplicates));
        }
        if (failed > 0) {
            parts.add("%d could not be read".formatted(failed));
        }
        return "%s, in %.1f s".formatted(String.join(", ", parts), seconds);
    }
}
