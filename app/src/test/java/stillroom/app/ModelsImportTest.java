package stillroom.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsImportTest {

    @TempDir private Path folder;

    private Path published = Path.of("");
    private Path installed = Path.of("");

    @BeforeEach
    void publish() throws IOException {
        published = Files.createDirectory(folder.resolve("published"));
        installed = folder.resolve("installed");
        TinyCheckpoint.write("bert-cross-encoder", published);
    }

    @Test
    void importsACheckpointAndSaysWhatItIsFor() throws Exception {
        Program.Run run =
                run("models", "import", published.toString(), "--name", "judge", "--json");

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("\"name\":\"judge\"")
                .contains("\"purpose\":\"reranking\"")
                .contains("\"precision\":\"int8\"")
                .contains("\"cosine_min\":0.99")
                .contains("\"bytes_before\":" + Files.size(published.resolve("model.safetensors")));
        assertThat(installed.resolve("judge@1").resolve("reference.safetensors")).exists();
        assertThat(run("models", "list").out()).containsPattern("judge +1 +reranking +int8");

        Program.Run again = run("models", "import", published.toString(), "--name", "judge");
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.err()).contains("There is judge@1 already");
    }

    @Test
    void refusesAPickleAndLeavesNothing() throws Exception {
        Files.move(published.resolve("model.safetensors"), published.resolve("pytorch_model.bin"));

        Program.Run run = run("models", "import", published.toString());

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .isEqualTo(
                        "stillroom: pytorch_model.bin is refused: files of this kind are Python"
                                + " pickles, which can run any code when they are read. Use the"
                                + " checkpoint's model.safetensors or an ONNX export. (M13)\n");
        assertThat(installed).doesNotExist();
    }

    private Program.Run run(String... arguments) throws IOException, InterruptedException {
        return new Program(folder).with("-Dstillroom.packs.installed=" + installed).run(arguments);
    }
}
