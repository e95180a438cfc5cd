package stillroom.index;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;
import stillroom.index.text.Extraction;
import stillroom.index.text.Page;
import stillroom.index.text.Passage;
import stillroom.index.text.Problem;

/// What is known of every document, in tables. For one thread at a time; blocks on the disk.
///
/// The text of pages is kept here, so that a lost index can be made again without the sources, and
/// the borders of passages, so that vectors still belong to the passages they were made from. The
/// catalogue is also the queue: what is to be done next follows from the status of the documents.
final class Catalogue implements AutoCloseable {

    private final CatalogueFile file;
    private final Deflater deflater = new Deflater(Deflater.BEST_SPEED);

    private final CatalogueLabels labels;
    private final CatalogueExchanges exchanges;

    private Catalogue(CatalogueFile file) {
        this.file = file;
        labels = new CatalogueLabels(file, this::number);
        exchanges = new CatalogueExchanges(file, this::number);
    }

    static Catalogue open(Path path) {
        return new Catalogue(CatalogueFile.open(path, CatalogueVersions.ALL));
    }

    CatalogueLabels labels() {
        return labels;
    }

    CatalogueExchanges exchanges() {
        return exchanges;
    }

    /// What SQLite finds wrong with the file; reads all of it.
    List<String> damage() {
        return file.damage();
    }

    /// A document and what only the library needs to know of it.
    ///
    /// @param number rises in the order in which documents came
    /// @param passages how many it has; 0 while it was not read
    record Entry(long number, Document document, int passages) {}

    /// A file that was added, as it was then.
    record Source(DocumentId document, FileStamp stamp) {}

    /// Whose vectors they are.
    record Generation(String pack, int dimensions) {}

    /// Runs `work` wholly or not at all.
    <T> T change(Supplier<T> work) {
        return file.inTransaction(work);
    }

    /// Runs `work` wholly or not at all.
    void change(Runnable work) {
        file.inTransaction(() -> {
            work.run();
            return file;
        });
    }

    // -- Documents

    private static final String ENTRY =
            "SELECT number, id, title, type, pages, passages, bytes, added, status, problem, detail,"
                    + " opened FROM document";

    /// Every document, in the order in which they came.
    List<Entry> entries() {
        Map<Long, List<Path>> sources = new HashMap<>();
        file.all(
                "SELECT document, path FROM source ORDER BY number",
                row ->
                        sources.computeIfAbsent(row.getLong(1), _ -> new ArrayList<>())
                                .add(Path.of(row.getString(2))));
        Map<Long, List<DocumentLabel>> labels = new HashMap<>();
        file.all(
                "SELECT label, origin, confidence, document FROM document_label"
                        + " WHERE origin <> 'unset'"
                        + " ORDER BY origin = 'proposed', confidence DESC, label",
                row ->
                        labels.computeIfAbsent(row.getLong(4), _ -> new ArrayList<>())
                                .add(label(row)));
        Map<Long, List<SensitiveMark>> marks = new HashMap<>();
        file.all(
                "SELECT kind, count, page, document FROM sensitive ORDER BY document, kind",
                row ->
                        marks.computeIfAbsent(row.getLong(4), _ -> new ArrayList<>())
                                .add(mark(row)));
        return file.all(
                ENTRY + " ORDER BY number",
                row -> {
                    long number = row.getLong(1);
                    return entry(
                            row,
                            sources.getOrDefault(number, List.of()),
                            labels.getOrDefault(number, List.of()),
                            marks.getOrDefault(number, List.of()));
                });
    }

    /// What is known of one document; it must be there.
    Entry entry(DocumentId id) {
        return file.one(
                        ENTRY + " WHERE id = ?",
                        row -> {
                            long number = row.getLong(1);
                            return entry(row, sources(number), labels(number), marks(number));
                        },
                        id.sha256())
                .orElseThrow(() -> noSuchDocument(id));
    }

    private List<Path> sources(long number) {
        return file.all(
                "SELECT path FROM source WHERE document = ? ORDER BY number",
                row -> Path.of(row.getString(1)),
                number);
    }

    private List<DocumentLabel> labels(long number) {
        return file.all(
                "SELECT label, origin, confidence FROM document_label"
                        + " WHERE document = ? AND origin <> 'unset'"
                        + " ORDER BY origin = 'proposed', confidence DESC, label",
                Catalogue::label,
                number);
    }

