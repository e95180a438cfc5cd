package stillroom.ai.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import stillroom.ai.pack.Manifest;
import stillroom.ai.pack.PackBuilder;
import stillroom.ai.pack.PackBuilder.Keep;
import stillroom.ai.pack.PackBuilder.Staged;
import stillroom.ai.pack.PackStore;
import stillroom.ai.pack.Precision;
import stillroom.ai.pack.PublishedModel;
import stillroom.ai.pack.Purpose;

/// Imports models that write as if somebody had published them.
class DecoderImportTest {

    @TempDir private Path folder;

    private Path published = Path.of("");
    private Path packs = Path.of("");

    @BeforeEach
    void publish() throws IOException {
        published = TinyDecoders.copy("qwen2", folder);
        packs = Files.createDirectories(folder.resolve("packs"));
    }

    private Staged stage(Precision precision) throws IOException {
        return TinyDecoders.stage(published, precision, packs.resolve("made"));
    }

    @ParameterizedTest
    @EnumSource
    void makesAWholePack(Precision precision) throws IOException {
        Staged staged = stage(precision);

        Manifest manifest = staged.pack().manifest();
        staged.pack().verify();
        assertThat(manifest.purpose()).isEqualTo(Purpose.GENERATION);
        assertThat(manifest.family()).isEqualTo("llama_decoder");
        assertThat(manifest.maxTokens()).isEqualTo(512);
        assertThat(manifest.decoder().endTokens()).containsExactly(2L, 0L);
        assertThat(manifest.decoder().keyHeads()).isEqualTo(2);
        assertThat(manifest.decoder().chatTemplate()).contains("<|im_start|>");
        assertThat(staged.closeness().mean()).isBetween(0.3, 1.0);
        assertThat(files(packs.resolve("made")))
                .containsExactly("manifest.json", "tokenizer.json", "weights.safetensors");
    }

    @Test
    void goesOnWhereItWasStopped() throws IOException {
        AtomicInteger steps = new AtomicInteger();
        Path whole =
                stage(packs.resolve("whole"), () -> steps.incrementAndGet() > 0).pack().folder();
        int mostKnown = 0;
        for (int last = 0; last < steps.get(); last += 7) {
            Path pack = packs.resolve("stopped");
            stop(pack, last);
            Staged again = stage(pack, () -> true);

            mostKnown = Math.max(mostKnown, again.known());
            assertThat(files(pack)).isEqualTo(files(whole));
            for (String file : files(whole)) {
                assertThat(pack.resolve(file)).hasSameBinaryContentAs(whole.resolve(file));
            }
            Files.move(pack, packs.resolve("done-" + last));
        }
        assertThat(mostKnown).isEqualTo(stage(packs.resolve("other"), () -> true).tensors());
    }

    @Test
    void makesATensorAnewThatIsNotWhatItWas() throws IOException {
        Path pack = packs.resolve("stopped");
        stop(pack, 12);
        Path weights = pack.resolve("weights.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length - 1]++; // of the last tensor that was done
        Files.write(weights, bytes);

        Staged again = stage(pack, () -> true);

        assertThat(again.known()).isEqualTo(11);
        assertThat(weights)
                .hasSameBinaryContentAs(
                        stage(packs.resolve("whole"), () -> true)
                                .pack()
                                .folder()
                                .resolve("weights.safetensors"));
    }

    @Test
    void beginsAnewWhenTheSourceWasChanged() throws IOException {
        Path pack = packs.resolve("stopped");
        stop(pack, 12);
        Files.writeString(
                published.resolve("generation_config.json"),
                Files.readString(published.resolve("generation_config.json")) + " ");

        assertThat(stage(pack, () -> true).known()).isZero();
    }

    @Test
    void goesOnAfterItsProcessWasKilled() throws IOException, InterruptedException {
        Path installed = folder.resolve("installed");
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Dai.djl.offline=true",
                                "-DPYTORCH_LIBRARY_PATH="
                                        + System.getProperty("PYTORCH_LIBRARY_PATH"),
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Killed.class.getName(),
                                published.toString(),
                                installed.toString(),
                                packs.toString())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isEqualTo(Killed.CODE);

        PackStore store = PackStore.open(packs, installed);
        assertThat(store.packs()).isEmpty();
        try (PublishedModel model = open()) {
            Path mine = store.stage(model.source());
            Staged staged =
                    model.stage(
                            new PackBuilder(AiEngine.trial()),
                            Keep.NOTHING,
                            mine,
                            (_, _, _) -> true);
            assertThat(staged.known()).isEqualTo(Killed.TENSORS);
            store.install(staged.pack().folder(), PackStore.Caution.CAREFUL);
        }
        assertThat(store.packs()).hasSize(1);
        assertThat(files(installed)).noneMatch(name -> name.startsWith(".staging"));
    }

