package stillroom.app.report;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import stillroom.app.ledger.LedgerReading;
import stillroom.app.ledger.LedgerReading.State;
import stillroom.app.lock.LockState;
import stillroom.app.lock.OfflineLock;
import stillroom.app.route.Shadow;
import stillroom.app.settings.KeyFigures;
import stillroom.index.Document;
import stillroom.index.DocumentLabel;
import stillroom.index.DocumentLabel.Origin;
import stillroom.index.LabelHistory;
import stillroom.index.LocalIndex;
import stillroom.index.Status;

/// Writes the privacy report as one HTML page that loads nothing and names no document.
///
/// @param made when
/// @param lock of the process that writes it
/// @param documents in the library, by how far they have come
/// @param labels set by hand and proposed, by name of figure
/// @param corrections how often a label was not what the user wanted, most often first; numbers
///   stand for the labels, whose names may tell of documents
/// @param confidences of proposed labels, each in \[0, 1\]
/// @param answers how long answers took, and what memory they needed
/// @param decisions of the router, by verdict and rule
/// @param shadow how answers made here compare with those of the cloud, by rule
/// @param stores what is stored, in bytes, by name of file or folder in the library
public record PrivacyReport(
        Instant made,
        LockState lock,
        LedgerReading ledger,
        SequencedMap<String, Integer> documents,
        SequencedMap<String, Integer> labels,
        SequencedMap<String, Integer> corrections,
        List<Double> confidences,
        KeyFigures.Kept answers,
        SequencedMap<String, Integer> decisions,
        List<Shadow.Row> shadow,
        SortedMap<String, Long> stores) {

    /// Gathers what the report of a library tells, all of it from this computer. Walks the folder
    /// of the library, so not for the FX thread.
    ///
    /// @throws IOException if something of it cannot be read
    public static PrivacyReport of(LocalIndex index, Clock clock) throws IOException {
        var library = index.folder();
        var documents = index.documents();
        return new PrivacyReport(
                clock.instant(),
                OfflineLock.check(),
                LedgerReading.of(library),
                statuses(documents),
                labels(documents),
                corrections(index),
                documents.stream()
                        .flatMap(document -> document.labels().stream())
                        .filter(label -> label.origin() == Origin.PROPOSED)
                        .map(DocumentLabel::confidence)
                        .toList(),
                KeyFigures.of(index),
                decisions(library),
                Shadow.byRule(Shadow.comparisons(library)),
                index.stores());
    }

    private static SequencedMap<String, Integer> statuses(List<Document> documents) {
        var statuses = new TreeMap<String, Integer>();
        for (var document : documents) {
            var word =
                    switch (document.status()) {
                        case Status.Waiting() -> "waiting";
                        case Status.Words() -> "words";
                        case Status.Indexed() -> "indexed";
                        case Status.Failed _ -> "failed";
                    };
            statuses.merge(word, 1, Integer::sum);
        }
        return statuses;
    }

    private static SequencedMap<String, Integer> labels(List<Document> documents) {
        var labels = new LinkedHashMap<String, Integer>();
        labels.put(BY_HAND, 0);
        labels.put(PROPOSED, 0);
        documents.stream()
                .flatMap(document -> document.labels().stream())
                .forEach(label ->
                        labels.merge(
                                label.origin() == Origin.SET ? BY_HAND : PROPOSED,
                                1,
                                Integer::sum));
        return labels;
    }

    private static SequencedMap<String, Integer> corrections(LocalIndex index) {
        var corrections = new LinkedHashMap<String, Integer>();
        index.labelHistories().values().stream()
                .map(LabelHistory::corrections)
                .sorted(Comparator.reverseOrder())
                .forEach(count -> corrections.put("label " + (corrections.size() + 1), count));
        return corrections;
    }

    private static SequencedMap<String, Integer> decisions(Path library) throws IOException {
        var decisions = new TreeMap<String, Integer>();
        var file = library.resolve("decisions.jsonl");
        if (Files.exists(file)) {
            for (var line : Files.readAllLines(file)) {
                var decision = JsonParser.parseString(line).getAsJsonObject();
                decisions.merge(
                        decision.get("verdict").getAsString()
                                + ", "
                                + decision.get("rule").getAsString(),
                        1,
                        Integer::sum);
            }
        }
        return decisions;
    }

    /// How many requests were put to the rules.
    public int asked() {
        return decisions.values().stream().mapToInt(Integer::intValue).sum();
    }

    /// How many of those were answered here.
    public int answeredHere() {
        return Math.max(asked() - ledger.entries().size(), 0);
    }

    /// Proposed labels by confidence, in tenths.
    public List<Integer> confidenceTenths() {
        var tenths = new int[10];
        for (double confidence : confidences) {
            tenths[Math.clamp((int) (confidence * 10), 0, 9)]++;
        }
        return Arrays.stream(tenths).boxed().toList();
    }

    /// With the zone, since an auditor may read it elsewhere.
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm z", Locale.ENGLISH)
                    .withZone(ZoneId.systemDefault());

    private static final String BY_HAND = "set by hand";
    private static final String PROPOSED = "proposed";

    private static final String STYLE =
            """
            body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1f2328}
            h1{font-size:1.7rem}h2{font-size:1.2rem;margin-top:2.2rem;border-bottom:1px solid #d1d9e0}
            table{border-collapse:collapse;width:100%;font-size:.9rem}th,td{text-align:left;vertical-align:top;
            padding:.35rem .6rem;border-bottom:1px solid #d1d9e0;overflow-wrap:anywhere;min-width:4.5em}
            th{background:#f6f8fa;white-space:nowrap}
            svg text{font:12px system-ui,sans-serif;fill:#1f2328}svg rect{fill:#2f6f5e}figure{margin:1rem 0}
            .flow rect{fill:#f6f8fa;stroke:#59636e}.flow .out rect{stroke:#9a6700;stroke-dasharray:4}
            .flow path{stroke:#59636e;fill:none}figcaption{color:#59636e;font-size:.85rem}
            @media print{body{margin:0;max-width:none}}
            """;

    private static final String FLOW =
            """
            <figure><svg class="flow" role="img" width="800" height="150" viewBox="0 0 800 150"><title>Data flow</title>
            <g><rect x="5" y="20" width="130" height="50" rx="4"/><text x="20" y="42">Your files</text><text x="20" y="60">(never changed)</text></g>
            <g><rect x="185" y="20" width="150" height="50" rx="4"/><text x="200" y="42">Reader process</text><text x="200" y="60">no socket at all</text></g>
            <g><rect x="385" y="20" width="150" height="50" rx="4"/><text x="400" y="42">Stillroom</text><text x="400" y="60">no internet socket</text></g>
            <g><rect x="585" y="20" width="170" height="50" rx="4"/><text x="600" y="42">Library folder</text><text x="600" y="60">catalogue, index, ledger</text></g>
            <g class="out"><rect x="385" y="105" width="160" height="38" rx="4"/><text x="400" y="128">Ledger, then gateway</text></g>
            <g class="out"><rect x="585" y="105" width="205" height="38" rx="4"/><text x="600" y="128">One endpoint, if switched on</text></g>
            <path d="M135 45h50M335 45h50M535 45h50M460 70v35M545 124h40"/></svg>
            <figcaption>What is dashed exists only while the cloud fallback is on, and passes only what was confirmed byte by byte.</figcaption></figure>
            """;

    /// The page.
    public String html() {
        var page =
                new StringBuilder(
                        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">");
        page.append(
                        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">")
                .append("<title>Stillroom privacy report</title><style>")
                .append(STYLE)
                .append(
                        "</style></head><body><h1>Stillroom privacy report</h1><p>Made on this computer on ")
                .append(Html.text(TIME.format(made)))
                .append(". It names no document.</p>");
        section(page, "Offline lock", "<p>" + Html.text(lockWords()) + "</p>");
        section(page, "Data flow", FLOW);
        section(page, "What left this computer", left());
        section(page, "Key figures", figures());
        section(page, "Shadow mode: when the cloud would have been worth it", shadowed());
        section(page, "What is stored where, and for how long", stored());
        section(page, "Promises, and the command that tests each", Html.table(promises()));
        section(page, "Mapping to the GDPR", Html.table(gdpr()));
        section(
                page,
                "Mapping to HIPAA, technical safeguards (45 CFR 164.312)",
                Html.table(hipaa()));
        section(page, "What this report does not show", "<ul>" + limits() + "</ul>");
        return page.append("</body></html>\n").toString();
    }

    private static void section(StringBuilder page, String title, String body) {
        page.append("<h2>").append(Html.text(title)).append("</h2>").append(body);
    }

    private String lockWords() {
        return switch (lock) {
            case LockState.Enforced(var threads) ->
                    "Enforced. The kernel refuses every internet socket to this process, its children"
                            + " and all of its "
                            + threads
                            + " threads (seccomp); it cannot be undone while the process lives.";
            case LockState.NotEnforced open -> "NOT enforced by the system: " + open.reason() + ".";
        };
    }

    private String left() {
        var state =
                switch (ledger.state()) {
                    case State.Whole _ -> "The chain of the ledger is whole";
                    case State.TornTail(var bytes) ->
                            "The chain of the ledger is whole up to a crash, which left "
                                    + bytes
                                    + " bytes of a record for which nothing was sent";
                    case State.Damaged(var line, var what) ->
                            "THE LEDGER IS DAMAGED at line " + line + ": " + what;
                };
        var text =
                "<p>"
                        + Html.text(state)
                        + ": "
                        + ledger.records()
                        + " records, head <code>"
                        + ledger.head()
                        + "</code>.</p>";
        if (ledger.entries().isEmpty()) {
            return text + "<p>Nothing has left this computer.</p>";
        }
        var rows = new ArrayList<List<String>>();
        rows.add(
                List.of(
                        "No.",
                        "Time",
                        "Destination",
                        "Rule, consent",
                        "Bytes",
                        "SHA-256",
                        "Outcome"));
        for (var entry : ledger.entries()) {
            rows.add(
                    List.of(
                            String.valueOf(entry.number()),
                            entry.time().toString(),
                            entry.destination(),
                            entry.rule() + ", " + entry.consent(),
                            String.valueOf(entry.bytes()),
                            entry.sha256(),
                            orElse(entry.outcome(), "unknown")));
        }
        var byDay = new TreeMap<LocalDate, Integer>();
        ledger.entries()
                .forEach(entry ->
                        byDay.merge(
                                LocalDate.ofInstant(entry.time(), ZoneOffset.UTC),
                                entry.bytes(),
                                Integer::sum));
        var named = new LinkedHashMap<String, Integer>();
        byDay.forEach((day, bytes) -> named.put(day.toString(), bytes));
        return text + figure("Bytes that left, by day (UTC)", named) + Html.table(rows);
    }

    private String figures() {
        var distribution = new LinkedHashMap<String, Integer>();
        var tenths = confidenceTenths();
        for (int tenth = 0; tenth < tenths.size(); tenth++) {
            distribution.put(
                    "%.1f to %.1f".formatted(tenth / 10.0, (tenth + 1) / 10.0), tenths.get(tenth));
        }
        var share =
                asked() == 0
                        ? "All requests were answered here: none was ever put to the cloud's rules."
                        : "%d of %d requests that were put to the rules were answered here (%.0f %%)."
                                .formatted(
                                        answeredHere(), asked(), 100.0 * answeredHere() / asked());
        return "<p>"
                + Html.text(share + " " + offline())
                + "</p>"
                + (answers.answered() == 0 ? "" : times())
                + figure("Documents, by how far they have come", documents)
                + figure("Labels on documents", labels)
                + figure("Corrections by label", corrections)
                + figure("Confidence of proposed labels", distribution)
                + (decisions.isEmpty() ? "" : figure("Decisions, by verdict and rule", decisions));
    }

    /// Answers of a server count as not offline, whatever kept this process from the network.
    private String offline() {
        long byServer =
                ledger.entries().stream()
                        .filter(entry -> "answered".equals(entry.outcome()))
                        .count();
        long all = answers.answered() + byServer;
        return all == 0
                ? "No answer has been counted yet."
                : "%d of %d answers were made while the system kept Stillroom offline (%.0f %%)."
                        .formatted(answers.offline(), all, 100.0 * answers.offline() / all);
    }

    private String times() {
        var cold = new LinkedHashMap<String, Integer>();
        var warm = new LinkedHashMap<String, Integer>();
        for (var kind : KeyFigures.Kind.values()) {
            var word =
                    switch (kind) {
                        case SEARCH -> "searches";
                        case SUMMARY -> "summaries";
                        case LABEL -> "labels";
                    };
            var of = answers.of(kind);
            var first = KeyFigures.median(of.cold());
            if (first != null) {
                cold.put("%s (%d)".formatted(word, of.cold().size()), first);
            }
            var later = KeyFigures.median(of.warm());
            if (later != null) {
                warm.put("%s (%d)".formatted(word, of.warm().size()), later);
            }
        }
        return figure("First answer of a run, model still to be loaded: median in ms", cold)
                + figure("Later answers: median in ms", warm)
                + (answers.peakBytes() == 0
                        ? ""
                        : "<p>The most memory that a run took: %.0f MB, its reader processes not counted.</p>"
                                .formatted(answers.peakBytes() / 1e6));
    }

    private String shadowed() {
        if (shadow.isEmpty()) {
            return "<p>No answer of a server was compared with one made here.</p>";
        }
        var rows = new ArrayList<List<String>>();
        rows.add(
                List.of(
                        "Rule",
                        "Compared",
                        "Differ",
                        "Overlap, mean",
                        "Here, median ms",
                        "Server, median ms"));
        for (var row : shadow) {
            rows.add(
                    List.of(
                            row.rule(),
                            String.valueOf(row.compared()),
                            String.valueOf(row.different()),
                            "%.2f".formatted(row.overlap()),
                            String.valueOf(row.millisHere()),
                            String.valueOf(row.millisCloud())));
        }
        return Html.table(rows) + "<p>" + Html.text(Shadow.WHAT_IT_SAYS) + "</p>";
    }

    private static String figure(String title, SequencedMap<String, ? extends Number> values) {
        return values.isEmpty()
                ? ""
                : "<figure>"
                        + Chart.bars(title, values)
                        + "<figcaption>"
                        + Html.text(title)
                        + "</figcaption></figure>";
    }

    private String stored() {
        var kinds =
                Map.ofEntries(
                        Map.entry("catalogue.db", "Text, titles, paths, labels, summaries"),
                        Map.entry("words-5", "Index of the words of the texts"),
                        Map.entry("ledger", "Records of what left; payloads until they are purged"),
                        Map.entry("logs", "What went wrong; ids only, no names or text"),
                        Map.entry("rules.txt", "Your rules"),
                        Map.entry("consents.txt", "Standing consents and when they end"),
                        Map.entry("decisions.jsonl", "Decisions of the rules; ids only"),
                        Map.entry("shadow.jsonl", "How answers compared; ids and figures only"),
                        Map.entry("temporary", "Files in work; emptied at each start and end"),
                        Map.entry("catalogue.db-wal", "What the catalogue has not taken in yet"),
                        Map.entry("catalogue.db-shm", "What the catalogue has not taken in yet"),
                        Map.entry(
                                "cloud.json",
                                "Where the cloud fallback goes, and whether it is on"),
                        Map.entry("pasted", "Texts that were pasted"),
                        Map.entry("samples", "Samples that were added"),
                        Map.entry("copies", "Copies of added files, if they are to be kept"),
                        Map.entry("copying", "Copies in work; emptied at each start"),
                        Map.entry("holder", "Which process has the library open"));
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("In the library folder", "Bytes", "What", "Until"));
        stores.forEach((name, bytes) ->
                rows.add(
                        List.of(
                                name,
                                String.valueOf(bytes),
                                name.startsWith("vectors-")
                                        ? "Vectors of passages"
                                        : kinds.getOrDefault(
                                                name, "Part of the catalogue or index"),
                                switch (name) {
                                    case "ledger" -> "Payloads: purge. Records: for good";
                                    case "logs" -> "Overwritten in turn";
                                    case "temporary" -> "The end of the run";
                                    case "copying" -> "The copy is whole";
                                    case "rules.txt", "consents.txt", "cloud.json" ->
                                            "You change them";
                                    case "holder" -> "The end of the run";
                                    case "decisions.jsonl", "shadow.jsonl" -> "You delete the file";
                                    default -> "The document is removed";
                                })));
        return Html.table(rows) + "<p>Nothing is written outside the library folder.</p>";
    }

    private static List<List<String>> promises() {
        return List.of(
                List.of("Promise", "Tested by"),
                List.of("No internet socket can be opened", "stillroom privacy leak-test"),
                List.of("The lock is on, on every thread", "stillroom privacy status"),
                List.of(
                        "The main job does not even ask for one",
                        "mvn verify (WholeRunTest: strace, and a network namespace that counts packets)"),
                List.of("No byte leaves without a record", "mvn verify (LedgerTest, CloudTest)"),
                List.of("No record was changed or taken out", "stillroom privacy ledger --verify"),
                List.of("Nothing has left but this", "stillroom privacy ledger"),
                List.of(
                        "What is sensitive is withheld and put back",
                        "mvn verify (RedactionTest: 1,000 texts)"),
                List.of("No names or texts in logs or loose files", "mvn verify (TracesTest)"),
                List.of(
                        "Only one part of the program can reach a network",
                        "mvn verify (ArchitectureTest)"));
    }

    private static List<List<String>> gdpr() {
        return List.of(
                List.of("Article", "How it is met"),
                List.of(
                        "5(1)(b) purpose limitation",
                        "Documents are processed for finding, summarizing and labeling, on this computer."),
                List.of(
                        "5(1)(c) data minimization",
                        "Before anything leaves, direct identifiers that are found are replaced by placeholders."),
                List.of(
                        "5(1)(e) storage limitation",
                        "Removing a document removes its text, vectors, labels and summaries; payloads in the ledger can be purged."),
                List.of(
                        "5(1)(f) integrity and confidentiality",
                        "Offline lock kept by the kernel; library folder open to its owner only."),
                List.of(
                        "5(2) accountability",
                        "Hash-chained ledger; this report; commands that test each promise."),
                List.of(
                        "25 protection by design and default",
                        "Without a decision of the user nothing can leave: the cloud fallback is off, and then the process has no right to a socket."),
                List.of(
                        "30 records of processing",
                        "The ledger is the record of each disclosure: time, recipient, legal ground as rule and consent, size and hash of what was disclosed."));
    }

    private static List<List<String>> hipaa() {
        return List.of(
                List.of("Safeguard", "How it is met"),
                List.of(
                        "(a)(1) access control",
                        "Rights of the operating system on the library folder; encryption at rest is that of the disk."),
                List.of(
                        "(b) audit controls",
                        "Ledger of disclosures, verifiable; decisions with their rules."),
                List.of(
                        "(c)(1) integrity",
                        "Documents are known by the SHA-256 of their bytes; the ledger is hash-chained."),
                List.of("(d) authentication", "That of the operating system."),
                List.of(
                        "(e)(1) transmission security",
                        "No transmission by default; with the fallback on, TLS with certificate checks to one endpoint, no redirects."));
    }

    private static String limits() {
        return String.join(
                "",
                List.of(
                        "<li>Whether whole records were cut off the end of the ledger: compare the head above with one that you noted.</li>",
                        "<li>What other programs on this computer do with your files.</li>",
                        "<li>Names without a title before them are not recognized by the redaction; the exact bytes are shown for that reason.</li>"));
    }

    private static String orElse(@Nullable String value, String otherwise) {
        return value == null ? otherwise : value;
    }
}
