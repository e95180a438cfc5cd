package stillroom.index.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReaderProcessTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir Path folder;

    private ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

    @BeforeEach
    void start() {
        executor = Executors.newVirtualThreadPerTaskExecutor();
    }

    @AfterEach
    void stop() {
        executor.close();
    }

    private ReaderProcess reader(int children, Duration time) {
        return new ReaderProcess(
                ReaderProcess.command(TroubledReader.class.getName()),
                children,
                folder.resolve("temporary"),
                executor,
                List::of,
                Optional::empty,
                time);
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static void assertReads(TextExtractor reader, Path file, String text) {
        assertThat(reader.extract(file))
                .isInstanceOfSatisfying(
                        Extraction.Text.class,
                        read -> assertThat(read.pages().getFirst().text()).isEqualTo(text));
    }

    private static void assertProblem(TextExtractor reader, Path file, Problem problem) {
        assertThat(reader.extract(file))
                .isInstanceOfSatisfying(
                        Extraction.Unreadable.class,
                        unreadable -> assertThat(unreadable.problem()).isEqualTo(problem));
    }

    @Test
    void readsOneFileAfterTheOther() throws IOException {
        Path first = write("first.txt", "Plum jam wants patience.");
        Path second = write("second, with spaces and ünïcödé.txt", "So does quince jelly.");
        try (ReaderProcess reader = reader(1, LONG)) {
            assertReads(reader, first, "Plum jam wants patience.");
            assertReads(reader, second, "So does quince jelly.");
        }
    }

    @Test
    void readsThroughTheMainClassOfTheReader() throws IOException {
        Path file = write("note.txt", "Plum jam wants patience.");
        try (ReaderProcess reader =
                new ReaderProcess(
                        ReaderProcess.command(ReaderMain.class.getName()),
                        1,
                        folder.resolve("temporary"),
                        executor,
                        List::of,
                        Optional::empty)) {
            assertReads(reader, file, "Plum jam wants patience.");
        }
    }

    @Test
    void drawsPagesAndFindsWhereAQuoteStandsOnThem() throws IOException {
        SampleDocuments.write(folder);
        Path file = folder.resolve(SampleDocuments.RENTAL_AGREEMENT);
        try (ReaderProcess reader =
                new ReaderProcess(
                        ReaderProcess.command(ReaderMain.class.getName()),
                        1,
                        folder.resolve("temporary"),
                        executor,
                        List::of,
                        Optional::empty)) {
            Drawing drawing = reader.draw(file, 1, 300).orElseThrow();
            assertThat(drawing.width()).isBetween(299, 301);
            assertThat(drawing.height()).isBetween(423, 426); // A4
            assertThat(ink(drawing, 0, 1)).isGreaterThan(1000);

            Extraction.Text text = (Extraction.Text) reader.extract(file);
            String page = text.pages().getFirst().text();
            String quote = page.substring(page.indexOf("\n\n") + 2).strip();
            quote = quote.substring(0, Math.min(quote.length(), 160));
            String word = quote.split("[^\\p{L}]+", -1)[0].toLowerCase(Locale.ROOT);
            List<Mark> marks = reader.find(file, 1, quote, Set.of(word));
            assertThat(marks).anyMatch(Mark::strong).anyMatch(mark -> !mark.strong());
            // where the marks are, there is ink
            for (Mark mark : marks) {
                assertThat(mark.left()).isBetween(0.0, 1.0);
                assertThat(ink(drawing, mark.top(), mark.top() + mark.height())).isPositive();
            }

            assertThat(reader.draw(file, 99, 300)).isEmpty();
            assertThat(reader.find(file, 1, "words that stand nowhere", Set.of())).isEmpty();
            assertThat(reader.draw(write("note.txt", "no page"), 1, 300)).isEmpty();
            assertReads(reader, write("note.txt", "Still there."), "Still there.");
        }
    }

    /// Dark pixels between two heights, which are parts of the page.
    private static int ink(Drawing drawing, double from, double to) {
        int dark = 0;
        for (int y = (int) (from * drawing.height()); y < (int) (to * drawing.height()); y++) {
            for (int x = 0; x < drawing.width(); x++) {
                int green = drawing.rgb()[3 * (y * drawing.width() + x) + 1] & 0xff;
                dark += green < 128 ? 1 : 0;
            }
        }
        return dark;
    }

    @Test
    void readsSeveralFilesAtOnce() throws IOException {
        List<Path> files =
                IntStream.range(0, 12)
                        .mapToObj(number -> {
                            try {
                                return write(number + ".txt", "Jar number " + number);
                            } catch (IOException failed) {
                                throw new UncheckedIOException(failed);
                            }
                        })
                        .toList();
        try (ReaderProcess reader = reader(2, LONG)) {
            List<CompletableFuture<Extraction>> read =
                    files.stream()
                            .map(file ->
                                    CompletableFuture.supplyAsync(
                                            () -> reader.extract(file), executor))
                            .toList();
            for (int number = 0; number < files.size(); number++) {
                assertThat(read.get(number).join())
                        .isEqualTo(
                                new Extraction.Text(
                                        "txt",
                                        null,
                                        null,
                                        List.of(new Page(1, "Jar number " + number, List.of()))));
            }
        }
    }

    @Test
    void readsFilesTogetherInTheirOrder() throws IOException {
        List<Path> files = new ArrayList<>();
        for (int number = 0; number < 20; number++) {
            // Together they are more than the buffers between the processes take.
            files.add(write(number + ".txt", "Jar number %d. ".formatted(number).repeat(700)));
        }
        try (ReaderProcess reader = reader(1, LONG)) {
            List<Extraction> alone = files.stream().map(reader::extract).toList();

            assertThat(reader.extract(files)).isEqualTo(alone).doesNotHaveDuplicates();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory.txt", "crash.txt", "babble.txt", "error.txt", "missing.txt"})
    void aFileThatEndsTheReaderKeepsNoneThatWasAskedWithItFromBeingRead(String name)
            throws IOException {
        Path good = write("good.txt", "Plum jam wants patience.");
        Path bad = name.equals("missing.txt") ? folder.resolve(name) : write(name, "x");
        Path better = write("better.txt", "So does quince jelly.");
        try (ReaderProcess reader = reader(1, LONG)) {
            List<Extraction> read = reader.extract(List.of(good, bad, better));

            assertThat(read).hasSize(3);
            assertThat(read.get(0)).isEqualTo(reader.extract(good));
            assertThat(read.get(1)).isInstanceOf(Extraction.Unreadable.class);
            assertThat(read.get(2)).isEqualTo(reader.extract(better));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "memory.txt, TOO_LARGE",
        "crash.txt, UNREADABLE",
        "babble.txt, UNREADABLE",
        "error.txt, UNREADABLE"
    })
    void aFileThatEndsTheReaderIsAProblemAndTheNextOneIsRead(String name, Problem problem)
            throws IOException {
        Path bad = write(name, "x");
        Path good = write("good.txt", "Plum jam wants patience.");
        try (ReaderProcess reader = reader(1, LONG)) {
            assertReads(reader, good, "Plum jam wants patience.");
            assertProblem(reader, bad, problem);
            assertReads(reader, good, "Plum jam wants patience.");
        }
    }

    @Test
    void aFileThatHangsIsGivenUpAndTheNextOneIsRead() throws IOException {
        Path bad = write("hang.txt", "x");
        Path good = write("good.txt", "Plum jam wants patience.");
        try (ReaderProcess reader = reader(1, Duration.ofSeconds(6))) {
            assertProblem(reader, bad, Problem.TIMED_OUT);
            assertReads(reader, good, "Plum jam wants patience.");
        }
    }

    @Test
    void aFileThatHangsKeepsNoOtherWaiting() throws IOException {
        Path bad = write("hang.txt", "x");
        Path good = write("good.txt", "Plum jam wants patience.");
        ReaderProcess reader = reader(2, LONG);
        CompletableFuture<Extraction> hanging;
        try (reader) {
            reader.awaitReady();
            hanging = CompletableFuture.supplyAsync(() -> reader.extract(bad), executor);
            assertReads(reader, good, "Plum jam wants patience.");
        }
        assertThatThrownBy(hanging::join).hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void aReaderThatCannotStartBlamesNoFile() throws IOException {
        Path file = write("good.txt", "Plum jam wants patience.");
        try (ReaderProcess reader =
                new ReaderProcess(
                        ReaderProcess.command("stillroom.NoSuchClass"),
                        1,
                        folder,
                        executor,
                        List::of,
                        Optional::empty)) {
            assertThatThrownBy(() -> reader.extract(file))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("cannot be started");
        }
    }

    @Test
    void whatCannotBeOpenedNeverReachesTheReader() throws IOException, InterruptedException {
        Path pipe = folder.resolve("pipe.txt");
        new ProcessBuilder("mkfifo", pipe.toString()).inheritIO().start().waitFor();
        Path empty = Files.createFile(folder.resolve("empty.txt"));
        Path dangling =
                Files.createSymbolicLink(folder.resolve("link.txt"), folder.resolve("nowhere"));
        try (ReaderProcess reader =
                new ReaderProcess(List.of(), 1, folder, executor, List::of, Optional::empty)) {
            assertProblem(reader, pipe, Problem.UNREADABLE);
            assertProblem(reader, folder, Problem.UNREADABLE);
            assertProblem(reader, dangling, Problem.UNREADABLE);
            assertProblem(reader, folder.resolve("gone.txt"), Problem.UNREADABLE);
            assertProblem(reader, Path.of("/dev/zero"), Problem.UNREADABLE);
            assertProblem(reader, empty, Problem.EMPTY);
        }
    }

    @Test
    void aFileOverTheLimitIsNotOpened() throws IOException {
        Path large = folder.resolve("large.pdf");
        try (var channel =
                FileChannel.open(
                        large,
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.SPARSE)) {
            channel.position(Limits.STANDARD.bytes())
                    .write(ByteBuffer.wrap("end".getBytes(StandardCharsets.UTF_8)));
        }
        try (ReaderProcess reader =
                new ReaderProcess(List.of(), 1, folder, executor, List::of, Optional::empty)) {
            assertProblem(reader, large, Problem.TOO_LARGE);
        }
    }

    @Test
    void closingEndsTheChildrenAndBlamesNoFile() throws IOException {
        Path hangs = write("hang.txt", "x");
        ReaderProcess reader = reader(1, LONG);
        CompletableFuture<Extraction> reading =
                CompletableFuture.supplyAsync(() -> reader.extract(hangs), executor);
        while (ProcessHandle.current().children().findAny().isEmpty()) {
            Thread.onSpinWait();
        }
        reader.close();
        assertThatThrownBy(reading::join).hasCauseInstanceOf(IllegalStateException.class);
        try (Stream<ProcessHandle> children = ProcessHandle.current().children()) {
            assertThat(children.filter(ProcessHandle::isAlive)).isEmpty();
        }
    }
}
