package stillroom.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// The main job of the real program, watched by the kernel's tracer, over documents that try to
/// reach out. What the lock refuses is seen too, so this shows that nothing even asks.
///
/// The Java runtime does, once in each process: when it opens the first file it asks which kinds of
/// sockets there are. The control is a program that does nothing else, without the lock.
@EnabledOnOs(OS.LINUX)
class WholeRunTest {

    private static final int DOCUMENTS = 50;
    private static final Pattern ASKED =
            Pattern.compile("\\b(?:socket|socketpair)\\((?!AF_UNIX|AF_LOCAL)|sin6?_addr|AF_INET");

    private static final int TERMINATED = 143;
    private static final String REFUSED = "= -1 EACCES (Permission denied)";

    @TempDir Path folder;

    @Test
    void theMainJobAsksForNoSocketButUnixOnes() throws Exception {
        assumeTrue(isOnPath("strace"), "strace is not installed");
        var documents = folder.resolve("documents");
        Lures.write(documents, DOCUMENTS, "Quince jelly.");
        var ofTheRuntime = askedByTheRuntimeAlone();
        for (var command : mainJob(documents)) {
            var run = traced("on", command);
            assertThat(run.exitCode()).as(command + "\n" + run.err()).isIn(0, 3);
            onlyUnixSockets(command.getFirst(), ofTheRuntime);
            wasDone(command, run);
        }
        var late = Files.writeString(folder.resolve("late.txt"), "Medlar jelly.");
        var window = traced("on").openWindow(libraryFolder(), library("open", late.toString()));
        assertThat(window.exitCode()).as(window.err()).isEqualTo(TERMINATED);
        onlyUnixSockets("the window", ofTheRuntime);
    }

    /// The documents are named by their ids once they are added: they were read under the tracer
    /// then, and each reader that starts under it takes seconds.
    private static List<List<String>> mainJob(Path documents) throws Exception {
        return List.of(
                List.of("--json", "add", documents.toString()),
                List.of("search", "rent of the lease"),
                List.of(
                        "summarize",
                        id(documents.resolve("0.html")),
                        id(documents.resolve("3.pdf"))),
                List.of(
                        "classify",
                        id(documents.resolve("2.docx")),
                        "--labels",
                        "contract,recipe"));
    }

