package stillroom.app.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stillroom.index.LocalIndex.Addition.Refused;

class FolderWalkTest {

    @TempDir Path folder;

    private final List<Path> found = new ArrayList<>();
    private final List<Refused> refused = new ArrayList<>();
    private FolderWalk walk;

    @BeforeEach
    void prepare() {
        walk = new FolderWalk(folder.resolve("library"), found::add, refused::add);
    }

    @Test
    void findsFilesAtAnyDepthInTheOrderOfTheirNames() throws IOException {
        file("b.txt");
        file("a/deep/down.txt");
        file("a/first.txt");

        walk.walk(folder);

        assertThat(names()).containsExactly("a/deep/down.txt", "a/first.txt", "b.txt");
    }

    @Test
    void takesNamesAsTheyAre() throws IOException {
        file("with space.txt");
        file("smile 😀.txt");
        file("two\nlines.txt");

        walk.walk(folder);

        assertThat(names()).containsExactly("smile 😀.txt", "two\nlines.txt", "with space.txt");
    }

    @Test
    void endsInALoopOfLinks() throws IOException {
        file("sub/a.txt");
        Files.createSymbolicLink(folder.resolve("sub/up"), folder);
        Files.createSymbolicLink(folder.resolve("twice"), folder.resolve("sub"));

        walk.walk(folder);

        assertThat(names()).containsExactly("sub/a.txt");
        assertThat(refused).isEmpty();
    }

    @Test
    void passesOverHiddenEntriesAndLitterInsideFolders() throws IOException {
        file(".hidden.txt");
        file(".git/config");
        file("Thumbs.db");
        file("~$report.docx");
        file("report.docx");

        walk.walk(folder);

        assertThat(names()).containsExactly("report.docx");
        assertThat(walk.passedOver())
                .extracting(path -> path.getFileName().toString())
                .containsExactlyInAnyOrder(".hidden.txt", ".git", "Thumbs.db", "~$report.docx");
    }

    @Test
    void takesAHiddenFileThatIsNamed() throws IOException {
        walk.walk(file(".hidden.txt"));

        assertThat(names()).containsExactly(".hidden.txt");
    }

    @Test
    void neverWalksIntoTheLibrary() throws IOException {
        file("library/catalogue.db");
        file("a.txt");

        walk.walk(folder);

        assertThat(names()).containsExactly("a.txt");
    }

    @Test
    void refusesWhatIsNotThere() {
        walk.walk(folder.resolve("missing"));

        assertThat(refused)
                .extracting(Refused::detail)
                .containsExactly("There is no such file or folder.");
    }

    @Test
    void refusesALinkThatLeadsNowhere() throws IOException {
        Files.createSymbolicLink(folder.resolve("link"), folder.resolve("missing"));

        walk.walk(folder);

        assertThat(refused)
                .extracting(Refused::detail)
                .containsExactly("This is a link that leads nowhere.");
    }

    @Test
    void refusesAFolderWithoutRightsAndGoesOn() throws IOException {
        file("closed/a.txt");
        file("open/b.txt");
        var closed = folder.resolve("closed");
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
        try {
            assumeThat(Files.isReadable(closed)).as("run by an ordinary user").isFalse();
            walk.walk(folder);
        } finally {
            Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
        }
        assertThat(names()).containsExactly("open/b.txt");
        assertThat(refused).extracting(Refused::file).containsExactly(closed);
    }

    private Path file(String name) throws IOException {
        var file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, name);
    }

    private List<String> names() {
        return found.stream().map(path -> folder.relativize(path).toString()).toList();
    }
}
