package stillroom.index;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.lucene.codecs.Codec;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.FuzzyTermsEnum;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.ScorerSupplier;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;
import stillroom.index.LuceneFolder.Place;
import stillroom.index.query.Feedback;
import stillroom.index.query.Language;
import stillroom.index.query.Words;
import stillroom.index.text.Passage;

/// Finds passages by their words, and keeps their text for showing. Safe for any thread.
///
/// Each passage is found by its own words, by the heading above it and by the title of its
/// document, so that a passage out of the middle of a document still knows what it is about.
final class PassageIndex implements AutoCloseable {

    /// Text is still in the catalogue if it is lost here, so it may be lost for long.
    private static final int ENTRIES_BEFORE_COMMIT = 20_000;

    /// The number is that of the way in which words are cut and kept.
    static final String FOLDER = "words-5";

    /// Shorter words have too many like them.
    private static final int SHORTEST_MISSPELLED = 4;

    /// What is like a longer word takes seconds to find, and it is hardly one that somebody
    /// mistook.
    private static final int LONGEST_MISSPELLED = 40;

    /// In a word of so many letters two may be wrong.
    private static final int LONG_WORD = 7;

    /// More unknown words are of another language.
    private static final int MOST_MISSPELLED = 4;

    private static final String START = "start";
    private static final String END = "end";
    private static final String HEADING = "heading";
    private static final String TEXT = "text";
    private static final String LANGUAGE = "language";

    /// See [Fingerprint#sketch]; of the whole document, with its first passage.
    private static final String SKETCH = "sketch";

    private final LuceneFolder folder;

    /// Those of what was put in since the index was opened.
    private final Set<Language> languages = ConcurrentHashMap.newKeySet();

    /// In how many passages words stand, as long as nothing is put in.
    private volatile Frequencies frequencies = new Frequencies(new Object());

    /// To look one word up in every part of a large index takes microseconds, and to learn from the
    /// best passages takes hundreds of them, mostly the same ones from query to query.
    private record Frequencies(Object version, Map<Term, Integer> known) {

        private static final int MOST = 50_000;

        Frequencies(Object version) {
            this(version, new ConcurrentHashMap<>());
        }

        int of(Term term, IndexReader reader) throws IOException {
            Integer count = known.get(term);
            if (count == null) {
                count = reader.docFreq(term);
                if (known.size() < MOST) {
                    known.put(term, count);
                }
            }
            return count;
        }
    }

    private PassageIndex(LuceneFolder folder) {
        this.folder = folder;
    }

    static PassageIndex open(Path path) {
        return new PassageIndex(
                LuceneFolder.open(
                        path, Words.analyzer(), Codec.getDefault(), ENTRIES_BEFORE_COMMIT));
    }

    /// What is common to every index of passages.
    LuceneFolder folder() {
        return folder;
    }

    /// Passages of a document that can be put in, once. To make them ready takes about as long as
    /// to put them in, and needs no lock.
    static final class Ready {

        private final String title;
        private final String file;
        private final List<Passage> passages;
        private final List<org.apache.lucene.document.Document> entries = new ArrayList<>();

        private Ready(
                String title,
                String file,
                List<Passage> passages,
                Language language,
                Set<Language> languages) {
            this.title = title;
            this.file = file;
            this.passages = passages;
            String text = passages.stream().map(Passage::text).collect(Collectors.joining("\n"));
            var names = Words.names(file.equals(title) ? title : title + '\n' + file);
            int end = -1;
            for (Passage passage : passages) {
                end += 1 + passage.text().length();
                String edge = end == text.length() ? "" : Words.edge(text, end);
                var entry = new org.apache.lucene.document.Document();
                String whole = passage.textToEmbed(title);
                Words.fields(names, passage.page(), whole, edge, language, languages)
                        .forEach(entry::add);
                entry.add(new StoredField(LANGUAGE, language.name()));
                entry.add(new StoredField(START, passage.start()));
                entry.add(new StoredField(END, passage.end()));
                entry.add(new StoredField(HEADING, passage.heading()));
                entry.add(new StoredField(TEXT, passage.text()));
                entries.add(entry);
            }
            if (!entries.isEmpty()) {
                var sketch = new BytesRef(Fingerprint.of(text).sketch());
                entries.getFirst().add(new BinaryDocValuesField(SKETCH, sketch));
            }
        }

