package stillroom.ai.torch;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import stillroom.ai.Embedder;
import stillroom.ai.pack.Reference;

/// Embeds for a long time while a second model is loaded and unloaded again and again, and prints
/// each minute how many passages there were, how much CPU time each took, and how much memory the
/// process has; a main program, no test. The CPU time tells of drift on a busy machine, too.
///
/// Arguments: minutes, threads.
final class EngineEndurance {

    private static final Path PACKS = Path.of(System.getProperty("stillroom.packs"));

    private EngineEndurance() {}

    public static void main(String[] arguments) throws Exception {
        int minutes = Integer.parseInt(arguments[0]);
        int threads = Integer.parseInt(arguments[1]);
        long end = System.nanoTime() + minutes * 60_000_000_000L;
        List<String> texts = Reference.texts();
        AtomicLong passages = new AtomicLong();
        AtomicLong cpu = new AtomicLong();
        AtomicLong loads = new AtomicLong();
        try (AiEngine engine = AiEngine.open(PACKS);
                ExecutorService streams = Executors.newFixedThreadPool(threads + 1)) {
            Embedder embedder = engine.embedder("bge-small-en-v1.5");
            for (int thread = 0; thread < threads; thread++) {
                int first = thread;
                streams.execute(() -> {
                    ThreadMXBean clock = ManagementFactory.getThreadMXBean();
                    for (int text = first; System.nanoTime() < end; text++) {
                        long began = clock.getCurrentThreadCpuTime();
                        embedder.embed(List.of(texts.get(text % texts.size())));
                        cpu.addAndGet(clock.getCurrentThreadCpuTime() - began);
                        passages.incrementAndGet();
                    }
                });
            }
            streams.execute(() -> {
                while (System.nanoTime() < end) {
                    try (AiEngine other = AiEngine.open(PACKS)) {
                        other.embedder("all-minilm-l6-v2").embed(texts.subList(0, 8));
                        loads.incrementAndGet();
                    }
                }
            });
            System.out.printf(
                    "%6s %9s %15s %6s %12s%n",
                    "minute", "passages", "CPU ms/passage", "loads", "resident MB");
            for (int minute = 1; minute <= minutes; minute++) {
                long before = passages.get();
                long used = cpu.get();
                Thread.sleep(60_000);
                System.out.printf(
                        Locale.ROOT,
                        "%6d %9d %15.2f %6d %12d%n",
                        minute,
                        passages.get() - before,
                        (cpu.get() - used) / 1e6 / (passages.get() - before),
                        loads.get(),
                        resident());
            }
        }
    }

    private static long resident() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
                .findFirst()
                .orElse(0);
    }
}
