package stillroom.index;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.codecs.Codec;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KeywordField;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.SearcherFactory;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/// A Lucene index in a folder, with one entry for each passage. Safe for any thread.
///
/// What was put in is found at once. It is written to the disk for good only now and then, because
/// that costs tens of milliseconds: after so many entries, and at the end. So after a crash the
/// index may lack what the catalogue says it has; [LocalIndex] compares the two when it opens and
/// puts in again what is missing.
final class LuceneFolder implements AutoCloseable {

    static final String DOCUMENT = "document";
    static final String ORDINAL = "ordinal";
    static final String PLACE = "place";

    private static final System.Logger LOG = System.getLogger(LuceneFolder.class.getName());

    private final FSDirectory directory;
    private final IndexWriter writer;
    private final SearcherManager searchers;
    private final int entriesBeforeCommit;
    private int uncommitted;

    /// A passage of a document.
    record Place(DocumentId document, int ordinal) {

        String key() {
            return document + ":" + ordinal;
        }
    }

    /// What is done with a view of the index that does not change meanwhile.
    interface Search<T> {
        T run(IndexSearcher searcher) throws IOException;
    }

    private LuceneFolder(
            FSDirectory directory,
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
        var directory = FSDirectory.open(folder);
        @Nullable IndexWriter writer = null;
        try {
            writer =
                    new IndexWriter(
                            directory,
                            new IndexWriterConfig(analyzer)
                                    .setCodec(codec)
                                    .setMergePolicy(merges)
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

    /// Puts entries in the place of all that `id` has. The entry at each position gets the keys of
    /// the passage of that ordinal.
    synchronized void put(DocumentId id, List<org.apache.lucene.document.Document> entries) {
        for (int ordinal = 0; ordinal < entries.size(); ordinal++) {
            var entry = entries.get(ordinal);
            entry.add(new KeywordField(DOCUMENT, id.sha256(), Field.Store.NO));
            entry.add(new NumericDocValuesField(ORDINAL, ordinal));
            entry.add(new StringField(PLACE, new Place(id, ordinal).key(), Field.Store.NO));
        }
        try {
            writer.updateDocuments(new Term(DOCUMENT, id.sha256()), entries);
            uncommitted += entries.size();
            if (uncommitted >= entriesBeforeCommit) {
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
            writer.commit();
            uncommitted = 0;
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

    /// Lets only entries of `ids` through.
    static TermInSetQuery of(Collection<DocumentId> ids) {
        return new TermInSetQuery(
                DOCUMENT, ids.stream().map(id -> new BytesRef(id.sha256())).toList());
    }

    /// Lets only these entries through.
    static TermInSetQuery at(Collection<Place> places) {
        return new TermInSetQuery(
                PLACE, places.stream().map(place -> new BytesRef(place.key())).toList());
    }

    /// Counts the entries of each document.
    Map<DocumentId, Integer> counts() {
        return search(searcher -> {
            Map<DocumentId, Integer> counts = new HashMap<>();
            for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
                count(leaf, counts);
            }
            return counts;
        });
    }

    private static void count(LeafReaderContext leaf, Map<DocumentId, Integer> counts)
            throws IOException {
        Terms terms = leaf.reader().terms(DOCUMENT);
        if (terms == null) {
            return;
        }
        Bits live = leaf.reader().getLiveDocs();
        TermsEnum each = terms.iterator();
        @Nullable PostingsEnum postings = null;
        for (BytesRef term = each.next(); term != null; term = each.next()) {
            int count = live == null ? each.docFreq() : 0;
            if (live != null) {
                postings = each.postings(postings, PostingsEnum.NONE);
                while (postings.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
                    count += live.get(postings.docID()) ? 1 : 0;
                }
            }
            if (count > 0) {
                counts.merge(new DocumentId(term.utf8ToString()), count, Integer::sum);
            }
        }
    }

    /// Commits and closes.
    @Override
    public void close() {
        try {
            searchers.close();
            writer.close();
            directory.close();
        } catch (IOException e) {
            throw IndexException.of(e);
        }
    }
}
