package stillroom.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stillroom.index.query.Query;
import stillroom.index.text.Extraction;
import stillroom.index.text.Page;
import stillroom.index.text.Passage;

class BackupTest {

    private static final String PACK = "pack@1";

    @TempDir private Path folder;

    private Path library() {
        return folder.resolve("library");
    }

    private DocumentId add(LocalIndex index, String name, String text) throws IOException {
        var file = Files.writeString(folder.resolve(name), text);
        index.add(List.of(file));
        var id = index.find(file.toString()).getFirst().id();
        index.putText(
                id,
                new Extraction.Text("txt", null, null, List.of(new Page(1, text, List.of()))),
                List.of(new Passage(0, 1, 0, text.length(), "", text)));
        index.putVectors(id, PACK, List.of(new float[] {1, 0}));
        return id;
    }

    private void fill() throws IOException {
        try (var index = LocalIndex.open(library())) {
            index.useGeneration(PACK, 2);
            for (int i = 0; i < 20; i++) {
                add(index, "letter-" + i + ".txt", "Letter number " + i + " about quinces");
            }
            index.putLabel(new Label("fruit", "fruit and trees"));
            index.setLabel(index.documents().getFirst().id(), "fruit");
        }
        Files.writeString(library().resolve("rules.txt"), "asked: cloud\n");
    }

    private static Hits search(LocalIndex index, String text) {
        return index.search(
                new Query(
                        text,
                        Query.Mode.BOTH,
                        50,
                        Query.Filter.NONE,
                        Query.Grouping.BEST_PASSAGE_OF_EACH_DOCUMENT),
                Library.asked(new float[] {1, 0}, 1, _ -> List.of()));
    }

    @Test
    void makesTheSameLibraryElsewhere() throws IOException {
        fill();
        var file = folder.resolve("copy.stillroom");
        var taken = Backup.take(library(), file);
        assertThat(taken.documents()).isEqualTo(20);
        assertThat(taken.bytes()).isEqualTo(Files.size(file));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");

        var restored = folder.resolve("restored");
        Backup.restore(file, restored);
        assertThat(restored.resolve("rules.txt")).hasContent("asked: cloud\n");
        try (var index = LocalIndex.open(restored);
                var original = LocalIndex.open(library())) {
            assertThat(index.documents()).isEqualTo(original.documents());
            assertThat(index.figures().waiting()).isZero();
            assertThat(search(index, "quinces").hits()).hasSize(20);
        }
        assertThat(siblings()).doesNotContain(".stillroom-");
    }

    private List<String> siblings() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()).replaceAll("\\d", ""))
                    .toList();
        }
    }

    @Test
    void isOneStateOfALibraryThatIsBeingWritten() throws Exception {
        fill();
        var writer =
                Library.process(Writer.class, folder)
                        .redirectOutput(folder.resolve("out").toFile())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try {
            int most = 20;
            for (int i = 0; i < 5; i++) {
                // Not before the other process has written more than there was.
                while (Files.size(folder.resolve("out")) <= i && writer.isAlive()) {
                    Thread.onSpinWait();
                }
                var file = folder.resolve("copy-" + i);
                var taken = Backup.take(library(), file);
                var restored = folder.resolve("restored-" + i);
                Backup.restore(file, restored);
                try (var index = LocalIndex.open(restored)) {
                    assertThat(index.documents())
                            .hasSize(taken.documents())
                            .hasSizeGreaterThan(most);
                    // Each document was written whole, and in the order in which it came.
                    assertThat(index.documents())
                            .filteredOn(document -> document.status() instanceof Status.Waiting)
                            .hasSizeLessThan(2);
                    assertThat(index.check().damage()).isEmpty();
                }
                most = taken.documents();
            }
        } finally {
            writer.destroyForcibly().waitFor();
        }
    }

    /// Puts documents into the library until it is killed.
    static final class Writer {
        public static void main(String[] arguments) throws IOException {
            var test = new BackupTest();
            test.folder = Path.of(arguments[0]);
            try (var index = LocalIndex.open(test.library())) {
                for (int i = 20; i < 100_000; i++) {
                    test.add(index, "more-" + i + ".txt", i + " more quinces. ".repeat(200));
                    System.out.print('.');
                    System.out.flush();
                }
            }
        }
    }

    @Test
    void doesNotWriteOverAnything() throws IOException {
        fill();
        var file = Files.writeString(folder.resolve("mine"), "mine");
        assertThatThrownBy(() -> Backup.take(library(), file)).hasMessageContaining("already");
        assertThat(file).hasContent("mine");

        var copy = folder.resolve("copy");
        Backup.take(library(), copy);
        assertThatThrownBy(() -> Backup.restore(copy, library()))
                .hasMessageContaining("restore into a new folder");
        try (var index = LocalIndex.open(library())) {
            assertThat(index.documents()).hasSize(20);
        }
    }

    @Test
    void refusesWhatIsNoBackupAndLeavesNothing() throws IOException {
        var text = Files.writeString(folder.resolve("text"), "no archive");
        var cut = folder.resolve("cut");
        fill();
        Backup.take(library(), cut);
        var bytes = Files.readAllBytes(cut);
        Files.write(cut, Arrays.copyOf(bytes, bytes.length / 2));
        var betweenEntries = folder.resolve("between");
        int lastHeader =
                new String(bytes, StandardCharsets.ISO_8859_1).lastIndexOf("PK\u0003\u0004");
        Files.write(betweenEntries, Arrays.copyOf(bytes, lastHeader + 10));
        var outside = folder.resolve("outside");
        try (var zip = new ZipOutputStream(Files.newOutputStream(outside))) {
            zip.putNextEntry(new ZipEntry("../escaped"));
            zip.closeEntry();
        }
        for (var file : List.of(text, cut, betweenEntries, outside)) {
            var target = folder.resolve("target-" + file.getFileName());
            assertThatThrownBy(() -> Backup.restore(file, target))
                    .isInstanceOf(IndexException.class);
            assertThat(target).isEmptyDirectory();
        }
        assertThat(folder.resolve("escaped")).doesNotExist();
        assertThatThrownBy(() -> Backup.take(folder.resolve("nowhere"), folder.resolve("x")))
                .hasMessageContaining("There is no library");
    }
}
