package stillroom.app.route;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Compares answers that were made here with those of the cloud, so that its user sees when it
/// would have been worth it. Only figures are kept, in `shadow.jsonl` in the library: no word of
/// either.
public final class Shadow {

    /// What the figures say and do not say, for people.
    public static final String WHAT_IT_SAYS =
            "Two answers differ if fewer than three words in ten are common to both. That says that"
                    + " the server saw something else in the document, not that it saw better.";

    private static final String FILE = "shadow.jsonl";
    private static final double DIFFERENT = 0.3;
    private static final Gson GSON = new Gson();

    private Shadow() {}

    /// How two answers compare.
    ///
    /// @param time ISO-8601, UTC
    /// @param rule that let the payload pass
    /// @param overlap the words that are common to both, in \[0, 1\]: twice as many as stand in
    ///   both, over all (ROUGE-1 as F1)
    public record Comparison(
            String time,
            String document,
            String rule,
            double overlap,
            int wordsHere,
            int wordsCloud,
            long millisHere,
            long millisCloud) {}

    /// All comparisons under one rule.
    ///
    /// @param different how many overlap little
    /// @param overlap the mean
    /// @param millisHere the median, as the other
    public record Row(
            String rule,
            int compared,
            int different,
            double overlap,
            long millisHere,
            long millisCloud) {}

    static Comparison compare(
            Instant time,
            String document,
            String rule,
            String here,
            long millisHere,
            String cloud,
            long millisCloud) {
        var left = words(here);
        var right = words(cloud);
        return new Comparison(
                time.toString(),
                document,
                rule,
                overlap(left, right),
                left.size(),
                right.size(),
                millisHere,
                millisCloud);
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+", -1))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private static double overlap(List<String> left, List<String> right) {
        if (left.isEmpty() || right.isEmpty()) {
            return 0;
        }
        Map<String, Integer> counts = new HashMap<>();
        left.forEach(word -> counts.merge(word, 1, Integer::sum));
        int common = 0;
        for (var word : right) {
            int count = counts.getOrDefault(word, 0);
            if (count > 0) {
                common++;
                counts.put(word, count - 1);
            }
        }
        return 2.0 * common / (left.size() + right.size());
    }

    static void keep(Path library, Comparison comparison) throws IOException {
        Files.writeString(
                library.resolve(FILE),
                GSON.toJson(comparison) + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    /// The comparisons of the library in a folder, oldest first. A line that a crash left
    /// unfinished is left out.
    public static List<Comparison> comparisons(Path library) throws IOException {
        var file = library.resolve(FILE);
        var comparisons = new ArrayList<Comparison>();
        if (Files.exists(file)) {
            for (var line : Files.readAllLines(file)) {
                try {
                    comparisons.add(GSON.fromJson(line, Comparison.class));
                } catch (JsonParseException _) {
                    // unfinished
                }
            }
        }
        return comparisons;
    }

    /// The table that tells when the cloud would have been worth it.
    public static List<Row> byRule(List<Comparison> comparisons) {
        var byRule = new TreeMap<String, List<Comparison>>();
        comparisons.forEach(
                each -> byRule.computeIfAbsent(each.rule(), _ -> new ArrayList<>()).add(each));
        return byRule.entrySet().stream().map(each -> row(each.getKey(), each.getValue())).toList();
    }

    private static Row row(String rule, List<Comparison> of) {
        return new Row(
                rule,
                of.size(),
                (int) of.stream().filter(each -> each.overlap() < DIFFERENT).count(),
                of.stream().mapToDouble(Comparison::overlap).average().orElse(0),
                of.stream().map(Comparison::millisHere).sorted().toList().get(of.size() / 2),
                of.stream().map(Comparison::millisCloud).sorted().toList().get(of.size() / 2));
    }
}
