package stillroom.index;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;

/// Questions and answers, in the tables of the [Catalogue]. For one thread at a time.
final class CatalogueExchanges {

    private final CatalogueFile file;
    private final ToLongFunction<DocumentId> numbers;

    /// @param numbers of documents in the tables; throws [IndexException] for one that is not there
    CatalogueExchanges(CatalogueFile file, ToLongFunction<DocumentId> numbers) {
        this.file = file;
        this.numbers = numbers;
    }

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
                    numbers.applyAsLong(citation.document()),
                    citation.page(),
                    citation.start(),
                    citation.end(),
                    citation.quote());
        }
        for (DocumentId source : exchange.sources()) {
            file.run(
                    "INSERT INTO exchange_source (exchange, document) VALUES (?, ?)",
                    number,
                    numbers.applyAsLong(source));
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
}
