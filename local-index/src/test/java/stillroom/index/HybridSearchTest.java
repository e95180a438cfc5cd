package stillroom.index;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import stillroom.index.query.Query;
import stillroom.index.query.Query.Filter;
import stillroom.index.query.Query.Grouping;
import stillroom.index.query.Query.Mode;
import stillroom.index.query.QueryText;
import stillroom.index.query.Snippet;
import stillroom.index.text.Page;
import stillroom.index.text.Problem;

class HybridSearchTest {

    @TempDir Path root;

    private static Hits search(Library library, String text, Filter filter) {
        return library.index.search(
                new Query(text, Mode.BOTH, 10, filter, Grouping.BEST_PASSAGE_OF_EACH_DOCUMENT),
                Library.asked(text));
    }

    private static List<DocumentId> ids(Hits hits) {
        return hits.hits().stream().map(hit -> hit.document().id()).toList();
    }

    @Test
    void findsByWordsWhileVectorsAreMissing() {
        try (var library = new Library(root)) {
            DocumentId id = library.words("a.txt", "The whale swims in the cold sea.");
            library.words("b.txt", "An invoice for the tax office.");

            assertThat(library.find("whales swimming", Mode.WORDS)).containsExactly(id);
            assertThat(library.find("whales swimming", Mode.BOTH)).containsExactly(id);
            assertThat(library.find("whales swimming", Mode.MEANING)).isEmpty();
        }
    }

    @Test
    void findsByMeaningWhatHasNoneOfTheWords() {
        try (var library = new Library(root)) {
            DocumentId id = library.indexed("a.txt", "listen");
            library.indexed("b.txt", "buzz");

            assertThat(library.find("silent", Mode.WORDS)).isEmpty();
            assertThat(library.find("silent", Mode.MEANING)).startsWith(id);
            assertThat(library.find("silent", Mode.BOTH)).startsWith(id);
        }
    }

    @Test
    void showsTheClosestSentenceOfWhatHasNoneOfTheWords() {
        try (var library = new Library(root)) {
            library.indexed("a.txt", "Buzz and fuzz. Please do listen. Jazz and puzzle.");

            Hit hit =
                    library.index
                            .search(Library.query("silent", Mode.MEANING), Library.asked("silent"))
                            .hits()
                            .getFirst();

            assertThat(hit.snippet().isByMeaning()).isTrue();
            assertThat(hit.snippet().marks()).containsExactly(new Snippet.Mark(15, 32));
        }
    }

    @Test
    void showsTheSentenceWithTheWordsWhateverIsCloserInMeaning() {
        try (var library = new Library(root)) {
            library.indexed("a.txt", "Buzz and listen. Silent it is. Please do listen.");

            Hit hit =
                    library.index
                            .search(Library.query("silent", Mode.BOTH), Library.asked("silent"))
                            .hits()
                            .getFirst();

            assertThat(hit.snippet().sentence()).isEqualTo(new Snippet.Mark(17, 30));
            assertThat(hit.snippet().isByMeaning()).isFalse();
        }
    }

    @Test
    void showsPageHeadingAndMarkedSnippetOfTheBestPassage() {
        try (var library = new Library(root)) {
            library.words("a.txt", "Nothing here.", "The whales swim.", "Nothing there.");

            Hit hit =
                    library.index
                            .search(Library.query("whale", Mode.WORDS), null)
                            .hits()
                            .getFirst();

            assertThat(hit.passage().page()).isEqualTo(2);
            assertThat(hit.passage().text()).isEqualTo("The whales swim.");
            assertThat(hit.snippet().text()).isEqualTo("The whales swim.");
            assertThat(hit.snippet().marks()).containsExactly(new Snippet.Mark(4, 10));
            assertThat(hit.score()).isEqualTo(1);
        }
    }

    @Test
    void findsADocumentByItsTitle() {
        try (var library = new Library(root)) {
            DocumentId id = library.add(library.file("a.txt", "x"));
            library.putText(id, "Minutes of the meeting", "Page one.", "Page two.");

            assertThat(library.find("meeting minutes", Mode.WORDS)).containsExactly(id);
        }
    }

