package stillroom.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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
        var server = answering((_, body) -> heard.add(body));
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

            new Program(folder).run(arguments("search", "harbor"));
            new Program(folder).run(arguments("search", "harbor", "--mode", "words"));
            var report = folder.resolve("report.html");
            lines("privacy", "report", report.toString());
            assertThat(Files.readString(report))
                    .contains(
                            "2 of 3 answers were made while the system kept Stillroom offline (67")
                    .contains("First answer of a run", "searches (2)", "The most memory")
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

    /// A keyring that keeps its one key in a file, in the place of the tool that asks the
    /// desktop's.
    private static final String KEYRING =
            """
            #!/bin/sh
            case $1 in
            store) cat > "$0.key" ;;
            lookup) cat "$0.key" 2>/dev/null ;;
            clear) rm "$0.key" ;;
            esac
            """;

    @Test
    void theKeyIsKeptInTheKeyringAndNowhereElse() throws Exception {
        List<String> keys = new CopyOnWriteArrayList<>();
        var server =
                answering((exchange, _) ->
                        keys.add(
                                String.valueOf(
                                        exchange.getRequestHeaders().getFirst("Authorization"))));
        try {
            var tool =
                    Files.writeString(
                            Files.createDirectories(folder.resolve("bin")).resolve("secret-tool"),
                            KEYRING);
            assertThat(tool.toFile().setExecutable(true)).isTrue();
            var path = "PATH=" + tool.getParent() + File.pathSeparator + System.getenv("PATH");
            var withKeyring = new Program(folder).under("env", path);
            on(server, "http://localhost:%d/v1/chat/completions", null);
            var document = Files.writeString(folder.resolve("lease.txt"), TEXT);
            lines("add", document.toString());
            Files.writeString(folder.resolve("library/rules.txt"), "all: cloud\n");

            var kept =
                    new Program(folder)
                            .under("env", path, "sh", "-c", "echo sesame-opens | \"$@\"", "sh")
                            .run(arguments("privacy", "cloud", "key"));
            assertThat(kept.exitCode()).as(kept.err()).isZero();
            assertThat(kept.out()).contains("\"kept\":true").doesNotContain("sesame");
            var send = arguments("privacy", "cloud", "send", document.toString());
            assertThat(withKeyring.run(send).exitCode()).isZero();
            assertThat(keys).containsExactly("Bearer sesame-opens");
            try (var files = Files.walk(folder.resolve("library"))) {
                for (var file : files.filter(Files::isRegularFile).toList()) {
                    assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                            .as(file.toString())
                            .doesNotContain("sesame-opens");
                }
            }

            var forgotten = withKeyring.run(arguments("privacy", "cloud", "key", "--forget"));
            assertThat(forgotten.exitCode()).as(forgotten.err()).isZero();
            assertThat(withKeyring.run(send).exitCode()).isZero();
            assertThat(keys).last().isEqualTo("null");

            var without =
                    new Program(folder)
                            .under("env", "PATH=/nowhere")
                            .run(arguments("privacy", "cloud", "key"));
            assertThat(without.exitCode()).isEqualTo(1);
            assertThat(without.err()).contains("STILLROOM_CLOUD_KEY");
        } finally {
            server.stop(0);
        }
    }

    /// A server that is not on this computer as far as Stillroom knows: it is reached by a proxy.
    @Test
    void aConsentForAFolderLetsAnswersBeComparedAndEnds() throws Exception {
        var heard = new AtomicInteger();
        var server = answering((_, _) -> heard.incrementAndGet());
        try {
            on(
                    server,
                    "http://localhost/v1/chat/completions",
                    "localhost:" + server.getAddress().getPort());
            var cases = Files.createDirectories(folder.resolve("cases"));
            var document = Files.writeString(cases.resolve("lease.txt"), TEXT);
            var other = Files.writeString(folder.resolve("other.txt"), "Another text altogether.");
            lines("add", document.toString(), other.toString());
            Files.writeString(
                    folder.resolve("library/rules.txt"),
                    "cases: cloud when folder \"%s\"\nother: cloud when words > 2\n"
                            .formatted(cases));
            var shadow = arguments("privacy", "cloud", "shadow", document.toString());
            var without = new Program(folder).run(shadow);
            assertThat(without.exitCode()).isEqualTo(1);
            assertThat(without.err()).contains("No standing consent covers this document");
            assertThat(heard).hasValue(0);
            var tooLong =
                    arguments(
                            "privacy",
                            "cloud",
                            "consent",
                            "--folder",
                            cases.toString(),
                            "--days",
                            "32");
            assertThat(new Program(folder).run(tooLong).exitCode()).isEqualTo(2);

            assertThat(lines("privacy", "cloud", "consent", "--folder", cases.toString()))
                    .singleElement()
                    .satisfies(line ->
                            assertThat(line.get("folder").getAsString())
                                    .isEqualTo(cases.toString()));
            var compared = lines("privacy", "cloud", "shadow", document.toString()).getFirst();
            assertThat(heard).hasValue(1);
            assertThat(compared.get("cloud").getAsString()).isEqualTo("Jane Roe leases.");
            assertThat(compared.get("here").getAsString()).contains("leases the house");
            assertThat(compared.get("overlap").getAsDouble()).isBetween(0.2, 0.6);
            var outside = arguments("privacy", "cloud", "shadow", other.toString());
            assertThat(new Program(folder).run(outside).exitCode()).isEqualTo(1);
            assertThat(heard).hasValue(1);
            assertThat(lines("privacy", "cloud", "shadow"))
                    .singleElement()
                    .satisfies(row -> {
                        assertThat(row.get("rule").getAsString()).isEqualTo("cases");
                        assertThat(row.get("compared").getAsInt()).isEqualTo(1);
                    });
            assertThat(Files.readString(folder.resolve("library/shadow.jsonl")))
                    .doesNotContain("Roe", "lease");
            assertThat(lines("privacy", "ledger").getFirst().get("consent").getAsString())
                    .startsWith("a folder until");

            var report = folder.resolve("report.html");
            lines("privacy", "report", report.toString());
            assertThat(Files.readString(report)).contains("Shadow mode", "cases");

            lines("privacy", "cloud", "consent", "--folder", cases.toString(), "--revoke");
            assertThat(new Program(folder).run(shadow).exitCode()).isEqualTo(1);
            assertThat(heard).hasValue(1);
        } finally {
            server.stop(0);
        }
    }

    private static HttpServer answering(BiConsumer<HttpExchange, String> told) throws IOException {
        var server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/v1/chat/completions",
                exchange -> {
                    told.accept(
                            exchange,
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
        return server;
    }

    private void on(HttpServer server, String address, @Nullable String proxy) throws Exception {
        var command =
                new ArrayList<>(
                        List.of(
                                "privacy",
                                "cloud",
                                "on",
                                "--model",
                                "m",
                                "--address",
                                address.formatted(server.getAddress().getPort())));
        if (proxy != null) {
            command.addAll(List.of("--proxy", proxy));
        }
        lines(command.toArray(String[]::new));
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
