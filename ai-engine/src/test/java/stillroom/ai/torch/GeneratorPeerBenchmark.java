package stillroom.ai.torch;

import de.kherud.llama.InferenceParameters;
import de.kherud.llama.LlamaModel;
import de.kherud.llama.LlamaOutput;
import de.kherud.llama.ModelParameters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import stillroom.ai.pack.ModelPack;
import stillroom.ai.pack.Precision;
import stillroom.ai.torch.GeneratorBenchmark.Speed;

/// Models that write beside llama.cpp: the same shapes, random weights, as many threads, in turns.
/// A main program, no test; compiled and run only by the profile `peers`.
///
/// Arguments: as for [GeneratorBenchmark]; the folder holds what `random_gguf.py` wrote. Rounds may
/// be set with `-Drounds=`. Prints the median of each side and the ratio.
final class GeneratorPeerBenchmark {

    private static final int ROUNDS = Integer.getInteger("rounds", 7);

    private static final Map<Precision, String> TYPES =
            Map.of(Precision.INT8, "q8_0", Precision.INT4, "q4_0");

    private GeneratorPeerBenchmark() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        for (String named : Arrays.copyOfRange(arguments, 2, arguments.length)) {
            Precision precision = Precision.named(named).orElseThrow();
            compare(folder, arguments[1], precision, TYPES.get(precision));
        }
        // The peer's own threads are no daemons.
        System.exit(0);
    }

    private static void compare(Path folder, String shape, Precision precision, String type)
            throws IOException {
        ModelPack pack = GeneratorBenchmark.pack(folder, shape, precision);
        int threads = Runtime.getRuntime().availableProcessors();
        ModelParameters settings =
                new ModelParameters()
                        .setModel(folder.resolve(shape + "-" + type + ".gguf").toString())
                        .setThreads(threads)
                        .setThreadsBatch(threads)
                        .setCtxSize(2_048)
                        .disableLog();
        List<Speed> ours = new ArrayList<>();
        List<Speed> theirs = new ArrayList<>();
        try (LlamaDecoder model = GeneratorBenchmark.load(pack);
                LlamaModel peer = new LlamaModel(settings)) {
            GeneratorBenchmark.speed(model);
            speed(peer);
            for (int round = 0; round < ROUNDS; round++) {
                ours.add(GeneratorBenchmark.speed(model));
                theirs.add(speed(peer));
            }
        }
        Speed our = median(ours);
        Speed their = median(theirs);
        System.out.printf("%-14s %s: %s%n", shape, precision, our);
        System.out.printf("%-14s %s: %s%n", shape, type, their);
        System.out.printf(
                "%-14s ratio of speeds: %.2f, %.2f after %d tokens; first token %.2f%n",
                shape,
                our.atFirst() / their.atFirst(),
                our.later() / their.later(),
                GeneratorBenchmark.PROMPT,
                their.firstToken() / our.firstToken());
    }

    private static Speed speed(LlamaModel peer) {
        double[] first = written(peer, GeneratorBenchmark.FEW);
        double[] later = written(peer, GeneratorBenchmark.PROMPT);
        return new Speed(first[1], later[1], later[0]);
    }

    /// Seconds until the first token, and tokens in a second after it.
    private static double[] written(LlamaModel peer, int prompt) {
        InferenceParameters wanted =
                new InferenceParameters("x".repeat(prompt))
                        .setNPredict(GeneratorBenchmark.WRITTEN)
                        .setTopK(1)
                        .setTemperature(0)
                        .setIgnoreEos(true)
                        .setCachePrompt(false);
        long began = GeneratorBenchmark.nanoTime();
        long first = began;
        int tokens = 0;
        for (LlamaOutput _ : peer.generate(wanted)) {
            if (tokens++ == 0) {
                first = GeneratorBenchmark.nanoTime();
            }
        }
        return new double[] {
            (first - began) / 1e9, (tokens - 1) / ((GeneratorBenchmark.nanoTime() - first) / 1e9)
        };
    }

    private static Speed median(List<Speed> speeds) {
        return new Speed(
                median(speeds, Speed::atFirst),
                median(speeds, Speed::later),
                median(speeds, Speed::firstToken));
    }

    private static double median(List<Speed> speeds, ToDoubleFunction<Speed> of) {
        return speeds.stream().mapToDouble(of).sorted().toArray()[speeds.size() / 2];
    }
}
