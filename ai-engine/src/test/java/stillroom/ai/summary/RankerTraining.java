package stillroom.ai.summary;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import stillroom.ai.Embedder;
import stillroom.ai.Summarizer.Text;
import stillroom.ai.Summarizer.Wish;
import stillroom.ai.torch.AiEngine;

/// Learns the weights of [Ranking] and says what they are worth on kinds of text that they were not
/// learned from; a main program, no test.
///
/// Arguments: folder with the evaluation data, how many documents of each kind, model pack, and a
/// file for the weights if they are wanted. Learned is by ridge regression: how much a sentence
/// shares with the summary that a person wrote (ROUGE-1 + ROUGE-2, standardized over the document),
/// from its features; drawn not to 0 but to what Edmundson's clues were worth by hand. What place
/// and title are worth stays as by hand: titles as references favor first sentences, and only
/// SciTLDR has titles beside summaries. SciTLDR and the training part of QMSum are for measuring
/// only; of them nothing is learned that is written.
final class RankerTraining {

    private static final long SEED = 5;
    private static final double PULL = 0.1;

    /// What the clues were worth by hand, in the units of the target.
    private static final Map<String, Double> BY_HAND =
            Map.of(
                    "centrality", 0.3,
                    "length", 0.15,
                    "titleMeaning", 0.3,
                    "top", 0.075,
                    "cue", 0.06);

    private static final Pattern WORD = Pattern.compile("[a-z0-9]+");
    private static final String MEETINGS = "meetings";

    private final Embedder embedder;
    private final Map<String, List<Example>> kinds = new LinkedHashMap<>();

    private record Example(@Nullable String title, String text, List<String> summaries) {}

    private RankerTraining(Embedder embedder) {
        this.embedder = embedder;
    }

    public static void main(String[] arguments) throws IOException {
        Path data = Path.of(arguments[0]);
        int most = Integer.parseInt(arguments[1]);
        try (AiEngine engine = AiEngine.open(Path.of(System.getProperty("stillroom.packs")))) {
            var training = new RankerTraining(new Remembering(engine.embedder(arguments[2])));
            training.read(data, most);
            training.leaveOneKindOut();
            if (arguments.length > 3) {
                Map<String, Double> weights =
                        training.learn(List.of("cisi", "cranfield", MEETINGS));
                Files.writeString(Path.of(arguments[3]), training.written(weights, most));
            }
        }
    }

    // -- Data

    private void read(Path data, int most) throws IOException {
        System.out.printf("seed %d%n", SEED);
        List<Example> untitled = new ArrayList<>();
        List<Example> titled = new ArrayList<>();
        for (JsonObject row : rows(data.resolve("summaries/scitldr/dev.jsonl"))) {
            String text = row.get("document").getAsString();
            untitled.add(new Example(null, text, strings(row.get("summary"))));
            titled.add(
                    new Example(row.get("title").getAsString(), text, strings(row.get("summary"))));
        }
        put("abstracts", untitled, most);
        put("abstracts with title", titled, most);
        for (String collection : List.of("cisi", "cranfield")) {
            List<Example> examples = new ArrayList<>();
            for (JsonObject row : rows(data.resolve("search/" + collection + "/corpus.jsonl"))) {
                String title = row.get("title").getAsString().strip();
                String text = row.get("text").getAsString().strip();
                String body =
                        text.toLowerCase(Locale.ROOT).startsWith(title.toLowerCase(Locale.ROOT))
                                ? text.substring(title.length()).strip()
                                : text;
                if (Words.count(title) >= 5 && body.length() > 400) {
                    examples.add(new Example(null, body, List.of(title)));
                }
            }
            put(collection, examples, most);
        }
        List<Example> learned = new ArrayList<>();
        List<Example> held = new ArrayList<>();
        for (JsonObject row : rows(data.resolve("summaries/qmsum/query_focused.jsonl"))) {
            String text = row.get("document").getAsString();
            if (text.length() > 800 && text.length() < 7000) {
                boolean isTrain = row.get("split").getAsString().equals("train");
                (isTrain ? held : learned)
                        .add(new Example(null, text, strings(row.get("summary"))));
            }
        }
        put(MEETINGS, learned, most);
        put("meetings held out", held, most);
    }

    private void put(String kind, List<Example> examples, int most) {
        Collections.shuffle(examples, new Random(SEED));
        kinds.put(kind, examples.subList(0, Math.min(most, examples.size())));
    }

    private static List<JsonObject> rows(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .toList();
    }

    private static List<String> strings(JsonElement element) {
        return element.isJsonArray()
                ? element.getAsJsonArray().asList().stream().map(JsonElement::getAsString).toList()
                : List.of(element.getAsString());
    }

    /// Embeds each text once.
    private record Remembering(Embedder embedder, Map<String, float[]> known) implements Embedder {

