package stillroom.index;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import stillroom.index.query.Query;

/// Hours of use, compressed: one thread adds, changes and removes documents without a pause, and
/// beside every eight of its steps eight threads search at once. Each search must find what is
/// there and nothing that is gone, and once the library has its size, memory, handles, threads,
/// disk and times of searches may grow no more.
///
/// `LongRun DOCUMENTS [LIVE [MINUTES [SEED]]]` prints a line for each twentieth of the way and what
/// it found; exit code 0 only if that holds.
final class LongRun implements AutoCloseable {

    private static final int SEARCHERS = 8;
    private static final int STEPS_OF_A_ROUND = 8;
    private static final int SAMPLES = 20;
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");
    private static final Pattern THREADS = Pattern.compile("Threads:\\s+(\\d+)");

    /// How much the second half may have more than the first quarter had at its end: noise of the
    /// collector, of merging and of the machine.
    private static final double GROWTH = 1.5;

    private static final double GROWTH_OF_TIMES = 3;
    private static final int MORE_HANDLES = 40;
    private static final int MORE_THREADS = 4;

    private record Sample(
            int done,
            int live,
            long heap,
            long resident,
            int handles,
            int threads,
            long disk,
            int searches,
            double median,
            double p95) {

        @Override
        public String toString() {
            return "%,d done, %,d there, heap %d MB, resident %d MB, %d handles, %d threads, disk %d MB; %,d searches, p50 %.1f ms, p95 %.1f ms"
                    .formatted(
                            done, live, heap, resident, handles, threads, disk, searches, median,
                            p95);
        }
    }

    private final Library library;
    private final Random random;
    private final int live;

    /// The word of each document that is there, by what it is; others are on their way in or out.
    private final Map<DocumentId, String> there = new ConcurrentHashMap<>();

    private final List<DocumentId> order = new ArrayList<>();
    private final Map<DocumentId, Path> files = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> gone = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> findings = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Double> times = new ConcurrentLinkedQueue<>();
    private final List<Sample> samples = new ArrayList<>();

    /// A round is a few steps of the writer and, at the same time, one search of each searcher:
    /// without it the searchers would leave the writer no time.
    private final Phaser rounds = new Phaser(1 + SEARCHERS);

    private final AtomicBoolean over = new AtomicBoolean();
    private int made;

    /// @param live how many documents there are from some point on
    LongRun(Path folder, int live, long seed) {
        this.library = new Library(folder);
        this.live = live;
        this.random = new Random(seed);
    }

    public static void main(String[] arguments) throws Exception {
        int documents = Integer.parseInt(arguments[0]);
        int live = arguments.length > 1 ? Integer.parseInt(arguments[1]) : documents / 10;
        var time = Duration.ofMinutes(arguments.length > 2 ? Long.parseLong(arguments[2]) : 1_440);
        long seed = arguments.length > 3 ? Long.parseLong(arguments[3]) : System.nanoTime();
        var folder = Files.createTempDirectory("stillroom-long");
        System.out.println("seed " + seed + ", in " + folder);
        List<String> found;
        try (var run = new LongRun(folder, live, seed)) {
            run.run(documents, time);
            found = run.compare();
        }
        found.forEach(finding -> System.out.println("FOUND " + finding));
        System.exit(found.isEmpty() ? 0 : 1);
    }

    /// Takes so many steps, or works for so long, and returns what is not as it should be.
    List<String> run(int documents, Duration time) throws IOException {
        var end = Instant.now().plus(time);
        library.index.useGeneration(Library.PACK, Library.DIMENSIONS);
        try (var searchers = Executors.newFixedThreadPool(SEARCHERS)) {
            try {
                for (int i = 0; i < SEARCHERS; i++) {
                    searchers.execute(this::search);
                }
                int each = Math.max(1, documents / SAMPLES);
                for (int done = 1; done <= documents && Instant.now().isBefore(end); done++) {
                    if (done % STEPS_OF_A_ROUND == 1) {
                        rounds.arriveAndAwaitAdvance();
                    }
                    step();
                    if (done % each == 0) {
                        sample(done);
                    }
                }
            } finally {
                over.set(true);
                rounds.arriveAndDeregister();
            }
        }
        if (!library.index.check().damage().isEmpty()) {
            findings.add("the catalogue is damaged: " + library.index.check());
        }
        return List.copyOf(findings);
    }

    // -- The writer

    private void step() throws IOException {
        if (order.size() < live) {
            add(library.files.resolve(made + ".txt"));
        } else if (random.nextBoolean()) {
            // A change: what the file was goes, what it is now comes.
            int at = random.nextInt(order.size());
            var id = order.remove(at);
            var file = files.remove(id);
            var word = there.remove(id);
            add(file);
            isGone(id, word);
        } else {
            var id = order.remove(random.nextInt(order.size()));
            var word = there.remove(id);
            library.index.remove(List.of(id));
            isGone(id, word);
            Files.deleteIfExists(files.remove(id));
            add(library.files.resolve(made + ".txt"));
        }
    }

