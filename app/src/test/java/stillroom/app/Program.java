package stillroom.app;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Runs the real program as a process of its own, as the launcher does.
final class Program {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int LOOK_MILLIS = 50;

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
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:-UsePerfData"));
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

    /// Opens the window without a screen, waits until it is there, and ends the program as the
    /// system does at the end of a session.
    ///
    /// @param library in which the program says that the window is there
    Run openWindow(Path library, String... arguments) throws IOException, InterruptedException {
        var headless = new ArrayList<>(options);
        headless.addAll(List.of("-Dglass.platform=Headless", "-Dprism.order=sw"));
        var process = new Program(folder, before, headless).start(arguments);
        var deadline = Instant.now().plus(PATIENCE);
        while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)
                && !saysThatTheWindowIsThere(library)) {
            if (Instant.now().isAfter(deadline)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new IOException("the window did not come");
            }
        }
        // The program itself, not a tracer that it runs under, nor its readers.
        Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .filter(Program::isProgram)
                .findFirst()
                .ifPresent(ProcessHandle::destroy);
        return run(process);
    }

    private static boolean isProgram(ProcessHandle process) {
        try {
            var line = Files.readString(Path.of("/proc", String.valueOf(process.pid()), "cmdline"));
            var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
            return line.startsWith(java + "\0")
                    && line.contains("\0" + Main.class.getName() + "\0");
        } catch (IOException _) {
            return false;
        }
    }

    static boolean saysThatTheWindowIsThere(Path library) throws IOException {
        var logs = library.resolve("logs");
        if (!Files.isDirectory(logs)) {
            return false;
        }
        try (var files = Files.list(logs)) {
            for (var file : files.toList()) {
                if (Files.readString(file, StandardCharsets.ISO_8859_1)
                        .contains("the window was there")) {
                    return true;
                }
            }
        }
        return false;
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
