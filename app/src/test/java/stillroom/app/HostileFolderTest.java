package stillroom.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A folder full of what is no ordinary file, or has no ordinary name, given to the real program.
class HostileFolderTest {

    @TempDir Path folder;

    @Test
    void answersForEverythingAndOpensNoPipeSocketOrDevice() throws Exception {
        assumeTrue(Files.isReadable(Path.of("/proc/self/status")), "needs Linux");
        var files = Files.createDirectory(folder.resolve("files"));
        fill(files);
        // Whoever writes to a pipe waits until somebody opens it for reading.
        var writers =
                List.of(shell(files, "echo x > pipe.txt"), shell(files, "echo x > sub/pipe.pdf"));
        try {
            var run = add(files);

            assertThat(run.exitCode()).as(run.err()).isEqualTo(3);
            assertThat(writers).allMatch(Process::isAlive);
            var answers = answers(run);
            assertThat(status(answers, "ordinary.txt")).isEqualTo("indexed");
            assertThat(status(answers, "x".repeat(251) + ".txt")).isEqualTo("indexed");
            assertThat(status(answers, "line\nbreak\t\u202e.txt")).isEqualTo("indexed");
            for (var name :
                    List.of(
                            "loop.txt",
                            "there.txt",
                            "back.txt",
                            "nowhere.txt",
                            "zero.txt",
                            "pipe.txt",
                            "pipe.pdf",
                            "socket.txt")) {
                assertThat(problem(answers, name)).as(name).isEqualTo("unreadable");
            }
            assertThat(problem(answers, "huge.pdf")).isEqualTo("too-large");
            assertThat(run.err()).contains("Its name is not text that can be read. Rename it.");
        } finally {
            writers.forEach(Process::destroyForcibly);
            // Java cannot: the paths below it are longer than the system allows.
            shell(files, "rm -rf deeper-and-deeper").onExit().join();
        }
    }

    @Test
    void aFileThatGrowsAllTheTimeIsReadAsItWas() throws Exception {
        var files = Files.createDirectory(folder.resolve("files"));
        var growing = Files.writeString(files.resolve("growing.txt"), "Plum jam. ".repeat(100));
        var isEnough = new AtomicBoolean();
        var writer =
                CompletableFuture.runAsync(() -> {
                    while (!isEnough.get()) {
                        append(growing);
                    }
                });
        Program.Run run;
        try {
            run = add(files);
        } finally {
            isEnough.set(true);
            writer.join();
        }
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(status(answers(run), "growing.txt")).isEqualTo("indexed");
    }

    @Test
    void whatTheEnvironmentTellsJavaIsForTheProgramAndNotForItsReaders() throws Exception {
        var files = Files.createDirectory(folder.resolve("files"));
        Files.writeString(files.resolve("plum.txt"), "Plum jam.");

        // Java then writes to where a reader answers.
        var run = add(new Program(folder).under("env", "JAVA_TOOL_OPTIONS=-Xlog:gc+init"), files);

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("[gc,init]");
        assertThat(status(answers(run), "plum.txt")).isEqualTo("indexed");
    }

    private static void append(Path file) {
        try {
            if (Files.size(file) < 10_000_000) {
                Files.writeString(file, "Quince jelly. ".repeat(100), StandardOpenOption.APPEND);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Program.Run add(Path files) throws IOException, InterruptedException {
        return add(new Program(folder), files);
    }

    private Program.Run add(Program program, Path files) throws IOException, InterruptedException {
        return program.run(
                "--json",
                "--library",
                folder.resolve("library").toString(),
                "add",
                "--words-only",
                files.toString());
    }

    private static Map<String, JsonObject> answers(Program.Run run) {
        return run.out()
                .lines()
                .filter(line -> line.startsWith("{"))
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .filter(line -> line.has("path"))
                .collect(
                        Collectors.toMap(
                                line ->
                                        Path.of(line.get("path").getAsString())
                                                .getFileName()
                                                .toString(),
                                line -> line));
    }

    private static String status(Map<String, JsonObject> answers, String name) {
        return answers.get(name).get("status").getAsString();
    }

    private static String problem(Map<String, JsonObject> answers, String name) {
        return answers.get(name).get("problem").getAsString();
    }

    private static void fill(Path files) throws IOException {
        Files.writeString(files.resolve("ordinary.txt"), "Plum jam wants patience.");
        Files.createSymbolicLink(files.resolve("loop.txt"), files.resolve("loop.txt"));
        Files.createSymbolicLink(files.resolve("there.txt"), files.resolve("back.txt"));
        Files.createSymbolicLink(files.resolve("back.txt"), files.resolve("there.txt"));
        Files.createSymbolicLink(files.resolve("nowhere.txt"), files.resolve("not there"));
        Files.createSymbolicLink(files.resolve("up"), files);
        Files.createSymbolicLink(files.resolve("zero.txt"), Path.of("/dev/zero"));
        Files.createDirectory(files.resolve("folder.pdf"));
        Files.createDirectory(files.resolve("sub"));
        Files.writeString(files.resolve("x".repeat(251) + ".txt"), "A long name.");
        Files.writeString(files.resolve("line\nbreak\t\u202e.txt"), "An odd name.");
        shell(
                        files,
                        """
                        mkfifo pipe.txt sub/pipe.pdf
                        truncate -s 3T huge.pdf
                        printf 'Bytes.' > "$(printf 'no-\\377-text.txt')"
                        mkdir "$(printf 'folder-\\376')"
                        printf 'In it.' > "$(printf 'folder-\\376/in.txt')"
                        i=0
                        while [ $i -lt 300 ] && mkdir deeper-and-deeper && cd deeper-and-deeper
                        do i=$((i+1)); done
                        """)
                .onExit()
                .join();
        // The name of a socket must be short, and the file stays when it is closed.
        try (var socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            var address = Path.of("").toAbsolutePath().relativize(files.resolve("socket.txt"));
            socket.bind(UnixDomainSocketAddress.of(address));
        }
    }

    private static Process shell(Path folder, String script) throws IOException {
        return new ProcessBuilder("sh", "-c", script).directory(folder.toFile()).start();
    }
}
