package stillroom.index.text;

import java.io.IOException;
import java.io.InputStream;
import org.apache.tika.detect.Detector;
import org.apache.tika.exception.TikaException;
import org.apache.tika.extractor.EmbeddedDocumentExtractor;
import org.apache.tika.io.TemporaryResources;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.mime.MediaType;
import org.jspecify.annotations.Nullable;
import org.xml.sax.ContentHandler;
import org.xml.sax.SAXException;

/// Has what lies within a document read, and adds it to the text of that document: the parts and
/// attachments of a message, a table in a letter. One that cannot be read is left out.
final class Attachments implements EmbeddedDocumentExtractor {

    /// Reads a document within a document.
    interface Inner {

        @Nullable String read(
                TikaInputStream input, MediaType type, Metadata metadata, PageBuilder pages)
                throws IOException, SAXException, TikaException;
    }

    private final Detector detector;
    private final Limits limits;
    private final PageBuilder pages;
    private final Unpacked unpacked;
    private final @Nullable Inner inner;

    /// @param unpacked what came out of the document so far, and of those that it lies in
    /// @param inner null where documents lie too deep
    Attachments(
            Detector detector,
            Limits limits,
            PageBuilder pages,
            Unpacked unpacked,
            @Nullable Inner inner) {
        this.detector = detector;
        this.limits = limits;
        this.pages = pages;
        this.unpacked = unpacked;
        this.inner = inner;
    }

    @Override
    public boolean shouldParseEmbedded(Metadata metadata) {
        return true;
    }

    @Override
    public void parseEmbedded(
            InputStream stream, ContentHandler handler, Metadata metadata, boolean outputHtml)
            throws IOException {
        // What takes too much memory goes to a file, and the file goes with the attachment.
        try (TemporaryResources temporary = new TemporaryResources()) {
            boolean isOpen =
                    stream instanceof TikaInputStream given
                            && (given.hasFile() || given.getOpenContainer() != null);
            read(
                    TikaInputStream.get(
                            isOpen ? stream : unpacked.counted(stream), temporary, metadata),
                    metadata);
        }
    }

    private void read(TikaInputStream input, Metadata metadata) throws IOException {
        MediaType type = typeOf(input, metadata);
        if (type.getType().equals("image")) {
            pages.picture();
            return;
        }
        if (inner == null) {
            return;
        }
        PageBuilder innerPages = new PageBuilder(limits);
        try {
            inner.read(input, type, metadata, innerPages);
        } catch (OverLimit over) {
            throw over;
        } catch (IOException | SAXException | TikaException | RuntimeException unreadable) {
            // What could be read of it is kept, and the document itself is.
        }
        pages.embed(innerPages);
    }

    private MediaType typeOf(TikaInputStream input, Metadata metadata) throws IOException {
        String override = metadata.get(TikaCoreProperties.CONTENT_TYPE_PARSER_OVERRIDE);
        MediaType given =
                MediaType.parse(override == null ? metadata.get(Metadata.CONTENT_TYPE) : override);
        boolean named = metadata.get(TikaCoreProperties.RESOURCE_NAME_KEY) != null;
        boolean isBody = given != null && given.getType().equals("text") && !named;
        return isBody ? given : detector.detect(input, metadata);
    }
}
