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
        }
        var late = Files.writeString(folder.resolve("late.txt"), "Medlar jelly.");
        var window = traced("on").openWindow(libraryFolder(), library("open", late.toString()));
        assertThat(window.exitCode()).as(window.err()).isEqualTo(TERMINATED);
        onlyUnixSockets("the window", ofTheRuntime);
        var found = new Program(folder).run(library("search", "quince", "--limit", "60"));
        assertThat(found.out().lines().count()).isGreaterThan(30);
    }

    private static List<List<String>> mainJob(Path documents) {
        return List.of(
                List.of("add", documents.toString()),
                List.of("search", "rent of the lease"),
                List.of(
                        "summarize",
                        documents.resolve("0.html").toString(),
                        documents.resolve("3.pdf").toString()),
                List.of(
                        "classify",
                        documents.resolve("2.docx").toString(),
                        "--labels",
                        "contract,recipe"));
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
        Lures.write(documents, 14, "Quince jelly.");
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
                                "sh");
        for (var command : mainJob(documents)) {
            var run = counting.run(library(command.toArray(String[]::new)));
            assertThat(run.exitCode()).as(run.err()).isIn(0, 3);
            nothingCounted();
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

    /// Without `--seccomp-bpf`, which would be quicker and blind to what the lock refuses.
    private Program traced(String lock) {
        return new Program(folder)
                .under("strace", "-f", "-qq", "-e", "trace=network", "-o", trace().toString())
                .with("-Dstillroom.lock=" + lock);
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
