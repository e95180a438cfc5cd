package stillroom.index.text;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.regex.Pattern;
import javax.xml.parsers.SAXParser;
import org.apache.pdfbox.pdmodel.font.encoding.GlyphList;
import org.apache.pdfbox.pdmodel.font.encoding.SymbolEncoding;
import org.apache.tika.exception.TikaException;
import org.apache.tika.sax.ContentHandlerDecorator;
import org.apache.tika.sax.OfflineContentHandler;
import org.apache.tika.utils.XMLReaderUtils;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Attributes;
import org.xml.sax.SAXException;
import org.xml.sax.XMLReader;
import org.xml.sax.helpers.AttributesImpl;
import org.xml.sax.helpers.DefaultHandler;

/// An XML parser for the parsers of Tika that looks out for what these do not report: where Word
/// and LibreOffice broke the pages when they saved a document, where a slide or sheet begins, what
/// Word merges with the cell above or writes in the font of Greek letters and signs, and what at
/// the edge of a sheet is layout.
final class PageMarks extends SAXParser {

    private static final String WORD =
            "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    private static final String SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private static final String OPEN_DOCUMENT = "urn:oasis:names:tc:opendocument:xmlns:";

    private static final String SYMBOL = "Symbol";

    /// Where Word puts the places of such a font.
    private static final char FIRST_PLACE = '\uF000';

    private static final char LAST_PLACE = '\uF0FF';

    private static final Set<String> EDGES =
            Set.of(
                    "oddHeader",
                    "oddFooter",
                    "evenHeader",
                    "evenFooter",
                    "firstHeader",
                    "firstFooter");

    /// Font, size, color, style, and what each page fills in; a doubled sign is one. Left, middle
    /// and right are for Tika to find.
    private static final Pattern LAYOUT =
            Pattern.compile(
                    "&(?:(&)(?![LCR])|\"[^\"]*\"|[0-9]+|K(?:[0-9A-Fa-f]{6}|[0-9]{2}[+-][0-9]{3})|[BIUESXYHOPNDTFAZG])");

    private final PageBuilder pages;

    PageMarks(PageBuilder pages) {
        this.pages = pages;
    }

    @Override
    public void parse(InputStream input, DefaultHandler handler) throws SAXException, IOException {
        try {
            // Outermost, so that no entity from elsewhere is ever looked for.
            XMLReaderUtils.getSAXParser()
                    .parse(input, new OfflineContentHandler(new Watch(handler)));
        } catch (TikaException unavailable) {
            throw new IOException(unavailable);
        }
    }

    private final class Watch extends ContentHandlerDecorator {

        private boolean sheets;

        /// Whether the text that comes is written in the Symbol font, which has places of its own
        /// for the letters and signs of Unicode.
        private boolean isSymbols;

        /// Whether the characters that come are shown, and not a field or what was struck out.
        private boolean isShown;

        /// Of the tables of Word that are open, the innermost first.
        private final Deque<MergedCells> tables = new ArrayDeque<>();

        /// A header or footer of a sheet, while there is one.
        private @Nullable StringBuilder edge;

        Watch(DefaultHandler handler) {
            super(handler);
        }

        @Override
        public void startElement(String uri, String localName, String name, Attributes attributes)
                throws SAXException {
            if (uri.equals(WORD)) {
                boolean ordered = "page".equals(attributes.getValue(WORD, "type"));
                if (localName.equals("lastRenderedPageBreak")
                        || (localName.equals("br") && ordered)) {
                    pages.breakPage();
                }
                symbols(localName, attributes);
                tables(localName, attributes);
            } else if (uri.equals(SHEET) && EDGES.contains(localName)) {
                edge = new StringBuilder();
            } else if (uri.startsWith(OPEN_DOCUMENT)) {
                openDocument(localName, attributes);
            }
            super.startElement(uri, localName, name, attributes);
        }

        @Override
        public void endElement(String uri, String localName, String name) throws SAXException {
            if (edge != null && uri.equals(SHEET) && EDGES.contains(localName)) {
                say(LAYOUT.matcher(edge).replaceAll("$1"));
                edge = null;
            } else if (localName.equals("tbl") && uri.equals(WORD)) {
                tables.poll();
            } else if (localName.equals("p") && uri.equals(WORD)) {
                again(" ".toCharArray(), 0, 1);
            }
            super.endElement(uri, localName, name);
        }

