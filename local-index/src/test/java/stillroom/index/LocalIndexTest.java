package stillroom.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stillroom.index.IndexException.Reason;
import stillroom.index.LocalIndex.Addition;
import stillroom.index.query.Query;
import stillroom.index.query.Query.Mode;
import stillroom.index.text.Extraction;
import stillroom.index.text.Page;
import stillroom.index.text.Passage;
import stillroom.index.text.Problem;

class LocalIndexTest {

    @TempDir Path root;

    private static Document document(Library library, DocumentId id) {
        return library.index.document(id).orElseThrow();
    }

    // -- Adding

    @Test
    void addsADocumentThatWaitsToBeRead() {
        try (var library = new Library(root)) {
            Path file = library.file("Letter.TXT", "Dear sir");

            Addition addition = library.index.add(List.of(file)).getFirst();

            Document document = library.index.documents().getFirst();
            assertThat(addition).isEqualTo(new Addition.Waiting(file, document));
            assertThat(document.sources()).containsExactly(file);
            assertThat(document.title()).isEqualTo("Letter.TXT");
            assertThat(document.type()).isEqualTo("txt");
            assertThat(document.bytes()).isEqualTo(8);
            assertThat(document.pages()).isZero();
            assertThat(document.status()).isEqualTo(new Status.Waiting());
        }
    }

    @Test
    void namesADocumentByTheSha256OfItsBytes() {
        try (var library = new Library(root)) {
            assertThat(library.add(library.file("abc.txt", "abc")).sha256())
                    .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        }
    }

    @Test
    void givesEqualBytesOneDocumentWithTwoSources() {
        try (var library = new Library(root)) {
            Path one = library.file("one.txt", "same");
            Path two = library.file("two.txt", "same");

            List<Addition> additions = library.index.add(List.of(one, two));

            assertThat(additions.get(0)).isInstanceOf(Addition.Waiting.class);
            assertThat(additions.get(1)).isInstanceOf(Addition.Known.class);
            assertThat(library.index.documents()).hasSize(1);
            assertThat(library.index.documents().getFirst().sources()).containsExactly(one, two);
        }
    }

    @Test
    void doesNotReadAFileAgainThatHasNotChanged() throws IOException {
        try (var library = new Library(root)) {
            Path file = library.file("a.txt", "first");
            DocumentId id = library.words("a.txt", "first");
            FileTime modified = Files.getLastModifiedTime(file);

            // Other bytes under the same size and time can only be missed by not looking at them.
            Files.writeString(file, "other");
            Files.setLastModifiedTime(file, modified);

            assertThat(library.index.add(List.of(file)).getFirst())
                    .isEqualTo(new Addition.Known(file, document(library, id)));
        }
    }

    @Test
    void movesASourceToItsNewBytesWithWhatWasSaidByHand() {
        try (var library = new Library(root)) {
            library.index.putLabel(new Label("kept", "kept"));
            library.index.putLabel(new Label("off", "off"));
            library.index.putLabel(new Label("guess", "guess"));
            DocumentId old = library.words("a.txt", "The first version.");
            library.index.setLabel(old, "kept");
            library.index.unsetLabel(old, "off");
            library.index.proposeLabels(old, List.of(proposal("guess", 0.7)));

            DocumentId id = library.words("a.txt", "The second version, longer.");

            assertThat(library.index.documents()).extracting(Document::id).containsExactly(id);
            assertThat(document(library, id).labels())
                    .containsExactly(new DocumentLabel("kept", DocumentLabel.Origin.SET, 1));
            assertThat(library.find("first", Mode.WORDS)).isEmpty();
            assertThat(library.find("second", Mode.WORDS)).containsExactly(id);
            library.index.proposeLabels(id, List.of(proposal("off", 0.9)));
            assertThat(document(library, id).labels()).hasSize(1);
        }
    }

    @Test
    void keepsADocumentWhoseOtherSourceHasNotChanged() {
        try (var library = new Library(root)) {
            Path one = library.file("one.txt", "same");
            Path two = library.file("two.txt", "same");
            library.index.add(List.of(one, two));
            DocumentId old = library.index.documents().getFirst().id();

            library.add(library.file("one.txt", "changed"));

            assertThat(library.index.documents()).hasSize(2);
            assertThat(document(library, old).sources()).containsExactly(two);
        }
    }

    @Test
    void refusesWhatIsNoFileAndAddsTheRest() throws IOException {
        try (var library = new Library(root)) {
            Path file = library.file("a.txt", "text");
            Path folder = Files.createDirectory(library.files.resolve("folder"));
            Path missing = library.files.resolve("missing.txt");

            List<Addition> additions = library.index.add(List.of(folder, file, missing));

            assertThat(additions.get(0))
                    .isEqualTo(
                            new Addition.Refused(
                                    folder, Problem.UNREADABLE, "not an ordinary file"));
            assertThat(additions.get(1)).isInstanceOf(Addition.Waiting.class);
            assertThat(additions.get(2))
                    .isEqualTo(
                            new Addition.Refused(
                                    missing, Problem.UNREADABLE, "there is no such file"));
        }
    }

    @Test
    void keepsOddNames() {
        List<String> names =
                List.of("two\nlines.txt", "🦔 hedgehog.txt", " spaces .txt", "a'b\"c?.txt");
        try (var library = new Library(root)) {
            names.forEach(name -> library.add(library.file(name, name)));
        }
        try (var library = new Library(root)) {
            assertThat(library.index.documents()).extracting(Document::title).isEqualTo(names);
            assertThat(library.index.find(library.files.resolve("two\nlines.txt").toString()))
                    .hasSize(1);
        }
    }

