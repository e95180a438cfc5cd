package stillroom.index.text;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.tika.exception.TikaException;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.mime.MediaType;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.Parser;
import org.apache.tika.parser.epub.EpubContentParser;
import org.apache.tika.parser.epub.EpubParser;
import org.xml.sax.ContentHandler;
import org.xml.sax.SAXException;

/// What Tika does not say of an EPUB: where its chapters begin, and whether it is the text that is
/// encrypted.
final class Book {

    private static final int LONGEST = 1 << 20;
    private static final Pattern ALGORITHM =
            Pattern.compile("EncryptionMethod\\s[^>]*Algorithm\\s*=\\s*[\"']([^\"']*)");

    /// Protect fonts from being taken out; anybody can read the text.
    private static final Set<String> OBFUSCATIONS =
            Set.of("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC");

    private Book() {}

    /// Returns a parser that begins a page of `pages` at each chapter.
    static Parser parser(PageBuilder pages) {
        EpubParser book = new EpubParser();
        book.setContentParser(new ChapterParser(pages));
        return book;
    }

    /// Says whether nothing but fonts is encrypted in a book of which something is.
    static boolean isOpen(Path file) throws IOException {
        try (ZipFile zip = ZipFile.builder().setPath(file).get()) {
            ZipArchiveEntry entry = zip.getEntry("META-INF/encryption.xml");
            if (entry == null) {
                return false;
            }
            try (InputStream input = zip.getInputStream(entry)) {
                Matcher matcher =
                        ALGORITHM.matcher(
                                new String(input.readNBytes(LONGEST), StandardCharsets.UTF_8));
                return matcher.results().map(m -> m.group(1)).allMatch(OBFUSCATIONS::contains);
            }
        }
    }

    private static final class ChapterParser implements Parser {

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
}
