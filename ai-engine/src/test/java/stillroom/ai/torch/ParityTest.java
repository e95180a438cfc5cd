package stillroom.ai.torch;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import stillroom.ai.Embedder;
import stillroom.ai.pack.Manifest;
import stillroom.ai.pack.PackBuilder;
import stillroom.ai.pack.Precision;
import stillroom.ai.pack.ShippedPacks;
import stillroom.ai.pack.Tensor;
import stillroom.ai.pack.TensorFile;

/// Compares vectors with those that ONNX Runtime gave for the published fp32 weights, see
/// `golden.py`.
class ParityTest {

    private static final Path PACKS = Path.of(System.getProperty("stillroom.packs"));
    private static final Path PUBLISHED = PACKS.resolveSibling("published");

    @ParameterizedTest
    @ValueSource(strings = {"bge-small-en-v1.5", "all-minilm-l6-v2"})
    void shippedPacksStayCloseToThePublishedModel(String pack) throws Exception {
        try (AiEngine engine = AiEngine.open(PACKS)) {
            assertCosine(engine.embedder(pack), 0.993);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bge-small-en-v1.5", "all-minilm-l6-v2"})
    void unroundedWeightsGiveThePublishedVectors(String pack, @TempDir Path packs)
            throws Exception {
        Manifest wanted =
                pack.equals(ShippedPacks.MINI_LM.name())
                        ? ShippedPacks.MINI_LM
                        : ShippedPacks.BGE_SMALL;
        new PackBuilder(AiEngine.trial())
                .build(
                        wanted.as(Precision.FP32),
                        PUBLISHED.resolve(pack + ".onnx"),
                        PUBLISHED.resolve(pack + "-tokenizer.json"),
                        packs);
        try (AiEngine engine = AiEngine.open(packs)) {
            assertCosine(engine.embedder(pack), 0.9999);
            assertCosine(engine.embedder(pack, Precision.BF16), 0.999);
        }
    }

    private static void assertCosine(Embedder embedder, double least) throws Exception {
        List<String> texts = texts();
        List<float[]> vectors = embedder.embed(texts);
        List<float[]> golden = golden(embedder.pack().replaceFirst("@.*", ""));
        assertThat(vectors).hasSameSizeAs(golden);
        for (int index = 0; index < golden.size(); index++) {
            assertThat(cosine(vectors.get(index), golden.get(index)))
                    .as("text %d in %s", index, embedder.precision())
                    .isGreaterThanOrEqualTo(least);
        }
    }

    private static double cosine(float[] vector, float[] other) {
        assertThat(vector).hasSameSizeAs(other);
        double product = 0;
        for (int index = 0; index < vector.length; index++) {
            product += (double) vector[index] * other[index];
        }
        return product;
    }

    static List<String> texts() throws IOException, URISyntaxException {
        JsonArray json =
                JsonParser.parseString(Files.readString(resource("golden.json"))).getAsJsonArray();
        List<String> texts = new ArrayList<>();
        json.forEach(text -> texts.add(text.getAsString()));
        return texts;
    }

    private static List<float[]> golden(String pack) throws IOException, URISyntaxException {
        try (TensorFile file = TensorFile.open(resource("golden.safetensors"))) {
            Tensor tensor = file.tensor(pack);
            int columns = Math.toIntExact(tensor.shape().getLast());
            List<float[]> rows = new ArrayList<>();
            for (int row = 0; row < tensor.shape().getFirst(); row++) {
                float[] vector = new float[columns];
                for (int column = 0; column < columns; column++) {
                    vector[column] = tensor.number((long) row * columns + column);
                }
                rows.add(vector);
            }
            return rows;
        }
    }

    private static Path resource(String name) throws URISyntaxException {
        return Path.of(Objects.requireNonNull(ParityTest.class.getResource(name)).toURI());
    }
}
