package stillroom.app.lock;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import stillroom.app.lock.LeakTest.Answer.Kind;

/// Tries every way out of this process that is known, and tells of each what stopped it.
///
/// Nothing is sent, lock or no lock: a way counts as open as soon as there is a socket, and the two
/// that must connect do so to a port of this machine at which nobody listens. Takes about a second,
/// on the calling thread.
public final class LeakTest {

    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int AF_NETLINK = 16;
    private static final int AF_PACKET = 17;
    private static final int AF_BLUETOOTH = 31;
    private static final int AF_VSOCK = 40;
    private static final int SOCK_STREAM = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_RAW = 3;
    private static final int ICMP = 1;
    private static final int EVERY_PROTOCOL = 0x0300; // ETH_P_ALL in network order

    /// What is kept for documentation and belongs to nobody: RFC 5737.
    private static final String NOBODY = "192.0.2.1";

    private static final String NO_NAME = "stillroom.invalid";

    /// The discard port, at which no machine has listened for decades.
    private static final String NOBODY_LISTENS = "127.0.0.1:9";

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /// One way out, and what came of it.
    ///
    /// @param name short, for scripts
    /// @param call what was called, with its arguments
    public record Attempt(String name, String call, Outcome outcome, Answer answer) {}

    /// What came of an attempt.
    public enum Outcome {
        REFUSED,
        /// It was not refused: there is a leak.
        OPEN,
        /// There is no such way on this machine, or it failed for another reason.
        NOT_TRIED
    }

    /// What an attempt was answered with.
    ///
    /// @param facts as they stand in the sentence
    public record Answer(Kind kind, List<String> facts) {

        /// What answers there are.
        public enum Kind {
            /// The name of an error of the kernel, and what it calls it.
            ERRNO("%s (%s)"),
            /// The same, where Java's own classes for sockets do not even get that far.
            NO_SOCKETS("%s (%s), so Java's sockets cannot start"),
            /// To a name, see [NoNames].
            NO_NAMES("%s: " + NoNames.OFFLINE),
            OPENED("a socket was opened"),
            ANSWERED("answered %s"),
            NO_SUCH_CALL("this %s has no such call"),
            CHILD_ENDED("the child ended with %s"),
            /// The words of a failure that nobody foresaw.
            OTHER("%s");

            private final String words;

            Kind(String words) {
                this.words = words;
            }
        }

        static Answer of(Kind kind, String... facts) {
            return new Answer(kind, List.of(facts));
        }

        /// What it was, in English.
        public String sentence() {
            return kind.words.formatted(facts.toArray());
        }
    }

    private record Result(Outcome outcome, Answer answer) {}

    private interface Opening {
        Closeable open() throws IOException;
    }

    private final Consumer<Attempt> told;

    private LeakTest(Consumer<Attempt> told) {
        this.told = told;
    }

    /// Makes every attempt.
    ///
    /// @param told hears of each as soon as it is over, on the calling thread
    /// @return whether none was [Outcome#OPEN]
    public static boolean run(Consumer<Attempt> told) {
        var passed = new AtomicBoolean(true);
        new LeakTest(
                        attempt -> {
                            if (attempt.outcome() == Outcome.OPEN) {
                                passed.set(false);
                            }
                            told.accept(attempt);
                        })
                .all();
        return passed.get();
    }

    private void all() {
        throughJava();
        throughTheKernel();
        throughOthers();
    }

    private void throughJava() {
        attempt(
                "tcp",
                "SocketChannel.open(INET)",
                () -> opened(() -> SocketChannel.open(StandardProtocolFamily.INET)));
        attempt(
                "udp",
                "DatagramChannel.open(INET)",
                () -> opened(() -> DatagramChannel.open(StandardProtocolFamily.INET)));
        attempt("multicast", "new MulticastSocket()", () -> opened(MulticastSocket::new));
        attempt("dns-name", "getAllByName(\"" + NO_NAME + "\")", LeakTest::named);
        attempt(
                "dns-packet",
                "DatagramChannel.connect(" + NOBODY + ":53)",
                () ->
                        opened(() ->
                                DatagramChannel.open(StandardProtocolFamily.INET)
                                        .connect(new InetSocketAddress(NOBODY, 53))));
        attempt("http", "GET http://" + NOBODY_LISTENS + "/", () -> fetched("http"));
        attempt("https", "GET https://" + NOBODY_LISTENS + "/", () -> fetched("https"));
    }

