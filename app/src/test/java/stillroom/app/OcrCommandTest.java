package stillroom.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class OcrCommandTest {

    @TempDir Path folder;

    /// What reads the pictures here says what the kernel keeps it from.
    @Test
    void picturesAreReadWhenSwitchedOnAndUnderTheLock() throws Exception {
        var scan = folder.resolve("scan.pdf");
        Files.write(scan, scan());
        var reads = folder.resolve("tesseract");
        Files.writeString(
                reads,
                """
                #!/bin/sh
                if [ "$1" = --list-langs ]; then echo eng; exit; fi
                cat > /dev/null
                echo quinces; grep Seccomp: /proc/self/status
                """);
        Files.setPosixFilePermissions(reads, PosixFilePermissions.fromString("rwx------"));
        var program =
                new Program(folder)
                        .with("-Dstillroom.tesseract=" + reads, "-XX:TieredStopAtLevel=1");
        var off = program.run(library("add", "--words-only", scan.toString()));
        assertThat(off.exitCode()).isEqualTo(3);
        assertThat(off.err()).contains("R5 (image-only)", "stillroom ocr on");
        var on = program.run(library("--json", "ocr", "on"));
        assertThat(on.out()).contains("\"on\":true", "\"image_only\":1", "\"installed\":[\"eng\"]");
        var added = program.run(library("add", "--words-only", scan.toString()));
        assertThat(added.exitCode()).as(added.err()).isZero();
        assertThat(program.run(library("show", "--text", scan.toString())).out())
                .contains("quinces Seccomp: 2");
    }

    private String[] library(String... command) {
        return Stream.concat(
                        Stream.of("--library", folder.resolve("library").toString()),
                        Stream.of(command))
                .toArray(String[]::new);
    }

    /// A page that is one gray picture.
    private static byte[] scan() throws IOException {
        var draw = "q 612 0 0 792 0 0 cm /I Do Q";
        return """
        %%PDF-1.4
        1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
        2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
        3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>endobj
        4 0 obj<</Length %d>>stream
        %s
        endstream endobj
        5 0 obj<</Type/XObject/Subtype/Image/Width 2/Height 2/ColorSpace/DeviceGray/BitsPerComponent 8/Length 4>>stream
        abcd
        endstream endobj
        trailer<</Root 1 0 R>>
        %%%%EOF
        """
                .formatted(draw.length(), draw)
                .getBytes(StandardCharsets.US_ASCII);
    }
}
