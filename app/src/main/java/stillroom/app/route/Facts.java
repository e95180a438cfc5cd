package stillroom.app.route;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import stillroom.index.Document;
import stillroom.index.DocumentLabel;
import stillroom.index.DocumentLabel.Origin;
import stillroom.index.text.Page;

/// What the rules may ask about a request.
///
/// @param document its id; null if the request is about none
/// @param labels all of them, proposed ones too
/// @param sources where the document lies
/// @param confidence of the local answer, in \[0, 1\]; 1 if there is no telling
/// @param freeMegabytes memory that a local model could have
public record Facts(
        @Nullable String document,
        Set<String> labels,
        List<Path> sources,
        String text,
        double confidence,
        long freeMegabytes) {

    public Facts {
        labels = Set.copyOf(labels);
        sources = List.copyOf(sources);
    }

    /// The facts about a document that was read.
    public static Facts of(Document document, List<Page> pages) {
        var runtime = Runtime.getRuntime();
        long free = runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory();
        return new Facts(
                document.id().sha256(),
                labels(document, Set.of(Origin.values())),
                document.sources(),
                pages.stream().map(Page::text).collect(Collectors.joining("\n\n")),
                1,
                free >> 20);
    }

    /// The labels of a document that the user has set; only those can stand in for his consent.
    public static Set<String> labelsByHand(Document document) {
        return labels(document, Set.of(Origin.SET));
    }

    private static Set<String> labels(Document document, Set<Origin> origins) {
        return document.labels().stream()
                .filter(label -> origins.contains(label.origin()))
                .map(DocumentLabel::name)
                .collect(Collectors.toSet());
    }

    int words() {
        return text.isBlank() ? 0 : text.strip().split("\\s+", -1).length;
    }

    /// Whether less than half of the letters are Latin, which the local models know.
    boolean isForeign() {
        long letters = text.codePoints().filter(Character::isLetter).count();
        long latin =
                text.codePoints()
                        .filter(Character::isLetter)
                        .filter(each ->
                                Character.UnicodeScript.of(each) == Character.UnicodeScript.LATIN)
                        .count();
        return letters > 0 && latin * 2 < letters;
    }

    boolean isIn(Path folder) {
        return sources.stream().anyMatch(source -> source.startsWith(folder));
    }
}
