package stillroom.ai.torch;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import stillroom.ai.pack.ModelPack;
import stillroom.ai.pack.Precision;
import stillroom.ai.pack.Seq2Seq;

/// How fast models that read a text and write another run on this machine. A main program, no test,
/// to be run with `-XX:ActiveProcessorCount=1`: it counts the time of the processor, which the
/// company of other programs does not change much, and so must have all work done by one thread.
///
/// Arguments: the folder of a checkpoint, which `seq2seq_speed.py` makes with random weights and
/// times in Python, then precisions. Prints how long 400 tokens take to read, and tokens per second
/// of writing, one word after another and with four beams. Packs stay beside the checkpoint.
final class Seq2SeqBenchmark {

    private static final int READ = 400;
    private static final int WRITTEN = 48;
    private static final int BEAMS = 4;
    private static final int ROUNDS = 3;

    private Seq2SeqBenchmark() {}

    public static void main(String[] arguments) throws IOException {
        Path published = Path.of(arguments[0]);
        for (String name : Arrays.copyOfRange(arguments, 1, arguments.length)) {
            Precision precision = Precision.named(name).orElseThrow();
            Path folder = published.resolveSibling(published.getFileName() + "-" + name);
            ModelPack pack =
                    Files.exists(folder)
                            ? ModelPack.open(folder)
                            : TinySeq2Seq.stage(published, precision, folder).pack();
            run(pack, precision);
        }
    }

    private static void run(ModelPack pack, Precision precision) throws IOException {
        long[] text = new Random(1).longs(READ, 5, 300).toArray();
        try (Seq2SeqModel model =
                Seq2SeqModel.load(
                        pack.weights(precision), pack.manifest(), precision, WRITTEN + 2, BEAMS)) {
            Seq2Seq seq2seq =
                    Objects.requireNonNull(
                            Objects.requireNonNull(pack.manifest().decoder()).seq2seq());
            for (int round = 0; round <= ROUNDS; round++) {
                long began = now();
                model.read(text, () -> false);
                double read = seconds(began);
                began = now();
                long last = seq2seq.startToken();
                for (int token = 0; token < WRITTEN; token++) {
                    last = model.next(last, new long[0]);
                }
                double alone = seconds(began);
                model.rewind();
                began = now();
                long[] rows = {0, 1, 2, 3};
                long[] tokens = {5, 6, 7, 8};
                for (int token = 0; token < WRITTEN; token++) {
                    model.best(
                            token == 0 ? new long[] {0, 0, 0, 0} : rows,
                            tokens,
                            new double[BEAMS],
                            new long[BEAMS],
                            2 * BEAMS);
                }
                double together = seconds(began);
                if (round > 0) {
                    System.out.printf(
                            "%s %s: %d tokens read in %.2f s, %.1f tokens/s, %.1f with %d beams%n",
                            pack.manifest().name(),
                            precision,
                            READ,
                            read,
                            WRITTEN / alone,
                            WRITTEN / together,
                            BEAMS);
                }
            }
        }
    }

    private static long now() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static double seconds(long began) {
        return (now() - began) / 1e9;
    }
}
