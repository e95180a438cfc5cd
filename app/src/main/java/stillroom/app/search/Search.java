package stillroom.app.search;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import stillroom.ai.AiException;
import stillroom.ai.Embedder;
import stillroom.app.settings.KeyFigures;
import stillroom.app.settings.KeyFigures.Kind;
import stillroom.index.Hits;
import stillroom.index.IndexException;
import stillroom.index.LocalIndex;
import stillroom.index.QueryMeaning;
import stillroom.index.query.Query;
import stillroom.index.query.Query.Mode;

/// Finds passages by words, by meaning, or by both. Safe for any thread but the FX thread; the work
/// is done on the calling thread.
public final class Search {

    /// A word that a model cannot spell is as strange to it as one that it spells letter by letter,
    /// and this many letters a word has.
    private static final int LETTERS = 6;

    private static final Logger LOG = Logger.getLogger(Search.class.getName());

    private final LocalIndex index;
    private final Function<String, Embedder> embedders;
    private final KeyFigures figures;

    /// @param embedders makes or has the embedder of a model pack; may take a second
    /// @param figures told of each answer
    public Search(LocalIndex index, Function<String, Embedder> embedders, KeyFigures figures) {
        this.index = index;
        this.embedders = embedders;
        this.figures = figures;
    }

    /// An answer.
    ///
    /// @param mode how it was searched: by words only, whatever was asked for, while the library
    ///   has no vectors; the same if words and meaning were asked for but the model cannot be had
    /// @param milliseconds how long it took
    public record Answer(Hits hits, Mode mode, double milliseconds) {}

    /// Answers a query.
    ///
    /// @throws AiException if the query is for meaning alone and the model cannot be had
    public Answer search(Query query) {
        var began = System.nanoTime();
        var mode = query.mode();
        while (true) {
            var generation = index.generation();
            var meaning = mode == Mode.WORDS ? null : meaning(query, generation);
            var answered = meaning == null ? Mode.WORDS : mode;
            var asked =
                    new Query(
                            query.text(),
                            answered,
                            query.limit(),
                            query.filter(),
                            query.grouping(),
                            query.operators());
            try {
                var hits = index.search(asked, meaning);
                if (meaning == null || index.generation().equals(generation)) {
                    figures.answered(Kind.SEARCH, began);
                    return new Answer(hits, answered, (System.nanoTime() - began) / 1e6);
                }
            } catch (AiException e) {
                if (mode == Mode.MEANING) {
                    throw e;
                }
                LOG.log(Level.WARNING, "no model; searched by words only", e);
                mode = Mode.WORDS;
            } catch (IllegalArgumentException | IndexException e) {
                // The vectors may have been exchanged for those of another model meanwhile.
                if (index.generation().equals(generation)) {
                    throw e;
                }
            }
        }
    }

    private @Nullable QueryMeaning meaning(Query query, Optional<String> generation) {
        var plain = query.asked().plain();
        return generation.isEmpty() || plain.isBlank()
                ? null
                : new Meaning(generation.get(), plain);
    }

    /// Has the model only when the vector is asked for: by then the words are being looked for on
    /// another thread.
    private final class Meaning implements QueryMeaning {

        private final String pack;
        private final String plain;
        private @Nullable Embedder embedder;
        private float @Nullable [] vector;

        Meaning(String pack, String plain) {
            this.pack = pack;
            this.plain = plain;
        }

        private Embedder embedder() {
            if (embedder == null) {
                embedder = embedders.apply(pack);
            }
            return embedder;
        }

        @Override
        public float[] vector() {
            if (vector == null) {
                vector = embedder().embedQuery(plain);
            }
            return vector;
        }

        @Override
        public int tokens(String text) {
            return embedder().countTokens(text)
                    - embedder().countTokens("")
                    + (LETTERS - 1) * embedder().countUnknown(text);
        }

        /// Nothing if the model fails now: the hits are worth showing without.
        @Override
        public List<float[]> vectors(List<String> sentences) {
            try {
                return embedder().embed(sentences);
            } catch (AiException e) {
                LOG.log(Level.WARNING, "no sentence is compared", e);
                return List.of();
            }
        }
    }
}
