package stillroom.app.gateway;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import stillroom.app.lock.Confinement;

/// The process of the gateway: can open no file but those of the system and the Java runtime, and
/// ends with the program that started it.
public final class GatewayMain {

    private GatewayMain() {}

    /// What the gateway is told at its start.
    record Opening(Endpoint endpoint, String key, ChatClient.@Nullable Limits limits) {}

    /// Answers requests until nobody asks any more.
    ///
    /// @param arguments the ports of TCP that it needs
    public static void main(String[] arguments) {
        Confinement.startOver(
                certificates(),
                Arrays.stream(arguments).map(Integer::valueOf).collect(Collectors.toSet()));
        try {
            serve();
        } catch (IOException gone) {
            // The program is.
        }
        // A request that is under way would be waited for otherwise, with nobody to hear of it.
        Runtime.getRuntime().halt(0);
    }

    private static void serve() throws IOException {
        var frames =
                new Frames(
                        new FileInputStream(FileDescriptor.in),
                        new FileOutputStream(FileDescriptor.out));
        var first = frames.read();
        if (first.isEmpty() || first.get().kind() != Frames.OPEN) {
            return;
        }
        var opening = Chat.GSON.fromJson(first.get().text(), Opening.class);
        var limits = opening.limits() == null ? ChatClient.Limits.USUAL : opening.limits();
        frames.write(Frames.READY, String.valueOf(Confinement.isConfined()));
        var client = new ChatClient(opening.endpoint(), opening.key(), limits);
        for (var frame = frames.read(); frame.isPresent(); frame = frames.read()) {
            if (frame.get().kind() == Frames.ASK) {
                answer(client, frame.get().text(), frames);
            }
        }
    }

    /// Those that somebody trusts beside the usual ones, such as a company's own.
    private static List<Path> certificates() {
        return Optional.ofNullable(System.getProperty("javax.net.ssl.trustStore"))
                .map(Path::of)
                .stream()
                .toList();
    }

    private static void answer(ChatClient client, String body, Frames frames) throws IOException {
        var reply =
                client.ask(
                        body,
                        new ChatClient.Listener() {
                            @Override
                            public void text(String piece) throws IOException {
                                frames.write(Frames.TEXT, piece);
                            }

                            @Override
                            public boolean goOn() throws IOException {
                                frames.write(Frames.TICK, ""); // fails when the program is gone
                                // While a request runs, nothing but a stop is ever said.
                                return !frames.isWaiting() || frames.read().isEmpty();
                            }
                        });
        switch (reply) {
            case Reply.Answered(_, var model, var attempts) ->
                    frames.write(
                            Frames.DONE, Chat.GSON.toJson(new Reply.Answered("", model, attempts)));
            case Reply.Failed failed -> frames.write(Frames.FAILED, Chat.GSON.toJson(failed));
        }
    }
}
