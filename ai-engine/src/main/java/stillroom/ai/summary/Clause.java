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

    /// Ends a sentence within `most` words, as late as it can: after a comma or the like if at
    /// least four fifths are kept so, else before a phrase, else between words.
    static Clause of(Sentence sentence, String page, int most) {
        int words = 0;
        int afterWord = sentence.start();
        int afterMark = -1;
        int beforePhrase = -1;
        int at = sentence.start();
        while (at < sentence.end()) {
            int next = at;
            while (next < sentence.end() && !Layout.isSpace(page.charAt(next))) {
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
            while (at < sentence.end() && Layout.isSpace(page.charAt(at))) {
                at++;
            }
        }
        int end = afterMark >= 0 ? afterMark : beforePhrase >= 0 ? beforePhrase : afterWord;
        while (end > sentence.start()
                && (Layout.isSpace(page.charAt(end - 1))
                        || ",;:(-\u2013\u2014".indexOf(page.charAt(end - 1)) >= 0)) {
            end--;
        }
        String text = Mending.mend(page, sentence.start(), end);
        return new Clause(end, text + "\u2026", Words.count(text));
    }
}
