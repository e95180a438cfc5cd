package stillroom.index;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.concurrent.ForkJoinPool;
import org.apache.lucene.analysis.core.KeywordAnalyzer;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.codecs.lucene104.Lucene104HnswScalarQuantizedVectorsFormat;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.KnnVectorValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.CollectorManager;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.SimpleCollector;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.TotalHits;
import org.apache.lucene.search.VectorScorer;
import org.apache.lucene.util.VectorUtil;
import org.apache.lucene.util.quantization.QuantizedByteVectorValues.ScalarEncoding;
import org.jspecify.annotations.Nullable;
import stillroom.index.LuceneFolder.Place;

/// Finds passages by their meaning: all vectors that one model pack made. Safe for any thread.
///
/// A small library is searched through, vector by vector, which is exact and takes about a
/// millisecond for 10,000; a large one by Lucene's graph (HNSW), which compares vectors of 2 bits a
/// number, and then once more those that it found with all their digits. Without the vector module
/// of Java, a comparison of 8 bits takes eight times as long and finds no more
/// (docs/benchmarks.md).
final class VectorGeneration implements AutoCloseable {

    /// From here on graphs are faster than looking at every vector.
    private static final int MOST_TO_SCAN = 50_000;

    /// A vector costs some 30 ms of a core to make, so few may be lost.
    private static final int ENTRIES_BEFORE_COMMIT = 1_000;

    /// How many vectors tell how close passages are by chance.
    private static final int SAMPLE = 2_000;

    /// Fewer passages tell nothing about chance.
    private static final int FEWEST = 30;

    private static final String VECTOR = "vector";

    private final LuceneFolder folder;
    private final Writing writing;
    private final int dimensions;
    private final int mostToScan;

    /// How vectors are written: with a graph only in a library that is searched by it. To write a
    /// graph takes a hundred times as long as the vectors alone, and whenever something is removed
    /// from its part of the index it is made anew.
    private static final class Writing extends Lucene104Codec {

        /// Of a larger library, parts that are smaller are scanned all the same. There may be ten
        /// of each size, so it is a small part of [#MOST_TO_SCAN].
        private static final int PARTS = 10;

        private static final int NEVER = 1 << 20;

        private final KnnVectorsFormat plain = format(NEVER);
        private final KnnVectorsFormat graphs;
        private volatile boolean makesGraphs;

        Writing(int mostToScan) {
            int least = Math.max(2, mostToScan / PARTS);
            // Lucene makes a graph where the logarithm of the size, times this number, is less than
            // the size.
            graphs = format((int) (least / Math.log(least)));
        }

        private static KnnVectorsFormat format(int threshold) {
            return new Lucene104HnswScalarQuantizedVectorsFormat(
                    ScalarEncoding.DIBIT_QUERY_NIBBLE,
                    Lucene99HnswVectorsFormat.DEFAULT_MAX_CONN,
                    Lucene99HnswVectorsFormat.DEFAULT_BEAM_WIDTH,
                    Lucene99HnswVectorsFormat.DEFAULT_NUM_MERGE_WORKER,
                    null,
                    threshold);
        }