        @Override
        public void characters(char[] characters, int start, int length) throws SAXException {
            if (isShown) {
                again(characters, start, length);
            }
            if (edge != null) {
                edge.append(characters, start, length);
            } else if (isSymbols) {
                var text = new StringBuilder(length);
                for (int i = start; i < start + length; i++) {
                    text.append(symbol(characters[i]));
                }
                say(text.toString());
            } else {
                super.characters(characters, start, length);
            }
        }

        private void say(String text) throws SAXException {
            super.characters(text.toCharArray(), 0, text.length());
        }

        private void symbols(String element, Attributes attributes) throws SAXException {
            switch (element) {
                case "r" -> isSymbols = false;
                case "rFonts" -> isSymbols = SYMBOL.equals(attributes.getValue(WORD, "ascii"));
                case "sym" -> {
                    String character = attributes.getValue(WORD, "char");
                    if (SYMBOL.equals(attributes.getValue(WORD, "font"))
                            && character != null
                            && character.matches("[0-9A-Fa-f]{1,4}")) {
                        super.startElement(WORD, "t", "w:t", new AttributesImpl());
                        say(symbol((char) Integer.parseInt(character, 16)));
                        super.endElement(WORD, "t", "w:t");
                    }
                }
                default -> {}
            }
        }

        private void tables(String element, Attributes attributes) {
            if (element.equals("tbl")) {
                tables.push(new MergedCells());
                return;
            }
            MergedCells table = tables.peek();
            if (table == null) {
                return;
            }
            isShown = element.equals("t");
            String value = attributes.getValue(WORD, "val");
            int number = value != null && value.matches("[0-9]{1,4}") ? Integer.parseInt(value) : 1;
            switch (element) {
                case "tr" -> table.row();
                case "gridBefore" -> table.skip(number);
                case "tc" -> table.cell();
                case "gridSpan" -> table.columns(number);
                case "vMerge" -> {
                    if ("restart".equals(value)) {
                        table.begins();
                    } else {
                        pages.text(table.goesOn());
                    }
                }
                default -> {}
            }
        }

        private void again(char[] characters, int start, int length) {
            MergedCells table = tables.peek();
            if (table != null) {
                table.text(characters, start, length);
            }
        }

        private void openDocument(String element, Attributes attributes) {
            switch (element) {
                case "soft-page-break" -> pages.breakPage();
                case "spreadsheet" -> sheets = true;
                case "page" -> pages.slide();
                case "table" -> {
                    String title = attributes.getValue(OPEN_DOCUMENT + "table:1.0", "name");
                    if (sheets && title != null) {
                        pages.page();
                        pages.heading(1);
                        pages.text(title);
                        pages.paragraph();
                    }
                }
                default -> {}
            }
        }
    }

    /// What stands at a place of the Symbol font; nothing where that is a part of a large bracket.
    private static String symbol(char place) {
        if (place > 0xff && (place < FIRST_PLACE || place > LAST_PLACE)) {
            return String.valueOf(place); // written as Unicode all the same
        }
        String sign =
                GlyphList.getAdobeGlyphList()
                        .toUnicode(SymbolEncoding.INSTANCE.getName(place & 0xff));
        return sign == null || sign.isEmpty() || isPrivate(sign.charAt(0)) ? "" : sign;
    }

    private static boolean isPrivate(char character) {
        return Character.getType(character) == Character.PRIVATE_USE;
    }

    @Override
    @SuppressWarnings("deprecation") // the type has to have it
    public org.xml.sax.Parser getParser() {
        throw new UnsupportedOperationException();
    }

    @Override
    public XMLReader getXMLReader() {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isNamespaceAware() {
        return true;
    }

    @Override
    public boolean isValidating() {
        return false;
    }

    @Override
    public void setProperty(String name, Object value) {
        throw new UnsupportedOperationException(name);
    }

    @Override
    public Object getProperty(String name) {
        throw new UnsupportedOperationException(name);
    }
}
