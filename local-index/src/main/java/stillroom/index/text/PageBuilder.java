package stillroom.index.text;

import java.util.ArrayList;
import java.util.List;

/// Puts the text of a document together, piece by piece, in the form that [Page] promises: white
/// space collapsed, one empty line between paragraphs, a tab between cells, headings marked.
final class PageBuilder {

    /// What stands between two pieces of text, weakest first.
    private enum Gap {
        NONE(""),
        SPACE(" "),
        CELL("\t"),
        LINE("\n"),
        PARAGRAPH("\n\n");

        private final String text;

        Gap(String text) {
            this.text = text;
        }
    }

    private static final int LONGEST_TITLE = 120;

    private final Limits limits;
    private final List<Page> pages = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private final List<Page.Heading> headings = new ArrayList<>();
    private Gap gap = Gap.NONE;
    private int headingLevel;
    private int headingStart = -1;
    private int number = 1;
    private boolean pageOpened;
    private boolean titleExpected;
    private boolean betweenCells;
    private boolean pictures;
    private long characters;

    PageBuilder(Limits limits) {
        this.limits = limits;
    }

    /// Adds text; white space in it becomes one space.
    void text(CharSequence piece) {
        for (int index = 0; index < piece.length(); index++) {
            character(piece.charAt(index));
        }
    }

    void text(char[] piece, int start, int length) {
        for (int index = start; index < start + length; index++) {
            character(piece[index]);
        }
    }

    /// Adds text as it stands, line breaks and indentation included.
    void verbatim(CharSequence piece) {
        if (!piece.isEmpty()) {
            closeGap();
            count(piece.length());
            text.append(piece);
        }
    }

    private void character(char character) {
        if (isIgnored(character)) {
            return;
        }
        if (Character.isWhitespace(character) || Character.isSpaceChar(character)) {
            widen(Gap.SPACE);
            return;
        }
        closeGap();
        count(1);
        text.append(character);
    }

    /// Soft hyphens, zero-width spaces, byte order marks and control characters are not read.
    private static boolean isIgnored(char character) {
        return character == '\u00AD'
                || character == '\u200B'
                || character == '\uFEFF'
                || (Character.isISOControl(character) && !Character.isWhitespace(character));
    }

    private void closeGap() {
        if (!text.isEmpty()) {
            count(gap.text.length());
            text.append(gap.text);
        }
        gap = Gap.NONE;
        betweenCells = false;
        if (headingLevel > 0 && headingStart < 0) {
            headingStart = text.length();
        }
    }

    private void count(int more) {
        characters += more;
        if (characters > limits.characters()) {
            throw new OverLimit("more than " + limits.characters() + " characters");
        }
    }

    private void widen(Gap least) {
        if (gap.compareTo(least) < 0) {
            gap = least;
        }
    }

    /// The next text stands on a new line of the same paragraph.
    void lineBreak() {
        widen(Gap.LINE);
    }

    /// A cell of a table has ended. The paragraph that it may end with, and the one that the next
    /// cell may begin with, do not part the two.
    void endCell() {
        closeHeading();
        gap = Gap.CELL;
        betweenCells = true;
    }

    /// A row of a table has ended.
    void endRow() {
        closeHeading();
        gap = Gap.LINE;
        betweenCells = true;
    }

    void endTable() {
        betweenCells = false;
        paragraph();
    }

    /// A paragraph, heading or list item has ended, or one begins.
    void paragraph() {
        closeHeading();
        if (!betweenCells) {
            widen(Gap.PARAGRAPH);
        }
    }

    /// What follows, up to the next [#paragraph()], is a heading.
    ///
    /// @param level 1 is the topmost
    void heading(int level) {
        paragraph();
        headingLevel = level;
    }

    private void closeHeading() {
        if (headingStart >= 0 && text.length() > headingStart) {
            headings.add(new Page.Heading(headingStart, text.length(), headingLevel));
        }
        headingLevel = 0;
        headingStart = -1;
        if (titleExpected && !text.isEmpty()) {
            if (headings.isEmpty() && text.length() <= LONGEST_TITLE) {
                headings.add(new Page.Heading(0, text.length(), 1));
            }
            titleExpected = false;
        }
    }

    /// A page begins. The first one may be announced or not; pages without text are counted.
    void page() {
        closeHeading();
        if (pageOpened || !text.isEmpty()) {
            close();
            number++;
        }
        pageOpened = true;
        if (number > limits.pages()) {
            throw new OverLimit("more than " + limits.pages() + " pages");
        }
    }

    /// A slide begins: a page whose first paragraph is its title, if it is short.
    void slide() {
        page();
        titleExpected = true;
    }

    /// The pages of a text break here, perhaps within a paragraph or before a heading. Says the
    /// same when repeated, because some programs mark both the order to break and the break.
    void breakPage() {
        if (!text.isEmpty()) {
            int level = headingStart < 0 ? headingLevel : 0;
            pageOpened = true;
            page();
            headingLevel = level;
        }
    }

    /// The document shows a picture here.
    void picture() {
        pictures = true;
    }

    boolean isBlank() {
        return text.isEmpty() && pages.stream().allMatch(page -> page.text().isEmpty());
    }

    boolean hasPictures() {
        return pictures;
    }

    /// Adds a document that lies within this one, as paragraphs of the present page.
    void embed(PageBuilder inner) {
        pictures |= inner.pictures;
        for (Page page : inner.pages()) {
            paragraph();
            if (!page.text().isEmpty()) {
                closeGap();
                int start = text.length();
                count(page.text().length());
                text.append(page.text());
                for (Page.Heading heading : page.headings()) {
                    headings.add(
                            new Page.Heading(
                                    start + heading.start(),
                                    start + heading.end(),
                                    heading.level()));
                }
                paragraph();
            }
        }
    }

    private void close() {
        pages.add(new Page(number, text.toString(), headings));
        text.setLength(0);
        headings.clear();
        gap = Gap.NONE;
    }

    /// The pages so far, blank ones included; nothing may be added after that.
    List<Page> pages() {
        closeHeading();
        if (pageOpened || !text.isEmpty()) {
            close();
            pageOpened = false;
        }
        return pages;
    }
}
