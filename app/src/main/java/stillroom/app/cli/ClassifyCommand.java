package stillroom.app.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import stillroom.ai.Classifier.Verdict;
import stillroom.app.describe.Described;
import stillroom.app.describe.Describer.LabelChoice;

/// Tells which label documents, files and texts deserve.
@Command(
        name = "classify",
        description = "Tells which label files, documents of the library, or texts deserve.")
final class ClassifyCommand implements Callable<Integer> {

    private static final String FROM_STANDARD_INPUT = "-";

    private final Stillroom stillroom;

    @Parameters(
            arity = "1..*",
            paramLabel = "PATH|DOC",
            description =
                    "Files, or documents by id, beginning of an id, or path; - reads one text per"
                            + " line from standard input.")
    private List<String> named = List.of();

    @Option(
            names = "--labels",
            paramLabel = "A,B=DESCRIPTION,…",
            description = "Labels to choose from. Default: those of the library.")
    private @Nullable String labels;

    @Option(names = "--always", description = "Name the likeliest label even when not sure.")
    private boolean always;

    ClassifyCommand(Stillroom stillroom) {
        this.stillroom = stillroom;
    }

    /// @param labels all that are sure enough to be proposed, where `label` is the likeliest
    private record Line(
            @Nullable String document,
            @Nullable String path,
            @Nullable String label,
            @Nullable Double confidence,
            Map<String, Double> labels,
            Map<String, Double> scores,
            double tookMs) {}

    private record Result(@Nullable Target target, Described<Verdict> verdict, double tookMs) {}

    @Override
    public Integer call() {
        var choice =
                labels != null
                        ? stillroom.parts().describer().choice(LabelWish.parse(labels))
                        : libraryChoice();
        var unreadable = new AtomicBoolean();
        var streams = stillroom.parts().streams();
        streams.prepare(choice);
        if (named.equals(List.of(FROM_STANDARD_INPUT))) {
            streams.inOrder(
                    stillroom.terminal().lines(),
                    text -> classify(text, choice),
                    result -> show(result, choice));
        } else {
            var targets = named.stream().map(each -> Target.of(each, stillroom)).toList();
            streams.inOrder(
                    targets.iterator(),
                    target -> classify(target, choice),
                    result -> {
                        if (!show(result, choice)) {
                            unreadable.set(true);
                        }
                    });
        }
        return unreadable.get() ? Stillroom.SOME_UNREADABLE : Stillroom.DONE;
    }

    private LabelChoice libraryChoice() {
        var found = stillroom.parts().describer().libraryChoice();
        if (found.labels().isEmpty()) {
            throw new Failure(
                    "The library has no labels; give some with --labels A,B or add them: stillroom"
                            + " label add NAME");
        }
        return found;
    }

    private Result classify(String text, LabelChoice choice) {
        var began = System.nanoTime();
        var verdict = stillroom.parts().describer().classify(text, choice);
        return new Result(null, new Described.Done<>(verdict), Stillroom.millisecondsSince(began));
    }

    private Result classify(Target target, LabelChoice choice) {
        var began = System.nanoTime();
        var describer = stillroom.parts().describer();
        var verdict =
                switch (target) {
                    case Target.File(var file) -> describer.classify(file, choice);
                    case Target.InLibrary(var id, _) -> describer.classify(id, choice);
                };
        return new Result(target, verdict, Stillroom.millisecondsSince(began));
    }

    /// @return whether there is a verdict
    private boolean show(Result result, LabelChoice choice) {
        var target = result.target();
        var id = target instanceof Target.InLibrary(var document, _) ? document.sha256() : null;
        var path = target == null ? null : target.path().toString();
        return switch (result.verdict()) {
            case Described.Done<Verdict>(var verdict) -> {
                var label = always ? verdict.best() : verdict.label().orElse(null);
                var scores = new LinkedHashMap<String, Double>();
                for (var each : choice.labels()) {
                    var score = verdict.scores().getOrDefault(each.name(), 0.0);
                    scores.put(each.name(), Stillroom.rounded(score, 4));
                }
                var proposed = new LinkedHashMap<String, Double>();
                verdict.proposed()
                        .forEach((name, sure) -> proposed.put(name, Stillroom.rounded(sure, 4)));
                var confidence = Stillroom.rounded(verdict.confidence(), 4);
                stillroom.print(
                        new Line(id, path, label, confidence, proposed, scores, result.tookMs()),
                        forPeople(path, label, verdict));
                yield true;
            }
            case Described.Unreadable<Verdict>(var problem, var detail) -> {
                stillroom.print(
                        new Line(id, path, null, null, Map.of(), Map.of(), result.tookMs()), "");
                stillroom.complain(path + " " + Shown.sentence(problem, detail));
                yield false;
            }
        };
    }

    private String forPeople(@Nullable String path, @Nullable String label, Verdict verdict) {
        var name = label == null ? "not sure" : Terminal.oneLine(label);
        var scores =
                verdict.scores().entrySet().stream()
                        .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                        .map(score -> "%s %.2f".formatted(score.getKey(), score.getValue()))
                        .collect(Collectors.joining(", "));
        var shown =
                stillroom.terminal().bold(name) + stillroom.terminal().dim("  (" + scores + ")");
        return path == null ? shown : Terminal.oneLine(path) + ": " + shown;
    }
}
