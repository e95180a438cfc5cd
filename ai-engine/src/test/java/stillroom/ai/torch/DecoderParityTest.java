package stillroom.ai.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import stillroom.ai.pack.ModelPack;
import stillroom.ai.pack.PackBuilder.Staged;
import stillroom.ai.pack.Precision;

/// Compares each kind of decoder with what transformers gives in Python, see `tiny_decoders.py`.
/// The checkpoints are imported as a person would do it.
class DecoderParityTest {

    private static final double TOLERANCE = 1e-3;
    private static final int ROOM = 512;

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "llama-3",
                "llama-2",
                "smollm2",
                "qwen2",
                "qwen2-yarn",
                "qwen3",
                "mistral",
                "gemma"
            })
    void givesTheScoresAndTheTextOfTransformers(String name) throws IOException {
        try (TinyDecoders.Golden golden = TinyDecoders.golden(name);
                LlamaDecoder model = load(name, Precision.FP32)) {
            double[] scores = model.logits(golden.prompt());
            double worst = 0;
            for (int index = 0; index < scores.length; index++) {
                worst = Math.max(worst, Math.abs(scores[index] - golden.score(index)));
            }
            System.out.printf(
                    "%-12s fp32: %d scores, worst difference %.1e%n", name, scores.length, worst);

            assertThat(scores).hasSize(golden.scores());
            assertThat(worst).isLessThan(TOLERANCE);
            assertThat(following(model, golden, golden.prompt().length))
                    .isEqualTo(golden.following());
            assertThat(following(model, golden, 5))
                    .as("read in pieces")
                    .isEqualTo(golden.following());
        }
    }

    /// Random weights of 32 columns are the worst that can happen to 4 bits; what is tested is that
    /// reading at once and token by token, which multiply in two ways, come to the same.
    @ParameterizedTest
    @CsvSource({
        "llama-3, BF16, 0.9", "llama-3, INT8, 0.8", "llama-3, INT4, 0.4", "llama-2, INT4, 0.4",
        "qwen2, INT8, 0.8", "qwen3, INT4, 0.4", "gemma, INT8, 0.8", "gemma, INT4, 0.4"
    })
    void mostlyThinksTheSameTokenTheLikeliestWhenRounded(
            String name, Precision precision, double least) throws IOException {
        try (TinyDecoders.Golden golden = TinyDecoders.golden(name);
                LlamaDecoder model = load(name, precision)) {
            long[] prompt = golden.prompt();
            double[] atOnce = model.logits(prompt);
            int words = atOnce.length / prompt.length;
            model.keep(0);
            int right = 0;
            int same = 0;
            for (int token = 0; token < prompt.length; token++) {
                int best = likeliest(atOnce, token, words);
                right += best == golden.best(token, words) ? 1 : 0;
                same += best == model.next(prompt[token]) ? 1 : 0;
            }
            System.out.printf(
                    "%-12s %s: top-1 agreement with fp32 %.3f, of both ways to read %.3f%n",
                    name, precision, (double) right / prompt.length, (double) same / prompt.length);

            assertThat((double) right / prompt.length).isGreaterThanOrEqualTo(least);
            assertThat((double) same / prompt.length).isGreaterThanOrEqualTo(0.93);
        }
    }

    @Test
    void goesBackToAnyEarlierToken() throws IOException {
        try (TinyDecoders.Golden golden = TinyDecoders.golden("qwen3");
                LlamaDecoder model = load("qwen3", Precision.FP32)) {
            long[] prompt = golden.prompt();
            model.feed(prompt);
            model.next(golden.following()[0]);
            model.keep(10);

            double[] again = model.logits(Arrays.copyOfRange(prompt, 10, prompt.length));
            int words = again.length / (prompt.length - 10);
            for (int index = 0; index < again.length; index++) {
                assertThat(Math.abs(again[index] - golden.score(10 * words + index)))
                        .isLessThan(TOLERANCE);
            }
        }
    }

    private LlamaDecoder load(String name, Precision precision) throws IOException {
        Staged staged =
                TinyDecoders.stage(
                        TinyDecoders.copy(name, folder), precision, folder.resolve("pack"));
        ModelPack pack = staged.pack();
        return LlamaDecoder.load(pack.weights(precision), pack.manifest(), precision, ROOM);
    }

    private static long[] following(LlamaDecoder model, TinyDecoders.Golden golden, int piece)
            throws IOException {
        long[] prompt = golden.prompt();
        model.keep(0);
        for (int at = 0; at < prompt.length - 1; at += piece) {
            model.feed(Arrays.copyOfRange(prompt, at, Math.min(at + piece, prompt.length - 1)));
        }
        long[] following = new long[golden.following().length];
        long last = prompt[prompt.length - 1];
        for (int token = 0; token < following.length; token++) {
            last = model.next(last);
            following[token] = last;
        }
        return following;
    }

    private static int likeliest(double[] scores, int token, int words) {
        int best = 0;
        for (int word = 1; word < words; word++) {
            if (scores[token * words + word] > scores[token * words + best]) {
                best = word;
            }
        }
        return best;
    }
}
