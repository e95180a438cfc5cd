package stillroom.ai.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgramTest {

    @ParameterizedTest
    @ValueSource(strings = {"bert_encoder", "llama_decoder", "seq2seq"})
    void isCompiledFromTheSourceBesideIt(String name) throws Exception {
        String source = source(name);
        if (source.contains("\nimport parts\n")) {
            source += source("parts");
        }
        byte[] hash =
                MessageDigest.getInstance("SHA-256")
                        .digest(source.getBytes(StandardCharsets.UTF_8));

        assertThat(entries(name).get(name + "/extra/source.sha256"))
                .as("run src/main/programs/compile.py after a change of the source")
                .isEqualTo(HexFormat.of().formatHex(hash));
    }

    private static String source(String name) throws IOException {
        return Files.readString(Path.of("src/main/programs/" + name + ".py")).replace("\r\n", "\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bert_encoder", "llama_decoder", "seq2seq"})
    void holdsNoWeightsAndNoPaths(String program) throws Exception {
        assertThat(entries(program))
                .allSatisfy((name, content) -> {
                    assertThat(content.length()).as(name).isLessThan(40_000);
                    assertThat(content)
                            .as(name)
                            .doesNotContain("/home/", program + ".py", "parts.py");
                });
    }

    private static Map<String, String> entries(String program) throws Exception {
        Map<String, String> entries = new HashMap<>();
        try (InputStream in =
                        Objects.requireNonNull(
                                AiEngine.class.getResourceAsStream("programs/" + program + ".pt"));
                ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.put(
                        entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return entries;
    }
}
