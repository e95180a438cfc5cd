package stillroom.app.ui.common;

/// What fills the middle of the window.
public enum Screen {
    /// The library has no documents.
    EMPTY,
    /// The documents of a place.
    LIBRARY,
    /// A document that was opened from the list.
    READER,
    /// What a search has found, and the hit in its document.
    HITS,
    /// Questions to the documents, and what a citation names beside them.
    ASK,
    /// What is in the library more than once.
    DUPLICATES,
    /// The work, running and finished.
    ACTIVITY,
    /// The model packs.
    MODELS,
    /// What can leave this computer, and what has.
    PRIVACY,
    /// What the user has chosen.
    SETTINGS;

    /// Whether it can show what is known of a document.
    public boolean hasInspector() {
        return this == LIBRARY || this == READER || this == HITS;
    }

    /// Whether it is a page of its own beside the library.
    public boolean isPage() {
        return switch (this) {
            case EMPTY, LIBRARY, READER, HITS -> false;
            case ASK, DUPLICATES, ACTIVITY, MODELS, PRIVACY, SETTINGS -> true;
        };
    }
}
