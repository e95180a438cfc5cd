package stillroom.app.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import stillroom.ai.AiException;
import stillroom.ai.Embedder;
import stillroom.app.ingest.Progress.Phase;
import stillroom.app.search.Search;
import stillroom.app.settings.CopySetting;
import stillroom.app.settings.KeyFigures;
import stillroom.index.Change;
import stillroom.index.Document;
import stillroom.index.DocumentId;
import stillroom.index.LocalIndex;
import stillroom.index.LocalIndex.Addition;
import stillroom.index.Status;
import stillroom.index.query.Query;
import stillroom.index.text.Chunker;
import stillroom.index.text.Extraction;
import stillroom.index.text.Page;
import stillroom.index.text.Problem;
import stillroom.index.text.TextExtractor;

class IngestorTest {

    @TempDir Path folder;

    private LocalIndex index;
    private final HashingEmbedder embedder = new HashingEmbedder();
    private final List<String> seen = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void open() {
        index = LocalIndex.open(folder.resolve("library"));
    }

    @AfterEach
    void close() {
        index.close();
    }

    @Test
    void findsEveryFileByWordsBeforeItEmbedsAny() throws Exception {
        index.listen(change -> {
            if (change instanceof Change.Put(var document)) {
                seen.add(name(document) + " " + state(document));
            }
        });
        var ingestor = ingestor(IngestorTest::text, embedder);
        ingestor.add(files("a", "b", "c"), _ -> {});

        workUntil(ingestor, 1, IngestorTest::everyDocumentIsFinal);

        assertThat(seen)
                .containsExactly(
                        "a Waiting",
                        "b Waiting",
                        "c Waiting",
                        "a Words",
                        "b Words",
                        "c Words",
                        "a Indexed",
                        "b Indexed",
                        "c Indexed");
    }

    @Test
    void takesTheNewestFirst() throws Exception {
        var ingestor = ingestor(this::textSeen, embedder);
        ingestor.add(files("old"), _ -> {});
        // The catalogue knows milliseconds; those of one are taken in their order.
        long added = System.currentTimeMillis();
        while (System.currentTimeMillis() == added) {
            Thread.onSpinWait();
        }
        ingestor.add(files("new"), _ -> {});

        workUntil(ingestor, 1, IngestorTest::everyDocumentIsFinal);

        assertThat(seen).containsExactly("new", "old");
    }

    @Test
    void takesADroppedFileBeforeTheRestOfAFolderThatIsStillBeingAdded() throws Exception {
        var ingestor = ingestor(this::textSeen, embedder);
        var folders = Files.createDirectory(folder.resolve("many"));
        for (int i = 100; i < 300; i++) {
            Files.writeString(folders.resolve(Integer.toString(i)), "number " + i);
        }
        var dropped = files("dropped");
        ingestor.add(
                List.of(folders),
                addition -> {
                    if (addition instanceof Addition.Waiting(var file, _) && file.endsWith("150")) {
                        ingestor.add(dropped, _ -> {});
                    }
                });

        workUntil(ingestor, 1, IngestorTest::everyDocumentIsFinal);

        assertThat(seen).hasSize(201);
        assertThat(seen.getFirst()).isEqualTo("dropped");
    }

    @Test
    void takesWhatIsOnTheScreenBeforeWhatWasAddedEarlier() throws Exception {
        var ingestor = ingestor(this::textSeen, embedder);
        ingestor.add(files("a", "b", "c", "d"), _ -> {});
        var ids = index.documents().stream().map(Document::id).toList();
        ingestor.show(List.of(ids.get(3), ids.get(2)));
        awaitAnotherMillisecond();
        ingestor.show(List.of(ids.get(1), ids.get(2)));
        awaitAnotherMillisecond();
        ingestor.add(files("new"), _ -> {});

        workUntil(ingestor, 1, IngestorTest::everyDocumentIsFinal);

        assertThat(seen).containsExactly("new", "b", "c", "a", "d");
    }

    private static void awaitAnotherMillisecond() {
        var now = Instant.now().toEpochMilli();
        while (Instant.now().toEpochMilli() == now) {
            Thread.onSpinWait();
        }
    }

