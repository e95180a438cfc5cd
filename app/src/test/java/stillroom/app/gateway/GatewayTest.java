package stillroom.app.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import stillroom.app.gateway.Reply.Trouble;
import stillroom.app.ledger.Departure;
import stillroom.app.ledger.Ledger;
import stillroom.app.ledger.Receipt;
import stillroom.app.lock.Confinement;

/// A real process of the gateway against a real server of this test.
class GatewayTest {

    /// So long that no busy machine makes a server look slow.
    private static final ChatClient.Limits PATIENT =
            new ChatClient.Limits(60_000, 60_000, 60_000, 60_000, 10, 1_000);

    /// For servers that are silent.
    private static final ChatClient.Limits SHORT =
            new ChatClient.Limits(60_000, 10_000, 3_000, 12_000, 10, 1_000);

    /// For a server that is waited for until the program is gone.
    private static final ChatClient.Limits WITHOUT_END =
            new ChatClient.Limits(600_000, 600_000, 600_000, 600_000, 10, 1_000);

    private static final String PASSWORD = "only-for-this-test";

    @TempDir Path folder;

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> keys = new CopyOnWriteArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private HttpServer server;
    private Ledger ledger;

    @BeforeEach
    void begin() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        ledger = Ledger.open(folder.resolve("library"), Clock.systemUTC());
    }

    @AfterEach
    void end() throws IOException {
        over.countDown();
        server.stop(0);
        threads.close();
        ledger.close();
    }

    @Test
    void anAnswerComesPieceByPiece() throws Exception {
        serve(exchange -> {
            stream(
                    exchange,
                    piece("Hello"),
                    ": a comment",
                    piece(", \\u00e4\\n"),
                    piece("world"),
                    "data: {\"model\":\"m-1\",\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}",
                    "data: [DONE]");
        });
        var told = new ArrayList<String>();
        try (var gateway = Gateway.start(endpoint(), () -> "sesame", List.of(), PATIENT)) {
            assertThat(gateway.ask(receipt("the body"), told::add, () -> false))
                    .isEqualTo(new Reply.Answered("Hello, ä\nworld", "m-1", 1));
            assertThat(gateway.ask(receipt("another"), told::add, () -> false))
                    .isInstanceOf(Reply.Answered.class);
        }
        assertThat(told.subList(0, 3)).containsExactly("Hello", ", ä\n", "world");
        assertThat(asked).containsExactly("the body", "another");
        assertThat(keys).containsOnly("Bearer sesame");
    }

    @Test
    void anAnswerInOnePieceIsTakenToo() throws Exception {
        serve(exchange ->
                stream(
                        exchange,
                        "{\"choices\":[{\"message\":{\"content\":\"whole\"},\"finish_reason\":\"stop\"}]}"));
        assertThat(ask()).isEqualTo(new Reply.Answered("whole", null, 1));
    }

    @ParameterizedTest
    @CsvSource({
        "401, KEY_REFUSED, 1",
        "403, KEY_REFUSED, 1",
        "400, REFUSED, 1",
        "302, REDIRECTED, 1",
        "429, BUSY, 3",
        "500, SERVER_FAILED, 3"
    })
    void aStatusIsToldAndOnlyWhatMayPassIsTriedAgain(int status, Trouble trouble, int attempts)
            throws Exception {
        serve(exchange -> {
            exchange.getResponseHeaders().add("Location", "/elsewhere");
            answer(exchange, status, "{\"error\":\"the payload was: the body\"}");
        });
        assertThat(ask()).isEqualTo(new Reply.Failed(trouble, "status " + status, attempts));
        assertThat(asked).hasSize(attempts).containsOnly("the body");
    }

    @Test
    void aServerThatIsBusyForAMomentAnswersInTheEnd() throws Exception {
        var count = new AtomicInteger();
        serve(exchange -> {
            if (count.incrementAndGet() < 3) {
                answer(exchange, 429, "");
            } else {
                stream(exchange, piece("at last"), "data: [DONE]");
            }
        });
        assertThat(ask()).isEqualTo(new Reply.Answered("at last", null, 3));
    }

    @Test
    void afterTheFirstByteNothingIsTriedAgain() throws Exception {
        serve(exchange -> {
            exchange.sendResponseHeaders(200, 1_000); // and then fewer
            exchange.getResponseBody()
                    .write((piece("beg") + "\n").getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            exchange.close();
        });
        assertThat(ask())
                .isInstanceOfSatisfying(
                        Reply.Failed.class,
                        failed -> assertThat(failed.trouble()).isEqualTo(Trouble.CUT_OFF));
        assertThat(asked).hasSize(1);
    }

    @Test
    void anAnswerWithoutAnEndIsCutOff() throws Exception {
        serve(exchange -> stream(exchange, piece("beg")));
        assertThat(ask()).isEqualTo(new Reply.Failed(Trouble.CUT_OFF, "the answer has no end", 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: {\"choices\":[{\"delta\":{\"content\":",
                "data: [1,2]",
                "<html>Login</html>",
                "data: {\"choices\":\"no\"}",
                "data: {\"error\":{\"message\":\"no\"}}"
            })
    void whatIsNotOfTheProtocolIsNoAnswer(String line) throws Exception {
        serve(exchange -> stream(exchange, line, "data: [DONE]"));
        assertThat(ask()).isEqualTo(new Reply.Failed(Trouble.MALFORMED, "not of the protocol", 1));
    }

    @Test
    void aTooLongAnswerIsGivenUp() throws Exception {
        serve(exchange -> {
            var lines = new ArrayList<String>();
            for (int i = 0; i < 200; i++) {
                lines.add(piece("ten chars."));
            }
            stream(exchange, lines.toArray(String[]::new));
        });
        assertThat(ask()).isEqualTo(new Reply.Failed(Trouble.TOO_LONG, "over 1000 characters", 1));
    }

    @Test
    void aLineWithoutEndIsGivenUp() throws Exception {
        serve(exchange -> stream(exchange, "data: " + "x".repeat(3 << 20)));
        assertThat(ask()).isEqualTo(new Reply.Failed(Trouble.TOO_LONG, "a line without end", 1));
    }

    @Test
    void aServerThatSaysNothingIsNotWaitedForForEver() throws Exception {
        serve(_ -> await());
        assertThat(ask(SHORT)).isEqualTo(new Reply.Failed(Trouble.SLOW, "HttpTimeoutException", 1));
        assertThat(asked).hasSize(1);
    }

    @Test
    void aServerThatFallsSilentIsNotWaitedForForEver() throws Exception {
        serve(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody()
                    .write((piece("beg") + "\n").getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            await();
        });
        assertThat(ask(SHORT))
                .isEqualTo(new Reply.Failed(Trouble.SLOW, "the answer did not end", 1));
    }

    @Test
    void aRequestCanBeStopped() throws Exception {
        serve(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody()
                    .write((piece("beg") + "\n").getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            await();
        });
        try (var gateway = Gateway.start(endpoint(), () -> "", List.of(), PATIENT)) {
            var told = new ArrayList<String>();
            assertThat(gateway.ask(receipt("the body"), told::add, () -> !told.isEmpty()))
                    .isEqualTo(new Reply.Failed(Trouble.STOPPED, "", 1));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void itEndsWithTheProgramWhateverTheServerDoes(boolean begins) throws Exception {
        var reached = new CountDownLatch(1);
        serve(exchange -> {
            if (begins) {
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().flush();
            }
            reached.countDown();
            await();
        });
        var process = Gateway.process(endpoint(), List.of()).start();
        var frames = new Frames(process.getInputStream(), process.getOutputStream());
        var opening = new GatewayMain.Opening(endpoint(), "", WITHOUT_END);
        frames.write(Frames.OPEN, Chat.GSON.toJson(opening));
        assertThat(frames.read()).map(Frames.Frame::kind).hasValue(Frames.READY);
        frames.write(Frames.ASK, "the body");
        reached.await();
        // What the system does when it kills the program.
        process.getOutputStream().close();
        process.getInputStream().close();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    }

    @Test
    void nobodyThere() throws Exception {
        var endpoint = endpoint();
        server.start(); // else its port stays open
        server.stop(0);
        try (var gateway = Gateway.start(endpoint, () -> "", List.of(), PATIENT)) {
            assertThat(gateway.ask(receipt("the body"), _ -> {}, () -> false))
                    .isEqualTo(new Reply.Failed(Trouble.NOT_REACHED, "ConnectException", 3));
        }
    }

    @Test
    void aServerThatCannotProveItselfIsToldNothing() throws Exception {
        var store = secure("CN=localhost", "san=dns:localhost");
        serve(exchange -> stream(exchange, piece("secret"), "data: [DONE]"));
        try (var gateway = Gateway.start(secureEndpoint(), () -> "key", List.of(), PATIENT)) {
            assertThat(gateway.ask(receipt("the body"), _ -> {}, () -> false))
                    .isInstanceOfSatisfying(
                            Reply.Failed.class,
                            failed -> {
                                assertThat(failed.trouble()).isEqualTo(Trouble.NOT_TRUSTED);
                                assertThat(failed.attempts()).isEqualTo(1);
                            });
        }
        assertThat(asked).isEmpty();
        try (var gateway = Gateway.start(secureEndpoint(), () -> "key", trusting(store), PATIENT)) {
            assertThat(gateway.ask(receipt("the body"), _ -> {}, () -> false))
                    .isEqualTo(new Reply.Answered("secret", null, 1));
        }
        assertThat(asked).containsExactly("the body");
    }

    @Test
    void aTrustedCertificateOfAnotherNameIsNoProof() throws Exception {
        var store = secure("CN=other.example", "san=dns:other.example");
        serve(exchange -> stream(exchange, piece("secret"), "data: [DONE]"));
        try (var gateway = Gateway.start(secureEndpoint(), () -> "key", trusting(store), PATIENT)) {
            assertThat(gateway.ask(receipt("the body"), _ -> {}, () -> false))
                    .isInstanceOfSatisfying(
                            Reply.Failed.class,
                            failed -> assertThat(failed.trouble()).isEqualTo(Trouble.NOT_TRUSTED));
        }
        assertThat(asked).isEmpty();
    }

    @Test
    void theSystemKeepsFilesFromIt() throws Exception {
        assumeTrue(Confinement.isSupported(), "this kernel has no Landlock");
        try (var gateway = Gateway.start(endpoint(), () -> "", List.of(), PATIENT)) {
            assertThat(gateway.open()).contains(true);
        }
    }

    @Test
    void aReceiptForElsewhereIsNotTaken() throws Exception {
        try (var gateway = Gateway.start(endpoint(), () -> "", List.of(), PATIENT)) {
            var elsewhere =
                    ledger.record(new Departure("https://a.example/", "r", "c", null, "text"));
            assertThatThrownBy(() -> gateway.ask(elsewhere, _ -> {}, () -> false))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://a.example/v1",
                "http://localhost.example/v1",
                "ftp://localhost/",
                "https://user:secret@a.example/",
                "https:///v1",
                "no address"
            })
    void whatCannotBeSentSafelyIsNoEndpoint(String address) {
        assertThatThrownBy(() -> new Endpoint(address, "m", null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void onlyThisMachineIsLocal() {
        assertThat(new Endpoint("http://localhost:11434/v1", "m", null).isLocal()).isTrue();
        assertThat(new Endpoint("http://[::1]:1/v1", "m", null).isLocal()).isTrue();
        assertThat(new Endpoint("https://a.example/v1", "m", null).isLocal()).isFalse();
        assertThat(new Endpoint("http://localhost/v1", "m", "proxy.example:8080").isLocal())
                .isFalse();
    }

    // -- The server

    private void serve(HttpHandler handler) {
        server.createContext(
                "/v1/chat/completions",
                exchange -> {
                    asked.add(
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8));
                    keys.add(
                            String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
                    try (exchange) {
                        handler.handle(exchange);
                    }
                });
        server.start();
    }

    private static String piece(String json) {
        return "data: {\"choices\":[{\"delta\":{\"content\":\"" + json + "\"}}]}";
    }

    private static void stream(HttpExchange exchange, String... lines) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        for (var line : lines) {
            exchange.getResponseBody().write((line + "\n\n").getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
        }
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private void await() {
        try {
            over.await();
        } catch (InterruptedException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private Endpoint endpoint() {
        return new Endpoint(
                "http://localhost:" + server.getAddress().getPort() + "/v1/chat/completions",
                "m",
                null);
    }

    private Endpoint secureEndpoint() {
        return new Endpoint(endpoint().address().replace("http:", "https:"), "m", null);
    }

    private Receipt receipt(String body) throws IOException {
        var destination = server instanceof HttpsServer ? secureEndpoint() : endpoint();
        return ledger.record(new Departure(destination.address(), "rule", "once", null, body));
    }

    private Reply ask() throws IOException {
        return ask(PATIENT);
    }

    private Reply ask(ChatClient.Limits limits) throws IOException {
        try (var gateway = Gateway.start(endpoint(), () -> "", List.of(), limits)) {
            return gateway.ask(receipt("the body"), _ -> {}, () -> false);
        }
    }

    /// Replaces the server by one with a certificate that it made itself.
    private Path secure(String name, String extension) throws Exception {
        var store = folder.resolve("server.p12");
        var keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "server",
                                "-keyalg",
                                "EC",
                                "-dname",
                                name,
                                "-ext",
                                extension,
                                "-keystore",
                                store.toString(),
                                "-storepass",
                                PASSWORD)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("keytool.log").toFile())
                        .start();
        assertThat(keytool.waitFor()).isZero();
        var keys = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        var context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        var secure =
                HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        secure.setHttpsConfigurator(new HttpsConfigurator(context));
        secure.setExecutor(threads);
        server = secure;
        return store;
    }

    private static List<String> trusting(Path store) {
        return List.of(
                "-Djavax.net.ssl.trustStore=" + store,
                "-Djavax.net.ssl.trustStorePassword=" + PASSWORD);
    }
}
