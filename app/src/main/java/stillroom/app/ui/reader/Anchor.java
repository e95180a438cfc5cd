package stillroom.app.ui.reader;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import stillroom.index.Exchange.Citation;
import stillroom.index.Hit;
import stillroom.index.Summary;

/// A place in a document that the reader goes to and marks.
///
/// @param page counted from 1
/// @param start first char in the text of the page
/// @param end exclusive; equal to `start` if nothing is marked
/// @param words in lower case; marked more strongly
public record Anchor(int page, int start, int end, Set<String> words) {

    private static final String ELLIPSIS = "…";

    public Anchor {
        words = Set.copyOf(words);
    }

    /// The beginning of a document.
    public static Anchor top() {
        return new Anchor(1, 0, 0, Set.of());
    }

    /// A sentence of a summary, where it stands in the document.
    public static Anchor of(Summary.Sentence sentence) {
        return new Anchor(sentence.page(), sentence.start(), sentence.end(), Set.of());
    }

    /// What an answer cites.
    public static Anchor of(Citation citation) {
        return new Anchor(citation.page(), citation.start(), citation.end(), Set.of());
    }

    /// What the list of hits shows of a hit, where it stands in the document; the whole passage if
    /// the list shows something put together.
    public static Anchor of(Hit hit) {
        var snippet = hit.snippet();
        var words =
                snippet.isByMeaning()
                        ? Set.<String>of()
                        : snippet.marks().stream()
                                .map(mark -> snippet.text().substring(mark.start(), mark.end()))
                                .map(word -> word.toLowerCase(Locale.ROOT))
                                .collect(Collectors.toSet());
        var passage = hit.passage();
        var sentence = snippet.sentence();
        var shown =
                snippet.isByMeaning() && sentence != null
                        ? snippet.text().substring(sentence.start(), sentence.end())
                        : snippet.text().replace(ELLIPSIS, "").strip();
        int found = shown.isEmpty() ? -1 : passage.text().indexOf(shown);
        return found < 0
                ? new Anchor(passage.page(), passage.start(), passage.end(), words)
                : new Anchor(
                        passage.page(),
                        passage.start() + found,
                        passage.start() + found + shown.length(),
                        words);
    }
}
