package stillroom.ai.pack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReaderFuzzTest {

    private static final long SEED = 20_261_121;

    @TempDir private Path folder;

    @ParameterizedTest
    @EnumSource(ReaderFuzz.Format.class)
    void readsOrRefusesWhateverWasDoneToAFile(ReaderFuzz.Format format) throws IOException {
        ReaderFuzz.Tally tally = new ReaderFuzz(folder, SEED).run(format, 1_000);

        assertThat(tally.refused()).as("seed %d", SEED).isBetween(100L, 1_000L);
    }

    @ParameterizedTest
    @EnumSource(
            value = ReaderFuzz.Format.class,
            names = {"SAFETENSORS", "ONNX"})
    void refusesAFileCutAnywhere(ReaderFuzz.Format format) throws IOException {
        assertThat(new ReaderFuzz(folder, SEED).readWhenCut(format, 1)).isEmpty();
    }

    /// The last byte of these is the end of a line.
    @ParameterizedTest
    @EnumSource(
            value = ReaderFuzz.Format.class,
            names = {"MANIFEST", "CONFIG", "SHARDS"})
    void refusesATextCutAnywhere(ReaderFuzz.Format format) throws IOException {
        assertThat(new ReaderFuzz(folder, SEED).readWhenCut(format, 7)).isEmpty();
    }
}
