package stillroom.index;

import stillroom.index.query.Snippet;
import stillroom.index.text.Passage;

/// A passage that answers a query.
///
/// @param score in \[0, 1\] relative to the other hits of the same answer; higher is better
public record Hit(Document document, Passage passage, double score, Snippet snippet) {}
