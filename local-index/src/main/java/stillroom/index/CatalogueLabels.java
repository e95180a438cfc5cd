package stillroom.index;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;

/// Labels, what was said of them by hand, what is proposed, and what was learned, in the tables of
/// the [Catalogue]. For one thread at a time, but for [#lessons], which any may ask.
final class CatalogueLabels {

    private final CatalogueFile file;
    private final ToLongFunction<DocumentId> numbers;
    private final AtomicLong lessons = new AtomicLong();

    /// @param numbers of documents in the tables; throws [IndexException] for one that is not there
    CatalogueLabels(CatalogueFile file, ToLongFunction<DocumentId> numbers) {
        this.file = file;
        this.numbers = numbers;
    }

    /// By name.
    List<Label> all() {
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
                numbers.applyAsLong(id),
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
            file.run("INSERT INTO head_document (document) VALUES (?)", numbers.applyAsLong(id));
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

    /// A number that changes with [#lessonsChanged].
    long lessons() {
        return lessons.get();
    }

    /// Something has changed that labels are learned from: what was learned is only where to begin.
    void lessonsChanged() {
        lessons.incrementAndGet();
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
        long number = numbers.applyAsLong(id);
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
                numbers.applyAsLong(id));
    }
}
