package stillroom.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stillroom.index.LocalIndex.Addition;
import stillroom.index.text.Problem;

/// What the library keeps of the files themselves, if it is to.
class CopiesTest {

    private static final String NAME = "Zwetschgenkuchen.txt";
    private static final String TEXT = "Quittengelee braucht Geduld";

    @TempDir Path root;

    private static Path copies(Library library) {
        return library.folder.resolve("copies");
    }

    private static DocumentId copied(Library library) {
        DocumentId id = library.words(NAME, TEXT);
        library.index.keepCopy(id);
        return id;
    }

    /// Files of the library with any of these words in their names or bytes.
    private static List<Path> tracesOf(Path folder, String... words) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(
                            file -> {
                                try {
                                    String all =
                                            folder.relativize(file)
                                                    + (Files.isRegularFile(file)
                                                            ? Files.readString(
                                                                    file,
                                                                    StandardCharsets.ISO_8859_1)
                                                            : "");
                                    return Stream.of(words).anyMatch(all::contains);
                                } catch (IOException e) {
                                    throw new AssertionError(e);
                                }
                            })
                    .toList();
        }
    }

    @Test
    void aDocumentIsReadFromItsSourceAndWhenThatIsGoneFromItsCopy() throws IOException {
        try (var library = new Library(root)) {
            DocumentId id = copied(library);
            Path source = library.files.resolve(NAME);
            assertThat(library.index.file(id)).contains(source);

            Files.delete(source);

            Path copy = copies(library).resolve(id.sha256()).resolve(NAME);
            assertThat(library.index.file(id)).contains(copy);
            assertThat(copy).hasContent(TEXT);
        }
    }

    @Test
    void nothingIsCopiedUnlessAsked() {
        try (var library = new Library(root)) {
            DocumentId id = library.words(NAME, TEXT);

            assertThat(library.index.copy(id)).isEmpty();
            assertThat(copies(library)).doesNotExist();
        }
    }

    @Test
    void whatLiesInTheLibraryAnywayIsNotCopied() throws IOException {
        try (var library = new Library(root)) {
            Path pasted = Files.createDirectories(library.folder.resolve("pasted")).resolve(NAME);
            DocumentId id = library.add(Files.writeString(pasted, TEXT));

            library.index.keepCopy(id);

            assertThat(library.index.copy(id)).isEmpty();
        }
    }

    @Test
    void aFileThatIsAnotherDocumentByNowIsNotCopied() {
        try (var library = new Library(root)) {
            DocumentId id = library.words(NAME, TEXT);
            library.file(NAME, "something else altogether");

            library.index.keepCopy(id);

            assertThat(library.index.copy(id)).isEmpty();
            assertThat(library.folder.resolve("copying")).isEmptyDirectory();
        }
    }

    @Test
    void aNewVersionTakesTheCopyOfTheOldOneWithIt() {
        try (var library = new Library(root)) {
            DocumentId old = copied(library);

            DocumentId id = library.add(library.file(NAME, "something else altogether"));
            library.index.keepCopy(id);

            assertThat(library.index.copy(old)).isEmpty();
            assertThat(library.index.copy(id)).isPresent();
        }
    }

    @Test
    void removingTheDocumentLeavesNoByteOfTheCopy() throws IOException {
        try (var library = new Library(root)) {
            DocumentId id = copied(library);
            assertThat(tracesOf(copies(library), "Quittengelee", "Zwetschgenkuchen")).hasSize(1);

            library.index.remove(List.of(id));

            assertThat(tracesOf(library.folder, "Quittengelee", "Zwetschgenkuchen")).isEmpty();
            assertThat(copies(library)).isEmptyDirectory();
        }
    }

    @Test
    void whatTheLibraryHasACopyOfStaysWhenItsFileIsGoneFromAWatchedFolder() throws IOException {
        try (var library = new Library(root)) {
            DocumentId id = copied(library);
            Path source = library.files.resolve(NAME);
            DocumentId other = library.words("other.txt", "no copy");
            Files.delete(source);

            int gone =
                    library.index.removeSources(
                            List.of(source, library.files.resolve("other.txt")));

            assertThat(gone).isEqualTo(1);
            assertThat(library.index.document(id).orElseThrow().sources()).containsExactly(source);
            assertThat(library.index.document(other)).isEmpty();
        }
    }

    @Test
    void aCopiedFileThatWasMovedIsKnownByItsNewNameOnly() throws IOException {
        try (var library = new Library(root)) {
            DocumentId id = copied(library);
            Path source = library.files.resolve(NAME);
            Path moved = library.files.resolve("moved.txt");
            Files.move(source, moved);
            library.add(moved);

            assertThat(library.index.removeSources(List.of(source))).isEqualTo(1);

            assertThat(library.index.document(id).orElseThrow().sources()).containsExactly(moved);
        }
    }

    @Test
    void aFailedDocumentWhoseSourceIsGoneWaitsAgainForItsCopy() throws IOException {
        try (var library = new Library(root)) {
            Path source = library.file(NAME, TEXT);
            DocumentId id = library.add(source);
            library.index.keepCopy(id);
            library.index.fail(id, "txt", Problem.ENCRYPTED, "");
            Files.delete(source);

            assertThat(library.index.isGoneButCopied(source)).isTrue();
            assertThat(library.index.add(List.of(source)).getFirst())
                    .isInstanceOf(Addition.Waiting.class);
        }
    }

    @Test
    void aBackupCarriesCopiesAndTheyAreFoundWhereverItIsRestored() throws IOException {
        DocumentId id;
        try (var library = new Library(root)) {
            id = copied(library);
        }
        Files.delete(root.resolve("files").resolve(NAME));
        Backup.take(root.resolve("library"), root.resolve("backup.stillroom"));
        Backup.restore(root.resolve("backup.stillroom"), root.resolve("elsewhere"));

        try (var index = LocalIndex.open(root.resolve("elsewhere"))) {
            assertThat(index.file(id).orElseThrow())
                    .startsWith(root.resolve("elsewhere"))
                    .hasContent(TEXT);
        }
    }

    @Test
    void aCopyOfADocumentThatWasRemovedBeforeACrashGoesAtTheNextStart() throws IOException {
        try (var library = new Library(root.resolve("a"))) {
            copied(library);
            Library.copy(library.folder, root.resolve("b/library"));
        }
        // as if the program had died after the catalogue let go of a document
        Path stray = root.resolve("b/library/copies").resolve("0".repeat(64));
        Files.writeString(Files.createDirectories(stray).resolve("gone.txt"), "gone");

        try (var library = new Library(root.resolve("b"))) {
            assertThat(stray).doesNotExist();
            assertThat(library.index.copy(library.index.documents().getFirst().id())).isPresent();
        }
    }

    @Test
    void whoCannotWriteACopyIsToldAndTheDocumentStays() throws IOException {
        try (var library = new Library(root)) {
            DocumentId id = library.words(NAME, TEXT);
            Path inTheWay = library.folder.resolve("copying");
            Files.writeString(inTheWay, "a file where the folder should be");

            IndexException told =
                    catchThrowableOfType(IndexException.class, () -> library.index.keepCopy(id));

            assertThat(told).isNotNull();
            assertThat(library.index.document(id).orElseThrow().status())
                    .isEqualTo(new Status.Words());
            assertThat(library.index.copy(id)).isEmpty();
            Files.delete(inTheWay);
        }
    }

    @Test
    void nothingHalfIsLeftOfACopyThatWasKilledInTheMiddle() throws Exception {
        Path folder = root.resolve("library");
        Process copying =
                Library.process(Copying.class, folder, root.resolve("large.bin"))
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try (var said = copying.inputReader()) {
            assertThat(said.readLine()).isEqualTo("half");
        } finally {
            copying.destroyForcibly();
            assertThat(copying.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(folder.resolve("copying")).isNotEmptyDirectory();

        try (var index = LocalIndex.open(folder)) {
            DocumentId id = index.documents().getFirst().id();
            assertThat(folder.resolve("copying")).doesNotExist();
            assertThat(index.copy(id)).isEmpty();

            index.keepCopy(id);

            assertThat(index.copy(id).orElseThrow())
                    .hasSameBinaryContentAs(root.resolve("large.bin"));
        }
    }

    /// Copies a file, and says so when a part of it is written.
    static final class Copying {

        private static final int BYTES = 64 << 20;

        private Copying() {}

        public static void main(String[] arguments) throws IOException {
            Path file = Path.of(arguments[1]);
            Files.write(file, new byte[BYTES]);
            LocalIndex index = LocalIndex.open(Path.of(arguments[0]));
            index.add(List.of(file));
            DocumentId id = index.documents().getFirst().id();
            Copies copies = new Copies(index.folder());
            // Written, and not yet what anybody takes for a copy.
            System.out.println(copies.begin(id, file, BYTES).isPresent() ? "half" : "none");
            int end = System.in.read();
            index.close();
            System.exit(end);
        }
    }
}
