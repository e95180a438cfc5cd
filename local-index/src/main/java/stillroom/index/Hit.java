package stillroom.index;

import java.util.List;
import stillroom.index.query.Snippet;
import stillroom.index.text.Passage;

/// A passage that answers a query.
///
/// @param score in \[0, 1\] relative to the other hits of the same answer; higher is better
/// @param twins where the same text stands, or nearly the same, that would be a hit of its own
public record Hit(
        Document document, Passage passage, double score, Snippet snippet, List<Twin> twins) {

    public Hit {
        twins = List.copyOf(twins);
    }

    /// Another place of the same text.
    ///
    /// @param page counted from 1
    public record Twin(Document document, int page) {}
}
