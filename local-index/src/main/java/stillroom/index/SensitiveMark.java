package stillroom.index;

/// A reason why a document is marked as sensitive.
///
/// @param kind of what was found, such as `iban`
/// @param count how often
/// @param page where it was found first, counted from 1
public record SensitiveMark(String kind, int count, int page) {}
