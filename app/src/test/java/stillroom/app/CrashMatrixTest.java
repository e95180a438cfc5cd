package stillroom.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The short form of [CrashMatrix], whose long form is in docs/benchmarks.md.
class CrashMatrixTest {

    private static final long SEED = 9_109;

    @Test
    void nothingThatWasAcknowledgedIsLostByAKill(@TempDir Path folder) throws Exception {
        try (var matrix = new CrashMatrix(folder, 12, SEED)) {
            assertThat(matrix.run(6, Duration.ofMinutes(10)))
                    .as("seed " + SEED + ", " + matrix.told())
                    .isEmpty();
        }
    }
}
