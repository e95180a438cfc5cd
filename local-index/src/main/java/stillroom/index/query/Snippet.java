package stillroom.index.query;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import stillroom.index.text.Sentences;
import stillroom.index.text.Sentences.Span;

/// The part of a passage that is shown for a hit.
///
/// @param text cut at words or sentences; an ellipsis stands where text was left out
/// @param marks words of the query in `text`, in order, not overlapping; of a hit that has none of
///   them the sentence
/// @param sentence the sentence in `text` that says most of what was asked: the one with most of
///   the words, without any of them the one that is closest in meaning; null if nobody compared
///   them
public record Snippet(String text, List<Mark> marks, @Nullable Mark sentence) {

    /// How many chars of the passage are shown at most.
    private static final int LENGTH = 240;

    private static final String ELLIPSIS = "\u2026";

    public Snippet {
        marks = List.copyOf(marks);
    }

    /// Whether it has none of the words, and a sentence is marked instead.
    public boolean isByMeaning() {
        return sentence != null && marks.equals(List.of(sentence));
    }

    /// Tells which of several sentences is closest in meaning to what was asked.
    public interface Closest {

        /// Returns a position in `sentences`; -1 if that cannot be told.
        int of(List<String> sentences);
    }

    /// A marked stretch.
    ///
    /// @param start first char in the text of the snippet
    /// @param end exclusive
    public record Mark(int start, int end) {}

    /// Returns the stretch of `passage` that has most of `words`: sentences that stand together, or
    /// a part of a sentence that is too long. Without any of the words it is the sentence that is
    /// closest in meaning with those behind it, and the beginning if that cannot be told.
    public static Snippet of(String passage, Words words, Language language, Closest closest) {
        List<Words.Token> found = words.in(passage, language);
        List<Span> sentences = Sentences.of(passage);
        if (found.isEmpty()) {
            // The number of a section, taken for a sentence, says nothing however close it is.
            List<Span> telling =
                    sentences.stream()
                            .filter(span -> span.of(passage).chars().anyMatch(Character::isLetter))
                            .toList();
            int nearest = closest.of(telling.stream().map(span -> span.of(passage)).toList());
            if (nearest >= 0) {
                return around(passage, sentences, sentences.indexOf(telling.get(nearest)));
            }
        }
        Span stretch = best(passage, sentences, found);
        var cutting = new Cutting(passage, stretch);
        var marks = new ArrayList<Mark>();
        for (Words.Token token : found) {
            if (token.start() >= stretch.start() && token.end() <= stretch.end()) {
                marks.add(cutting.mark(new Span(token.start(), token.end())));
            }
        }
        if (found.isEmpty()) {
            return new Snippet(cutting.text(), marks, null);
        }
        Span sentence =
                sentences.stream()
                        .map(each -> common(each, stretch))
                        .max(Comparator.comparingDouble(each -> worth(each, found)))
                        .orElse(stretch);
        return new Snippet(cutting.text(), marks, cutting.mark(sentence));
    }

    private static Snippet around(String passage, List<Span> sentences, int nearest) {
        Span sentence = cut(passage, sentences.get(nearest), sentences.get(nearest).start());
        int start = sentence.start();
        int end = sentence.end();
        for (int next = nearest + 1; next < sentences.size(); next++) {
            end = sentences.get(next).end() - start > LENGTH ? end : sentences.get(next).end();
        }
        for (int before = nearest - 1; before >= 0; before--) {
            boolean isFull = end - sentences.get(before).start() > LENGTH;
            start = isFull ? start : sentences.get(before).start();
        }
        var cutting = new Cutting(passage, new Span(start, end));
        Mark mark = cutting.mark(sentence);
        return new Snippet(cutting.text(), List.of(mark), mark);
    }

    /// What two stretches have in common; empty, but in its place, if that is nothing.
    private static Span common(Span one, Span other) {
        int start = Math.max(one.start(), other.start());
        return new Span(start, Math.max(start, Math.min(one.end(), other.end())));
    }

    /// A stretch of a passage as it is shown: on one line, with an ellipsis where it was cut off.
    private static final class Cutting {

        private final StringBuilder text = new StringBuilder();
        private final int first;
        private final int[] places;

        Cutting(String passage, Span stretch) {
            first = stretch.start();
            places = new int[stretch.end() - first + 1];
            if (first > 0) {
                text.append(ELLIPSIS).append(' ');
            }
            for (int i = first; i < stretch.end(); i++) {
                char character = passage.charAt(i);
                places[i - first] = text.length();
                if (!Character.isWhitespace(character)) {
                    text.append(character);
                } else if (!text.isEmpty() && text.charAt(text.length() - 1) != ' ') {
                    text.append(' ');
                }
            }
            places[places.length - 1] = text.length();
            if (stretch.end() < passage.length()) {
                text.append(' ').append(ELLIPSIS);
            }
        }

        String text() {
            return text.toString();
        }

        /// @param span inside the stretch
        Mark mark(Span span) {
            return new Mark(places[span.start() - first], places[span.end() - first]);
        }
    }

    /// A stretch begins with a sentence that has one of the words, if there is any.
    private static Span best(String passage, List<Span> sentences, List<Words.Token> found) {
        if (passage.length() <= LENGTH) {
            return new Span(0, passage.length());
        }
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