    private static String id(Path file) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }

    /// The lures were read: what nobody reads reaches out to nobody.
    private static void wasDone(List<String> command, Program.Run run) {
        if (command.contains("add")) {
            assertThat(run.out().lines().filter(line -> line.contains("\"status\":\"indexed\"")))
                    .hasSize(DOCUMENTS);
        }
    }

    private void onlyUnixSockets(String what, List<String> ofTheRuntime) throws IOException {
        assertThat(asked()).as(what).allMatch(line -> line.endsWith(REFUSED));
        for (var calls : callsByProcess().values()) {
            assertThat(ofTheRuntime).as(what).containsAll(calls);
            assertThat(calls).as(what).hasSizeLessThanOrEqualTo(ofTheRuntime.size());
        }
    }

    @Test
    void theSameIsSeenToFailWhereTheLockIsTakenOut() throws Exception {
        assumeTrue(isOnPath("strace"), "strace is not installed");
        var documents = folder.resolve("documents");
        Lures.write(documents, 5, "Quince jelly.");
        var ofTheRuntime = askedByTheRuntimeAlone();
        var run = traced("off", List.of("add", "--words-only", documents.toString()));
        assertThat(run.exitCode()).as(run.err()).isIn(0, 3);
        assertThatThrownBy(() -> onlyUnixSockets("add", ofTheRuntime))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("AF_INET");
        var leaks = traced("off", List.of("privacy", "leak-test"));
        assertThat(leaks.exitCode()).isEqualTo(1);
        assertThat(asked()).anyMatch(line -> line.matches(".*socket\\(AF_INET.*\\) = \\d+"));
    }

    @Test
    void theMainJobSendsNoPacket() throws Exception {
        assumeTrue(isOnPath("unshare") && canUnshare(), "no network namespace can be made");
        var documents = folder.resolve("documents");
        Lures.write(documents, DOCUMENTS, "Quince jelly.");
        // A network of its own, with a loopback that counts what is sent.
        var counting =
                new Program(folder)
                        .under(
                                "unshare",
                                "-rn",
                                "sh",
                                "-c",
                                "ip link set lo up 2>/dev/null; \"$@\"; code=$?; cat /proc/net/dev >"
                                        + folder.resolve("counted")
                                        + "; exit $code",
                                "sh")
                        .with("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
        for (var command : mainJob(documents)) {
            var run = counting.run(library(command.toArray(String[]::new)));
            assertThat(run.exitCode()).as(run.err()).isIn(0, 3);
            nothingCounted();
            wasDone(command, run);
        }
        var window = counting.openWindow(libraryFolder(), library());
        assertThat(window.exitCode()).as(window.err()).isEqualTo(TERMINATED);
        nothingCounted();
    }

    private void nothingCounted() throws IOException {
        var counted = Files.readAllLines(folder.resolve("counted")).stream().skip(2).toList();
        assertThat(counted)
                .isNotEmpty()
                .allSatisfy(line -> {
                    var columns = line.strip().split("[\\s:]+", -1);
                    assertThat(columns[2]).as("packets received: " + line).isEqualTo("0");
                    assertThat(columns[10]).as("packets sent: " + line).isEqualTo("0");
                });
        Files.delete(folder.resolve("counted"));
    }

    private Program.Run traced(String lock, List<String> command) throws Exception {
        return traced(lock).run(library(command.toArray(String[]::new)));
    }

    /// Without `--seccomp-bpf`, which would be quicker and blind to what the lock refuses. Each
    /// call stops for the tracer twice, so the runtime is told to make fewer of its own.
    private Program traced(String lock) {
        return new Program(folder)
                .under("strace", "-f", "-qq", "-e", "trace=network", "-o", trace().toString())
                .with("-Dstillroom.lock=" + lock, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
    }

    private List<String> askedByTheRuntimeAlone() throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var process =
                new ProcessBuilder(
                                "strace",
                                "-f",
                                "-qq",
                                "-e",
                                "trace=network",
                                "-o",
                                trace().toString(),
                                java,
                                "-cp",
                                System.getProperty("java.class.path"),
                                OpensAFile.class.getName(),
                                folder.resolve("control").toString())
                        .inheritIO()
                        .start();
        assertThat(process.waitFor()).isZero();
        return callsByProcess().values().stream().flatMap(List::stream).toList();
    }

    /// The control.
    static final class OpensAFile {
        public static void main(String[] arguments) throws IOException {
            FileChannel.open(
                            Path.of(arguments[0]),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE)
                    .close();
        }
    }

    /// What was asked for, without the answers.
    private Map<String, List<String>> callsByProcess() throws IOException {
        return asked().stream()
                .collect(
                        Collectors.groupingBy(
                                line -> line.split(" +", 2)[0],
                                Collectors.mapping(
                                        line -> line.split(" +", 2)[1].split("\\) += ", 2)[0],
                                        Collectors.toList())));
    }

    private Path trace() {
        return folder.resolve("trace");
    }

    private List<String> asked() throws IOException {
        return Files.readAllLines(trace()).stream()
                .filter(line -> ASKED.matcher(line).find())
                .toList();
    }

    private Path libraryFolder() {
        return folder.resolve("library");
    }

    private String[] library(String... command) {
        return Stream.concat(Stream.of("--library", libraryFolder().toString()), Stream.of(command))
                .toArray(String[]::new);
    }

    static boolean isOnPath(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
    }

    private static boolean canUnshare() throws Exception {
        return new ProcessBuilder("unshare", "-rn", "true").start().waitFor() == 0;
    }
}
