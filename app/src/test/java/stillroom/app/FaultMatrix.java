package stillroom.app;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Has the kernel's tracer refuse or delay calls of the real program while it adds documents, as a
/// full disk, a slow one or one that dies would, from the Nth call of a thread on; takes away the
/// drive on which the library lies; and turns back the clock. Each run ends in a sentence; once the
/// fault is over the same command finishes, and `check` says that catalogue and index agree.
///
/// `FaultMatrix RUNS [SEED]` prints what it did and found; exit code 0 only if that holds. Needs
/// `strace`; for the drive, to be root where a file can be mounted; for the clock, `faketime`.
final class FaultMatrix {

    /// What the system answers, and to which call. Reads are refused of the catalogue or of the
    /// documents alone: the Java runtime reads itself by the same call.
    private enum Fault {
        FULL_WHILE_THE_CATALOGUE_IS_WRITTEN("pwrite64", "error=ENOSPC", 120),
        FULL_WHILE_A_FILE_IS_FORCED_TO_DISK("fsync,fdatasync", "error=ENOSPC", 12),
        FULL_WHILE_A_FILE_IS_MADE_LONGER("ftruncate,fallocate", "error=ENOSPC", 4),
        UNREADABLE_CATALOGUE("pread64", "error=EIO", 30),
        UNREADABLE_DOCUMENTS("read", "error=EIO", 3),
        DYING_WHILE_THE_CATALOGUE_IS_WRITTEN("pwrite64", "error=EIO", 120),
        DYING_WHILE_A_FILE_IS_FORCED_TO_DISK("fsync,fdatasync", "error=EIO", 12),
        SLOW_DISK("fsync,fdatasync", "delay_enter=300000", 3);

        private final String calls;
        private final String how;
        private final int latest;

        Fault(String calls, String how, int latest) {
            this.calls = calls;
            this.how = how;
            this.latest = latest;
        }
    }

    private static final int DOCUMENTS = 20;
    private static final int SECONDS = 120;

    private final Path folder;
    private final Random random;
    private final Program program;
    private final List<String> findings = new ArrayList<>();
    private final Map<String, Integer> counts = new TreeMap<>();

    FaultMatrix(Path folder, long seed) {
        this.folder = folder;
        this.random = new Random(seed);
        this.program = new Program(folder);
    }

    public static void main(String[] arguments) throws Exception {
        int runs = Integer.parseInt(arguments[0]);
        long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : System.nanoTime();
        var folder = Files.createTempDirectory("stillroom-faults");
        System.out.println("seed " + seed + ", in " + folder);
        var matrix = new FaultMatrix(folder, seed);
        var findings = matrix.run(runs);
        System.out.println(matrix.counts);
        findings.forEach(finding -> System.out.println("FOUND " + finding));
        System.exit(findings.isEmpty() ? 0 : 1);
    }

    /// Makes so many runs with each fault in turn, and returns what is not as it should be.
    List<String> run(int runs) throws Exception {
        var documents = Files.createDirectories(folder.resolve("documents"));
        var later = Files.createDirectories(folder.resolve("later"));
        for (int i = 0; i < DOCUMENTS; i++) {
            Files.writeString(
                    (i < DOCUMENTS / 2 ? documents : later).resolve(i + ".txt"),
                    "The parties of lease %d agree on the rent and on the garden. "
                            .formatted(i)
                            .repeat(40));
        }
        // What the faults strike has documents already.
        var healthy = folder.resolve("healthy");
        var before = program.run(add(healthy, documents));
        if (before.exitCode() != 0) {
            throw new IOException(before.err());
        }
        for (int i = 0; i < runs; i++) {
            var fault = Fault.values()[i % Fault.values().length];
            var library = folder.resolve("library-" + i);
            copy(healthy, library);
            run(fault, 1 + random.nextInt(fault.latest), library, later);
        }
        drive(healthy, later);
        clock(healthy, later);
        return findings;
    }

    private void run(Fault fault, int first, Path library, Path documents) throws Exception {
        var told = fault + " from call " + first + " of a thread on";
        var arguments = add(library, documents);
        var tracer =
                new ArrayList<>(
                        List.of(
                                "timeout",
                                "-k",
                                "1",
                                String.valueOf(SECONDS),
                                "strace",
                                "-f",
                                "-qq",
                                "-o",
                                "/dev/null",
                                "-e",
                                "trace=" + fault.calls,
                                "-e",
                                "inject=%s:%s:when=%d+".formatted(fault.calls, fault.how, first)));
        if (fault == Fault.UNREADABLE_CATALOGUE) {
            tracer.addAll(List.of("-P", library.resolve("catalogue.db").toString()));
        } else if (fault == Fault.UNREADABLE_DOCUMENTS) {
            for (int i = DOCUMENTS / 2; i < DOCUMENTS; i++) {
                tracer.addAll(List.of("-P", documents.resolve(i + ".txt").toString()));
            }
        }
        var run = program.under(tracer.toArray(String[]::new)).run(arguments);
        counts.merge(fault + (run.exitCode() == 0 ? " came too late" : " struck"), 1, Integer::sum);
        if (fault == Fault.SLOW_DISK && run.exitCode() != 0) {
            findings.add(told + ": " + run.err());
        }
        judge(told, run);
        after(told, library, arguments);
    }

