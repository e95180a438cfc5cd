package stillroom.index.text;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/// Has the reader process read [HostileFiles]. Each must be answered in time, with text that keeps
/// to the [Limits] or a problem that fits; no reader may take more memory or more of the disk than
/// it is allowed; and an ordinary file that comes next must be read.
///
/// `HostileMatrix FILES [SEED [SIZE]]` prints what became of each kind, the slowest and the
/// largest; exit code 0 only if all of that holds.
final class HostileMatrix implements AutoCloseable {

    /// The Java runtime itself, its code, stacks and buffers, beside the heap of a reader.
    private static final int MEGABYTES_BESIDE_THE_HEAP = 400;

    /// To notice that the time is over, end the reader and start the next one on a busy machine.
    private static final Duration SLACK = Duration.ofSeconds(30);

    /// The program cuts a text into passages itself, so no text may make that slow.
    private static final Duration FOR_PASSAGES = Duration.ofSeconds(20);

    private static final Pattern PEAK = Pattern.compile("VmHWM:\\s+(\\d+) kB");
    private static final String ORDINARY = "Plum jam wants patience.";

    private final Path folder;
    private final HostileFiles files;
    private final Duration time;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final ReaderProcess reader;
    private final Map<String, Integer> counts = new TreeMap<>();
    private final List<String> findings = new ArrayList<>();
    private String slowest = "";
    private Duration longest = Duration.ZERO;
    private long mostMegabytes;
    private long mostOnDisk;

    HostileMatrix(Path folder, long seed, double size, Duration time) throws IOException {
        this.folder = folder;
        this.files = new HostileFiles(Files.createDirectories(folder.resolve("files")), seed, size);
        this.time = time;
        this.reader =
                new ReaderProcess(
                        ReaderProcess.command(ReaderMain.class.getName()),
                        1,
                        folder.resolve("temporary"),
                        executor,
                        List::of,
                        Optional::empty,
                        time);
    }

    public static void main(String[] arguments) throws IOException {
        int wanted = Integer.parseInt(arguments[0]);
        long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : System.nanoTime();
        double size = arguments.length > 2 ? Double.parseDouble(arguments[2]) : 1;
        var folder = Files.createTempDirectory("stillroom-hostile");
        System.out.println("seed " + seed + ", size " + size + ", in " + folder);
        List<String> findings;
        try (var matrix = new HostileMatrix(folder, seed, size, Limits.STANDARD.time())) {
            findings = matrix.run(wanted);
            System.out.println(matrix.told());
        }
        findings.forEach(finding -> System.out.println("FOUND " + finding));
        System.exit(findings.isEmpty() ? 0 : 1);
    }

    /// Has so many files read, of each kind in turn, and returns what is not as it should be.
    List<String> run(int wanted) throws IOException {
        var ordinary = Files.writeString(folder.resolve("ordinary.txt"), ORDINARY);
        var kinds = List.of(HostileFiles.Kind.values());
        for (int i = 0; i < wanted; i++) {
            var kind = kinds.get(i % kinds.size());
            var file = files.write(kind, i);
            long began = System.nanoTime();
            var extraction = reader.extract(file);
            var took = Duration.ofNanos(System.nanoTime() - began);
            measure();
            judge(kind, extraction, took);
            Files.delete(file);
            if (!(reader.extract(ordinary) instanceof Extraction.Text text)
                    || !text.pages().getFirst().text().equals(ORDINARY)) {
                findings.add("after " + kind + " an ordinary file is not read");
            }
        }
        return findings;
    }

    /// What became of the files, for people.
    String told() {
        return counts
                + "; slowest "
                + slowest
                + "; most memory of a reader "
                + mostMegabytes
                + " MB, most on disk "
                + mostOnDisk
                + " MB";
    }

    private void judge(HostileFiles.Kind kind, Extraction extraction, Duration took) {
        System.out.println(
                kind
                        + ", "
                        + took.toMillis()
                        + " ms: "
                        + (extraction instanceof Extraction.Unreadable(_, var problem, _)
                                ? problem
                                : "text"));
        if (took.compareTo(longest) > 0) {
            longest = took;
            slowest = kind + " in " + took.toMillis() + " ms";
        }
        if (took.compareTo(time.plus(SLACK)) > 0) {
            findings.add(kind + " took " + took);
        }
        switch (extraction) {
            case Extraction.Unreadable(_, var problem, var detail) -> {
                counts.merge(kind + " " + problem, 1, Integer::sum);
                if (problem == Problem.UNREADABLE) {
                    findings.add(kind + " ended the reader: " + detail);
                }
            }
            case Extraction.Text text -> {
                counts.merge(kind + " text", 1, Integer::sum);
                judge(kind, text);
            }
        }
    }

    private void judge(HostileFiles.Kind kind, Extraction.Text text) {
        long characters = text.pages().stream().mapToLong(page -> page.text().length()).sum();
        if (characters > Limits.STANDARD.characters()
                || text.pages().size() > Limits.STANDARD.pages()) {
            findings.add(
                    "%s: %d characters on %d pages"
                            .formatted(kind, characters, text.pages().size()));
        }
        long began = System.nanoTime();
        new Chunker(words -> 1 + words.length() / 5, 250).passages(text.pages());
        var took = Duration.ofNanos(System.nanoTime() - began);
        if (took.compareTo(FOR_PASSAGES) > 0) {
            findings.add(kind + ": its passages took " + took);
        }
    }

    private void measure() throws IOException {
        for (var child : ProcessHandle.current().children().toList()) {
            var status = Path.of("/proc", String.valueOf(child.pid()), "status");
            if (Files.isReadable(status)) {
                var peak = PEAK.matcher(Files.readString(status, StandardCharsets.ISO_8859_1));
                if (peak.find()) {
                    long megabytes = Long.parseLong(peak.group(1)) >> 10;
                    mostMegabytes = Math.max(mostMegabytes, megabytes);
                    if (megabytes > Limits.STANDARD.heapMegabytes() + MEGABYTES_BESIDE_THE_HEAP) {
                        findings.add("a reader took " + megabytes + " MB");
                    }
                }
            }
        }
        try (var left = Files.walk(folder.resolve("temporary"))) {
            long bytes =
                    left.filter(Files::isRegularFile)
                            .mapToLong(file -> file.toFile().length())
                            .sum();
            mostOnDisk = Math.max(mostOnDisk, bytes >> 20);
            if (bytes > Limits.STANDARD.unpacked()) {
                findings.add("a reader left " + (bytes >> 20) + " MB on the disk");
            }
        }
    }

    @Override
    public void close() {
        reader.close();
        executor.close();
    }
}
