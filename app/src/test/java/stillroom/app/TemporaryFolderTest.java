package stillroom.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporaryFolderTest {

    @TempDir Path folder;

    @Test
    void whatADeadProcessLeftIsRemovedAndWhatALivingOneHasIsNot() throws IOException {
        var dead = Files.createDirectories(folder.resolve("temporary/999999999/deep"));
        Files.writeString(dead.resolve("file"), "left");
        var parent = ProcessHandle.current().parent().orElseThrow().pid();
        var living = Files.createDirectories(folder.resolve("temporary/" + parent));

        var temporary = new TemporaryFolder(folder.resolve("temporary"));
        Files.createDirectories(temporary.open());

        assertThat(dead).doesNotExist();
        assertThat(living).exists();
        temporary.close();
        assertThat(folder.resolve("temporary")).isDirectoryContaining(living::equals);
    }

    @Test
    void nothingIsLeftInTheEnd() throws IOException {
        var temporary = new TemporaryFolder(folder.resolve("temporary"));
        Files.writeString(Files.createDirectories(temporary.open()).resolve("file"), "text");

        temporary.close();

        assertThat(folder).isEmptyDirectory();
    }
}
