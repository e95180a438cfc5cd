package stillroom.ai.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import stillroom.ai.AiException;
import stillroom.ai.Generator;
import stillroom.ai.Generator.Role;
import stillroom.ai.Generator.Turn;
import stillroom.ai.Generator.Written;
import stillroom.ai.pack.Manifest;
import stillroom.ai.pack.Precision;
import stillroom.ai.pack.PublishedModel;
import stillroom.ai.pack.Purpose;
import stillroom.ai.pack.Seq2Seq;

/// Imports models that read a text and write another as if somebody had published them, and has
/// them write. What they write is nonsense; that it is written properly is not.
class Seq2SeqGeneratorTest {

    private static final String TEXT = "The lease ends in March. The deposit is paid back.";

    @TempDir private Path folder;

    private Path packs() throws IOException {
        return Files.createDirectories(folder.resolve("packs"));
    }

    private AiEngine engine(String name) throws IOException {
        TinySeq2Seq.stage(TinySeq2Seq.copy(name, folder), Precision.INT8, packs().resolve(name));
        return AiEngine.open(packs());
    }

    private static List<Turn> turn(String text) {
        return List.of(new Turn(Role.USER, text));
    }

    private Manifest manifest(Path published) throws IOException {
        try (PublishedModel model =
                PublishedModel.open(published, TinyModels.wishes(Precision.INT8, null))) {
            return model.manifest();
        }
    }

    private static Seq2Seq seq2seq(Manifest manifest) {
        return Objects.requireNonNull(Objects.requireNonNull(manifest.decoder()).seq2seq());
    }

    @ParameterizedTest
    @ValueSource(strings = {"flan-t5", "bart", "pegasus"})
    void writesTheSameAfterTheSameTextWordByWord(String name) throws IOException {
        try (AiEngine engine = engine(name)) {
            Generator generator = engine.generator(name);
            List<String> pieces = new ArrayList<>();
            Written first = generator.write(turn(TEXT), 12, pieces::add, () -> false);
            generator.write(turn("Something else entirely"), 5, _ -> {}, () -> false);
            Written again = generator.write(turn(TEXT), 12, _ -> {}, () -> false);

            assertThat(first.text()).isNotBlank().isEqualTo(again.text());
            assertThat(first.text()).startsWith(String.join("", pieces).stripTrailing());
            assertThat(first.tokens()).isBetween(1, 12);
            assertThat(first.text()).doesNotContain("</s>", "<pad>", "<s>");
        }
    }

    @Test
    void doesNotReadTheSameTextAgain() throws IOException {
        try (AiEngine engine = engine("bart")) {
            Generator generator = engine.generator("bart");
            Written first = generator.write(turn(TEXT), 5, _ -> {}, () -> false);
            Written next = generator.write(turn(TEXT), 7, _ -> {}, () -> false);

            assertThat(first.known()).isZero();
            assertThat(next.known()).isEqualTo(next.read());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"t5", "bart"})
    void stopsWithinOneToken(String name) throws IOException {
        try (AiEngine engine = engine(name)) {
            Generator generator = engine.generator(name);
            AtomicInteger asked = new AtomicInteger();

            // Once for each of the two layers that read, and before each token.
            assertThatThrownBy(() ->
                            generator.write(
                                    turn(TEXT), 40, _ -> {}, () -> asked.incrementAndGet() > 5))
                    .isInstanceOf(CancellationException.class);
            assertThat(asked).hasValue(6);
            assertThat(generator.write(turn(TEXT), 5, _ -> {}, () -> false).tokens()).isPositive();
        }
    }

    @Test
    void takesSpecialTokensInADocumentForText() throws IOException {
        try (AiEngine engine = engine("bart")) {
            Generator generator = engine.generator("bart");
            Written plain = generator.write(turn("x"), 1, _ -> {}, () -> false);
            Written attacked = generator.write(turn("x</s><mask></s>"), 1, _ -> {}, () -> false);

            assertThat(attacked.read() - plain.read()).isGreaterThan(8);
        }
    }

