package stillroom.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// The privacy commands of the real program, one after the other as a user would.
@EnabledOnOs(OS.LINUX)
class PrivacyCommandsTest {

    private static final String TEXT =
            "Dr. Jane Roe (roe@mail.example) leases the house by the harbor from May on.";

    @TempDir Path folder;

    @Test
    void theLockIsTestedAndToldOf() throws Exception {
        assertThat(lines("privacy", "status"))
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.get("locked").getAsBoolean()).isTrue();
                    assertThat(line.get("threads").getAsInt()).isPositive();
                });
        var attempts = lines("privacy", "leak-test");
        assertThat(attempts)
                .hasSizeGreaterThan(15)
                .filteredOn(line -> !line.get("refused").isJsonNull())
                .allSatisfy(line -> assertThat(line.get("refused").getAsBoolean()).isTrue());
        var unlocked = new Program(folder).with("-Dstillroom.lock=off");
        assertThat(unlocked.run(arguments("privacy", "leak-test")).exitCode()).isEqualTo(1);
        assertThat(unlocked.run(arguments("privacy", "status")).out())
                .contains("\"locked\":false", "for tests only");
    }

    @Test
    void aSummaryComesFromAServerAfterAYesToItsExactBytes() throws Exception {
        List<String> heard = new CopyOnWriteArrayList<>();
        var server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/v1/chat/completions",
                exchange -> {
                    heard.add(
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8));
                    exchange.sendResponseHeaders(200, 0);
                    exchange.getResponseBody()
                            .write(
                                    "data: {\"model\":\"big\",\"choices\":[{\"delta\":{\"content\":\"[NAME-1] leases.\"}}]}\n\ndata: [DONE]\n\n"
                                            .getBytes(StandardCharsets.UTF_8));
                    exchange.close();
                });
        server.start();
        try {
            var document = folder.resolve("lease.txt");
            Files.writeString(document, TEXT);
            lines("add", document.toString());
            var port = server.getAddress().getPort();
            lines(
                    "privacy",
                    "cloud",
                    "on",
                    "--model",
                    "m",
                    "--address",
                    "http://localhost:" + port + "/v1/chat/completions");

            // By the usual rules it stays, because it is sensitive.
            var stays = lines("privacy", "cloud", "preview", document.toString()).getFirst();
            assertThat(stays.get("rule").getAsString()).isEqualTo("sensitive");
            Files.writeString(folder.resolve("library/rules.txt"), "all: cloud\n");
            var preview = lines("privacy", "cloud", "preview", document.toString()).getFirst();
            assertThat(preview.get("payload").getAsString())
                    .contains("harbor")
                    .doesNotContain("Roe", "mail.example");
            assertThat(heard).isEmpty();
            var wrong =
                    new Program(folder)
                            .run(
                                    arguments(
                                            "privacy",
                                            "cloud",
                                            "send",
                                            document.toString(),
                                            "--consent",
                                            "00"));
            assertThat(wrong.exitCode()).isEqualTo(1);
            assertThat(wrong.err()).contains("Nothing was sent");
            assertThat(heard).isEmpty();

            var sha256 = preview.get("sha256").getAsString();
            var answer =
                    lines("privacy", "cloud", "send", document.toString(), "--consent", sha256)
                            .getFirst();
            assertThat(answer.get("text").getAsString()).isEqualTo("Jane Roe leases.");
            assertThat(heard).containsExactly(preview.get("payload").getAsString());
            assertThat(lines("privacy", "ledger"))
                    .singleElement()
                    .satisfies(line -> {
                        assertThat(line.get("sha256").getAsString()).isEqualTo(sha256);
                        assertThat(line.get("outcome").getAsString()).isEqualTo("answered");
                        assertThat(line.get("payload_kept").getAsBoolean()).isTrue();
                    });
            assertThat(
                            lines("privacy", "ledger", "--verify")
                                    .getFirst()
                                    .get("ledger")
                                    .getAsString())
                    .isEqualTo("whole");
            lines("privacy", "ledger", "--csv", folder.resolve("ledger.csv").toString());
            assertThat(Files.readAllLines(folder.resolve("ledger.csv"))).hasSize(2);

            // What was sent of a document goes with it.
            lines("remove", document.toString());
            assertThat(lines("privacy", "ledger").getFirst().get("payload_kept").getAsBoolean())
                    .isFalse();
            assertThat(
                            lines("privacy", "ledger", "--verify")
                                    .getFirst()
                                    .get("ledger")
                                    .getAsString())
                    .isEqualTo("whole");

            var report = folder.resolve("report.html");
            lines("privacy", "report", report.toString());
            assertThat(Files.readString(report))
                    .contains("Data flow", sha256, "GDPR", "HIPAA", "<svg")
                    .doesNotContain("lease.txt", "harbor", "<script", "src=", "href=");

            lines("privacy", "cloud", "off");
            var off =
                    new Program(folder)
                            .run(arguments("privacy", "cloud", "preview", document.toString()));
            assertThat(off.exitCode()).isEqualTo(1);
            assertThat(heard).hasSize(1);
        } finally {
            server.stop(0);
        }
    }

    private List<JsonObject> lines(String... command) throws Exception {
        var run = new Program(folder).run(arguments(command));
        assertThat(run.exitCode()).as(List.of(command) + run.err()).isZero();
        return run.out()
                .lines()
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .toList();
    }

    private String[] arguments(String... command) {
        return Stream.concat(
                        Stream.of("--json", "--library", folder.resolve("library").toString()),
                        Stream.of(command))
                .toArray(String[]::new);
    }
}
