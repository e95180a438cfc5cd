package stillroom.ai.torch;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;

/// The memory of this process outside of Java's heap.
final class NativeMemory {

    private NativeMemory() {}

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
