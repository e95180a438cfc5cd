package stillroom.app.settings;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import stillroom.index.LocalIndex;

/// How long answers took and what memory they needed, counted here and kept in the library. Times
/// only: no word of what was asked or answered. Safe for any thread.
public final class KeyFigures {

    private static final String SETTING = "figures.answers";
    private static final Path MEMORY = Path.of("/proc/self/status");
    private static final String MOST_RESIDENT = "VmHWM:";

    /// So many times are kept of each kind: enough for a median, too few to grow.
    private static final int MOST_TIMES = 200;

    private static final Gson GSON = new Gson();

    /// What is asked for.
    public enum Kind {
        SEARCH,
        SUMMARY,
        LABEL
    }

    /// How answers of one kind went.
    ///
    /// @param cold milliseconds of the first answer of each run, and of those that were asked for
    ///   before it came: they wait for the model
    /// @param warm milliseconds of the others
    /// @param answered how many there were, also those whose times are no longer kept
    /// @param offline how many of those while the system kept the program offline
    public record Answers(List<Integer> cold, List<Integer> warm, long answered, long offline) {

        private static final Answers NONE = new Answers(List.of(), List.of(), 0, 0);

        private Answers and(Answers later) {
            return new Answers(
                    newest(cold, later.cold),
                    newest(warm, later.warm),
                    answered + later.answered,
                    offline + later.offline);
        }

        private static List<Integer> newest(List<Integer> before, List<Integer> later) {
            var all = new ArrayList<>(before);
            all.addAll(later);
            return List.copyOf(all.subList(Math.max(0, all.size() - MOST_TIMES), all.size()));
        }
    }

    /// What the library keeps.
    ///
    /// @param peakBytes the most memory that a run took, its readers not counted; 0 where the
    ///   system does not tell
    public record Kept(Map<Kind, Answers> answers, long peakBytes) {

        private static final Kept NOTHING = new Kept(Map.of(), 0);

        /// Leaves out what is not there: another version may have written it.
        public Kept {
            var there = new EnumMap<Kind, Answers>(Kind.class);
            for (var kind : Kind.values()) {
                var of = answers == null ? null : answers.get(kind);
                if (of != null && of.cold != null && of.warm != null) {
                    there.put(kind, of);
                }
            }
            answers = there;
        }

        public Answers of(Kind kind) {
            return answers.getOrDefault(kind, Answers.NONE);
        }

        public long answered() {
            return answers.values().stream().mapToLong(Answers::answered).sum();
        }

        public long offline() {
            return answers.values().stream().mapToLong(Answers::offline).sum();
        }
    }

    private final boolean offline;
    private final Map<Kind, Answers> since = new EnumMap<>(Kind.class);
    private boolean hasAnswered;
    private long firstAnswered;

    /// @param offline whether the system keeps this process offline
    public KeyFigures(boolean offline) {
        this.offline = offline;
    }

    /// Counts an answer that was begun at a moment of [System#nanoTime].
    public synchronized void answered(Kind kind, long began) {
        long now = System.nanoTime();
        var time = List.of((int) ((now - began) / 1_000_000));
        var one =
                hasAnswered && began - firstAnswered > 0
                        ? new Answers(List.of(), time, 1, offline ? 1 : 0)
                        : new Answers(time, List.of(), 1, offline ? 1 : 0);
        if (!hasAnswered) {
            hasAnswered = true;
            firstAnswered = now;
        }
        since.merge(kind, one, Answers::and);
    }

    /// Adds what was counted since the last call to what the library keeps.
    public synchronized void keep(LocalIndex index) {
        if (since.isEmpty()) {
            return;
        }
        var before = of(index);
        var all = new EnumMap<Kind, Answers>(Kind.class);
        for (var kind : Kind.values()) {
            all.put(kind, before.of(kind).and(since.getOrDefault(kind, Answers.NONE)));
        }
        var kept = new Kept(all, Math.max(before.peakBytes(), mostResident()));
        index.putSetting(SETTING, GSON.toJson(kept));
        since.clear();
    }

    /// What a library keeps.
    public static Kept of(LocalIndex index) {
        try {
            return index.setting(SETTING)
                    .map(text -> GSON.fromJson(text, Kept.class))
                    .orElse(Kept.NOTHING);
        } catch (JsonParseException _) {
            return Kept.NOTHING; // by another version; figures are worth no more than that
        }
    }

    private static long mostResident() {
        try {
            for (var line : Files.readAllLines(MEMORY)) {
                if (line.startsWith(MOST_RESIDENT)) {
                    return Long.parseLong(line.replaceAll("\\D", "")) << 10;
                }
            }
        } catch (IOException _) {
            // not Linux
        }
        return 0;
    }

    /// The median, or null if there is none.
    public static @Nullable Integer median(List<Integer> times) {
        if (times.isEmpty()) {
            return null;
        }
        var sorted = new ArrayList<>(times);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }
}
