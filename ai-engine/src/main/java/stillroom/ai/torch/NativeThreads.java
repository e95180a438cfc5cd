package stillroom.ai.torch;

import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// The threads with which native code does the work of one thread of Java.
final class NativeThreads {

    private static final Optional<MethodHandle> SET = find();

    private NativeThreads() {}

    /// Runs native work of the calling thread with so many threads, and leaves it with one.
    /// PyTorch's own function would change the number for every thread that comes after, too;
    /// OpenMP's is for the calling one alone. Where its library is not found, nothing changes.
    static <T> T with(int threads, Supplier<T> work) {
        JniUtils.getNumThreads(); // settles what PyTorch would else settle at its first work
        use(threads);
        try {
            return work.get();
        } finally {
            use(1);
        }
    }

    private static void use(int threads) {
        SET.ifPresent(function -> {
            try {
                function.invokeExact(threads);
            } catch (Throwable failure) {
                throw new IllegalStateException("omp_set_num_threads failed", failure);
            }
        });
    }

    @SuppressWarnings("restricted") // the program starts with native access enabled
    private static Optional<MethodHandle> find() {
        return library()
                .flatMap(file ->
                        SymbolLookup.libraryLookup(file, Arena.global())
                                .find("omp_set_num_threads"))
                .map(function ->
                        Linker.nativeLinker()
                                .downcallHandle(
                                        function, FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT)));
    }

    /// OpenMP as PyTorch brings it; it is loaded already.
    private static Optional<Path> library() {
        String libraries = System.getProperty("PYTORCH_LIBRARY_PATH", "");
        try (Stream<Path> files = Files.list(Path.of(libraries))) {
            return files.filter(file ->
                            String.valueOf(file.getFileName())
                                    .matches("(lib)?(gomp|i?omp)[^/]*\\.(so|dylib|dll).*"))
                    .findFirst();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
