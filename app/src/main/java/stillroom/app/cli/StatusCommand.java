package stillroom.app.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import stillroom.ai.device.Tier;
import stillroom.app.lock.LockState;
import stillroom.app.settings.TierSetting;

/// Tells how the library is.
@Command(name = "status", description = "Tells how the library is.")
final class StatusCommand implements Callable<Integer> {

    private final Stillroom stillroom;

    StatusCommand(Stillroom stillroom) {
        this.stillroom = stillroom;
    }

    private record Line(
            int documents,
            int passages,
            int waiting,
            Map<String, Integer> failed,
            @Nullable String generation,
            long indexBytes,
            long catalogueBytes,
            boolean locked,
            @Nullable Coming coming,
            @Nullable String tier,
            @Nullable String tierReason) {}

    /// A model whose vectors are being made while those of `generation` are searched.
    private record Coming(String generation, int done, int total) {}

    @Override
    public Integer call() {
        var index = stillroom.parts().index();
        var figures = index.figures();
        var failed = new LinkedHashMap<String, Integer>();
        figures.failed().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(each -> failed.put(Shown.word(each.getKey()), each.getValue()));
        var lock = stillroom.parts().lock();
        var tier = TierSetting.read(index);
        var line =
                new Line(
                        figures.documents(),
                        figures.passages(),
                        figures.waiting(),
                        failed,
                        index.generation().orElse(null),
                        figures.indexBytes(),
                        figures.catalogueBytes(),
                        lock instanceof LockState.Enforced,
                        index.coming()
                                .map(each -> new Coming(each.pack(), each.done(), each.total()))
                                .orElse(null),
                        tier.map(each -> each.tier().toString()).orElse(null),
                        tier.map(Tier.Choice::reason).orElse(null));
        stillroom.print(line, "");
        if (!stillroom.json()) {
            show(line, lock);
        }
        return Stillroom.DONE;
    }

    private void show(Line line, LockState lock) {
        var table = new Table();
        table.add("library", Terminal.oneLine(stillroom.parts().index().folder().toString()));
        table.add("documents", String.valueOf(line.documents()));
        table.add("passages", String.valueOf(line.passages()));
        table.add("waiting", String.valueOf(line.waiting()));
        line.failed().forEach((problem, count) -> table.add(problem, String.valueOf(count)));
        table.add("model", line.generation() == null ? "none yet" : line.generation());
        var coming = line.coming();
        if (coming != null) {
            table.add(
                    "next model",
                    "%s, %d of %d documents"
                            .formatted(coming.generation(), coming.done(), coming.total()));
        }
        if (line.tier() != null) {
            table.add("tier", line.tier() + ": " + line.tierReason());
        }
        table.add("index", size(line.indexBytes()));
        table.add("catalogue", size(line.catalogueBytes()));
        table.add(
                "offline",
                switch (lock) {
                    case LockState.Enforced _ -> "enforced by the system";
                    case LockState.NotEnforced open -> open.reason();
                });
        table.lines().forEach(stillroom.terminal()::print);
    }

    private static String size(long bytes) {
        return bytes < 1_000_000
                ? "%.0f kB".formatted(bytes / 1e3)
                : "%.1f MB".formatted(bytes / 1e6);
    }
}
