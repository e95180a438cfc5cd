package stillroom.index.query;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import stillroom.index.text.Sentences;
import stillroom.index.text.Sentences.Span;

/// The part of a passage that is shown for a hit.
///
/// @param text cut at words or sentences; an ellipsis stands where text was left out
/// @param marks words of the query in `text`, in order, not overlapping; empty for a hit by meaning
public record Snippet(String text, List<Mark> marks) {

    /// How many chars of the passage are shown at most.
    private static final int LENGTH = 240;

    private static final String ELLIPSIS = "\u2026";

    public Snippet {
        marks = List.copyOf(marks);
    }

    /// A marked stretch.
    ///
    /// @param start first char in the text of the snippet
    /// @param end exclusive
    public record Mark(int start, int end) {}

    /// Returns the stretch of `passage` that has most of `words`: sentences that stand together, or
    /// a part of a sentence that is too long. Without any of the words it is the beginning.
    public static Snippet of(String passage, Words words, Language language) {
        List<Words.Token> found = words.in(passage, language);
        Span stretch = best(passage, found);
        var text = new StringBuilder();
        if (stretch.start() > 0) {
            text.append(ELLIPSIS).append(' ');
        }
        var marks = new ArrayList<Mark>();
        int position = stretch.start();
        for (Words.Token token : found) {
            if (token.start() >= position && token.end() <= stretch.end()) {
                append(passage, position, token.start(), text);
                int start = text.length();
                append(passage, token.start(), token.end(), text);
                marks.add(new Mark(start, text.length()));
                position = token.end();
            }
        }
        append(passage, position, stretch.end(), text);
        if (stretch.end() < passage.length()) {
            text.append(' ').append(ELLIPSIS);
        }
        return new Snippet(text.toString(), marks);
    }

    /// Lines and paragraphs of the page mean nothing in a list of hits.
    private static void append(String passage, int start, int end, StringBuilder text) {
        for (int i = start; i < end; i++) {
            char character = passage.charAt(i);
            if (!Character.isWhitespace(character)) {
                text.append(character);
            } else if (!text.isEmpty() && text.charAt(text.length() - 1) != ' ') {
                text.append(' ');
            }
        }
    }

    /// A stretch begins with a sentence that has one of the words, if there is any.
    private static Span best(String passage, List<Words.Token> found) {
        if (passage.length() <= LENGTH) {
            return new Span(0, passage.length());
        }
        List<Span> sentences = Sentences.of(passage);
        Span best = new Span(0, Math.min(passage.length(), LENGTH));
        double most = -1;
        for (int first = 0; first < sentences.size(); first++) {
            int start = sentences.get(first).start();
            int end = sentences.get(first).end();
            if (!found.isEmpty() && worth(sentences.get(first), found) < 1) {
                continue;
            }
            if (end - start > LENGTH) {
                Span window = window(passage, sentences.get(first), found);
                double worth = worth(window, found);
                if (worth > most) {
                    most = worth;
                    best = window;
                }
                continue;
            }
            for (int last = first; last < sentences.size(); last++) {
                end = sentences.get(last).end();
                if (end - start > LENGTH) {
                    break;
                }
                var window = new Span(start, end);
                double worth = worth(window, found);
                if (worth > most) {
                    most = worth;
                    best = window;
                }
            }
        }
        return best;
    }

    /// Different words first, then how often they stand there; a longer stretch breaks a tie only
    /// by what it has.
    private static double worth(Span stretch, List<Words.Token> found) {
        Set<String> different = new HashSet<>();
        int times = 0;
        for (Words.Token token : found) {
            if (token.start() >= stretch.start() && token.end() <= stretch.end()) {
                different.add(token.word());
                times++;
            }
        }
        return different.size() + times / 1000.0 + (stretch.end() - stretch.start()) / 1e6;
    }

    /// The part of a long sentence that has most, cut at words.
    private static Span window(String passage, Span sentence, List<Words.Token> found) {
        Span best = cut(passage, sentence, sentence.start());
        double most = worth(best, found);
        for (Words.Token token : found) {
            if (token.start() < sentence.start() || token.end() > sentence.end()) {
                continue;
            }
            int start = token.start();
            // A few words before the first mark make it readable.
            int wanted = Math.max(sentence.start(), start - 40);
            while (wanted > sentence.start()
                    && wanted < start
                    && !Character.isWhitespace(passage.charAt(wanted - 1))) {
                wanted++;
            }
            Span window = cut(passage, sentence, wanted);
            double worth = worth(window, found);
            if (worth > most) {
                most = worth;
                best = window;
            }
        }
        return best;
    }

    private static Span cut(String passage, Span sentence, int start) {
        int end = Math.min(sentence.end(), start + LENGTH);
        if (end < sentence.end()) {
            int word = end;
            while (word > start && !Character.isWhitespace(passage.charAt(word))) {
                word--;
            }
            if (word > start) {
                end = word;
            } else if (Character.isLowSurrogate(passage.charAt(end))) {
                end--;
            }
        }
        return new Span(start, end);
    }
}
