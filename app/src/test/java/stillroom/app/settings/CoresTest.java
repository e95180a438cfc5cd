package stillroom.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CoresTest {

    @TempDir Path folder;

    @Test
    void twoThreadsOfACoreCountOnce() throws IOException {
        processor(0, "0,2");
        processor(1, "1,3");
        processor(2, "0,2");
        processor(3, "1,3");

        assertThat(Cores.count(folder, 4)).isEqualTo(2);
    }

    @Test
    void noMoreThanTheSystemAllows() throws IOException {
        processor(0, "0");
        processor(1, "1");

        assertThat(Cores.count(folder, 1)).isEqualTo(1);
    }

    @Test
    void whereTheSystemSaysNothingEachProcessorCounts() {
        assertThat(Cores.count(folder, 3)).isEqualTo(3);
        assertThat(Cores.count(folder.resolve("missing"), 3)).isEqualTo(3);
    }

    private void processor(int number, String siblings) throws IOException {
        var topology = Files.createDirectories(folder.resolve("cpu" + number + "/topology"));
        Files.writeString(topology.resolve("thread_siblings_list"), siblings + "\n");
    }
}
