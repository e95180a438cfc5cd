package stillroom.app.ingest;

/// How far documents are to be taken.
public enum Aim {
    /// Until they are found by words.
    WORDS,
    /// Until they are found by words and by meaning.
    MEANING
}