        Remembering(Embedder embedder) {
            this(embedder, new ConcurrentHashMap<>());
        }

        @Override
        public String pack() {
            return embedder.pack();
        }

        @Override
        public String precision() {
            return embedder.precision();
        }

        @Override
        public int dimensions() {
            return embedder.dimensions();
        }

        @Override
        public int maxTokens() {
            return embedder.maxTokens();
        }

        @Override
        public List<float[]> embed(List<String> texts) {
            return texts.stream()
                    .map(text ->
                            known.computeIfAbsent(
                                    text, new_ -> embedder.embed(List.of(new_)).getFirst()))
                    .toList();
        }

        @Override
        public float[] embedQuery(String query) {
            return embedder.embedQuery(query);
        }

        @Override
        public int countTokens(String text) {
            return embedder.countTokens(text);
        }
    }

    // -- Learning

    /// Ridge regression toward [#BY_HAND]; each kind weighs the same, each sentence of a kind too.
    private Map<String, Double> learn(List<String> from) {
        List<String> names = new ArrayList<>();
        double[][] products = new double[0][0];
        double[] targets = new double[0];
        for (String kind : from) {
            double[][] kindProducts = new double[0][0];
            double[] kindTargets = new double[0];
            long count = 0;
            for (Example example : kinds.get(kind)) {
                List<Sentence> sentences = sentences(example);
                if (sentences.size() < 3) {
                    continue;
                }
                Features features = features(example, sentences);
                if (names.isEmpty()) {
                    names.addAll(features.names());
                    names.removeAll(List.of(Features.TOP, Features.TITLE));
                }
                if (kindProducts.length == 0) {
                    kindProducts = new double[names.size()][names.size()];
                    kindTargets = new double[names.size()];
                }
                double[] target = target(example, sentences);
                count += target.length;
                for (int i = 0; i < names.size(); i++) {
                    double[] left = features.column(names.get(i));
                    kindTargets[i] += sumOfProducts(left, target);
                    for (int j = 0; j < names.size(); j++) {
                        kindProducts[i][j] += sumOfProducts(left, features.column(names.get(j)));
                    }
                }
            }
            products = products.length == 0 ? new double[names.size()][names.size()] : products;
            targets = targets.length == 0 ? new double[names.size()] : targets;
            for (int i = 0; i < names.size(); i++) {
                targets[i] += kindTargets[i] / count / from.size();
                for (int j = 0; j < names.size(); j++) {
                    products[i][j] += kindProducts[i][j] / count / from.size();
                }
            }
        }
        double[] byHand = names.stream().mapToDouble(n -> BY_HAND.getOrDefault(n, 0.0)).toArray();
        double[] residual = new double[names.size()];
        for (int i = 0; i < residual.length; i++) {
            residual[i] = targets[i] - sumOfProducts(products[i], byHand);
        }
        for (int i = 0; i < residual.length; i++) {
            products[i][i] += PULL;
        }
        double[] change = solve(products, residual);
        Map<String, Double> weights = new TreeMap<>(BY_HAND);
        for (int i = 0; i < change.length; i++) {
            weights.put(names.get(i), byHand[i] + change[i]);
        }
        return weights;
    }

    private List<Sentence> sentences(Example example) {
        return new Candidates(
                        new Layout(List.of(example.text), List.of()),
                        new Wish(Integer.MAX_VALUE, 50, null),
                        () -> false)
                .batches(List.of(), null, Integer.MAX_VALUE)
                .getFirst()
                .sentences();
    }

    private Features features(Example example, List<Sentence> sentences) {
        return Features.of(
                sentences,
                embedder.embed(sentences.stream().map(Sentence::text).toList()),
                example.text.length(),
                example.title == null ? null : embedder.embed(List.of(example.title)).getFirst());
    }

    private static double[] target(Example example, List<Sentence> sentences) {
        double[] target =
                sentences.stream()
                        .mapToDouble(sentence ->
                                example.summaries.stream()
                                        .mapToDouble(summary ->
                                                rouge(sentence.text(), summary, 1)
                                                        + rouge(sentence.text(), summary, 2))
                                        .max()
                                        .orElseThrow())
                        .toArray();
        Ranking.standardize(target);
        return target;
    }

    private static double sumOfProducts(double[] left, double[] right) {
        double sum = 0;
        for (int i = 0; i < left.length; i++) {
            sum += left[i] * right[i];
        }
        return sum;
    }