    private void throughTheKernel() {
        // Java does not even try: under the lock it takes IPv6 for missing.
        kernel(
                "tcp6",
                "socket(AF_INET6, SOCK_STREAM, 0)",
                machine -> Kernel.call(machine.socket(), AF_INET6, SOCK_STREAM, 0));
        kernel(
                "udp6",
                "socket(AF_INET6, SOCK_DGRAM, 0)",
                machine -> Kernel.call(machine.socket(), AF_INET6, SOCK_DGRAM, 0));
        kernel(
                "raw",
                "socket(AF_INET, SOCK_RAW, IPPROTO_ICMP)",
                machine -> Kernel.call(machine.socket(), AF_INET, SOCK_RAW, ICMP));
        kernel(
                "netlink",
                "socket(AF_NETLINK, SOCK_RAW, 0)",
                machine -> Kernel.call(machine.socket(), AF_NETLINK, SOCK_RAW, 0));
        kernel(
                "packet",
                "socket(AF_PACKET, SOCK_RAW, ETH_P_ALL)",
                machine -> Kernel.call(machine.socket(), AF_PACKET, SOCK_RAW, EVERY_PROTOCOL));
        kernel(
                "bluetooth",
                "socket(AF_BLUETOOTH, SOCK_RAW, 1)",
                machine -> Kernel.call(machine.socket(), AF_BLUETOOTH, SOCK_RAW, 1));
        kernel(
                "vsock",
                "socket(AF_VSOCK, SOCK_STREAM, 0)",
                machine -> Kernel.call(machine.socket(), AF_VSOCK, SOCK_STREAM, 0));
        kernel(
                "io-uring",
                "io_uring_setup(4, …)",
                _ -> {
                    try (var arena = Arena.ofConfined()) {
                        var parameters = arena.allocate(256, 8);
                        return Kernel.call(SocketFilter.IO_URING_SETUP, 4, parameters.address());
                    }
                });
        kernel(
                "native-library",
                "libc socket(AF_INET, SOCK_STREAM, 0)",
                _ -> Kernel.socket(AF_INET, SOCK_STREAM, 0));
    }

    /// Through other processes: their sockets, their memory, and children of this one.
    private void throughOthers() {
        attempt(
                "others-socket",
                "pidfd_getfd(-1, 0, 0)",
                () -> called(_ -> Kernel.call(SocketFilter.PIDFD_GETFD, -1), LeakTest::isLock));
        attempt(
                "others-memory",
                "process_vm_writev(self, nothing)",
                () ->
                        called(
                                machine ->
                                        Kernel.call(
                                                machine.writeMemory(),
                                                ProcessHandle.current().pid()),
                                LeakTest::isLock));
        attempt(
                "child-process",
                "java … socket(AF_INET, SOCK_STREAM, 0)",
                () -> child(LeakTestChild.SOCKET));
        attempt(
                "32-bit",
                "int 0x80: socket(AF_INET, SOCK_STREAM, 0), in a child",
                () ->
                        System.getProperty("os.arch").equals("amd64")
                                ? child(LeakTestChild.SOCKET_32)
                                : new Result(
                                        Outcome.NOT_TRIED,
                                        Answer.of(Kind.NO_SUCH_CALL, "processor")));
    }

    private void attempt(String name, String call, Supplier<Result> attempt) {
        var result = attempt.get();
        told.accept(new Attempt(name, call, result.outcome(), result.answer()));
    }

    /// @param call returns a handle, or the negative errno
    private void kernel(String name, String text, ToLongFunction<SocketFilter.Machine> call) {
        attempt(
                name,
                text,
                () ->
                        called(
                                machine -> {
                                    long handle = call.applyAsLong(machine);
                                    if (handle >= 0) {
                                        Kernel.call(machine.close(), handle);
                                    }
                                    return handle;
                                },
                                answer -> answer < 0));
    }

    private static Result called(
            ToLongFunction<SocketFilter.Machine> call, LongPredicate isRefusal) {
        var machine = SocketFilter.machine(System.getProperty("os.arch"));
        if (!System.getProperty("os.name").equals("Linux") || machine.isEmpty()) {
            return new Result(Outcome.NOT_TRIED, Answer.of(Kind.NO_SUCH_CALL, "system"));
        }
        long answer = call.applyAsLong(machine.get());
        return new Result(
                isRefusal.test(answer) ? Outcome.REFUSED : Outcome.OPEN,
                answer < 0
                        ? errno(Kind.ERRNO, (int) -answer)
                        : Answer.of(Kind.ANSWERED, String.valueOf(answer)));
    }

    private static boolean isLock(long answer) {
        return answer == -Kernel.EPERM || answer == -Kernel.EACCES;
    }

