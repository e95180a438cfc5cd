package stillroom.ai.device;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import stillroom.ai.AiException;
import stillroom.ai.AiException.Reason;
import stillroom.ai.Embedder;
import stillroom.ai.pack.ModelPack;
import stillroom.ai.pack.PackStore;
import stillroom.ai.pack.Precision;
import stillroom.ai.pack.Reference;
import stillroom.ai.torch.AiEngine;

/// Finds out by running a model with which precision it is best run on this machine.
///
/// @param packs where the models are
/// @param threads for as many texts at once as there are streams
/// @param streams how many
public record Calibrator(PackStore packs, Executor threads, int streams) {

    private static final int CHARS_OF_A_PASSAGE = 700;

    /// Below these a precision is not chosen, however fast it is: passages would change places in
    /// search.
    private static final double LEAST_MEAN = 0.99;

    private static final double LEAST_OF_ALL = 0.97;

    /// A precision that is less faithful must be faster by this factor than one that is more.
    private static final double WORTH_IT = 1.05;

    /// Runs each precision for a while. Blocks.
    ///
    /// @param pack name of the pack
    /// @param texts what to run; the fixed texts of [Reference] if there are none, joined to the
    ///   length of passages
    /// @param seconds how long each precision is timed
    /// @return a line for each precision; one of them is chosen
    /// @throws AiException if there is no such pack, or no precision can be run
    public List<Calibration> calibrate(String pack, List<String> texts, double seconds) {
        List<Calibration> measured = new ArrayList<>();
        for (Precision precision :
                AiEngine.hasGpu()
                        ? List.of(Precision.INT8, Precision.BF16, Precision.FP16, Precision.FP32)
                        : List.of(Precision.INT8, Precision.BF16, Precision.FP32)) {
            measured.add(measure(pack, precision, texts.isEmpty() ? passages() : texts, seconds));
        }
        return choose(measured);
    }

    /// The fixed texts, put together to the length of passages.
    private static List<String> passages() {
        List<String> passages = new ArrayList<>();
        StringBuilder passage = new StringBuilder();
        for (String text : Reference.texts()) {
            passage.append(text).append(' ');
            if (passage.length() >= CHARS_OF_A_PASSAGE) {
                passages.add(passage.toString());
                passage.setLength(0);
            }
        }
        return passages;
    }

    private Calibration measure(
            String pack, Precision precision, List<String> texts, double seconds) {
        String device = precision == Precision.FP16 ? "cuda" : "cpu";
        long start = System.nanoTime();
        try (AiEngine engine = AiEngine.open(packs)) {
            ModelPack found = packs.pack(pack);
            Embedder embedder = engine.embedder(pack, precision);
            float[] _ = embedder.embed(List.of(texts.getFirst())).getFirst();
            double load = (System.nanoTime() - start) / 1e6;
            Reference.Closeness closeness = closeness(found, embedder);
            Speed speed = speed(embedder, texts, seconds);
            return new Calibration(
                    found.manifest().name(),
                    precision,
                    device,
                    streams,
                    speed.passages(),
                    speed.tokens(),
                    speed.tokensOfCpu(),
                    closeness,
                    load,
                    false,
                    "");
        } catch (IOException failure) {
            throw new AiException(
                    Reason.DAMAGED,
                    pack,
                    "The model pack '%s' cannot be used: %s".formatted(pack, failure.getMessage()),
                    failure);
        }
    }

    private Reference.@Nullable Closeness closeness(ModelPack pack, Embedder embedder)
            throws IOException {
        Reference reference = pack.reference().orElse(null);
        if (reference == null) {
            return null;
        }
        List<String> texts = Reference.texts();
        float[][] vectors = new float[texts.size()][];
        AtomicInteger next = new AtomicInteger();
        inAllStreams(() -> {
            for (int text = next.getAndIncrement();
                    text < texts.size();
                    text = next.getAndIncrement()) {
                vectors[text] = embedder.embed(List.of(texts.get(text))).getFirst();
            }
        });
        return reference.closeness(Arrays.asList(vectors));
    }

    private record Speed(double passages, double tokens, double tokensOfCpu) {}

    private Speed speed(Embedder embedder, List<String> texts, double seconds) {
        int[] tokens =
                texts.stream()
                        .mapToInt(
                                text -> Math.min(embedder.countTokens(text), embedder.maxTokens()))
                        .toArray();
        AtomicInteger next = new AtomicInteger();
        AtomicLong passages = new AtomicLong();
        AtomicLong sum = new AtomicLong();
        AtomicLong cpu = new AtomicLong();
        long start = System.nanoTime();
        inAllStreams(() -> {
            ThreadMXBean clock = ManagementFactory.getThreadMXBean();
            long used = clock.getCurrentThreadCpuTime();
            while (System.nanoTime() - start < seconds * 1e9) {
                int text = Math.floorMod(next.getAndIncrement(), texts.size());
                float[] _ = embedder.embed(texts.subList(text, text + 1)).getFirst();
                passages.incrementAndGet();
                sum.addAndGet(tokens[text]);
            }
            cpu.addAndGet(clock.getCurrentThreadCpuTime() - used);
        });
        double elapsed = (System.nanoTime() - start) / 1e9;
        return new Speed(
                passages.get() / elapsed, sum.get() / elapsed, sum.get() / (cpu.get() / 1e9));
    }

    private void inAllStreams(Runnable work) {
        CompletableFuture<?>[] running = new CompletableFuture<?>[streams];
        Arrays.setAll(running, _ -> CompletableFuture.runAsync(work, threads));
        CompletableFuture.allOf(running).join();
    }

    /// Chooses the fastest of those that are faithful enough; what is hardly slower and more
    /// faithful is preferred.
    static List<Calibration> choose(List<Calibration> measured) {
        Calibration fastest =
                measured.stream()
                        .filter(Calibrator::isFaithful)
                        .max(Comparator.comparingDouble(Calibration::passagesPerSecond))
                        .orElse(measured.getLast());
        Calibration chosen =
                measured.stream()
                        .filter(Calibrator::isFaithful)
                        .filter(one ->
                                one.passagesPerSecond() * WORTH_IT >= fastest.passagesPerSecond())
                        .max(Comparator.comparingDouble(Calibrator::mean))
                        .orElse(fastest);
        return measured.stream().map(one -> judged(one, chosen)).toList();
    }

    private static boolean isFaithful(Calibration one) {
        Reference.Closeness closeness = one.closeness();
        return closeness == null
                || (closeness.mean() >= LEAST_MEAN && closeness.least() >= LEAST_OF_ALL);
    }

    private static double mean(Calibration one) {
        Reference.Closeness closeness = one.closeness();
        return closeness == null ? 1 : closeness.mean();
    }

    private static Calibration judged(Calibration one, Calibration chosen) {
        String reason;
        if (one.equals(chosen)) {
            reason = "the fastest here of those that give nearly the published vectors";
        } else if (!isFaithful(one)) {
            reason = "too far from the published vectors";
        } else {
            reason =
                    String.format(
                            Locale.ROOT,
                            "%.2f times as fast as %s",
                            one.passagesPerSecond() / chosen.passagesPerSecond(),
                            chosen.precision());
        }
        return one.judged(one.equals(chosen), reason);
    }
}
