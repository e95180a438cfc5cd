package stillroom.app.lock;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Writes the seccomp filter that lets a process open one kind of sockets and no others, or none.
///
/// The program is classic BPF over `struct seccomp_data` (linux/seccomp.h): the system call's
/// number at offset 0, the architecture at 4, the low halves of the first two arguments at 16 and
/// 24. Numbers of system calls are those of the kernel's tables for each architecture.
final class SocketFilter {

    static final int ALLOW = 0x7fff0000;
    private static final int ERRNO = 0x00050000;
    static final int REFUSED_PERMISSION = ERRNO | 1; // EPERM
    static final int REFUSED_ACCESS = ERRNO | 13; // EACCES
    static final int REFUSED_MISSING = ERRNO | 38; // ENOSYS

    static final int NUMBER = 0;
    static final int ARCHITECTURE = 4;
    static final int FIRST_ARGUMENT = 16;
    static final int SECOND_ARGUMENT = 24;

    static final short LOAD = 0x20; // BPF_LD | BPF_W | BPF_ABS
    static final short IF_EQUAL = 0x15; // BPF_JMP | BPF_JEQ | BPF_K
    static final short IF_AT_LEAST = 0x35; // BPF_JMP | BPF_JGE | BPF_K
    static final short RETURN = 0x06; // BPF_RET | BPF_K

    private static final int AF_UNIX = 1;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int AF_NETLINK = 16;
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int X32_BIT = 0x40000000;
    static final int IO_URING_SETUP = 425;
    private static final int IO_URING_REGISTER = 427;
    static final int PIDFD_GETFD = 438;

    private static final Map<String, Machine> MACHINES =
            Map.of(
                    "amd64", new Machine(0xC000003E, 317, 157, 41, 53, 101, 310, 311, 257, 3, true),
                    "aarch64",
                            new Machine(
                                    0xC00000B7, 277, 167, 198, 199, 117, 270, 271, 56, 57, false));

    private SocketFilter() {}

    /// What differs between architectures: the audit number and the numbers of system calls.
    ///
    /// @param x32 whether the kernel may offer a second, 32-bit table of calls beside the first
    record Machine(
            int audit,
            int seccomp,
            int prctl,
            int socket,
            int socketPair,
            int ptrace,
            int readMemory,
            int writeMemory,
            int openAt,
            int close,
            boolean x32) {}

    /// One instruction of the filter: `struct sock_filter`.
    record Instruction(short code, int ifTrue, int ifFalse, int operand) {}

    /// The machine of `os.arch`, if this program knows it.
    static Optional<Machine> machine(String architecture) {
        return Optional.ofNullable(MACHINES.get(architecture));
    }

    /// @param left what the filter lets pass
    static List<Instruction> program(Machine machine, Sockets left) {
        var families =
                switch (left) {
                    case NONE -> List.<Integer>of();
                    case UNIX -> List.of(AF_UNIX);
                    // Names are looked up with the help of netlink.
                    case INTERNET -> List.of(AF_INET, AF_INET6, AF_NETLINK);
                };
        var code = new Assembler();
        code.load(ARCHITECTURE);
        code.unlessEqual(machine.audit, "permission");
        code.load(NUMBER);
        if (machine.x32) {
            code.ifAtLeast(X32_BIT, "permission"); // also -1, which a tracer may put there
        }
        code.ifEqual(machine.socket, "family");
        code.ifEqual(machine.socketPair, left == Sockets.INTERNET ? "pair" : "family");
        // An io_uring opens and connects sockets without calling socket(2).
        code.unlessAtLeast(IO_URING_SETUP, "older");
        code.unlessAtLeast(IO_URING_REGISTER + 1, "missing");
        code.ifEqual(PIDFD_GETFD, "permission"); // would take a socket out of another process
        code.mark("older");
        code.ifEqual(machine.ptrace, "permission"); // would run code in an unlocked process
        code.ifEqual(machine.readMemory, "permission");
        code.ifEqual(machine.writeMemory, "permission");
        code.give(ALLOW);
        code.mark("family");
        code.load(FIRST_ARGUMENT); // the kernel takes an int, so the high half means nothing
        families.forEach(family -> code.ifEqual(family, "allow"));
        code.mark("access");
        code.give(REFUSED_ACCESS);
        if (left == Sockets.INTERNET) {
            // Java's network classes need a pair, which leads nowhere; one of datagrams would.
            code.mark("pair");
            code.load(FIRST_ARGUMENT);
            code.unlessEqual(AF_UNIX, "no pair");
            code.load(SECOND_ARGUMENT);
            code.ifEqual(SOCK_STREAM, "allow");
            code.ifEqual(SOCK_STREAM | SOCK_CLOEXEC, "allow");
            code.mark("no pair");
            code.give(REFUSED_ACCESS);
        }
        code.mark("allow");
        code.give(ALLOW);
        code.mark("missing");
        code.give(REFUSED_MISSING);
        code.mark("permission");
        code.give(REFUSED_PERMISSION);
        return code.instructions();
    }

    /// Resolves forward jumps by name.
    private static final class Assembler {

        private final List<Line> lines = new ArrayList<>();
        private final Map<String, Integer> marks = new HashMap<>();

        private record Line(
                short code, int operand, @Nullable String ifTrue, @Nullable String ifFalse) {}

        void load(int offset) {
            lines.add(new Line(LOAD, offset, null, null));
        }

        void ifEqual(int value, String target) {
            lines.add(new Line(IF_EQUAL, value, target, null));
        }

        void unlessEqual(int value, String target) {
            lines.add(new Line(IF_EQUAL, value, null, target));
        }

        void ifAtLeast(int value, String target) {
            lines.add(new Line(IF_AT_LEAST, value, target, null));
        }

        void unlessAtLeast(int value, String target) {
            lines.add(new Line(IF_AT_LEAST, value, null, target));
        }

        void give(int result) {
            lines.add(new Line(RETURN, result, null, null));
        }

        void mark(String name) {
            marks.put(name, lines.size());
        }

        List<Instruction> instructions() {
            var program = new ArrayList<Instruction>(lines.size());
            for (int i = 0; i < lines.size(); i++) {
                var line = lines.get(i);
                program.add(
                        new Instruction(
                                line.code,
                                distance(i, line.ifTrue),
                                distance(i, line.ifFalse),
                                line.operand));
            }
            return List.copyOf(program);
        }

        private int distance(int from, @Nullable String target) {
            if (target == null) {
                return 0;
            }
            var to = marks.get(target);
            if (to == null || to <= from || to - from - 1 > 255) {
                throw new IllegalStateException("no forward jump from " + from + " to " + target);
            }
            return to - from - 1;
        }
    }
}
