package stillroom.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stillroom.index.query.Query.Mode;

/// What a library is after the program or its files came to harm.
class CrashTest {

    @TempDir Path root;

    private static List<Path> filesOf(Path folder, String ending) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(ending)).toList();
        }
    }

    @Test
    void losesNothingThatItSaidWasDone() throws IOException {
        var ids = new ArrayList<DocumentId>();
        DocumentId removed;
        DocumentId indexed;
        try (var library = new Library(root.resolve("a"))) {
            for (int i = 0; i < 50; i++) {
                ids.add(library.words(i + ".txt", "listed number" + i));
            }
            indexed = library.indexed("indexed.txt", "listen");
            removed = library.words("removed.txt", "removed");
            library.index.remove(List.of(removed));
            ids.add(library.words("late.txt", "listed late"));
            assertThat(library.find("listed", Mode.WORDS)).hasSize(10);

            Library.copy(library.folder, root.resolve("b/library"));
        }

        try (var library = new Library(root.resolve("b"))) {
            for (DocumentId id : ids) {
                assertThat(library.index.document(id).orElseThrow().status())
                        .isEqualTo(new Status.Words());
            }
            assertThat(library.find("number7", Mode.WORDS)).containsExactly(ids.get(7));
            assertThat(library.find("late", Mode.WORDS)).containsExactly(ids.getLast());
            assertThat(library.find("removed", Mode.WORDS)).isEmpty();
            // Either its vectors are there or it waits for them again.
            boolean isIndexed =
                    library.index
                            .document(indexed)
                            .orElseThrow()
                            .status()
                            .equals(new Status.Indexed());
            assertThat(library.find("silent", Mode.MEANING).contains(indexed)).isEqualTo(isIndexed);
            assertThat(library.index.nextToEmbed(100))
                    .extracting(Document::id)
                    .hasSize(isIndexed ? 51 : 52);
        }
    }

    @Test
    void makesALostIndexOfWordsAgain() throws IOException {
        DocumentId id;
        try (var library = new Library(root)) {
            id = library.indexed("a.txt", "The whale swims.", "And a second page of it.");
        }
        for (Path file : filesOf(root.resolve("library/" + PassageIndex.FOLDER), "")) {
            Files.delete(file);
        }
        Files.delete(root.resolve("library/" + PassageIndex.FOLDER));
        Files.delete(root.resolve("files/a.txt"));

        try (var library = new Library(root)) {
            assertThat(library.find("swimming", Mode.WORDS)).containsExactly(id);
            assertThat(library.find("second", Mode.WORDS)).containsExactly(id);
            assertThat(library.index.document(id).orElseThrow().status())
                    .isEqualTo(new Status.Indexed());
        }
    }

    @Test
    void makesATruncatedIndexOfWordsAgain() throws IOException {
        DocumentId id;
        try (var library = new Library(root)) {
            id = library.words("a.txt", "The whale swims.");
        }
        List<Path> parts = filesOf(root.resolve("library/" + PassageIndex.FOLDER), ".cfs");
        assertThat(parts).isNotEmpty();
        for (Path part : parts) {
            try (var channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
                channel.truncate(channel.size() / 2);
            }
        }

        try (var library = new Library(root)) {
            assertThat(library.find("swimming", Mode.WORDS)).containsExactly(id);
        }
    }

    @Test
    void wantsLostVectorsAgain() throws IOException {
        DocumentId id;
        try (var library = new Library(root)) {
            id = library.indexed("a.txt", "listen");
        }
        for (Path file : filesOf(root.resolve("library/vectors-letters"), "")) {
            Files.delete(file);
        }

        try (var library = new Library(root)) {
            assertThat(library.index.nextToEmbed(9)).extracting(Document::id).containsExactly(id);
            library.index.putVectors(id, Library.PACK, List.of(Library.vector("listen")));
            assertThat(library.find("silent", Mode.MEANING)).containsExactly(id);
        }
    }

    @Test
    void refusesTheLibraryOfAnotherProcessUntilThatIsDead() throws Exception {
        Path folder = root.resolve("library");
        Process holder =
                Library.process(Holder.class, folder)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try (var said = holder.inputReader()) {
            assertThat(said.readLine()).isEqualTo("open");

            IndexException refused =
                    org.assertj.core.api.Assertions.catchThrowableOfType(
                            IndexException.class, () -> LocalIndex.open(folder));

            assertThat(refused.reason()).isEqualTo(IndexException.Reason.HELD);
            assertThat(refused).hasMessageContaining("process " + holder.pid());
        } finally {
            holder.destroyForcibly();
            assertThat(holder.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
        LocalIndex.open(folder).close();
    }

    /// Holds a library until it is killed.
    static final class Holder {

        private Holder() {}

        public static void main(String[] arguments) throws IOException {
            LocalIndex index = LocalIndex.open(Path.of(arguments[0]));
            System.out.println("open");
            int end = System.in.read();
            index.close();
            System.exit(end);
        }
    }
}
