package stillroom.index.text;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import stillroom.index.text.Sentences.Span;

/// Cuts pages into passages of about the same size, at borders of sentences and never across pages.
///
/// A heading begins a passage, unless the one before would be left short. A sentence that is longer
/// than a passage is cut at a clause, else at a word, else anywhere. Passages do not overlap.
public final class Chunker {

    private final ToIntFunction<String> countTokens;
    private final int tokens;

    /// @param countTokens how many tokens the model sees in a text; asked once for each sentence
    /// @param tokens most tokens wanted in a passage, at least 1; the last passage of a page may
    ///   have a quarter more, lest a crumb be left over
    public Chunker(ToIntFunction<String> countTokens, int tokens) {
        if (tokens < 1) {
            throw new IllegalArgumentException("a passage of " + tokens + " tokens");
        }
        this.countTokens = countTokens;
        this.tokens = tokens;
    }

    /// A sentence, a heading, or a piece of a sentence that was too long.
    private record Piece(Span span, int tokens, boolean isHeading) {}

    /// Returns the passages of a document, in order. Everything but white space lies in exactly one
    /// of them.
    public List<Passage> passages(List<Page> pages) {
        var passages = new ArrayList<Passage>();
        String heading = "";
        for (Page page : pages) {
            for (List<Piece> group : groups(pieces(page))) {
                int start = group.getFirst().span.start();
                int end = group.getLast().span.end();
                heading = headingAt(page, start, heading);
                passages.add(
                        new Passage(
                                passages.size(),
                                page.number(),
                                start,
                                end,
                                heading,
                                page.text().substring(start, end)));
            }
            heading = headingAt(page, page.text().length(), heading);
        }
        return passages;
    }

    private static String headingAt(Page page, int position, String before) {
        String heading = before;
        for (Page.Heading each : page.headings()) {
            if (each.start() > position) {
                break;
            }
            heading = page.text().substring(each.start(), each.end()).strip();
        }
        return heading;
    }

    private List<Piece> pieces(Page page) {
        var pieces = new ArrayList<Piece>();
        int position = 0;
        for (Page.Heading heading : page.headings()) {
            addSentences(page.text(), position, heading.start(), pieces);
            Span span = Sentences.trim(page.text(), heading.start(), heading.end());
            if (span.length() > 0) {
                addPieces(page.text(), span, true, pieces);
            }
            position = heading.end();
        }
        addSentences(page.text(), position, page.text().length(), pieces);
        return pieces;
    }

    private void addSentences(String text, int start, int end, List<Piece> pieces) {
        if (start >= end) {
            return;
        }
        for (Span sentence : Sentences.of(text.substring(start, end))) {
            var span = new Span(start + sentence.start(), start + sentence.end());
            addPieces(text, span, false, pieces);
        }
    }

    private void addPieces(String text, Span whole, boolean isHeading, List<Piece> pieces) {
        Span rest = whole;
        int count = countTokens.applyAsInt(rest.of(text));
        while (count > tokens && rest.length() > 1) {
            int wanted = Math.max(1, (int) ((long) rest.length() * tokens / count));
            Span head = Sentences.trim(text, rest.start(), cut(text, rest, wanted));
            int headCount = countTokens.applyAsInt(head.of(text));
            // Tokens are not spread evenly: a table of numbers has one for each digit or two.
            while (headCount > tokens && head.length() > 1) {
                wanted = Math.max(1, (int) ((long) head.length() * tokens / headCount));
                Span shorter = Sentences.trim(text, rest.start(), cut(text, rest, wanted));
                if (shorter.equals(head)) {
                    break;
                }
                head = shorter;
                headCount = countTokens.applyAsInt(head.of(text));
            }
            pieces.add(new Piece(head, headCount, isHeading));
            rest = Sentences.trim(text, head.end(), rest.end());
            // The rest is counted only when it may be the last piece: counting all of it each time
            // would take the square of its length.
            count -= headCount;
            if (count <= tokens && rest.length() > 0) {
                count = countTokens.applyAsInt(rest.of(text));
            }
        }
        if (rest.length() > 0) {
            pieces.add(new Piece(rest, count, isHeading));
        }
    }

    /// Returns where to cut `span` so that at most `wanted` chars come before the cut, at least
    /// one.
    private static int cut(String text, Span span, int wanted) {
        int latest = Math.min(span.end(), span.start() + wanted);
        int word = -1;
        for (int position = latest; position > span.start() + wanted / 2; position--) {
            if (position < span.end() && !Sentences.isSpace(text.charAt(position))) {
                continue;
            }
            if (",;:)]\u2013\u2014".indexOf(text.charAt(position - 1)) >= 0) {
                return position;
            }
            word = Math.max(word, position);
        }
        if (word > 0) {
            return word;
        }
        boolean splitsPair =
                latest < span.end()
                        && Character.isLowSurrogate(text.charAt(latest))
                        && Character.isHighSurrogate(text.charAt(latest - 1));
        if (!splitsPair) {
            return latest;
        }
        return latest - 1 > span.start() ? latest - 1 : latest + 1;
    }

    private List<List<Piece>> groups(List<Piece> pieces) {
        var groups = new ArrayList<List<Piece>>();
        var group = new ArrayList<Piece>();
        int size = 0;
        for (Piece piece : pieces) {
            boolean isFull = size + piece.tokens > tokens;
            boolean isSection = piece.isHeading && size >= tokens / 2 && !group.getLast().isHeading;
            if (!group.isEmpty() && (isFull || isSection)) {
                var next = new ArrayList<Piece>();
                // A heading stays with what it stands above.
                while (group.size() > 1 && group.getLast().isHeading) {
                    next.addFirst(group.removeLast());
                }
                groups.add(group);
                group = next;
                size = sum(group);
            }
            group.add(piece);
            size += piece.tokens;
        }
        if (!group.isEmpty()) {
            groups.add(group);
        }
        settleLast(groups);
        return groups;
    }

    /// Joins a crumb at the end of the page to the group before it, or shares the two out evenly.
    private void settleLast(List<List<Piece>> groups) {
        if (groups.size() < 2) {
            return;
        }
        List<Piece> last = groups.getLast();
        List<Piece> before = groups.get(groups.size() - 2);
        if (last.getFirst().isHeading || sum(last) >= tokens / 3) {
            return;
        }
        int both = sum(before) + sum(last);
        if (both <= tokens + tokens / 4) {
            before.addAll(last);
            groups.removeLast();
            return;
        }
        while (before.size() > 1
                && !before.getLast().isHeading
                && sum(last) + before.getLast().tokens <= both / 2) {
            last.addFirst(before.removeLast());
        }
    }

    private static int sum(List<Piece> group) {
        return group.stream().mapToInt(Piece::tokens).sum();
    }
}
