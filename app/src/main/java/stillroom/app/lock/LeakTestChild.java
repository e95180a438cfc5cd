package stillroom.app.lock;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/// The child of a [LeakTest]: asks for one socket, and says what came of it with its exit code.
///
/// A process of its own because a kernel without 32-bit calls kills whoever makes one.
public final class LeakTestChild {

    static final String SOCKET = "socket";
    static final String SOCKET_32 = "socket-32";

    /// Plus the errno: refused.
    static final int ERRNO = 64;

    static final int OPENED = 120;
    private static final int NOT_TRIED = 2;

    private static final int AF_INET = 2;
    private static final int SOCK_STREAM = 1;
    private static final int SOCKET_CALL_32 = 359; // of the table for i386
    private static final int MMAP = 9; // of x86-64, as all that follows
    private static final int MPROTECT = 10;
    private static final int READ = 1;
    private static final int WRITE = 2;
    private static final int EXECUTE = 4;
    private static final int PRIVATE_ANONYMOUS = 0x22;
    private static final int PAGE = 4096;

    /// `long f(int number, int a, int b, int c)` of the System V convention: moves its arguments to
    /// where a 32-bit call takes them and makes it.
    private static final byte[] CODE = {
        0x53, // push rbx, which belongs to the caller
        (byte) 0x89,
        (byte) 0xf8, // mov eax, edi
        (byte) 0x89,
        (byte) 0xf3, // mov ebx, esi
        (byte) 0x87,
        (byte) 0xd1, // xchg ecx, edx
        (byte) 0xcd,
        (byte) 0x80, // int 0x80
        0x48,
        (byte) 0x98, // cdqe
        0x5b, // pop rbx
        (byte) 0xc3, // ret
    };

    private LeakTestChild() {}

    public static void main(String[] arguments) {
        long answer =
                switch (arguments[0]) {
                    case SOCKET -> Kernel.socket(AF_INET, SOCK_STREAM, 0);
                    case SOCKET_32 -> throughThe32BitTable();
                    default -> throw new IllegalArgumentException(arguments[0]);
                };
        // A positive answer is a socket, which dies with this process.
        Runtime.getRuntime().halt(answer >= 0 ? OPENED : ERRNO + (int) -answer);
    }

    @SuppressWarnings("restricted") // a page of machine code is the point
    private static long throughThe32BitTable() {
        long address = Kernel.call(MMAP, 0, PAGE, READ | WRITE, PRIVATE_ANONYMOUS, -1, 0);
        if (address < 0) {
            Runtime.getRuntime().halt(NOT_TRIED);
        }
        var page = MemorySegment.ofAddress(address).reinterpret(PAGE, Arena.global(), null);
        MemorySegment.copy(CODE, 0, page, ValueLayout.JAVA_BYTE, 0, CODE.length);
        if (Kernel.call(MPROTECT, address, PAGE, READ | EXECUTE) < 0) {
            Runtime.getRuntime().halt(NOT_TRIED); // a hardened kernel, which is fine
        }
        var call =
                Linker.nativeLinker()
                        .downcallHandle(
                                page,
                                FunctionDescriptor.of(
                                        ValueLayout.JAVA_LONG,
                                        ValueLayout.JAVA_INT,
                                        ValueLayout.JAVA_INT,
                                        ValueLayout.JAVA_INT,
                                        ValueLayout.JAVA_INT));
        return (long) Kernel.invoked(call, List.of(SOCKET_CALL_32, AF_INET, SOCK_STREAM, 0));
    }
}
