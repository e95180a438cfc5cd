package stillroom.index;

import java.util.Set;

/// What was learned of the labels, as it is kept in the catalogue. It goes when a document or text
/// goes that it was learned from.
public final class LearnedHead {

    private final String pack;
    private final byte[] bytes;
    private final Set<DocumentId> documents;
    private final Set<String> texts;
    private final boolean isCurrent;

    /// @param pack the model pack whose vectors it weighs
    /// @param bytes as the classifier wrote them; not copied
    /// @param documents that it was learned from
    /// @param texts hashes of the [examples][Example] that it was learned from
    /// @param isCurrent false once something has changed since that labels are learned from
    public LearnedHead(
            String pack,
            byte[] bytes,
            Set<DocumentId> documents,
            Set<String> texts,
            boolean isCurrent) {
        this.pack = pack;
        this.bytes = bytes;
        this.documents = Set.copyOf(documents);
        this.texts = Set.copyOf(texts);
        this.isCurrent = isCurrent;
    }

    public String pack() {
        return pack;
    }

    /// Not copied: to be read only.
    public byte[] bytes() {
        return bytes;
    }

    public Set<DocumentId> documents() {
        return documents;
    }

    public Set<String> texts() {
        return texts;
    }

    public boolean isCurrent() {
        return isCurrent;
    }
}