    private List<SensitiveMark> marks(long number) {
        return file.all(
                "SELECT kind, count, page FROM sensitive WHERE document = ? ORDER BY kind",
                Catalogue::mark,
                number);
    }

    private static SensitiveMark mark(ResultSet row) throws SQLException {
        return new SensitiveMark(row.getString(1), row.getInt(2), row.getInt(3));
    }

    private static DocumentLabel label(ResultSet row) throws SQLException {
        return row.getString(2).equals("set")
                ? new DocumentLabel(row.getString(1), DocumentLabel.Origin.SET, 1)
                : new DocumentLabel(
                        row.getString(1), DocumentLabel.Origin.PROPOSED, row.getDouble(3));
    }

    private static Entry entry(
            ResultSet row,
            List<Path> sources,
            List<DocumentLabel> labels,
            List<SensitiveMark> marks)
            throws SQLException {
        String title = row.getString(3);
        Status status =
                switch (row.getString(9)) {
                    case "waiting" -> new Status.Waiting();
                    case "words" -> new Status.Words();
                    case "indexed" -> new Status.Indexed();
                    default ->
                            new Status.Failed(
                                    Problem.valueOf(row.getString(10)), row.getString(11));
                };
        var document =
                new Document(
                        new DocumentId(row.getString(2)),
                        sources,
                        title == null ? nameOf(sources.getFirst()) : title,
                        row.getString(4),
                        row.getInt(5),
                        row.getLong(7),
                        Instant.ofEpochMilli(row.getLong(8)),
                        status,
                        labels,
                        marks,
                        row.getBoolean(12));
        return new Entry(row.getLong(1), document, row.getInt(6));
    }

    private static String nameOf(Path path) {
        Path name = path.getFileName();
        return name == null ? path.toString() : name.toString();
    }

    private long number(DocumentId id) {
        return file.one(
                        "SELECT number FROM document WHERE id = ?",
                        row -> row.getLong(1),
                        id.sha256())
                .orElseThrow(() -> noSuchDocument(id));
    }

    private static IndexException noSuchDocument(DocumentId id) {
        return new IndexException(
                IndexException.Reason.OTHER, "There is no document " + id + " in the library.");
    }

    boolean has(DocumentId id) {
        return file.one("SELECT 1 FROM document WHERE id = ?", row -> true, id.sha256())
                .isPresent();
    }

    /// Adds a document that waits to be read. Its source must follow.
    void insert(DocumentId id, String type, long bytes, Instant added) {
        file.run(
                "INSERT INTO document (id, type, bytes, added, status)"
                        + " VALUES (?, ?, ?, ?, 'waiting')",
                id.sha256(),
                type,
                bytes,
                added.toEpochMilli());
    }

    Optional<Source> source(Path path) {
        return file.one(
                "SELECT id, source.bytes, modified, file_key FROM source"
                        + " JOIN document ON document.number = document WHERE path = ?",
                row -> new Source(new DocumentId(row.getString(1)), stamp(row)),
                path.toString());
    }

    /// What was read from the file that the system calls `key`, under whatever name.
    List<Source> sources(String key) {
        return file.all(
                "SELECT id, source.bytes, modified, file_key FROM source"
                        + " JOIN document ON document.number = document WHERE file_key = ?",
                row -> new Source(new DocumentId(row.getString(1)), stamp(row)),
                key);
    }

    private static FileStamp stamp(ResultSet row) throws SQLException {
        return new FileStamp(row.getLong(2), row.getLong(3), row.getString(4));
    }

    /// The sources below a folder, each with what it was like.
    Map<Path, FileStamp> sources(Path folder) {
        String below = folder.toString();
        String separator = folder.getFileSystem().getSeparator();
        String first = below.endsWith(separator) ? below : below + separator;
        // The character that follows the separator ends the range of names that begin with it.
        String last = first.substring(0, first.length() - 1) + (char) (separator.charAt(0) + 1);
        Map<Path, FileStamp> sources = new HashMap<>();
        file.all(
                "SELECT path, bytes, modified, file_key FROM source WHERE path >= ? AND path < ?",
                row -> sources.put(Path.of(row.getString(1)), stamp(row)),
                first,
                last);
        return sources;
    }

