package stillroom.ai.torch;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import stillroom.ai.AiException;
import stillroom.ai.Embedder;
import stillroom.ai.pack.PackBuilder;
import stillroom.ai.pack.PackStore;
import stillroom.ai.pack.ShippedPacks;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AiEngineTest {

    private static final Path PACKS = Path.of(System.getProperty("stillroom.packs"));
    private static final String LIGHT = "all-minilm-l6-v2";
    private static final String STANDARD = "bge-small-en-v1.5";

    private final AiEngine engine = AiEngine.open(PACKS);

    @AfterAll
    void closeEngine() {
        engine.close();
    }

    @Test
    void loadsAPackOnce() {
        assertThat(engine.embedder(LIGHT)).isSameAs(engine.embedder(LIGHT));
    }

    /// Helpers may wait for the very model, as those of a search did.
    @Test
    void loadsAModelWhileEveryHelperWaits() throws InterruptedException {
        int helpers = ForkJoinPool.getCommonPoolParallelism();
        var waiting = new CountDownLatch(helpers);
        var loaded = new CountDownLatch(1);
        List<Future<Boolean>> saw = new ArrayList<>();
        for (int helper = 0; helper < helpers; helper++) {
            saw.add(
                    ForkJoinPool.commonPool()
                            .submit(() -> {
                                waiting.countDown();
                                return loaded.await(1, MINUTES);
                            }));
        }
        waiting.await();
        try (AiEngine other = AiEngine.open(PACKS)) {
            assertThat(other.embedder(LIGHT).embedQuery("a text")).isNotEmpty();
        } finally {
            loaded.countDown();
        }

        assertThat(saw).allSatisfy(helper -> assertThat(helper.get()).isTrue());
    }

    @Test
    void givesVectorsOfLengthOne() {
        for (float[] vector : engine.embedder(LIGHT).embed(List.of("", "a cat", "two cats"))) {
            double square = 0;
            for (float number : vector) {
                square += (double) number * number;
            }
            assertThat(vector).hasSize(engine.embedder(LIGHT).dimensions());
            assertThat(square).isBetween(0.9999, 1.0001);
        }
    }

    @Test
    void putsWhatMeansTheSameTogether() {
        Embedder embedder = engine.embedder(STANDARD);
        List<float[]> vectors =
                embedder.embed(
                        List.of(
                                "The physician treated the patient in the hospital.",
                                "The chef baked bread in a hot oven."));
        float[] query = embedder.embedQuery("doctor");

        assertThat(cosine(query, vectors.get(0))).isGreaterThan(cosine(query, vectors.get(1)));
    }

    @Test
    void putsThePrefixBeforeQueriesOnly() {
        Embedder embedder = engine.embedder(STANDARD);
        String prefix = "Represent this sentence for searching relevant passages: ";

        assertThat(embedder.embedQuery("wing"))
                .isEqualTo(embedder.embed(List.of(prefix + "wing")).getFirst());
        assertThat(embedder.embedQuery("wing"))
                .isNotEqualTo(embedder.embed(List.of("wing")).getFirst());
    }

    @Test
    void givesATextTheSameVectorInAnyCompany() {
        Embedder embedder = engine.embedder(LIGHT);
        float[] alone = embedder.embed(List.of("a short text")).getFirst();
        List<float[]> together =
                embedder.embed(List.of("another one", "a short text", "x ".repeat(300)));

        assertThat(together.get(1)).isEqualTo(alone);
    }

    @Test
    void givesFourThreadsTheSameVectors() throws Exception {
        Embedder embedder = engine.embedder(LIGHT);
        List<String> texts = new ArrayList<>();
        for (int words = 1; words <= 24; words++) {
            texts.add("The river rises in the hills. ".repeat(words));
        }
        List<float[]> expected = embedder.embed(texts);
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<List<float[]>>> results = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                results.add(threads.submit(() -> embedder.embed(texts)));
            }
            for (Future<List<float[]>> result : results) {
                assertThat(result.get()).usingRecursiveComparison().isEqualTo(expected);
            }
        }
    }

    @Test
    void countsWhatItHasNoTokenFor() {
        Embedder embedder = engine.embedder(LIGHT);

        assertThat(embedder.countUnknown("the rent is due, 4711 Stra\u00dfe, xyzzyq")).isZero();
        // Signs for "eel" and "carp", and a Thai word.
        assertThat(embedder.countUnknown("a \u9c3b and a \u9bc9")).isEqualTo(2);
        assertThat(embedder.countUnknown("\u0e04\u0e48\u0e32\u0e40\u0e0a\u0e48\u0e32"))
                .isPositive();
    }

    @Test
    void cutsWhatIsTooLongButCountsAllOfIt() {
        Embedder embedder = engine.embedder(LIGHT);
        // 254 words and two special tokens fill the model.
        String full = "word ".repeat(254);

        assertThat(embedder.countTokens(full)).isEqualTo(embedder.maxTokens());
        assertThat(embedder.countTokens(full + "more of it")).isEqualTo(259);
        assertThat(embedder.embed(List.of(full + "more of it")).getFirst())
                .isEqualTo(embedder.embed(List.of(full)).getFirst());
    }

    @Test
    void countsTokensWithoutTheModelAsTheModelDoes() {
        for (String pack : List.of(LIGHT, STANDARD)) {
            var count = engine.tokenCounter(pack);
            String many =
                    IntStream.range(0, 20_000)
                            .mapToObj(number -> Integer.toString(7_919 * number, 36))
                            .collect(Collectors.joining(" "));
            for (String text :
                    List.of(
                            "",
                            "Two words",
                            "naïve \uD83E\uDD50 x = 1,5",
                            "\tRückgabe\u00A0der  Mietsache,\r\nsee § 7(2)--again: Rückgabe\n",
                            "可以 在 2024 年，使用。 ½ e\u0301tude \u200Bthe\u0007bell \uD83E",
                            "Donaudampfschifffahrtsgesellschaftskapitän " + "x".repeat(150),
                            "long ".repeat(400),
                            "a.".repeat(300) + " and again " + "a.".repeat(300),
                            many)) {
                int tokens = engine.embedder(pack).countTokens(text);
                assertThat(count.applyAsInt(text)).as(text).isEqualTo(tokens);
                // Now that each word is known.
                assertThat(count.applyAsInt(text)).as(text).isEqualTo(tokens);
            }
        }
    }

    @Test
    void takesAnyStringAsText() {
        String halfAnEmoji = "a \uD83E b";
        assertThat(engine.embedder(LIGHT).embed(List.of(halfAnEmoji, "nul \u0000 byte", "🥐")))
                .hasSize(3);
    }

    @Test
    void namesAPackThatIsNotThere() {
        assertThatThrownBy(() -> engine.embedder("gpt"))
                .isInstanceOf(AiException.class)
                .hasMessageContaining("'gpt'");
    }

    @Test
    void refusesAPackInWhichAByteWasChanged(@TempDir Path packs) throws IOException {
        Path copy = copyOfLight(packs);
        Path weights = copy.resolve("weights.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length / 2] ^= 1;
        Files.write(weights, bytes);

        try (AiEngine other = AiEngine.open(packs)) {
            assertThatThrownBy(() -> other.embedder(LIGHT))
                    .isInstanceOf(AiException.class)
                    .hasMessageContaining("weights.safetensors was changed");
        }
    }

    @Test
    void refusesToRunAfterItWasClosed(@TempDir Path packs) throws IOException {
        copyOfLight(packs);
        Embedder embedder;
        try (AiEngine other = AiEngine.open(packs)) {
            embedder = other.embedder(LIGHT);
        }
        assertThatThrownBy(() -> embedder.embedQuery("late"))
                .isInstanceOf(AiException.class)
                .hasMessageContaining("unloaded");
    }

    @Test
    void aModelThatNobodyUsesGivesItsMemoryBackAndComesBackWithTheNextCall() {
        AtomicLong now = new AtomicLong();
        try (AiEngine other = AiEngine.open(PackStore.of(PACKS), now::get)) {
            Embedder embedder = other.embedder(LIGHT);
            float[] before = embedder.embedQuery("a text");
            now.addAndGet(Duration.ofMinutes(4).toNanos());
            assertThat(other.unloadIdle(Duration.ofMinutes(5))).isZero();
            embedder.countTokens("which is a use of it");
            now.addAndGet(Duration.ofMinutes(4).toNanos());
            assertThat(other.unloadIdle(Duration.ofMinutes(5))).isZero();
            now.addAndGet(Duration.ofMinutes(1).toNanos());
            assertThat(other.unloadIdle(Duration.ofMinutes(5))).isEqualTo(1);
            assertThat(other.unloadIdle(Duration.ofMinutes(5))).isZero();

            assertThat(embedder.embedQuery("a text")).isEqualTo(before);
            assertThat(other.embedder(LIGHT)).isSameAs(embedder);
            now.addAndGet(Duration.ofMinutes(5).toNanos());
            assertThat(other.unloadIdle(Duration.ofMinutes(5))).isEqualTo(1);
        }
    }

    @Test
    void unloadingAtAnyMomentDisturbsNoCall() throws Exception {
        List<String> texts = new ArrayList<>();
        for (int words = 1; words <= 12; words++) {
            texts.add("The river rises in the hills. ".repeat(words));
        }
        try (AiEngine other = AiEngine.open(PACKS);
                ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Embedder embedder = other.embedder(LIGHT);
            List<float[]> expected = embedder.embed(texts);
            Future<List<float[]>> one = threads.submit(() -> embedder.embed(texts));
            Future<List<float[]>> two = threads.submit(() -> embedder.embed(texts));
            int unloaded = 0;
            while (!(one.isDone() && two.isDone()) || unloaded == 0) {
                unloaded += other.unloadIdle(Duration.ZERO);
            }
            assertThat(one.get()).usingRecursiveComparison().isEqualTo(expected);
            assertThat(two.get()).usingRecursiveComparison().isEqualTo(expected);
        }
    }

    @Test
    void startsOnlyOffline() {
        System.clearProperty("ai.djl.offline");
        try {
            assertThatThrownBy(() -> AiEngine.open(PACKS))
                    .isInstanceOf(AiException.class)
                    .hasMessageContaining("-Dai.djl.offline=true");
        } finally {
            System.setProperty("ai.djl.offline", "true");
        }
    }

    @Test
    void buildsTheSamePackAgain(@TempDir Path packs) throws IOException {
        Path published = PACKS.resolveSibling("published");
        new PackBuilder(AiEngine.trial())
                .build(
                        ShippedPacks.MINI_LM,
                        published.resolve(LIGHT + ".onnx"),
                        published.resolve(LIGHT + "-tokenizer.json"),
                        packs);

        for (String file :
                List.of(
                        "manifest.json",
                        "tokenizer.json",
                        "weights.safetensors",
                        "reference.safetensors")) {
            assertThat(packs.resolve(LIGHT).resolve(file))
                    .hasSameBinaryContentAs(PACKS.resolve(LIGHT).resolve(file));
        }
        try (Stream<Path> left = Files.list(packs)) {
            assertThat(left).containsExactly(packs.resolve(LIGHT));
        }
    }

    private static Path copyOfLight(Path packs) throws IOException {
        Path copy = Files.createDirectory(packs.resolve(LIGHT));
        try (Stream<Path> files = Files.list(PACKS.resolve(LIGHT))) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        return copy;
    }

    private static double cosine(float[] vector, float[] other) {
        double product = 0;
        for (int index = 0; index < vector.length; index++) {
            product += (double) vector[index] * other[index];
        }
        return product;
    }
}
