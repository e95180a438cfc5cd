package stillroom.app.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import stillroom.index.Document;
import stillroom.index.DocumentLabel;
import stillroom.index.DocumentLabel.Origin;
import stillroom.index.Status;
import stillroom.index.text.Ocr;
import stillroom.index.text.Problem;

/// How documents are shown, in JSON and to people.
final class Shown {

    private static final int LONGEST_TITLE = 60;

    private Shown() {}

    /// A label on a document, in JSON.
    record LabelLine(String label, String origin, double confidence) {}

    static List<LabelLine> labelLines(Document document) {
        return document.labels().stream()
                .map(label ->
                        new LabelLine(
                                label.name(),
                                word(label.origin()),
                                Stillroom.rounded(label.confidence(), 4)))
                .toList();
    }

    /// Labels for people: a proposed one has a question mark.
    static String labels(Document document) {
        return document.labels().stream().map(Shown::label).collect(Collectors.joining(", "));
    }

    private static String label(DocumentLabel label) {
        var name = Terminal.oneLine(label.name());
        return label.origin() == Origin.SET ? name : name + "?";
    }

    /// A reason why a document is marked as sensitive, in JSON.
    record SensitiveLine(String kind, int count, int page) {}

    static List<SensitiveLine> sensitiveLines(Document document) {
        return document.sensitive().stream()
                .map(mark -> new SensitiveLine(mark.kind(), mark.count(), mark.page()))
                .toList();
    }

    /// The same for people.
    static String sensitive(Document document) {
        return document.sensitive().stream()
                .map(mark -> "%s %d× (p. %d)".formatted(mark.kind(), mark.count(), mark.page()))
                .collect(Collectors.joining(", "));
    }

    static @Nullable String problem(Document document) {
        return document.status() instanceof Status.Failed(var problem, _) ? word(problem) : null;
    }

    static @Nullable String detail(Document document) {
        return document.status() instanceof Status.Failed(_, var detail) && !detail.isEmpty()
                ? detail
                : null;
    }

    /// A constant as it stands in JSON, such as `image-only`.
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// Numbers by constant, as they stand in JSON.
    static Map<String, Integer> words(Map<Problem, Integer> counts) {
        Map<String, Integer> words = new TreeMap<>();
        counts.forEach((problem, count) -> words.put(word(problem), count));
        return words;
    }

    /// Why a document could not be read, for people.
    static String sentence(Problem problem) {
        return switch (problem) {
            case ENCRYPTED -> "needs a password";
            case DAMAGED -> "is damaged";
            case UNSUPPORTED -> "has a format that Stillroom does not read";
            case EMPTY -> "is empty";
            case IMAGE_ONLY -> "holds only pictures of pages and needs OCR";
            case TOO_LARGE -> "is too large";
            case TIMED_OUT -> "took too long to read";
            case UNREADABLE -> "cannot be opened";
        };
    }

    /// What to do about it, for people.
    static String remedy(Problem problem) {
        return switch (problem) {
            case ENCRYPTED -> "give the password: stillroom add --password-file FILE PATH";
            case DAMAGED -> "open it in its own program and save it again";
            case UNSUPPORTED -> "save it as PDF, and add that";
            case EMPTY -> "there is no text in it";
            case IMAGE_ONLY ->
                    Ocr.find().isPresent()
                            ? "have the pictures read: stillroom ocr on, then add it again"
                            : "have the pictures read: install Tesseract (Debian: tesseract-ocr),"
                                    + " stillroom ocr on, then add it again";
            case TOO_LARGE -> "split it, and add the parts";
            case TIMED_OUT -> "add it again when the computer has less to do, or save it as PDF";
            case UNREADABLE -> "check that it is there and that you may read it";
        };
    }

    /// The same with its code and what was seen.
    static String sentence(Problem problem, String detail) {
        return "%s (%s%s)"
                .formatted(
                        sentence(problem), problem.code(), detail.isEmpty() ? "" : ", " + detail);
    }

    static String title(Document document) {
        var title = Terminal.oneLine(document.title());
        return title.codePointCount(0, title.length()) <= LONGEST_TITLE
                ? title
                : title.substring(0, title.offsetByCodePoints(0, LONGEST_TITLE - 1)) + "…";
    }

    /// As many digits of the id as a person needs.
    static String id(Document document) {
        return document.id().sha256().substring(0, 10);
    }

    static String pages(int pages) {
        return pages == 1 ? "1 page" : pages + " pages";
    }
}
