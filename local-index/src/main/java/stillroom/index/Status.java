package stillroom.index;

import stillroom.index.text.Problem;

/// How far a document has come.
public sealed interface Status {

    /// Added, not yet read.
    record Waiting() implements Status {}

    /// Found by words, not yet by meaning.
    record Words() implements Status {}

    /// Found by words and by meaning.
    record Indexed() implements Status {}

    /// Could not be read, or could not be finished.
    ///
    /// @param detail what was seen, for the curious; may be empty; holds no text of the document
    record Failed(Problem problem, String detail) implements Status {}

    /// What it is called where programs read it.
    default String word() {
        return switch (this) {
            case Waiting _ -> "waiting";
            case Words _ -> "words";
            case Indexed _ -> "indexed";
            case Failed _ -> "failed";
        };
    }

    /// Says whether nothing is left to do.
    default boolean isFinal() {
        return switch (this) {
            case Waiting _, Words _ -> false;
            case Indexed _, Failed _ -> true;
        };
    }
}
