package stillroom.app.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// A process that is confined as the gateway is tries what it must not be able to do. The control
/// is the same process, not confined.
@EnabledOnOs(OS.LINUX)
class ConfinementTest {

    @TempDir Path folder;

    @Test
    void nothingButItsOwnPortIsLeft() throws Exception {
        assumeTrue(Confinement.isSupported(), "this kernel has no Landlock");
        assertThat(probe("confined"))
                .containsExactly(
                        "own port: done",
                        "other port: refused",
                        "read the catalogue: refused",
                        "read the catalogue on another thread: refused",
                        "list the library: refused",
                        "write beside it: refused",
                        "write a temporary file: refused",
                        "list the home folder: refused",
                        "read the passwords: refused",
                        "start a program: refused",
                        "ask another program: refused");
    }

    @Test
    void withoutItAllOfThatIsPossible() throws Exception {
        assertThat(probe("free")).hasSize(11).allSatisfy(line -> assertThat(line).endsWith("done"));
    }

    private List<String> probe(String how) throws Exception {
        var library = Files.createDirectories(folder.resolve("library"));
        Files.writeString(library.resolve("catalogue.db"), "text of a document");
        var bus = UnixDomainSocketAddress.of(folder.resolve("bus"));
        try (var own = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                var other = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                var unix = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(bus)) {
            var process =
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "--enable-native-access=ALL-UNNAMED",
                                    "-XX:-UsePerfData",
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    Probe.class.getName(),
                                    how,
                                    library.toString(),
                                    String.valueOf(own.getLocalPort()),
                                    String.valueOf(other.getLocalPort()))
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            var printed =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).isZero();
            assertThat(unix.isOpen()).isTrue();
            return printed.lines().toList();
        }
    }

    /// Tries what a gateway must not be able to do.
    static final class Probe {

        private interface Attempt {
            void run() throws IOException;
        }

        public static void main(String[] arguments) {
            var library = Path.of(arguments[1]);
            int own = Integer.parseInt(arguments[2]);
            int other = Integer.parseInt(arguments[3]);
            if (arguments[0].equals("confined")) {
                Confinement.startOver(List.of(), Set.of(own));
            }
            var catalogue = library.resolve("catalogue.db");
            tell("own port", () -> connect(own));
            tell("other port", () -> connect(other));
            tell("read the catalogue", () -> Files.readString(catalogue));
            tell(
                    "read the catalogue on another thread",
                    () -> {
                        try {
                            CompletableFuture.runAsync(
                                            () -> {
                                                try {
                                                    Files.readString(catalogue);
                                                } catch (IOException e) {
                                                    throw new CompletionException(e);
                                                }
                                            })
                                    .join();
                        } catch (CompletionException e) {
                            throw new IOException(e);
                        }
                    });
            tell("list the library", () -> list(library));
            tell("write beside it", () -> Files.writeString(library.resolve("new"), "x"));
            tell("write a temporary file", () -> Files.delete(Files.createTempFile("x", "y")));
            tell("list the home folder", () -> list(Path.of(System.getProperty("user.home"))));
            tell("read the passwords", () -> Files.readString(Path.of("/etc/passwd")));
            tell(
                    "start a program",
                    () -> new ProcessBuilder(new ArrayList<>(List.of("true"))).start());
            tell(
                    "ask another program",
                    () ->
                            SocketChannel.open(
                                            UnixDomainSocketAddress.of(
                                                    library.resolveSibling("bus")))
                                    .close());
            System.exit(0);
        }

        private static void list(Path folder) throws IOException {
            try (var entries = Files.newDirectoryStream(folder)) {
                entries.forEach(_ -> {});
            }
        }

        private static void connect(int port) throws IOException {
            new Socket(InetAddress.getLoopbackAddress(), port).close();
        }

        private static void tell(String what, Attempt attempt) {
            try {
                attempt.run();
                System.out.println(what + ": done");
            } catch (IOException | UnsupportedOperationException _) {
                System.out.println(what + ": refused");
            }
        }
    }
}