    @Test
    void saysThatATextIsTooLong() throws IOException {
        try (AiEngine engine = engine("bart")) {
            Generator generator = engine.generator("bart");

            assertThat(generator.room(100)).isEqualTo(512);
            assertThatThrownBy(() ->
                            generator.write(turn("word ".repeat(600)), 5, _ -> {}, () -> false))
                    .isInstanceOf(AiException.class)
                    .hasMessageContaining("takes 512; give it less");
        }
    }

    @Test
    void comesBackAfterItWasUnloaded() throws IOException {
        try (AiEngine engine = engine("t5")) {
            Generator generator = engine.generator("t5");
            String before = generator.write(turn(TEXT), 8, _ -> {}, () -> false).text();

            assertThat(engine.unloadIdle(Duration.ZERO)).isEqualTo(1);
            assertThat(generator.write(turn(TEXT), 8, _ -> {}, () -> false).text())
                    .isEqualTo(before);
        }
    }

    @ParameterizedTest
    @EnumSource
    void makesAWholePackInEachPrecision(Precision precision) throws IOException {
        for (String name : List.of("t5", "bart")) {
            var staged =
                    TinySeq2Seq.stage(
                            TinySeq2Seq.copy(
                                    name, Files.createDirectory(folder.resolve(name + "-of"))),
                            precision,
                            packs().resolve(name));
            staged.pack().verify();
            Manifest manifest = staged.pack().manifest();
            assertThat(manifest.purpose()).isEqualTo(Purpose.GENERATION);
            assertThat(manifest.family()).isEqualTo("seq2seq");
            assertThat(manifest.maxTokens()).isEqualTo(512);
            assertThat(staged.closeness().mean()).isBetween(0.1, 1.0);
        }
    }

    @Test
    void takesTheRulesOfWritingFromWhereTheyWerePublished() throws IOException {
        Seq2Seq t5 = seq2seq(manifest(TinySeq2Seq.copy("t5", folder)));
        assertThat(t5.prefix()).isEqualTo("summarize: ");
        assertThat(t5.instructed()).isFalse();
        assertThat(t5.search()).isEqualTo(new Seq2Seq.Search(4, 2, true, 3, 12, 64, -1, -1));

        Seq2Seq flan = seq2seq(manifest(TinySeq2Seq.copy("flan-t5", folder)));
        assertThat(flan.instructed()).isTrue();
        assertThat(flan.prefix()).isEmpty();

        Seq2Seq bart = seq2seq(manifest(TinySeq2Seq.copy("bart", folder)));
        assertThat(bart.startToken()).isEqualTo(2);
        assertThat(bart.prefix()).isEmpty();
        assertThat(bart.search()).isEqualTo(new Seq2Seq.Search(4, 2, true, 3, 12, 64, 0, 2));
    }

    @Test
    void isInstructedIfItsOwnerSaysSo() throws IOException {
        Path published = TinySeq2Seq.copy("t5", folder);
        var wishes =
                new PublishedModel.Wishes(null, null, Precision.INT8, null, null, null, null, true);
        try (PublishedModel model = PublishedModel.open(published, wishes)) {
            assertThat(seq2seq(model.manifest()).instructed()).isTrue();
            assertThat(model.notes()).isEmpty();
        }
        try (PublishedModel model =
                PublishedModel.open(published, TinyModels.wishes(Precision.INT8, null))) {
            assertThat(model.notes()).singleElement().asString().contains("--instructed");
        }
    }

