package stillroom.index.text;

import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import org.apache.tika.exception.TikaException;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.mime.MediaType;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.Parser;
import org.apache.tika.parser.epub.EpubContentParser;
import org.xml.sax.ContentHandler;
import org.xml.sax.SAXException;

/// Begins a page at each chapter of a book.
final class ChapterParser implements Parser {

    private static final long serialVersionUID = 1L;

    private final transient PageBuilder pages;
    private final EpubContentParser chapter = new EpubContentParser();

    ChapterParser(PageBuilder pages) {
        this.pages = pages;
    }

    @Override
    public Set<MediaType> getSupportedTypes(ParseContext context) {
        return chapter.getSupportedTypes(context);
    }

    @Override
    public void parse(
            InputStream stream, ContentHandler handler, Metadata metadata, ParseContext context)
            throws IOException, SAXException, TikaException {
        pages.page();
        chapter.parse(stream, handler, metadata, context);
    }
}
