package stillroom.index;

import java.util.List;

/// The answer to a query.
///
/// @param hits best first
/// @param searched documents that could be searched, after filters
/// @param unsearchable documents that pass the filters but whose text could not be read, or not yet
public record Hits(List<Hit> hits, int searched, int unsearchable) {

    public Hits {
        hits = List.copyOf(hits);
    }
}
