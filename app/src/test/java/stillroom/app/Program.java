package stillroom.app;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Runs the real program as a process of its own, as the launcher does.
final class Program {

    private final List<String> before;
    private final List<String> options;
    private final Path folder;

    /// What a run printed.
    record Run(int exitCode, String out, String err) {}

    /// @param folder for what the runs print
    Program(Path folder) {
        this(folder, List.of(), List.of());
    }

    private Program(Path folder, List<String> before, List<String> options) {
        this.folder = folder;
        this.before = before;
        this.options = options;
    }

    /// The same under another program, such as a tracer.
    Program under(String... command) {
        return new Program(folder, List.of(command), options);
    }

    /// The same with more options for the Java runtime.
    Program with(String... more) {
        return new Program(folder, before, List.of(more));
    }

    Run run(String... arguments) throws IOException, InterruptedException {
        return run(start(arguments));
    }

    /// Starts a run and does not wait for it.
    Process start(String... arguments) throws IOException {
        var command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        for (var name :
                List.of(
                        "ai.djl.offline",
                        "ai.djl.pytorch.num_threads",
                        "ai.djl.pytorch.num_interop_threads",
                        "stillroom.packs",
                        "PYTORCH_LIBRARY_PATH")) {
            var value = System.getProperty(name);
            if (value != null) {
                command.add("-D" + name + "=" + value);
            }
        }
        command.addAll(options);
        command.add("-cp");
        // Only what the program itself has: no test class on its path.
        command.add(
                Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                        .filter(entry -> !entry.endsWith("test-classes"))
                        .reduce((left, right) -> left + File.pathSeparator + right)
                        .orElseThrow());
        command.add(Main.class.getName());
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(nothing()))
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile())
                .start();
    }

    private File nothing() throws IOException {
        var empty = folder.resolve("nothing");
        Files.write(empty, new byte[0]);
        return empty.toFile();
    }

    private Run run(Process process) throws IOException, InterruptedException {
        int exitCode = process.waitFor();
        return new Run(
                exitCode,
                new String(Files.readAllBytes(folder.resolve("out")), StandardCharsets.UTF_8),
                new String(Files.readAllBytes(folder.resolve("err")), StandardCharsets.UTF_8));
    }
}
