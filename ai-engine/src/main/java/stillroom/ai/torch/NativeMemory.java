package stillroom.ai.torch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// The memory of this process outside of Java's heap.
final class NativeMemory {

    private static final Path MEMORY = Path.of("/proc/meminfo");
    private static final long KILOBYTE = 1024;

    private NativeMemory() {}

    /// Bytes that a program can still have; beyond any machine's where the system does not tell.
    static long free() {
        try (Stream<String> lines = Files.lines(MEMORY)) {
            return lines.filter(line -> line.startsWith("MemAvailable:"))
                    .map(line -> line.replaceAll("[^0-9]", ""))
                    .mapToLong(kilobytes -> Long.parseLong(kilobytes) * KILOBYTE)
                    .findFirst()
                    .orElse(Long.MAX_VALUE);
        } catch (IOException | UncheckedIOException unknown) {
            return Long.MAX_VALUE;
        }
    }

    /// Lets the process end without taking PyTorch apart. Its destructors take back thousands of
    /// operators one by one, a tenth of a second in which nothing is saved. To be called after
    /// PyTorch was loaded: what was registered last runs first, and this ends the process with the
    /// exit code it was going to have. Only glibc has `on_exit`.
    @SuppressWarnings("restricted") // the program starts with native access enabled
    static void leaveAtExit() {
        Linker linker = Linker.nativeLinker();
        var exit = linker.defaultLookup().find("_exit");
        linker.defaultLookup()
                .find("on_exit")
                .filter(_ -> exit.isPresent())
                .ifPresent(function -> {
                    try {
                        var _ =
                                (int)
                                        linker.downcallHandle(
                                                        function,
                                                        FunctionDescriptor.of(
                                                                ValueLayout.JAVA_INT,
                                                                ValueLayout.ADDRESS,
                                                                ValueLayout.ADDRESS))
                                                .invokeExact(exit.get(), MemorySegment.NULL);
                    } catch (Throwable failure) {
                        throw new IllegalStateException("on_exit failed", failure);
                    }
                });
    }

    /// Returns to the system what a closed model was made of. glibc would keep it for the next
    /// model; other C libraries cannot be told, and nothing happens.
    @SuppressWarnings("restricted") // the program starts with native access enabled
    static void giveBack() {
        Linker linker = Linker.nativeLinker();
        linker.defaultLookup()
                .find("malloc_trim")
                .ifPresent(function -> {
                    try {
                        linker.downcallHandle(
                                        function,
                                        FunctionDescriptor.of(
                                                ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG))
                                .invokeWithArguments(0L);
                    } catch (Throwable failure) {
                        throw new IllegalStateException("malloc_trim failed", failure);
                    }
                });
    }
}