    /// An import whose process comes to a sudden end.
    static final class Killed {

        static final int CODE = 42;
        static final int TENSORS = 9;

        private Killed() {}

        public static void main(String[] arguments) throws IOException {
            try (PublishedModel model =
                    PublishedModel.open(
                            Path.of(arguments[0]), TinyModels.wishes(Precision.INT8, null))) {
                model.stage(
                        new PackBuilder(AiEngine.trial()),
                        Keep.NOTHING,
                        PackStore.open(Path.of(arguments[2]), Path.of(arguments[1]))
                                .stage(model.source()),
                        (_, done, _) -> {
                            if (done == TENSORS) {
                                Runtime.getRuntime().halt(CODE);
                            }
                            return true;
                        });
            }
        }
    }

    private PublishedModel open() throws IOException {
        return PublishedModel.open(published, TinyModels.wishes(Precision.INT8, null));
    }

    private Staged stage(Path pack, BooleanSupplier goesOn) throws IOException {
        try (PublishedModel model = open()) {
            return model.stage(
                    new PackBuilder(AiEngine.trial()),
                    Keep.NOTHING,
                    pack,
                    (_, _, _) -> goesOn.getAsBoolean());
        }
    }

    private void stop(Path pack, int after) {
        AtomicInteger seen = new AtomicInteger();
        assertThatThrownBy(() -> stage(pack, () -> seen.getAndIncrement() < after))
                .isInstanceOf(CancellationException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "config.json ; \"hidden_act\": \"silu\" ; \"hidden_act\": \"mish\" ; \"mish\" is not known",
                "config.json ; \"Qwen2ForCausalLM\" ; \"Qwen2ForTokenClassification\" ;"
                        + " Qwen2ForTokenClassification",
                "config.json ; \"num_key_value_heads\": 2 ; \"num_key_value_heads\": 3 ; 3 key heads",
                "config.json ; \"num_hidden_layers\": 2 ; \"num_hidden_layers\": 3 ; layers.2.",
                "config.json ; \"hidden_size\": 32, ; \"hidden_size\": 64, ; embed_tokens.weight",
                "config.json ; \"rms_norm_eps\": 1e-06 ; \"rms_norm_eps\": 7 ; 'rms_norm_eps'",
                "config.json ; \"tie_word_embeddings\": true ; \"tie_word_embeddings\": false ;"
                        + " lm_head.weight",
                "config.json ; \"rope_theta\": 10000.0 ; \"rope_theta\": 1,"
                        + " \"rope_scaling\": {\"rope_type\": \"longrope\"} ; \"longrope\"",
                "config.json ; \"rope_theta\": 10000.0 ; \"quantization_config\": {} ; rounded already",
                "config.json ; \"rope_theta\": 10000.0 ; \"final_logit_softcapping\": 30.0 ;"
                        + " final_logit_softcapping",
                "tokenizer.json ; \"<|im_end|>\":2 ; \"<|im_end|>\":9000 ; 9001 tokens, but the model only"
                        + " knows 320",
                "model.safetensors.index.json ; model-00002-of-0000 ; model-00009-of-0000 ;"
                        + " is missing",
                "model.safetensors.index.json ; model-00002-of-0000 ; model-00001-of-0000 ;"
                        + " the model has no tensor",
                "model.safetensors.index.json ; weight_map ; map ; 'weight_map' is missing",
                "model.safetensors.index.json ; } ; ] ; model.safetensors.index.json is damaged",
                "generation_config.json ; \"eos_token_id\": [ ; \"eos_token_id\": [ -7, ;"
                        + " 'eos_token_id' is out of range",
            })
    void refusesWhatItCannotRunFaithfully(String file, String right, String wrong, String message)
            throws IOException {
        Path changed = published.resolve(file);
        String text = Files.readString(changed, StandardCharsets.UTF_8);
        assertThat(text).contains(right);
        Files.writeString(changed, text.replace(right, wrong));

        assertThatThrownBy(() -> stage(Precision.INT8))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(message);
        assertThat(files(packs)).isEmpty();
    }

