package stillroom.index;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.codecs.Codec;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KeywordField;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.search.ConstantScoreScorer;
import org.apache.lucene.search.ConstantScoreWeight;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.QueryVisitor;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.ScorerSupplier;
import org.apache.lucene.search.SearcherFactory;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.Weight;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.NRTCachingDirectory;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.StringHelper;
import org.jspecify.annotations.Nullable;

/// A Lucene index in a folder, with one entry for each passage. Safe for any thread.
///
/// What was put in is found at once. It is written to the disk for good only now and then, because
/// that costs tens of milliseconds: after so many entries, and at the end. So after a crash the
/// index may lack what the catalogue says it has; [Indexes] compares the two when it opens and puts
/// in again what is missing.
final class LuceneFolder implements AutoCloseable {

    static final String DOCUMENT = "document";
    static final String ORDINAL = "ordinal";

    private static final double CACHED_SEGMENT_MEGABYTES = 2;
    private static final double CACHED_MEGABYTES = 16;

    private static final System.Logger LOG = System.getLogger(LuceneFolder.class.getName());

    private final Directory directory;
    private final IndexWriter writer;
    private final SearcherManager searchers;
    private final int entriesBeforeCommit;
    private final Map<IndexReader.CacheKey, Blocks> blocks = new ConcurrentHashMap<>();
    private final AtomicInteger uncommitted = new AtomicInteger();

    /// A passage of a document.
    record Place(DocumentId document, int ordinal) {}

    /// What is done with a view of the index that does not change meanwhile.
    interface Search<T> {
        T run(IndexSearcher searcher) throws IOException;
    }

    private LuceneFolder(
            Directory directory,
            IndexWriter writer,
            SearcherManager searchers,
            int entriesBeforeCommit) {
        this.directory = directory;
        this.writer = writer;
        this.searchers = searchers;
        this.entriesBeforeCommit = entriesBeforeCommit;
    }

