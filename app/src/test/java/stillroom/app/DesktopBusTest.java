package stillroom.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The window on a real screen with a real bus, which GTK connects to by itself: what the program
/// sends through any Unix socket but that of the screen is searched for words of documents and
/// their names, with the dialog of the system open.
@Timeout(300)
class DesktopBusTest {

    private static final String DISPLAY = ":96";
    private static final String IN_TEXT = "gooseberrywine";
    private static final String IN_NAME = "elderflowerlist";

    private static final Pattern CONNECTED =
            Pattern.compile("connect\\((\\d+), \\{sa_family=AF_UNIX, sun_path=@?\"([^\"]*)");
    private static final Pattern SENT =
            Pattern.compile("(sendmsg|sendto|sendmmsg|write|writev)\\((\\d+),");

    private final List<Process> started = new ArrayList<>();

    @Test
    void nothingOfADocumentGoesOverTheBus(@TempDir Path folder) throws Exception {
        // Windows of a server of their own do not always come up beside a busy gate.
        assumeTrue(Boolean.getBoolean("stillroom.bus"), "asked for with -Dstillroom.bus=true");
        assumeTrue(
                X11DragTest.isThere("Xvfb")
                        && X11DragTest.isThere("xdotool")
                        && X11DragTest.isThere("dbus-daemon")
                        && X11DragTest.isThere("strace"),
                "there is no desktop to try it on");
        var home = Files.createDirectories(folder.resolve("home"));
        var library = folder.resolve("library");
        var trace = folder.resolve("trace");
        var bus = folder.resolve("bus");
        var first = folder.resolve(IN_NAME + ".txt");
        Files.writeString(first, "The receipt for " + IN_TEXT + " was written in June.");
        try {
            start("Xvfb", DISPLAY, "-screen", "0", "1600x1000x24");
            start("dbus-daemon", "--session", "--nofork", "--address=unix:path=" + bus);
            X11DragTest.until(() -> Files.exists(bus) && xdotool("getdisplaygeometry") == 0);
            var window =
                    new Program(Files.createDirectories(folder.resolve("printed")))
                            .under(
                                    "env",
                                    "-u",
                                    "XDG_DATA_HOME",
                                    "DISPLAY=" + DISPLAY,
                                    "HOME=" + home,
                                    "DBUS_SESSION_BUS_ADDRESS=unix:path=" + bus,
                                    "strace",
                                    "-f",
                                    "--seccomp-bpf",
                                    "-qq",
                                    "-s",
                                    "4096",
                                    "-e",
                                    "trace=connect,sendmsg,sendto,sendmmsg,write,writev",
                                    "-o",
                                    trace.toString())
                            .with("-Dprism.order=sw", "-Duser.home=" + home)
                            .start("--library", library.toString(), "open", first.toString());
            started.add(window);
            X11DragTest.until(
                    () -> xdotool("search", "--onlyvisible", "--name", "^Stillroom$") == 0);
            X11DragTest.until(() -> documents(library, folder) == 1);

            xdotool("search", "--onlyvisible", "--name", "^Stillroom$", "windowfocus", "--sync");
            xdotool("key", "ctrl+o");
            // GTK asks for the settings of its dialog when it opens it.
            X11DragTest.until(() -> Files.isDirectory(home.resolve(".config/gtk-3.0")));
        } finally {
            for (var process : started.reversed()) {
                process.descendants().forEach(ProcessHandle::destroy);
                process.destroy();
                process.onExit().join();
            }
        }
        var screen = new HashSet<String>();
        var others = new HashSet<String>();
        int heard = 0;
        for (var line : Files.readAllLines(trace)) {
            var connected = CONNECTED.matcher(line);
            var sent = SENT.matcher(line);
            if (connected.find()) {
                boolean isScreen = connected.group(2).contains("X11-unix");
                (isScreen ? screen : others).add(connected.group(1));
                (isScreen ? others : screen).remove(connected.group(1));
            } else if (sent.find()
                    && !screen.contains(sent.group(2))
                    && (sent.group(1).startsWith("send") || others.contains(sent.group(2)))) {
                heard++;
                assertThat(line).doesNotContain(IN_TEXT, IN_NAME);
            }
        }
        assertThat(screen).isNotEmpty();
        assertThat(heard).as("GTK spoke to the bus").isPositive();
        assertThat(home.resolve(".local/share/recently-used.xbel")).doesNotExist();
    }

    private static int documents(Path library, Path folder) throws IOException {
        return X11DragTest.documents(library, folder.resolve("copy.zip"));
    }

    private void start(String... command) throws IOException {
        started.add(
                new ProcessBuilder(command)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start());
    }

    private static int xdotool(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("env", "DISPLAY=" + DISPLAY, "xdotool"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
