package stillroom.app.lock;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The lock cannot be undone, so the leak test runs in a child.
@EnabledOnOs(OS.LINUX)
class LeakTestTest {

    @ParameterizedTest
    @EnumSource(
            value = Sockets.class,
            names = {"NONE", "UNIX"})
    void underTheLockEveryWayIsRefused(Sockets left) throws Exception {
        var printed = child("-Dstillroom.lock=on", left);
        assertThat(printed).first().asString().startsWith("Enforced");
        assertThat(printed).last().isEqualTo("true");
        assertThat(attempts(printed))
                .hasSizeGreaterThan(15)
                .allSatisfy(line -> assertThat(line).containsAnyOf("REFUSED", "NOT_TRIED"))
                .anySatisfy(line -> assertThat(line).startsWith("tcp REFUSED EACCES"))
                .anySatisfy(line -> assertThat(line).startsWith("https REFUSED EACCES"))
                .anySatisfy(line -> assertThat(line).startsWith("io-uring REFUSED ENOSYS"))
                .anySatisfy(line -> assertThat(line).startsWith("child-process REFUSED EACCES"))
                .anySatisfy(line -> assertThat(line).startsWith("others-socket REFUSED EPERM"));
    }

    @Test
    void withoutTheLockItSaysSo() throws Exception {
        var printed = child("-Dstillroom.lock=off", Sockets.NONE);
        assertThat(printed).first().asString().contains("NotEnforced", "LEFT_OUT");
        assertThat(printed).last().isEqualTo("false");
        assertThat(attempts(printed))
                .anySatisfy(line -> assertThat(line).startsWith("tcp OPEN"))
                .anySatisfy(line -> assertThat(line).startsWith("udp OPEN"))
                .anySatisfy(line -> assertThat(line).startsWith("http OPEN"))
                .anySatisfy(line -> assertThat(line).startsWith("native-library OPEN"))
                .anySatisfy(line -> assertThat(line).startsWith("child-process OPEN"));
    }

    private static List<String> attempts(List<String> printed) {
        return printed.subList(1, printed.size() - 1);
    }

    private static List<String> child(String option, Sockets left) throws Exception {
        var process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                option,
                                "-cp",
                                System.getProperty("java.class.path"),
                                Child.class.getName(),
                                left.name())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return printed.lines().toList();
    }

    /// Engages the lock, if it is told to, and runs the leak test.
    static final class Child {

        public static void main(String[] arguments) {
            System.out.println(OfflineLock.engage(Sockets.valueOf(arguments[0])));
            boolean passed =
                    LeakTest.run(attempt ->
                            System.out.println(
                                    attempt.name()
                                            + " "
                                            + attempt.outcome()
                                            + " "
                                            + attempt.answer().sentence()));
            System.out.println(passed);
        }
    }
}
