package stillroom.index.text;

import java.util.List;

/// One page of a document: a PDF page, a slide, a sheet, a chapter of a book; a format without
/// pages is one page.
///
/// @param number counted from 1
/// @param text paragraphs and headings, separated by one empty line; lines of a paragraph joined
/// @param headings where headings stand in `text`, in order
public record Page(int number, String text, List<Heading> headings) {

    public Page {
        headings = List.copyOf(headings);
    }

    /// Where a heading stands.
    ///
    /// @param start first char in the text of the page
    /// @param end exclusive
    /// @param level 1 is the topmost
    public record Heading(int start, int end, int level) {}
}