    /// BART's summarizers are published so.
    @Test
    void doesWithoutAVectorForASpecialTokenThatNoTextHas() throws IOException {
        Path published = TinySeq2Seq.copy("bart", folder);
        replace(published.resolve("tokenizer.json"), "\"<mask>\":4", "\"<mask>\":320");
        replace(published.resolve("tokenizer.json"), "{\"id\":4,", "{\"id\":320,");
        assertThat(manifest(published).name()).isEqualTo("bart");

        replace(published.resolve("tokenizer.json"), "\"<mask>\":320", "\"<mask>\":321");
        assertThatThrownBy(() -> manifest(published))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("322 tokens, but the model only knows 320");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "t5 ; config.json ; \"model_type\": \"t5\" ; \"model_type\": \"longt5\" ; known are",
                "t5 ; config.json ; T5ForConditionalGeneration ; T5EncoderModel ; T5EncoderModel",
                "t5 ; config.json ; \"d_model\": 32 ; \"d_model\": 64 ; has the shape",
                "t5 ; config.json ; \"num_layers\": 2 ; \"num_layers\": 3 ; block.2.",
                "t5 ; config.json ; \"relative_attention_num_buckets\": 32 ;"
                        + " \"relative_attention_num_buckets\": 64 ; relative_attention_bias",
                "t5 ; config.json ; \"num_beams\": 4 ; \"repetition_penalty\": 2.5 ;"
                        + " 'repetition_penalty'",
                "t5 ; config.json ; \"decoder_start_token_id\": 0 ;"
                        + " \"decoder_start_token_id\": 900 ; the token 900",
                "flan-t5 ; config.json ; gated-gelu ; gated-mish ; \"mish\" is not known",
                "bart ; config.json ; \"gelu_new\" ; \"swiglu\" ; \"swiglu\" is not known",
                "bart ; config.json ; BartForConditionalGeneration ; BartForSequenceClassification ;"
                        + " BartForSequenceClassification",
                "bart ; config.json ; \"encoder_attention_heads\": 4 ;"
                        + " \"encoder_attention_heads\": 2 ; different numbers of heads",
                "bart ; config.json ; \"max_position_embeddings\": 512 ;"
                        + " \"max_position_embeddings\": 600 ; positions for 512 tokens",
                "bart ; model.safetensors.index.json ; model-00002-of-0001 ; model-00002-of-0009 ;"
                        + " is missing",
                "bart ; tokenizer.json ; \"</s>\":2 ; \"</s>\":9000 ; 9001 tokens"
            })
    void refusesWhatItCannotRunFaithfully(
            String name, String file, String right, String wrong, String message)
            throws IOException {
        Path published = TinySeq2Seq.copy(name, folder);
        Files.deleteIfExists(published.resolve("tokenizer_config.json"));
        replace(published.resolve(file), right, wrong);

        assertThatThrownBy(
                        () -> TinySeq2Seq.stage(published, Precision.INT8, packs().resolve("made")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(message);
        assertThat(packs()).isEmptyDirectory();
    }

    private static void replace(Path file, String right, String wrong) throws IOException {
        String text = Files.readString(file, StandardCharsets.UTF_8);
        assertThat(text).contains(right);
        Files.writeString(file, text.replace(right, wrong));
    }

    @Test
    void refusesPicklesAndWhatIsCutOff() throws IOException {
        Path published = TinySeq2Seq.copy("t5", folder);
        Path weights = published.resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        Files.write(weights, Arrays.copyOf(bytes, bytes.length - 100));
        assertThatThrownBy(
                        () -> TinySeq2Seq.stage(published, Precision.INT8, packs().resolve("made")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("lies outside of the file");

        bytes[bytes.length - 1] = 0x7F;
        bytes[bytes.length - 2] = (byte) 0xC0;
        Files.write(weights, bytes);
        assertThatThrownBy(
                        () -> TinySeq2Seq.stage(published, Precision.INT8, packs().resolve("made")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("infinite or none");

        Files.move(weights, published.resolve("pytorch_model.bin"));
        assertThatThrownBy(
                        () -> TinySeq2Seq.stage(published, Precision.INT8, packs().resolve("made")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("can run any code");
        try (Stream<Path> files = Files.list(packs())) {
            assertThat(files).isEmpty();
        }
    }
}
