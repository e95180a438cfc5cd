package stillroom.app.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stillroom.app.ingest.Watch.Folder;
import stillroom.app.ingest.Watch.Outcome;
import stillroom.app.ingest.Watch.State;
import stillroom.index.Document;
import stillroom.index.DocumentId;
import stillroom.index.FileStamp;
import stillroom.index.Label;
import stillroom.index.LocalIndex;
import stillroom.index.text.Chunker;
import stillroom.index.text.Extraction;
import stillroom.index.text.Problem;
import stillroom.index.text.TextExtractor;

class WatchTest {

    private static final long SECONDS = 60;

    @TempDir Path root;

    private Path folder;
    private LocalIndex index;
    private Ingestor ingestor;
    private Watch watch;

    @BeforeEach
    void open() throws IOException {
        folder = Files.createDirectories(root.resolve("papers"));
        openLibrary();
    }

    private void openLibrary() {
        index = LocalIndex.open(root.resolve("library"));
        ingestor =
                new Ingestor(
                        index,
                        new Unread(),
                        new Chunker(String::length, 100),
                        _ -> new HashingEmbedder(),
                        _ -> {},
                        1,
                        () -> 1);
        watch = new Watch(index, ingestor);
    }

    /// Nothing is read in these tests.
    private static final class Unread implements TextExtractor {

        @Override
        public Extraction extract(Path file) {
            return new Extraction.Unreadable("txt", Problem.EMPTY, "");
        }

        @Override
        public void close() {}
    }

    private void reopen() {
        index.close();
        openLibrary();
    }

    @AfterEach
    void close() {
        index.close();
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private List<String> names() {
        return index.documents().stream()
                .flatMap(document -> document.sources().stream())
                .map(source -> folder.relativize(source).toString())
                .sorted()
                .toList();
    }

    private Document document(Path file) {
        return index.find(file.toString()).getFirst();
    }

    // -- What happened while nobody watched

    @Test
    void followsWhatHappenedWhileTheProgramWasClosed() throws IOException {
        write("stays.txt", "stays");
        write("changes.txt", "before");
        write("goes.txt", "goes");
        write("moves.txt", "moves");
        write("old/deep/inside.txt", "inside");
        assertThat(watch.add(folder, _ -> {}).added()).isEqualTo(5);
        DocumentId moved = document(folder.resolve("moves.txt")).id();
        DocumentId inside = document(folder.resolve("old/deep/inside.txt")).id();
        index.putLabel(new Label("invoice", "invoice"));
        for (Document each : index.documents()) {
            index.setLabel(each.id(), "invoice");
        }
        index.close();

        write("comes.txt", "comes");
        write("changes.txt", "after");
        Files.delete(folder.resolve("goes.txt"));
        Files.createDirectories(folder.resolve("elsewhere"));
        Files.move(folder.resolve("moves.txt"), folder.resolve("elsewhere/moved.txt"));
        Files.move(folder.resolve("old"), folder.resolve("new"));
        openLibrary();
        Outcome outcome = watch.bringInStep(_ -> {});

        assertThat(names())
                .containsExactly(
                        "changes.txt",
                        "comes.txt",
                        "elsewhere/moved.txt",
                        "new/deep/inside.txt",
                        "stays.txt");
        assertThat(outcome.added()).isEqualTo(3);
        assertThat(outcome.changed()).isEqualTo(1);
        assertThat(outcome.removed()).isEqualTo(3);
        assertThat(document(folder.resolve("elsewhere/moved.txt")).id()).isEqualTo(moved);
        assertThat(document(folder.resolve("new/deep/inside.txt")).id()).isEqualTo(inside);
        assertThat(index.documents())
                .filteredOn(each -> !each.path().endsWith("comes.txt"))
                .allSatisfy(each ->
                        assertThat(each.labels())
                                .singleElement()
                                .extracting("name")
                                .isEqualTo("invoice"));
    }

    @Test
    void readsNoneOfTenThousandFilesThatHaveNotChanged() throws IOException {
        for (int i = 0; i < 10_000; i++) {
            write(i % 100 + "/" + i + ".txt", "text of file " + i);
        }
        watch.add(folder, _ -> {});
        assertThat(index.documents()).hasSize(10_000);
        List<DocumentId> before = index.documents().stream().map(Document::id).toList();
        // Other bytes of the same size under the old time: whoever reads them sees the difference.
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(each -> each.toString().endsWith("7.txt")).toList()) {
                FileTime time = Files.getLastModifiedTime(file);
                Files.writeString(file, Files.readString(file).replace("text", "TEXT"));
                Files.setLastModifiedTime(file, time);
            }
        }

        long began = System.nanoTime();
        Outcome outcome = watch.bringInStep(_ -> {});
        List<LocalIndex.Addition> again = new ArrayList<>();
        ingestor.add(List.of(folder), again::add);
        double seconds = (System.nanoTime() - began) / 1e9;

