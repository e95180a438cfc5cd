package stillroom.app.search;

import java.util.function.Function;
import stillroom.ai.Embedder;
import stillroom.index.Hits;
import stillroom.index.LocalIndex;
import stillroom.index.query.Query;

/// Finds passages by words, by meaning, or by both. Safe for any thread but the FX thread; the work
/// is done on the calling thread.
public final class Search {

    private final LocalIndex index;
    private final Function<String, Embedder> embedders;

    /// @param embedders makes or has the embedder of a model pack; may take a second
    public Search(LocalIndex index, Function<String, Embedder> embedders) {
        this.index = index;
        this.embedders = embedders;
    }

    /// An answer.
    ///
    /// @param mode how it was searched: by words only, whatever was asked for, while the library
    ///   has no vectors
    /// @param milliseconds how long it took
    public record Answer(Hits hits, Query.Mode mode, double milliseconds) {}

    /// Answers a query.
    public Answer search(Query query) {
        var began = System.nanoTime();
        var generation = index.generation();
        var mode = generation.isEmpty() ? Query.Mode.WORDS : query.mode();
        var asked = new Query(query.text(), mode, query.limit(), query.filter(), query.grouping());
        var hits =
                mode == Query.Mode.WORDS
                        ? index.search(asked, null)
                        : index.search(
                                asked,
                                embedders.apply(generation.orElseThrow()).embedQuery(query.text()));
        return new Answer(hits, mode, (System.nanoTime() - began) / 1e6);
    }
}
