package stillroom.index.query;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What is looked for.
///
/// @param text as the user typed it; may be empty, which finds nothing
/// @param limit most hits wanted, at least 1
/// @param filter which documents count
/// @param grouping whether a document may give several hits
/// @param operators of the query language that count beside what was typed, such as `page:3`
public record Query(
        String text,
        Mode mode,
        int limit,
        Filter filter,
        Grouping grouping,
        List<String> operators) {

    public Query {
        operators = List.copyOf(operators);
    }

    public Query(String text, Mode mode, int limit, Filter filter, Grouping grouping) {
        this(text, mode, limit, filter, grouping, List.of());
    }

    /// Takes apart what was typed.
    public QueryText asked() {
        return QueryText.of(text, operators);
    }

    /// By what a passage is found.
    public enum Mode {
        WORDS,
        MEANING,
        BOTH
    }

    /// How many hits a document may give.
    public enum Grouping {
        BEST_PASSAGE_OF_EACH_DOCUMENT,
        EVERY_PASSAGE
    }

    /// Which documents count. An empty set or a null lets every document through.
    ///
    /// @param types formats, such as `pdf`
    /// @param labels a document has all of them, set by hand or proposed
    /// @param folder a source of the document lies below it
    /// @param since added on this day or later, in the time zone of the system
    /// @param before added before this day
    /// @param sensitive kinds, such as `iban`; something of one of them was found in the document
    public record Filter(
            Set<String> types,
            Set<String> labels,
            @Nullable Path folder,
            @Nullable LocalDate since,
            @Nullable LocalDate before,
            Set<String> sensitive) {

        /// Lets every document through.
        public static final Filter NONE = new Filter(Set.of(), Set.of(), null, null, null);

        /// Among the kinds of what is sensitive: any of them will do.
        public static final String ANY_KIND = "any";

        public Filter {
            types = Set.copyOf(types);
            labels = Set.copyOf(labels);
            sensitive = Set.copyOf(sensitive);
        }

        public Filter(
                Set<String> types,
                Set<String> labels,
                @Nullable Path folder,
                @Nullable LocalDate since,
                @Nullable LocalDate before) {
            this(types, labels, folder, since, before, Set.of());
        }

        /// Whether something of the wanted kinds is among the marks of a document.
        public boolean hasSensitive(Stream<String> kinds) {
            return sensitive.isEmpty()
                    || kinds.anyMatch(
                            kind -> sensitive.contains(ANY_KIND) || sensitive.contains(kind));
        }
    }
}
