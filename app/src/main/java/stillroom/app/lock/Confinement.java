package stillroom.app.lock;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Takes away from the process of the gateway what it does not need: files, ports, and other
/// programs on this machine.
///
/// The kernel does it: Landlock (linux/landlock.h) for files and ports, seccomp for other kinds of
/// sockets. Landlock confines the thread that asks for it and what comes of that thread, but not
/// the other threads of the Java runtime; so the process starts itself over from the thread that is
/// confined, and then all of it is.
public final class Confinement {

    /// Set in the process that was started over.
    private static final String PROPERTY = "stillroom.confined";

    private static final int CREATE_RULESET = 444; // the same number on every architecture
    private static final int ADD_RULE = 445;
    private static final int RESTRICT_SELF = 446;
    private static final int CREATE_RULESET_VERSION = 1;
    private static final int PATH_BENEATH = 1;
    private static final int NET_PORT = 2;

    private static final long EXECUTE = 1;
    private static final long READ_FILE = 1 << 2;
    private static final long READ_FOLDER = 1 << 3;

    /// The rights over files that each version added: the first thirteen, REFER, TRUNCATE, nothing,
    /// IOCTL_DEV. What is handled and not allowed by a rule is refused.
    private static final long[] FILES = {0x1fff, 0x3fff, 0x7fff, 0x7fff, 0xffff};

    private static final int FIRST_WITH_PORTS = 4;
    private static final long BIND_OR_CONNECT = 3;
    private static final long CONNECT = 2;

    private static final int FIRST_WITH_SCOPES = 6;
    private static final long ABSTRACT_SOCKETS_AND_SIGNALS = 3;

    private static final int AT_FDCWD = -100;
    private static final int O_PATH = 0x200000;
    private static final int O_CLOEXEC = 0x80000;
    private static final int DNS = 53; // over TCP, where an answer is long

    /// What the Java runtime and libc read in order to run, to look up names and to check
    /// certificates. Nothing of it is the user's.
    private static final List<Path> SYSTEM =
            Stream.of(
                            "/lib",
                            "/lib64",
                            "/usr/lib",
                            "/usr/lib64",
                            "/usr/share/zoneinfo",
                            "/etc/ld.so.cache",
                            "/etc/localtime",
                            "/etc/nsswitch.conf",
                            "/etc/host.conf",
                            "/etc/hosts",
                            "/etc/resolv.conf",
                            "/etc/gai.conf",
                            "/etc/services",
                            "/etc/protocols",
                            "/etc/ssl",
                            "/etc/pki",
                            "/etc/ca-certificates",
                            "/etc/crypto-policies",
                            "/dev/null",
                            "/dev/random",
                            "/dev/urandom",
                            "/sys/devices/system/cpu",
                            "/proc/self")
                    .map(Path::of)
                    .toList();

    /// Loads the Java runtime, and is a program itself.
    private static final List<Path> LOADERS =
            Stream.of(
                            "/lib64/ld-linux-x86-64.so.2",
                            "/lib/ld-linux-aarch64.so.1",
                            "/lib/ld-musl-x86_64.so.1",
                            "/lib/ld-musl-aarch64.so.1")
                    .map(Path::of)
                    .toList();

    private Confinement() {}

    /// Whether the kernel can confine a process.
    public static boolean isSupported() {
        return version() > 0;
    }

    /// Whether this process is confined: it cannot see what lies in the root folder.
    public static boolean isConfined() {
        try (var _ = Files.newDirectoryStream(Path.of("/"))) {
            return false;
        } catch (IOException _) {
            return true;
        }
    }

    /// Confines this process, and starts it over with the same command line. Returns in the process
    /// that was started over, and where the kernel cannot confine it; to be called before anything
    /// is read from standard input.
    ///
    /// @param readable what it may read beside the Java runtime and the system's own files
    /// @param ports of TCP that it may connect to
    public static void startOver(List<Path> readable, Set<Integer> ports) {
        if (System.getProperty(PROPERTY) != null) {
            return;
        }
        var machine = SocketFilter.machine(System.getProperty("os.arch"));
        if (!System.getProperty("os.name").equals("Linux") || machine.isEmpty()) {
            return;
        }
        var _ = OfflineLock.engage(Sockets.INTERNET);
        if (isSupported() && restrict(machine.get(), readable, ports)) {
            var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
            commandLine().ifPresent(arguments -> Kernel.become(java, arguments));
        }
    }

