package stillroom.app.gateway;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import stillroom.app.gateway.Reply.Trouble;
import stillroom.app.ledger.Receipt;
import stillroom.index.text.ReaderProcess;

/// The way to the process of the gateway. Safe for any thread but the FX thread; one request at a
/// time, the others wait.
///
/// To be started before the offline lock is engaged, because children inherit it.
public final class Gateway implements AutoCloseable {

    private final Endpoint endpoint;
    private final Supplier<String> key;
    private final ChatClient.@Nullable Limits limits;
    private final Process process;
    private final Frames frames;
    private @Nullable Boolean isConfined; // known once it is open

    private Gateway(
            Endpoint endpoint,
            Supplier<String> key,
            ChatClient.@Nullable Limits limits,
            Process process) {
        this.endpoint = endpoint;
        this.key = key;
        this.limits = limits;
        this.process = process;
        this.frames = new Frames(process.getInputStream(), process.getOutputStream());
    }

    /// Starts the process. It sends nothing until it is asked to.
    ///
    /// @param key of the endpoint, empty if it wants none; asked once, before the first request
    public static Gateway start(Endpoint endpoint, Supplier<String> key) throws IOException {
        return start(endpoint, key, List.of(), null);
    }

    /// @param options more options for the Java runtime
    static Gateway start(
            Endpoint endpoint,
            Supplier<String> key,
            List<String> options,
            ChatClient.@Nullable Limits limits)
            throws IOException {
        return new Gateway(endpoint, key, limits, process(endpoint, options).start());
    }

    /// What starts the process, which then waits to be told where to.
    static ProcessBuilder process(Endpoint endpoint, List<String> options) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.add("-XX:-UsePerfData"); // which would be a file
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add(
                "-Dstillroom.gateway=true"); // so that names are looked up, in this process only
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(GatewayMain.class.getName());
        command.add(String.valueOf(endpoint.port()));
        return ReaderProcess.builder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    }

    /// Tells the process where to and with which key, if it has not been told. Blocks.
    ///
    /// @return whether the system keeps files from it; empty if it is gone
    public synchronized Optional<Boolean> open() {
        if (isConfined == null) {
            try {
                frames.write(
                        Frames.OPEN,
                        Chat.GSON.toJson(new GatewayMain.Opening(endpoint, key.get(), limits)));
                frames.read()
                        .filter(frame -> frame.kind() == Frames.READY)
                        .ifPresent(frame -> isConfined = Boolean.valueOf(frame.text()));
            } catch (IOException _) {
                // It is gone.
            }
        }
        return Optional.ofNullable(isConfined);
    }

    public Endpoint endpoint() {
        return endpoint;
    }

    /// Hands over what stands in the ledger, and nothing else. Blocks until all is over.
    ///
    /// @param told hears each piece of the answer, on this thread
    /// @param stop asked several times a second; once it says yes, the request is given up
    public synchronized Reply ask(Receipt receipt, Consumer<String> told, BooleanSupplier stop) {
        if (!receipt.departure().destination().equals(endpoint.address())) {
            throw new IllegalArgumentException("the ledger names another destination");
        }
        var answer = new StringBuilder();
        var isStopped = false;
        if (open().isEmpty()) {
            return lost();
        }
        try {
            frames.write(Frames.ASK, receipt.departure().payload());
            while (true) {
                var frame = frames.read();
                if (frame.isEmpty()) {
                    return lost();
                }
                switch (frame.get().kind()) {
                    case Frames.TEXT -> {
                        answer.append(frame.get().text());
                        told.accept(frame.get().text());
                    }
                    case Frames.DONE -> {
                        var done = Chat.GSON.fromJson(frame.get().text(), Reply.Answered.class);
                        return new Reply.Answered(answer.toString(), done.model(), done.attempts());
                    }
                    case Frames.FAILED -> {
                        return Chat.GSON.fromJson(frame.get().text(), Reply.Failed.class);
                    }
                    default -> {}
                }
                if (!isStopped && stop.getAsBoolean()) {
                    isStopped = true;
                    frames.write(Frames.STOP, "");
                }
            }
        } catch (IOException _) {
            return lost();
        }
    }

    private static Reply lost() {
        return new Reply.Failed(Trouble.GATEWAY_LOST, "the gateway has ended", 0);
    }

    /// Ends the process.
    @Override
    public void close() {
        try {
            process.getOutputStream().close(); // which tells it to end
            if (!process.waitFor(2, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException _) {
            process.destroyForcibly();
        } catch (InterruptedException impossible) {
            throw new AssertionError("nobody interrupts", impossible);
        }
    }
}
