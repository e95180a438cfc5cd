package stillroom.index;

import java.util.List;
import stillroom.index.query.QueryText;

/// The answer to a query.
///
/// @param hits best first
/// @param searched documents that could be searched, after filters
/// @param unsearchable documents that pass the filters but whose text could not be read, or not yet
/// @param notes parts of the query that were searched as plain words because they make no sense
public record Hits(List<Hit> hits, int searched, int unsearchable, List<QueryText.Note> notes) {

    public Hits {
        hits = List.copyOf(hits);
        notes = List.copyOf(notes);
    }
}