        System.out.printf("10,000 unchanged files, looked at and added again: %.2f s%n", seconds);
        assertThat(outcome).isEqualTo(new Outcome(0, 0, 0, 0));
        assertThat(again)
                .hasSize(10_000)
                .noneMatch(each -> each instanceof LocalIndex.Addition.Refused);
        assertThat(index.documents()).extracting(Document::id).isEqualTo(before);
    }

    @Test
    void doesNotReadWhatWasOnlyMoved() throws IOException {
        for (int i = 0; i < 100; i++) {
            write("a/" + i + ".txt", "text " + i);
        }
        watch.add(folder, _ -> {});
        List<DocumentId> before = index.documents().stream().map(Document::id).toList();
        Files.move(folder.resolve("a"), folder.resolve("b"));
        for (int i = 0; i < 100; i++) {
            Path file = folder.resolve("b/" + i + ".txt");
            FileTime time = Files.getLastModifiedTime(file);
            Files.writeString(file, "TEXT " + i);
            Files.setLastModifiedTime(file, time);
        }

        Outcome outcome = watch.bringInStep(_ -> {});

        assertThat(outcome.added()).isEqualTo(100);
        assertThat(outcome.removed()).isEqualTo(100);
        assertThat(index.documents()).extracting(Document::id).isEqualTo(before);
        assertThat(names()).allMatch(name -> name.startsWith("b/"));
    }

    @Test
    void aFileThatWasReplacedUnderTheSameTimeIsReadAgain() throws IOException {
        Path file = write("a.txt", "before");
        watch.add(folder, _ -> {});
        FileTime time = Files.getLastModifiedTime(file);
        Path other = Files.writeString(root.resolve("other"), "beyond");
        Files.setLastModifiedTime(other, time);
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);

        assertThat(watch.bringInStep(_ -> {}).changed())
                .isEqualTo(FileStamp.of(file).key().isEmpty() ? 0 : 1);
    }

    // -- What cannot be seen is kept

    @Test
    void keepsTheDocumentsOfAFolderThatIsMissing() throws IOException {
        write("a.txt", "a");
        write("b/c.txt", "c");
        watch.add(folder, _ -> {});
        Files.move(folder, root.resolve("away"));
        reopen();

        Outcome outcome = watch.bringInStep(_ -> {});

        assertThat(outcome).isEqualTo(new Outcome(0, 0, 0, 2));
        assertThat(watch.folders()).containsExactly(new Folder(folder, State.MISSING, 2));
        assertThat(index.documents()).hasSize(2);

        Files.move(root.resolve("away"), folder);
        assertThat(watch.bringInStep(_ -> {})).isEqualTo(new Outcome(0, 0, 0, 0));
        assertThat(watch.folders()).containsExactly(new Folder(folder, State.FOLLOWED, 2));
    }

    @Test
    void keepsTheDocumentsOfADriveThatIsNotMounted() throws IOException {
        write("a.txt", "a");
        write("b/c.txt", "c");
        watch.add(folder, _ -> {});
        Files.move(folder, root.resolve("away"));
        Files.createDirectory(folder); // where it was mounted

        Outcome outcome = watch.bringInStep(_ -> {});

        assertThat(outcome.removed()).isZero();
        assertThat(outcome.kept()).isEqualTo(2);
        assertThat(watch.folders()).containsExactly(new Folder(folder, State.EMPTY, 2));
        assertThat(index.documents()).hasSize(2);
    }

    @Test
    void forgetsTheLastFileOfAFolderThatIsStillTheSame() throws IOException {
        Path file = write("a.txt", "a");
        watch.add(folder, _ -> {});
        Files.delete(file);

        assertThat(watch.bringInStep(_ -> {}).removed()).isEqualTo(1);
        assertThat(watch.folders()).containsExactly(new Folder(folder, State.FOLLOWED, 0));
        assertThat(index.documents()).isEmpty();
    }

    @Test
    void keepsADocumentThatHasAnotherSource() throws IOException {
        write("a.txt", "same");
        Path other = Files.writeString(root.resolve("outside.txt"), "same");
        index.add(List.of(other));
        watch.add(folder, _ -> {});
        Files.delete(folder.resolve("a.txt"));

        watch.bringInStep(_ -> {});

        assertThat(index.documents()).singleElement().extracting(Document::path).isEqualTo(other);
    }

    @Test
    void whatWasRemovedByHandComesBackOnlyByHandOrWhenItChanges() throws IOException {
        Path file = write("a.txt", "a");
        Path second = write("b.txt", "b");
        watch.add(folder, _ -> {});
        index.remove(index.documents().stream().map(Document::id).toList());

        assertThat(watch.bringInStep(_ -> {}).added()).isZero();

        index.add(List.of(file));
        write("b.txt", "changed since");
        assertThat(watch.bringInStep(_ -> {}).added()).isEqualTo(1);
        assertThat(names()).containsExactly("a.txt", "b.txt");
        assertThat(second).exists();
    }

    @Test
    void keepsTheDocumentsOfAFolderThatIsNoLongerWatched() throws IOException {
        write("a.txt", "a");
        watch.add(folder, _ -> {});

        assertThat(watch.remove(folder)).isTrue();
        assertThat(watch.remove(folder)).isFalse();
        Files.delete(folder.resolve("a.txt"));
        watch.bringInStep(_ -> {});

        assertThat(watch.folders()).isEmpty();
        assertThat(names()).containsExactly("a.txt");
    }

    // -- What happens while it runs

    /// Runs `act` while the folder is watched, and then waits until `isSo`.
    private void whileWatching(Act act, BooleanSupplier isSo) throws Exception {
        var looked = new Semaphore(0);
        watch.listen((_, _) -> looked.release());
        try (var threads = Executors.newCachedThreadPool()) {
            threads.execute(watch::run);
            try {
                assertThat(looked.tryAcquire(SECONDS, TimeUnit.SECONDS)).isTrue();
                act.run();
                while (!isSo.getAsBoolean()) {
                    assertThat(looked.tryAcquire(SECONDS, TimeUnit.SECONDS))
                            .as("the library follows; it has %s", names())
                            .isTrue();
                }
            } finally {
                watch.stop();
            }
        }
    }

    private interface Act {
        void run() throws Exception;
    }

    @Test
    void followsCreatingChangingMovingRenamingAndDeleting() throws Exception {
        write("changes.txt", "before");
        write("moves.txt", "moves");
        write("goes.txt", "goes");
        write("old/inside.txt", "inside");
        write("doomed/inside.txt", "doomed");
        watch.add(folder, _ -> {});
        DocumentId moved = document(folder.resolve("moves.txt")).id();
        index.putLabel(new Label("invoice", "invoice"));
        index.setLabel(moved, "invoice");

        whileWatching(
                () -> {
                    write("changes.txt", "after that");
                    write("some/new/folder/file.txt", "in new folders");
                    Files.move(folder.resolve("moves.txt"), folder.resolve("old/moved.txt"));
                    Files.move(folder.resolve("old"), folder.resolve("new"));
                    Files.delete(folder.resolve("goes.txt"));
                    Files.delete(folder.resolve("doomed/inside.txt"));
                    Files.delete(folder.resolve("doomed"));
                },
                () ->
                        names().equals(
                                                List.of(
                                                        "changes.txt",
                                                        "new/inside.txt",
                                                        "new/moved.txt",
                                                        "some/new/folder/file.txt"))
                                && document(folder.resolve("changes.txt")).bytes() == 10);

        assertThat(document(folder.resolve("new/moved.txt")).id()).isEqualTo(moved);
        assertThat(document(folder.resolve("new/moved.txt")).labels()).hasSize(1);
    }

    @Test
    void followsAFolderThatWasMovedAndThenChanged() throws Exception {
        write("a/b/file.txt", "one");
        watch.add(folder, _ -> {});
        whileWatching(
                () -> Files.move(folder.resolve("a"), folder.resolve("z")),
                () -> names().equals(List.of("z/b/file.txt")));

        watch = new Watch(index, ingestor);
        whileWatching(
                () -> write("z/b/second.txt", "two"),
                () -> names().equals(List.of("z/b/file.txt", "z/b/second.txt")));
    }

    @Test
    void looksAtTenThousandChangesSomeTimesOnly() throws Exception {
        long seed = 20261121;
        System.out.println("seed " + seed);
        var random = new Random(seed);
        for (int i = 0; i < 1_000; i++) {
            write(i % 10 + "/" + i + ".txt", "file " + i);
        }
        watch.add(folder, _ -> {});
        long before = watch.looks();

        long began = System.nanoTime();
        whileWatching(
                () -> {
                    for (int i = 0; i < 10_000; i++) {
                        int which = random.nextInt(1_000);
                        write(which % 10 + "/" + which + ".txt", "file " + which + " turn " + i);
                    }
                    write("last.txt", "the last of all");
                },
                () -> names().contains("last.txt") && isInStep());
        double seconds = (System.nanoTime() - began) / 1e9;

        long looks = watch.looks() - before;
        System.out.printf("10,000 changes, %d looks, %.1f s%n", looks, seconds);
        assertThat(index.documents()).hasSize(1_001);
        assertThat(looks).isLessThan(60);
    }

    private boolean isInStep() {
        try {
            for (var each : index.sources(folder).entrySet()) {
                if (!each.getValue().isStill(FileStamp.of(each.getKey()))) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void noticesThatAFolderWentAndCameBack() throws Exception {
        write("a.txt", "a");
        watch.add(folder, _ -> {});
        assertThat(watch.folders()).extracting(Folder::state).containsExactly(State.FOLLOWED);
        Files.move(folder, root.resolve("away"));
        whileWatching(
                () -> {
                    Files.writeString(root.resolve("away/b.txt"), "b");
                    Files.move(root.resolve("away"), folder);
                },
                () -> names().equals(List.of("a.txt", "b.txt")));
    }
}
