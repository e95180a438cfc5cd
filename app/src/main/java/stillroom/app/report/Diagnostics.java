package stillroom.app.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import stillroom.ai.device.Tier;
import stillroom.app.lock.LockState;
import stillroom.app.lock.OfflineLock;
import stillroom.app.settings.CopySetting;
import stillroom.app.settings.KeyFigures;
import stillroom.app.settings.Notices;
import stillroom.app.settings.OcrSetting;
import stillroom.app.settings.TierSetting;
import stillroom.app.settings.WorkSetting;
import stillroom.index.LocalIndex;

/// What somebody who mends the program wants to know of a library, as a text that its user saves if
/// he wishes to, and can read before he gives it to anybody. It holds no name, no path and no text:
/// counts, figures, and the log, which holds none.
public final class Diagnostics {

    private static final int LOG_LINES = 400;
    private static final Pattern ID = Pattern.compile("([0-9a-f]{8})[0-9a-f]{56}");

    private Diagnostics() {}

    /// Gathers them. Reads the log, so not for the FX thread.
    public static String of(LocalIndex index, Clock clock) throws IOException {
        var figures = index.figures();
        var lines = new ArrayList<String>();
        lines.add("Stillroom " + Notices.version() + ", diagnostics of " + clock.instant());
        lines.add("Names no document and holds no text. Read it before you give it away.");
        lines.add("");
        lines.add("java: %s, %s".formatted(Runtime.version(), property("java.vendor")));
        lines.add(
                "system: %s %s %s, language %s"
                        .formatted(
                                property("os.name"),
                                property("os.version"),
                                property("os.arch"),
                                Locale.getDefault().toLanguageTag()));
        lines.add(
                "processors: %d, memory for Java: %d MB"
                        .formatted(
                                Runtime.getRuntime().availableProcessors(),
                                Runtime.getRuntime().maxMemory() >> 20));
        lines.add(
                "offline lock: "
                        + switch (OfflineLock.check()) {
                            case LockState.Enforced(var threads) -> "enforced, threads " + threads;
                            case LockState.NotEnforced open -> "not enforced, " + open.reason();
                        });
        lines.add(
                "documents: %d, waiting: %d, passages: %d, labels: %d, watched folders: %d"
                        .formatted(
                                figures.documents(),
                                figures.waiting(),
                                figures.passages(),
                                index.labels().size(),
                                index.watched().size()));
        new TreeMap<>(figures.failed())
                .forEach((problem, count) ->
                        lines.add("failed, %s %s: %d".formatted(problem.code(), problem, count)));
        lines.add(
                "index: %d bytes, catalogue: %d bytes"
                        .formatted(figures.indexBytes(), figures.catalogueBytes()));
        lines.add("model: " + index.generation().map(Diagnostics::model).orElse("none yet"));
        TierSetting.read(index).ifPresent(choice -> lines.add("tier: " + choice.tier()));
        var work = WorkSetting.read(index);
        lines.add(
                "work: %s, gently on battery: %s".formatted(work.effort(), work.gentleOnBattery()));
        lines.add("copies: " + (CopySetting.read(index).on() ? "on" : "off"));
        lines.add("ocr: " + (OcrSetting.read(index).on() ? "on" : "off"));
        var answers = KeyFigures.of(index);
        for (var kind : KeyFigures.Kind.values()) {
            lines.add(
                    "answers, %s: %d, milliseconds of the first of a run: %s, of later ones: %s"
                            .formatted(
                                    kind,
                                    answers.of(kind).answered(),
                                    answers.of(kind).cold(),
                                    answers.of(kind).warm()));
        }
        lines.add("most memory: %d MB".formatted(answers.peakBytes() >> 20));
        lines.add("");
        lines.add("log:");
        lines.addAll(log(index.folder().resolve("logs")));
        return String.join("\n", lines) + "\n";
    }

    private static String property(String name) {
        return System.getProperty(name, "?");
    }

    /// What the user imported has a name that he gave it.
    private static String model(String pack) {
        return Stream.of(Tier.values()).anyMatch(tier -> pack.startsWith(tier.pack() + "@"))
                ? pack
                : "an imported one";
    }

    /// The newest lines, without the ids of documents in full, by which they could be recognized.
    private static List<String> log(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        var lines = new ArrayList<String>();
        try (var files = Files.list(folder)) {
            var newestLast =
                    files.filter(file -> file.toString().endsWith(".log"))
                            .sorted((left, right) -> right.compareTo(left))
                            .toList();
            for (var file : newestLast) {
                lines.addAll(Files.readAllLines(file));
            }
        }
        return lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()).stream()
                .map(line -> ID.matcher(line).replaceAll("$1…"))
                .toList();
    }
}