        List<Passage> passages() {
            return passages;
        }

        /// Whether the document had these names.
        boolean isUnder(String itsTitle, String itsFile) {
            return itsTitle.equals(title) && itsFile.equals(file);
        }
    }

    /// Makes passages ready to be put in. Needs no lock.
    ///
    /// @param title the title of the document
    /// @param file the name of its file
    Ready ready(String title, String file, List<Passage> passages) {
        Language language = language(passages);
        languages.add(language);
        return new Ready(title, file, passages, language, languages);
    }

    void put(DocumentId id, Ready ready) {
        folder.put(id, ready.entries);
    }

    /// A document has one language; a passage alone may be too short to tell.
    private static Language language(List<Passage> passages) {
        var text = new StringBuilder();
        int each = 1 + 20_000 / Math.max(1, passages.size());
        for (Passage passage : passages) {
            String its = passage.text();
            text.append(its, 0, Math.min(each, its.length())).append('\n');
        }
        return Language.of(text.toString());
    }

    /// Looks at the index as it is now.
    <T> T view(Function<View, T> look) {
        try {
            return folder.search(searcher -> look.apply(new View(searcher)));
        } catch (UncheckedIOException e) {
            throw IndexException.of(Objects.requireNonNull(e.getCause()));
        }
    }

    /// The index at one moment, inside [#view].
    final class View {

        private final IndexSearcher searcher;

        View(IndexSearcher searcher) {
            this.searcher = searcher;
        }

        /// The languages of the passages, the most frequent first.
        List<Language> languages() {
            return reading(() -> {
                Map<Language, Integer> counts = new EnumMap<>(Language.class);
                for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
                    for (Language language : Language.values()) {
                        int count = leaf.reader().getDocCount(Words.field(language));
                        if (count > 0) {
                            counts.merge(language, count, Integer::sum);
                        }
                    }
                }
                return counts.entrySet().stream()
                        .sorted(Map.Entry.<Language, Integer>comparingByValue().reversed())
                        .map(Map.Entry::getKey)
                        .toList();
            });
        }

        /// Returns what BM25 would be of a passage that has each of `words` very often, in the
        /// language of `place`: a language of few passages has no rare words. Zero if the place has
        /// gone.
        double most(Words words, Place place) {
            Optional<Language> its = text(place).map(Text::language);
            if (its.isEmpty()) {
                return 0;
            }
            Language language = its.get();
            return reading(() -> {
                double all = searcher.getIndexReader().getDocCount(Words.field(language));
                double sum = 0;
                for (Map.Entry<String, Integer> each : words.stems(language).entrySet()) {
                    double count = frequency(language, each.getKey());
                    sum +=
                            (1 + Words.LITERAL)
                                    * each.getValue()
                                    * Math.log1p((all - count + 0.5) / (count + 0.5));
                }
                return sum;
            });
        }

        private int frequency(Language language, String stem) {
            IndexReader reader = searcher.getIndexReader();
            Object version = reader.getReaderCacheHelper().getKey();
            Frequencies latest = frequencies;
            if (!latest.version().equals(version)) {
                latest = new Frequencies(version);
                frequencies = latest;
            }
            var term = new Term(Words.field(language), stem);
            Frequencies ours = latest;
            return reading(() -> ours.of(term, reader));
        }

        /// The documents that have a passage which `query` finds.
        Set<DocumentId> documents(Query query) {
            return reading(() -> {
                int all = Math.max(1, searcher.getIndexReader().maxDoc());
                return folder
                        .places(searcher, searcher.search(new ConstantScoreQuery(query), all))
                        .keySet()
                        .stream()
                        .map(Place::document)
                        .collect(Collectors.toSet());
            });
        }

