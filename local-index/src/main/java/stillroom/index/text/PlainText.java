package stillroom.index.text;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads plain text, Markdown, source code and tables of commas: decodes it, joins the lines of
/// prose, and finds the headings of Markdown.
final class PlainText {

    private static final Pattern NUMBERED_HEADING = Pattern.compile("(#{1,6})\\s+(.*?)\\s*#*\\s*");
    private static final Pattern UNDERLINE = Pattern.compile("\\s*(=|-)\\1{2,}\\s*");
    private static final Pattern FENCE = Pattern.compile("\\s*(```|~~~).*");
    private static final Pattern ITEM = Pattern.compile("\\s*([-*+•>|]|\\d{1,3}[.)])\\s.*");

    /// A line of prose is joined with the next one only if it is about as long as it could be.
    private static final int WRAPPED = 50;

    /// A first line up to this length may be a title.
    private static final int TITLE = 90;

    private final PageBuilder pages;

    PlainText(PageBuilder pages) {
        this.pages = pages;
    }

    /// Reads text whose lines mean something: code, tables, data.
    void lines(byte[] bytes, @Nullable Charset declared) {
        for (String line : decode(bytes, declared).lines().toList()) {
            if (line.isBlank()) {
                pages.paragraph();
            } else {
                pages.verbatim(line.stripTrailing());
                pages.lineBreak();
            }
        }
    }

    /// Reads prose.
    ///
    /// @return its title: the first line, if it stands alone and is no sentence
    @Nullable String prose(byte[] bytes, @Nullable Charset declared) {
        List<List<String>> paragraphs = paragraphs(decode(bytes, declared));
        for (List<String> paragraph : paragraphs) {
            paragraph(paragraph);
        }
        if (paragraphs.isEmpty() || paragraphs.getFirst().size() > 1) {
            return null;
        }
        String first = paragraphs.getFirst().getFirst().strip();
        boolean sentence = first.endsWith(".") || first.endsWith(",") || first.endsWith(";");
        return paragraphs.size() > 1 && first.length() <= TITLE && !sentence ? first : null;
    }

    /// Reads Markdown.
    ///
    /// @return its title: the first heading
    @Nullable String markdown(byte[] bytes, @Nullable Charset declared) {
        String title = null;
        boolean fenced = false;
        List<String> paragraph = new ArrayList<>();
        for (String line : decode(bytes, declared).lines().toList()) {
            Matcher heading = NUMBERED_HEADING.matcher(line);
            Matcher underline = UNDERLINE.matcher(line);
            if (FENCE.matcher(line).matches()) {
                flush(paragraph);
                fenced = !fenced;
            } else if (fenced) {
                pages.verbatim(line.stripTrailing());
                pages.lineBreak();
            } else if (heading.matches()) {
                flush(paragraph);
                title = heading(heading.group(2), heading.group(1).length(), title);
            } else if (underline.matches() && paragraph.size() == 1) {
                int level = underline.group(1).equals("=") ? 1 : 2;
                title = heading(paragraph.getFirst().strip(), level, title);
                paragraph.clear();
            } else if (line.isBlank()) {
                flush(paragraph);
            } else {
                paragraph.add(line);
            }
        }
        flush(paragraph);
        return title;
    }

    private @Nullable String heading(String text, int level, @Nullable String title) {
        if (text.isBlank()) {
            return title;
        }
        pages.heading(level);
        pages.text(text);
        pages.paragraph();
        return title == null ? text : title;
    }

    private void flush(List<String> lines) {
        if (!lines.isEmpty()) {
            paragraph(lines);
            lines.clear();
        }
        pages.paragraph();
    }

    private void paragraph(List<String> lines) {
        for (int index = 0; index < lines.size(); index++) {
            String line = lines.get(index);
            pages.text(line);
            boolean wrapped =
                    line.length() >= WRAPPED
                            && index + 1 < lines.size()
                            && !ITEM.matcher(lines.get(index + 1)).matches();
            if (wrapped) {
                pages.text(" ");
            } else {
                pages.lineBreak();
            }
        }
        pages.paragraph();
    }

    private static List<List<String>> paragraphs(String text) {
        List<List<String>> paragraphs = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        for (String line : text.lines().toList()) {
            if (!line.isBlank()) {
                lines.add(line);
            } else if (!lines.isEmpty()) {
                paragraphs.add(lines);
                lines = new ArrayList<>();
            }
        }
        if (!lines.isEmpty()) {
            paragraphs.add(lines);
        }
        return paragraphs;
    }

    private static String decode(byte[] bytes, @Nullable Charset declared) {
        return Encoding.of(bytes, declared).decode(ByteBuffer.wrap(bytes)).toString();
    }
}
