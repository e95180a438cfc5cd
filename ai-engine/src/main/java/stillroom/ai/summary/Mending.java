package stillroom.ai.summary;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Makes a quote readable: no line breaks, no hyphens at line ends, no ligatures.
final class Mending {

    private static final Pattern HYPHENATED =
            Pattern.compile("(\\p{L}+)[-\u2010]\\s*\\R\\s*(\\p{Ll}\\p{L}*)");
    private static final Pattern SPACE = Pattern.compile("[\\s\\p{Z}]+");

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
        return SPACE.matcher(whole).replaceAll(" ").strip();
    }
}
