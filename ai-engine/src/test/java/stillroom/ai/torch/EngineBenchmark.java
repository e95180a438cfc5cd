package stillroom.ai.torch;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import stillroom.ai.Embedder;

/// Measures passages per second of both shipped packs; a main program, no test. On a busy machine
/// look at the CPU time of a passage, which other programs disturb less than the clock.
///
/// Arguments: how many threads, how many seconds for each line. Prints the median of five rounds.
final class EngineBenchmark {

    private static final int ROUNDS = 5;
    private static final String WORDS =
            "the pressure on a thin wing at high speed depends on shape angle and heat so engineers"
                    + " measure models in tunnels before they build a machine that people will fly";

    private EngineBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        int threads = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 2;
        double seconds = arguments.length > 1 ? Double.parseDouble(arguments[1]) : 2;
        System.out.printf(
                "%-20s %6s %12s %14s%n", "pack", "tokens", "passages/s", "CPU ms/passage");
        try (AiEngine engine = AiEngine.open(Path.of(System.getProperty("stillroom.packs")));
                ExecutorService streams = Executors.newFixedThreadPool(threads)) {
            for (String pack : List.of("all-minilm-l6-v2", "bge-small-en-v1.5")) {
                for (int tokens : new int[] {16, 64, 200}) {
                    Embedder embedder = engine.embedder(pack);
                    List<String> text = List.of(text(embedder, tokens));
                    measure(embedder, text, streams, threads, 0.5);
                    double[] speeds = new double[ROUNDS];
                    double[] costs = new double[ROUNDS];
                    for (int round = 0; round < ROUNDS; round++) {
                        Speed speed = measure(embedder, text, streams, threads, seconds / ROUNDS);
                        speeds[round] = speed.passages();
                        costs[round] = speed.milliseconds();
                    }
                    Arrays.sort(speeds);
                    Arrays.sort(costs);
                    System.out.printf(
                            "%-20s %6d %12.1f %14.2f%n",
                            pack, tokens, speeds[ROUNDS / 2], costs[ROUNDS / 2]);
                }
            }
        }
    }

    private record Speed(double passages, double milliseconds) {}

    private static Speed measure(
            Embedder embedder,
            List<String> text,
            ExecutorService streams,
            int threads,
            double seconds)
            throws Exception {
        long start = System.nanoTime();
        List<Future<long[]>> results = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            results.add(
                    streams.submit(() -> {
                        ThreadMXBean clock = ManagementFactory.getThreadMXBean();
                        long cpu = clock.getCurrentThreadCpuTime();
                        long passages = 0;
                        while (System.nanoTime() - start < seconds * 1e9) {
                            embedder.embed(text);
                            passages++;
                        }
                        return new long[] {passages, clock.getCurrentThreadCpuTime() - cpu};
                    }));
        }
        long passages = 0;
        long cpu = 0;
        for (Future<long[]> result : results) {
            passages += result.get()[0];
            cpu += result.get()[1];
        }
        double elapsed = (System.nanoTime() - start) / 1e9;
        return new Speed(passages / elapsed, cpu / 1e6 / passages);
    }

    private static String text(Embedder embedder, int tokens) {
        StringBuilder text = new StringBuilder();
        for (String word : List.of((WORDS + " ").repeat(20).split(" ", -1))) {
            if (embedder.countTokens(text + word) > tokens) {
                break;
            }
            text.append(word).append(' ');
        }
        return text.toString();
    }
}
