package stillroom.ai.torch;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.OnnxEmbeddingModel;
import dev.langchain4j.model.embedding.onnx.PoolingMode;
import dev.langchain4j.model.embedding.onnx.allminilml6v2q.AllMiniLmL6V2QuantizedEmbeddingModel;
import dev.langchain4j.model.embedding.onnx.bgesmallenv15q.BgeSmallEnV15QuantizedEmbeddingModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import stillroom.ai.Embedder;

/// Passages per second of the shipped packs beside ONNX Runtime with the same models in int8, as
/// langchain4j packs them: the same texts, in turns, all cores. A main program, no test; compiled
/// and run only by the profile `peers`.
///
/// Argument: a file of texts, one a line; by default the texts of `ParityTest`. Prints the median
/// of five rounds of each side, and how many tokens of a text the peer really reads: its MiniLM
/// stops at 128, so it runs a second time with a tokenizer that does not stop.
final class PeerBenchmark {

    private static final int ROUNDS = 5;
    private static final double SECONDS = 1.5;
    private static final int TEXTS = 64;

    private PeerBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        String words = String.join(" ", texts(arguments)).replaceAll("\\s+", " ");
        int streams = Runtime.getRuntime().availableProcessors();
        System.out.printf(
                "%-20s %6s %12s %12s %6s %16s%n",
                "pack", "tokens", "stillroom/s", "peer/s", "ratio", "read by the peer");
        try (AiEngine engine = AiEngine.open(Path.of(System.getProperty("stillroom.packs")));
                ExecutorService threads = Executors.newFixedThreadPool(streams)) {
            compare(
                    engine.embedder("all-minilm-l6-v2"),
                    new AllMiniLmL6V2QuantizedEmbeddingModel(),
                    words,
                    threads,
                    streams);
            compare(
                    engine.embedder("all-minilm-l6-v2"),
                    readingAll("all-minilm-l6-v2-q"),
                    words,
                    threads,
                    streams);
            compare(
                    engine.embedder("bge-small-en-v1.5"),
                    new BgeSmallEnV15QuantizedEmbeddingModel(),
                    words,
                    threads,
                    streams);
        }
        // The peer's own threads are no daemons.
        System.exit(0);
    }

    /// The peer's model with its own tokenizer, but for the line that has it cut each text.
    private static EmbeddingModel readingAll(String name) throws IOException {
        Path folder = Files.createTempDirectory("peer");
        Path model = folder.resolve("model.onnx");
        Path tokenizer = folder.resolve("tokenizer.json");
        try (InputStream onnx = PeerBenchmark.class.getResourceAsStream("/" + name + ".onnx");
                InputStream json =
                        PeerBenchmark.class.getResourceAsStream("/" + name + "-tokenizer.json")) {
            Files.copy(onnx, model);
            JsonObject whole =
                    JsonParser.parseString(new String(json.readAllBytes(), StandardCharsets.UTF_8))
                            .getAsJsonObject();
            whole.add("truncation", JsonNull.INSTANCE);
            whole.add("padding", JsonNull.INSTANCE);
            Files.writeString(tokenizer, whole.toString());
        }
        return new OnnxEmbeddingModel(model, tokenizer, PoolingMode.MEAN);
    }

    private static List<String> texts(String[] arguments) throws IOException {
        if (arguments.length > 0) {
            return Files.readAllLines(Path.of(arguments[0]));
        }
        try (var golden = PeerBenchmark.class.getResourceAsStream("golden.json")) {
            return JsonParser.parseString(new String(golden.readAllBytes(), StandardCharsets.UTF_8))
                    .getAsJsonArray()
                    .asList()
                    .stream()
                    .map(JsonElement::getAsString)
                    .toList();
        }
    }

    private static void compare(
            Embedder ours, EmbeddingModel peer, String words, ExecutorService threads, int streams)
            throws Exception {
        for (int tokens : new int[] {64, 128, 200}) {
            List<String> texts = pieces(ours, words, tokens);
            List<TextSegment> segments = texts.stream().map(TextSegment::from).toList();
            double[] speeds = new double[ROUNDS];
            double[] peers = new double[ROUNDS];
            for (int round = -1; round < ROUNDS; round++) {
                double speed = perSecond(() -> embed(ours, texts, threads, streams));
                double other = perSecond(() -> peer.embedAll(segments));
                if (round >= 0) {
                    speeds[round] = speed;
                    peers[round] = other;
                }
            }
            Arrays.sort(speeds);
            Arrays.sort(peers);
            double speed = speeds[ROUNDS / 2];
            double other = peers[ROUNDS / 2];
            System.out.printf(
                    "%-20s %6d %12.1f %12.1f %6.2f %16d%n",
                    ours.pack(), tokens, speed, other, speed / other, read(ours, peer, texts));
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    private static double perSecond(Work work) throws Exception {
        long start = System.nanoTime();
        int passages = 0;
        while (System.nanoTime() - start < SECONDS * 1e9) {
            work.run();
            passages += TEXTS;
        }
        return passages / ((System.nanoTime() - start) / 1e9);
    }

    private static void embed(
            Embedder embedder, List<String> texts, ExecutorService threads, int streams)
            throws InterruptedException, ExecutionException {
        AtomicInteger next = new AtomicInteger();
        List<Future<?>> work = new ArrayList<>();
        for (int stream = 0; stream < streams; stream++) {
            work.add(
                    threads.submit(() -> {
                        for (int i = next.getAndIncrement();
                                i < texts.size();
                                i = next.getAndIncrement()) {
                            embedder.embed(texts.subList(i, i + 1));
                        }
                    }));
        }
        for (Future<?> done : work) {
            done.get();
        }
    }

    /// The number of tokens after which the peer's vector of the first text changes no more.
    private static int read(Embedder ours, EmbeddingModel peer, List<String> texts) {
        String[] words = texts.getFirst().split(" ", -1);
        float[] whole = peer.embed(texts.getFirst()).content().vector();
        for (int kept = words.length - 1; kept > 0; kept--) {
            String start = String.join(" ", Arrays.copyOf(words, kept));
            float[] vector = peer.embed(start).content().vector();
            if (cosine(whole, vector) < 0.9999) {
                return ours.countTokens(String.join(" ", Arrays.copyOf(words, kept + 1)));
            }
        }
        return 0;
    }

    private static double cosine(float[] one, float[] other) {
        double cosine = 0;
        for (int i = 0; i < one.length; i++) {
            cosine += one[i] * other[i];
        }
        return cosine;
    }

    private static List<String> pieces(Embedder embedder, String words, int tokens) {
        List<String> pieces = new ArrayList<>();
        StringBuilder piece = new StringBuilder();
        String[] each = words.split(" ", -1);
        for (int next = 0; pieces.size() < TEXTS; next++) {
            String word = each[next % each.length];
            if (embedder.countTokens(piece + word) > tokens) {
                pieces.add(piece.toString().strip());
                piece.setLength(0);
            }
            piece.append(word).append(' ');
        }
        return pieces;
    }
}