    /// Says that `path` holds the document of `source`, whatever it held before.
    void putSource(Path path, Source source) {
        file.run(
                "INSERT INTO source (path, document, bytes, modified, file_key)"
                        + " VALUES (?, (SELECT number FROM document WHERE id = ?), ?, ?, ?)"
                        + " ON CONFLICT (path) DO UPDATE SET document = excluded.document,"
                        + " bytes = excluded.bytes, modified = excluded.modified,"
                        + " file_key = excluded.file_key",
                path.toString(),
                source.document.sha256(),
                source.stamp.bytes(),
                source.stamp.modified(),
                source.stamp.key());
    }

    /// Takes a source away.
    ///
    /// @return the document that it was one of, if it was one
    Optional<DocumentId> deleteSource(Path path) {
        Optional<Source> source = source(path);
        file.run("DELETE FROM source WHERE path = ?", path.toString());
        return source.map(Source::document);
    }

    // -- Watched folders

    /// By folder what the system called it.
    Map<Path, String> watched() {
        Map<Path, String> watched = new LinkedHashMap<>();
        file.all(
                "SELECT path, folder_key FROM watched ORDER BY path",
                row -> watched.put(Path.of(row.getString(1)), row.getString(2)));
        return watched;
    }

    void putWatched(Path folder, String key) {
        file.run(
                "INSERT OR REPLACE INTO watched (path, folder_key) VALUES (?, ?)",
                folder.toString(),
                key);
    }

    boolean deleteWatched(Path folder) {
        return file.run("DELETE FROM watched WHERE path = ?", folder.toString()) > 0;
    }

    void putDismissed(String hash) {
        file.run("INSERT OR IGNORE INTO dismissed (hash) VALUES (?)", hash);
    }

    boolean isDismissed(String hash) {
        return file.one("SELECT 1 FROM dismissed WHERE hash = ?", row -> true, hash).isPresent();
    }

    void deleteDismissed(String hash) {
        file.run("DELETE FROM dismissed WHERE hash = ?", hash);
    }

    boolean hasSource(DocumentId id) {
        return file.one("SELECT 1 FROM source WHERE document = ?", row -> true, number(id))
                .isPresent();
    }

    /// Copies what was set or taken off by hand, where `to` has nothing of the kind yet.
    void copyLabelsByHand(DocumentId from, DocumentId to) {
        file.run(
                "INSERT INTO document_label (document, label, origin, confidence)"
                        + " SELECT ?, label, origin, confidence FROM document_label"
                        + " WHERE document = ? AND origin <> 'proposed'"
                        + " ON CONFLICT (document, label) DO UPDATE SET"
                        + " origin = excluded.origin, confidence = excluded.confidence"
                        + " WHERE origin = 'proposed'",
                number(to),
                number(from));
    }

    void delete(DocumentId id) {
        file.run("DELETE FROM document WHERE id = ?", id.sha256());
    }

    /// Makes sure that nothing that was deleted can still be read in the files.
    void forget() {
        file.emptyLog();
    }

    // -- The queue

    /// Documents of a status, those added last first, those added together in their order.
    List<DocumentId> next(Status status, int limit) {
        return file.all(
                "SELECT id FROM document WHERE status = ? ORDER BY added DESC, number LIMIT ?",
                row -> new DocumentId(row.getString(1)),
                name(status),
                limit);
    }

    private static String name(Status status) {
        return switch (status) {
            case Status.Waiting _ -> "waiting";
            case Status.Words _ -> "words";
            case Status.Indexed _ -> "indexed";
            case Status.Failed _ -> "failed";
        };
    }

    int beginAttempt(DocumentId id) {
        return file.one(
                        "UPDATE document SET attempts = attempts + 1 WHERE id = ?"
                                + " RETURNING attempts",
                        row -> row.getInt(1),
                        id.sha256())
                .orElseThrow(() -> noSuchDocument(id));
    }

    Set<DocumentId> beginFirstAttempts(List<DocumentId> ids) {
        Set<DocumentId> begun = new HashSet<>();
        for (DocumentId id : ids) {
            int changed =
                    file.run(
                            "UPDATE document SET attempts = 1 WHERE id = ? AND attempts = 0",
                            id.sha256());
            if (changed > 0) {
                begun.add(id);
            }
        }
        return begun;
    }