    @Test
    void embedsALongDocumentOnSeveralThreadsAtOnce() throws Exception {
        var together = new CountDownLatch(2);
        var atOnce =
                new HashingEmbedder() {
                    @Override
                    public List<float[]> embed(List<String> texts) {
                        together.countDown();
                        awaitUninterruptibly(together);
                        return super.embed(texts);
                    }
                };
        var ingestor = ingestor(file -> pages(file, 40), atOnce);
        ingestor.add(files("long"), _ -> {});

        workUntil(ingestor, 2, IngestorTest::everyDocumentIsFinal);

        var id = index.documents().getFirst().id();
        assertThat(index.vectors(id)).hasSize(index.passages(id).size()).hasSizeGreaterThan(10);
    }

    @Test
    void failsAFileThatHasNoText() throws Exception {
        var ingestor =
                ingestor(_ -> new Extraction.Unreadable("pdf", Problem.ENCRYPTED, "AES"), embedder);
        ingestor.add(files("locked"), _ -> {});

        workUntil(ingestor, 1, IngestorTest::everyDocumentIsFinal);

        var document = index.documents().getFirst();
        assertThat(document.status()).isEqualTo(new Status.Failed(Problem.ENCRYPTED, "AES"));
        assertThat(document.type()).isEqualTo("pdf");
    }

    @Test
    void failsAFileThatKillsTheReaderTwiceAndGoesOn() throws Exception {
        var deaths = new AtomicInteger();
        var ingestor =
                ingestor(
                        file -> {
                            if (file.endsWith("killer")) {
                                deaths.incrementAndGet();
                                return new Extraction.Unreadable(
                                        "txt", Problem.UNREADABLE, "the reader died");
                            }
                            return text(file);
                        },
                        embedder);
        ingestor.add(files("killer", "harmless"), _ -> {});

        workUntil(ingestor, 1, IngestorTest::everyDocumentIsFinal);

        assertThat(deaths).hasValue(2);
        assertThat(document("killer").status())
                .isEqualTo(new Status.Failed(Problem.UNREADABLE, "the reader died"));
        assertThat(document("harmless").status()).isEqualTo(new Status.Indexed());
    }

    @ParameterizedTest
    @CsvSource({"4, true", "5, false"})
    void triesAFileAgainUntilTheProgramHasDiedOfItTooOften(int deaths, boolean isRead)
            throws Exception {
        var ingestor =
                ingestor(
                        file -> {
                            seen.add(file.toString());
                            return text(file);
                        },
                        embedder);
        ingestor.add(files("deadly"), _ -> {});
        var id = document("deadly").id();
        for (int i = 0; i < deaths; i++) {
            index.beginAttempt(id); // and then the program died, or was killed
        }

        workUntil(ingestor, 1, IngestorTest::everyDocumentIsFinal);

        assertThat(seen).hasSize(isRead ? 1 : 0);
        assertThat(document("deadly").status())
                .isInstanceOf(isRead ? Status.Indexed.class : Status.Failed.class);
    }

    @Test
    void copiesWhatIsAddedBeforeItIsReadWhereThatIsWanted() throws Exception {
        var copied = new ArrayList<Boolean>();
        var ingestor =
                ingestor(
                        file -> {
                            copied.add(index.copy(document("a").id()).isPresent());
                            return text(file);
                        },
                        embedder);
        ingestor.add(files("a"), _ -> {});
        new CopySetting(true).write(index);

        workUntil(ingestor, 1, IngestorTest::everyDocumentIsFinal);

        assertThat(copied).containsExactly(true);
    }

    @Test
    void whatCannotBeCopiedWaitsUntilTheWorkIsResumed() throws Exception {
        var inTheWay = Files.writeString(index.folder().resolve("copying"), "no folder");
        var ingestor = ingestor(IngestorTest::text, embedder);
        new CopySetting(true).write(index);
        ingestor.add(files("a"), _ -> {});
        ingestor.listen(progress -> {
            if (progress.trouble() != null && inTheWay.toFile().delete()) {
                seen.add(state(document("a")));
                ingestor.resume();
            }
        });

        workUntil(ingestor, 1, IngestorTest::everyDocumentIsFinal);

        assertThat(seen).containsExactly("Waiting");
        assertThat(index.copy(document("a").id())).isPresent();
    }

