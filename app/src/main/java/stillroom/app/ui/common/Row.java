package stillroom.app.ui.common;

import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import stillroom.index.Document;
import stillroom.index.DocumentId;

/// A document on screen: stays the same while the document that it shows goes from state to state,
/// so that neither selection nor order jumps. For the FX thread.
public final class Row {

    private final ReadOnlyObjectWrapper<Document> document;
    private volatile Document latest;

    Row(Document document) {
        this.document = new ReadOnlyObjectWrapper<>(document);
        this.latest = document;
    }

    public DocumentId id() {
        return document().id();
    }

    public Document document() {
        return document.get();
    }

    /// The document as it is now, for any thread.
    public Document latest() {
        return latest;
    }

    public ReadOnlyObjectProperty<Document> documentProperty() {
        return document.getReadOnlyProperty();
    }

    void show(Document newer) {
        latest = newer;
        document.set(newer);
    }
}