    /// Opens the index in `folder`; a new, empty one if there is none or it cannot be read.
    static LuceneFolder open(Path folder, Analyzer analyzer, Codec codec, int entriesBeforeCommit) {
        try {
            Files.createDirectories(folder);
            try {
                return attempt(folder, analyzer, codec, entriesBeforeCommit);
            } catch (IOException | IllegalArgumentException | IllegalStateException e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "An index is damaged and will be made again from the catalogue",
                        e);
                delete(folder);
                Files.createDirectories(folder);
                return attempt(folder, analyzer, codec, entriesBeforeCommit);
            }
        } catch (IOException e) {
            throw IndexException.of(e);
        }
    }

    private static LuceneFolder attempt(
            Path folder, Analyzer analyzer, Codec codec, int entriesBeforeCommit)
            throws IOException {
        var merges = new TieredMergePolicy();
        // What was removed must be gone, not be gone by a tenth.
        merges.setForceMergeDeletesPctAllowed(0);
        // Who searches while documents come sees each at once, as a small segment of a dozen files.
        // Those stay in memory until they are merged or committed: to make and delete so many files
        // costs a file system more than the search.
        var directory =
                new NRTCachingDirectory(
                        FSDirectory.open(folder), CACHED_SEGMENT_MEGABYTES, CACHED_MEGABYTES);
        @Nullable IndexWriter writer = null;
        try {
            writer =
                    new IndexWriter(
                            directory,
                            new IndexWriterConfig(analyzer)
                                    .setCodec(codec)
                                    .setMergePolicy(merges)
                                    // A search need not wait until small parts are merged.
                                    .setMaxFullFlushMergeWaitMillis(0)
                                    .setRAMBufferSizeMB(32));
            // Opens every segment and so finds one that is missing or cut off.
            var searchers = new SearcherManager(writer, new SearcherFactory());
            return new LuceneFolder(directory, writer, searchers, entriesBeforeCommit);
        } catch (IOException | RuntimeException e) {
            if (writer != null) {
                writer.rollback();
            }
            directory.close();
            throw e;
        }
    }

    /// Whether a folder is of this kind.
    static boolean holdsIndex(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (FSDirectory files = FSDirectory.open(folder)) {
            return DirectoryReader.indexExists(files);
        }
    }

    /// The files of what was last committed to the index in `folder`, which another process may
    /// have open.
    static Collection<String> committed(Path folder) throws IOException {
        try (FSDirectory files = FSDirectory.open(folder)) {
            return SegmentInfos.readLatestCommit(files).files(true);
        }
    }

    /// What tells the last commit to the index in `folder` from every other; empty if there is
    /// none.
    static String lastCommit(Path folder) throws IOException {
        try (FSDirectory files = FSDirectory.open(folder)) {
            return DirectoryReader.indexExists(files)
                    ? StringHelper.idToString(SegmentInfos.readLatestCommit(files).getId())
                    : "";
        }
    }

    /// Deletes a folder of this kind.
    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    /// Says whether the index can still be written to. Lucene closes itself when a write fails, for
    /// instance on a full disk.
    boolean isOpen() {
        return writer.isOpen();
    }

    /// How many entries there are, give or take what was deleted a moment ago.
    int size() {
        return writer.getDocStats().numDocs;
    }

    /// Puts entries in the place of all that `id` has. The entry at each position gets the keys of
    /// the passage of that ordinal.
    void put(DocumentId id, List<org.apache.lucene.document.Document> entries) {
        for (int ordinal = 0; ordinal < entries.size(); ordinal++) {
            var entry = entries.get(ordinal);
            entry.add(new KeywordField(DOCUMENT, id.sha256(), Field.Store.NO));
            entry.add(new NumericDocValuesField(ORDINAL, ordinal));
        }
        try {
            writer.updateDocuments(new Term(DOCUMENT, id.sha256()), entries);
            if (uncommitted.addAndGet(entries.size()) >= entriesBeforeCommit) {
                commit();
            }
        } catch (IOException e) {
            throw IndexException.of(e);
        }
    }

    synchronized void delete(Collection<DocumentId> ids) {
        try {
            writer.deleteDocuments(
                    ids.stream().map(id -> new Term(DOCUMENT, id.sha256())).toArray(Term[]::new));
        } catch (IOException e) {
            throw IndexException.of(e);
        }
    }

    /// Writes every part of the index again that still holds something deleted, and commits. Takes
    /// seconds for a large library.
    synchronized void forget() {
        try {
            writer.forceMergeDeletes();
            commit();
            searchers.maybeRefreshBlocking();
            // The files of the old parts go when the last view of them is gone.
            writer.deleteUnusedFiles();
        } catch (IOException e) {
            throw IndexException.of(e);
        }
    }

    synchronized void commit() {
        try {
            uncommitted.set(0);
            writer.commit();
        } catch (IOException e) {
            throw IndexException.of(e);
        }
    }

    /// Runs `search` on all that was put in until now.
    <T> T search(Search<T> search) {
        try {
            searchers.maybeRefreshBlocking();
        } catch (IOException | AlreadyClosedException e) {
            // On a full disk one can still search what was found until now.
            LOG.log(System.Logger.Level.WARNING, "The newest passages cannot be searched", e);
        }
        try {
            IndexSearcher searcher = searchers.acquire();
            try {
                return search.run(searcher);
            } finally {
                searchers.release(searcher);
            }
        } catch (AlreadyClosedException e) {
            throw new IndexException(
                    IndexException.Reason.OTHER, "The index was closed; search again.", e);
        } catch (IOException e) {
            throw IndexException.of(e);
        }
    }

    /// Where the entries of documents lie in a part of the index.
    private Blocks blocks(LeafReaderContext part) throws IOException {
        IndexReader.CacheHelper helper = part.reader().getCoreCacheHelper();
        Blocks known = blocks.get(helper.getKey());
        if (known == null) {
            known = Blocks.of(part.reader());
            if (blocks.put(helper.getKey(), known) == null) {
                helper.addClosedListener(blocks::remove);
            }
        }
        return known;
    }

    /// Looks up which passages were found, in the order of the answer.
    Map<Place, Float> places(IndexSearcher searcher, TopDocs found) throws IOException {
        List<LeafReaderContext> parts = searcher.getIndexReader().leaves();
        Map<Place, Float> scores = LinkedHashMap.newLinkedHashMap(found.scoreDocs.length);
        for (ScoreDoc hit : found.scoreDocs) {
            LeafReaderContext part = parts.get(ReaderUtil.subIndex(hit.doc, parts));
            scores.put(blocks(part).place(hit.doc - part.docBase), hit.score);
        }
        return scores;
    }

    /// The passage that an entry of a part stands for.
    Place place(LeafReaderContext part, int entry) throws IOException {
        return blocks(part).place(entry);
    }

    /// The entry of a passage; -1 if there is none.
    int entry(IndexSearcher searcher, Place place) throws IOException {
        return entries(searcher, List.of(place))[0];
    }

    /// The entries of passages, in the order of `places`; -1 for one of which there is none.
    int[] entries(IndexSearcher searcher, Collection<Place> places) throws IOException {
        // Most passages lie in the largest parts, so these are asked first.
        List<LeafReaderContext> parts =
                searcher.getIndexReader().leaves().stream()
                        .sorted(
                                Comparator.<LeafReaderContext>comparingInt(
                                                part -> part.reader().maxDoc())
                                        .reversed())
                        .toList();
        var entries = new int[places.size()];
        Arrays.fill(entries, -1);
        int at = 0;
        for (Place place : places) {
            for (int i = 0; i < parts.size() && entries[at] < 0; i++) {
                LeafReaderContext part = parts.get(i);
                long range = blocks(part).entry(place);
                Bits live = part.reader().getLiveDocs();
                if (range != Blocks.NOWHERE && (live == null || live.get(Blocks.start(range)))) {
                    entries[at] = part.docBase + Blocks.start(range);
                }
            }
            at++;
        }
        return entries;
    }

    /// Lets only entries of `ids` through.
    Query of(Collection<DocumentId> ids) {
        return new Among(part -> {
            Blocks its = blocks(part);
            return ids.stream().mapToLong(its::entries);
        });
    }

    /// Lets only these entries through, in whatever order they are given; none below zero is one.
    static Query at(int[] entries) {
        int[] sorted = Arrays.stream(entries).sorted().toArray();
        return new Among(part -> {
            int first = part.docBase;
            int last = first + part.reader().maxDoc();
            return IntStream.range(position(sorted, first), position(sorted, last))
                    .mapToLong(i -> Blocks.range(sorted[i] - first, sorted[i] - first + 1));
        });
    }

    /// Where in rising numbers the first one lies that is no less than `least`.
    private static int position(int[] sorted, int least) {
        int found = Arrays.binarySearch(sorted, least);
        return found >= 0 ? found : -found - 1;
    }

    /// Tells ranges of entries of a part, as [Blocks] writes them, in any order.
    private interface Ranges {
        LongStream of(LeafReaderContext part) throws IOException;
    }

    /// Lets ranges of entries through.
    private static final class Among extends Query {

        private final Ranges ranges;

        Among(Ranges ranges) {
            this.ranges = ranges;
        }

        @Override
        public Weight createWeight(IndexSearcher searcher, ScoreMode mode, float boost) {
            return new ConstantScoreWeight(this, boost) {
                @Override
                public ScorerSupplier scorerSupplier(LeafReaderContext part) throws IOException {
                    long[] sorted =
                            ranges.of(part)
                                    .filter(range -> range != Blocks.NOWHERE)
                                    .sorted()
                                    .toArray();
                    var scorer = new ConstantScoreScorer(score(), mode, new Entries(sorted));
                    return new DefaultScorerSupplier(scorer);
                }

                @Override
                public boolean isCacheable(LeafReaderContext part) {
                    return false;
                }
            };
        }

        @Override
        public String toString(String field) {
            return "among";
        }

        @Override
        public void visit(QueryVisitor visitor) {
            visitor.visitLeaf(this);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    /// Goes through ranges of entries that follow each other.
    private static final class Entries extends DocIdSetIterator {

        private final long[] ranges;
        private int range;
        private int entry = -1;

        Entries(long[] ranges) {
            this.ranges = ranges;
        }

        @Override
        public int docID() {
            return entry;
        }

        @Override
        public int nextDoc() {
            return advance(entry + 1);
        }

        @Override
        public int advance(int target) {
            while (range < ranges.length && Blocks.end(ranges[range]) <= target) {
                range++;
            }
            entry =
                    range == ranges.length
                            ? NO_MORE_DOCS
                            : Math.max(target, Blocks.start(ranges[range]));
            return entry;
        }

        @Override
        public long cost() {
            long sum = 0;
            for (long each : ranges) {
                sum += Blocks.end(each) - Blocks.start(each);
            }
            return sum;
        }
    }

    /// Whether each file is what was once written; reads them all.
    boolean isIntact() {
        return search(searcher -> {
            for (LeafReaderContext part : searcher.getIndexReader().leaves()) {
                if (part.reader() instanceof CodecReader files) {
                    try {
                        files.checkIntegrity();
                    } catch (IOException e) {
                        LOG.log(System.Logger.Level.WARNING, "An index is damaged", e);
                        return false;
                    }
                }
            }
            return true;
        });
    }

    /// Counts the entries of each document.
    Map<DocumentId, Integer> counts() {
        return search(searcher -> {
            Map<DocumentId, Integer> counts = new HashMap<>();
            for (LeafReaderContext part : searcher.getIndexReader().leaves()) {
                Blocks its = blocks(part);
                Bits live = part.reader().getLiveDocs();
                for (DocumentId id : its.documents()) {
                    long range = its.entries(id);
                    if (live == null || live.get(Blocks.start(range))) {
                        counts.put(id, Blocks.end(range) - Blocks.start(range));
                    }
                }
            }
            return counts;
        });
    }

    /// Writes what is in memory. Lucene keeps a part for each thread that put something in while
    /// another did, and would write one after the other.
    private void flush() {
        ForkJoinTask<?> others = ForkJoinPool.commonPool().submit(this::flushNext);
        try {
            flushNext();
        } finally {
            others.join();
        }
    }

    private void flushNext() {
        try {
            while (writer.flushNextBuffer()) {}
        } catch (IOException e) {
            throw IndexException.of(e);
        }
    }

    /// Commits and closes. What Lucene closed itself, because a write failed, it only lets go.
    @Override
    public void close() {
        try (directory;
                writer) {
            searchers.close();
            if (writer.isOpen()) {
                flush();
            }
        } catch (IOException e) {
            throw IndexException.of(e);
        }
    }
}
