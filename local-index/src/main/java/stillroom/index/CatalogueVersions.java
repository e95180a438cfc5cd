package stillroom.index;

import java.util.List;

/// The tables of the catalogue, as scripts: the first makes version 1 of them, each other one
/// brings the version before it forward. What was once released is never changed, only followed.
final class CatalogueVersions {

    static final List<String> ALL =
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

    private CatalogueVersions() {}
}