    @Test
    void givesOneHitADocumentOrEveryPassage() {
        try (var library = new Library(root)) {
            library.words("a.txt", "whale one", "whale two", "whale three");
            library.words("b.txt", "whale four");
            for (Grouping grouping : Grouping.values()) {
                var query = new Query("whale", Mode.WORDS, 10, Filter.NONE, grouping);
                assertThat(library.index.search(query, null).hits())
                        .hasSize(
                                switch (grouping) {
                                    case BEST_PASSAGE_OF_EACH_DOCUMENT -> 2;
                                    case EVERY_PASSAGE -> 4;
                                });
            }
            assertThat(
                            library.index
                                    .search(
                                            new Query(
                                                    "whale",
                                                    Mode.WORDS,
                                                    1,
                                                    Filter.NONE,
                                                    Grouping.EVERY_PASSAGE),
                                            null)
                                    .hits())
                    .hasSize(1);
        }
    }

    @Test
    void wantsAPhraseInQuotesAsItStands() {
        try (var library = new Library(root)) {
            DocumentId id = library.indexed("a.txt", "the heat transfer in walls");
            library.indexed("b.txt", "the transfer of heat in walls");

            assertThat(library.find("\"heat transfer\" walls", Mode.WORDS)).containsExactly(id);
            assertThat(library.find("\"heat transfer\" walls", Mode.BOTH)).containsExactly(id);
            assertThat(library.find("\"wall transfer\"", Mode.BOTH)).isEmpty();
            assertThat(library.find("heat transfer walls", Mode.BOTH)).hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void obeysEveryOperator(Mode mode) {
        try (var library = new Library(root)) {
            DocumentId lease = library.add(library.file("lease.txt", "l"));
            library.putText(lease, "Lease of a flat", "rent is due in May", "the roof may leak");
            DocumentId draft = library.words("draft.txt", "rent is due in June", "a mere draft");
            DocumentId report = library.words("report.txt", "the roof was seen to leak, rentals");
            library.index.useGeneration(Library.PACK, Library.DIMENSIONS);
            for (DocumentId id : List.of(lease, draft, report)) {
                library.index.putVectors(
                        id,
                        Library.PACK,
                        library.index.passages(id).stream()
                                .map(passage -> Library.vector(passage.text()))
                                .toList());
            }

            assertThat(library.find("rent \"due in May\"", mode)).containsExactly(lease);
            assertThat(library.find("rent -draft", mode)).doesNotContain(draft).contains(lease);
            assertThat(library.find("due May OR June", mode))
                    .containsExactlyInAnyOrder(lease, draft);
            assertThat(library.find("roof near/1 leak", mode)).containsExactly(lease);
            assertThat(library.find("leak near/3 roof", mode))
                    .containsExactlyInAnyOrder(lease, report);
            assertThat(library.find("due renta*", mode)).containsExactly(report);
            assertThat(library.find("rent title:flat", mode)).containsExactly(lease);
            assertThat(library.find("roof page:2", mode)).contains(lease).doesNotContain(report);
            assertThat(library.find("roof page:2-1000000", mode)).doesNotContain(report);
            assertThat(library.find("rent in:" + library.files, mode)).contains(lease, draft);
            assertThat(library.find("rent type:pdf", mode)).isEmpty();
            assertThat(library.find("rent before:2024", mode)).isEmpty();
        }
    }

    @Test
    void losesNoPhraseOfAText() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        try (var library = new Library(root)) {
            String[] known = {"the", "rent", "is", "due", "in", "May", "roof", "of", "a", "house"};
            DocumentId id = library.words("a.txt", prose(random, known), prose(random, known));
            library.words("b.txt", "Something else entirely.");
            library.index.useGeneration(Library.PACK, Library.DIMENSIONS);
            String text =
                    library.index.pages(id).stream()
                            .map(Page::text)
                            .reduce("", (one, other) -> one + " " + other)
                            .strip();
            String[] words = text.split("\\s+", -1);
            for (int i = 0; i < 120; i++) {
                int length = 2 + random.nextInt(i % 10 == 0 ? 70 : 8);
                int first = random.nextInt(words.length - length);
                String phrase =
                        String.join(" ", List.of(words).subList(first, first + length))
                                .replace("\"", "");
                assertThat(library.find('"' + phrase + '"', Mode.BOTH))
                        .as("seed %d, %s", seed, phrase)
                        .containsExactly(id);
            }
        }
    }

    /// Sentences that fill several passages.
    private static String prose(Random random, String[] words) {
        var prose = new StringBuilder();
        for (int i = 1; i <= 400; i++) {
            prose.append(words[random.nextInt(words.length)])
                    .append(random.nextInt(3))
                    .append(i % 9 == 0 ? ". " : " ");
        }
        return prose.toString();
    }

    @ParameterizedTest
    @EnumSource(Grouping.class)
    void showsATextOfSeveralDocumentsOnceAndNamesTheOthers(Grouping grouping) {
        String text =
                "The tenant pays the rent on the third day of each month, and the landlord keeps"
                        + " the roof and the walls of the house in good repair at all times.";
        try (var library = new Library(root)) {
            DocumentId one = library.indexed("one.txt", text);
            DocumentId copy = library.indexed("copy.txt", text.toUpperCase(Locale.ROOT));
            DocumentId almost =
                    library.indexed("almost.txt", "Nothing.", text.replace("third", "fourth"));
            DocumentId other = library.indexed("other.txt", "the rent was never paid");

            Hits hits =
                    library.index.search(
                            new Query("tenant rent roof", Mode.BOTH, 10, Filter.NONE, grouping),
                            Library.asked("tenant rent roof"));

            assertThat(hits.folded()).isEqualTo(2);
            Hit first = hits.hits().getFirst();
            var places = new ArrayList<DocumentId>(List.of(first.document().id()));
            first.twins().forEach(twin -> places.add(twin.document().id()));
            assertThat(places).containsExactlyInAnyOrder(one, copy, almost);
            assertThat(
                            first.twins().stream()
                                    .filter(twin -> twin.document().id().equals(almost))
                                    .map(Hit.Twin::page))
                    .allMatch(page -> page == 2);
            assertThat(ids(hits)).contains(other);
        }
    }

    @Test
    void suggestsAnotherSpellingOnlyForWordsThatStandNowhere() {
        try (var library = new Library(root)) {
            library.words(
                    "a.txt", "Der Vertr\u00e4ge wegen und der Miete wegen kam die Insulation");
            library.words("b.txt", "insulation of the walls, tenants and rentals");

            assertThat(suggestion(library, "insluation wall")).isEqualTo("insulation wall");
            assertThat(suggestion(library, "Insulatoin -\"walls\" page:1"))
                    .isEqualTo("Insulation -\"walls\" page:1");
            assertThat(suggestion(library, "\"insulaton of the walls\""))
                    .isEqualTo("\"insulation of the walls\"");
            assertThat(suggestion(library, "vertrage")).isNull();
            assertThat(suggestion(library, "vertrege")).isEqualTo("vertr\u00e4ge");
            assertThat(suggestion(library, "insulation")).isNull();
            assertThat(suggestion(library, "rental")).isNull();
            assertThat(suggestion(library, "xyzzyq 4711a wat")).isNull();
            assertThat(suggestion(library, "")).isNull();
            assertThat(library.find("insluation", Mode.WORDS)).isEmpty();
        }
    }

    private static @org.jspecify.annotations.Nullable String suggestion(
            Library library, String typed) {
        return library.index.search(Library.query(typed, Mode.WORDS), null).suggestion();
    }

    @Test
    void findsADocumentByTheNameOfItsFile() {
        try (var library = new Library(root)) {
            DocumentId id = library.add(library.file("lease_flat-2019.pdf", "x"));
            library.putText(id, "Agreement", "Between the parties it is agreed.");
            library.words("b.txt", "a flat tire and a lease of life in many other words");

            assertThat(library.find("lease flat 2019", Mode.WORDS)).startsWith(id);
            assertThat(library.find("lease_flat-2019.pdf", Mode.WORDS)).startsWith(id);
            assertThat(library.find("agreed title:\"lease flat\"", Mode.WORDS)).containsExactly(id);
            assertThat(library.find("agreed title:agreement", Mode.WORDS)).containsExactly(id);
        }
    }

    @Test
    void saysWhichOperatorsMadeNoSense() {
        try (var library = new Library(root)) {
            DocumentId id = library.words("a.txt", "rent since yesterday");

            Hits hits =
                    library.index.search(Library.query("rent since:yesterday", Mode.WORDS), null);

            assertThat(ids(hits)).containsExactly(id);
            assertThat(hits.notes())
                    .containsExactly(
                            new QueryText.Note("since:yesterday", QueryText.Fault.IS_NO_DATE));
        }
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void answersWhateverIsTyped(Mode mode) {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        try (var library = new Library(root)) {
            library.indexed("a.txt", "some text");
            var queries =
                    new ArrayList<>(
                            List.of(
                                    "",
                                    " ",
                                    "\"",
                                    "a\"",
                                    "\"\"",
                                    "(",
                                    "[a TO",
                                    "/.*/",
                                    "*",
                                    "a AND",
                                    "\0\u0007",
                                    "\ud83d",
                                    "text ".repeat(2000),
                                    "😀"));
            for (int i = 0; i < 100; i++) {
                queries.add(
                        random.ints(random.nextInt(30), 0, 0x300)
                                .collect(
                                        StringBuilder::new,
                                        StringBuilder::appendCodePoint,
                                        StringBuilder::append)
                                .toString());
            }
            for (String text : queries) {
                Hits hits = library.index.search(Library.query(text, mode), Library.asked(text));
                assertThat(hits.searched()).as("seed %d, %s", seed, text).isEqualTo(1);
                if (text.isBlank()) {
                    assertThat(hits.hits()).isEmpty();
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void listsTheNewestOfAKindWhereNoWordsAreAskedFor(Mode mode) {
        try (var library = new Library(root)) {
            DocumentId old = library.indexed("old.txt", "whale one");
            DocumentId draft = library.indexed("draft.txt", "seal draft");
            library.index.fail(
                    library.add(library.file("none.txt", "x")), "txt", Problem.IMAGE_ONLY, "");
            DocumentId young = library.indexed("young.txt", "seal three");

            assertThat(library.find("type:txt", mode)).containsExactly(young, draft, old);
            assertThat(library.find("-draft", mode)).containsExactly(young, old);
            assertThat(library.find("type:pdf", mode)).isEmpty();
            assertThat(library.find("", mode)).isEmpty();
        }
    }

    /// A language of one passage has no rare words: whoever measured by it would find that the
    /// words of every query are there in full.
    @Test
    void trustsMeaningTheSameWhateverOtherLanguageASinglePassageIsIn() {
        try (var library = new Library(root)) {
            for (int i = 0; i < 40; i++) {
                library.indexed("filler%d.txt".formatted(i), "this is the filler of number " + i);
            }
            library.indexed("words.txt", "it was silent on the xxxxxxxxxx of zzzzzzzzzz");
            DocumentId byMeaning = library.indexed("meaning.txt", "listen tinsel enlist");
            Query query = Library.query("silent and other strange wishes", Mode.BOTH);
            QueryMeaning meaning = Library.asked("silent");
            double before = score(library.index.search(query, meaning), byMeaning);

            library.indexed("deutsch.txt", "das ist nicht die und der das von");

            assertThat(score(library.index.search(query, meaning), byMeaning))
                    .isEqualTo(before, within(0.02));
        }
    }

    @Test
    void trustsMeaningLessWhereTheModelDoesNotKnowTheWords() {
        try (var library = new Library(root)) {
            for (int i = 0; i < 40; i++) {
                library.indexed("filler%d.txt".formatted(i), "filler number " + i);
            }
            library.indexed("words.txt", "silent xxxxxxxxxx zzzzzzzzzz");
            DocumentId byMeaning = library.indexed("meaning.txt", "listen tinsel enlist");
            Query query = Library.query("silent", Mode.BOTH);
            float[] vector = Library.vector("silent");

            Hits known = library.index.search(query, Library.asked(vector, 1, _ -> List.of()));
            Hits strange = library.index.search(query, Library.asked(vector, 6, _ -> List.of()));

            assertThat(score(known, byMeaning)).isGreaterThan(score(strange, byMeaning) + 0.05);
        }
    }

    /// To load a model takes the help of the threads that searches are helped by, too.
    @Test
    void waitsForTheModelOnNoThreadButItsOwn() {
        try (var library = new Library(root)) {
            library.indexed("one.txt", "whale one");
            QueryMeaning known = Library.asked("whale");
            Thread own = Thread.currentThread();
            Set<Thread> waiting = ConcurrentHashMap.newKeySet();
            QueryMeaning slow =
                    new QueryMeaning() {
                        private volatile boolean isLoaded;

                        @Override
                        public float[] vector() {
                            if (!isLoaded) {
                                waiting.add(Thread.currentThread());
                            }
                            if (Thread.currentThread().equals(own)) {
                                // by then every helper has asked that would
                                isLoaded = ForkJoinPool.commonPool().awaitQuiescence(1, MINUTES);
                            }
                            return known.vector();
                        }

                        @Override
                        public int tokens(String text) {
                            return known.tokens(text);
                        }

                        @Override
                        public List<float[]> vectors(List<String> sentences) {
                            return known.vectors(sentences);
                        }
                    };

            Hits hits = library.index.search(Library.query("whale", Mode.BOTH), slow);

            assertThat(hits.hits()).hasSize(1);
            assertThat(waiting).containsExactly(own);
        }
    }

    private static double score(Hits hits, DocumentId id) {
        return hits.hits().stream()
                .filter(hit -> hit.document().id().equals(id))
                .mapToDouble(Hit::score)
                .sum();
    }

    @Test
    void letsOnlyThroughWhatTheFilterLets() {
        try (var library = new Library(root)) {
            library.index.putLabel(new Label("sea", "sea"));
            library.index.putLabel(new Label("big", "big"));
            DocumentId one = library.indexed("deep/one.txt", "whale one");
            DocumentId two = library.indexed("deep/er/two.md", "whale two");
            DocumentId three = library.indexed("deeper/three.txt", "whale three");
            library.index.setLabel(one, "sea");
            library.index.setLabel(three, "sea");
            library.index.proposeLabels(
                    three, List.of(new Proposal("big", 0.5, "", null, "", "", Instant.EPOCH)));
            Path deep = library.files.resolve("deep");
            LocalDate today = LocalDate.now(ZoneId.systemDefault());

            assertThat(ids(search(library, "whale", Filter.NONE))).hasSize(3);
            assertThat(
                            ids(
                                    search(
                                            library,
                                            "whale",
                                            new Filter(Set.of(), Set.of(), deep, null, null))))
                    .containsExactlyInAnyOrder(one, two);
            assertThat(
                            ids(
                                    search(
                                            library,
                                            "whale",
                                            new Filter(Set.of(), Set.of("sea"), null, null, null))))
                    .containsExactlyInAnyOrder(one, three);
            assertThat(
                            ids(
                                    search(
                                            library,
                                            "whale",
                                            new Filter(
                                                    Set.of("txt"),
                                                    Set.of("sea", "big"),
                                                    null,
                                                    today.minusDays(1),
                                                    today.plusDays(2)))))
                    .containsExactly(three);
            for (Filter none :
                    List.of(
                            new Filter(Set.of("pdf"), Set.of(), null, null, null),
                            new Filter(Set.of(), Set.of(), null, today.plusDays(2), null),
                            new Filter(Set.of(), Set.of(), null, null, today.minusDays(1)))) {
                Hits hits = search(library, "whale", none);
                assertThat(hits.hits()).isEmpty();
                assertThat(hits.searched()).isZero();
            }
        }
    }

    @Test
    void findsBelowAFolderWhateverCameAndWentThere() throws Exception {
        try (var library = new Library(root)) {
            DocumentId first = library.words("cases/a.txt", "The first whale.");
            DocumentId deep = library.words("cases/2024/may/b.txt", "The second whale.");
            library.words("cases-old/c.txt", "The third whale.");
            library.words("Cases/d.txt", "The fourth whale.");
            Path cases = library.files.resolve("cases");
            assertThat(below(library, cases)).containsExactlyInAnyOrder(first, deep);
            assertThat(below(library, library.files)).hasSize(4);
            assertThat(below(library, library.files.resolve("case"))).isEmpty();

            DocumentId late = library.words("cases/2024/e.txt", "The fifth whale.");
            library.index.removeSources(List.of(cases.resolve("a.txt")));
            library.add(library.file("elsewhere/again.txt", "The second whale."));
            assertThat(below(library, cases)).containsExactlyInAnyOrder(deep, late);
            library.index.removeSources(List.of(cases.resolve("2024/may/b.txt")));
            assertThat(below(library, cases)).containsExactly(late);
            assertThat(below(library, library.files.resolve("elsewhere"))).containsExactly(deep);
        }
    }

    private static List<DocumentId> below(Library library, Path folder) {
        Hits hits = search(library, "whale", new Filter(Set.of(), Set.of(), folder, null, null));
        assertThat(hits.searched()).isEqualTo(hits.hits().size());
        return ids(hits);
    }

    @Test
    void findsOnlyWhereSomethingSensitiveWasFound() throws Exception {
        try (var library = new Library(root)) {
            DocumentId account = library.indexed("account.txt", "whale account");
            DocumentId call = library.indexed("call.txt", "whale call");
            library.indexed("plain.txt", "whale plain");
            library.index.putSensitive(account, 1, List.of(new SensitiveMark("iban", 1, 1)));
            library.index.putSensitive(call, 1, List.of(new SensitiveMark("phone", 2, 1)));

            assertThat(ids(search(library, "whale is:sensitive", Filter.NONE)))
                    .containsExactlyInAnyOrder(account, call);
            assertThat(ids(search(library, "whale sensitive:iban,card", Filter.NONE)))
                    .containsExactly(account);
            assertThat(ids(search(library, "whale is:other", Filter.NONE))).hasSize(3);
        }
    }

    @Test
    void saysHowManyDocumentsCouldNotBeSearched() {
        try (var library = new Library(root)) {
            library.indexed("a.txt", "whale");
            library.words("b.txt", "words only");
            library.add(library.file("c.txt", "not yet read"));
            library.index.fail(
                    library.add(library.file("d.pdf", "d")), "pdf", Problem.IMAGE_ONLY, "");

            Hits both = search(library, "whale", Filter.NONE);
            assertThat(List.of(both.searched(), both.unsearchable())).isEqualTo(List.of(2, 2));
            Hits meaning =
                    library.index.search(
                            Library.query("whale", Mode.MEANING), Library.asked("whale"));
            assertThat(List.of(meaning.searched(), meaning.unsearchable()))
                    .isEqualTo(List.of(1, 3));
            assertThat(both.coverage())
                    .isEqualTo(new Coverage(2, 1, 1, Map.of(Problem.IMAGE_ONLY, 1)));
            Hits pdf =
                    search(library, "whale", new Filter(Set.of("pdf"), Set.of(), null, null, null));
            assertThat(List.of(pdf.searched(), pdf.unsearchable())).isEqualTo(List.of(0, 1));
        }
    }

    @Test
    void stillFindsTheWordsOfADocumentThatCouldNotBeFinished() {
        try (var library = new Library(root)) {
            DocumentId id = library.words("a.txt", "whale");
            library.index.fail(id, null, Problem.TIMED_OUT, "no vectors");

            assertThat(library.find("whale", Mode.BOTH)).containsExactly(id);
        }
    }

    @Test
    void prefersAWordInTheFormInWhichItWasTyped() {
        try (var library = new Library(root)) {
            library.words("a.txt", "a general said so");
            DocumentId literal = library.words("b.txt", "generally said so");
            library.words("c.txt", "in general one said so");

            assertThat(library.find("generally", Mode.WORDS)).hasSize(3).startsWith(literal);
        }
    }

    @Test
    void givesScoresBetweenNoughtAndOneThatFall() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        try (var library = new Library(root)) {
            String[] words = {
                "whale", "sea", "cold", "tax", "invoice", "letter", "listen", "silent"
            };
            for (int i = 0; i < 40; i++) {
                library.indexed(
                        i + ".txt",
                        random.ints(12, 0, words.length)
                                .mapToObj(word -> words[word])
                                .reduce("", (one, other) -> one + " " + other));
            }
            for (Mode mode : Mode.values()) {
                List<Double> scores =
                        library
                                .index
                                .search(
                                        Library.query("cold whale letter", mode),
                                        Library.asked("cold whale letter"))
                                .hits()
                                .stream()
                                .map(Hit::score)
                                .toList();
                assertThat(scores).as("seed %d", seed).hasSize(10);
                assertThat(scores).allSatisfy(score -> assertThat(score).isBetween(0.0, 1.0));
                assertThat(scores)
                        .as("seed %d", seed)
                        .isSortedAccordingTo((one, other) -> Double.compare(other, one));
            }
        }
    }

    @Test
    void scansEveryVectorOfASmallLibrary() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        try (var vectors = VectorGeneration.open(root.resolve("v"), 8)) {
            var all = new ArrayList<float[]>();
            var ids = new ArrayList<DocumentId>();
            for (int i = 0; i < 300; i++) {
                all.add(Library.unit(random, 8));
                ids.add(new DocumentId("%064x".formatted(i)));
                vectors.put(ids.getLast(), List.of(all.getLast()));
            }
            float[] query = Library.unit(random, 8);
            List<DocumentId> expected =
                    IntStream.range(0, 300)
                            .boxed()
                            .sorted(Comparator.comparingDouble(i -> -dot(query, all.get(i))))
                            .limit(20)
                            .map(ids::get)
                            .toList();

            var nearest = vectors.nearest(query, null, 20);

            assertThat(nearest.keySet())
                    .as("seed %d", seed)
                    .extracting(LuceneFolder.Place::document)
                    .isEqualTo(expected);
            nearest.forEach((place, cosine) ->
                    assertThat((double) cosine)
                            .isCloseTo(
                                    dot(query, all.get(ids.indexOf(place.document()))),
                                    org.assertj.core.data.Offset.offset(1e-5)));
            assertThat(vectors.cosines(query, nearest.keySet())).isEqualTo(nearest);
            assertThat(vectors.nearest(query, ids.subList(0, 5), 20)).hasSize(5);
        }
    }

    private static double dot(float[] one, float[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += one[i] * other[i];
        }
        return sum;
    }

    @Test
    void groupsDocumentsWithTheSameTextOrNearlyTheSame() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        try (var library = new Library(root)) {
            String text = prose(random, new String[] {"rent", "roof", "house", "tenant", "May"});
            DocumentId first = library.words("first.txt", text);
            library.words("other.txt", prose(random, new String[] {"tax", "letter", "whale"}));
            DocumentId same = library.words("same.md", text.toUpperCase(Locale.ROOT));
            DocumentId near = library.words("near.txt", text.replaceFirst("\\S+ \\S+", "changed"));
            DocumentId twice = library.words("twice.txt", "a short note");
            library.index.add(List.of(library.file("deep/twice.txt", "a short note")));
            library.words("short.txt", "a short notice");
            library.add(library.file("waiting.txt", "not read"));

            List<DuplicateGroup> groups = library.index.duplicates();

            assertThat(groups).as("seed %d", seed).hasSize(2);
            assertThat(groups.getFirst().members())
                    .extracting(member -> member.document().id())
                    .containsExactly(first, same, near);
            assertThat(groups.getFirst().members())
                    .extracting(DuplicateGroup.Member::likeness)
                    .satisfiesExactly(
                            one -> assertThat(one).isEqualTo(1),
                            one -> assertThat(one).isEqualTo(1),
                            one -> assertThat(one).isBetween(0.8, 0.9999));
            assertThat(groups.getLast().members())
                    .extracting(member -> member.document().id())
                    .containsExactly(twice);
            library.index.remove(List.of(first));
            assertThat(library.index.duplicates().getFirst().members())
                    .extracting(member -> member.document().id())
                    .containsExactly(same, near);
        }
    }

    @Test
    void findsSimilarDocumentsByTheMeanOfTheirVectors() {
        try (var library = new Library(root)) {
            DocumentId id = library.indexed("a.txt", "listen", "silent");
            DocumentId near = library.indexed("b.txt", "enlist", "tinsel");
            DocumentId half = library.indexed("c.txt", "inlets", "buzz");
            DocumentId unfinished = library.words("d.txt", "listen");

            List<Hit> similar = library.index.similar(id, 5);

            assertThat(similar).extracting(hit -> hit.document().id()).containsExactly(near, half);
            assertThat(similar.getFirst().score()).isGreaterThan(0.99);
            assertThat(library.index.similar(id, 1)).hasSize(1);
            assertThat(library.index.similar(unfinished, 5)).isEmpty();
        }
    }
}
