package stillroom.index;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import stillroom.index.SyntheticDocuments.Question;
import stillroom.index.query.Query;
import stillroom.index.text.Extraction;

/// Fills a library with synthetic documents and measures what it costs to grow, open and search it.
/// Run by hand; docs/benchmarks.md has the commands.
///
/// - `grow LIBRARY TABLE SIZE…` grows a library, and appends a line to a table at each size, in
///   passages. A library that has some documents already goes on where it was.
/// - `search LIBRARY [QUERIES]` opens and searches it.
/// - `plot TABLE PICTURE` draws the table as SVG.
final class ScaleBenchmark {

    private static final int QUERIES = 300;
    private static final int WARM_UP = 1_000;
    private static final int FILES_AT_ONCE = 500;
    private static final String PACK = "synthetic@1";
    private static final int RECALL_QUERIES = 50;
    private static final int NEIGHBORS = 10;

    private final Path root;
    private final SyntheticDocuments documents = new SyntheticDocuments(SyntheticDocuments.SEED);

    private ScaleBenchmark(Path root) {
        this.root = root;
    }

    /// A size with what was measured at it; times in milliseconds. On a busy machine the time of
    /// the processor says more than that of the clock: a search runs on one thread.
    private record Row(
            int passages,
            double buildSeconds,
            double openMillis,
            long wordsBytes,
            long vectorsBytes,
            long catalogueBytes,
            double median,
            double p95,
            double cpuMedian,
            double cpuP95,
            double recall,
            double filteredMedian,
            double filteredP95,
            double filteredCpuMedian,
            double filteredCpuP95,
            double filteredRecall,
            long heapBytes) {

        static final String HEAD =
                "passages\tbuild_s\topen_ms\twords_bytes\tvectors_bytes\tcatalogue_bytes\tboth_p50_ms"
                        + "\tboth_p95_ms\tboth_cpu_p50_ms\tboth_cpu_p95_ms\trecall_at_10"
                        + "\tfiltered_p50_ms\tfiltered_p95_ms\tfiltered_cpu_p50_ms"
                        + "\tfiltered_cpu_p95_ms\tfiltered_recall_at_10\theap_bytes";

        String line() {
            return String.format(
                    Locale.ROOT,
                    "%d\t%.1f\t%.0f\t%d\t%d\t%d\t%.2f\t%.2f\t%.2f\t%.2f\t%.4f\t%.2f\t%.2f\t%.2f\t%.2f"
                            + "\t%.4f\t%d",
                    passages,
                    buildSeconds,
                    openMillis,
                    wordsBytes,
                    vectorsBytes,
                    catalogueBytes,
                    median,
                    p95,
                    cpuMedian,
                    cpuP95,
                    recall,
                    filteredMedian,
                    filteredP95,
                    filteredCpuMedian,
                    filteredCpuP95,
                    filteredRecall,
                    heapBytes);
        }
    }

