package stillroom.ai.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import stillroom.ai.AiException;
import stillroom.ai.Reranker;
import stillroom.ai.SequenceClassifier;
import stillroom.ai.pack.Manifest;
import stillroom.ai.pack.ModelPack;
import stillroom.ai.pack.PackBuilder;
import stillroom.ai.pack.PackBuilder.Keep;
import stillroom.ai.pack.PackBuilder.Staged;
import stillroom.ai.pack.Pooling;
import stillroom.ai.pack.Precision;
import stillroom.ai.pack.PublishedModel;
import stillroom.ai.pack.PublishedModel.Wishes;
import stillroom.ai.pack.Purpose;
import stillroom.ai.pack.Reference;

/// Imports what `tiny.py` made as if somebody had published it.
class ImportTest {

    private static final Wishes NONE =
            new Wishes(null, null, Precision.INT8, null, null, null, null);

    @TempDir private Path folder;

    private Path bert = Path.of("");

    @BeforeEach
    void publish() throws IOException {
        bert = TinyModels.copy("bert", folder);
    }

    // -- What is taken over

    @Test
    void readsWhatSentenceTransformersSays() throws IOException {
        Files.writeString(bert.resolve("README.md"), "---\nlicense: mit\n---\n# A model\n");

        Manifest manifest = manifest(NONE);

        assertThat(manifest.name()).isEqualTo("bert");
        assertThat(manifest.pooling()).isEqualTo(Pooling.CLS);
        assertThat(manifest.maxTokens()).isEqualTo(150);
        assertThat(manifest.queryPrefix()).isEqualTo("query: ");
        assertThat(manifest.passagePrefix()).isEqualTo("passage: ");
        assertThat(manifest.license()).isEqualTo("mit");
        assertThat(manifest.purpose()).isEqualTo(Purpose.EMBEDDING);
    }

    @Test
    void letsTheImportingPersonDecide() throws IOException {
        Manifest manifest =
                manifest(new Wishes("mine", "2", Precision.BF16, Pooling.LAST, "Q ", "", "MIT"));

        assertThat(manifest.name()).isEqualTo("mine");
        assertThat(manifest.version()).isEqualTo("2");
        assertThat(manifest.pooling()).isEqualTo(Pooling.LAST);
        assertThat(manifest.queryPrefix()).isEqualTo("Q ");
        assertThat(manifest.passagePrefix()).isEmpty();
        assertThat(manifest.license()).isEqualTo("MIT");
        assertThat(manifest.precision()).isEqualTo(Precision.BF16);
    }

    @Test
    void saysThatItGuessesThePooling() throws IOException {
        Files.delete(bert.resolve("modules.json"));

        try (PublishedModel model = PublishedModel.open(bert, NONE)) {
            assertThat(model.manifest().pooling()).isEqualTo(Pooling.MEAN);
            assertThat(model.notes()).anyMatch(note -> note.contains("--pooling"));
        }
    }

    @Test
    void putsThePrefixesWhereTheyBelong() throws IOException {
        stage(NONE.as(Precision.FP32), Keep.NOTHING);
        stage(new Wishes("bare", null, Precision.FP32, null, "", "", null), Keep.NOTHING);

        try (AiEngine engine = AiEngine.open(packs())) {
            assertThat(engine.embedder("bert").embed(List.of("a cat")))
                    .usingRecursiveComparison()
                    .isEqualTo(engine.embedder("bare").embed(List.of("passage: a cat")));
            assertThat(engine.embedder("bert").embedQuery("a cat"))
                    .isEqualTo(engine.embedder("bare").embedQuery("query: a cat"));
        }
    }

