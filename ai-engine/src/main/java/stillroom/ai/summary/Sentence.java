package stillroom.ai.summary;

import java.util.regex.Pattern;

/// A sentence of a document, with what the summarizer knows of it.
///
/// @param page index of the page, from 0
/// @param start where it begins in the text of the page
/// @param end where it ends, exclusive
/// @param text mended
/// @param words number of words of `text`
/// @param opening how it opens
/// @param order its place among all sentences of the document
record Sentence(int page, int start, int end, String text, int words, Opening opening, int order) {

    /// Shorter ones say too little alone, longer ones are mostly lists or broken extraction.
    private static final int FEWEST_WORDS = 5;

    private static final int MOST_WORDS = 80;

    private static final Pattern BEGINNING =
            Pattern.compile(
                    "[\"'\u201c\u2018\u00ab\u201e(\\[\u00bf\u00a1]?[\\p{L}\\p{N}&&[^\\p{Ll}]]");
    private static final Pattern COMPLETE =
            Pattern.compile(
                    ".*(?:[.!?\u3002\uff01\uff1f\u0964\u061f]|\\.\\.\\.|\u2026)[\"'\u201d\u2019)\\]\u00bb\\s]*",
                    Pattern.DOTALL);
    private static final Pattern REFERENCE =
            Pattern.compile(
                    "^\\[\\d+\\].*|.*\\b(?:doi:|https?://|pp\\.\\s*\\d|vol\\.\\s*\\d|ISBN|arXiv:).*"
                            + "|(?:\\p{Lu}[\\p{L}'-]+,?\\s+(?:\\p{Lu}\\.\\s*)+[,;&]?\\s*(?:and\\s+)?){2,}.*",
                    Pattern.DOTALL);
    private static final Pattern BOILERPLATE =
            Pattern.compile(
                    ".*(?:all rights reserved|\u00a9|\\bcopyright\\b|unsubscribe|click here|cookie"
                            + " policy|privacy policy|this e-?mail (?:and any|is confidential|may contain)"
                            + "|intended recipient|please consider the environment|licensed under"
                            + "|page intentionally left blank|terms of use|sent from my).*",
                    Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

    /// Whether it may stand in a summary: a whole sentence of running text, no reference, no
    /// boilerplate, neither too short nor too long.
    boolean isProper() {
        return words >= FEWEST_WORDS
                && words <= MOST_WORDS
                && COMPLETE.matcher(text).matches()
                && BEGINNING.matcher(text).lookingAt()
                && isMostlyLetters()
                && !text.contains("....")
                && !text.contains(". . .")
                && !REFERENCE.matcher(text).matches()
                && !BOILERPLATE.matcher(text).matches();
    }

    /// Whether it needs the sentence before it. The first of a document has none to need.
    boolean dangles() {
        return opening.dangling() && order > 0;
    }

    private boolean isMostlyLetters() {
        long letters = text.codePoints().filter(Character::isLetter).count();
        long visible = text.codePoints().filter(sign -> !Character.isWhitespace(sign)).count();
        return letters * 10 >= visible * 7;
    }
}
