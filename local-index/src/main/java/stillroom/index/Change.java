package stillroom.index;

/// What listeners of a [LocalIndex] are told.
public sealed interface Change {

    /// A document came in or changed.
    record Put(Document document) implements Change {}

    /// A document was removed.
    record Removed(DocumentId id) implements Change {}

    /// The labels of the library changed.
    record Labels() implements Change {}

    /// Another model is to make the vectors, or its vectors are searched from now on.
    record Generation() implements Change {}
}
