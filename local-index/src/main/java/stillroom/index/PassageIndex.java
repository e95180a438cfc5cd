package stillroom.index;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.lucene.codecs.Codec;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
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

    private static final String START = "start";
    private static final String END = "end";
    private static final String HEADING = "heading";
    private static final String TEXT = "text";
    private static final String LANGUAGE = "language";

    private final LuceneFolder folder;

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

    void put(DocumentId id, String title, List<Passage> passages) {
        var language = language(passages);
        var entries = new ArrayList<org.apache.lucene.document.Document>();
        for (Passage passage : passages) {
            var entry = new org.apache.lucene.document.Document();
            Words.fields(title, passage.page(), passage.textToEmbed(title), language)
                    .forEach(entry::add);
            entry.add(new StoredField(LANGUAGE, language.name()));
            entry.add(new StoredField(START, passage.start()));
            entry.add(new StoredField(END, passage.end()));
            entry.add(new StoredField(HEADING, passage.heading()));
            entry.add(new StoredField(TEXT, passage.text()));
            entries.add(entry);
        }
        folder.put(id, entries);
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

    /// The languages of the passages, the most frequent first.
    List<Language> languages() {
        return folder.search(searcher -> {
            Map<Language, Integer> counts = new EnumMap<>(Language.class);
            for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
                for (FieldInfo field : leaf.reader().getFieldInfos()) {
                    Optional<Language> language = Language.ofField(field.name);
                    if (language.isPresent()) {
                        counts.merge(
                                language.get(),
                                leaf.reader().getDocCount(field.name),
                                Integer::sum);
                    }
                }
            }
            return counts.entrySet().stream()
                    .sorted(Map.Entry.<Language, Integer>comparingByValue().reversed())
                    .map(Map.Entry::getKey)
                    .toList();
        });
    }

    /// Returns what BM25 would be of a passage that has each of `words` very often, in the language
    /// that knows most of them.
    double most(Words words, List<Language> languages) {
        return folder.search(searcher -> {
            double least = Double.MAX_VALUE;
            for (Language language : languages) {
                double sum = 0;
                for (Map.Entry<String, Integer> each : words.stems(language).entrySet()) {
                    double count = searcher.getIndexReader().docFreq(term(language, each.getKey()));
                    double all = searcher.getIndexReader().getDocCount(term(language, "").field());
                    sum +=
                            (1 + Words.LITERAL)
                                    * each.getValue()
                                    * Math.log1p((all - count + 0.5) / (count + 0.5));
                }
                least = Math.min(least, sum);
            }
            return least;
        });
    }

    private static Term term(Language language, String stem) {
        return new Term(Words.field(language), stem);
    }

    /// The documents that have a passage which `query` finds.
    Set<DocumentId> documents(Query query) {
        return folder.search(searcher -> {
            int all = Math.max(1, searcher.getIndexReader().maxDoc());
            return folder
                    .places(searcher, searcher.search(new ConstantScoreQuery(query), all))
                    .keySet()
                    .stream()
                    .map(Place::document)
                    .collect(Collectors.toSet());
        });
    }

    /// Returns `words` and others that stand in the best passages.
    ///
    /// @param best passages with how good they are by words and by meaning, in \[0, 1\]
    Words learned(Words words, Map<Place, double[]> best) {
        return folder.search(searcher -> {
            var feedback = new Feedback();
            for (Map.Entry<Place, double[]> each : best.entrySet()) {
                org.apache.lucene.document.@Nullable Document entry =
                        entry(searcher, each.getKey());
                if (entry != null) {
                    feedback.add(
                            entry.get(TEXT),
                            Language.valueOf(entry.get(LANGUAGE)),
                            each.getValue()[0],
                            each.getValue()[1]);
                }
            }
            return feedback.learned(
                    words,
                    (language, stem) -> frequency(searcher, language, stem),
                    searcher.getIndexReader().numDocs());
        });
    }

    private static int frequency(IndexSearcher searcher, Language language, String stem) {
        try {
            return searcher.getIndexReader().docFreq(term(language, stem));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Finds the passages that match best, best first.
    ///
    /// @param only the documents that count; all if null
    /// @return BM25 of each
    Map<Place, Float> search(Words words, @Nullable Collection<DocumentId> only, int limit) {
        return folder.search(searcher ->
                folder.places(
                        searcher,
                        searcher.search(
                                filtered(words, only == null ? null : folder.of(only)), limit)));
    }

    /// Returns the BM25 of those of `places` that match at all.
    Map<Place, Float> scores(Words words, Collection<Place> places) {
        if (places.isEmpty()) {
            return Map.of();
        }
        return folder.search(searcher ->
                folder.places(
                        searcher,
                        searcher.search(filtered(words, folder.at(places)), places.size())));
    }

    private static Query filtered(Words words, @Nullable Query filter) {
        if (filter == null) {
            return words.toLucene();
        }
        return new BooleanQuery.Builder()
                .add(words.toLucene(), Occur.MUST)
                .add(filter, Occur.FILTER)
                .build();
    }

    /// Returns a passage as it was put in; empty if it has gone.
    Optional<Passage> passage(Place place) {
        return folder.search(searcher -> {
            var entry = entry(searcher, place);
            if (entry == null) {
                return Optional.empty();
            }
            return Optional.of(
                    new Passage(
                            place.ordinal(),
                            number(entry, Words.PAGE),
                            number(entry, START),
                            number(entry, END),
                            entry.get(HEADING),
                            entry.get(TEXT)));
        });
    }

    private org.apache.lucene.document.@Nullable Document entry(IndexSearcher searcher, Place place)
            throws IOException {
        int entry = folder.entry(searcher, place);
        return entry < 0 ? null : searcher.storedFields().document(entry);
    }

    private static int number(org.apache.lucene.document.Document entry, String field) {
        return entry.getField(field).numericValue().intValue();
    }

    @Override
    public void close() {
        folder.close();
    }
}