    /// Where the tests may mount: on Linux, as root.
    @Test
    void aDiskThatIsFullBeforeTheCopyIsWholeStopsTheWorkUntilThereIsRoom() throws Exception {
        var copying = Files.createDirectories(index.folder().resolve("copying"));
        assumeTrue(does("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", copying.toString()));
        try {
            var large = Files.write(folder.resolve("large"), new byte[500_000]);
            var ingestor = ingestor(IngestorTest::text, embedder);
            new CopySetting(true).write(index);
            ingestor.add(List.of(large), _ -> {});
            ingestor.listen(progress -> {
                if (progress.trouble() != null && seen.isEmpty()) {
                    var left = Objects.requireNonNull(copying.toFile().list()).length;
                    var code = progress.trouble().code();
                    seen.add(code + " " + state(document("large")) + ", left: " + left);
                    does("umount", copying.toString());
                    ingestor.resume();
                }
            });

            workUntil(ingestor, 1, IngestorTest::everyDocumentIsFinal);

            assertThat(seen).containsExactly("L7 Waiting, left: 0");
            assertThat(index.copy(document("large").id())).isPresent();
        } finally {
            does("umount", "-l", copying.toString());
        }
    }

    private static boolean does(String... command) {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException | InterruptedException _) {
            return false;
        }
    }

    @Test
    void copiesWhatTheLibraryHasAlreadyWhenItIsAddedAgain() throws Exception {
        var ingestor = ingestor(IngestorTest::text, embedder);
        var files = files("a");
        ingestor.add(files, _ -> {});
        workUntil(ingestor, 1, IngestorTest::everyDocumentIsFinal);
        var id = document("a").id();
        assertThat(index.copy(id)).isEmpty();
        new CopySetting(true).write(index);

        ingestor(IngestorTest::text, embedder).add(files, _ -> {});

        assertThat(index.copy(id)).isPresent();
    }

    @Test
    void readsTheCopyOfAFileThatIsGone() throws Exception {
        var ingestor =
                ingestor(
                        file ->
                                Files.exists(file)
                                        ? text(file)
                                        : new Extraction.Unreadable(
                                                "txt", Problem.UNREADABLE, "gone"),
                        embedder);
        var files = files("a");
        ingestor.add(files, _ -> {});
        var id = document("a").id();
        index.keepCopy(id);
        Files.delete(files.getFirst());
        index.fail(id, "txt", Problem.UNREADABLE, "died");
        var told = new ArrayList<Addition>();

        ingestor.add(files, told::add); // as F5 does
        workUntil(ingestor, 1, IngestorTest::everyDocumentIsFinal);

        assertThat(told).singleElement().isInstanceOf(Addition.Waiting.class);
        assertThat(document("a").status()).isEqualTo(new Status.Indexed());
    }

    @Test
    void theStartOfAReaderIsNoAttempt() throws Exception {
        var counted = new ArrayList<Integer>();
        var ingestor =
                ingestor(
                        new TextExtractor() {
                            @Override
                            public void awaitReady() {
                                var id = document("slow").id();
                                counted.add(index.beginAttempt(id));
                                index.withdrawAttempt(id);
                            }

                            @Override
                            public Extraction extract(Path file) {
                                return text(file);
                            }

                            @Override
                            public void close() {}
                        });
        ingestor.add(files("slow"), _ -> {});

        workUntil(ingestor, 1, IngestorTest::everyDocumentIsFinal);

        assertThat(counted).containsExactly(1);
    }

    @Test
    void readsShortFilesTogetherInTheirOrder() throws Exception {
        var asked = new ArrayList<String>();
        var ingestor = ingestor(together(asked, IngestorTest::text));
        var files = files("a.txt", "b.txt", "c.txt", "d.txt");
        files.add(write("long.txt", "long ".repeat(10_000)));
        files.add(write("pages.pdf", "short, but who knows how long it takes"));
        files.addAll(files("e.txt", "f.txt"));
        ingestor.add(files, _ -> {});

        workUntil(ingestor, 1, IngestorTest::everyDocumentIsFinal);

        assertThat(asked)
                .containsExactly(
                        "[a.txt, b.txt, c.txt]",
                        "d.txt",
                        "long.txt",
                        "pages.pdf",
                        "[e.txt, f.txt]");
        assertThat(index.documents())
                .extracting(Document::status)
                .hasSize(8)
                .containsOnly(new Status.Indexed());
    }

    @Test
    void whatGoesWrongTogetherIsReadAlone() throws Exception {
        var asked = new ArrayList<String>();
        var ingestor =
                ingestor(
                        together(
                                asked,
                                file ->
                                        file.endsWith("none.txt")
                                                ? new Extraction.Unreadable(
                                                        "txt", Problem.ENCRYPTED, "why")
                                                : text(file)));
        ingestor.add(files("a.txt", "none.txt", "c.txt", "d.txt", "bad.txt"), _ -> {});

        workUntil(ingestor, 1, IngestorTest::everyDocumentIsFinal);

        assertThat(asked)
                .containsExactly(
                        "[a.txt, none.txt, c.txt]",
                        "none.txt",
                        "[d.txt, bad.txt]",
                        "d.txt",
                        "bad.txt");
        assertThat(document("none.txt").status())
                .isEqualTo(new Status.Failed(Problem.ENCRYPTED, "why"));
        assertThat(document("bad.txt").status())
                .isEqualTo(new Status.Failed(Problem.UNREADABLE, "IllegalStateException"));
        assertThat(List.of(document("a.txt"), document("c.txt"), document("d.txt")))
                .extracting(Document::status)
                .containsOnly(new Status.Indexed());
    }

    @Test
    void whatTheProgramMayHaveDiedOfIsReadAlone() throws Exception {
        var asked = new ArrayList<String>();
        var ingestor = ingestor(together(asked, IngestorTest::text));
        ingestor.add(files("a.txt", "deadly.txt", "c.txt"), _ -> {});
        index.beginAttempt(document("deadly.txt").id());

        workUntil(ingestor, 1, IngestorTest::everyDocumentIsFinal);

        assertThat(asked).containsExactly("[a.txt, c.txt]", "deadly.txt");
    }

    @Test
    void aRemovedFileKeepsNoneThatIsReadWithItFromBeingFound() throws Exception {
        var asked = new ArrayList<String>();
        var ingestor =
                ingestor(
                        together(
                                asked,
                                file -> {
                                    if (file.endsWith("gone.txt")) {
                                        index.remove(List.of(document("gone.txt").id()));
                                    }
                                    return text(file);
                                }));
        ingestor.add(files("a.txt", "gone.txt", "c.txt"), _ -> {});

        workUntil(ingestor, 1, IngestorTest::everyDocumentIsFinal);

        assertThat(asked).containsExactly("[a.txt, gone.txt, c.txt]");
        assertThat(index.documents())
                .extracting(IngestorTest::name)
                .containsExactly("a.txt", "c.txt");
    }

    /// Reads three short files at once; notes what it was asked for, and fails of one name.
    private static TextExtractor together(List<String> asked, Function<Path, Extraction> reader) {
        return new TextExtractor() {
            @Override
            public int together() {
                return 3;
            }

            @Override
            public Extraction extract(Path file) {
                asked.add(file.getFileName().toString());
                return read(file);
            }

            @Override
            public List<Extraction> extract(List<Path> files) {
                asked.add(files.stream().map(Path::getFileName).toList().toString());
                return files.stream().map(this::read).toList();
            }

            private Extraction read(Path file) {
                if (file.endsWith("bad.txt")) {
                    throw new IllegalStateException("bad");
                }
                return reader.apply(file);
            }

            @Override
            public void close() {}
        };
    }

    @Test
    void aFileThatKillsTheReaderAfterTheProgramWasKilledIsNotTriedForEver() throws Exception {
        var ingestor =
                ingestor(
                        file -> {
                            seen.add(file.toString());
                            return new Extraction.Unreadable("txt", Problem.UNREADABLE, "died");
                        },
                        embedder);
        ingestor.add(files("deadly"), _ -> {});
        index.beginAttempt(document("deadly").id());
        index.beginAttempt(document("deadly").id());

        workUntil(ingestor, 1, IngestorTest::everyDocumentIsFinal);

        assertThat(seen).hasSize(1);
        assertThat(document("deadly").status())
                .isEqualTo(new Status.Failed(Problem.UNREADABLE, "died"));
    }

    @Test
    void failsADocumentThatSomethingInsideChokesOn() throws Exception {
        var choking =
                new HashingEmbedder() {
                    @Override
                    public List<float[]> embed(List<String> texts) {
                        if (texts.getFirst().contains("bad")) {
                            throw new IllegalStateException("what the document says");
                        }
                        return super.embed(texts);
                    }
                };
        var ingestor = ingestor(IngestorTest::text, choking);
        ingestor.add(files("bad", "good"), _ -> {});

        workUntil(ingestor, 2, IngestorTest::everyDocumentIsFinal);

        assertThat(document("bad").status())
                .isEqualTo(new Status.Failed(Problem.UNREADABLE, "IllegalStateException"));
        assertThat(document("good").status()).isEqualTo(new Status.Indexed());
    }

    @Test
    void goesOnAfterACrashWhereItStopped() throws Exception {
        var first = ingestor(IngestorTest::text, embedder);
        first.add(files("a", "b"), _ -> {});
        workUntil(first, Aim.WORDS, 1, IngestorTest::everyDocumentHasWords);
        index.close();

        index = LocalIndex.open(folder.resolve("library"));
        var second =
                ingestor(
                        file -> {
                            throw new AssertionError("read again: " + file);
                        },
                        embedder);
        workUntil(second, 1, IngestorTest::everyDocumentIsFinal);

        assertThat(index.documents())
                .extracting(Document::status)
                .containsOnly(new Status.Indexed());
    }

    @Test
    void stopLeavesADocumentInWorkAsItWas() throws Exception {
        for (int start = 0; start < 3; start++) { // more often than a document may fail
            var inWork = new CountDownLatch(1);
            var goOn = new CountDownLatch(1);
            var slow =
                    new HashingEmbedder() {
                        @Override
                        public List<float[]> embed(List<String> texts) {
                            inWork.countDown();
                            awaitUninterruptibly(goOn);
                            return super.embed(texts);
                        }
                    };
            var ingestor = ingestor(file -> pages(file, 40), slow);
            ingestor.add(files("long"), _ -> {});
            try (var threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
                threads.execute(() -> ingestor.work(Aim.MEANING));
                inWork.await();
                ingestor.stop();
                goOn.countDown();
            }
            assertThat(document("long").status()).isEqualTo(new Status.Words());
        }
        workUntil(
                ingestor(file -> pages(file, 40), embedder), 1, IngestorTest::everyDocumentIsFinal);
        assertThat(document("long").status()).isEqualTo(new Status.Indexed());
    }

    @Test
    void aReaderThatIsClosedWhileItReadsSaysNothingOfTheFile() throws Exception {
        for (int start = 0; start < 3; start++) {
            var holder = new AtomicReference<Ingestor>();
            var ingestor =
                    ingestor(
                            _ -> {
                                holder.get().stop();
                                throw new IllegalStateException("the reader is closed");
                            },
                            embedder);
            holder.set(ingestor);
            ingestor.add(files("a"), _ -> {});
            ingestor.work(Aim.MEANING);
            assertThat(document("a").status()).isEqualTo(new Status.Waiting());
        }
        workUntil(ingestor(IngestorTest::text, embedder), 1, IngestorTest::everyDocumentIsFinal);
        assertThat(document("a").status()).isEqualTo(new Status.Indexed());
    }

    @Test
    void goesOnWhenMoreStepsMayBeTakenThanBefore() throws Exception {
        var most = new AtomicInteger(0);
        var asked = new CountDownLatch(1);
        var finished = new CountDownLatch(1);
        var ingestor =
                new Ingestor(
                        index,
                        extractor(IngestorTest::text),
                        new Chunker(embedder::countTokens, 20),
                        _ -> embedder,
                        _ -> {},
                        1,
                        () -> {
                            asked.countDown();
                            return most.get();
                        });
        ingestor.add(files("a"), _ -> {});
        try (var threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
            threads.execute(() -> ingestor.work(Aim.MEANING));
            asked.await();
            assertThat(document("a").status()).isEqualTo(new Status.Waiting());
            ingestor.listen(_ -> {
                if (everyDocumentIsFinal(index)) {
                    finished.countDown();
                }
            });
            most.set(1);
            ingestor.lookAgain();
            finished.await();
            ingestor.stop();
        }
        assertThat(document("a").status()).isEqualTo(new Status.Indexed());
    }

    @Test
    void waitsWhilePaused() throws Exception {
        var steps = new Semaphore(0);
        var ingestor =
                ingestor(
                        file -> {
                            steps.release();
                            return text(file);
                        },
                        embedder);
        ingestor.pause();
        ingestor.add(files("a"), _ -> {});
        try (var threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
            var isIdle = new CountDownLatch(1);
            ingestor.listen(progress -> {
                if (progress.paused() && progress.phase() == Phase.READING) {
                    isIdle.countDown();
                }
            });
            threads.execute(() -> ingestor.work(Aim.WORDS));
            isIdle.await();
            assertThat(document("a").status()).isEqualTo(new Status.Waiting());
            ingestor.resume();
            steps.acquire();
            ingestor.stop();
        }
        assertThat(document("a").status()).isEqualTo(new Status.Words());
    }

    @Test
    void aMissingModelLeavesDocumentsFoundByWords() throws Exception {
        var ingestor =
                new Ingestor(
                        index,
                        extractor(IngestorTest::text),
                        new Chunker(embedder::countTokens, 20),
                        _ -> {
                            throw new AiException("There is no model.");
                        },
                        _ -> {},
                        2,
                        () -> 8);
        ingestor.add(files("a", "b"), _ -> {});
        try (var threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
            var trouble = new CountDownLatch(1);
            ingestor.listen(progress -> {
                if (progress.trouble() != null) {
                    trouble.countDown();
                }
            });
            threads.execute(() -> ingestor.work(Aim.MEANING));
            trouble.await();
            ingestor.stop();
        }
        assertThat(ingestor.progress().trouble())
                .extracting(Trouble::sentence)
                .isEqualTo("There is no model.");
        assertThat(ingestor.halted()).isFalse();
        assertThat(index.documents()).extracting(Document::status).containsOnly(new Status.Words());
    }

    @Test
    void aDocumentThatIsRemovedWhileItIsReadStopsNobody() throws Exception {
        var ingestor =
                ingestor(
                        file -> {
                            if (file.endsWith("gone")) {
                                index.remove(List.of(document("gone").id()));
                            }
                            return text(file);
                        },
                        embedder);
        ingestor.add(files("gone", "stays"), _ -> {});

        workUntil(ingestor, 1, IngestorTest::everyDocumentIsFinal);

        assertThat(ingestor.progress().trouble()).isNull();
        assertThat(index.documents()).hasSize(1);
        assertThat(document("stays").status()).isEqualTo(new Status.Indexed());
    }

    @Test
    void aCopyIsTheSameDocument() throws IOException {
        var ingestor = ingestor(IngestorTest::text, embedder);
        var original = write("original", "the same");
        var copy = write("copy", "the same");
        var told = new ArrayList<Addition>();

        ingestor.add(List.of(original, copy), told::add);

        assertThat(index.documents()).hasSize(1);
        assertThat(told).hasSize(2);
        assertThat(index.documents().getFirst().sources()).containsExactly(original, copy);
    }

    @Test
    void aLabelThatIsNotProposedBecauseTheProgramEndsIsNoTrouble() throws Exception {
        var logged = Collections.synchronizedList(new ArrayList<Level>());
        var log = Logger.getLogger(Ingestor.class.getName());
        var listener =
                new Handler() {
                    @Override
                    public void publish(LogRecord line) {
                        logged.add(line.getLevel());
                    }

                    @Override
                    public void flush() {}

                    @Override
                    public void close() {}
                };
        var started = new AtomicReference<Ingestor>();
        var ingestor =
                ingestor(
                        _ -> embedder,
                        _ -> {
                            started.get().stop();
                            throw new IllegalStateException("the describer is closed");
                        },
                        8);
        started.set(ingestor);
        ingestor.add(files("a"), _ -> {});
        log.addHandler(listener);
        try {
            ingestor.work(Aim.MEANING);
        } finally {
            log.removeHandler(listener);
        }
        assertThat(logged).doesNotContain(Level.WARNING);
    }

    @Test
    void tellsOfEveryDocumentThatIsFoundByMeaning() throws Exception {
        var told = Collections.synchronizedList(new ArrayList<DocumentId>());
        var ingestor =
                new Ingestor(
                        index,
                        extractor(IngestorTest::text),
                        new Chunker(embedder::countTokens, 20),
                        _ -> embedder,
                        id -> {
                            told.add(id);
                            throw new IllegalStateException("labels are no part of being found");
                        },
                        1,
                        () -> 8);
        ingestor.add(files("a", "b"), _ -> {});

        workUntil(ingestor, 2, IngestorTest::everyDocumentIsFinal);

        assertThat(told)
                .containsExactlyInAnyOrderElementsOf(
                        index.documents().stream().map(Document::id).toList());
        assertThat(index.documents())
                .extracting(Document::status)
                .containsOnly(new Status.Indexed());
    }

    @Test
    void everySearchIsAnsweredWhileAnotherModelMakesItsVectors() throws Exception {
        var told = Collections.synchronizedList(new ArrayList<DocumentId>());
        var answered = Collections.synchronizedList(new ArrayList<Integer>());
        var query =
                new Query(
                        "text",
                        Query.Mode.MEANING,
                        10,
                        Query.Filter.NONE,
                        Query.Grouping.BEST_PASSAGE_OF_EACH_DOCUMENT);
        var models = new HashMap<String, Embedder>();
        var search = new Search(index, models::get, new KeyFigures(true));
        models.put(embedder.pack(), embedder);
        models.put(
                "second",
                new HashingEmbedder() {
                    @Override
                    public String pack() {
                        return "second";
                    }

                    @Override
                    public List<float[]> embed(List<String> texts) {
                        answered.add(search.search(query).hits().hits().size());
                        return super.embed(texts);
                    }
                });
        var ingestor = ingestor(pack -> models.get(pack.orElse(embedder.pack())), told::add, 8);
        ingestor.add(files("a", "b", "c"), _ -> {});
        workUntil(ingestor, 2, IngestorTest::everyDocumentIsFinal);
        told.clear();

        index.useGeneration("second", embedder.dimensions());
        assertThat(ingestor.progress().phase()).isEqualTo(Phase.EMBEDDING);
        var again = ingestor(pack -> models.get(pack.orElse("none")), told::add, 1);
        try (var threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
            var isDone = new CountDownLatch(1);
            again.listen(progress -> {
                if (told.size() == 3) {
                    isDone.countDown();
                }
            });
            threads.execute(() -> again.work(Aim.MEANING));
            threads.execute(() -> again.work(Aim.MEANING));
            isDone.await();
            again.stop();
        }

        assertThat(index.generation()).hasValue("second");
        assertThat(answered).hasSizeGreaterThanOrEqualTo(3).containsOnly(3);
        assertThat(search.search(query).hits().hits()).hasSize(3);
        assertThat(index.documents())
                .extracting(Document::status)
                .containsOnly(new Status.Indexed());
    }

    @Test
    void aMissingSecondModelLeavesTheFirstAtWork() throws Exception {
        Function<Optional<String>, Embedder> models =
                pack -> {
                    if (pack.equals(Optional.of("second"))) {
                        throw new AiException("There is no second model.");
                    }
                    return embedder;
                };
        var ingestor = ingestor(models, _ -> {}, 8);
        ingestor.add(files("a"), _ -> {});
        workUntil(ingestor, 1, IngestorTest::everyDocumentIsFinal);
        index.useGeneration("second", embedder.dimensions());
        var second = ingestor(models, _ -> {}, 8);
        try (var threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
            var trouble = new CountDownLatch(1);
            second.listen(progress -> {
                if (progress.trouble() != null) {
                    trouble.countDown();
                }
            });
            threads.execute(() -> second.work(Aim.MEANING));
            trouble.await();
            second.stop();
        }
        assertThat(second.progress().trouble())
                .extracting(Trouble::sentence)
                .isEqualTo("There is no second model.");
        assertThat(index.generation()).hasValue(embedder.pack());
        assertThat(index.coming()).isPresent();
    }

    @Test
    void countsWhatIsDone() throws Exception {
        var progress = Collections.synchronizedList(new ArrayList<Progress>());
        var ingestor = ingestor(IngestorTest::text, embedder);
        ingestor.listen(progress::add);
        ingestor.add(files("a", "b", "c"), _ -> {});

        workUntil(ingestor, 1, IngestorTest::everyDocumentIsFinal);

        assertThat(progress).extracting(Progress::phase).startsWith(Phase.IDLE);
        assertThat(progress)
                .filteredOn(each -> each.phase() == Phase.READING)
                .extracting(each -> each.done() + "/" + each.total())
                .containsSubsequence("0/3", "1/3", "2/3");
        assertThat(progress)
                .filteredOn(each -> each.phase() == Phase.EMBEDDING)
                .extracting(each -> each.done() + "/" + each.total())
                .containsSubsequence("0/3", "1/3", "2/3");
        assertThat(ingestor.progress())
                .isEqualTo(new Progress(Phase.IDLE, 0, 0, false, null, null, null));
    }

    // -- The stage

    private Ingestor ingestor(Function<Path, Extraction> reader, Embedder with) {
        return new Ingestor(
                index,
                extractor(reader),
                new Chunker(with::countTokens, 20),
                _ -> with,
                _ -> {},
                1,
                () -> 8);
    }

    private Ingestor ingestor(TextExtractor extractor) {
        return new Ingestor(
                index,
                extractor,
                new Chunker(embedder::countTokens, 20),
                _ -> embedder,
                _ -> {},
                1,
                () -> 8);
    }

    private Ingestor ingestor(
            Function<Optional<String>, Embedder> models, Consumer<DocumentId> told, int streams) {
        return new Ingestor(
                index,
                extractor(IngestorTest::text),
                new Chunker(embedder::countTokens, 20),
                models,
                told,
                1,
                () -> streams);
    }

    private static TextExtractor extractor(Function<Path, Extraction> reader) {
        return new TextExtractor() {
            @Override
            public Extraction extract(Path file) {
                return reader.apply(file);
            }

            @Override
            public void close() {}
        };
    }

    private Extraction textSeen(Path file) {
        seen.add(file.getFileName().toString());
        return text(file);
    }

    private static Extraction text(Path file) {
        return pages(file, 1);
    }

    private static Extraction pages(Path file, int sentences) {
        var text = new StringBuilder();
        for (int i = 0; i < sentences; i++) {
            text.append(
                    "Sentence %d of %s has about ten words in it. "
                            .formatted(i, file.getFileName()));
        }
        return new Extraction.Text(
                "txt", null, "en", List.of(new Page(1, text.toString().strip(), List.of())));
    }

    private List<Path> files(String... names) throws IOException {
        var files = new ArrayList<Path>();
        for (var name : names) {
            files.add(write(name, "bytes of " + name));
        }
        return files;
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static String name(Document document) {
        return document.path().getFileName().toString();
    }

    private static String state(Document document) {
        return document.status().getClass().getSimpleName();
    }

    private Document document(String name) {
        return index.documents().stream()
                .filter(document -> name(document).equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void workUntil(Ingestor ingestor, int threads, Predicate<LocalIndex> done)
            throws InterruptedException {
        workUntil(ingestor, Aim.MEANING, threads, done);
    }

    private void workUntil(Ingestor ingestor, Aim aim, int threads, Predicate<LocalIndex> done)
            throws InterruptedException {
        var finished = new CountDownLatch(1);
        try (var workers = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
            for (int i = 0; i < threads; i++) {
                workers.execute(() -> ingestor.work(aim));
            }
            ingestor.listen(_ -> {
                if (done.test(index)) {
                    finished.countDown();
                }
            });
            finished.await();
            ingestor.stop();
        }
    }

    private static boolean everyDocumentIsFinal(LocalIndex index) {
        return index.documents().stream().allMatch(document -> document.status().isFinal());
    }

    private static boolean everyDocumentHasWords(LocalIndex index) {
        return index.documents().stream()
                .allMatch(document -> document.status() instanceof Status.Words);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts", e);
        }
    }
}