    @Test
    void opensALibraryWhoseNameTheDatabaseMightMistake() {
        Path folder = root.resolve("what? 100% & more #1");
        LocalIndex.open(folder).close();

        assertThat(folder.resolve("catalogue.db")).exists();
    }

    @Test
    void letsADocumentThatFailedWaitAgain() {
        try (var library = new Library(root)) {
            Path file = library.file("a.pdf", "no pdf");
            DocumentId id = library.add(file);
            library.index.fail(id, "pdf", Problem.DAMAGED, "no trailer");
            assertThat(document(library, id).status())
                    .isEqualTo(new Status.Failed(Problem.DAMAGED, "no trailer"));
            assertThat(library.index.nextToRead(10)).isEmpty();

            assertThat(library.index.add(List.of(file)).getFirst())
                    .isInstanceOf(Addition.Waiting.class);
            assertThat(library.index.nextToRead(10)).extracting(Document::id).containsExactly(id);
        }
    }

    // -- The queue

    @Test
    void readsWhatCameLastFirstAndWhatCameTogetherInOrder() {
        try (var library = new Library(root)) {
            Instant first = Instant.parse("2026-01-01T10:00:00Z");
            library.index.add(List.of(library.file("old.txt", "old")), first);
            library.index.add(
                    List.of(library.file("new1.txt", "new1"), library.file("new2.txt", "new2")),
                    first.plusMillis(1));

            assertThat(library.index.nextToRead(10))
                    .extracting(Document::title)
                    .containsExactly("new1.txt", "new2.txt", "old.txt");
            assertThat(library.index.nextToRead(1)).hasSize(1);
        }
    }

    @Test
    void countsAttemptsUntilADocumentComesForward() {
        DocumentId id;
        try (var library = new Library(root)) {
            id = library.add(library.file("a.txt", "text"));
            assertThat(library.index.beginAttempt(id)).isEqualTo(1);
            assertThat(library.index.beginAttempt(id)).isEqualTo(2);
            library.index.withdrawAttempt(id);
        }
        try (var library = new Library(root)) {
            assertThat(library.index.beginAttempt(id)).isEqualTo(2);
            library.putText(id, null, "text");
            assertThat(library.index.beginAttempt(id)).isEqualTo(1);
        }
    }

    @Test
    void leadsADocumentThroughItsLife() {
        try (var library = new Library(root)) {
            DocumentId id = library.add(library.file("a.txt", "text"));
            library.putText(id, "A title", "The text of it.", "And a second page.");

            assertThat(document(library, id).status()).isEqualTo(new Status.Words());
            assertThat(document(library, id).title()).isEqualTo("A title");
            assertThat(document(library, id).pages()).isEqualTo(2);
            assertThat(library.index.nextToRead(10)).isEmpty();
            assertThat(library.index.nextToEmbed(10)).extracting(Document::id).containsExactly(id);
            assertThat(library.index.vectors(id)).isEmpty();

            library.index.useGeneration(Library.PACK, Library.DIMENSIONS);
            List<float[]> vectors = List.of(Library.vector("one"), Library.vector("two"));
            library.index.putVectors(id, Library.PACK, vectors);

            assertThat(document(library, id).status()).isEqualTo(new Status.Indexed());
            assertThat(library.index.nextToEmbed(10)).isEmpty();
            assertThat(library.index.vectors(id)).hasSize(2);
            assertThat(library.index.vectors(id).get(0)).containsExactly(vectors.get(0));
            assertThat(library.index.vectors(id).get(1)).containsExactly(vectors.get(1));
        }
    }

