package stillroom.index.text;

/// A rectangle on a page, where a line or a word of a quote stands. All numbers are parts of the
/// width or height of the page, in \[0, 1\], from its upper left corner.
///
/// @param strong whether it is one of the words that were looked for within the quote
public record Mark(double left, double top, double width, double height, boolean strong) {}
