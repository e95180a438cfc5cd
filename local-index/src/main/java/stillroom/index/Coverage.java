package stillroom.index;

import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import stillroom.index.Catalogue.Entry;
import stillroom.index.query.Query.Mode;
import stillroom.index.text.Problem;

/// How much of a library can be searched, and why the rest cannot.
///
/// @param words documents that are found by words
/// @param meaning those of them that are found by meaning
/// @param waiting documents that were not read yet
/// @param unreadable how many could not be read, by why
public record Coverage(int words, int meaning, int waiting, Map<Problem, Integer> unreadable) {

    public Coverage {
        unreadable = Map.copyOf(unreadable);
    }

    static Coverage of(Collection<Entry> entries) {
        int words = 0;
        int meaning = 0;
        int waiting = 0;
        Map<Problem, Integer> unreadable = new EnumMap<>(Problem.class);
        for (Entry entry : entries) {
            switch (entry.document().status()) {
                case Status.Waiting _ -> waiting++;
                case Status.Words _ -> words++;
                case Status.Indexed _ -> {
                    words++;
                    meaning++;
                }
                case Status.Failed(Problem problem, _) -> {
                    if (entry.passages() > 0) {
                        words++;
                    } else {
                        unreadable.merge(problem, 1, Integer::sum);
                    }
                }
            }
        }
        return new Coverage(words, meaning, waiting, unreadable);
    }

    /// How many documents a search could reach.
    public int searched(Mode mode) {
        return mode == Mode.MEANING ? meaning : words;
    }

    /// How many documents a search could not reach.
    public int unsearchable(Mode mode) {
        int failed = unreadable.values().stream().mapToInt(Integer::intValue).sum();
        return waiting + failed + words - searched(mode);
    }
}