        /// The sketch of each document; see [Fingerprint#sketch].
        Map<DocumentId, byte[]> sketches() {
            return reading(() -> {
                Map<DocumentId, byte[]> sketches = new HashMap<>();
                for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
                    BinaryDocValues values = DocValues.getBinary(leaf.reader(), SKETCH);
                    @Nullable Bits live = leaf.reader().getLiveDocs();
                    int entry = values.nextDoc();
                    while (entry != DocIdSetIterator.NO_MORE_DOCS) {
                        if (live == null || live.get(entry)) {
                            BytesRef sketch = BytesRef.deepCopyOf(values.binaryValue());
                            Place place = folder.place(leaf, entry);
                            sketches.put(place.document(), sketch.bytes);
                        }
                        entry = values.nextDoc();
                    }
                }
                return sketches;
            });
        }

        /// Finds the passages that match best, best first.
        ///
        /// @param only the documents that count; all if null
        /// @return BM25 of each
        Map<Place, Float> search(Query query, @Nullable Collection<DocumentId> only, int limit) {
            Query filtered =
                    only == null
                            ? query
                            : new BooleanQuery.Builder()
                                    .add(query, Occur.MUST)
                                    .add(folder.of(only), Occur.FILTER)
                                    .build();
            return reading(() -> folder.places(searcher, searcher.search(filtered, limit)));
        }

        /// Returns the BM25 of those of `places` that match at all.
        Map<Place, Float> scores(Query query, Collection<Place> places) {
            return reading(() -> {
                int[] found = folder.entries(searcher, places);
                SortedMap<Integer, Place> entries = new TreeMap<>();
                int position = 0;
                for (Place place : places) {
                    entries.put(found[position++], place);
                }
                entries.remove(-1);
                Weight weight =
                        searcher.createWeight(searcher.rewrite(query), ScoreMode.COMPLETE, 1);
                Arrays.sort(found);
                int middle = found.length == 0 ? 0 : found[found.length / 2];
                ForkJoinTask<Map<Place, Float>> others =
                        ForkJoinPool.commonPool()
                                .submit(() ->
                                        reading(() -> scores(weight, entries.tailMap(middle))));
                Map<Place, Float> scores = scores(weight, entries.headMap(middle));
                scores.putAll(others.join());
                return scores;
            });
        }

        /// Returns the scores of entries that go up.
        private Map<Place, Float> scores(Weight weight, SortedMap<Integer, Place> entries)
                throws IOException {
            Map<Place, Float> scores = new HashMap<>();
            List<LeafReaderContext> leaves = searcher.getIndexReader().leaves();
            @Nullable LeafReaderContext leaf = null;
            @Nullable Scorer scorer = null;
            for (Map.Entry<Integer, Place> each : entries.entrySet()) {
                int entry = each.getKey();
                LeafReaderContext its = leaves.get(ReaderUtil.subIndex(entry, leaves));
                if (its != leaf) {
                    leaf = its;
                    @Nullable ScorerSupplier supplier = weight.scorerSupplier(its);
                    scorer = supplier == null ? null : supplier.get(entries.size());
                }
                if (scorer != null) {
                    int wanted = entry - its.docBase;
                    int at = scorer.docID();
                    if (at < wanted) {
                        at = scorer.iterator().advance(wanted);
                    }
                    if (at == wanted) {
                        scores.put(each.getValue(), scorer.score());
                    }
                }
            }
            return scores;
        }

        /// A passage and the language of its document.
        record Text(Passage passage, Language language) {}

        /// Returns a passage as it was put in; empty if it has gone.
        Optional<Text> text(Place place) {
            int at = reading(() -> folder.entry(searcher, place));
            if (at < 0) {
                return Optional.empty();
            }
            var entry = reading(() -> searcher.storedFields().document(at));
            var passage =
                    new Passage(
                            place.ordinal(),
                            number(entry, Words.PAGE),
                            number(entry, START),
                            number(entry, END),
                            entry.get(HEADING),
                            entry.get(TEXT));
            return Optional.of(new Text(passage, Language.valueOf(entry.get(LANGUAGE))));
        }

        /// Returns `words` and others that stand in the best passages.
        ///
        /// @param best passages with how good they are by words and by meaning, in \[0, 1\]
        /// @param agreement see [Feedback#learned]
        Words learned(Words words, Map<Place, double[]> best, double agreement) {
            var feedback = new Feedback();
            best.forEach((place, goodness) ->
                    text(place)
                            .ifPresent(text ->
                                    feedback.add(
                                            text.passage().text(),
                                            text.language(),
                                            goodness[0],
                                            goodness[1])));
            return feedback.learned(
                    words, agreement, this::frequency, searcher.getIndexReader().numDocs());
        }

        /// Returns a query in which words that stand nowhere in the library are replaced by others
        /// that are spelled almost like them; empty if every word stands somewhere, or there is
        /// nothing to replace one by.
        Optional<String> suggestion(String typed, Words words) {
            List<String> unknown = words.whole().stream().filter(this::isUnknown).toList();
            if (unknown.isEmpty() || unknown.size() > MOST_MISSPELLED) {
                return Optional.empty();
            }
            Map<String, String> replacements = new HashMap<>();
            for (String word : unknown) {
                if (words.stemsOf(word).entrySet().stream()
                        .allMatch(stem -> frequency(stem.getKey(), stem.getValue()) == 0)) {
                    spelledAlmostLike(word)
                            .ifPresent(known -> replacements.put(word, written(known)));
                }
            }
            return replacements.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Words.replaced(typed, replacements));
        }

        private boolean isUnknown(String word) {
            int letters = word.codePointCount(0, word.length());
            return letters >= SHORTEST_MISSPELLED
                    && letters <= LONGEST_MISSPELLED
                    && word.codePoints().allMatch(Character::isLetter)
                    && reading(() -> searcher.getIndexReader().docFreq(new Term(Words.EXACT, word)))
                            == 0;
        }

        /// Returns the most frequent of the closest words: by one letter, in a long word by two.
        private Optional<String> spelledAlmostLike(String word) {
            Optional<String> best = like(word, 1);
            return best.isEmpty() && word.length() >= LONG_WORD ? like(word, 2) : best;
        }

        private Optional<String> like(String word, int edits) {
            return reading(() -> {
                @Nullable Terms all = MultiTerms.getTerms(searcher.getIndexReader(), Words.EXACT);
                if (all == null) {
                    return Optional.empty();
                }
                // Few people mistake the first letter and another one.
                var terms =
                        new FuzzyTermsEnum(
                                all, new Term(Words.EXACT, word), edits, edits - 1, true);
                Optional<String> best = Optional.empty();
                int most = 0;
                for (BytesRef term = terms.next(); term != null; term = terms.next()) {
                    if (terms.docFreq() > most) {
                        most = terms.docFreq();
                        best = Optional.of(term.utf8ToString());
                    }
                }
                return best;
            });
        }

        /// Returns a word as it is written somewhere, with its accents.
        private String written(String word) {
            return search(new TermQuery(new Term(Words.EXACT, word)), null, 1).keySet().stream()
                    .flatMap(place -> text(place).stream())
                    .flatMap(text -> Words.written(word, text.passage().text()).stream())
                    .findFirst()
                    .orElse(word);
        }

        /// What reads from the disk and may fail.
        private interface Reading<T> {
            T read() throws IOException;
        }

        private <T> T reading(Reading<T> reading) {
            try {
                return reading.read();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static int number(org.apache.lucene.document.Document entry, String field) {
        return entry.getField(field).numericValue().intValue();
    }

    @Override
    public void close() {
        folder.close();
    }
}
