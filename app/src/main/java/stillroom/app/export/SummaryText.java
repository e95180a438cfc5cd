package stillroom.app.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import stillroom.index.Document;
import stillroom.index.DocumentLabel;
import stillroom.index.IndexException;
import stillroom.index.Summary;

/// Summaries as Markdown.
public final class SummaryText {

    private SummaryText() {}

    /// Writes a document and what it is summed up to into a file.
    ///
    /// @throws IndexException if it cannot be written
    public static void write(Document document, List<Summary> summaries, Path file) {
        try {
            Files.writeString(file, of(document, summaries));
        } catch (IOException e) {
            throw new IndexException(
                    IndexException.Reason.NO_ACCESS,
                    "%s cannot be written (%s).".formatted(file, e.getMessage()),
                    e);
        }
    }

    /// A document and what it is summed up to.
    ///
    /// @param summaries from brief to detailed
    static String of(Document document, List<Summary> summaries) {
        var text = new StringBuilder("# ").append(escaped(document.title())).append("\n\n");
        for (Path source : document.sources()) {
            text.append("- Source: ").append(escaped(source.toString())).append('\n');
        }
        text.append("- SHA-256: ").append(document.id().sha256()).append('\n');
        if (!document.labels().isEmpty()) {
            text.append("- Labels: ")
                    .append(
                            String.join(
                                    ", ",
                                    document.labels().stream()
                                            .map(SummaryText::label)
                                            .map(SummaryText::escaped)
                                            .toList()))
                    .append('\n');
        }
        for (Summary summary : summaries) {
            text.append("\n## Summary, ").append(summary.length()).append("\n\n");
            for (Summary.Sentence sentence : summary.sentences()) {
                text.append("- ")
                        .append(escaped(sentence.text()))
                        .append(
                                sentence.isSupported()
                                        ? " (p. " + sentence.page() + ")\n"
                                        : " (not found in the document)\n");
            }
            text.append("\n*")
                    .append(summary.kind())
                    .append(" by ")
                    .append(escaped(summary.model()))
                    .append(", ")
                    .append(summary.made())
                    .append("*\n");
        }
        return text.toString();
    }

    /// A proposed label is not a fact.
    private static String label(DocumentLabel label) {
        return switch (label.origin()) {
            case SET -> label.name();
            case PROPOSED -> label.name() + "?";
        };
    }

    /// What a document says must not become a heading, a link or a picture from somewhere.
    private static String escaped(String text) {
        return text.replaceAll("\\s+", " ").strip().replaceAll("([\\\\`*_\\[\\]<>#|!])", "\\\\$1");
    }
}
