package stillroom.ai.pack;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.Stream;

/// The SHA-256 of OpenSSL, where the system has it (ADR 7): it uses the processor's instructions
/// from the first byte on. Java's does once its second compiler came to it, which in a command that
/// ends within a second never happens. Safe for any thread.
final class OpenSsl {

    /// Those of OpenSSL 3 and 1.1 on Linux. macOS ends a process that asks for its own.
    private static final List<String> LIBRARIES = List.of("libcrypto.so.3", "libcrypto.so.1.1");

    private static final int DIGEST = 32;
    private static final int BLOCK = 1 << 18;
    private static final int DONE = 1;

    private static final Optional<OpenSsl> HERE =
            LIBRARIES.stream().flatMap(OpenSsl::in).findFirst();

    private final MethodHandle sha256;
    private final MethodHandle make;
    private final MethodHandle free;
    private final MethodHandle begin;
    private final MethodHandle update;
    private final MethodHandle end;

    private OpenSsl(SymbolLookup library) {
        var pointer = ValueLayout.ADDRESS;
        var number = ValueLayout.JAVA_INT;
        var three = FunctionDescriptor.of(number, pointer, pointer, pointer);
        sha256 = function(library, "EVP_sha256", FunctionDescriptor.of(pointer));
        make = function(library, "EVP_MD_CTX_new", FunctionDescriptor.of(pointer));
        free = function(library, "EVP_MD_CTX_free", FunctionDescriptor.ofVoid(pointer));
        begin = function(library, "EVP_DigestInit_ex", three);
        update =
                function(
                        library,
                        "EVP_DigestUpdate",
                        FunctionDescriptor.of(number, pointer, pointer, ValueLayout.JAVA_LONG));
        end = function(library, "EVP_DigestFinal_ex", three);
    }

    @SuppressWarnings("restricted") // the program starts with native access enabled
    private static MethodHandle function(
            SymbolLookup library, String name, FunctionDescriptor type) {
        return Linker.nativeLinker().downcallHandle(library.findOrThrow(name), type);
    }

    @SuppressWarnings("restricted")
    private static Stream<OpenSsl> in(String library) {
        try {
            return Stream.of(new OpenSsl(SymbolLookup.libraryLookup(library, Arena.global())));
        } catch (IllegalArgumentException | NoSuchElementException _) {
            return Stream.empty(); // the system has another, or none
        }
    }

    /// OpenSSL, if this system has it.
    static Optional<OpenSsl> here() {
        return HERE;
    }

    /// Returns the SHA-256 of all that is left in a channel.
    byte[] sha256(ReadableByteChannel from) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment context = (MemorySegment) make.invokeExact();
            try {
                require(
                        (int)
                                begin.invokeExact(
                                        context,
                                        (MemorySegment) sha256.invokeExact(),
                                        MemorySegment.NULL));
                MemorySegment block = arena.allocate(BLOCK);
                ByteBuffer buffer = block.asByteBuffer();
                while (from.read(buffer.clear()) >= 0) {
                    require((int) update.invokeExact(context, block, (long) buffer.position()));
                }
                MemorySegment digest = arena.allocate(DIGEST);
                require((int) end.invokeExact(context, digest, MemorySegment.NULL));
                return digest.toArray(ValueLayout.JAVA_BYTE);
            } finally {
                free.invokeExact(context);
            }
        } catch (IOException | RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable impossible) { // of a function that throws nothing
            throw new IllegalStateException(impossible);
        }
    }

    private static void require(int answer) {
        if (answer != DONE) {
            throw new IllegalStateException("OpenSSL makes no SHA-256");
        }
    }
}
