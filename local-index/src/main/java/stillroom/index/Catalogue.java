package stillroom.index;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
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

    private static final List<String> VERSIONS =
            List.of(
                    """
                    CREATE TABLE document (
                      number INTEGER PRIMARY KEY AUTOINCREMENT,
                      id TEXT NOT NULL UNIQUE,
                      title TEXT,
                      type TEXT NOT NULL,
                      language TEXT,
                      pages INTEGER NOT NULL DEFAULT 0,
                      passages INTEGER NOT NULL DEFAULT 0,
                      bytes INTEGER NOT NULL,
                      added INTEGER NOT NULL,
                      status TEXT NOT NULL
                        CHECK (status IN ('waiting', 'words', 'indexed', 'failed')),
                      problem TEXT,
                      detail TEXT NOT NULL DEFAULT '',
                      attempts INTEGER NOT NULL DEFAULT 0,
                      CHECK ((status = 'failed') = (problem IS NOT NULL))
                    );
                    CREATE INDEX document_queue ON document (status, added DESC, number);

                    CREATE TABLE source (
                      number INTEGER PRIMARY KEY AUTOINCREMENT,
                      path TEXT NOT NULL UNIQUE,
                      document INTEGER NOT NULL REFERENCES document ON DELETE CASCADE,
                      bytes INTEGER NOT NULL,
                      modified INTEGER NOT NULL
                    );
                    CREATE INDEX source_document ON source (document);

                    -- size: bytes of the text in UTF-8; the text is deflated if it takes fewer
                    CREATE TABLE page (
                      document INTEGER NOT NULL REFERENCES document ON DELETE CASCADE,
                      number INTEGER NOT NULL,
                      size INTEGER NOT NULL,
                      text BLOB NOT NULL,
                      PRIMARY KEY (document, number)
                    );
                    CREATE TABLE heading (
                      document INTEGER NOT NULL REFERENCES document ON DELETE CASCADE,
                      page INTEGER NOT NULL,
                      start INTEGER NOT NULL,
                      "end" INTEGER NOT NULL,
                      level INTEGER NOT NULL,
                      PRIMARY KEY (document, page, start)
                    ) WITHOUT ROWID;
                    CREATE TABLE passage (
                      document INTEGER NOT NULL REFERENCES document ON DELETE CASCADE,
                      ordinal INTEGER NOT NULL,
                      page INTEGER NOT NULL,
                      start INTEGER NOT NULL,
                      "end" INTEGER NOT NULL,
                      heading TEXT NOT NULL,
                      PRIMARY KEY (document, ordinal)
                    ) WITHOUT ROWID;

                    CREATE TABLE label (
                      name TEXT PRIMARY KEY,
                      description TEXT NOT NULL
                    ) WITHOUT ROWID;
                    -- 'unset': taken off by hand, not to be proposed again
                    CREATE TABLE document_label (
                      document INTEGER NOT NULL REFERENCES document ON DELETE CASCADE,
                      label TEXT NOT NULL REFERENCES label ON DELETE CASCADE,
                      origin TEXT NOT NULL CHECK (origin IN ('set', 'unset', 'proposed')),
                      confidence REAL NOT NULL,
                      PRIMARY KEY (document, label)
                    ) WITHOUT ROWID;
                    CREATE INDEX document_label_label ON document_label (label);

                    CREATE TABLE summary (
                      document INTEGER NOT NULL REFERENCES document ON DELETE CASCADE,
                      length TEXT NOT NULL,
                      kind TEXT NOT NULL,
                      model TEXT NOT NULL,
                      made INTEGER NOT NULL,
                      PRIMARY KEY (document, length)
                    ) WITHOUT ROWID;
                    CREATE TABLE summary_sentence (
                      document INTEGER NOT NULL,
                      length TEXT NOT NULL,
                      ordinal INTEGER NOT NULL,
                      text TEXT NOT NULL,
                      page INTEGER NOT NULL,
                      start INTEGER NOT NULL,
                      "end" INTEGER NOT NULL,
                      quote TEXT NOT NULL,
                      PRIMARY KEY (document, length, ordinal),
                      FOREIGN KEY (document, length) REFERENCES summary ON DELETE CASCADE
                    ) WITHOUT ROWID;

                    -- at most one row: whose vectors are searched
                    CREATE TABLE generation (
                      one INTEGER PRIMARY KEY CHECK (one = 1),
                      pack TEXT NOT NULL,
                      dimensions INTEGER NOT NULL
                    );
                    CREATE TABLE setting (
                      key TEXT PRIMARY KEY,
                      value TEXT NOT NULL
                    ) WITHOUT ROWID;
                    """,
                    """
                    -- texts outside the library; hash: SHA-256 of the text, which is not kept
                    CREATE TABLE example (
                      label TEXT NOT NULL REFERENCES label ON DELETE CASCADE,
                      hash TEXT NOT NULL,
                      pack TEXT NOT NULL,
                      vector BLOB NOT NULL,
                      PRIMARY KEY (label, hash)
                    ) WITHOUT ROWID;
                    """,
                    """
                    -- until now every pack had the one version
                    UPDATE generation SET pack = pack || '@1';
                    UPDATE example SET pack = pack || '@1';

                    -- at most one row: whose vectors are being made, to be searched when complete
                    CREATE TABLE coming (
                      one INTEGER PRIMARY KEY CHECK (one = 1),
                      pack TEXT NOT NULL,
                      dimensions INTEGER NOT NULL
                    );
                    -- indexed documents that are done with; has_vectors: 0 if the model failed on it
                    CREATE TABLE coming_document (
                      document INTEGER PRIMARY KEY REFERENCES document ON DELETE CASCADE,
                      has_vectors INTEGER NOT NULL
                    );
                    """,
                    """
                    -- examined: by which edition of the search for what is sensitive; 0: by none
                    ALTER TABLE document ADD COLUMN examined INTEGER NOT NULL DEFAULT 0;
                    CREATE TABLE sensitive (
                      document INTEGER NOT NULL REFERENCES document ON DELETE CASCADE,
                      kind TEXT NOT NULL,
                      count INTEGER NOT NULL,
                      page INTEGER NOT NULL,
                      PRIMARY KEY (document, kind)
                    ) WITHOUT ROWID;

                    -- why a label is proposed, and the receipt; alike: the document it is most like
                    ALTER TABLE document_label ADD COLUMN because TEXT NOT NULL DEFAULT '';
                    ALTER TABLE document_label
                      ADD COLUMN alike INTEGER REFERENCES document ON DELETE SET NULL;
                    ALTER TABLE document_label ADD COLUMN model TEXT NOT NULL DEFAULT '';
                    ALTER TABLE document_label ADD COLUMN settings TEXT NOT NULL DEFAULT '';
                    ALTER TABLE document_label ADD COLUMN made INTEGER NOT NULL DEFAULT 0;
                    CREATE INDEX document_label_alike ON document_label (alike);
                    -- whether it was proposed when it was set or taken off by hand
                    ALTER TABLE document_label
                      ADD COLUMN was_proposed INTEGER NOT NULL DEFAULT 0;

                    -- at most one row: what was learned of the labels, and from what
                    CREATE TABLE head (
                      one INTEGER PRIMARY KEY CHECK (one = 1),
                      pack TEXT NOT NULL,
                      is_current INTEGER NOT NULL,
                      bytes BLOB NOT NULL
                    );
                    CREATE TABLE head_document (
                      document INTEGER PRIMARY KEY REFERENCES document ON DELETE CASCADE
                    );
                    CREATE TABLE head_text (hash TEXT PRIMARY KEY) WITHOUT ROWID;
                    -- who learned from what is gone must forget it
                    CREATE TRIGGER head_without_document AFTER DELETE ON head_document BEGIN
                      DELETE FROM head;
                    END;
                    CREATE TRIGGER head_without_text AFTER DELETE ON example
                      WHEN OLD.hash IN (SELECT hash FROM head_text) BEGIN
                      DELETE FROM head;
                    END;
                    CREATE TRIGGER head_without_label AFTER DELETE ON label BEGIN
                      DELETE FROM head;
                    END;
                    """,
                    """
                    -- what the system calls the file; empty if that is not known
                    ALTER TABLE source ADD COLUMN file_key TEXT NOT NULL DEFAULT '';
                    CREATE INDEX source_file_key ON source (file_key);

                    -- folders that are kept in step
                    CREATE TABLE watched (
                      path TEXT PRIMARY KEY,
                      folder_key TEXT NOT NULL
                    ) WITHOUT ROWID;
                    -- files in them whose documents were removed by hand: hashes of path and stamp
                    CREATE TABLE dismissed (hash TEXT PRIMARY KEY) WITHOUT ROWID;
                    """,
                    """
                    -- the receipt of a summary; empty for what was made before there were any
                    ALTER TABLE summary ADD COLUMN settings TEXT NOT NULL DEFAULT '';
                    ALTER TABLE summary_sentence ADD COLUMN heading TEXT NOT NULL DEFAULT '';
                    """,
                    """
                    -- whether somebody has opened it in the window
                    ALTER TABLE document ADD COLUMN opened INTEGER NOT NULL DEFAULT 0;
                    """,
                    """
                    -- questions and answers
                    CREATE TABLE thread (
                      number INTEGER PRIMARY KEY AUTOINCREMENT,
                      begun INTEGER NOT NULL
                    );
                    CREATE TABLE exchange (
                      number INTEGER PRIMARY KEY AUTOINCREMENT,
                      thread INTEGER NOT NULL REFERENCES thread ON DELETE CASCADE,
                      question TEXT NOT NULL,
                      kind TEXT NOT NULL,
                      model TEXT NOT NULL,
                      settings TEXT NOT NULL,
                      made INTEGER NOT NULL
                    );
                    CREATE INDEX exchange_thread ON exchange (thread, number);
                    -- citations: their numbers, with spaces between
                    CREATE TABLE exchange_sentence (
                      exchange INTEGER NOT NULL REFERENCES exchange ON DELETE CASCADE,
                      ordinal INTEGER NOT NULL,
                      text TEXT NOT NULL,
                      citations TEXT NOT NULL,
                      PRIMARY KEY (exchange, ordinal)
                    ) WITHOUT ROWID;
                    CREATE TABLE exchange_citation (
                      exchange INTEGER NOT NULL REFERENCES exchange ON DELETE CASCADE,
                      number INTEGER NOT NULL,
                      document INTEGER NOT NULL REFERENCES document ON DELETE CASCADE,
                      page INTEGER NOT NULL,
                      start INTEGER NOT NULL,
                      "end" INTEGER NOT NULL,
                      quote TEXT NOT NULL,
                      PRIMARY KEY (exchange, number)
                    ) WITHOUT ROWID;
                    CREATE INDEX exchange_citation_document ON exchange_citation (document);
                    CREATE TABLE exchange_source (
                      exchange INTEGER NOT NULL REFERENCES exchange ON DELETE CASCADE,
                      document INTEGER NOT NULL REFERENCES document ON DELETE CASCADE,
                      PRIMARY KEY (exchange, document)
                    ) WITHOUT ROWID;
                    CREATE INDEX exchange_source_document ON exchange_source (document);
                    -- what was written of a document goes with it
                    CREATE TRIGGER exchange_without_source AFTER DELETE ON exchange_source BEGIN
                      DELETE FROM exchange WHERE number = OLD.exchange;
                    END;
                    CREATE TRIGGER thread_without_exchange AFTER DELETE ON exchange
                      WHEN NOT EXISTS (SELECT 1 FROM exchange WHERE thread = OLD.thread) BEGIN
                      DELETE FROM thread WHERE number = OLD.thread;
                    END;
                    """,
                    """
                    -- the last commit of each index that was seen to have what the documents say;
                    -- empty as soon as one of them changes
                    CREATE TABLE in_step (
                      folder TEXT PRIMARY KEY,
                      last_commit TEXT NOT NULL
                    ) WITHOUT ROWID;
                    CREATE TRIGGER out_of_step_by_insert AFTER INSERT ON document BEGIN
                      DELETE FROM in_step;
                    END;
                    CREATE TRIGGER out_of_step_by_change
                      AFTER UPDATE OF passages, status ON document BEGIN
                      DELETE FROM in_step;
                    END;
                    CREATE TRIGGER out_of_step_by_delete AFTER DELETE ON document BEGIN
                      DELETE FROM in_step;
                    END;
                    """);

    private final CatalogueFile file;

    private Catalogue(CatalogueFile file) {
        this.file = file;
    }

    static Catalogue open(Path path) {
        return new Catalogue(CatalogueFile.open(path, VERSIONS));
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
        long number = number(id);
        List<Path> sources =
                file.all(
                        "SELECT path FROM source WHERE document = ? ORDER BY number",
                        row -> Path.of(row.getString(1)),
                        number);
        List<DocumentLabel> labels =
                file.all(
                        "SELECT label, origin, confidence FROM document_label"
                                + " WHERE document = ? AND origin <> 'unset'"
                                + " ORDER BY origin = 'proposed', confidence DESC, label",
                        Catalogue::label,
                        number);
        List<SensitiveMark> marks =
                file.all(
                        "SELECT kind, count, page FROM sensitive WHERE document = ? ORDER BY kind",
                        Catalogue::mark,
                        number);
        return file.one(
                        ENTRY + " WHERE number = ?",
                        row -> entry(row, sources, labels, marks),
                        number)
                .orElseThrow();
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
                        + " VALUES (?, ?, ?, ?, ?)"
                        + " ON CONFLICT (path) DO UPDATE SET document = excluded.document,"
                        + " bytes = excluded.bytes, modified = excluded.modified,"
                        + " file_key = excluded.file_key",
                path.toString(),
                number(source.document),
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

    void putText(DocumentId id, Extraction.Text text, List<Passage> passages) {
        long number = number(id);
        file.run("DELETE FROM page WHERE document = ?", number);
        file.run("DELETE FROM heading WHERE document = ?", number);
        file.run("DELETE FROM passage WHERE document = ?", number);
        file.run("DELETE FROM sensitive WHERE document = ?", number);
        file.run(
                "UPDATE document SET title = ?, type = ?, language = ?, pages = ?, passages = ?,"
                        + " examined = 0 WHERE number = ?",
                text.title() == null || text.title().isBlank() ? null : text.title(),
                text.type(),
                text.language(),
                text.pages().size(),
                passages.size(),
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

    private static byte[] deflate(byte[] text) {
        var bytes = new ByteArrayOutputStream(text.length / 2 + 16);
        try (var deflater = new Deflater(Deflater.BEST_SPEED);
                var stream = new DeflaterOutputStream(bytes, deflater)) {
            stream.write(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.size() < text.length ? bytes.toByteArray() : text;
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

    // -- Questions and answers

    /// The threads, newest first.
    List<Exchange.QuestionThread> threads() {
        return file.all(
                "SELECT number, begun, (SELECT question FROM exchange WHERE thread = thread.number"
                        + " ORDER BY number LIMIT 1) FROM thread ORDER BY number DESC",
                row ->
                        new Exchange.QuestionThread(
                                row.getLong(1),
                                row.getString(3),
                                Instant.ofEpochMilli(row.getLong(2))));
    }

    /// Begins a thread and returns its number.
    long beginThread(Instant begun) {
        file.run("INSERT INTO thread (begun) VALUES (?)", begun.toEpochMilli());
        return file.one("SELECT max(number) FROM thread", row -> row.getLong(1)).orElseThrow();
    }

    boolean hasThread(long thread) {
        return file.one("SELECT 1 FROM thread WHERE number = ?", row -> row.getInt(1), thread)
                .isPresent();
    }

    void removeThread(long thread) {
        file.run("DELETE FROM thread WHERE number = ?", thread);
    }

    void putExchange(long thread, Exchange exchange) {
        file.run(
                "INSERT INTO exchange (thread, question, kind, model, settings, made)"
                        + " VALUES (?, ?, ?, ?, ?, ?)",
                thread,
                exchange.question(),
                exchange.kind(),
                exchange.model(),
                exchange.settings(),
                exchange.made().toEpochMilli());
        long number =
                file.one("SELECT max(number) FROM exchange", row -> row.getLong(1)).orElseThrow();
        int ordinal = 0;
        for (Exchange.Said said : exchange.sentences()) {
            file.run(
                    "INSERT INTO exchange_sentence (exchange, ordinal, text, citations)"
                            + " VALUES (?, ?, ?, ?)",
                    number,
                    ordinal++,
                    said.text(),
                    String.join(" ", said.citations().stream().map(String::valueOf).toList()));
        }
        for (Exchange.Citation citation : exchange.citations()) {
            file.run(
                    "INSERT INTO exchange_citation"
                            + " (exchange, number, document, page, start, \"end\", quote)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                    number,
                    citation.number(),
                    number(citation.document()),
                    citation.page(),
                    citation.start(),
                    citation.end(),
                    citation.quote());
        }
        for (DocumentId source : exchange.sources()) {
            file.run(
                    "INSERT INTO exchange_source (exchange, document) VALUES (?, ?)",
                    number,
                    number(source));
        }
    }

    /// The exchanges of a thread, oldest first.
    List<Exchange> exchanges(long thread) {
        return file
                .all(
                        "SELECT number FROM exchange WHERE thread = ? ORDER BY number",
                        row -> row.getLong(1),
                        thread)
                .stream()
                .map(this::exchange)
                .toList();
    }

    private Exchange exchange(long number) {
        List<Exchange.Said> sentences =
                file.all(
                        "SELECT text, citations FROM exchange_sentence WHERE exchange = ?"
                                + " ORDER BY ordinal",
                        row ->
                                new Exchange.Said(
                                        row.getString(1),
                                        row.getString(2)
                                                .lines()
                                                .flatMap(line -> Arrays.stream(line.split(" ", -1)))
                                                .map(Integer::valueOf)
                                                .toList()),
                        number);
        List<Exchange.Citation> citations =
                file.all(
                        "SELECT c.number, d.id, c.page, c.start, c.\"end\", c.quote"
                                + " FROM exchange_citation c JOIN document d ON d.number = c.document"
                                + " WHERE c.exchange = ? ORDER BY c.number",
                        row ->
                                new Exchange.Citation(
                                        row.getInt(1),
                                        new DocumentId(row.getString(2)),
                                        row.getInt(3),
                                        row.getInt(4),
                                        row.getInt(5),
                                        row.getString(6)),
                        number);
        List<DocumentId> sources =
                file.all(
                        "SELECT d.id FROM exchange_source s JOIN document d ON d.number = s.document"
                                + " WHERE s.exchange = ? ORDER BY d.number",
                        row -> new DocumentId(row.getString(1)),
                        number);
        return file.one(
                        "SELECT question, kind, model, settings, made FROM exchange WHERE number = ?",
                        row ->
                                new Exchange(
                                        row.getString(1),
                                        row.getString(2),
                                        row.getString(3),
                                        row.getString(4),
                                        Instant.ofEpochMilli(row.getLong(5)),
                                        sentences,
                                        citations,
                                        sources),
                        number)
                .orElseThrow();
    }

    // -- Labels

    List<Label> labels() {
        return file.all(
                "SELECT name, description FROM label ORDER BY name",
                row -> new Label(row.getString(1), row.getString(2)));
    }

    void putLabel(Label label) {
        file.run(
                "INSERT INTO label (name, description) VALUES (?, ?)"
                        + " ON CONFLICT (name) DO UPDATE SET description = excluded.description",
                label.name(),
                label.description());
    }

    /// Removes a label.
    ///
    /// @return the documents that had it
    List<DocumentId> removeLabel(String name) {
        List<DocumentId> had =
                file.all(
                        "SELECT id FROM document JOIN document_label ON document = number"
                                + " WHERE label = ? AND origin <> 'unset'",
                        row -> new DocumentId(row.getString(1)),
                        name);
        file.run("DELETE FROM label WHERE name = ?", name);
        return had;
    }

    void setLabel(DocumentId id, String name) {
        putLabel(id, name, "set");
    }

    void unsetLabel(DocumentId id, String name) {
        putLabel(id, name, "unset");
    }

    private void putLabel(DocumentId id, String name, String origin) {
        if (file.one("SELECT 1 FROM label WHERE name = ?", row -> true, name).isEmpty()) {
            throw new IndexException(
                    IndexException.Reason.OTHER,
                    "The library has no label \u201c" + name + "\u201d; add it first.");
        }
        file.run(
                "INSERT INTO document_label (document, label, origin, confidence)"
                        + " VALUES (?, ?, ?, 1) ON CONFLICT (document, label) DO UPDATE SET"
                        + " was_proposed = max(was_proposed, origin = 'proposed'),"
                        + " origin = excluded.origin, confidence = 1, because = '', alike = NULL,"
                        + " model = '', settings = '', made = 0",
                number(id),
                name,
                origin);
    }

    /// What became of each label, by name.
    Map<String, LabelHistory> labelHistories() {
        Map<String, LabelHistory> histories = new LinkedHashMap<>();
        file.all(
                "SELECT label, sum(origin = 'set'), sum(origin = 'unset'), sum(origin = 'proposed'),"
                        + " sum(origin = 'set' AND was_proposed),"
                        + " sum(origin = 'unset' AND was_proposed)"
                        + " FROM document_label GROUP BY label ORDER BY label",
                row ->
                        histories.put(
                                row.getString(1),
                                new LabelHistory(
                                        row.getInt(2),
                                        row.getInt(3),
                                        row.getInt(4),
                                        row.getInt(5),
                                        row.getInt(6))));
        return histories;
    }

    Optional<LearnedHead> head() {
        Set<DocumentId> documents =
                Set.copyOf(
                        file.all(
                                "SELECT id FROM head_document JOIN document ON number = document",
                                row -> new DocumentId(row.getString(1))));
        Set<String> texts =
                Set.copyOf(file.all("SELECT hash FROM head_text", row -> row.getString(1)));
        return file.one(
                "SELECT pack, bytes, is_current FROM head",
                row ->
                        new LearnedHead(
                                row.getString(1),
                                row.getBytes(2),
                                documents,
                                texts,
                                row.getBoolean(3)));
    }

    void putHead(LearnedHead head) {
        file.run("DELETE FROM head_document");
        file.run("DELETE FROM head_text");
        file.run("DELETE FROM head");
        for (DocumentId id : head.documents()) {
            file.run("INSERT INTO head_document (document) VALUES (?)", number(id));
        }
        for (String hash : head.texts()) {
            file.run("INSERT INTO head_text (hash) VALUES (?)", hash);
        }
        file.run(
                "INSERT INTO head (one, pack, is_current, bytes) VALUES (1, ?, ?, ?)",
                head.pack(),
                head.isCurrent() ? 1 : 0,
                head.bytes());
    }

    /// Something has changed that labels are learned from: what was learned is only where to begin.
    void outdateHead() {
        file.run("UPDATE head SET is_current = 0");
    }

    /// What was set or taken off by hand, for each document of which anything was said.
    Map<DocumentId, ByHand> labelsByHand() {
        Map<DocumentId, Set<String>> set = new LinkedHashMap<>();
        Map<DocumentId, Set<String>> unset = new LinkedHashMap<>();
        List<DocumentId> ids =
                file.all(
                        "SELECT id, label, origin FROM document_label"
                                + " JOIN document ON document = number"
                                + " WHERE origin <> 'proposed' ORDER BY number, label",
                        row -> {
                            var id = new DocumentId(row.getString(1));
                            (row.getString(3).equals("set") ? set : unset)
                                    .computeIfAbsent(id, _ -> new LinkedHashSet<>())
                                    .add(row.getString(2));
                            return id;
                        });
        Map<DocumentId, ByHand> byHand = new LinkedHashMap<>();
        for (DocumentId id : ids) {
            byHand.computeIfAbsent(
                    id,
                    _ ->
                            new ByHand(
                                    set.getOrDefault(id, Set.of()),
                                    unset.getOrDefault(id, Set.of())));
        }
        return byHand;
    }

    /// Keeps an example of a label that is there.
    void putExample(Example example) {
        var vector = ByteBuffer.allocate(example.vector().length * Float.BYTES);
        vector.asFloatBuffer().put(example.vector());
        file.run(
                "INSERT OR REPLACE INTO example (label, hash, pack, vector) VALUES (?, ?, ?, ?)",
                example.label(),
                example.hash(),
                example.pack(),
                vector.array());
    }

    List<Example> examples() {
        return file.all(
                "SELECT label, hash, pack, vector FROM example ORDER BY label, hash",
                row -> {
                    var bytes = ByteBuffer.wrap(row.getBytes(4)).asFloatBuffer();
                    var vector = new float[bytes.remaining()];
                    bytes.get(vector);
                    return new Example(
                            row.getString(1), row.getString(2), row.getString(3), vector);
                });
    }

    /// Replaces what is proposed; a label that is no longer in the library is left out.
    void proposeLabels(DocumentId id, List<Proposal> proposals) {
        long number = number(id);
        file.run("DELETE FROM document_label WHERE document = ? AND origin = 'proposed'", number);
        for (Proposal each : proposals) {
            DocumentId like = each.like();
            file.run(
                    "INSERT OR IGNORE INTO document_label (document, label, origin, confidence,"
                            + " because, alike, model, settings, made)"
                            + " SELECT ?, name, 'proposed', ?, ?,"
                            + " (SELECT number FROM document WHERE id = ?), ?, ?, ?"
                            + " FROM label WHERE name = ?",
                    number,
                    each.confidence(),
                    each.because(),
                    like == null ? "" : like.sha256(),
                    each.model(),
                    each.settings(),
                    each.made().toEpochMilli(),
                    each.label());
        }
    }

    /// What is proposed for a document, the likeliest first.
    List<Proposal> proposals(DocumentId id) {
        return file.all(
                "SELECT label, confidence, because, other.id, model, settings, made"
                        + " FROM document_label LEFT JOIN document AS other ON other.number = alike"
                        + " WHERE document = ? AND origin = 'proposed'"
                        + " ORDER BY confidence DESC, label",
                row -> {
                    String like = row.getString(4);
                    return new Proposal(
                            row.getString(1),
                            row.getDouble(2),
                            row.getString(3),
                            like == null ? null : new DocumentId(like),
                            row.getString(5),
                            row.getString(6),
                            Instant.ofEpochMilli(row.getLong(7)));
                },
                number(id));
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

    Optional<String> setting(String key) {
        return file.one("SELECT value FROM setting WHERE key = ?", row -> row.getString(1), key);
    }

    void putSetting(String key, String value) {
        file.run("INSERT OR REPLACE INTO setting (key, value) VALUES (?, ?)", key, value);
    }

    @Override
    public void close() {
        file.close();
    }
}
