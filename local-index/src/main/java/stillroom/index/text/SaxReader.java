package stillroom.index.text;

import java.nio.CharBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.xml.sax.Attributes;
import org.xml.sax.helpers.DefaultHandler;

/// Turns the XHTML that the parsers of Tika speak into pages, paragraphs, headings and cells.
final class SaxReader extends DefaultHandler {

    private static final Set<String> INLINE =
            Set.of(
                    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del",
                    "dfn", "em", "font", "i", "ins", "kbd", "label", "mark", "q", "rp", "rt",
                    "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time",
                    "tt", "u", "var", "wbr");
    private static final Set<String> SKIPPED =
            Set.of("head", "script", "style", "template", "title");
    private static final Map<String, Integer> HEADINGS =
            Map.of("h1", 1, "h2", 2, "h3", 3, "h4", 4, "h5", 5, "h6", 6);

    private final PageBuilder pages;
    private final Deque<String> divisions = new ArrayDeque<>();

    /// Of the tables that are open, the innermost first.
    private final Deque<SpannedCells> tables = new ArrayDeque<>();

    private int skipped;
    private int preformatted;

    SaxReader(PageBuilder pages) {
        this.pages = pages;
    }

    @Override
    public void startElement(String uri, String localName, String name, Attributes attributes) {
        String element = (localName.isEmpty() ? name : localName).toLowerCase(Locale.ROOT);
        if (SKIPPED.contains(element)) {
            skipped++;
        }
        if (skipped > 0 || INLINE.contains(element)) {
            return;
        }
        again(" "); // what a block parts is not one word
        Integer level = HEADINGS.get(element);
        if (level != null) {
            pages.heading(level);
            return;
        }
        switch (element) {
            case "br" -> pages.lineBreak();
            case "img", "svg" -> pages.picture();
            case "tr" -> {}
            case "td", "th" -> startCell(attributes);
            case "table" -> {
                tables.push(new SpannedCells());
                pages.paragraph();
            }
            case "pre" -> {
                pages.paragraph();
                preformatted++;
            }
            case "div" -> startDivision(attributes.getValue("class"));
            default -> pages.paragraph();
        }
    }

    private void startCell(Attributes attributes) {
        var table = tables.peek();
        if (table != null) {
            cells(table.startCell(number(attributes, "colspan"), number(attributes, "rowspan")));
        }
    }

    /// Cells that stand in this row because they began in one above.
    private void cells(List<String> texts) {
        for (String text : texts) {
            pages.text(text);
            pages.endCell();
        }
    }

    private static int number(Attributes attributes, String name) {
        String value = attributes.getValue(name);
        return value != null && value.matches("[0-9]{1,6}") ? Integer.parseInt(value) : 1;
    }

    private void again(CharSequence piece) {
        var table = tables.peek();
        if (table != null) {
            table.text(piece);
        }
    }

    private void startDivision(@org.jspecify.annotations.Nullable String kind) {
        String division = kind == null ? "" : kind;
        switch (division) {
            case "page", "sheet" -> pages.page();
            case "slide" -> pages.slide();
            case "slide-content" -> {
                // PPT wraps the content of a slide in the slide; PPTX has the content only.
                if (!divisions.contains("slide")) {
                    pages.slide();
                }
            }
            default -> {}
        }
        pages.paragraph();
        divisions.push(division);
    }

    @Override
    public void endElement(String uri, String localName, String name) {
        String element = (localName.isEmpty() ? name : localName).toLowerCase(Locale.ROOT);
        if (SKIPPED.contains(element)) {
            skipped--;
            return;
        }
        if (skipped > 0 || INLINE.contains(element)) {
            return;
        }
        switch (element) {
            case "br", "img", "svg" -> {}
            case "td", "th" -> {
                var table = tables.peek();
                if (table != null) {
                    table.endCell();
                }
                pages.endCell();
            }
            case "tr" -> {
                var table = tables.peek();
                if (table != null) {
                    cells(table.endRow());
                }
                pages.endRow();
            }
            case "table" -> {
                tables.poll();
                pages.endTable();
            }
            case "pre" -> {
                pages.paragraph();
                preformatted--;
            }
            case "div" -> {
                pages.paragraph();
                if (!divisions.isEmpty()) {
                    divisions.pop();
                }
            }
            default -> pages.paragraph();
        }
    }

    @Override
    public void characters(char[] characters, int start, int length) {
        if (skipped > 0) {
            return;
        }
        again(CharBuffer.wrap(characters, start, length));
        if (preformatted == 0) {
            pages.text(characters, start, length);
            return;
        }
        int from = start;
        for (int index = start; index < start + length; index++) {
            if (characters[index] == '\n') {
                pages.text(characters, from, index - from);
                pages.lineBreak();
                from = index + 1;
            }
        }
        pages.text(characters, from, start + length - from);
    }

    @Override
    public void ignorableWhitespace(char[] characters, int start, int length) {
        characters(characters, start, length);
    }
}
