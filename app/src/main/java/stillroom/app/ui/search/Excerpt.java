package stillroom.app.ui.search;

import java.util.List;
import stillroom.app.ui.common.MarkedText.Span;
import stillroom.index.query.Snippet;

/// As much of a snippet as a list of hits has room for: two or three lines, with the first mark
/// among them.
record Excerpt(String text, List<Span> marks) {

    private static final int MOST_CHARS = 116;
    private static final int BEFORE_MARK = 40;
    private static final String ELLIPSIS = "…\u00a0";

    static Excerpt of(Snippet snippet) {
        // the borders of paragraphs would cost lines
        var text = snippet.text().replace('\n', ' ');
        int start = start(text, snippet.marks());
        int end = end(text, start);
        var before = start > 0 ? ELLIPSIS : "";
        var after = end < text.length() ? "\u00a0…" : "";
        int shift = before.length() - start;
        var marks =
                snippet.marks().stream()
                        .filter(mark -> mark.start() >= start && mark.start() < end)
                        .map(mark ->
                                new Span(mark.start() + shift, Math.min(mark.end(), end) + shift))
                        .toList();
        return new Excerpt(before + text.substring(start, end).stripTrailing() + after, marks);
    }

    private static int start(String text, List<Snippet.Mark> marks) {
        if (text.length() <= MOST_CHARS || marks.isEmpty()) {
            return 0;
        }
        int wanted = marks.getFirst().start() - BEFORE_MARK;
        if (wanted <= 0) {
            return 0;
        }
        int space = text.indexOf(' ', wanted);
        return space < 0 || space >= marks.getFirst().start() ? wanted : space + 1;
    }

    private static int end(String text, int start) {
        if (text.length() - start <= MOST_CHARS) {
            return text.length();
        }
        int space = text.lastIndexOf(' ', start + MOST_CHARS);
        return space <= start ? start + MOST_CHARS : space;
    }
}
