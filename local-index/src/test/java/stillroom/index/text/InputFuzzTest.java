package stillroom.index.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class InputFuzzTest {

    private static final long SEED = 20_261_122;
    private static final int INPUTS = 5_000;

    @Test
    void understandsEveryQueryAndReadsOrRefusesEveryFrame() throws IOException {
        assertThat(new InputFuzz(SEED).run(INPUTS).values().stream().mapToInt(each -> each).sum())
                .as("seed " + SEED)
                .isEqualTo(INPUTS);
    }

    /// Found by the fuzzer: a path with a zero in it.
    @Test
    void refusesAPathThatCannotBe() {
        var bytes = HexFormat.of().parseHex("0000000401000000000000010000000170");
        assertThatThrownBy(() ->
                        Frames.readLocked(new DataInputStream(new ByteArrayInputStream(bytes))))
                .isInstanceOf(StreamCorruptedException.class);
    }
}
