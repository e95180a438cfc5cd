package stillroom.app.route;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
