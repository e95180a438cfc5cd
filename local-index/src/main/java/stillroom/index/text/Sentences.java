package stillroom.index.text;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Finds the sentences of a text.
///
/// The borders are those of the JDK's [BreakIterator], which knows the punctuation of every script
/// and costs about 0.1 ms a page. It takes every full stop before a capital for an end, so borders
/// after abbreviations and initials are taken back. A paragraph always ends a sentence.
public final class Sentences {

    /// What is rarely the last word of a sentence; lower case, without the last full stop.
    private static final Set<String> ABBREVIATIONS =
            Set.of(
                    "al", "approx", "art", "assn", "ave", "bros", "ca", "capt", "cf", "ch", "chap",
                    "co", "col", "corp", "dept", "dr", "e.g", "ed", "eds", "eq", "eqs", "esp",
                    "est", "ex", "fig", "figs", "gen", "gov", "hon", "i.e", "inc", "jr", "lt",
                    "ltd", "mr", "mrs", "ms", "mt", "no", "nos", "op", "p", "para", "paras", "pp",
                    "prof", "ref", "refs", "rep", "rev", "sec", "sen", "sgt", "sr", "st", "tab",
                    "univ", "v", "viz", "vol", "vols", "vs");

    private static final String CLOSING_QUOTES = "\"'\u2019\u201d\u00bb";

    private Sentences() {}

    /// A stretch of a text, without white space around it.
    ///
    /// @param start first char
    /// @param end exclusive
    public record Span(int start, int end) {

        int length() {
            return end - start;
        }

        /// The part of `text` that it is.
        public String of(String text) {
            return text.substring(start, end);
        }
    }

    /// Returns the sentences of `text` in order. Everything but white space lies in one of them.
    public static List<Span> of(String text) {
        var sentences = new ArrayList<Span>();
        var borders = BreakIterator.getSentenceInstance(Locale.ENGLISH);
        int paragraph = 0;
        while (paragraph < text.length()) {
            int gap = text.indexOf("\n\n", paragraph);
            int end = gap < 0 ? text.length() : gap;
            addParagraph(text, paragraph, end, borders, sentences);
            paragraph = end + 2;
        }
        return sentences;
    }

    private static void addParagraph(
            String text, int start, int end, BreakIterator borders, List<Span> sentences) {
        borders.setText(text.substring(start, end));
        int from = start;
        for (int border = borders.next(); border != BreakIterator.DONE; border = borders.next()) {
            int to = start + border;
            if (to < end && goesOn(text, from, to)) {
                continue;
            }
            Span sentence = trim(text, from, to);
            if (sentence.length() > 0) {
                sentences.add(sentence);
            }
            from = to;
        }
    }

    /// Says whether the sentence that begins at `from` does not end at `to` after all: behind an
    /// abbreviation, or behind words that it quotes (`"Why?" she asked.`).
    private static boolean goesOn(String text, int from, int to) {
        int stop = to;
        while (stop > from && isSpace(text.charAt(stop - 1))) {
            stop--;
        }
        if (stop == from) {
            return false;
        }
        char last = text.charAt(stop - 1);
        if (last != '.') {
            return CLOSING_QUOTES.indexOf(last) >= 0 && Character.isLowerCase(text.charAt(to));
        }
        int word = stop - 1;
        while (word > from && isPartOfWord(text.charAt(word - 1))) {
            word--;
        }
        String before = text.substring(word, stop - 1);
        boolean isInitial = before.length() == 1 && Character.isUpperCase(before.charAt(0));
        return isInitial || ABBREVIATIONS.contains(before.toLowerCase(Locale.ROOT));
    }

    private static boolean isPartOfWord(char character) {
        return Character.isLetter(character) || character == '.';
    }

    static Span trim(String text, int start, int end) {
        int from = start;
        int to = end;
        while (from < to && isSpace(text.charAt(from))) {
            from++;
        }
        while (to > from && isSpace(text.charAt(to - 1))) {
            to--;
        }
        return new Span(from, to);
    }

    static boolean isSpace(char character) {
        return Character.isWhitespace(character) || Character.isSpaceChar(character);
    }
}