    private void isGone(DocumentId id, String word) {
        gone.add(word + " " + id.sha256());
        while (gone.size() > SEARCHERS) {
            gone.remove();
        }
    }

    private void add(Path file) throws IOException {
        var word = word(made++);
        var text = new StringBuilder();
        for (int i = 0; i < 3 + random.nextInt(10); i++) {
            text.append(
                    "The parties agree on %s, on the rent and on garden %d. "
                            .formatted(word, random.nextInt(1_000)));
        }
        var id = library.indexed(library.files.relativize(file).toString(), text.toString());
        order.add(id);
        files.put(id, file);
        there.put(id, word);
    }

    /// Letters alone, so that it is one word for every language.
    private static String word(int number) {
        var word = new StringBuilder("q");
        for (int left = number + 1; left > 0; left /= 26) {
            word.append((char) ('a' + left % 26));
        }
        return word.append("zq").toString();
    }

    // -- The readers

    private void search() {
        try {
            while (true) {
                rounds.arriveAndAwaitAdvance();
                if (over.get()) {
                    return;
                }
                searchOnce();
            }
        } catch (RuntimeException | Error e) {
            findings.add("a search failed: " + e);
        } finally {
            rounds.arriveAndDeregister();
        }
    }

    private void searchOnce() {
        var ids = List.copyOf(there.keySet());
        if (ids.isEmpty()) {
            return;
        }
        var id = ids.get(ThreadLocalRandom.current().nextInt(ids.size()));
        var word = there.get(id);
        if (word == null) {
            return;
        }
        long began = System.nanoTime();
        var found = library.find(word, Query.Mode.BOTH);
        times.add((System.nanoTime() - began) / 1e6);
        // What left meanwhile may be found or not; and the model of these tests, which knows
        // letters
        // only, puts ten others before the one that has the word once in some ten thousand times.
        if (!found.contains(id)
                && !library.find(word, Query.Mode.WORDS).contains(id)
                && there.containsKey(id)) {
            findings.add("not found by its word: " + word);
        }
        var left = gone.peek();
        if (left != null) {
            var parts = left.split(" ", -1);
            if (library.find(parts[0], Query.Mode.WORDS).stream()
                    .anyMatch(hit -> hit.sha256().equals(parts[1]))) {
                findings.add("found, but gone: " + left);
            }
        }
    }

    // -- What it takes

    private void sample(int done) throws IOException {
        System.gc();
        var runtime = Runtime.getRuntime();
        var status = Files.readString(Path.of("/proc/self/status"), StandardCharsets.ISO_8859_1);
        var taken = new ArrayList<Double>();
        for (var time = times.poll(); time != null; time = times.poll()) {
            taken.add(time);
        }
        Collections.sort(taken);
        int handles;
        try (var all = Files.list(Path.of("/proc/self/fd"))) {
            handles = (int) all.count();
        }
        var sample =
                new Sample(
                        done,
                        order.size(),
                        (runtime.totalMemory() - runtime.freeMemory()) >> 20,
                        number(RESIDENT, status) >> 10,
                        handles,
                        (int) number(THREADS, status),
                        disk() >> 20,
                        taken.size(),
                        at(taken, 0.5),
                        at(taken, 0.95));
        samples.add(sample);
        System.out.println(sample);
    }

    private static long number(Pattern pattern, String text) {
        var matcher = pattern.matcher(text);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }

    private static double at(List<Double> sorted, double part) {
        return sorted.isEmpty() ? 0 : sorted.get((int) (part * (sorted.size() - 1)));
    }

    private long disk() {
        var figures = library.index.figures();
        return figures.indexBytes() + figures.catalogueBytes();
    }

    /// Adds to the findings what grew since the library had just come to its size.
    private List<String> compare() {
        var full = samples.stream().filter(sample -> sample.live >= live).toList();
        if (full.size() < 4) {
            return List.copyOf(findings);
        }
        var before = full.subList(0, full.size() / 2);
        var after = full.subList(full.size() / 2, full.size());
        grown("heap", most(before, Sample::heap), most(after, Sample::heap) / GROWTH);
        grown("resident", most(before, Sample::resident), most(after, Sample::resident) / GROWTH);
        grown("disk", most(before, Sample::disk), most(after, Sample::disk) / GROWTH);
        grown(
                "handles",
                most(before, Sample::handles),
                most(after, Sample::handles) - MORE_HANDLES);
        grown(
                "threads",
                most(before, Sample::threads),
                most(after, Sample::threads) - MORE_THREADS);
        grown("p95", most(before, Sample::p95), most(after, Sample::p95) / GROWTH_OF_TIMES);
        return List.copyOf(findings);
    }

    private interface Figure {
        double of(Sample sample);
    }

    private static double most(List<Sample> samples, Figure figure) {
        return samples.stream().mapToDouble(figure::of).max().orElse(0);
    }

    private void grown(String what, double before, double allowed) {
        if (allowed > before) {
            findings.add("%s grows: %s".formatted(what, samples));
        }
    }

    @Override
    public void close() {
        library.close();
    }
}