    private static int version() {
        return System.getProperty("os.name").equals("Linux")
                ? (int) Kernel.call(CREATE_RULESET, 0, 0, CREATE_RULESET_VERSION)
                : 0;
    }

    /// Returns whether this thread is confined.
    private static boolean restrict(
            SocketFilter.Machine machine, List<Path> readable, Set<Integer> ports) {
        int version = version();
        long rights = FILES[Math.min(version, FILES.length) - 1];
        try (var arena = Arena.ofConfined()) {
            // struct landlock_ruleset_attr; an older kernel knows the beginning of it
            var attributes = arena.allocate(24, 8);
            attributes.set(ValueLayout.JAVA_LONG, 0, rights);
            long size = 8;
            if (version >= FIRST_WITH_PORTS) {
                attributes.set(ValueLayout.JAVA_LONG, 8, BIND_OR_CONNECT);
                size = 16;
            }
            if (version >= FIRST_WITH_SCOPES) {
                attributes.set(ValueLayout.JAVA_LONG, 16, ABSTRACT_SOCKETS_AND_SIGNALS);
                size = 24;
            }
            long rules = Kernel.call(CREATE_RULESET, attributes.address(), size, 0);
            if (rules < 0) {
                return false;
            }
            var java = Path.of(System.getProperty("java.home"));
            allow(machine, rules, java, READ_FILE | READ_FOLDER);
            Stream.of(SYSTEM, readable, classPath())
                    .flatMap(List::stream)
                    .forEach(path -> allow(machine, rules, path, READ_FILE | READ_FOLDER));
            Stream.concat(Stream.of(java.resolve("bin").resolve("java")), LOADERS.stream())
                    .forEach(path -> allow(machine, rules, path, READ_FILE | EXECUTE));
            if (version >= FIRST_WITH_PORTS) {
                Stream.concat(ports.stream(), Stream.of(DNS)).forEach(port -> allow(rules, port));
            }
            long restricted = Kernel.call(RESTRICT_SELF, rules, 0);
            Kernel.call(machine.close(), rules);
            return restricted == 0;
        }
    }

    /// Adds `struct landlock_path_beneath_attr`, if there is such a path.
    private static void allow(SocketFilter.Machine machine, long rules, Path path, long rights) {
        try (var arena = Arena.ofConfined()) {
            var name = arena.allocateFrom(path.toString());
            long handle =
                    Kernel.call(machine.openAt(), AT_FDCWD, name.address(), O_PATH | O_CLOEXEC);
            if (handle < 0) {
                return;
            }
            var rule = arena.allocate(16, 8);
            // Of a file the kernel takes no right that only a folder can have.
            long fitting = Files.isDirectory(path) ? rights : rights & ~READ_FOLDER;
            rule.set(ValueLayout.JAVA_LONG, 0, fitting);
            rule.set(ValueLayout.JAVA_INT, 8, (int) handle);
            Kernel.call(ADD_RULE, rules, PATH_BENEATH, rule.address(), 0);
            Kernel.call(machine.close(), handle);
        }
    }

    /// Adds `struct landlock_net_port_attr`.
    private static void allow(long rules, int port) {
        try (var arena = Arena.ofConfined()) {
            var rule = arena.allocate(16, 8);
            rule.set(ValueLayout.JAVA_LONG, 0, CONNECT);
            rule.set(ValueLayout.JAVA_LONG, 8, port);
            Kernel.call(ADD_RULE, rules, NET_PORT, rule.address(), 0);
        }
    }

    private static List<Path> classPath() {
        return Arrays.stream(
                        System.getProperty("java.class.path")
                                .split(System.getProperty("path.separator"), -1))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> Path.of(entry).toAbsolutePath())
                .toList();
    }

    /// The command line of this process, as bytes, with the property that says what was done.
    private static Optional<List<byte[]>> commandLine() {
        try {
            var arguments = new ArrayList<byte[]>();
            var argument = new ByteArrayOutputStream();
            for (byte next : Files.readAllBytes(Path.of("/proc/self/cmdline"))) {
                if (next == 0) {
                    arguments.add(argument.toByteArray());
                    argument.reset();
                } else {
                    argument.write(next);
                }
            }
            arguments.add(1, ("-D" + PROPERTY + "=true").getBytes(StandardCharsets.UTF_8));
            return Optional.of(arguments);
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