    private void judge(String told, Program.Run run) {
        if (run.exitCode() >= 124) {
            findings.add(told + ": did not end by itself");
        } else if (run.exitCode() != 0 && run.err().isBlank()) {
            findings.add(told + ": failed without a word");
        }
        if (run.err().contains("\tat ") || run.err().contains("Something inside went wrong")) {
            findings.add(told + ": " + run.err().lines().limit(6).toList());
        }
    }

    /// The library lies on a drive that is taken away in the middle, and comes back.
    private void drive(Path healthy, Path documents) throws Exception {
        var drive = folder.resolve("drive");
        var point = Files.createDirectories(folder.resolve("point"));
        var mount = new String[] {"mount", "-o", "loop", drive.toString(), point.toString()};
        if (!does("truncate", "-s", "64M", drive.toString())
                || !does("mkfs.ext4", "-q", drive.toString())
                || !does(mount)) {
            counts.merge("drives could not be mounted", 1, Integer::sum);
            return;
        }
        var library = point.resolve("library");
        try {
            copy(healthy, library);
            var arguments = add(library, documents);
            var process = program.start(arguments);
            int seen = sources(library);
            boolean isUnderWay = false;
            while (!isUnderWay && process.isAlive()) {
                isUnderWay = sources(library) > seen;
                Thread.onSpinWait();
            }
            does("umount", "-l", point.toString());
            process.waitFor(SECONDS, TimeUnit.SECONDS);
            if (process.isAlive()) {
                process.destroyForcibly().waitFor();
                findings.add("a drive that vanishes: did not end by itself");
            }
            var run =
                    new Program.Run(
                            process.exitValue(),
                            Files.readString(folder.resolve("out")),
                            Files.readString(folder.resolve("err")));
            counts.merge("drives that vanished, exit code " + run.exitCode(), 1, Integer::sum);
            judge("a drive that vanishes", run);
            var without = program.run("--library", library.toString(), "list");
            judge("without its drive", without);
            if (!does(mount)) {
                findings.add("the drive could not be mounted again");
                return;
            }
            after("a drive that came back", library, arguments);
        } finally {
            does("umount", "-l", point.toString());
        }
    }

    /// How large the log of the catalogue is: it grows with the first change.
    private static int sources(Path library) throws IOException {
        var log = library.resolve("catalogue.db-wal");
        return Files.exists(log) ? (int) Files.size(log) : 0;
    }

    /// The clock goes back by more than a year, and later is right again.
    private void clock(Path healthy, Path documents) throws Exception {
        if (!does("faketime", "--version")) {
            counts.merge("clocks could not be turned back", 1, Integer::sum);
            return;
        }
        var library = folder.resolve("library-of-last-year");
        copy(healthy, library);
        var then =
                program.under(
                        "timeout", "-k", "1", String.valueOf(SECONDS), "faketime", "-f", "-400d");
        var arguments = add(library, documents);
        var added = then.run(arguments);
        judge("a clock that goes back", added);
        if (added.exitCode() != 0) {
            findings.add("a clock that goes back: " + added.err());
        }
        var label = List.of("--library", library.toString(), "label");
        for (var words :
                List.of(List.of("add", "lease"), List.of("set", "lease", first(then, library)))) {
            var command = Stream.concat(label.stream(), words.stream()).toArray(String[]::new);
            judge("last year", then.run(command));
        }
        counts.merge("clocks turned back", 1, Integer::sum);
        after("a clock that went back", library, arguments);
        var listed = program.run("--json", "--library", library.toString(), "list");
        if (listed.out().lines().filter(line -> line.contains("\"lease\"")).count() != 1) {
            findings.add("a label of last year is not there: " + listed.out() + listed.err());
        }
    }

    private static String first(Program then, Path library) throws Exception {
        var listed = then.run("--json", "--library", library.toString(), "list");
        var line = listed.out().lines().findFirst().orElseThrow();
        return JsonParser.parseString(line).getAsJsonObject().get("document").getAsString();
    }

    private static boolean does(String... command) throws IOException, InterruptedException {
        try {
            return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
        } catch (IOException notThere) {
            return false;
        }
    }

    private static String[] add(Path library, Path documents) {
        return new String[] {
            "--json", "--library", library.toString(), "add", "--words-only", documents.toString()
        };
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (var file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
    }

    /// The fault is over.
    private void after(String told, Path library, String... arguments)
            throws IOException, InterruptedException {
        var again = program.run(arguments);
        if (again.exitCode() != 0) {
            findings.add(told + ": afterwards: " + again.err());
            return;
        }
        for (int i = 0; i < 2; i++) {
            var check = program.run("--json", "--library", library.toString(), "check");
            var line = JsonParser.parseString(check.out().strip()).getAsJsonObject();
            if (line.get("documents").getAsInt() != DOCUMENTS
                    || !line.getAsJsonArray("damage").isEmpty()
                    || (i > 0 && !line.get("ok").getAsBoolean())) {
                findings.add(told + ": afterwards: " + line);
            }
        }
    }
}
