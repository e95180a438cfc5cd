package stillroom.ai.summary;

import java.util.regex.Pattern;

/// A sentence of a document, with what the summarizer knows of it.
///
/// @param block where it stands
/// @param start where it begins in the text of the page
/// @param end where it ends, exclusive
/// @param text mended
/// @param words number of words of `text`
/// @param opening how it opens
/// @param offset chars of the document before it
record Sentence(
        Block block, int start, int end, String text, int words, Opening opening, long offset) {

    /// Shorter ones say too little alone, longer ones are mostly lists or broken extraction.
    private static final int FEWEST_WORDS = 5;

    private static final int MOST_WORDS = 80;

    private static final int CASELESS =
            Pattern.DOTALL | Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;

    private static final Pattern BEGINNING =
            Pattern.compile(
                    "[\"'\u201c\u2018\u00ab\u201e(\\[\u00bf\u00a1]?\\s?[\\p{L}\\p{N}&&[^\\p{Ll}]]");
    private static final Pattern COMPLETE =
            Pattern.compile(
                    "(?:[.!?\u3002\uff01\uff1f\u0964\u061f]|\\.\\.\\.|\u2026)[\"'\u201d\u2019)\\]\u00bb\\s]*$");
    private static final Pattern REFERENCE =
            Pattern.compile(
                    "^\\[\\d+\\]|^10\\.\\d{4,9}/\\S|\\b(?:doi:|https?://|pp\\.\\s*\\d|vol\\.\\s*\\d|ISBN|arXiv:)"
                            + "|^(?:\\p{Lu}[\\p{L}'-]+,?\\s+(?:\\p{Lu}\\.\\s*)+[,;&]?\\s*(?:and\\s+)?){2,}",
                    Pattern.DOTALL);

    /// "Figure 3: …": belongs to a picture or a table.
    private static final Pattern CAPTION =
            Pattern.compile(
                    "^(?:fig(?:ure|\\.)?|tab(?:le|\\.)?|abb(?:ildung|\\.)?|tabelle|tableau|tabla|figura"
                            + "|chart|plate|box|listing)\\s*\\d+(?:\\.\\d+)*\\s*[.:|\u2013\u2014]",
                    CASELESS);

    /// What the writer did not write for this document.
    private static final Pattern BOILERPLATE =
            Pattern.compile(
                    "all rights reserved|\u00a9|\\bcopyright\\b|unsubscribe|click here|cookie policy"
                            + "|privacy policy|this e-?mail (?:and any|is confidential|may contain)"
                            + "|intended recipient|please consider the environment|licensed under"
                            + "|page (?:is )?intentionally left blank|terms of use|sent from my"
                            + "|received this (?:e-?mail|message|communication|transmission|fax)[^.]* in error"
                            + "|notify the sender|do not (?:print, )?(?:copy|forward|disseminate)"
                            + "|permission is (?:hereby )?granted|project gutenberg|check for updates to this ebook|click to edit"
                            + "|no part of this (?:book|publication|document|work) may be|library of congress"
                            + "|cataloging-in-publication|first published in|printed in (?:the|great)"
                            + "|do you yahoo|get your free|virus[- ]free|to view this (?:e-?mail|message)"
                            + "|enable javascript|your browser|forward-looking statements"
                            + "|alle rechte vorbehalten|urheberrecht|diese e-?mail (?:enthält|ist)"
                            + "|nicht der (?:richtige|beabsichtigte) (?:adressat|empfänger)|newsletter abbestellen"
                            + "|tous droits réservés|ce (?:message|courriel)[^.]{0,80} confidentiel"
                            + "|destinataire (?:prévu|de ce message)|todos los derechos reservados"
                            + "|este (?:correo|mensaje)[^.]{0,80} confidencial"
                            + "|diese seite (?:wurde |ist )?(?:absichtlich|bewusst)",
                    CASELESS);

    /// Says only what is coming.
    private static final Pattern ANNOUNCEMENT =
            Pattern.compile(
                    "(?:as follows|the following|below|wie folgt|comme suit|siguiente)\\s*[.:]$",
                    CASELESS);

    int page() {
        return block.page();
    }

    int section() {
        return block.section();
    }

    /// Whether it may stand in a summary: a whole sentence of running text, no reference, no
    /// boilerplate, neither too short nor too long.
    boolean isProper() {
        return words >= FEWEST_WORDS
                && words <= MOST_WORDS
                && BEGINNING.matcher(text).lookingAt()
                && COMPLETE.matcher(text).find()
                && isMostlyLetters()
                && !text.contains("....")
                && !text.contains(". . .")
                && !(text.startsWith("(") && text.endsWith(")"))
                && !CAPTION.matcher(text).find()
                && !ANNOUNCEMENT.matcher(text).find()
                && !isForeign();
    }

    /// Whether it is a reference or boilerplate.
    boolean isForeign() {
        return REFERENCE.matcher(text).find() || BOILERPLATE.matcher(text).find();
    }

    /// Whether it needs the sentence before it. The first of a document has none to need.
    boolean dangles() {
        return opening.dangling() && offset > 0;
    }

    boolean isMostlyLetters() {
        long letters = text.codePoints().filter(Character::isLetter).count();
        long visible = text.codePoints().filter(sign -> !Character.isWhitespace(sign)).count();
        return letters * 10 >= visible * 7;
    }
}
