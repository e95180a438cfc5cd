package stillroom.app;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.util.WaitForAsyncUtils;
import stillroom.index.Backup;
import stillroom.index.IndexException;

/// Files dragged by the mouse from the window of one process to that of another, on a real X
/// server: what lies between, the protocol of the desktop, is not ours.
@Timeout(240)
class X11DragTest {

    private static final String DISPLAY = ":97";
    private static final int WIDTH = 2000;
    private static final int HEIGHT = 1000;
    private static final int SOURCE_X = 1800;
    private static final int SOURCE_Y = 400;

    private final List<Process> started = new ArrayList<>();

    @Test
    void takesFilesAndFoldersFromAnotherProgram(@TempDir Path folder) throws Exception {
        // Two windows on a server of their own do not always come up beside a busy gate.
        assumeTrue(Boolean.getBoolean("stillroom.drag"), "asked for with -Dstillroom.drag=true");
        assumeTrue(isThere("Xvfb") && isThere("xdotool"), "there is no X server to try it on");
        var folders = Papers.write(folder.resolve("desk"));
        var pasture = folder.resolve("Field notes.md");
        Files.writeString(pasture, "The ditch along the lower pasture was cleared in March.");
        var library = folder.resolve("library");
        try {
            start("Xvfb", DISPLAY, "-screen", "0", WIDTH + "x" + HEIGHT + "x24");
            until(() -> xdotool("getdisplaygeometry") == 0);
            var window =
                    new Program(Files.createDirectories(folder.resolve("window")))
                            .under("env", "DISPLAY=" + DISPLAY)
                            .with("-Dprism.order=sw")
                            .start("--library", library.toString());
            started.add(window);
            var said = folder.resolve("said").toFile();
            source(said, pasture.toString(), folders.get(2).toString());
            until(() -> xdotool("search", "--onlyvisible", "--name", "^Stillroom$") == 0);
            until(() -> Files.readString(said.toPath()).contains("ready"));

            drag();

            until(() -> Files.readString(said.toPath()).contains("done"));
            assertThat(said).content().contains("done COPY");
            // one file, and a folder of four; counted from outside, as the window has the library
            until(() -> documents(library, folder.resolve("copy.zip")) == 5);
            assertThat(window.isAlive()).isTrue();
        } finally {
            for (var process : started.reversed()) {
                process.destroy();
                process.onExit().join();
            }
        }
    }

    static boolean isThere(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    static void until(Callable<Boolean> condition) throws Exception {
        WaitForAsyncUtils.waitFor(100, SECONDS, condition);
    }

    private Process start(String... command) throws IOException {
        var process =
                new ProcessBuilder(command)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        started.add(process);
        return process;
    }

    private void source(File said, String... files) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-Dprism.order=sw",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Launch.class.getName(),
                        String.valueOf(SOURCE_X),
                        String.valueOf(SOURCE_Y)));
        command.addAll(List.of(files));
        var builder = new ProcessBuilder(command);
        builder.environment().put("DISPLAY", DISPLAY);
        started.add(
                builder.redirectOutput(said)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start());
    }

    /// JavaFX on the class path starts only from a class that is no application.
    static final class Launch {

        private Launch() {}

        public static void main(String[] arguments) {
            DragSource.main(arguments);
        }
    }

    private int xdotool(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("env", "DISPLAY=" + DISPLAY, "xdotool"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    /// As slowly as a hand: programs answer each step before they expect the next.
    private void drag() throws IOException, InterruptedException {
        int fromX = SOURCE_X + DragSource.SIDE / 2;
        int fromY = SOURCE_Y + DragSource.SIDE / 2;
        int toX = WIDTH / 2;
        int toY = HEIGHT / 2;
        var hand = new ArrayList<String>();
        hand.addAll(List.of("mousemove", "" + fromX, "" + fromY, "sleep", "0.3", "mousedown", "1"));
        int steps = 20;
        for (int i = 1; i <= steps; i++) {
            hand.addAll(
                    List.of(
                            "mousemove",
                            "" + (fromX + (toX - fromX) * i / steps),
                            "" + (fromY + (toY - fromY) * i / steps),
                            "sleep",
                            "0.1"));
        }
        hand.addAll(List.of("sleep", "0.5", "mouseup", "1"));
        assertThat(xdotool(hand.toArray(String[]::new))).isZero();
    }

    static int documents(Path library, Path copy) throws IOException {
        Files.deleteIfExists(copy);
        try {
            return Backup.take(library, copy).documents();
        } catch (IndexException _) {
            return 0; // being written too fast just now
        }
    }
}
