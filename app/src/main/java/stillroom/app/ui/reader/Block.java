package stillroom.app.ui.reader;

import java.util.ArrayList;
import java.util.List;
import stillroom.index.text.Page;

/// A paragraph or heading of a document: the piece in which the reader draws, so that a long
/// document costs no more than what is in sight.
///
/// @param page counted from 1
/// @param start first char in the text of the page
/// @param end exclusive
/// @param level of the heading, 1 topmost; 0 for what is no heading
/// @param first whether it begins its page
/// @param last whether it ends its page
record Block(int page, int start, int end, String text, int level, boolean first, boolean last) {

    /// Longest text that is laid out in one go.
    private static final int MOST_CHARS = 1600;

    private static final String BORDER = "\n\n";

    /// The blocks of a document, in order. A page without text gives one empty block.
    static List<Block> of(List<Page> pages) {
        var blocks = new ArrayList<Block>();
        for (var page : pages) {
            int before = blocks.size();
            cut(page, blocks);
            if (blocks.size() == before) {
                blocks.add(new Block(page.number(), 0, 0, "", 0, false, false));
            }
            blocks.set(before, blocks.get(before).atBorder(true, false));
            blocks.set(blocks.size() - 1, blocks.getLast().atBorder(false, true));
        }
        return List.copyOf(blocks);
    }

    /// What of the block lies between two chars of the page; may be empty.
    String part(int from, int to) {
        int first = Math.clamp(from, start, end) - start;
        return text.substring(first, Math.clamp(to, start + first, end) - start);
    }

    private Block atBorder(boolean begins, boolean ends) {
        return new Block(page, start, end, text, level, first || begins, last || ends);
    }

    private static void cut(Page page, List<Block> blocks) {
        var text = page.text();
        int at = 0;
        while (at < text.length()) {
            int border = text.indexOf(BORDER, at);
            int end = border < 0 ? text.length() : border;
            cut(page, at, end, blocks);
            at = end + BORDER.length();
        }
    }

    private static void cut(Page page, int from, int to, List<Block> blocks) {
        int at = from;
        while (at < to) {
            int end = to - at <= MOST_CHARS ? to : restAfter(page.text(), at);
            var text = page.text().substring(at, end);
            if (!text.isBlank()) {
                blocks.add(
                        new Block(
                                page.number(), at, end, text, level(page, at, end), false, false));
            }
            at = end;
        }
    }

    /// Where a stretch that is too long is best cut: after a line, a sentence or a word.
    private static int restAfter(String text, int at) {
        int limit = at + MOST_CHARS;
        for (var border : List.of("\n", ". ", " ")) {
            int found = text.lastIndexOf(border, limit - border.length());
            if (found > at + MOST_CHARS / 2) {
                return found + border.length();
            }
        }
        return Character.isHighSurrogate(text.charAt(limit - 1)) ? limit - 1 : limit;
    }

    private static int level(Page page, int start, int end) {
        return page.headings().stream()
                .filter(heading -> heading.start() < end && heading.end() > start)
                .mapToInt(Page.Heading::level)
                .findFirst()
                .orElse(0);
    }
}