    @Test
    void takesVectorsOnlyOfTheGenerationInUseAndOneForEachPassage() {
        try (var library = new Library(root)) {
            DocumentId id = library.words("a.txt", "text");
            List<float[]> one = List.of(Library.vector("text"));
            assertThat(library.index.putVectors(id, Library.PACK, one)).isFalse();
            library.index.useGeneration(Library.PACK, Library.DIMENSIONS);
            assertThat(library.index.putVectors(id, "another", one)).isFalse();
            assertThatThrownBy(() -> library.index.putVectors(id, Library.PACK, List.of()))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() ->
                            library.index.putVectors(id, Library.PACK, List.of(new float[] {1})))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(document(library, id).status()).isEqualTo(new Status.Words());
        }
    }

    @Test
    void searchesTheOldVectorsUntilAllOfTheNewAreThere() {
        try (var library = new Library(root)) {
            DocumentId one = library.indexed("a.txt", "listen");
            DocumentId two = library.indexed("b.txt", "stone");
            var old = List.of(Library.vector("listen"));
            var renewed = List.of(Library.vector("new"));

            library.index.useGeneration("other", Library.DIMENSIONS);

            assertThat(library.index.generation()).hasValue(Library.PACK);
            assertThat(library.index.coming()).hasValue(new LocalIndex.Coming("other", 0, 2));
            assertThat(library.index.nextToRenew(10)).extracting(Document::id).contains(one, two);
            library.index.putVectors(one, "other", renewed);
            assertThat(library.index.coming()).hasValue(new LocalIndex.Coming("other", 1, 2));
            assertThat(library.index.nextToRenew(10)).extracting(Document::id).containsOnly(two);
            assertThat(library.index.vectors(one).getFirst()).containsExactly(old.getFirst());
            assertThat(library.find("silent", Mode.MEANING)).containsExactly(one, two);

            library.index.putVectors(two, "other", renewed);

            assertThat(library.index.generation()).hasValue("other");
            assertThat(library.index.coming()).isEmpty();
            assertThat(library.index.vectors(one).getFirst()).containsExactly(renewed.getFirst());
            assertThat(library.find("new", Mode.MEANING)).containsExactlyInAnyOrder(one, two);
            assertThat(library.folder.resolve("vectors-letters")).doesNotExist();
            assertThat(library.index.putVectors(one, Library.PACK, old)).isFalse();
        }
    }

    @Test
    void aDocumentThatComesDuringTheChangeIsFoundByTheOldVectorsFirst() {
        try (var library = new Library(root)) {
            DocumentId one = library.indexed("a.txt", "listen");
            library.index.useGeneration("other", Library.DIMENSIONS);
            DocumentId two = library.words("b.txt", "stone");
            library.index.putVectors(two, Library.PACK, List.of(Library.vector("stone")));

            assertThat(library.find("notes", Mode.MEANING)).contains(two);
            library.index.putVectors(one, "other", List.of(Library.vector("listen")));
            assertThat(library.index.generation()).hasValue(Library.PACK);
            library.index.putVectors(two, "other", List.of(Library.vector("stone")));
            assertThat(library.index.generation()).hasValue("other");
        }
    }

    @Test
    void changesAtOnceWhereNothingIsFoundByMeaning() {
        try (var library = new Library(root)) {
            library.words("a.txt", "listen");
            library.index.useGeneration(Library.PACK, Library.DIMENSIONS);
            library.index.useGeneration("other", Library.DIMENSIONS);
            assertThat(library.index.generation()).hasValue("other");
            assertThat(library.index.coming()).isEmpty();
        }
    }

    @Test
    void theLastDocumentThatWasWaitedForMayBeRemoved() {
        try (var library = new Library(root)) {
            DocumentId one = library.indexed("a.txt", "listen");
            DocumentId two = library.indexed("b.txt", "stone");
            library.index.useGeneration("other", Library.DIMENSIONS);
            library.index.putVectors(one, "other", List.of(Library.vector("listen")));
            library.index.remove(List.of(two));
            assertThat(library.index.generation()).hasValue("other");
        }
    }

    @Test
    void namingTheSearchedGenerationGivesUpTheComingOne() {
        try (var library = new Library(root)) {
            DocumentId id = library.indexed("a.txt", "listen");
            library.index.useGeneration("other", Library.DIMENSIONS);
            library.index.useGeneration("third", 3);
            assertThat(library.index.coming()).hasValue(new LocalIndex.Coming("third", 0, 1));
            library.index.useGeneration(Library.PACK, Library.DIMENSIONS);

            assertThat(library.index.coming()).isEmpty();
            assertThat(library.index.nextToRenew(10)).isEmpty();
            assertThat(document(library, id).status()).isEqualTo(new Status.Indexed());
            assertThat(library.folder.resolve("vectors-other")).doesNotExist();
            assertThat(library.folder.resolve("vectors-third")).doesNotExist();
        }
    }

    @Test
    void goesOnWithTheChangeAfterARestart() throws IOException {
        try (var library = new Library(root)) {
            DocumentId one = library.indexed("a.txt", "listen");
            library.indexed("b.txt", "stone");
            library.index.useGeneration("other", Library.DIMENSIONS);
            library.index.putVectors(one, "other", List.of(Library.vector("listen")));
        }
        try (var library = new Library(root)) {
            assertThat(library.index.coming()).hasValue(new LocalIndex.Coming("other", 1, 2));
        }
        // As after a crash, before Lucene had written the new vectors.
        LuceneFolder.delete(root.resolve("library").resolve("vectors-other"));
        Files.createDirectories(root.resolve("library").resolve("vectors-older"));
        try (var library = new Library(root)) {
            assertThat(library.index.coming()).hasValue(new LocalIndex.Coming("other", 0, 2));
            assertThat(library.find("silent", Mode.MEANING)).hasSize(2);
            assertThat(library.folder.resolve("vectors-older")).doesNotExist();
        }
    }

    @Test
    void aDocumentOnWhichTheNewModelFailedHoldsNothingUp() {
        try (var library = new Library(root)) {
            DocumentId one = library.indexed("a.txt", "listen");
            DocumentId two = library.indexed("b.txt", "stone");
            library.index.useGeneration("other", Library.DIMENSIONS);
            library.index.putVectors(one, "other", List.of(Library.vector("listen")));
            library.index.skipRenewal(two);

            assertThat(library.index.generation()).hasValue("other");
            assertThat(document(library, one).status()).isEqualTo(new Status.Indexed());
            assertThat(document(library, two).status()).isEqualTo(new Status.Words());
        }
    }

    @Test
    void givesBackTextAndPassagesAsTheyWerePut() {
        var pages =
                List.of(
                        new Page(
                                1,
                                "Heading\n\n" + "Ein längerer Text 🦔. ".repeat(300),
                                List.of(new Page.Heading(0, 7, 1))),
                        new Page(2, "", List.of()),
                        new Page(3, "short", List.of()));
        var passages =
                List.of(
                        new Passage(0, 1, 0, 100, "Heading", pages.get(0).text().substring(0, 100)),
                        new Passage(1, 3, 1, 4, "Heading", "hor"));
        DocumentId id;
        try (var library = new Library(root)) {
            id = library.add(library.file("a.txt", "a"));
            library.index.putText(id, new Extraction.Text("pdf", "T", "de", pages), passages);
        }
        try (var library = new Library(root)) {
            assertThat(library.index.pages(id)).isEqualTo(pages);
            assertThat(library.index.passages(id)).isEqualTo(passages);
            assertThat(document(library, id).type()).isEqualTo("pdf");
        }
    }

    @Test
    void hasPassagesEmbeddedUnderTheTitleOrTheFirstLine() {
        try (var library = new Library(root)) {
            DocumentId titled = library.add(library.file("a.txt", "a"));
            library.putText(titled, "Minutes", "Page one.", "Page two.");
            DocumentId untitled = library.words("b.txt", "Costs\n\nThey rose.", "They fell.");
            DocumentId plain = library.words("c.txt", "They rose.", "They fell.");

            assertThat(library.index.textsToEmbed(titled))
                    .containsExactly("Minutes\nPage one.", "Minutes\nPage two.");
            assertThat(library.index.textsToEmbed(untitled))
                    .containsExactly("Costs\n\nThey rose.", "Costs\nThey fell.");
            assertThat(library.index.textsToEmbed(plain))
                    .containsExactly("They rose.", "They fell.");
        }
    }

    // -- Listening

    @Test
    void tellsAListenerWhatThereIsAndThenEveryChangeInOrder() {
        try (var library = new Library(root)) {
            DocumentId first = library.words("a.txt", "first");
            var heard = new ArrayList<String>();
            library.index.listen(change ->
                    heard.add(
                            switch (change) {
                                case Change.Put(Document document) ->
                                        document.title() + " " + document.status();
                                case Change.Removed(DocumentId id) -> "removed " + id.equals(first);
                                case Change.Labels() -> "labels";
                                case Change.Generation() -> "generation";
                            }));
            library.indexed("b.txt", "second");
            library.index.putLabel(new Label("L", "L"));
            library.index.remove(List.of(first));

            assertThat(heard)
                    .containsExactly(
                            "a.txt Words[]",
                            "b.txt Waiting[]",
                            "b.txt Words[]",
                            "generation",
                            "b.txt Indexed[]",
                            "labels",
                            "removed true");
        }
    }

    @Test
    void staysWholeWhileManyThreadsAddAndSearch() throws Exception {
        try (var library = new Library(root);
                var threads = Executors.newFixedThreadPool(8)) {
            library.index.useGeneration(Library.PACK, Library.DIMENSIONS);
            Map<DocumentId, Status> heard = new LinkedHashMap<>();
            library.index.listen(change -> {
                if (change instanceof Change.Put(Document document)) {
                    heard.put(document.id(), document.status());
                }
            });
            List<Callable<DocumentId>> work = new ArrayList<>();
            for (int i = 0; i < 80; i++) {
                String text = "common word number" + i;
                work.add(() -> library.indexed(text + ".txt", text));
                work.add(() -> {
                    for (Mode mode : Mode.values()) {
                        assertThat(library.find("common", mode)).doesNotHaveDuplicates();
                    }
                    return new DocumentId("0".repeat(64));
                });
            }
            for (Future<DocumentId> done : threads.invokeAll(work)) {
                done.get();
            }

            assertThat(library.index.documents()).hasSize(80);
            assertThat(heard).hasSize(80);
            assertThat(heard.values()).containsOnly(new Status.Indexed());
            assertThat(
                            library.index
                                    .search(
                                            new Query(
                                                    "common",
                                                    Mode.BOTH,
                                                    1000,
                                                    Query.Filter.NONE,
                                                    Query.Grouping.EVERY_PASSAGE),
                                            Library.asked("common"))
                                    .hits())
                    .hasSize(80);
        }
    }

    @Test
    void keepsTextsTogetherAndPassesOverWhatIsGone() {
        try (var library = new Library(root)) {
            DocumentId one = library.add(library.file("one.txt", "first"));
            DocumentId gone = library.add(library.file("gone.txt", "second"));
            DocumentId other = library.add(library.file("other.txt", "third"));
            library.index.remove(List.of(gone));

            library.index.putTexts(
                    List.of(
                            read(one, "the plum jam"),
                            read(gone, "the quince jelly"),
                            read(other, "the pear butter")));

            assertThat(library.find("plum", Mode.WORDS)).containsExactly(one);
            assertThat(library.find("pear", Mode.WORDS)).containsExactly(other);
            assertThat(library.find("quince", Mode.WORDS)).isEmpty();
            assertThat(library.index.documents())
                    .extracting(Document::id)
                    .containsExactly(one, other);
            assertThat(library.index.check()).isEqualTo(LocalIndex.Check.NOTHING);
        }
    }

    @Test
    void keepsNoWordsOfWhatIsRemovedWhileTheyAreMadeReady() {
        try (var library = new Library(root)) {
            DocumentId id = library.add(library.file("gone.txt", "second"));
            LocalIndex.ReadText read = read(id, "the quince jelly");
            List<Passage> removing =
                    new AbstractList<>() {
                        @Override
                        public Passage get(int index) {
                            library.index.remove(List.of(id));
                            return read.passages().get(index);
                        }

                        @Override
                        public int size() {
                            return read.passages().size();
                        }
                    };

            library.index.putTexts(List.of(new LocalIndex.ReadText(id, read.text(), removing)));

            assertThat(library.index.check()).isEqualTo(LocalIndex.Check.NOTHING); // no strays
        }
    }

    private static LocalIndex.ReadText read(DocumentId id, String text) {
        return new LocalIndex.ReadText(
                id,
                new Extraction.Text("txt", null, "en", List.of(new Page(1, text, List.of()))),
                List.of(new Passage(0, 1, 0, text.length(), "", text)));
    }

    @Test
    void staysInStepWhileTextsComeAndGoAndItIsChecked() throws Exception {
        Set<DocumentId> removed = ConcurrentHashMap.newKeySet();
        try (var library = new Library(root);
                var threads = Executors.newFixedThreadPool(4)) {
            List<DocumentId> ids = new ArrayList<>();
            for (int i = 0; i < 240; i++) {
                ids.add(library.add(library.file(i + ".txt", "number " + i)));
            }
            List<Callable<LocalIndex.Check>> work = new ArrayList<>();
            for (int i = 0; i < ids.size(); i += 4) {
                List<DocumentId> some = ids.subList(i, i + 4);
                work.add(() -> {
                    library.index.putTexts(
                            some.stream().map(id -> read(id, "word w" + id.sha256())).toList());
                    return LocalIndex.Check.NOTHING;
                });
                work.add(() -> {
                    library.index.remove(some.subList(0, 1));
                    removed.addAll(some.subList(0, 1));
                    return LocalIndex.Check.NOTHING;
                });
                work.add(library.index::check);
            }
            Collections.shuffle(work, new Random(7));
            for (Future<LocalIndex.Check> done : threads.invokeAll(work)) {
                assertThat(done.get().words()).isZero();
            }

            assertThat(removed).hasSize(60);
            for (DocumentId id : ids) {
                assertThat(library.find("w" + id.sha256(), Mode.WORDS))
                        .isEqualTo(removed.contains(id) ? List.of() : List.of(id));
            }
            assertThat(library.index.check()).isEqualTo(LocalIndex.Check.NOTHING);
        }
        try (var library = new Library(root)) {
            assertThat(library.index.documents()).hasSize(180);
            assertThat(library.index.check()).isEqualTo(LocalIndex.Check.NOTHING);
        }
    }

    // -- Finding and forgetting

    @Test
    void findsADocumentByTheBeginningOfItsIdOrByAPath() {
        try (var library = new Library(root)) {
            Path file = library.file("abc.txt", "abc");
            DocumentId id = library.add(file);
            library.add(library.file("other.txt", "other"));

            assertThat(library.index.find("ba7816")).extracting(Document::id).containsExactly(id);
            assertThat(library.index.find("BA7816BF8F")).hasSize(1);
            assertThat(library.index.find("ba781")).isEmpty();
            assertThat(library.index.find(id.sha256())).hasSize(1);
            assertThat(library.index.find(file.getParent() + "/./abc.txt")).hasSize(1);
            assertThat(library.index.find("\0")).isEmpty();
        }
    }

    @Test
    void forgetsEveryTraceOfADocument() throws IOException {
        try (var library = new Library(root)) {
            library.index.putLabel(new Label("L", "L"));
            DocumentId kept = library.indexed("kept.txt", "keepsake");
            DocumentId id = library.indexed("a.txt", "zyzzyvaq");
            library.putText(id, "qwyjibo", "zyzzyvaq");
            library.index.putSummary(
                    id,
                    new Summary(
                            "brief",
                            "extracted",
                            "m",
                            "extract-1",
                            Instant.EPOCH,
                            List.of(new Summary.Sentence("vlorpish", 1, 0, 8, "zyzzyvaq"))));
            library.index.setLabel(id, "L");
            library.index.close();
            assertThat(filesWith(library.folder, "zyzzyvaq")).isNotEmpty();

            try (var again = LocalIndex.open(library.folder)) {
                again.remove(List.of(id));

                assertThat(again.documents()).extracting(Document::id).containsExactly(kept);
                assertThat(again.document(id)).isEmpty();
                assertThat(again.search(Library.query("zyzzyvaq", Mode.WORDS), null).hits())
                        .isEmpty();
            }
            for (String word : List.of("zyzzyvaq", "qwyjibo", "vlorpish", id.sha256())) {
                assertThat(filesWith(library.folder, word)).as(word).isEmpty();
            }
            assertThat(filesWith(library.folder, "keepsake")).isNotEmpty();
        }
    }

    private static List<Path> filesWith(Path folder, String word) throws IOException {
        var found = new ArrayList<Path>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                if (bytes.contains(word)) {
                    found.add(file);
                }
            }
        }
        return found;
    }

    @Test
    void takesNoOffenceAtForgettingTwice() {
        try (var library = new Library(root)) {
            DocumentId id = library.words("a.txt", "text");
            library.index.remove(List.of(id, id));
            library.index.remove(List.of(id));

            assertThat(library.index.documents()).isEmpty();
            assertThat(library.add(library.file("a.txt", "text"))).isNotNull();
        }
    }

    // -- Summaries, labels, settings

    @Test
    void keepsASummaryOfEachLength() {
        var brief =
                new Summary(
                        "brief",
                        "extracted",
                        "bge int8",
                        "extract-2 words=75",
                        Instant.ofEpochMilli(1_700_000_000_123L),
                        List.of(
                                new Summary.Sentence("It rose.", 1, 3, 9, "It rose"),
                                new Summary.Sentence("It fell.", 2, 0, 7, "It fell", "Prices")));
        DocumentId id;
        try (var library = new Library(root)) {
            id = library.words("a.txt", "text");
            library.index.putSummary(
                    id, new Summary("brief", "extracted", "old", "", Instant.EPOCH, List.of()));
            library.index.putSummary(id, brief);
        }
        try (var library = new Library(root)) {
            assertThat(library.index.summary(id, "brief")).hasValue(brief);
            assertThat(library.index.summary(id, "detailed")).isEmpty();
        }
    }

    @Test
    void neverProposesWhatWasTakenOffNorOverwritesWhatWasSet() {
        try (var library = new Library(root)) {
            for (String name : List.of("bill", "letter", "report", "spam")) {
                library.index.putLabel(new Label(name, name));
            }
            DocumentId id = library.words("a.txt", "text");
            library.index.proposeLabels(
                    id,
                    List.of(
                            proposal("bill", 0.9),
                            proposal("letter", 0.4),
                            proposal("unheard of", 0.8)));
            assertThat(document(library, id).labels())
                    .containsExactly(
                            new DocumentLabel("bill", DocumentLabel.Origin.PROPOSED, 0.9),
                            new DocumentLabel("letter", DocumentLabel.Origin.PROPOSED, 0.4));

            library.index.unsetLabel(id, "bill");
            library.index.setLabel(id, "report");
            library.index.proposeLabels(
                    id,
                    List.of(proposal("bill", 0.9), proposal("report", 0.2), proposal("spam", 0.6)));

            assertThat(document(library, id).labels())
                    .containsExactly(
                            new DocumentLabel("report", DocumentLabel.Origin.SET, 1),
                            new DocumentLabel("spam", DocumentLabel.Origin.PROPOSED, 0.6));
            library.index.setLabel(id, "bill");
            assertThat(document(library, id).labels())
                    .extracting(DocumentLabel::name)
                    .containsExactly("bill", "report", "spam");
        }
    }

    private static Proposal proposal(String label, double confidence) {
        return new Proposal(label, confidence, "", null, "pack int8", "", Instant.EPOCH);
    }

    @Test
    void keepsWhyALabelIsProposedUntilTheDocumentItIsLikeGoes() {
        DocumentId id;
        DocumentId like;
        var made = Instant.ofEpochMilli(1_700_000_000_123L);
        try (var library = new Library(root)) {
            library.index.putLabel(new Label("bill", "bill"));
            id = library.words("a.txt", "text");
            like = library.words("b.txt", "another");
            library.index.proposeLabels(
                    id, List.of(new Proposal("bill", 0.9, "pay", like, "pack int8", "s", made)));
        }
        try (var library = new Library(root)) {
            assertThat(library.index.proposals(id))
                    .containsExactly(
                            new Proposal("bill", 0.9, "pay", like, "pack int8", "s", made));
            library.index.remove(List.of(like));
            assertThat(library.index.proposals(id))
                    .containsExactly(
                            new Proposal("bill", 0.9, "pay", null, "pack int8", "s", made));
        }
    }

    @Test
    void countsWhatBecameOfProposals() {
        try (var library = new Library(root)) {
            library.index.putLabel(new Label("bill", "bill"));
            List<DocumentId> ids =
                    List.of(
                            library.words("a.txt", "a"),
                            library.words("b.txt", "b"),
                            library.words("c.txt", "c"),
                            library.words("d.txt", "d"));
            for (DocumentId id : ids.subList(0, 3)) {
                library.index.proposeLabels(id, List.of(proposal("bill", 0.9)));
            }
            library.index.setLabel(ids.get(0), "bill");
            library.index.unsetLabel(ids.get(1), "bill");
            library.index.setLabel(ids.get(3), "bill");

            LabelHistory bill = library.index.labelHistories().get("bill");
            assertThat(bill).isEqualTo(new LabelHistory(2, 1, 1, 1, 1));
            assertThat(bill.corrections()).isEqualTo(2);
        }
    }

    @Test
    void keepsWhatWasLearnedUntilAnExampleOfItGoes() {
        try (var library = new Library(root)) {
            DocumentId taught = library.words("a.txt", "a");
            DocumentId other = library.words("b.txt", "b");
            library.index.teach(
                    List.of(new Example("bill", "aa", Library.PACK, Library.vector("pay"))));
            var bytes = new byte[] {1, 2, 3};
            long lessons = library.index.lessons();
            var head = new LearnedHead("p", bytes, Set.of(taught), Set.of("aa"), true);

            library.index.putHead(head, lessons - 1);
            assertThat(library.index.head()).isEmpty();
            library.index.putHead(head, lessons);
            LearnedHead kept = library.index.head().orElseThrow();
            assertThat(kept.bytes()).isEqualTo(bytes);
            assertThat(kept.documents()).containsExactly(taught);
            assertThat(kept.texts()).containsExactly("aa");
            assertThat(kept.isCurrent()).isTrue();

            library.index.setLabel(other, "bill");
            assertThat(library.index.head().orElseThrow().isCurrent()).isFalse();
            library.index.remove(List.of(other));
            assertThat(library.index.head()).isPresent();
            library.index.remove(List.of(taught));
            assertThat(library.index.head()).isEmpty();

            library.index.putHead(
                    new LearnedHead("p", bytes, Set.of(), Set.of("aa"), true),
                    library.index.lessons());
            assertThat(library.index.head()).isPresent();
            library.index.removeLabel("bill");
            assertThat(library.index.head()).isEmpty();
        }
    }

    @Test
    void marksWhatIsSensitiveUntilTheTextIsReadAgain() {
        var marks = List.of(new SensitiveMark("iban", 2, 1), new SensitiveMark("phone", 1, 3));
        DocumentId id;
        try (var library = new Library(root)) {
            id = library.words("a.txt", "text");
            assertThat(library.index.unexamined(1)).containsExactly(id);
            library.index.putSensitive(id, 1, marks);
            assertThat(library.index.unexamined(1)).isEmpty();
            assertThat(library.index.unexamined(2)).containsExactly(id);
        }
        try (var library = new Library(root)) {
            assertThat(document(library, id).sensitive()).isEqualTo(marks);
            library.index.putSensitive(id, 1, List.of());
            assertThat(document(library, id).sensitive()).isEmpty();
        }
    }

    @Test
    void keepsWhatLabelsAreLearnedFromUntilTheLabelOrDocumentGoes() {
        DocumentId id;
        try (var library = new Library(root)) {
            library.index.teach(
                    List.of(
                            new Example("bill", "aa", Library.PACK, Library.vector("pay")),
                            new Example("bill", "aa", Library.PACK, Library.vector("owe")),
                            new Example("note", "aa", Library.PACK, Library.vector("pay"))));
            assertThat(library.index.labels())
                    .containsExactly(new Label("bill", "bill"), new Label("note", "note"));
            id = library.indexed("a.txt", "text");
            long before = library.index.lessons();
            library.index.setLabel(id, "bill");
            library.index.unsetLabel(id, "note");
            assertThat(library.index.lessons()).isGreaterThan(before);
        }
        try (var library = new Library(root)) {
            assertThat(library.index.examples())
                    .extracting(Example::label)
                    .containsExactly("bill", "note");
            assertThat(library.index.examples().getFirst().vector())
                    .containsExactly(Library.vector("owe"));
            assertThat(library.index.labelsByHand())
                    .containsExactly(Map.entry(id, new ByHand(Set.of("bill"), Set.of("note"))));

            library.index.removeLabel("note");
            assertThat(library.index.examples()).extracting(Example::label).containsExactly("bill");
            long before = library.index.lessons();
            library.index.remove(List.of(id));
            assertThat(library.index.lessons()).isGreaterThan(before);
            assertThat(library.index.labelsByHand()).isEmpty();
        }
    }

    @Test
    void bringsALibraryWithoutExamplesForward() {
        Path catalogue;
        try (var library = new Library(root)) {
            catalogue = library.folder.resolve("catalogue.db");
            library.index.putLabel(new Label("bill", "an invoice"));
            library.index.setLabel(library.words("a.txt", "text"), "bill");
        }
        // What version 1 was: the same without what came later.
        try (var file = CatalogueFile.open(catalogue, versions(9))) {
            for (String how : List.of("insert", "change", "delete")) {
                file.run("DROP TRIGGER out_of_step_by_" + how);
            }
            file.run("DROP TABLE in_step");
            for (String table : List.of("citation", "source", "sentence")) {
                file.run("DROP TABLE exchange_" + table);
            }
            file.run("DROP TABLE exchange");
            file.run("DROP TABLE thread");
            file.run("ALTER TABLE document DROP COLUMN opened");
            file.run("DROP TABLE watched");
            file.run("DROP TABLE dismissed");
            file.run("DROP INDEX source_file_key");
            file.run("ALTER TABLE source DROP COLUMN file_key");
            file.run("ALTER TABLE summary DROP COLUMN settings");
            file.run("ALTER TABLE summary_sentence DROP COLUMN heading");
            file.run("DROP TABLE head");
            file.run("DROP TABLE head_document");
            file.run("DROP TRIGGER head_without_label");
            file.run("DROP TRIGGER head_without_text");
            file.run("DROP TABLE head_text");
            file.run("DROP TABLE sensitive");
            file.run("ALTER TABLE document DROP COLUMN examined");
            file.run("DROP INDEX document_label_alike");
            for (String column :
                    List.of("because", "alike", "model", "settings", "made", "was_proposed")) {
                file.run("ALTER TABLE document_label DROP COLUMN " + column);
            }
            file.run("DROP TABLE example");
            file.run("DROP TABLE coming");
            file.run("DROP TABLE coming_document");
            file.run("PRAGMA user_version = 1");
        }
        try (var library = new Library(root)) {
            assertThat(library.index.labels()).containsExactly(new Label("bill", "an invoice"));
            assertThat(library.index.labelsByHand()).hasSize(1);
            library.index.teach(
                    List.of(new Example("bill", "aa", Library.PACK, Library.vector("pay"))));
            assertThat(library.index.examples()).hasSize(1);
        }
    }

    @Test
    void removesALabelFromEveryDocument() {
        try (var library = new Library(root)) {
            library.index.putLabel(new Label("bill", "a request for money"));
            library.index.putLabel(new Label("bill", "an invoice"));
            DocumentId id = library.words("a.txt", "text");
            library.index.setLabel(id, "bill");
            assertThat(library.index.labels()).containsExactly(new Label("bill", "an invoice"));
            assertThat(document(library, id).labels()).hasSize(1);

            library.index.removeLabel("bill");

            assertThat(library.index.labels()).isEmpty();
            assertThat(document(library, id).labels()).isEmpty();
            assertThatThrownBy(() -> library.index.setLabel(id, "bill"))
                    .isInstanceOf(IndexException.class)
                    .hasMessageContaining("no label \u201cbill\u201d");
        }
    }

    @Test
    void keepsSettings() {
        try (var library = new Library(root)) {
            library.index.putSetting("theme", "dark");
            library.index.putSetting("theme", "light");
        }
        try (var library = new Library(root)) {
            assertThat(library.index.setting("theme")).hasValue("light");
            assertThat(library.index.setting("other")).isEmpty();
        }
    }

    @Test
    void countsWhatItHas() {
        try (var library = new Library(root)) {
            library.indexed("a.txt", "first page", "second page");
            library.words("b.txt", "waits for its vectors");
            library.add(library.file("c.txt", "waits to be read"));
            library.index.fail(
                    library.add(library.file("d.pdf", "d")), "pdf", Problem.ENCRYPTED, "");

            assertThat(library.find("first", Mode.BOTH)).isNotEmpty();
            LocalIndex.Figures figures = library.index.figures();

            assertThat(figures.documents()).isEqualTo(4);
            assertThat(figures.passages()).isEqualTo(3);
            assertThat(figures.waiting()).isEqualTo(2);
            assertThat(figures.failed()).isEqualTo(Map.of(Problem.ENCRYPTED, 1));
            assertThat(figures.catalogueBytes()).isPositive();
        }
        // What was added a moment ago may lie in memory, until it is committed.
        try (var library = new Library(root)) {
            assertThat(library.index.figures().indexBytes()).isPositive();
        }
    }

    @Test
    void measuresItsFolderWhileFilesComeAndGoThere() throws IOException {
        try (var library = new Library(root);
                var thread = Executors.newSingleThreadExecutor()) {
            library.indexed("a.txt", "text");
            Path deep = Files.createDirectories(library.folder.resolve("temporary/1/2"));
            Files.writeString(library.folder.resolve("temporary/stays"), "12345");
            var over = new AtomicBoolean();
            var churn =
                    thread.submit(() -> {
                        for (int i = 0; !over.get(); i++) {
                            Path one = deep.resolve("f" + i % 50);
                            Files.createDirectories(one);
                            Files.createFile(one.resolve("g"));
                            Files.delete(one.resolve("g"));
                            Files.delete(one);
                        }
                        return null;
                    });
            try {
                for (int i = 0; i < 300; i++) {
                    var stores = library.index.stores();
                    assertThat(stores).containsEntry("temporary", 5L);
                    assertThat(stores.get("catalogue.db")).isPositive();
                }
            } finally {
                over.set(true);
            }
            assertThat(churn).succeedsWithin(1, TimeUnit.MINUTES);
        }
    }

    @Test
    void remembersEverythingWhenItIsOpenedAgain() {
        List<Document> before;
        try (var library = new Library(root)) {
            library.index.putLabel(new Label("L", "words"));
            DocumentId id = library.indexed("a.txt", "listen");
            library.words("b.txt", "nothing");
            library.index.fail(
                    library.add(library.file("c.txt", "")), null, Problem.EMPTY, "0 bytes");
            library.index.setLabel(id, "L");
            before = library.index.documents();
        }
        try (var library = new Library(root)) {
            assertThat(library.index.documents()).isEqualTo(before);
            assertThat(library.index.labels()).containsExactly(new Label("L", "words"));
            assertThat(library.index.generation()).hasValue(Library.PACK);
            assertThat(library.find("silent", Mode.MEANING)).containsExactly(before.get(0).id());
            assertThat(library.find("nothing", Mode.WORDS)).containsExactly(before.get(1).id());
        }
    }

    @Test
    void saysThatItIsClosed() {
        var library = new Library(root);
        DocumentId id = library.words("a.txt", "text");
        library.close();
        library.close();

        assertThatThrownBy(() -> library.index.pages(id))
                .isInstanceOf(IndexException.class)
                .hasMessage("The library is closed.");
        assertThatThrownBy(() -> library.find("text", Mode.WORDS))
                .isInstanceOf(IndexException.class);
        assertThat(library.index.documents()).hasSize(1);
    }

    // -- Opening

    @Test
    void refusesASecondOpenAndSaysWhoHasIt() {
        try (var library = new Library(root)) {
            library.words("a.txt", "text");
            assertThatThrownBy(() -> LocalIndex.open(library.folder))
                    .isInstanceOfSatisfying(
                            IndexException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.HELD))
                    .hasMessageContaining("in use by process " + ProcessHandle.current().pid());
            library.words("b.txt", "still works");
        }
        LocalIndex.open(root.resolve("library")).close();
    }

    @Test
    void makesAFolderThatNobodyElseCanRead() throws IOException {
        try (var library = new Library(root)) {
            if (Files.getFileStore(root).supportsFileAttributeView("posix")) {
                assertThat(
                                PosixFilePermissions.toString(
                                        Files.getPosixFilePermissions(library.folder)))
                        .isEqualTo("rwx------");
            }
        }
    }

    @Test
    void refusesAFileInPlaceOfAFolder() throws IOException {
        Path file = Files.writeString(root.resolve("file"), "");

        assertThatThrownBy(() -> LocalIndex.open(file))
                .isInstanceOfSatisfying(
                        IndexException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.NO_ACCESS))
                .hasMessageContaining("is not a folder");
        assertThatThrownBy(() -> LocalIndex.open(file.resolve("below")))
                .isInstanceOfSatisfying(
                        IndexException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.NO_ACCESS));
    }

    @Test
    void refusesALibraryOfANewerVersionAndLeavesItAlone() {
        try (var library = new Library(root)) {
            library.words("a.txt", "text");
        }
        Path folder = root.resolve("library");
        try (var file = CatalogueFile.open(folder.resolve("catalogue.db"), versions(99))) {
            file.run("PRAGMA user_version = 99");
        }

        assertThatThrownBy(() -> LocalIndex.open(folder))
                .isInstanceOfSatisfying(
                        IndexException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.NEWER_VERSION))
                .hasMessageContaining("newer version");
        try (var file = CatalogueFile.open(folder.resolve("catalogue.db"), versions(99))) {
            assertThat(file.one("SELECT count(*) FROM document", row -> row.getInt(1)))
                    .isEqualTo(Optional.of(1));
        }
    }

    private static List<String> versions(int count) {
        return Collections.nCopies(count, "SELECT 1");
    }

    @Test
    void saysThatACatalogueIsDamaged() throws IOException {
        new Library(root).close();
        Files.writeString(root.resolve("library/catalogue.db"), "no database".repeat(1000));

        assertThatThrownBy(() -> LocalIndex.open(root.resolve("library")))
                .isInstanceOfSatisfying(
                        IndexException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.DAMAGED));
    }
}
