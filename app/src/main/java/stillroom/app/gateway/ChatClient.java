package stillroom.app.gateway;

import com.google.gson.JsonParseException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import stillroom.app.gateway.Reply.Trouble;

/// Speaks to the endpoint: the only class that sends anything anywhere. Not safe for several
/// threads; runs in the process of the gateway.
final class ChatClient {

    /// How long to wait, in milliseconds, and for how much.
    ///
    /// @param connect until there is a connection
    /// @param first until the server begins to answer
    /// @param idle between two pieces of the answer
    /// @param total from the first byte to the last
    /// @param backOff before the second attempt; twice that before the third
    /// @param characters the longest answer
    record Limits(int connect, int first, int idle, int total, int backOff, int characters) {

        static final Limits USUAL = new Limits(10_000, 60_000, 30_000, 300_000, 1_000, 200_000);
    }

    /// The one who waits for the answer.
    interface Listener {

        /// A piece of the answer has come.
        void text(String piece) throws IOException;

        /// Called several times a second while there is nothing to tell.
        ///
        /// @return whether to go on
        boolean goOn() throws IOException;
    }

    private static final int ATTEMPTS = 3;
    private static final int TICK = 100; // milliseconds
    private static final long MILLISECOND = 1_000_000; // of System.nanoTime
    private static final int LONGEST_LINE = 1 << 20;

    private final Endpoint endpoint;
    private final String key;
    private final Limits limits;
    private final HttpClient http;

    ChatClient(Endpoint endpoint, String key, Limits limits) {
        this.endpoint = endpoint;
        this.key = key;
        this.limits = limits;
        this.http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(Duration.ofMillis(limits.connect()))
                        .proxy(proxy(endpoint.proxy()))
                        .build();
    }

    private static ProxySelector proxy(@Nullable String proxy) {
        if (proxy == null) {
            return HttpClient.Builder.NO_PROXY;
        }
        var colon = proxy.lastIndexOf(':');
        return ProxySelector.of(
                InetSocketAddress.createUnresolved(
                        proxy.substring(0, colon), Integer.parseInt(proxy.substring(colon + 1))));
    }

    /// Sends a body and tells the answer as it comes. Blocks until all is over. Tries again only as
    /// long as the server has not begun to answer.
    ///
    /// @throws IOException if the listener is gone
    Reply ask(String body, Listener listener) throws IOException {
        for (int attempt = 1; ; attempt++) {
            var reply = new Attempt(body, listener, attempt).reply();
            if (!(reply instanceof Reply.Failed failed)
                    || attempt == ATTEMPTS
                    || !mayPass(failed)) {
                return reply;
            }
            var until = System.nanoTime() + MILLISECOND * limits.backOff() * attempt;
            var nothing = new LinkedBlockingQueue<Object>();
            while (System.nanoTime() < until) {
                if (!listener.goOn()) {
                    return new Reply.Failed(Trouble.STOPPED, "", attempt);
                }
                next(nothing);
            }
        }
    }

    private static boolean mayPass(Reply.Failed failed) {
        return switch (failed.trouble()) {
            case NOT_REACHED, BUSY, SERVER_FAILED -> true;
            case NOT_TRUSTED,
                    KEY_REFUSED,
                    REFUSED,
                    REDIRECTED,
                    SLOW,
                    CUT_OFF,
                    MALFORMED,
                    TOO_LONG,
                    STOPPED,
                    GATEWAY_LOST ->
                    false;
        };
    }

    /// Waits a tick for the next thing.
    private static <T> @Nullable T next(BlockingQueue<T> queue) {
        try {
            return queue.poll(TICK, TimeUnit.MILLISECONDS);
        } catch (InterruptedException impossible) {
            throw new AssertionError("nobody interrupts", impossible);
        }
    }

    /// What the server sends, piece by piece: bytes, or the end.
    private sealed interface Event {

        record Bytes(List<ByteBuffer> buffers) implements Event {}

        record End(@Nullable Throwable failure) implements Event {}
    }

    /// One request.
    private final class Attempt implements Flow.Subscriber<List<ByteBuffer>> {

        private final String body;
        private final Listener listener;
        private final int number;
        private final BlockingQueue<Event> events = new ArrayBlockingQueue<>(4);
        private final BlockingQueue<Flow.Subscription> subscription = new ArrayBlockingQueue<>(1);
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();
        private final StringBuilder answer = new StringBuilder();
        private @Nullable String model;
        private boolean complete;

        Attempt(String body, Listener listener, int number) {
            this.body = body;
            this.listener = listener;
            this.number = number;
        }

        Reply reply() throws IOException {
            var request =
                    HttpRequest.newBuilder(endpoint.uri())
                            .header("Content-Type", "application/json")
                            .header("Accept", "text/event-stream")
                            .header("User-Agent", "Stillroom")
                            .timeout(Duration.ofMillis(limits.first()))
                            .POST(HttpRequest.BodyPublishers.ofString(body));
            if (!key.isEmpty()) {
                request.header("Authorization", "Bearer " + key);
            }
            var sent = http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofPublisher());
            while (true) {
                try {
                    var response = sent.get(TICK, TimeUnit.MILLISECONDS);
                    var trouble = trouble(response.statusCode());
                    response.body().subscribe(this);
                    var flow = subscription.poll(limits.first(), TimeUnit.MILLISECONDS);
                    if (flow == null) {
                        return failed(Trouble.SLOW, "no answer");
                    }
                    try {
                        return trouble == null
                                ? answer(flow)
                                : failed(trouble, "status " + response.statusCode());
                    } finally {
                        flow.cancel();
                    }
                } catch (TimeoutException _) {
                    if (!listener.goOn()) {
                        sent.completeExceptionally(new IOException("stopped"));
                        return failed(Trouble.STOPPED, "");
                    }
                } catch (ExecutionException failure) {
                    return failed(failure);
                } catch (InterruptedException impossible) {
                    throw new AssertionError("nobody interrupts", impossible);
                }
            }
        }