    void withdrawAttempt(DocumentId id) {
        file.run("UPDATE document SET attempts = max(attempts - 1, 0) WHERE id = ?", id.sha256());
    }

    /// Changes the status and forgets the attempts.
    void putStatus(DocumentId id, Status status) {
        @Nullable String problem = null;
        String detail = "";
        if (status instanceof Status.Failed failed) {
            problem = failed.problem().name();
            detail = failed.detail();
        }
        int changed =
                file.run(
                        "UPDATE document SET status = ?, problem = ?, detail = ?, attempts = 0"
                                + " WHERE id = ?",
                        name(status),
                        problem,
                        detail,
                        id.sha256());
        if (changed == 0) {
            throw noSuchDocument(id);
        }
    }

    void putType(DocumentId id, String type) {
        file.run("UPDATE document SET type = ? WHERE id = ?", type, id.sha256());
    }

    void putOpened(DocumentId id) {
        file.run("UPDATE document SET opened = 1 WHERE id = ?", id.sha256());
    }

    // -- Text

    /// Keeps a text, by which the document is found from now on: [Status.Words].
    ///
    /// @param before the document as it is
    /// @return as it is now
    Entry putText(Entry before, Extraction.Text text, List<Passage> passages) {
        long number = before.number;
        Document document = before.document;
        @Nullable String title =
                text.title() == null || text.title().isBlank() ? null : text.title();
        var status = new Status.Words();
        if (document.pages() > 0) {
            file.run("DELETE FROM page WHERE document = ?", number);
            file.run("DELETE FROM heading WHERE document = ?", number);
            file.run("DELETE FROM passage WHERE document = ?", number);
            file.run("DELETE FROM sensitive WHERE document = ?", number);
        }
        file.run(
                "UPDATE document SET title = ?, type = ?, language = ?, pages = ?, passages = ?,"
                        + " examined = 0, status = ?, problem = NULL, detail = '', attempts = 0"
                        + " WHERE number = ?",
                title,
                text.type(),
                text.language(),
                text.pages().size(),
                passages.size(),
                name(status),
                number);
        for (Page page : text.pages()) {
            byte[] bytes = page.text().getBytes(StandardCharsets.UTF_8);
            file.run(
                    "INSERT INTO page (document, number, size, text) VALUES (?, ?, ?, ?)",
                    number,
                    page.number(),
                    bytes.length,
                    deflate(bytes));
            for (Page.Heading heading : page.headings()) {
                file.run(
                        "INSERT OR REPLACE INTO heading (document, page, start, \"end\", level)"
                                + " VALUES (?, ?, ?, ?, ?)",
                        number,
                        page.number(),
                        heading.start(),
                        heading.end(),
                        heading.level());
            }
        }
        for (Passage passage : passages) {
            file.run(
                    "INSERT INTO passage (document, ordinal, page, start, \"end\", heading)"
                            + " VALUES (?, ?, ?, ?, ?, ?)",
                    number,
                    passage.ordinal(),
                    passage.page(),
                    passage.start(),
                    passage.end(),
                    passage.heading());
        }
        return new Entry(
                number,
                new Document(
                        document.id(),
                        document.sources(),
                        title == null ? nameOf(document.sources().getFirst()) : title,
                        text.type(),
                        text.pages().size(),
                        document.bytes(),
                        document.added(),
                        status,
                        document.labels(),
                        List.of(),
                        document.opened()),
                passages.size());
    }

    /// The title that a document gives itself.
    Optional<String> title(DocumentId id) {
        return file.one(
                "SELECT title FROM document WHERE id = ? AND title IS NOT NULL",
                row -> row.getString(1),
                id.sha256());
    }

    List<Page> pages(DocumentId id) {
        long number = number(id);
        Map<Integer, List<Page.Heading>> headings = new HashMap<>();
        file.all(
                "SELECT page, start, \"end\", level FROM heading WHERE document = ?"
                        + " ORDER BY page, start",
                row ->
                        headings.computeIfAbsent(row.getInt(1), _ -> new ArrayList<>())
                                .add(new Page.Heading(row.getInt(2), row.getInt(3), row.getInt(4))),
                number);
        return file.all(
                "SELECT number, size, text FROM page WHERE document = ? ORDER BY number",
                row ->
                        new Page(
                                row.getInt(1),
                                inflate(row.getBytes(3), row.getInt(2)),
                                headings.getOrDefault(row.getInt(1), List.of())),
                number);
    }

