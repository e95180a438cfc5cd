package stillroom.index.text;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Tells titles from what programs write where a title should stand.
final class Title {

    private static final Pattern SENSELESS =
            Pattern.compile(
                    "(?i)(microsoft (word|powerpoint|excel|office word) ?-.*|\\(?(untitled|unbenannt).*|\\(?(anonymous|anonym)\\)?|"
                            + "(powerpoint|word) presentation|presentation\\d*|document\\d*|slide ?\\d*|"
                            + "title|no title|\\(?no subject\\)?|null|none|unknown|"
                            + "\\S+\\.(docx?|pdf|pptx?|xlsx?|odt|rtf|txt|tex|dvi|html?|indd|qxd|pm6|wpd|eml))");
    private static final int LONGEST = 300;

    private Title() {}

    /// Returns `title` cleaned of white space, or null if it says nothing.
    static @Nullable String sensible(@Nullable String title) {
        if (title == null) {
            return null;
        }
        StringBuilder clean = new StringBuilder();
        title.codePoints()
                .map(c -> Character.isISOControl(c) || Character.isSpaceChar(c) ? ' ' : c)
                .filter(c ->
                        c != ' ' || (!clean.isEmpty() && clean.charAt(clean.length() - 1) != ' '))
                .forEach(clean::appendCodePoint);
        String text = clean.toString().strip();
        boolean says = text.codePoints().anyMatch(Character::isLetterOrDigit);
        return says && text.length() <= LONGEST && !SENSELESS.matcher(text).matches() ? text : null;
    }
}
