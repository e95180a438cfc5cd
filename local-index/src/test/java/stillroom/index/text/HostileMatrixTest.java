package stillroom.index.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The short form of [HostileMatrix], with a small file of each kind; the long form is in
/// docs/benchmarks.md.
class HostileMatrixTest {

    private static final long SEED = 20_261_128;
    private static final double SIZE = 0.002;

    @Test
    void everyHostileFileIsAnsweredAndTheNextOneRead(@TempDir Path folder) throws IOException {
        try (var matrix = new HostileMatrix(folder, SEED, SIZE, Limits.STANDARD.time())) {
            assertThat(matrix.run(HostileFiles.Kind.values().length)).as(matrix.told()).isEmpty();
        }
    }
}
