package stillroom.app.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stillroom.app.gateway.Endpoint;
import stillroom.app.gateway.Gateway;
import stillroom.app.ledger.LedgerReading;
import stillroom.app.route.Cloud.Proposal;
import stillroom.app.route.Cloud.Sent;
import stillroom.app.route.Consent.Scope;
import stillroom.app.route.Rules.Lift;

/// The whole way out, against a real server of this test that says back what it was told.
class CloudTest {

    private static final String TEXT = "Dr. Jane Roe wrote from roe@mail.example about the lease.";

    @TempDir Path library;

    private final List<String> heard = new CopyOnWriteArrayList<>();
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/v1/chat/completions",
                exchange -> {
                    var body =
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8);
                    // Nothing is heard that does not stand in the ledger already.
                    var recorded = LedgerReading.of(library).entries().getLast().payload();
                    heard.add(body.equals(recorded) ? body : "NOT IN THE LEDGER: " + body);
                    var said =
                            JsonParser.parseString(body)
                                    .getAsJsonObject()
                                    .getAsJsonArray("messages")
                                    .get(1)
                                    .getAsJsonObject()
                                    .get("content");
                    var answer =
                            "data: {\"model\":\"echo\",\"choices\":[{\"delta\":{\"content\":"
                                    + said
                                    + "}}]}\n\ndata: [DONE]\n\n";
                    exchange.sendResponseHeaders(200, 0);
                    exchange.getResponseBody().write(answer.getBytes(StandardCharsets.UTF_8));
                    exchange.close();
                });
        server.start();
    }

    @AfterEach
    void end() {
        server.stop(0);
    }

    @Test
    void aRoundTripLeavesARecordAndNothingSensitive() throws Exception {
        rules("all: cloud");
        try (var cloud = cloud()) {
            var preview = preview(cloud, new Use.Answer("Who is Roe?"), Lift.NONE);
            assertThat(preview.payload()).doesNotContain("Roe", "mail.example");
            assertThat(heard).isEmpty();

            var sent = cloud.send(preview, new Consent.OnThisComputer(), Set.of(), () -> false);

            assertThat(sent)
                    .isInstanceOfSatisfying(
                            Sent.Answered.class,
                            answered -> {
                                assertThat(answered.answer().text()).isEqualTo(TEXT);
                                assertThat(answered.answer().model()).isEqualTo("echo");
                                assertThat(answered.answer().rule()).isEqualTo("all");
                            });
            assertThat(heard).containsExactly(preview.payload());
        }
        assertThat(LedgerReading.of(library).entries())
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.document()).isEqualTo("d1");
                    assertThat(entry.sha256()).isEqualTo(sha(entry.payload()));
                    assertThat(entry.outcome()).isEqualTo("answered");
                });
    }

    @Test
    void withoutAYesToTheseBytesNothingIsSent() throws Exception {
        rules("all: cloud");
        try (var cloud = cloud()) {
            var first = preview(cloud, new Use.Summary(), Lift.NONE);
            var second = preview(cloud, new Use.Answer("Why?"), Lift.NONE);
            for (var consent :
                    List.of(
                            new Consent.Once(first.sha256()),
                            new Consent.Standing(
                                    new Scope.Label("press"),
                                    Clock.systemUTC().instant().plus(Duration.ofDays(1))))) {
                assertThat(cloud.send(second, consent, Set.of("press"), () -> false))
                        .isInstanceOf(Sent.Kept.class);
            }
            assertThat(heard).isEmpty();
            assertThat(cloud.send(first, new Consent.Once(first.sha256()), Set.of(), () -> false))
                    .isInstanceOf(Sent.Answered.class);
        }
        assertThat(heard).hasSize(1);
        assertThat(LedgerReading.of(library).entries()).hasSize(1);
    }

    @Test
    void aStandingConsentIsBoundedToItsLabelAndTime() throws Exception {
        rules("all: cloud");
        try (var cloud = cloud()) {
            var until = Clock.systemUTC().instant().plus(Duration.ofDays(1));
            cloud.consents().grant(new Scope.Label("press"), until);
            var preview = preview(cloud, new Use.Summary(), Lift.NONE);
            var consent = new Consent.Standing(new Scope.Label("press"), until);
            assertThat(cloud.send(preview, consent, Set.of("other"), () -> false))
                    .isInstanceOf(Sent.Kept.class);
            assertThat(cloud.send(preview, consent, Set.of("press"), () -> false))
                    .isInstanceOf(Sent.Answered.class);
            cloud.consents().revoke(new Scope.Label("press"));
            assertThat(cloud.send(preview, consent, Set.of("press"), () -> false))
                    .isInstanceOf(Sent.Kept.class);
        }
        assertThat(heard).hasSize(1);
    }

    @Test
    void aStandingConsentEnds() throws Exception {
        var now = Clock.systemUTC();
        var consents = Consents.load(library, now);
        consents.grant(
                new Scope.Folder(Path.of("/cases")), now.instant().plus(Duration.ofHours(1)));
        assertThat(Consents.load(library, now).standing()).hasSize(1);
        var later = Clock.offset(now, Duration.ofHours(2));
        assertThat(Consents.load(library, later).standing()).isEmpty();
        assertThatThrownBy(() ->
                        consents.grant(
                                new Scope.Label("x"), now.instant().plus(Duration.ofDays(99))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatNeverLeavesDoesNotEvenWithEveryConsent() throws Exception {
        rules("all: cloud\nkeep: never when label \"press\"");
        try (var cloud = cloud()) {
            assertThat(cloud.propose(new Use.Summary(), facts(), Lift.SENSITIVE))
                    .isInstanceOfSatisfying(
                            Proposal.Stays.class,
                            stays -> assertThat(stays.decision().rule()).isEqualTo("keep"));
        }
        assertThat(heard).isEmpty();
        assertThat(Files.readString(library.resolve("decisions.jsonl")))
                .contains("\"verdict\":\"never\",\"rule\":\"keep\"")
                .doesNotContain("press");
    }

    @Test
    void whatIsSensitiveStaysUntilTheUserLiftsIt() throws Exception {
        rules("s: local when sensitive\nall: cloud");
        try (var cloud = cloud()) {
            assertThat(cloud.propose(new Use.Summary(), facts(), Lift.NONE))
                    .isInstanceOf(Proposal.Stays.class);
            assertThat(cloud.propose(new Use.Summary(), facts(), Lift.SENSITIVE))
                    .isInstanceOf(Proposal.MayLeave.class);
        }
    }

    private Preview preview(Cloud cloud, Use use, Lift lift) throws IOException {
        return ((Proposal.MayLeave) cloud.propose(use, facts(), lift)).preview();
    }

    private static Facts facts() {
        return new Facts("d1", Set.of("press"), List.of(Path.of("/a/b.pdf")), TEXT, 1, 9_000);
    }

    private void rules(String rules) throws IOException {
        Files.writeString(library.resolve("rules.txt"), rules + "\n");
    }

    private Cloud cloud() throws IOException {
        var address = "http://localhost:" + server.getAddress().getPort() + "/v1/chat/completions";
        var gateway = Gateway.start(new Endpoint(address, "m", null), () -> "");
        return Cloud.open(library, gateway, Clock.systemUTC());
    }

    private static String sha(String text) throws Exception {
        return HexFormat.of()
                .formatHex(
                        MessageDigest.getInstance("SHA-256")
                                .digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