    List<Passage> passages(DocumentId id) {
        Map<Integer, String> texts = new HashMap<>();
        for (Page page : pages(id)) {
            texts.put(page.number(), page.text());
        }
        return file.all(
                "SELECT ordinal, page, start, \"end\", heading FROM passage WHERE document = ?"
                        + " ORDER BY ordinal",
                row ->
                        new Passage(
                                row.getInt(1),
                                row.getInt(2),
                                row.getInt(3),
                                row.getInt(4),
                                row.getString(5),
                                texts.getOrDefault(row.getInt(2), "")
                                        .substring(row.getInt(3), row.getInt(4))),
                number(id));
    }

    private byte[] deflate(byte[] text) {
        deflater.reset();
        deflater.setInput(text);
        deflater.finish();
        var bytes = new byte[text.length];
        int length = deflater.deflate(bytes);
        return deflater.finished() && length < text.length ? Arrays.copyOf(bytes, length) : text;
    }

    private static String inflate(byte[] stored, int size) throws SQLException {
        byte[] text = stored;
        if (stored.length < size) {
            text = new byte[size];
            try (var inflater = new Inflater()) {
                inflater.setInput(stored);
                inflater.inflate(text);
            } catch (DataFormatException e) {
                throw new SQLException(
                        "the text of a page is damaged", null, CatalogueFile.DAMAGED, e);
            }
        }
        return new String(text, StandardCharsets.UTF_8);
    }

    // -- What is sensitive

    /// Documents with a text that was not examined by this edition of the search, newest first.
    List<DocumentId> unexamined(int edition) {
        return file.all(
                "SELECT id FROM document WHERE passages > 0 AND examined < ?"
                        + " ORDER BY added DESC, number",
                row -> new DocumentId(row.getString(1)),
                edition);
    }

    void putSensitive(DocumentId id, int edition, List<SensitiveMark> marks) {
        long number = number(id);
        file.run("DELETE FROM sensitive WHERE document = ?", number);
        for (SensitiveMark mark : marks) {
            file.run(
                    "INSERT INTO sensitive (document, kind, count, page) VALUES (?, ?, ?, ?)",
                    number,
                    mark.kind(),
                    mark.count(),
                    mark.page());
        }
        file.run("UPDATE document SET examined = ? WHERE number = ?", edition, number);
    }

    // -- Summaries

    void putSummary(DocumentId id, Summary summary) {
        long number = number(id);
        file.run("DELETE FROM summary WHERE document = ? AND length = ?", number, summary.length());
        file.run(
                "INSERT INTO summary (document, length, kind, model, settings, made)"
                        + " VALUES (?, ?, ?, ?, ?, ?)",
                number,
                summary.length(),
                summary.kind(),
                summary.model(),
                summary.settings(),
                summary.made().toEpochMilli());
        int ordinal = 0;
        for (Summary.Sentence sentence : summary.sentences()) {
            file.run(
                    "INSERT INTO summary_sentence"
                            + " (document, length, ordinal, text, page, start, \"end\", quote,"
                            + " heading) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    number,
                    summary.length(),
                    ordinal++,
                    sentence.text(),
                    sentence.page(),
                    sentence.start(),
                    sentence.end(),
                    sentence.quote(),
                    sentence.heading());
        }
    }

    Optional<Summary> summary(DocumentId id, String length) {
        long number = number(id);
        List<Summary.Sentence> sentences =
                file.all(
                        "SELECT text, page, start, \"end\", quote, heading FROM summary_sentence"
                                + " WHERE document = ? AND length = ? ORDER BY ordinal",
                        row ->
                                new Summary.Sentence(
                                        row.getString(1),
                                        row.getInt(2),
                                        row.getInt(3),
                                        row.getInt(4),
                                        row.getString(5),
                                        row.getString(6)),
                        number,
                        length);
        return file.one(
                "SELECT kind, model, settings, made FROM summary WHERE document = ? AND length = ?",
                row ->
                        new Summary(
                                length,
                                row.getString(1),
                                row.getString(2),
                                row.getString(3),
                                Instant.ofEpochMilli(row.getLong(4)),
                                sentences),
                number,
                length);
    }

