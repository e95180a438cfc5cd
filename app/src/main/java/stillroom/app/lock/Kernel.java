package stillroom.app.lock;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;

/// Calls the kernel of Linux, and libc, through `java.lang.foreign`.
@SuppressWarnings("restricted") // native calls are the point; the launcher allows them
final class Kernel {

    static final int EPERM = 1;
    static final int EACCES = 13;
    static final int ENOSYS = 38;

    private static final int ARGUMENTS = 6;
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");

    private Kernel() {}

    /// Makes a system call.
    ///
    /// @param arguments at most six; the rest are 0
    /// @return what the kernel returned, or the negative errno
    static long call(int number, long... arguments) {
        var types = new ArrayList<MemoryLayout>();
        var values = new ArrayList<Object>();
        types.add(ValueLayout.JAVA_LONG);
        values.add((long) number);
        for (int i = 0; i < ARGUMENTS; i++) {
            types.add(ValueLayout.JAVA_LONG);
            values.add(i < arguments.length ? arguments[i] : 0L);
        }
        var syscall =
                function(
                        "syscall",
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_LONG, types.toArray(MemoryLayout[]::new)),
                        Linker.Option.firstVariadicArg(1),
                        ERRNO);
        return answered(syscall, values);
    }

    /// Makes a system call of which only success matters. Takes a third of the time of the first
    /// [#call(int, long...)] in a process, and the start of the program waits for it.
    ///
    /// @return whether the kernel returned 0
    static boolean succeeds(int number, long first, long second, long third) {
        var syscall =
                function(
                        "syscall",
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_LONG),
                        Linker.Option.firstVariadicArg(1));
        try {
            return (long) syscall.invokeExact((long) number, first, second, third, 0L, 0L) == 0;
        } catch (RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable impossible) {
            throw new AssertionError("a downcall throws nothing", impossible);
        }
    }

    /// Asks libc for a socket, as any native library may.
    ///
    /// @return the handle of the socket, or the negative errno
    static long socket(int family, int type, int protocol) {
        var socket =
                function(
                        "socket",
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_INT),
                        ERRNO);
        return answered(socket, List.of(family, type, protocol));
    }

    /// Puts another program in the place of this one, with the same process, environment and
    /// standard streams. Returns only if that failed.
    ///
    /// @param arguments from the name of the program on
    /// @return the errno
    static int become(String program, List<byte[]> arguments) {
        var execute =
                function(
                        "execv",
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS),
                        ERRNO);
        try (var arena = Arena.ofConfined()) {
            var list = arena.allocate(ValueLayout.ADDRESS, arguments.size() + 1L);
            for (int i = 0; i < arguments.size(); i++) {
                var bytes = arguments.get(i);
                var text = arena.allocate(bytes.length + 1L); // with the 0 at its end
                MemorySegment.copy(bytes, 0, text, ValueLayout.JAVA_BYTE, 0, bytes.length);
                list.setAtIndex(ValueLayout.ADDRESS, i, text);
            }
            return (int) -answered(execute, List.of(arena.allocateFrom(program), list));
        }
    }

    /// What libc says of an errno, in the language of this process, which is the one that the Java
    /// runtime puts into its exceptions.
    static String words(int errno) {
        var strerror =
                function(
                        "strerror",
                        FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
        var text = (MemorySegment) invoked(strerror, List.of(errno));
        return text.reinterpret(1024).getString(0);
    }

    private static MethodHandle function(
            String name, FunctionDescriptor type, Linker.Option... options) {
        var linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type, options);
    }

    private static long answered(MethodHandle function, List<Object> arguments) {
        try (var arena = Arena.ofConfined()) {
            var layout = Linker.Option.captureStateLayout();
            var state = arena.allocate(layout);
            var all = new ArrayList<Object>();
            all.add(state);
            all.addAll(arguments);
            long result = ((Number) invoked(function, all)).longValue();
            if (result >= 0) {
                return result;
            }
            var errno = layout.varHandle(MemoryLayout.PathElement.groupElement("errno"));
            return -(int) errno.get(state, 0L);
        }
    }

    static Object invoked(MethodHandle function, List<Object> arguments) {
        try {
            return function.invokeWithArguments(arguments);
        } catch (RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable impossible) {
            throw new AssertionError("a downcall throws nothing", impossible);
        }
    }
}
