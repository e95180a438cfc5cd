package stillroom.ai.summary;

/// A stretch of a page in which sentences run on: a paragraph, an item of a list.
///
/// @param page index of the page, from 0
/// @param start where it begins in the text of the page
/// @param end where it ends, exclusive
/// @param section index of the section it stands in
record Block(int page, int start, int end, int section) {}
