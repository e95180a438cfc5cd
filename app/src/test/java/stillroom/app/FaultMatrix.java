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

/// Has the kernel's tracer refuse calls of the real program while it adds documents, as a full disk
/// or one that dies would, from the Nth call of a thread on. Each run ends in a sentence; once the
/// fault is over the same command finishes, and `check` says that catalogue and index agree.
///
/// `FaultMatrix RUNS [SEED]` prints what it did and found; exit code 0 only if that holds. Needs
/// `strace`.
final class FaultMatrix {

    /// What the system answers, and to which call. Reads are refused of the catalogue alone: the
    /// Java runtime reads itself by the same call.
    private enum Fault {
        FULL_WHILE_THE_CATALOGUE_IS_WRITTEN("pwrite64", "ENOSPC", 120),
        FULL_WHILE_A_FILE_IS_FORCED_TO_DISK("fsync,fdatasync", "ENOSPC", 12),
        FULL_WHILE_A_FILE_IS_MADE_LONGER("ftruncate,fallocate", "ENOSPC", 4),
        UNREADABLE_CATALOGUE("pread64", "EIO", 30),
        DYING_WHILE_THE_CATALOGUE_IS_WRITTEN("pwrite64", "EIO", 120),
        DYING_WHILE_A_FILE_IS_FORCED_TO_DISK("fsync,fdatasync", "EIO", 12);

        private final String calls;
        private final String error;
        private final int latest;

        Fault(String calls, String error, int latest) {
            this.calls = calls;
            this.error = error;
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
                                "inject=%s:error=%s:when=%d+"
                                        .formatted(fault.calls, fault.error, first)));
        if (fault == Fault.UNREADABLE_CATALOGUE) {
            tracer.addAll(List.of("-P", library.resolve("catalogue.db").toString()));
        }
        var run = program.under(tracer.toArray(String[]::new)).run(arguments);
        counts.merge(fault + (run.exitCode() == 0 ? " came too late" : " struck"), 1, Integer::sum);
        if (run.exitCode() >= 124) {
            findings.add(told + ": did not end by itself");
        } else if (run.exitCode() != 0 && run.err().isBlank()) {
            findings.add(told + ": failed without a word");
        }
        if (run.err().contains("\tat ") || run.err().contains("Something inside went wrong")) {
            findings.add(told + ": " + run.err().lines().limit(6).toList());
        }
        after(told, library, arguments);
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