    private static Result opened(Opening opening) {
        try (var _ = opening.open()) {
            return new Result(Outcome.OPEN, Answer.of(Kind.OPENED));
        } catch (IOException | LinkageError failure) {
            return judged(failure);
        }
    }

    private static Result named() {
        try {
            var addresses = InetAddress.getAllByName(NO_NAME);
            return new Result(
                    Outcome.OPEN, Answer.of(Kind.ANSWERED, List.of(addresses).toString()));
        } catch (UnknownHostException failure) {
            // Any other answer would come from one who was asked.
            return String.valueOf(failure.getMessage()).endsWith(NoNames.OFFLINE)
                    ? new Result(Outcome.REFUSED, Answer.of(Kind.NO_NAMES, NO_NAME))
                    : new Result(Outcome.OPEN, told(failure));
        }
    }

    private static Result fetched(String scheme) {
        var request =
                HttpRequest.newBuilder(URI.create(scheme + "://" + NOBODY_LISTENS + "/"))
                        .timeout(PATIENCE)
                        .build();
        try (var client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            var response = client.send(request, HttpResponse.BodyHandlers.discarding());
            return new Result(
                    Outcome.OPEN, Answer.of(Kind.ANSWERED, String.valueOf(response.statusCode())));
        } catch (IOException | LinkageError failure) {
            return judged(failure);
        } catch (InterruptedException impossible) {
            throw new AssertionError("nobody interrupts", impossible);
        }
    }

    /// Tells the lock's refusal from a failure that comes after a socket was had, such as that of
    /// nobody listening.
    private static Result judged(Throwable failure) {
        var isLinkage = false;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            var words = String.valueOf(cause.getMessage());
            for (int errno : List.of(Kernel.EACCES, Kernel.EPERM)) {
                if (words.contains(Kernel.words(errno))) {
                    return new Result(Outcome.REFUSED, errno(Kind.ERRNO, errno));
                }
            }
            isLinkage |= cause instanceof LinkageError;
        }
        return isLinkage ? beneath() : new Result(Outcome.OPEN, told(failure));
    }

    /// Where not even Unix sockets are left, Java's own classes for sockets cannot start, and tell
    /// no errno: so the kernel is asked for what they would have asked it for.
    private static Result beneath() {
        var result = called(_ -> Kernel.socket(AF_INET, SOCK_STREAM, 0), answer -> answer < 0);
        var answer = result.answer();
        return answer.kind() == Kind.ERRNO
                ? new Result(result.outcome(), new Answer(Kind.NO_SOCKETS, answer.facts()))
                : result;
    }

    private static Result child(String attempt) {
        var java = Path.of(System.getProperty("java.home"), "bin", "java");
        try {
            var process =
                    new ProcessBuilder(
                                    java.toString(),
                                    "-Xint",
                                    "-XX:+UseSerialGC",
                                    "-XX:-UsePerfData",
                                    "-XX:+SuppressFatalErrorMessage", // and so without a file
                                    "--enable-native-access=ALL-UNNAMED",
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    LeakTestChild.class.getName(),
                                    attempt)
                            .redirectInput(ProcessBuilder.Redirect.PIPE)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            process.getOutputStream().close();
            int code = process.waitFor();
            if (code == LeakTestChild.OPENED) {
                return new Result(Outcome.OPEN, Answer.of(Kind.OPENED));
            }
            if (code > LeakTestChild.ERRNO && code < LeakTestChild.OPENED) {
                return new Result(Outcome.REFUSED, errno(Kind.ERRNO, code - LeakTestChild.ERRNO));
            }
            return new Result(
                    Outcome.NOT_TRIED,
                    attempt.equals(LeakTestChild.SOCKET_32)
                            ? Answer.of(Kind.NO_SUCH_CALL, "kernel")
                            : Answer.of(Kind.CHILD_ENDED, String.valueOf(code)));
        } catch (IOException failure) {
            return new Result(Outcome.NOT_TRIED, told(failure));
        } catch (InterruptedException impossible) {
            throw new AssertionError("nobody interrupts", impossible);
        }
    }

    private static Answer errno(Kind kind, int errno) {
        var name =
                switch (errno) {
                    case Kernel.EPERM -> "EPERM";
                    case Kernel.EACCES -> "EACCES";
                    case Kernel.ENOSYS -> "ENOSYS";
                    default -> "errno " + errno;
                };
        return Answer.of(kind, name, Kernel.words(errno));
    }

    private static Answer told(Throwable failure) {
        var message = failure.getMessage();
        return Answer.of(
                Kind.OTHER, message == null ? failure.getClass().getSimpleName() : message);
    }
}
