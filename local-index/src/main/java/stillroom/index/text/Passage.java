package stillroom.index.text;

/// The piece of a document that is embedded and found. Lies within one page.
///
/// @param ordinal counted from 0 within the document
/// @param page counted from 1
/// @param start first char in the text of the page
/// @param end exclusive
/// @param heading the heading above it, empty if none
/// @param text the text of the page from `start` to `end`
public record Passage(int ordinal, int page, int start, int end, String heading, String text) {}