        private @Nullable Trouble trouble(int status) {
            if (status >= 300 && status < 400) {
                return Trouble.REDIRECTED;
            }
            if (status >= 500) {
                return Trouble.SERVER_FAILED;
            }
            return switch (status) {
                case 200 -> null;
                case 401, 403 -> Trouble.KEY_REFUSED;
                case 429 -> Trouble.BUSY;
                default -> Trouble.REFUSED;
            };
        }

        private Reply failed(Trouble trouble, String detail) {
            return new Reply.Failed(trouble, detail, number);
        }

        private Reply failed(Throwable failure) {
            var cause = failure;
            while ((cause instanceof ExecutionException || cause instanceof CompletionException)
                    && cause.getCause() != null) {
                cause = cause.getCause();
            }
            // The messages may quote the server, so only the kind is told.
            var detail = cause.getClass().getSimpleName();
            return switch (cause) {
                case HttpConnectTimeoutException _ -> failed(Trouble.NOT_REACHED, detail);
                case HttpTimeoutException _ -> failed(Trouble.SLOW, detail);
                case SSLException _ -> failed(Trouble.NOT_TRUSTED, detail);
                case ConnectException _ -> failed(Trouble.NOT_REACHED, detail);
                default -> failed(Trouble.CUT_OFF, detail);
            };
        }

        private Reply answer(Flow.Subscription flow) throws IOException {
            var began = System.nanoTime();
            var heard = began;
            flow.request(1);
            while (true) {
                var event = next(events);
                var now = System.nanoTime();
                if (now - began > limits.total() * MILLISECOND
                        || (event == null && now - heard > limits.idle() * MILLISECOND)) {
                    return failed(Trouble.SLOW, "the answer did not end");
                }
                if (!listener.goOn()) {
                    return failed(Trouble.STOPPED, "");
                }
                switch (event) {
                    case null -> {}
                    case Event.End(var failure) -> {
                        return ended(failure);
                    }
                    case Event.Bytes(var buffers) -> {
                        heard = now;
                        var trouble = taken(buffers);
                        if (trouble != null) {
                            return trouble;
                        }
                        if (complete) {
                            return new Reply.Answered(answer.toString(), model, number);
                        }
                        flow.request(1);
                    }
                }
            }
        }

        private Reply ended(@Nullable Throwable failure) throws IOException {
            if (failure != null) {
                return failed(Trouble.CUT_OFF, failure.getClass().getSimpleName());
            }
            var trouble = line();
            if (trouble != null) {
                return trouble;
            }
            return complete
                    ? new Reply.Answered(answer.toString(), model, number)
                    : failed(Trouble.CUT_OFF, "the answer has no end");
        }

        private @Nullable Reply taken(List<ByteBuffer> buffers) throws IOException {
            for (var buffer : buffers) {
                while (buffer.hasRemaining()) {
                    byte next = buffer.get();
                    if (next != '\n') {
                        line.write(next);
                        if (line.size() > LONGEST_LINE) {
                            return failed(Trouble.TOO_LONG, "a line without end");
                        }
                        continue;
                    }
                    var trouble = line();
                    if (trouble != null || complete) {
                        return trouble;
                    }
                }
            }
            return null;
        }

        /// Takes a line of the stream (server-sent events), or a whole answer that is one line.
        private @Nullable Reply line() throws IOException {
            var text = line.toString(StandardCharsets.UTF_8).strip();
            line.reset();
            if (text.isEmpty() || text.startsWith(":") || text.startsWith("event:")) {
                return null;
            }
            var data = text.startsWith("data:") ? text.substring("data:".length()).strip() : text;
            if (data.equals("[DONE]")) {
                complete = true;
                return null;
            }
            try {
                var piece = Chat.piece(data);
                answer.append(piece.text());
                if (answer.length() > limits.characters()) {
                    return failed(Trouble.TOO_LONG, "over " + limits.characters() + " characters");
                }
                if (piece.model() != null) {
                    model = piece.model();
                }
                complete |= piece.isLast();
                if (!piece.text().isEmpty()) {
                    listener.text(piece.text());
                }
                return null;
            } catch (JsonParseException _) {
                return failed(Trouble.MALFORMED, "not of the protocol");
            }
        }

        @Override
        public void onSubscribe(Flow.Subscription flow) {
            subscription.add(flow);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            events.add(new Event.Bytes(buffers)); // there is room: one at a time is asked for
        }

        @Override
        public void onError(Throwable failure) {
            events.add(new Event.End(failure));
        }

        @Override
        public void onComplete() {
            events.add(new Event.End(null));
        }
    }
}
