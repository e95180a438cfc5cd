package stillroom.app.lock;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// The lock cannot be undone, so it is engaged in a child.
@EnabledOnOs(OS.LINUX)
class OfflineLockTest {

    @TempDir Path folder;

    @Test
    void withoutTheLockOnlyNamesAreRefused() throws Exception {
        assertThat(child("open"))
                .containsExactly(
                        "tcp opened", "udp opened", "server opened", "name refused", "unix opened");
    }

    @Test
    void withTheLockOnlyUnixSocketsAreLeft() throws Exception {
        assertThat(child("locked"))
                .containsExactly(
                        "Enforced",
                        "tcp refused",
                        "udp refused",
                        "server refused",
                        "name refused",
                        "unix opened");
    }

    @Test
    void whereThereIsNoWindowNotEvenUnixSocketsAreLeft() throws Exception {
        assertThat(child("strict"))
                .containsExactly(
                        "Enforced",
                        "tcp refused",
                        "udp refused",
                        "server refused",
                        "name refused",
                        "unix refused");
    }

    @Test
    void anOpenSocketIsNotCalledEnforced() throws Exception {
        assertThat(child("late")).first().isEqualTo("NotEnforced");
    }

    /// As `ssh -X` sets it: the window could not be drawn under the lock, so there is none.
    @Test
    void aScreenThatIsReachedOverANetworkIsToldOf() throws Exception {
        var over = child("told", "DISPLAY=localhost:10.0", "WAYLAND_DISPLAY=");
        assertThat(over.getFirst())
                .isEqualTo("NotEnforced[why=SCREEN_OVER_NETWORK, facts=[localhost:10.0]]");
        assertThat(over).contains("tcp opened");
        for (var here : List.of("DISPLAY=:0", "DISPLAY=unix:0")) {
            assertThat(child("told", here, "WAYLAND_DISPLAY=").getFirst()).startsWith("Enforced");
        }
        assertThat(child("told", "DISPLAY=localhost:10.0", "WAYLAND_DISPLAY=wayland-0").getFirst())
                .startsWith("Enforced");
    }

    /// @param environment `NAME=value`; without a value, the variable is taken out
    private List<String> child(String mode, String... environment) throws Exception {
        var builder =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Child.class.getName(),
                                mode,
                                folder.resolve(mode + List.of(environment).hashCode()).toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT);
        for (var each : environment) {
            var name = each.substring(0, each.indexOf('='));
            builder.environment().remove(name);
            if (!each.endsWith("=")) {
                builder.environment().put(name, each.substring(name.length() + 1));
            }
        }
        var process = builder.start();
        var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return printed.lines().toList();
    }

    /// Tries what the lock is to refuse.
    static final class Child {

        public static void main(String[] arguments) throws IOException {
            switch (arguments[0]) {
                case "locked" -> print(OfflineLock.engage(Sockets.UNIX).getClass().getSimpleName());
                case "strict" -> print(OfflineLock.engage(Sockets.NONE).getClass().getSimpleName());
                case "told" -> print(String.valueOf(OfflineLock.engage(Sockets.UNIX)));
                case "late" -> {
                    try (var _ = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                        print(OfflineLock.engage(Sockets.UNIX).getClass().getSimpleName());
                    }
                }
                default -> {}
            }
            attempt("tcp", "opened", () -> SocketChannel.open(StandardProtocolFamily.INET).close());
            attempt(
                    "udp",
                    "opened",
                    () ->
                            new DatagramSocket(
                                            new InetSocketAddress(
                                                    InetAddress.getLoopbackAddress(), 0))
                                    .close());
            attempt(
                    "server",
                    "opened",
                    () -> new ServerSocket(0, 1, InetAddress.getLoopbackAddress()).close());
            attempt("name", "found", () -> InetAddress.getAllByName("stillroom.invalid"));
            attempt(
                    "unix",
                    "opened",
                    () -> {
                        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                            server.bind(UnixDomainSocketAddress.of(arguments[1]));
                        }
                    });
        }

        private interface Attempt {
            void run() throws IOException;
        }

        private static void attempt(String what, String success, Attempt attempt) {
            try {
                attempt.run();
                print(what + " " + success);
            } catch (IOException | LinkageError _) {
                print(what + " refused");
            }
        }

        private static void print(String line) {
            System.out.println(line);
        }
    }
}
