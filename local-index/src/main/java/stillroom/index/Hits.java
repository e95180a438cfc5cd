package stillroom.index;

import java.util.List;
import org.jspecify.annotations.Nullable;
import stillroom.index.query.QueryText;

/// The answer to a query.
///
/// @param hits best first
/// @param searched documents that could be searched, after filters
/// @param unsearchable documents that pass the filters but whose text could not be read, or not yet
/// @param coverage the same in detail
/// @param suggestion what may have been meant instead: some words of the query stand nowhere in the
///   library, and others that are spelled almost like them do; null if there is nothing to suggest
/// @param asked what was understood of the query
public record Hits(
        List<Hit> hits,
        int searched,
        int unsearchable,
        Coverage coverage,
        @Nullable String suggestion,
        QueryText asked) {

    public Hits {
        hits = List.copyOf(hits);
    }

    /// How many passages are not shown because a hit has the same text, or nearly the same.
    public int folded() {
        return hits.stream().mapToInt(hit -> hit.twins().size()).sum();
    }

    /// Parts of the query that were searched as plain words because they make no sense.
    public List<QueryText.Note> notes() {
        return asked.notes();
    }
}
