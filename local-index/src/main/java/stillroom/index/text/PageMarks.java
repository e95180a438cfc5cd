package stillroom.index.text;

import java.io.IOException;
import java.io.InputStream;
import javax.xml.parsers.SAXParser;
import org.apache.tika.exception.TikaException;
import org.apache.tika.sax.ContentHandlerDecorator;
import org.apache.tika.sax.OfflineContentHandler;
import org.apache.tika.utils.XMLReaderUtils;
import org.xml.sax.Attributes;
import org.xml.sax.SAXException;
import org.xml.sax.XMLReader;
import org.xml.sax.helpers.DefaultHandler;

/// An XML parser for the parsers of Tika that looks out for what these do not report: where Word
/// and LibreOffice broke the pages when they saved a document, and where a slide or sheet begins.
final class PageMarks extends SAXParser {

    private static final String WORD =
            "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    private static final String OPEN_DOCUMENT = "urn:oasis:names:tc:opendocument:xmlns:";

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
            } else if (uri.startsWith(OPEN_DOCUMENT)) {
                openDocument(localName, attributes);
            }
            super.startElement(uri, localName, name, attributes);
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
