package stillroom.broken.app.ingest;

import javafx.beans.property.StringProperty;

/// JavaFX where there is no window, and a name that says nothing.
public record BrokenHelper(StringProperty property) {}
