package stillroom.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A model that writes, brought as it was published, from its import to an answer. Its weights are
/// random, so what it writes is nonsense: no passage carries it, and that is what has to be said.
class GeneratorTest {

    private static final String LEASE =
            "The rent is 950 euros a month and is due on the third working day of each month. The"
                    + " deposit of 1900 euros is paid back within six weeks after the keys are handed"
                    + " over. Either side may end the contract in writing three months ahead. The"
                    + " tenant cleans the stairs every second week and reports damage at once. The"
                    + " landlord has the boiler looked at once a year, before the winter begins.";

    @TempDir private Path folder;

    private Path published = Path.of("");

    @BeforeEach
    void publish() throws IOException {
        published = Files.createDirectory(folder.resolve("tiny-writer"));
        TinyCheckpoint.writeDecoder("qwen2", published);
        Files.writeString(published.resolve("README.md"), "---\nlicense: apache-2.0\n---\n");
        // Room for passages; its positions are not learned, so that more of them make sense.
        for (var settings : List.of("config.json", "tokenizer_config.json")) {
            var file = published.resolve(settings);
            Files.writeString(file, Files.readString(file).replace(": 512", ": 4096"));
        }
        Files.writeString(folder.resolve("lease.txt"), LEASE);
    }

    @Test
    void isImportedAnswersAndIsForgotten() throws Exception {
        var imported = json("models", "import", published.toString(), "--precision", "int4");
        assertThat(imported.get("purpose").getAsString()).isEqualTo("generation");
        assertThat(imported.get("family").getAsString()).isEqualTo("llama_decoder");
        assertThat(imported.get("license").getAsString()).isEqualTo("apache-2.0");
        assertThat(imported.get("agreement").getAsDouble()).isBetween(0.1, 1.0);
        assertThat(run("models", "list").out()).containsPattern("tiny-writer +1 +generation +int4");
        assertThat(run("models", "use", "tiny-writer").out())
                .contains("tiny-writer@1 writes the answers");

        run("add", folder.resolve("lease.txt").toString());
        var answer = json("ask", "How much is the rent?");
        assertThat(answer.get("kind").getAsString()).isEqualTo("not-found");
        assertThat(answer.get("model").getAsString()).isEqualTo("tiny-writer@1 int4");
        assertThat(answer.get("settings").getAsString()).contains("passages=1");
        assertThat(answer.get("tokens_per_s").getAsDouble()).isPositive();
        assertThat(answer.getAsJsonArray("passages")).isNotEmpty();
        assertThat(answer.getAsJsonArray("citations")).isEmpty();
        assertThat(run("ask", "How much is the rent?").out()).contains("Not in your documents");
        var passages = json("ask", "--passages", "How much is the rent?");
        assertThat(passages.get("kind").getAsString()).isEqualTo("passages");

        var extracted = json("summarize", folder.resolve("lease.txt").toString());
        assertThat(extracted.get("kind").getAsString()).isEqualTo("extracted");
        for (int time = 0; time < 2; time++) {
            var written =
                    json(
                            "summarize",
                            "--kind",
                            "generated",
                            "--length",
                            "brief",
                            answer.getAsJsonArray("passages")
                                    .get(0)
                                    .getAsJsonObject()
                                    .get("document")
                                    .getAsString());
            assertThat(written.get("kind").getAsString()).isEqualTo("generated");
            assertThat(written.get("model").getAsString()).isEqualTo("tiny-writer@1 int4");
            assertThat(written.getAsJsonArray("sentences")).isNotEmpty();
            for (var sentence : written.getAsJsonArray("sentences")) {
                assertThat(sentence.getAsJsonObject().get("page").isJsonNull()).isTrue();
            }
        }

        assertThat(run("ask", "--threads").out().lines()).hasSize(2);
        var thread = String.valueOf(answer.get("thread").getAsLong());
        assertThat(run("ask", "--forget", thread).exitCode()).isZero();
        assertThat(run("ask", "--threads").out().lines()).hasSize(1);

        assertThat(run("models", "remove", "tiny-writer").exitCode()).isZero();
        assertThat(json("ask", "How much is the rent?").get("kind").getAsString())
                .isEqualTo("passages");
        var without =
                run("summarize", "--kind", "generated", folder.resolve("lease.txt").toString());
        assertThat(without.exitCode()).isEqualTo(1);
        assertThat(without.err()).contains("There is no model that writes");
    }

    @Test
    void onlySummarizesIfItsModelCanDoNothingElse() throws Exception {
        var bart = Files.createDirectory(folder.resolve("tiny-bart"));
        TinyCheckpoint.writeSeq2Seq("bart", bart);
        var imported = json("models", "import", bart.toString(), "--precision", "int8");
        assertThat(imported.get("family").getAsString()).isEqualTo("seq2seq");
        assertThat(imported.getAsJsonArray("notes").toString()).contains("--instructed");
        assertThat(run("models", "use", "tiny-bart").out())
                .contains("tiny-bart@1 writes the summaries of this library");

        // Longer than the 512 tokens that it reads at once.
        Files.writeString(folder.resolve("leases.txt"), (LEASE + "\n\n").repeat(4));
        run("add", folder.resolve("leases.txt").toString());
        var asked = run("--json", "ask", "How much is the rent?");
        assertThat(asked.exitCode()).isZero();
        assertThat(asked.err()).contains("tiny-bart@1 summarizes and does nothing else");
        assertThat(asked.out()).contains("\"kind\":\"passages\"");

        var written =
                json(
                        "summarize",
                        "--kind",
                        "generated",
                        "--length",
                        "brief",
                        folder.resolve("leases.txt").toString());
        assertThat(written.get("kind").getAsString()).isEqualTo("generated");
        assertThat(written.get("model").getAsString()).isEqualTo("tiny-bart@1 int8");
        assertThat(written.getAsJsonArray("sentences")).isNotEmpty();
    }

    private JsonObject json(String... arguments) throws IOException, InterruptedException {
        var all = new String[arguments.length + 1];
        all[0] = "--json";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        var run = run(all);
        assertThat(run.exitCode()).as(run.err()).isZero();
        return JsonParser.parseString(run.out().lines().reduce((_, last) -> last).orElseThrow())
                .getAsJsonObject();
    }

    private Program.Run run(String... arguments) throws IOException, InterruptedException {
        var all = new String[arguments.length + 2];
        all[0] = "--library";
        all[1] = folder.resolve("library").toString();
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return new Program(folder)
                .with("-Dstillroom.packs.installed=" + folder.resolve("installed"))
                .run(all);
    }
}
