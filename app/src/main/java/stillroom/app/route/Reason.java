package stillroom.app.route;

import java.util.List;

/// What a rule saw. Names no document, label or folder.
///
/// @param facts as they stand in the sentence; of [Kind#FOUND] the words for what is sensitive,
///   with spaces between them
public record Reason(Kind kind, List<String> facts) {

    /// What there is to be seen.
    public enum Kind {
        LABEL("has the label"),
        FOLDER("is in the folder"),
        DOCUMENT("is the document"),
        WORDS("%s words are over %s"),
        CONFIDENCE("confidence %s is under %s"),
        MEMORY("%s MB of memory are under %s"),
        SCRIPT("is not in Latin script"),
        FOUND("found: %s"),
        /// The rule has no condition.
        LAST("no other rule"),
        /// There is no rule for this.
        NONE("no rule applies");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    static Reason of(Kind kind, Object... facts) {
        return new Reason(kind, List.of(facts).stream().map(Object::toString).toList());
    }

    /// What was seen, in English.
    public String sentence() {
        return kind.words.formatted(facts.toArray());
    }
}
