package stillroom.index;

/// A label of this library.
///
/// @param name unique, what is shown
/// @param description what documents with this label are about; the name itself when not given
public record Label(String name, String description) {}
