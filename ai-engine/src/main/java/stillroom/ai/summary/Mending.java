package stillroom.ai.summary;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Makes a quote readable: no line breaks, no hyphens at line ends, no ligatures, no numbers of
/// notes, no markup.
final class Mending {

    /// From the beginning of a word only: a line of a million letters would take for ever else.
    private static final Pattern HYPHENATED =
            Pattern.compile("(?<!\\p{L})(\\p{L}++)[-\u2010]\\s*\\R\\s*(\\p{Ll}\\p{L}*)");

    private static final Pattern SPACE = Pattern.compile("[\\s\\p{Z}]+");

    /// "[12]", "[3, 4]", "[5]–[7]", "[citation needed]" behind a word or a mark.
    private static final Pattern NOTE =
            Pattern.compile(
                    "(?<=[\\p{L}\\p{N}.,;:!?)\"'\u201d\u2019])\\s?(?:\\[(?:\\d{1,3}(?:\\s?[,\u2013-]\\s?"
                            + "\\d{1,3})*|update|note \\d+|citation needed|edit)\\](?::\\s?\\d{1,4}\\b)?(?:\\s?[,\u2013-]\\s?"
                            + "(?=\\[))?)+");

    /// "…in August.3": the number of a note behind the last mark.
    private static final Pattern LAST_NOTE =
            Pattern.compile("(?<=\\p{Ll}{2}[.!?][\"\u201d\u2019)]?)\\d{1,2}$");

    private static final Pattern TAG =
            Pattern.compile("</?[A-Za-z][A-Za-z0-9:-]*(?:\\s[^<>]{0,200})?/?>");

    private Mending() {}

    /// Mends `page.substring(start, end)`. A word broken at a line end loses its hyphen unless the
    /// page writes it with one elsewhere.
    static String mend(String page, int start, int end) {
        Matcher broken = HYPHENATED.matcher(page.substring(start, end));
        StringBuilder mended = new StringBuilder();
        while (broken.find()) {
            String compound = broken.group(1) + "-" + broken.group(2);
            String joined = broken.group(1) + broken.group(2);
            broken.appendReplacement(
                    mended, Matcher.quoteReplacement(page.contains(compound) ? compound : joined));
        }
        broken.appendTail(mended);
        String whole =
                mended.toString()
                        .replace("\u00ad", "")
                        .replace("\u200b", "")
                        .replace("\ufb00", "ff")
                        .replace("\ufb01", "fi")
                        .replace("\ufb02", "fl")
                        .replace("\ufb03", "ffi")
                        .replace("\ufb04", "ffl");
        if (whole.indexOf('<') >= 0) {
            whole = TAG.matcher(whole).replaceAll("");
        }
        if (whole.indexOf('[') >= 0) {
            whole = NOTE.matcher(whole).replaceAll("");
        }
        String spaced = SPACE.matcher(whole).replaceAll(" ").strip();
        return Character.isDigit(spaced.isEmpty() ? ' ' : spaced.charAt(spaced.length() - 1))
                ? LAST_NOTE.matcher(spaced).replaceFirst("")
                : spaced;
    }
}
