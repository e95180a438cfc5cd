package stillroom.ai.summary;

import java.util.Locale;
import java.util.Set;

/// The beginning of a sentence that is longer than the summary may be, ended where a clause or a
/// phrase ends.
///
/// @param end where it ends in the text of the page, exclusive
/// @param text mended, with an ellipsis
/// @param words number of words
record Clause(int end, String text, int words) {

    /// A phrase begins with one of these, so a sentence may be left before it.
    private static final Set<String> PHRASE_OPENERS =
            Set.of(
                    "and",
                    "or",
                    "but",
                    "which",
                    "that",
                    "who",
                    "whom",
                    "whose",
                    "where",
                    "when",
                    "while",
                    "because",
                    "although",
                    "though",
                    "since",
                    "as",
                    "by",
                    "for",
                    "with",
                    "using",
                    "in",
                    "on",
                    "of",
                    "to",
                    "from",
                    "through",
                    "via",
                    "at",
                    "into",
                    "such",
                    "than",
                    "if",
                    "so",
                    "without",
                    "under",
                    "over",
                    "between",
                    "among",
                    "within",
                    "during",
                    "after",
                    "before",
                    "until",
                    "not",
                    "rather",
                    "including",
                    "based");

    /// Ends the sentence `page.substring(start, stop)` within `most` words, as late as it can:
    /// after a comma or the like if at least four fifths are kept so, else before a phrase, else
    /// between words.
    static Clause of(String page, int start, int stop, int most) {
        int words = 0;
        int afterWord = start;
        int afterMark = -1;
        int beforePhrase = -1;
        int at = start;
        while (at < stop) {
            int next = at;
            while (next < stop && !Layout.isSpace(page.charAt(next))) {
                next++;
            }
            String token = page.substring(at, next);
            if (PHRASE_OPENERS.contains(token.toLowerCase(Locale.ROOT)) && words * 5 >= most * 3) {
                beforePhrase = afterWord;
            }
            words += Words.count(token);
            if (words > most) {
                break;
            }
            afterWord = next;
            if (",;:)\u2013\u2014".indexOf(token.charAt(token.length() - 1)) >= 0
                    && words * 5 >= most * 4) {
                afterMark = next;
            }
            at = next;
            while (at < stop && Layout.isSpace(page.charAt(at))) {
                at++;
            }
        }
        int end = afterMark >= 0 ? afterMark : beforePhrase >= 0 ? beforePhrase : afterWord;
        while (end > start
                && (Layout.isSpace(page.charAt(end - 1))
                        || ",;:(-\u2013\u2014".indexOf(page.charAt(end - 1)) >= 0)) {
            end--;
        }
        String text = Mending.mend(page, start, end);
        return new Clause(end, text + "\u2026", Words.count(text));
    }
}