    public static void main(String[] arguments) throws IOException {
        System.out.println("seed " + SyntheticDocuments.SEED);
        switch (arguments[0]) {
            case "grow" -> {
                var benchmark = new ScaleBenchmark(Path.of(arguments[1]));
                Path table = Path.of(arguments[2]);
                if (!Files.exists(table)) {
                    Files.writeString(table, Row.HEAD + "\n");
                }
                System.out.println(Row.HEAD);
                for (String size : Arrays.asList(arguments).subList(3, arguments.length)) {
                    double seconds = benchmark.grow(Integer.parseInt(size));
                    String line = benchmark.measure(QUERIES, seconds).line();
                    System.out.println(line);
                    Files.writeString(table, line + "\n", StandardOpenOption.APPEND);
                }
            }
            case "search" -> {
                int queries = arguments.length > 2 ? Integer.parseInt(arguments[2]) : QUERIES;
                System.out.println(Row.HEAD);
                var benchmark = new ScaleBenchmark(Path.of(arguments[1]));
                System.out.println(benchmark.measure(queries, 0).line());
            }
            case "plot" ->
                    Files.writeString(
                            Path.of(arguments[2]),
                            ScalePlot.svg(Files.readAllLines(Path.of(arguments[1]))));
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    // -- Growing

    private double grow(int passages) throws IOException {
        int wanted = passages / SyntheticDocuments.PASSAGES;
        long began = System.nanoTime();
        try (LocalIndex index = LocalIndex.open(root.resolve("library"))) {
            index.useGeneration(PACK, SyntheticDocuments.DIMENSIONS);
            for (int first = done(index); first < wanted; first = done(index)) {
                int last = Math.min(wanted, first + FILES_AT_ONCE);
                put(index, first, last);
                System.err.printf(
                        Locale.ROOT,
                        "%d documents after %.0f s%n",
                        last,
                        (System.nanoTime() - began) / 1e9);
            }
        }
        return (System.nanoTime() - began) / 1e9;
    }

    /// Documents come in order, and one after the other gets its text and vectors.
    private static int done(LocalIndex index) {
        return (int)
                index.documents().stream()
                        .filter(document -> document.status() instanceof Status.Indexed)
                        .count();
    }

    private void put(LocalIndex index, int first, int last) throws IOException {
        var files = new ArrayList<Path>();
        for (int i = first; i < last; i++) {
            Path file = file(i);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "synthetic document " + i);
            files.add(file);
        }
        List<LocalIndex.Addition> added = index.add(files);
        for (int i = first; i < last; i++) {
            DocumentId id =
                    switch (added.get(i - first)) {
                        case LocalIndex.Addition.Waiting(_, Document document) -> document.id();
                        case LocalIndex.Addition.Known(_, Document document) -> document.id();
                        case LocalIndex.Addition.Refused refused ->
                                throw new IllegalStateException(refused.toString());
                    };
            SyntheticDocuments.Text text = documents.text(i);
            index.putText(
                    id,
                    new Extraction.Text("txt", text.title(), "en", text.pages()),
                    text.passages());
            index.putVectors(id, PACK, documents.vectors(i));
        }
    }

    /// A folder has a hundred documents.
    private Path folder(int document) {
        return root.resolve("files/" + document / 100);
    }

    private Path file(int document) {
        return folder(document).resolve(document + ".txt");
    }

    // -- Measuring

    private Row measure(int queries, double buildSeconds) throws IOException {
        Path library = root.resolve("library");
        long began = System.nanoTime();
        try (LocalIndex index = LocalIndex.open(library)) {
            double open = (System.nanoTime() - began) / 1e6;
            int count = done(index);
            List<Question> questions = questions(count, WARM_UP + queries);
            Times all = times(index, questions, false);
            Times filtered = times(index, questions, true);
            double[] recall = recall(index, questions.subList(0, RECALL_QUERIES));
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            return new Row(
                    index.figures().passages(),
                    buildSeconds,
                    open,
                    bytes(library, "words"),
                    bytes(library, "vectors"),
                    index.figures().catalogueBytes(),
                    percentile(all.clock, 0.5),
                    percentile(all.clock, 0.95),
                    percentile(all.processor, 0.5),
                    percentile(all.processor, 0.95),
                    recall[0],
                    percentile(filtered.clock, 0.5),
                    percentile(filtered.clock, 0.95),
                    percentile(filtered.processor, 0.5),
                    percentile(filtered.processor, 0.95),
                    recall[1],
                    runtime.totalMemory() - runtime.freeMemory());
        }
    }

    private List<Question> questions(int count, int wanted) {
        var random = new Random(SyntheticDocuments.SEED + 1);
        return IntStream.range(0, wanted)
                .mapToObj(_ -> documents.question(random.nextInt(count), random))
                .toList();
    }

    private Query.Filter filter(Question question) {
        return new Query.Filter(Set.of(), Set.of(), folder(question.document()), null, null);
    }

    /// How long each question took.
    private record Times(List<Double> clock, List<Double> processor) {}

    private static QueryMeaning asked(Question question) {
        return Library.asked(question.vector(), 1, _ -> List.of());
    }

    /// Asks every question by words and meaning; those of the warm-up do not count.
    private Times times(LocalIndex index, List<Question> questions, boolean isFiltered) {
        var processor = ManagementFactory.getThreadMXBean();
        var times = new Times(new ArrayList<>(), new ArrayList<>());
        for (Question question : questions) {
            var query =
                    new Query(
                            question.text(),
                            Query.Mode.BOTH,
                            10,
                            isFiltered ? filter(question) : Query.Filter.NONE,
                            Query.Grouping.BEST_PASSAGE_OF_EACH_DOCUMENT);
            long began = System.nanoTime();
            long worked = processor.getCurrentThreadCpuTime();
            Hits hits = index.search(query, asked(question));
            times.clock.add((System.nanoTime() - began) / 1e6);
            times.processor.add((processor.getCurrentThreadCpuTime() - worked) / 1e6);
            if (hits.hits().isEmpty()) {
                throw new IllegalStateException("nothing found for " + question.text());
            }
        }
        times.clock.subList(0, WARM_UP).clear();
        times.processor.subList(0, WARM_UP).clear();
        return times;
    }

    /// A passage and how close it is.
    private record Near(DocumentId document, int ordinal, double cosine) {}

    /// Compares the passages found by meaning with those that are closest by a look at every
    /// vector.
    ///
    /// @return which part of the ten closest was found among all, and within a folder
    private double[] recall(LocalIndex index, List<Question> questions) {
        var all = new ArrayList<PriorityQueue<Near>>();
        var within = new ArrayList<PriorityQueue<Near>>();
        for (int i = 0; i < questions.size(); i++) {
            all.add(new PriorityQueue<>(Comparator.comparingDouble(Near::cosine)));
            within.add(new PriorityQueue<>(Comparator.comparingDouble(Near::cosine)));
        }
        for (Document document : index.documents()) {
            List<float[]> vectors = index.vectors(document.id());
            for (int ordinal = 0; ordinal < vectors.size(); ordinal++) {
                for (int i = 0; i < questions.size(); i++) {
                    Question question = questions.get(i);
                    double cosine = dot(question.vector(), vectors.get(ordinal));
                    var near = new Near(document.id(), ordinal, cosine);
                    keep(all.get(i), near);
                    if (document.path().startsWith(folder(question.document()))) {
                        keep(within.get(i), near);
                    }
                }
            }
        }
        int found = 0;
        int foundWithin = 0;
        for (int i = 0; i < questions.size(); i++) {
            Question question = questions.get(i);
            found += found(index, question, Query.Filter.NONE, all.get(i));
            foundWithin += found(index, question, filter(question), within.get(i));
        }
        double most = NEIGHBORS * questions.size();
        return new double[] {found / most, foundWithin / most};
    }

    private static void keep(PriorityQueue<Near> best, Near near) {
        if (best.size() < NEIGHBORS) {
            best.add(near);
        } else if (near.cosine() > best.element().cosine()) {
            best.remove();
            best.add(near);
        }
    }

    private static int found(
            LocalIndex index, Question question, Query.Filter filter, PriorityQueue<Near> wanted) {
        var query =
                new Query(
                        question.text(),
                        Query.Mode.MEANING,
                        NEIGHBORS,
                        filter,
                        Query.Grouping.EVERY_PASSAGE);
        int found = 0;
        for (Hit hit : index.search(query, asked(question)).hits()) {
            for (Near near : wanted) {
                if (near.document().equals(hit.document().id())
                        && near.ordinal() == hit.passage().ordinal()) {
                    found++;
                }
            }
        }
        return found;
    }

    private static float dot(float[] one, float[] other) {
        float sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += one[i] * other[i];
        }
        return sum;
    }

    private static double percentile(List<Double> times, double part) {
        List<Double> sorted = times.stream().sorted().toList();
        return sorted.get((int) Math.min(sorted.size() - 1, Math.round(part * sorted.size())));
    }

    private static long bytes(Path library, String prefix) throws IOException {
        try (Stream<Path> files = Files.walk(library)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> library.relativize(file).toString().startsWith(prefix))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }
}