    @Test
    void refusesAShardThatIsCutOff() throws IOException {
        Path shard = shard();
        byte[] bytes = Files.readAllBytes(shard);
        Files.write(shard, Arrays.copyOf(bytes, bytes.length - 100));

        assertThatThrownBy(() -> stage(Precision.INT8))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("lies outside of the file");
        assertThat(files(packs)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"INT8, 7FC0", "INT4, 7FC0", "FP32, 7FC0", "INT8, 7F80", "INT4, FF80", "FP32, 7F80"})
    void namesTheTensorWhoseNumbersAreNone(Precision precision, String bfloat16)
            throws IOException {
        Path shard = shard();
        ByteBuffer bytes =
                ByteBuffer.wrap(Files.readAllBytes(shard)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putShort(bytes.capacity() - 10, (short) Integer.parseInt(bfloat16, 16));
        Files.write(shard, bytes.array());

        assertThatThrownBy(() -> stage(precision))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the tensor '")
                .hasMessageContaining("infinite or none");
        assertThat(files(packs)).isEmpty();
    }

    @Test
    void leavesNothingWhenTheDiskIsFull() throws IOException, InterruptedException {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=16k", "none", disk.toString()),
                "needs the right to mount");
        try {
            assertThatThrownBy(() ->
                            TinyDecoders.stage(published, Precision.INT8, disk.resolve("made")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("No space left");
            assertThat(files(disk)).isEmpty();
        } finally {
            run("umount", disk.toString());
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException noSuchProgram) {
            return false;
        }
    }

    @Test
    void refusesPicklesAndOnnx() throws IOException {
        assertThatThrownBy(() -> stageEncoderInInt4())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("int4 is for models that write");
        for (Path shard : shards()) {
            Files.delete(shard);
        }
        Files.delete(published.resolve("model.safetensors.index.json"));
        Files.writeString(published.resolve("pytorch_model.bin"), "x");

        assertThatThrownBy(() -> stage(Precision.INT8))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("can run any code");
    }

    private void stageEncoderInInt4() throws IOException {
        TinyDecoders.stage(
                TinyModels.copy("bert", folder), Precision.INT4, packs.resolve("encoder"));
    }

    @Test
    void saysWhatItCannotKnow() throws IOException {
        Files.delete(published.resolve("tokenizer_config.json"));
        Files.writeString(published.resolve("chat_template.jinja"), "{% include 'x' %}");

        try (PublishedModel model =
                PublishedModel.open(published, TinyModels.wishes(Precision.INT8, null))) {
            assertThat(model.notes())
                    .singleElement()
                    .asString()
                    .contains("the tag 'include'")
                    .contains("plain text");
            assertThat(model.manifest().decoder().chatTemplate()).isEmpty();
        }
    }

    private Path shard() throws IOException {
        return shards().getLast();
    }

    private List<Path> shards() throws IOException {
        try (Stream<Path> files = Files.list(published)) {
            return files.filter(file -> file.toString().endsWith(".safetensors"))
                    .filter(file -> !file.endsWith("golden.safetensors"))
                    .sorted()
                    .toList();
        }
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
        }
    }
}