        @Override
        public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
            return makesGraphs ? graphs : plain;
        }
    }

    private VectorGeneration(LuceneFolder folder, Writing writing, int dimensions, int mostToScan) {
        this.folder = folder;
        this.writing = writing;
        this.dimensions = dimensions;
        this.mostToScan = mostToScan;
        chooseWriting();
    }

    static VectorGeneration open(Path path, int dimensions) {
        return open(path, dimensions, MOST_TO_SCAN);
    }

    /// @param mostToScan so many vectors and more are searched by graphs
    static VectorGeneration open(Path path, int dimensions, int mostToScan) {
        var writing = new Writing(mostToScan);
        return new VectorGeneration(
                LuceneFolder.open(path, new KeywordAnalyzer(), writing, ENTRIES_BEFORE_COMMIT),
                writing,
                dimensions,
                mostToScan);
    }

    private void chooseWriting() {
        writing.makesGraphs = folder.size() >= mostToScan;
    }

    /// What is common to every index of passages.
    LuceneFolder folder() {
        return folder;
    }

    void put(DocumentId id, List<float[]> vectors) {
        var entries = new ArrayList<org.apache.lucene.document.Document>();
        for (float[] vector : vectors) {
            check(vector);
            var entry = new org.apache.lucene.document.Document();
            entry.add(
                    new KnnFloatVectorField(VECTOR, vector, VectorSimilarityFunction.DOT_PRODUCT));
            entries.add(entry);
        }
        folder.put(id, entries);
        chooseWriting();
    }

    private void check(float[] vector) {
        if (vector.length != dimensions) {
            throw new IllegalArgumentException(
                    "a vector of " + vector.length + " dimensions, not " + dimensions);
        }
        double square = 0;
        for (float each : vector) {
            square += each * each;
        }
        if (!(Math.abs(square - 1) < 0.01)) {
            throw new IllegalArgumentException("a vector whose length is not one");
        }
    }

    /// Finds the passages that are closest to `vector`, closest first.
    ///
    /// @param only the documents that count; all if null
    /// @return the cosine of each
    Map<Place, Float> nearest(float[] vector, @Nullable Collection<DocumentId> only, int limit) {
        check(vector);
        return folder.search(searcher -> {
            @Nullable Query filter = only == null ? null : folder.of(only);
            Query among = filter == null ? MatchAllDocsQuery.INSTANCE : filter;
            if (searcher.count(among) < mostToScan) {
                return scan(searcher, vector, among, limit);
            }
            var query = new KnnFloatVectorQuery(VECTOR, vector, limit, filter);
            // Each part of the index has a graph of its own; all processors search them.
            var beside = new IndexSearcher(searcher.getIndexReader(), ForkJoinPool.commonPool());
            ScoreDoc[] close = beside.search(query, limit).scoreDocs;
            int[] entries = Arrays.stream(close).mapToInt(hit -> hit.doc).toArray();
            return scan(searcher, vector, LuceneFolder.at(entries), limit);
        });
    }

    /// How close passages are to a vector by chance.
    ///
    /// @param count of all passages, not only those that were looked at
    record Background(double mean, double deviation, int count) {

        /// Returns how far a cosine stands out, in units of what the closest of all would by
        /// chance, if cosines are spread normally; one if there are too few to tell.
        double separation(double cosine) {
            return count < FEWEST || deviation == 0
                    ? 1
                    : (cosine - mean) / deviation / Math.sqrt(2 * Math.log(count));
        }
    }

    /// Compares a vector with a sample of all.
    Background background(float[] vector) {
        check(vector);
        return folder.search(searcher -> {
            int count = searcher.getIndexReader().numDocs();
            int step = 1 + count / SAMPLE;
            double sum = 0;
            double squares = 0;
            int looked = 0;
            for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
                FloatVectorValues values = leaf.reader().getFloatVectorValues(VECTOR);
                for (int i = 0; values != null && i < values.size(); i += step) {
                    double cosine = VectorUtil.dotProduct(vector, values.vectorValue(i));
                    sum += cosine;
                    squares += cosine * cosine;
                    looked++;
                }
            }
            double mean = looked == 0 ? 0 : sum / looked;
            double variance = looked == 0 ? 0 : squares / looked - mean * mean;
            return new Background(mean, Math.sqrt(Math.max(0, variance)), count);
        });
    }

    /// Returns the cosine of those of `places` that have a vector.
    Map<Place, Float> cosines(float[] vector, Collection<Place> places) {
        check(vector);
        if (places.isEmpty()) {
            return Map.of();
        }
        return folder.search(searcher -> {
            Query among = LuceneFolder.at(folder.entries(searcher, places));
            return scan(searcher, vector, among, places.size());
        });
    }

    private Map<Place, Float> scan(IndexSearcher searcher, float[] vector, Query among, int limit)
            throws IOException {
        var scan = new Scan(vector, limit);
        searcher.search(among, alone(scan));
        Map<Place, Float> scores = folder.places(searcher, scan.best());
        // Lucene's score of a dot product is half of one plus it.
        scores.replaceAll((_, score) -> 2 * score - 1);
        return scores;
    }

    /// Lets one collector see everything: a searcher without threads of its own asks for one only.
    private static <C extends SimpleCollector> CollectorManager<C, C> alone(C collector) {
        return new CollectorManager<>() {
            @Override
            public C newCollector() {
                return collector;
            }

            @Override
            public C reduce(Collection<C> collectors) {
                return collector;
            }
        };
    }

    /// Compares a vector with that of each entry it is shown, and keeps the closest.
    private static final class Scan extends SimpleCollector {

        private final float[] vector;
        private final int limit;
        private final PriorityQueue<ScoreDoc> closest =
                new PriorityQueue<>(
                        Comparator.<ScoreDoc>comparingDouble(hit -> hit.score)
                                .thenComparing(hit -> hit.doc, Comparator.reverseOrder()));
        private @Nullable VectorScorer scorer;
        private int base;
        private float lowest = -Float.MAX_VALUE;

        Scan(float[] vector, int limit) {
            this.vector = vector;
            this.limit = limit;
        }

        @Override
        protected void doSetNextReader(LeafReaderContext leaf) throws IOException {
            base = leaf.docBase;
            FloatVectorValues values = leaf.reader().getFloatVectorValues(VECTOR);
            scorer = values == null ? null : values.rescorer(vector); // with all digits
        }

        @Override
        public void collect(int entry) throws IOException {
            VectorScorer current = scorer;
            if (current != null && current.iterator().advance(entry) == entry) {
                float score = current.score();
                if (closest.size() < limit) {
                    closest.add(new ScoreDoc(base + entry, score));
                } else if (score > lowest) {
                    closest.poll();
                    closest.add(new ScoreDoc(base + entry, score));
                }
                lowest = closest.size() < limit ? lowest : closest.element().score;
            }
        }

        @Override
        public ScoreMode scoreMode() {
            return ScoreMode.COMPLETE_NO_SCORES;
        }

        TopDocs best() {
            var hits = new ScoreDoc[closest.size()];
            for (int i = hits.length - 1; i >= 0; i--) {
                hits[i] = closest.remove();
            }
            return new TopDocs(new TotalHits(hits.length, TotalHits.Relation.EQUAL_TO), hits);
        }
    }

    /// Returns the vectors of a document in the order of its passages.
    List<float[]> vectors(DocumentId id) {
        var vectors = new TreeMap<Long, float[]>();
        folder.search(searcher -> {
            searcher.search(
                    new TermQuery(new Term(LuceneFolder.DOCUMENT, id.sha256())),
                    alone(new Reading(vectors)));
            return vectors;
        });
        return List.copyOf(vectors.values());
    }

    /// Copies the vectors of the entries it is shown, by ordinal.
    private static final class Reading extends SimpleCollector {

        private final Map<Long, float[]> vectors;
        private @Nullable FloatVectorValues values;
        private KnnVectorValues.@Nullable DocIndexIterator position;
        private @Nullable NumericDocValues ordinals;

        Reading(Map<Long, float[]> vectors) {
            this.vectors = vectors;
        }

        @Override
        protected void doSetNextReader(LeafReaderContext leaf) throws IOException {
            values = leaf.reader().getFloatVectorValues(VECTOR);
            position = values == null ? null : values.iterator();
            ordinals = leaf.reader().getNumericDocValues(LuceneFolder.ORDINAL);
        }

        @Override
        public void collect(int entry) throws IOException {
            if (values != null
                    && position != null
                    && ordinals != null
                    && position.advance(entry) == entry
                    && ordinals.advanceExact(entry)) {
                vectors.put(ordinals.longValue(), values.vectorValue(position.index()).clone());
            }
        }

        @Override
        public ScoreMode scoreMode() {
            return ScoreMode.COMPLETE_NO_SCORES;
        }
    }

    @Override
    public void close() {
        folder.close();
    }
}