    /// Gauss with pivots; changes its arguments.
    private static double[] solve(double[][] matrix, double[] right) {
        int size = right.length;
        for (int i = 0; i < size; i++) {
            int pivot = i;
            for (int row = i + 1; row < size; row++) {
                pivot = Math.abs(matrix[row][i]) > Math.abs(matrix[pivot][i]) ? row : pivot;
            }
            double[] swapped = matrix[i];
            matrix[i] = matrix[pivot];
            matrix[pivot] = swapped;
            double value = right[i];
            right[i] = right[pivot];
            right[pivot] = value;
            for (int row = i + 1; row < size; row++) {
                double factor = matrix[row][i] / matrix[i][i];
                for (int column = i; column < size; column++) {
                    matrix[row][column] -= factor * matrix[i][column];
                }
                right[row] -= factor * right[i];
            }
        }
        double[] solution = new double[size];
        for (int i = size - 1; i >= 0; i--) {
            double sum = right[i];
            for (int column = i + 1; column < size; column++) {
                sum -= matrix[i][column] * solution[column];
            }
            solution[i] = sum / matrix[i][i];
        }
        return solution;
    }

    private String written(Map<String, Double> weights, int most) {
        StringBuilder text = new StringBuilder();
        text.append(
                "# Learned from titles of CISI and Cranfield and the validation and test parts of");
        text.append(" QMSum by\n# stillroom.ai.summary.RankerTraining DATA ").append(most);
        text.append(' ').append(embedder.pack().replaceFirst("@.*", "")).append(" FILE\n");
        weights.forEach((name, weight) ->
                text.append(String.format(Locale.ROOT, "%s\t%.4f%n", name, weight)));
        return text.toString();
    }

    // -- Measuring

    /// ROUGE-1 of summaries as long as the median of the references, of the first words of the
    /// text, of weights by hand, of weights learned from the other kinds, and of those that are
    /// written.
    private void leaveOneKindOut() {
        System.out.printf(
                "%-22s %9s %6s %8s %8s %8s %8s%n",
                "kind", "documents", "words", "lead", "by hand", "left out", "written");
        Map<String, Double> written = learn(List.of("cisi", "cranfield", MEETINGS));
        for (String kind : kinds.keySet()) {
            List<String> others =
                    new ArrayList<>(List.of("abstracts", "cisi", "cranfield", MEETINGS));
            others.removeIf(kind::startsWith);
            int[] lengths =
                    kinds.get(kind).stream()
                            .mapToInt(example -> words(example.summaries.getFirst()).size())
                            .sorted()
                            .toArray();
            int words = lengths[lengths.length / 2];
            System.out.printf(
                    Locale.ROOT,
                    "%-22s %9d %6d %8.4f %8.4f %8.4f %8.4f%n",
                    kind,
                    lengths.length,
                    words,
                    lead(kind, words),
                    rouge(kind, words, BY_HAND),
                    rouge(kind, words, learn(others)),
                    rouge(kind, words, written));
        }
    }

    private double lead(String kind, int words) {
        return kinds.get(kind).stream()
                .mapToDouble(example -> {
                    List<String> all = words(example.text);
                    String lead = String.join(" ", all.subList(0, Math.min(words, all.size())));
                    return best(lead, example.summaries);
                })
                .average()
                .orElseThrow();
    }

    private double rouge(String kind, int words, Map<String, Double> weights) {
        var summarizer = new ExtractiveSummarizer(embedder, new Ranking(weights));
        return kinds.get(kind).stream()
                .mapToDouble(example -> {
                    StringBuilder made = new StringBuilder();
                    summarizer
                            .summarize(
                                    Text.of(example.title, List.of(example.text)),
                                    new Wish(Integer.MAX_VALUE, words, null),
                                    _ -> {},
                                    () -> false)
                            .forEach(sentence -> made.append(sentence.text()).append(' '));
                    return best(made.toString(), example.summaries);
                })
                .average()
                .orElseThrow();
    }

    private static double best(String made, List<String> summaries) {
        return summaries.stream()
                .mapToDouble(summary -> rouge(made, summary, 1))
                .max()
                .orElseThrow();
    }

    private static List<String> words(String text) {
        return WORD.matcher(text.toLowerCase(Locale.ROOT))
                .results()
                .map(MatchResult::group)
                .toList();
    }

    /// F1 of shared runs of `n` words.
    private static double rouge(String made, String wanted, int n) {
        Map<List<String>, Integer> runs = new HashMap<>();
        List<String> left = words(made);
        List<String> right = words(wanted);
        for (int i = 0; i + n <= left.size(); i++) {
            runs.merge(left.subList(i, i + n), 1, Integer::sum);
        }
        int shared = 0;
        for (int i = 0; i + n <= right.size(); i++) {
            List<String> run = right.subList(i, i + n);
            int count = runs.getOrDefault(run, 0);
            if (count > 0) {
                shared++;
                runs.put(run, count - 1);
            }
        }
        int all = Math.max(0, left.size() - n + 1) + Math.max(0, right.size() - n + 1);
        return all == 0 ? 0 : 2.0 * shared / all;
    }
}
