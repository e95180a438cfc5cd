package stillroom.ai.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelPackTest {

    @TempDir private Path packs;

    private Path folder = Path.of("");

    @BeforeEach
    void makeAPack() throws IOException {
        folder = TinyPack.write(packs.resolve("tiny"), "1", "weights");
    }

    @Test
    void readsTheManifestThatWasWritten() throws IOException {
        Manifest manifest = ModelPack.open(folder).manifest();

        assertThat(manifest.queryPrefix()).isEqualTo("query: ");
        assertThat(manifest.passagePrefix()).isEqualTo("passage: ");
        assertThat(manifest.pooling()).isEqualTo(Pooling.CLS);
        assertThat(manifest.activation()).isEqualTo(Activation.GELU);
        assertThat(manifest.epsilon()).isEqualTo(1e-12);
        assertThat(manifest.head()).isEqualTo(new Head(Activation.TANH, List.of("yes", "no")));
        assertThat(manifest.purpose()).isEqualTo(Purpose.CLASSIFICATION);
        assertThat(manifest.files().get("tokenizer.json").size()).isEqualTo(2);
    }

    @Test
    void acceptsUnchangedFiles() {
        assertThatCode(() -> ModelPack.open(folder).verify()).doesNotThrowAnyException();
    }

    @Test
    void namesTheFileInWhichAByteWasChanged() throws IOException {
        Files.writeString(folder.resolve("weights.safetensors"), "weightz");

        assertThatThrownBy(() -> ModelPack.open(folder).verify())
                .isInstanceOf(IOException.class)
                .hasMessage("weights.safetensors was changed; install the pack again");
    }

    @Test
    void namesTheFileThatIsMissing() throws IOException {
        Files.delete(folder.resolve("tokenizer.json"));

        assertThatThrownBy(() -> ModelPack.open(folder).verify())
                .isInstanceOf(IOException.class)
                .hasMessage("tokenizer.json is missing; install the pack again");
    }

    @ParameterizedTest
    @CsvSource({
        "'\"layers\": 1', '\"layers\": 0', 'layers'",
        "'\"layers\": 1', '\"layers\": 1.5', 'layers'",
        "'\"heads\": 2', '\"heads\": 99999999999', 'heads'",
        "'\"name\": \"tiny\"', '\"name\": \"../tiny\"', 'name'",
        "'\"name\": \"tiny\"', '\"name\": 7', 'name'",
        "'\"pooling\": \"cls\"', '\"pooling\": \"max\"', 'max'",
        "'\"tokenizer.json\"', '\"../tokenizer.json\"', '../tokenizer.json'",
        "'\"activation\": \"gelu\"', '\"activation\": \"swiglu\"', 'swiglu'",
        "'\"epsilon\": 1.0E-12', '\"epsilon\": 0', 'epsilon'",
        "'\"head\": {', '\"head\": 7, \"x\": {', 'head'",
        "'\"labels\": [', '\"labels\": [], \"x\": [', 'labels'",
        "'\"sha256\": \"', '\"sha256\": \"x', 'SHA-256'",
        "'\"files\": {', '\"other\": {', 'files'"
    })
    void saysWhatIsWrongWithAManifest(String right, String wrong, String named) throws IOException {
        Path manifest = folder.resolve("manifest.json");
        String text = Files.readString(manifest);
        assertThat(text).contains(right);
        Files.writeString(manifest, text.replace(right, wrong));

        assertThatThrownBy(() -> ModelPack.open(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("manifest.json")
                .hasMessageContaining(named);
    }
}
