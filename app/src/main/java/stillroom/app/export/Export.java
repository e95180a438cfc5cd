package stillroom.app.export;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;
import stillroom.app.describe.Length;
import stillroom.index.Document;
import stillroom.index.DocumentLabel.Origin;
import stillroom.index.IndexException;
import stillroom.index.IndexException.Reason;
import stillroom.index.Label;
import stillroom.index.LocalIndex;
import stillroom.index.Status;
import stillroom.index.Summary;

/// Writes summaries and labels of a library into a folder: `documents.csv` for spreadsheets,
/// `library.json` for programs, and a Markdown file for each document that has a summary.
public final class Export {

    private static final int LONGEST_NAME = 60;
    private static final int DIGITS_OF_AN_ID = 8;

    private static final Gson GSON =
            new GsonBuilder()
                    .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES)
                    .serializeNulls()
                    .disableHtmlEscaping()
                    .setPrettyPrinting()
                    .create();

    private Export() {}

    /// What was written.
    public record Written(int documents, int summaries) {}

    private record LibraryFile(List<Label> labels, List<DocumentPart> documents) {}

    private record DocumentPart(
            String document,
            String path,
            List<String> sources,
            String title,
            String type,
            int pages,
            String added,
            String status,
            @Nullable String problem,
            List<LabelPart> labels,
            List<SummaryPart> summaries) {}

    private record LabelPart(String label, String origin, double confidence) {}

    private record SummaryPart(
            String length,
            String kind,
            String model,
            String settings,
            String made,
            List<Summary.Sentence> sentences) {}

    /// Writes the library into `folder`, which must be empty or not there.
    ///
    /// @throws IndexException if there is something in the folder, or it cannot be written
    public static Written write(LocalIndex index, Path folder) {
        try {
            Files.createDirectories(folder);
            try (Stream<Path> files = Files.list(folder)) {
                if (files.findAny().isPresent()) {
                    throw new IndexException(
                            Reason.EXISTS,
                            "There is something in %s already; name a new folder."
                                    .formatted(folder));
                }
            }
            var parts = new ArrayList<DocumentPart>();
            int written = 0;
            for (Document document : index.documents()) {
                List<Summary> summaries = summaries(index, document);
                parts.add(part(document, summaries));
                if (!summaries.isEmpty()) {
                    Files.createDirectories(folder.resolve("summaries"));
                    SummaryText.write(
                            document,
                            summaries,
                            folder.resolve("summaries").resolve(fileName(document)));
                    written += summaries.size();
                }
            }
            writeTable(parts, folder.resolve("documents.csv"));
            Files.writeString(
                    folder.resolve("library.json"),
                    GSON.toJson(new LibraryFile(index.labels(), parts)) + "\n");
            return new Written(parts.size(), written);
        } catch (IOException e) {
            throw new IndexException(
                    Reason.NO_ACCESS,
                    "%s cannot be written (%s).".formatted(folder, e.getMessage()),
                    e);
        }
    }

    private static List<Summary> summaries(LocalIndex index, Document document) {
        return Arrays.stream(Length.values())
                .flatMap(
                        length -> Stream.of(length.word(), Summary.GENERATED + "-" + length.word()))
                .map(length -> index.summary(document.id(), length))
                .flatMap(Optional::stream)
                .toList();
    }

    private static DocumentPart part(Document document, List<Summary> summaries) {
        return new DocumentPart(
                document.id().sha256(),
                document.path().toString(),
                document.sources().stream().map(Path::toString).toList(),
                document.title(),
                document.type(),
                document.pages(),
                document.added().toString(),
                document.status().word(),
                document.status() instanceof Status.Failed(var problem, _) ? word(problem) : null,
                document.labels().stream()
                        .map(label ->
                                new LabelPart(
                                        label.name(), word(label.origin()), label.confidence()))
                        .toList(),
                summaries.stream()
                        .map(summary ->
                                new SummaryPart(
                                        summary.length(),
                                        summary.kind(),
                                        summary.model(),
                                        summary.settings(),
                                        summary.made().toString(),
                                        summary.sentences()))
                        .toList());
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static void writeTable(List<DocumentPart> parts, Path file) throws IOException {
        var format =
                CSVFormat.RFC4180
                        .builder()
                        .setHeader(
                                "document",
                                "path",
                                "title",
                                "type",
                                "pages",
                                "added",
                                "labels",
                                "proposed_labels",
                                "status",
                                "problem")
                        .get();
        try (var out = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
                var table = new CSVPrinter(out, format)) {
            for (DocumentPart part : parts) {
                table.printRecord(
                        part.document(),
                        harmless(part.path()),
                        harmless(part.title()),
                        part.type(),
                        part.pages(),
                        part.added(),
                        harmless(labels(part, Origin.SET)),
                        harmless(labels(part, Origin.PROPOSED)),
                        part.status(),
                        part.problem());
            }
        }
    }

    private static String labels(DocumentPart part, Origin origin) {
        return part.labels().stream()
                .filter(label -> label.origin().equals(word(origin)))
                .map(LabelPart::label)
                .collect(Collectors.joining("; "));
    }

    /// A spreadsheet would run a title that begins like a formula,
    /// <https://owasp.org/www-community/attacks/CSV_Injection>.
    private static String harmless(String cell) {
        return !cell.isEmpty() && "=+-@\t\r".indexOf(cell.charAt(0)) >= 0 ? "'" + cell : cell;
    }

    /// A name for a file about a document, on any system.
    public static String fileName(Document document) {
        String title = document.title().replaceAll("[^\\p{L}\\p{N}._ -]+", " ").strip();
        int[] letters = title.codePoints().limit(LONGEST_NAME).toArray();
        return "%s-%s.md"
                .formatted(
                        new String(letters, 0, letters.length).strip().replace(' ', '-'),
                        document.id().sha256().substring(0, DIGITS_OF_AN_ID));
    }
}
