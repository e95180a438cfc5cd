package stillroom.ai.torch;

import de.kherud.llama.InferenceParameters;
import de.kherud.llama.LlamaModel;
import de.kherud.llama.LlamaOutput;
import de.kherud.llama.ModelParameters;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import stillroom.ai.pack.ModelPack;
import stillroom.ai.pack.Precision;
import stillroom.ai.torch.GeneratorBenchmark.Speed;

/// Models that write beside llama.cpp: the same shapes, random weights, as many threads, in turns.
/// A main program, no test; compiled and run only by the profile `peers`.
///
/// Each side runs in a process of its own: both work with OpenMP, whose library they would share,
/// and its threads no longer spin for each other once there are more of them than cores.
///
/// Arguments: as for [GeneratorBenchmark]; the folder holds what `random_gguf.py` wrote. Rounds may
/// be set with `-Drounds=`. Prints the median of each side and the ratio.
final class GeneratorPeerBenchmark {

    private static final int ROUNDS = Integer.getInteger("rounds", 7);

    private static final Map<Precision, String> TYPES =
            Map.of(Precision.INT8, "q8_0", Precision.INT4, "q4_0");

    /// Before the line with the speed of a side.
    private static final String MEASURED = "measured ";

    private enum Side {
        OURS,
        PEER
    }

    private GeneratorPeerBenchmark() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        String shape = arguments[1];
        String side = System.getProperty("side");
        for (String named : Arrays.copyOfRange(arguments, 2, arguments.length)) {
            Precision precision = Precision.named(named).orElseThrow();
            if (side == null) {
                compare(folder, shape, precision);
                continue;
            }
            Speed speed =
                    switch (Side.valueOf(side)) {
                        case OURS -> ours(folder, shape, precision);
                        case PEER -> theirs(gguf(folder, shape, precision));
                    };
            System.out.println(
                    MEASURED + speed.atFirst() + " " + speed.later() + " " + speed.firstToken());
        }
        // The peer's own threads are no daemons.
        System.exit(0);
    }

    private static Path gguf(Path folder, String shape, Precision precision) {
        return folder.resolve(shape + "-" + TYPES.get(precision) + ".gguf");
    }

    private static void compare(Path folder, String shape, Precision precision) throws IOException {
        GeneratorBenchmark.pack(folder, shape, precision); // made by the first who wants it
        List<Speed> ours = new ArrayList<>();
        List<Speed> theirs = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            ours.add(inAProcess(Side.OURS, folder, shape, precision));
            theirs.add(inAProcess(Side.PEER, folder, shape, precision));
        }
        Speed our = median(ours);
        Speed their = median(theirs);
        System.out.printf("%-14s %s: %s%n", shape, precision, our);
        System.out.printf("%-14s %s: %s%n", shape, TYPES.get(precision), their);
        System.out.printf(
                "%-14s ratio of speeds: %.2f, %.2f after %d tokens; first token %.2f%n",
                shape,
                our.atFirst() / their.atFirst(),
                our.later() / their.later(),
                GeneratorBenchmark.PROMPT,
                their.firstToken() / our.firstToken());
    }

    private static Speed inAProcess(Side side, Path folder, String shape, Precision precision)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-Dside=" + side, "-cp", System.getProperty("java.class.path")));
        command.addAll(
                List.of(
                        GeneratorPeerBenchmark.class.getName(),
                        folder.toString(),
                        shape,
                        precision.toString()));
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (var lines = process.inputReader()) {
            double[] speed =
                    lines.lines()
                            .filter(line -> line.startsWith(MEASURED))
                            .flatMap(
                                    line -> Stream.of(line.substring(MEASURED.length()).split(" ")))
                            .mapToDouble(Double::parseDouble)
                            .toArray();
            if (speed.length != 3) {
                throw new IOException(side + " of " + shape + " measured nothing");
            }
            return new Speed(speed[0], speed[1], speed[2]);
        }
    }

    private static Speed ours(Path folder, String shape, Precision precision) throws IOException {
        ModelPack pack = GeneratorBenchmark.pack(folder, shape, precision);
        try (LlamaDecoder model = GeneratorBenchmark.load(pack)) {
            GeneratorBenchmark.speed(model); // warm
            return GeneratorBenchmark.speed(model);
        }
    }

    private static Speed theirs(Path file) {
        int threads = Runtime.getRuntime().availableProcessors();
        ModelParameters settings =
                new ModelParameters()
                        .setModel(file.toString())
                        .setThreads(threads)
                        .setThreadsBatch(threads)
                        .setCtxSize(2_048)
                        .disableLog();
        try (LlamaModel peer = new LlamaModel(settings)) {
            speed(peer); // warm
            return speed(peer);
        }
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
