package stillroom.ai.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import stillroom.ai.pack.ModelPack;
import stillroom.ai.pack.PackBuilder.Keep;
import stillroom.ai.pack.Pooling;
import stillroom.ai.pack.Precision;

/// Compares each family with what transformers gives in Python, see `tiny.py`. The checkpoints are
/// imported as a person would do it, so that names, settings and formats are tested with them.
class FamilyParityTest {

    private static final Offset<Float> TOLERANCE = Offset.offset(1e-4f);

    @TempDir private Path folder;

    @ParameterizedTest
    @CsvSource({
        "bert, CLS",
        "bert, MEAN",
        "bert, LAST",
        "xlm-roberta, MEAN",
        "roberta, MEAN",
        "distilbert, MEAN",
        "mpnet, MEAN",
        "mpnet, CLS"
    })
    void givesTheVectorsOfTransformers(String name, Pooling pooling) throws Exception {
        try (TorchEmbedder model = load(Path.of(name), pooling)) {
            assertClose(
                    model.embed(TinyModels.texts()), TinyModels.golden(name, pooling.toString()));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bert-cross-encoder",
                "bert-nli",
                "xlm-roberta-nli",
                "distilbert-nli",
                "mpnet-cross-encoder",
                "bert-cross-encoder/onnx/model.onnx",
                "distilbert-nli/onnx/model.onnx",
                "mpnet-cross-encoder/onnx/model.onnx"
            })
    void givesTheScoresOfTransformers(Path path) throws Exception {
        String name = path.getName(0).toString();
        try (TorchEmbedder model = load(path, null)) {
            List<float[]> scores = new ArrayList<>();
            for (List<String> pair : TinyModels.pairs()) {
                scores.add(model.score(pair.get(0), pair.get(1)));
            }
            assertClose(scores, TinyModels.golden(name, "scores"));
            assertClose(model.embed(TinyModels.texts()), TinyModels.golden(name, "cls"));
        }
    }

    private TorchEmbedder load(Path path, @org.jspecify.annotations.Nullable Pooling pooling)
            throws Exception {
        Path copy = TinyModels.copy(path.getName(0).toString(), folder);
        ModelPack pack =
                TinyModels.stage(
                                copy.resolveSibling(path),
                                TinyModels.wishes(Precision.FP32, pooling),
                                Keep.NOTHING,
                                folder.resolve("pack"))
                        .pack();
        return TorchEmbedder.load(pack, Precision.FP32);
    }

    private static void assertClose(List<float[]> rows, List<float[]> golden) {
        assertThat(rows).hasSameSizeAs(golden);
        for (int row = 0; row < rows.size(); row++) {
            assertThat(rows.get(row)).as("row %d", row).hasSameSizeAs(golden.get(row));
            for (int column = 0; column < rows.get(row).length; column++) {
                assertThat(rows.get(row)[column])
                        .as("row %d, column %d", row, column)
                        .isCloseTo(golden.get(row)[column], TOLERANCE);
            }
        }
    }
}
