package stillroom.app.lock;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import stillroom.app.lock.LockState.Why;

/// Takes the right to open internet sockets away from this process and its children, for good.
///
/// To be engaged as the first act of `main`: sockets that are open already stay open, and [#check]
/// lists them. On Linux this needs no privilege. Nowhere else is anything enforced, and that is
/// what [LockState] then says.
public final class OfflineLock {

    /// What keeps the process offline where [LockState.Enforced], for people.
    public static final String HOW =
            "the kernel refuses every internet socket to this process and its children (seccomp)";

    private static final int PR_SET_NO_NEW_PRIVS = 38;
    private static final long SECCOMP_SET_MODE_FILTER = 1;
    private static final long SECCOMP_FILTER_FLAG_TSYNC = 1; // all threads, not only this one

    private static final Path THREADS = Path.of("/proc/self/task");
    private static final Path OPEN_FILES = Path.of("/proc/self/fd");
    private static final Path NETWORK = Path.of("/proc/self/net");

    private OfflineLock() {}

    /// Engages the lock on every thread of this process, and reads back from the kernel what it
    /// did.
    ///
    /// @param left what stays possible
    public static LockState engage(Sockets left) {
        if (leftOut(left).isEmpty() && isLinux()) {
            var refusal =
                    SocketFilter.machine(System.getProperty("os.arch"))
                            .flatMap(machine -> install(machine, left));
            if (refusal.isPresent()) {
                return refusal.get();
            }
        }
        return check();
    }

    /// Why the lock is not to be engaged, if it is not.
    private static Optional<LockState.NotEnforced> leftOut(Sockets left) {
        if ("off".equals(System.getProperty("stillroom.lock"))) {
            return Optional.of(new LockState.NotEnforced(Why.LEFT_OUT));
        }
        // Such as localhost:10.0, which `ssh -X` sets: the window could not be drawn under the
        // lock.
        var display = System.getenv("DISPLAY");
        if (left == Sockets.UNIX
                && System.getenv("WAYLAND_DISPLAY") == null
                && display != null
                && display.matches("[^/:]+:\\d.*")
                && !display.startsWith("unix:")) {
            return Optional.of(new LockState.NotEnforced(Why.SCREEN_OVER_NETWORK, display));
        }
        return Optional.empty();
    }

    private static boolean isLinux() {
        return System.getProperty("os.name").equals("Linux");
    }

    /// Returns why the kernel refused, if it did.
    private static Optional<LockState> install(SocketFilter.Machine machine, Sockets left) {
        var program = SocketFilter.program(machine, left);
        try (var arena = Arena.ofConfined()) {
            long filter = written(program, arena).address();
            // Without this, an unprivileged process may not install a filter.
            if (Kernel.succeeds(machine.prctl(), PR_SET_NO_NEW_PRIVS, 1, 0)
                    && Kernel.succeeds(
                            machine.seccomp(),
                            SECCOMP_SET_MODE_FILTER,
                            SECCOMP_FILTER_FLAG_TSYNC,
                            filter)) {
                return Optional.empty();
            }
            // Once more, to hear why.
            long privileges = Kernel.call(machine.prctl(), PR_SET_NO_NEW_PRIVS, 1);
            if (privileges < 0) {
                return refused("no_new_privs", privileges);
            }
            long filtered =
                    Kernel.call(
                            machine.seccomp(),
                            SECCOMP_SET_MODE_FILTER,
                            SECCOMP_FILTER_FLAG_TSYNC,
                            filter);
            if (filtered < 0) {
                return refused("seccomp", filtered);
            }
            return filtered == 0
                    ? Optional.empty()
                    : Optional.of(new LockState.NotEnforced(Why.THREAD_UNLOCKED, filtered));
        }
    }

    private static Optional<LockState> refused(String call, long answer) {
        return Optional.of(new LockState.NotEnforced(Why.KERNEL_REFUSED, call, -answer));
    }

    /// Lays out `struct sock_fprog` and the `struct sock_filter`s it points to.
    private static MemorySegment written(List<SocketFilter.Instruction> program, Arena arena) {
        var filter = arena.allocate(8L * program.size(), 8);
        for (int i = 0; i < program.size(); i++) {
            var instruction = program.get(i);
            filter.set(ValueLayout.JAVA_SHORT, 8L * i, instruction.code());
            filter.set(ValueLayout.JAVA_BYTE, 8L * i + 2, (byte) instruction.ifTrue());
            filter.set(ValueLayout.JAVA_BYTE, 8L * i + 3, (byte) instruction.ifFalse());
            filter.set(ValueLayout.JAVA_INT, 8L * i + 4, instruction.operand());
        }
        var header = arena.allocate(16, 8);
        header.set(ValueLayout.JAVA_SHORT, 0, (short) program.size());
        header.set(ValueLayout.ADDRESS, 8, filter);
        return header;
    }

    /// Asks the kernel whether every thread is locked and whether an internet socket is open all
    /// the same.
    public static LockState check() {
        if (!isLinux()) {
            return new LockState.NotEnforced(Why.OTHER_SYSTEM, System.getProperty("os.name"));
        }
        if (SocketFilter.machine(System.getProperty("os.arch")).isEmpty()) {
            return new LockState.NotEnforced(Why.OTHER_MACHINE, System.getProperty("os.arch"));
        }
        if (!Files.isDirectory(THREADS)) {
            return new LockState.NotEnforced(Why.NOT_TOLD);
        }
        try {
            int threads = 0;
            int unlocked = 0;
            for (var thread : entries(THREADS)) {
                var status = text(thread.resolve("status"));
                if (status.isEmpty()) {
                    continue; // it has ended meanwhile
                }
                threads++;
                if (!status.contains("\nSeccomp:\t2") || !status.contains("\nNoNewPrivs:\t1")) {
                    unlocked++;
                }
            }
            if (unlocked > 0) {
                return leftOut(Sockets.UNIX)
                        .orElse(new LockState.NotEnforced(Why.THREADS_UNLOCKED, unlocked, threads));
            }
            var open = openInternetSockets();
            return open.isEmpty()
                    ? new LockState.Enforced(threads)
                    : new LockState.NotEnforced(Why.SOCKETS_OPEN, open.size());
        } catch (IOException e) {
            return new LockState.NotEnforced(Why.NOT_READ);
        }
    }

    private static List<String> openInternetSockets() throws IOException {
        Set<String> internet = new HashSet<>();
        for (var kind : List.of("tcp", "tcp6", "udp", "udp6", "raw", "raw6")) {
            text(NETWORK.resolve(kind))
                    .lines()
                    .skip(1)
                    .map(line -> line.strip().split("\\s+", -1)[9]) // the column of inodes
                    .forEach(inode -> internet.add("socket:[" + inode + "]"));
        }
        var open = new ArrayList<String>();
        for (var file : entries(OPEN_FILES)) {
            try {
                var target = Files.readSymbolicLink(file).toString();
                if (internet.contains(target)) {
                    open.add(target);
                }
            } catch (IOException _) {
                // It was closed meanwhile, such as the handle of this very listing.
            }
        }
        return open;
    }

    private static List<Path> entries(Path folder) throws IOException {
        try (var entries = Files.list(folder)) {
            return entries.toList();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException _) {
            return "";
        }
    }
}
