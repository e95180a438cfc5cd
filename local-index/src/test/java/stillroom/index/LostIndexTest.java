package stillroom.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import stillroom.index.query.Query.Mode;

/// What becomes of a library whose index was harmed behind the program's back. Whatever it is, the
/// text and labels are in the catalogue, and nothing is asked of the files that were added.
class LostIndexTest {

    private static final int DOCUMENTS = 20;

    @TempDir Path root;

    /// What may happen to a file.
    enum Harm {
        DELETED,
        EMPTIED,
        CUT_IN_HALF,
        CUT_AT_THE_END,
        OVERWRITTEN;

        void doTo(Path file) throws IOException {
            if (this == DELETED) {
                Files.delete(file);
                return;
            }
            try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                switch (this) {
                    case EMPTIED -> channel.truncate(0);
                    case CUT_IN_HALF -> channel.truncate(channel.size() / 2);
                    case CUT_AT_THE_END -> channel.truncate(Math.max(0, channel.size() - 1));
                    case OVERWRITTEN -> channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 0);
                    case DELETED -> throw new AssertionError();
                }
            }
        }
    }

    private List<DocumentId> fill(Path folder) {
        var ids = new ArrayList<DocumentId>();
        try (var library = new Library(folder)) {
            library.index.putLabel(new Label("bill", "bill"));
            for (int i = 0; i < DOCUMENTS; i++) {
                ids.add(library.indexed(i + ".txt", "The whale number" + i + " swims."));
            }
            library.index.setLabel(ids.getFirst(), "bill");
        }
        return ids;
    }

    private static List<Path> files(Path library, String index) throws IOException {
        try (Stream<Path> all = Files.walk(library)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> library.relativize(file).toString().startsWith(index))
                    .filter(file -> !file.endsWith("write.lock"))
                    .toList();
        }
    }

    /// Checks that all is found by words at once, and by meaning after the vectors that are wanted
    /// were made again.
    private static void assertNothingIsLost(Path folder, List<DocumentId> ids, String what) {
        try (var library = new Library(folder)) {
            assertThat(library.index.documents()).as(what).extracting(Document::id).isEqualTo(ids);
            assertThat(library.index.document(ids.getFirst()).orElseThrow().labels()).hasSize(1);
            for (int i = 0; i < DOCUMENTS; i++) {
                assertThat(library.find("number" + i, Mode.WORDS))
                        .as(what)
                        .containsExactly(ids.get(i));
            }
            List<Document> wanted = library.index.nextToEmbed(100);
            for (Document document : wanted) {
                library.index.putVectors(
                        document.id(),
                        Library.PACK,
                        library.index.passages(document.id()).stream()
                                .map(passage -> Library.vector(passage.text()))
                                .toList());
            }
            assertThat(library.index.documents())
                    .as(what)
                    .allMatch(document -> document.status() instanceof Status.Indexed);
            assertThat(library.find("whale swims", Mode.MEANING)).as(what).hasSize(10);
            if (!wanted.isEmpty()) {
                assertThat(library.index.repaired())
                        .as(what)
                        .hasValueSatisfying(
                                each -> assertThat(each.vectors()).isEqualTo(wanted.size()));
            }
        }
        try (var library = new Library(folder)) {
            assertThat(library.index.repaired()).as("opened once more: " + what).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void losesNothingWhateverHappensToAFileOfTheIndex(Harm harm) throws IOException {
        List<DocumentId> ids = fill(root.resolve("whole"));
        int tried = 0;
        for (String index : List.of("words", "vectors")) {
            for (Path file : files(root.resolve("whole/library"), index)) {
                Path copy = root.resolve("copy" + tried++);
                Library.copy(root.resolve("whole/library"), copy.resolve("library"));
                Path its =
                        copy.resolve("library")
                                .resolve(root.resolve("whole/library").relativize(file).toString());
                harm.doTo(its);
                assertNothingIsLost(copy, ids, its.getFileName() + " " + harm);
            }
        }
        assertThat(tried).isGreaterThan(4);
    }

    @Test
    void saysWhatItMadeAgain() throws IOException {
        fill(root);
        for (Path file : files(root.resolve("library"), "words")) {
            Files.delete(file);
        }
        for (Path file : files(root.resolve("library"), "vectors")) {
            Files.delete(file);
        }
        try (var library = new Library(root)) {
            assertThat(library.index.repaired())
                    .contains(new LocalIndex.Check(List.of(), 0, DOCUMENTS, DOCUMENTS, 0));
        }
    }

    @Test
    void staysWholeWithoutTheLogOfTheCatalogue() throws IOException {
        List<DocumentId> ids = fill(root.resolve("a"));
        DocumentId late;
        try (var library = new Library(root.resolve("a"))) {
            late = library.words("late.txt", "came late");
            Library.copy(library.folder, root.resolve("b/library"));
        }
        Files.deleteIfExists(root.resolve("b/library/catalogue.db-wal"));
        Files.deleteIfExists(root.resolve("b/library/catalogue.db-shm"));

        // What was only in the log is gone with it; everything before is there.
        assertNothingIsLost(root.resolve("b"), ids, "without the log");
        try (var library = new Library(root.resolve("b"))) {
            assertThat(library.find("late", Mode.WORDS)).isEmpty();
            assertThat(library.words("late.txt", "came late")).isEqualTo(late);
            assertThat(library.find("late", Mode.WORDS)).containsExactly(late);
        }
    }

    /// The catalogue alone cannot tell that: it was closed well.
    @Test
    void noticesThatAnIndexIsOlderThanTheCatalogue() throws IOException {
        List<DocumentId> ids = fill(root);
        Path words = root.resolve("library").resolve(PassageIndex.FOLDER);
        Library.copy(words, root.resolve("old"));
        try (var library = new Library(root)) {
            ids.add(library.indexed("late.txt", "The late whale."));
            library.index.remove(List.of(ids.removeFirst()));
        }
        LuceneFolder.delete(words);
        Library.copy(root.resolve("old"), words);

        try (var library = new Library(root)) {
            assertThat(library.find("late", Mode.WORDS)).containsExactly(ids.getLast());
            assertThat(library.find("number0", Mode.WORDS)).isEmpty();
            assertThat(library.index.repaired()).isPresent();
        }
    }

    /// To compare takes seconds in a large library, so it must not be done without need.
    @Test
    void knowsThatIndexesThatWereClosedWellHaveWhatTheCatalogueSays() throws IOException {
        List<DocumentId> ids = fill(root);
        assertThat(inStep(root)).hasSize(2);
        try (var library = new Library(root)) {
            assertThat(library.find("number3", Mode.WORDS)).containsExactly(ids.get(3));
            library.index.markOpened(ids.get(3));
        }
        assertThat(inStep(root)).hasSize(2);

        try (var library = new Library(root)) {
            library.words("late.txt", "The late whale.");
            Library.copy(library.folder, root.resolve("crashed/library"));
        }
        assertThat(inStep(root)).hasSize(2);
        assertThat(inStep(root.resolve("crashed"))).isEmpty();
    }

    @Test
    void comparesAfterAChangeThatFailedHalfWay() throws IOException {
        List<DocumentId> ids = fill(root);
        try (var library = new Library(root)) {
            library.words("late.txt", "The late whale.");
            assertThatThrownBy(() -> library.index.setLabel(ids.get(1), "unknown"))
                    .isInstanceOf(IndexException.class);
        }
        assertThat(inStep(root)).isEmpty();
        new Library(root).close();
        assertThat(inStep(root)).hasSize(2);
    }

    private static Map<String, String> inStep(Path root) {
        try (var catalogue = Catalogue.open(root.resolve("library/catalogue.db"))) {
            return catalogue.inStep();
        }
    }
}
