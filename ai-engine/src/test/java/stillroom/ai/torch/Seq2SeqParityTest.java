package stillroom.ai.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import stillroom.ai.pack.Decoder;
import stillroom.ai.pack.ModelPack;
import stillroom.ai.pack.Precision;
import stillroom.ai.pack.Seq2Seq;
import stillroom.ai.pack.Seq2Seq.Search;

/// Compares each kind of model that reads a text and writes another with what transformers gives in
/// Python, see `tiny_seq2seq.py`. The checkpoints are imported as a person would do it.
class Seq2SeqParityTest {

    private static final double TOLERANCE = 1e-3;
    private static final int WRITTEN = 64;
    private static final int WORDS = 320;

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"t5", "flan-t5", "mt5", "bart", "distilbart", "mbart", "pegasus"})
    void givesTheScoresAndTheTextsOfTransformers(String name) throws IOException {
        ModelPack pack = pack(name, Precision.FP32);
        Decoder decoder = Objects.requireNonNull(pack.manifest().decoder());
        Seq2Seq seq2seq = Objects.requireNonNull(decoder.seq2seq());
        try (Seq2SeqModel model =
                Seq2SeqModel.load(
                        pack.weights(Precision.FP32),
                        pack.manifest(),
                        Precision.FP32,
                        WRITTEN,
                        8)) {
            model.read(TinySeq2Seq.golden(name, "text"), () -> false);
            double[] scores = model.logits(TinySeq2Seq.golden(name, "written"));
            double[] right = TinySeq2Seq.scores(name);
            double worst = 0;
            for (int index = 0; index < scores.length; index++) {
                worst = Math.max(worst, Math.abs(scores[index] - right[index]));
            }
            System.out.printf(
                    "%-10s fp32: %d scores, worst difference %.1e%n", name, scores.length, worst);
            assertThat(scores).hasSameSizeAs(right);
            assertThat(worst).isLessThan(TOLERANCE);

            Search rules = seq2seq.search();
            Search plain = new Search(1, 1, false, 0, 0, WRITTEN, -1, -1);
            Search alone =
                    new Search(
                            1,
                            1,
                            false,
                            rules.unrepeatedWords(),
                            rules.leastTokens(),
                            WRITTEN,
                            rules.firstToken(),
                            rules.lastToken());
            assertThat(rules.beams()).isGreaterThan(1);
            assertThat(written(model, decoder, plain, name))
                    .as("the likeliest words")
                    .isEqualTo(withoutEnds(name, "greedy", decoder));
            assertThat(written(model, decoder, alone, name))
                    .as("the likeliest words by the published rules")
                    .isEqualTo(withoutEnds(name, "ruled", decoder));
            assertThat(written(model, decoder, rules, name))
                    .as("a beam search")
                    .isEqualTo(withoutEnds(name, "beams", decoder));
        }
    }

    private static List<Long> written(
            Seq2SeqModel model, Decoder decoder, Search search, String name) throws IOException {
        Seq2Seq said = Objects.requireNonNull(decoder.seq2seq());
        Seq2Seq seq2seq =
                new Seq2Seq(
                        said.layers(),
                        said.normsFirst(),
                        said.startToken(),
                        said.prefix(),
                        said.instructed(),
                        search);
        Seq2SeqWriter writer =
                new Seq2SeqWriter(
                        model, WORDS, new HashSet<>(decoder.endTokens()), seq2seq, search.beams());
        int most = WRITTEN - (search.lastToken() < 0 ? 1 : 2);
        writer.read(TinySeq2Seq.golden(name, "text"), most, () -> false);
        List<Long> written = new ArrayList<>();
        for (int token = 0; token < most; token++) {
            List<Long> before = List.copyOf(written);
            boolean goesOn = writer.goOn(written);
            assertThat(written.subList(0, before.size()))
                    .as("what was told before")
                    .isEqualTo(before);
            if (!goesOn) {
                break;
            }
        }
        writer.end(written);
        return written;
    }

    private static List<Long> withoutEnds(String name, String what, Decoder decoder)
            throws IOException {
        long[] golden = TinySeq2Seq.golden(name, what);
        List<Long> tokens = new ArrayList<>();
        for (int index = 1; index < golden.length; index++) {
            if (decoder.endTokens().contains(golden[index])) {
                break;
            }
            tokens.add(golden[index]);
        }
        return tokens;
    }

    /// Random weights of 32 columns are the worst that can happen to 4 bits; what is tested is that
    /// writing at once and token by token, which multiply in two ways, come to the same.
    @ParameterizedTest
    @CsvSource({
        "t5, BF16, 0.85",
        "t5, INT8, 0.7",
        "flan-t5, INT8, 0.5",
        "flan-t5, INT4, 0.05",
        "bart, BF16, 0.8",
        "bart, INT8, 0.6",
        "bart, INT4, 0.2",
        "pegasus, INT8, 0.7"
    })
    void mostlyThinksTheSameTokenTheLikeliestWhenRounded(
            String name, Precision precision, double least) throws IOException {
        ModelPack pack = pack(name, precision);
        try (Seq2SeqModel model =
                Seq2SeqModel.load(
                        pack.weights(precision), pack.manifest(), precision, WRITTEN, 1)) {
            long[] written = TinySeq2Seq.golden(name, "written");
            double[] right = TinySeq2Seq.scores(name);
            model.read(TinySeq2Seq.golden(name, "text"), () -> false);
            double[] atOnce = model.logits(written);
            model.rewind();
            int agreed = 0;
            int same = 0;
            for (int token = 0; token < written.length; token++) {
                int best = likeliest(atOnce, token);
                agreed += best == likeliest(right, token) ? 1 : 0;
                same += best == model.next(written[token], new long[0]) ? 1 : 0;
            }
            System.out.printf(
                    "%-10s %s: top-1 agreement with fp32 %.3f, of both ways to write %.3f%n",
                    name,
                    precision,
                    (double) agreed / written.length,
                    (double) same / written.length);
            assertThat((double) agreed / written.length).isGreaterThanOrEqualTo(least);
            assertThat((double) same / written.length).isGreaterThanOrEqualTo(0.85);
        }
    }

    private static int likeliest(double[] scores, int token) {
        int best = 0;
        for (int word = 1; word < WORDS; word++) {
            if (scores[token * WORDS + word] > scores[token * WORDS + best]) {
                best = word;
            }
        }
        return best;
    }

    @ParameterizedTest
    @ValueSource(strings = {"t5", "bart"})
    void cutsTextsAsPythonDoes(String kind) throws IOException {
        List<String> texts = TinySeq2Seq.texts();
        List<long[]> right = TinySeq2Seq.tokens(kind);
        try (TextTokenizer tokenizer = TextTokenizer.open(TinySeq2Seq.tokenizer(kind))) {
            for (int text = 0; text < texts.size(); text++) {
                assertThat(tokenizer.tokens(texts.get(text))).isEqualTo(right.get(text));
            }
        }
    }

    private ModelPack pack(String name, Precision precision) throws IOException {
        return TinySeq2Seq.stage(TinySeq2Seq.copy(name, folder), precision, folder.resolve("pack"))
                .pack();
    }
}
