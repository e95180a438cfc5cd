package stillroom.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The short form of [LongRun], too short to tell whether anything grows: whether searches are
/// right while documents come, change and go.
class LongRunTest {

    private static final long SEED = 20_261_128;

    @Test
    void searchesAreRightWhileDocumentsComeChangeAndGo(@TempDir Path folder) throws IOException {
        assumeTrue(Files.isReadable(Path.of("/proc/self/status")), "needs Linux");
        try (var run = new LongRun(folder, 20, SEED)) {
            assertThat(run.run(60, Duration.ofMinutes(10))).as("seed " + SEED).isEmpty();
        }
    }
}