    // -- The library as a whole

    Optional<Generation> generation() {
        return file.one(
                "SELECT pack, dimensions FROM generation",
                row -> new Generation(row.getString(1), row.getInt(2)));
    }

    /// Names the generation that is searched.
    void serve(Generation generation) {
        file.run(
                "INSERT OR REPLACE INTO generation (one, pack, dimensions) VALUES (1, ?, ?)",
                generation.pack,
                generation.dimensions);
    }

    /// The generation that is being made beside the one that is searched.
    Optional<Generation> coming() {
        return file.one(
                "SELECT pack, dimensions FROM coming",
                row -> new Generation(row.getString(1), row.getInt(2)));
    }

    /// Begins a generation; one that was being made is forgotten.
    void begin(Generation generation) {
        endComing();
        file.run(
                "INSERT INTO coming (one, pack, dimensions) VALUES (1, ?, ?)",
                generation.pack,
                generation.dimensions);
    }

    void endComing() {
        file.run("DELETE FROM coming");
        file.run("DELETE FROM coming_document");
    }

    /// Documents that have vectors, but not yet of the coming generation; newest first.
    List<DocumentId> nextToRenew(int limit) {
        return file.all(
                "SELECT id FROM document WHERE status = 'indexed'"
                        + " AND number NOT IN (SELECT document FROM coming_document)"
                        + " ORDER BY added DESC, number LIMIT ?",
                row -> new DocumentId(row.getString(1)),
                limit);
    }

    /// Documents that the coming generation is done with.
    List<DocumentId> renewed() {
        return file.all(
                "SELECT id FROM coming_document JOIN document ON number = document",
                row -> new DocumentId(row.getString(1)));
    }

    /// Documents whose vectors of the coming generation are there.
    List<DocumentId> renewedWithVectors() {
        return file.all(
                "SELECT id FROM coming_document JOIN document ON number = document"
                        + " WHERE has_vectors",
                row -> new DocumentId(row.getString(1)));
    }

    /// Says that the coming generation is done with a document.
    void putRenewed(DocumentId id, boolean hasVectors) {
        long number = number(id);
        file.run(
                "INSERT OR REPLACE INTO coming_document (document, has_vectors) VALUES (?, ?)",
                number,
                hasVectors ? 1 : 0);
        file.run("UPDATE document SET attempts = 0 WHERE number = ?", number);
    }

    void deleteRenewed(DocumentId id) {
        file.run("DELETE FROM coming_document WHERE document = ?", number(id));
    }

    /// Makes the coming generation the one that is searched. Documents on which its model failed
    /// want their vectors again.
    ///
    /// @return the documents whose status changed
    List<DocumentId> takeOver(Generation generation) {
        List<DocumentId> again =
                file.all(
                        "SELECT id FROM coming_document JOIN document ON number = document"
                                + " WHERE NOT has_vectors AND status = 'indexed'",
                        row -> new DocumentId(row.getString(1)));
        serve(generation);
        endComing();
        for (DocumentId id : again) {
            putStatus(id, new Status.Words());
        }
        return again;
    }

    /// By the name of its folder the last commit of each index that has what the documents say. No
    /// document has changed since.
    Map<String, String> inStep() {
        Map<String, String> commits = new HashMap<>();
        file.all(
                "SELECT folder, last_commit FROM in_step",
                row -> commits.put(row.getString(1), row.getString(2)));
        return commits;
    }

    void putInStep(Map<String, String> commits) {
        file.run("DELETE FROM in_step");
        commits.forEach((folder, commit) ->
                file.run(
                        "INSERT INTO in_step (folder, last_commit) VALUES (?, ?)", folder, commit));
    }

    Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        file.all(
                "SELECT key, value FROM setting",
                row -> settings.put(row.getString(1), row.getString(2)));
        return Map.copyOf(settings);
    }

    void putSetting(String key, String value) {
        file.run("INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)", key, value);
    }

    @Override
    public void close() {
        deflater.end();
        file.close();
    }
}