    // -- What comes out

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "INT4")
    void makesAWholePackThatStaysCloseToThePublishedModel(Precision precision) throws IOException {
        Staged staged = stage(NONE.as(precision), Keep.NOTHING);

        double least =
                switch (precision) {
                    case INT4 -> throw new AssertionError("for models that write");
                    case INT8 -> 0.97; // of 16 channels with random weights
                    case BF16 -> 0.999;
                    case FP16, FP32 -> 0.99999;
                };
        assertThat(staged.closeness().least()).isGreaterThanOrEqualTo(least);
        assertThat(staged.closeness().mean()).isBetween(staged.closeness().least(), 1.0000001);
        staged.pack().verify();
        assertThat(staged.pack().manifest().precision()).isEqualTo(precision);
        assertThat(staged.pack().reference().orElseThrow().vectors()).hasSize(64);
        assertThat(filesIn(packs().resolve("bert")))
                .containsExactly(
                        "manifest.json",
                        "reference.safetensors",
                        "tokenizer.json",
                        "weights.safetensors");
        assertThat(filesIn(packs())).containsExactly("bert");
    }

    @Test
    void keepsHalfPrecisionForEverythingButInt8() throws IOException {
        ModelPack pack = stage(NONE, Keep.HALF).pack();

        assertThat(filesIn(packs().resolve("bert"))).contains("half.safetensors");
        try (TorchEmbedder half = TorchEmbedder.load(pack, Precision.FP32);
                TorchEmbedder rounded = TorchEmbedder.load(pack, Precision.INT8)) {
            List<String> texts = TinyModels.texts();
            List<String> marked = texts.stream().map(text -> "passage: " + text).toList();
            stage(new Wishes("full", null, Precision.FP32, null, "", "", null), Keep.NOTHING);
            ModelPack full = ModelPack.open(packs().resolve("full"));
            try (TorchEmbedder exact = TorchEmbedder.load(full, Precision.FP32)) {
                var reference = new Reference(exact.embed(marked));
                assertThat(reference.closeness(half.embed(texts)).least()).isGreaterThan(0.99999);
                assertThat(reference.closeness(rounded.embed(texts)).least()).isLessThan(0.99999);
            }
        }
    }

    @Test
    void runsHeadsAndOnlyForWhatTheyAreMeant() throws IOException {
        for (String name : List.of("bert-cross-encoder", "xlm-roberta-nli")) {
            TinyModels.stage(
                    TinyModels.copy(name, folder),
                    NONE.as(Precision.FP32),
                    Keep.NOTHING,
                    Files.createDirectories(packs()).resolve(name));
        }
        List<List<String>> pairs = TinyModels.pairs();
        try (AiEngine engine = AiEngine.open(packs())) {
            Reranker reranker = engine.reranker("bert-cross-encoder");
            assertThat(
                            reranker.scores(
                                    pairs.get(0).get(0),
                                    List.of(pairs.get(0).get(1), pairs.get(1).get(1))))
                    .containsExactly(
                            new float[] {
                                TinyModels.golden("bert-cross-encoder", "scores").get(0)[0],
                                TinyModels.golden("bert-cross-encoder", "scores").get(1)[0]
                            },
                            org.assertj.core.data.Offset.offset(1e-4f));

            SequenceClassifier nli = engine.sequenceClassifier("xlm-roberta-nli");
            assertThat(nli.labels()).containsExactly("contradiction", "entailment", "neutral");
            float[] probabilities = nli.probabilities(pairs.get(2).get(0), pairs.get(2).get(1));
            float[] scores = TinyModels.golden("xlm-roberta-nli", "scores").get(2);
            assertThat(Math.log(probabilities[0] / probabilities[1]))
                    .isCloseTo(scores[0] - scores[1], org.assertj.core.data.Offset.offset(1e-3));
            assertThat(probabilities[0] + probabilities[1] + probabilities[2])
                    .isCloseTo(1, org.assertj.core.data.Offset.offset(1e-5f));

            assertThatThrownBy(() -> engine.embedder("bert-cross-encoder"))
                    .isInstanceOf(AiException.class)
                    .hasMessageContaining("is for reranking, not for embedding");
            assertThatThrownBy(() -> engine.reranker("xlm-roberta-nli"))
                    .isInstanceOf(AiException.class)
                    .hasMessageContaining("is for classification, not for reranking");
        }
    }

    @Test
    void cutsAPairThatIsTooLong() throws IOException {
        Path copy = TinyModels.copy("bert-cross-encoder", folder);
        ModelPack pack =
                TinyModels.stage(
                                copy,
                                NONE.as(Precision.FP32),
                                Keep.NOTHING,
                                Files.createDirectories(packs()).resolve("long"))
                        .pack();
        try (TorchEmbedder model = TorchEmbedder.load(pack, Precision.FP32)) {
            assertThat(model.score("a question", "a word ".repeat(1000)))
                    .isEqualTo(model.score("a question", "a word ".repeat(2000)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"wordpiece", "unigram"})
    void cutsTextsIntoTheTokensOfThePublishedTokenizer(String kind) throws IOException {
        List<long[]> golden = TinyModels.tokens(kind);
        List<String> texts = TinyModels.texts();
        Path file = TinyModels.tokenizer(kind.equals("unigram") ? "roberta" : "bert");
        try (TextTokenizer tokenizer = TextTokenizer.open(file)) {
            for (int text = 0; text < texts.size(); text++) {
                assertThat(tokenizer.tokens(texts.get(text)))
                        .as("text %d", text)
                        .isEqualTo(golden.get(text));
            }
        }
    }

    // -- What stops it

    @Test
    void leavesNothingWhenItIsStopped() throws IOException {
        AtomicInteger steps = new AtomicInteger();
        try (PublishedModel model = PublishedModel.open(bert, NONE)) {
            PackBuilder builder = new PackBuilder(AiEngine.trial());
            Files.createDirectories(packs());
            Path pack = packs().resolve("bert");
            model.stage(
                    builder,
                    Keep.HALF,
                    pack,
                    (_, _, _) -> {
                        steps.incrementAndGet();
                        return true;
                    });
            assertThat(steps).hasValueGreaterThan(60);
            for (int last = 0; last < steps.get(); last += 7) {
                int most = last;
                AtomicInteger seen = new AtomicInteger();
                assertThatThrownBy(() ->
                                model.stage(
                                        builder,
                                        Keep.HALF,
                                        packs().resolve("stopped"),
                                        (_, _, _) -> seen.getAndIncrement() < most))
                        .isInstanceOf(CancellationException.class);
                assertThat(filesIn(packs())).containsExactly("bert");
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"model_type\": \"bert\" | \"model_type\": \"mamba\" | models of the family"
                        + " \"mamba\" cannot be run; known are bert, xlm-roberta, roberta,"
                        + " camembert, distilbert, mpnet, llama, mistral, qwen2, qwen3, gemma, t5,"
                        + " mt5, bart, mbart, pegasus.",
                "\"BertModel\" | \"BertForTokenClassification\" | BertForTokenClassification",
                "\"hidden_act\": \"gelu\" | \"hidden_act\": \"mish\" | \"mish\" is not known",
                "\"hidden_size\": 16 | \"hidden_size\": 24 | word_embeddings",
                "\"hidden_size\": 16 | \"hidden_size\": 0 | 'hidden_size'",
                "\"num_attention_heads\": 2 | \"num_attention_heads\": 3 | 3 heads",
                "\"num_hidden_layers\": 2 | \"num_hidden_layers\": 3 | encoder.layer.2.",
                "\"pad_token_id\": 0 | \"pad_token_id\": -7 | 'pad_token_id'",
                "\"layer_norm_eps\": 1e-12 | \"layer_norm_eps\": \"NaN\" | 'layer_norm_eps'",
                "\"is_decoder\": false | \"is_decoder\": true | decoder",
                "\"max_position_embeddings\": 150 | \"max_position_embeddings\": 2 | three tokens",
                "\"model_type\": | \"position_embedding_type\": \"relative_key\", \"model_type\":"
                        + " | relative_key",
                "{ | [ | config.json is",
            })
    void refusesSettingsThatItCannotRunFaithfully(String right, String wrong, String message)
            throws IOException {
        replace(bert.resolve("config.json"), right, wrong);

        assertThatThrownBy(() -> stage(NONE, Keep.NOTHING))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(message);
        assertThat(filesIn(packs())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "modules.json | models.Normalize | models.Dense | models.Dense",
                "modules.json | 1_Pooling | ../.. | strange path",
                "modules.json | 1_Pooling | 3_Pooling | 3_Pooling/config.json is missing",
                "1_Pooling/config.json | \"pooling_mode_max_tokens\": false |"
                        + " \"pooling_mode_max_tokens\": true | \"max_tokens\" is not known",
                "1_Pooling/config.json | \"pooling_mode_mean_tokens\": false |"
                        + " \"pooling_mode_mean_tokens\": true | [cls, mean]",
                "sentence_bert_config.json | false | true | do_lower_case",
            })
    void refusesModulesThatItCannotRunFaithfully(
            String file, String right, String wrong, String message) throws IOException {
        replace(bert.resolve(file), right, wrong);

        assertThatThrownBy(() -> stage(NONE, Keep.NOTHING))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"pytorch_model.bin", "model.pt", "model.pth", "model.ckpt", "model.pkl"})
    void refusesPickles(String name) throws IOException {
        Path pickle = bert.resolve(name);
        Files.move(bert.resolve("model.safetensors"), pickle);

        for (Path path : List.of(bert, pickle)) {
            assertThatThrownBy(() -> PublishedModel.open(path, NONE))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(name)
                    .hasMessageContaining("can run any code");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"config.json", "tokenizer.json", "model.safetensors"})
    void namesTheFileThatIsMissing(String name) throws IOException {
        Files.delete(bert.resolve(name));

        assertThatThrownBy(() -> PublishedModel.open(bert, NONE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(name + " is missing");
    }

    @Test
    void saysHowToGetATokenizerFromItsWords() throws IOException {
        Files.move(bert.resolve("tokenizer.json"), bert.resolve("vocab.txt"));

        assertThatThrownBy(() -> PublishedModel.open(bert, NONE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("vocab.txt alone")
                .hasMessageContaining("save_pretrained");
    }

    @Test
    void namesTheShardThatIsMissing() throws IOException {
        Path sharded = TinyModels.copy("xlm-roberta", folder);
        Files.delete(sharded.resolve("model-00002-of-00002.safetensors"));

        assertThatThrownBy(() -> PublishedModel.open(sharded, NONE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("model-00002-of-00002.safetensors is missing");
    }

    @Test
    void refusesAShardOutsideOfTheFolder() throws IOException {
        Path sharded = TinyModels.copy("xlm-roberta", folder);
        replace(
                sharded.resolve("model.safetensors.index.json"),
                "model-00002-of-00002.safetensors",
                "../secret.safetensors");

        assertThatThrownBy(() -> PublishedModel.open(sharded, NONE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("../secret.safetensors");
    }

    @Test
    void namesTheTensorWhoseNumbersAreNone() throws IOException {
        Path file = bert.resolve("model.safetensors");
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putFloat(bytes.capacity() - Float.BYTES, Float.NaN);
        Files.write(file, bytes.array());

        assertThatThrownBy(() -> stage(NONE, Keep.NOTHING))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("infinite or none");
        assertThat(filesIn(packs())).isEmpty();
    }

    @Test
    void refusesATokenizerWithMoreWordsThanTheModel() throws IOException {
        replace(bert.resolve("tokenizer.json"), "\"[SEP]\":3", "\"[SEP]\":5000");

        assertThatThrownBy(() -> stage(NONE, Keep.NOTHING))
                .satisfiesAnyOf(
                        refused -> assertThat(refused).isInstanceOf(IOException.class),
                        refused -> assertThat(refused).isInstanceOf(AiException.class));
        assertThat(filesIn(packs())).isEmpty();
    }

    @Test
    void refusesFilesThatAreNotWhatTheirNameSays() throws IOException {
        Files.writeString(bert.resolve("model.safetensors"), "PK\u0003\u0004 a zip of pickles");

        assertThatThrownBy(() -> PublishedModel.open(bert, NONE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("model.safetensors");
    }

    @Test
    void eitherReadsOrRefusesChangedSettings() throws IOException {
        long seed = 20_261_121;
        Random random = new Random(seed);
        List<Path> files =
                List.of(
                        bert.resolve("config.json"),
                        bert.resolve("modules.json"),
                        bert.resolve("1_Pooling").resolve("config.json"),
                        bert.resolve("config_sentence_transformers.json"),
                        bert.resolve("sentence_bert_config.json"),
                        bert.resolve("tokenizer.json"));
        int refused = 0;
        for (int round = 0; round < 1_000; round++) {
            Path file = files.get(random.nextInt(files.size()));
            byte[] whole = Files.readAllBytes(file);
            byte[] changed = Arrays.copyOf(whole, whole.length - random.nextInt(2));
            for (int change = 0; change <= random.nextInt(4); change++) {
                changed[random.nextInt(changed.length)] = (byte) (32 + random.nextInt(95));
            }
            Files.write(file, changed);
            try (PublishedModel model = PublishedModel.open(bert, NONE)) {
                assertThat(model.manifest().dimensions()).isPositive();
            } catch (IOException expected) {
                refused++;
            } catch (RuntimeException wrong) {
                throw new AssertionError("seed " + seed + ", round " + round, wrong);
            }
            Files.write(file, whole);
        }
        assertThat(refused).isBetween(100, 999);
    }

    private Path packs() {
        return folder.resolve("packs");
    }

    private Manifest manifest(Wishes wishes) throws IOException {
        try (PublishedModel model = PublishedModel.open(bert, wishes)) {
            return model.manifest();
        }
    }

    private Staged stage(Wishes wishes, Keep keep) throws IOException {
        Files.createDirectories(packs());
        String name = wishes.name() == null ? "bert" : wishes.name();
        return TinyModels.stage(bert, wishes, keep, packs().resolve(name));
    }

    private static List<String> filesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
        }
    }

    private static void replace(Path file, String right, String wrong) throws IOException {
        String text = Files.readString(file, StandardCharsets.UTF_8);
        assertThat(text).contains(right);
        Files.writeString(file, text.replaceFirst(Pattern.quote(right), wrong));
    }
}
