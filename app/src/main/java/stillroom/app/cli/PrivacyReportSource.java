package stillroom.app.cli;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import stillroom.app.ledger.LedgerReading;
import stillroom.app.lock.OfflineLock;
import stillroom.app.report.PrivacyReport;
import stillroom.index.Document;
import stillroom.index.DocumentLabel;
import stillroom.index.DocumentLabel.Origin;
import stillroom.index.LocalIndex;

/// Gathers what a privacy report tells, all of it from this computer.
final class PrivacyReportSource {

    private PrivacyReportSource() {}

    static PrivacyReport report(LocalIndex index, Clock clock) throws IOException {
        var library = index.folder();
        var documents = index.documents();
        return new PrivacyReport(
                clock.instant(),
                OfflineLock.check(),
                LedgerReading.of(library),
                statuses(documents),
                labels(documents),
                documents.stream()
                        .flatMap(document -> document.labels().stream())
                        .filter(label -> label.origin() == Origin.PROPOSED)
                        .map(DocumentLabel::confidence)
                        .toList(),
                decisions(library),
                stores(library));
    }

    private static SequencedMap<String, Integer> statuses(List<Document> documents) {
        var statuses = new TreeMap<String, Integer>();
        documents.forEach(document -> statuses.merge(Shown.status(document), 1, Integer::sum));
        return statuses;
    }

    private static SequencedMap<String, Integer> labels(List<Document> documents) {
        var labels = new LinkedHashMap<String, Integer>();
        labels.put("set by hand", 0);
        labels.put("proposed", 0);
        documents.stream()
                .flatMap(document -> document.labels().stream())
                .forEach(label ->
                        labels.merge(
                                label.origin() == Origin.SET ? "set by hand" : "proposed",
                                1,
                                Integer::sum));
        return labels;
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

    private static SequencedMap<String, Long> stores(Path library) throws IOException {
        var stores = new TreeMap<String, Long>();
        try (var entries = Files.list(library)) {
            for (var entry : entries.toList()) {
                stores.put(String.valueOf(entry.getFileName()), size(entry));
            }
        }
        return stores;
    }

    private static long size(Path entry) throws IOException {
        try (var files = Files.walk(entry)) {
            long bytes = 0;
            for (var file : files.filter(Files::isRegularFile).toList()) {
                bytes += Files.size(file);
            }
            return bytes;
        }
    }
}
