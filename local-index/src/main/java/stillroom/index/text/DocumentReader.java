package stillroom.index.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.parsers.SAXParser;
import org.apache.poi.hssf.record.crypto.Biff8EncryptionKey;
import org.apache.tika.detect.DefaultDetector;
import org.apache.tika.detect.Detector;
import org.apache.tika.detect.EncodingDetector;
import org.apache.tika.detect.TextDetector;
import org.apache.tika.exception.EncryptedDocumentException;
import org.apache.tika.exception.TikaException;
import org.apache.tika.exception.UnsupportedFormatException;
import org.apache.tika.extractor.EmbeddedDocumentExtractor;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.mime.MediaType;
import org.apache.tika.mime.MediaTypeRegistry;
import org.apache.tika.parser.DefaultParser;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.Parser;
import org.apache.tika.parser.PasswordProvider;
import org.apache.tika.parser.csv.TextAndCSVParser;
import org.apache.tika.parser.epub.EpubParser;
import org.apache.tika.parser.html.HtmlMapper;
import org.apache.tika.parser.html.IdentityHtmlMapper;
import org.apache.tika.parser.microsoft.OfficeParserConfig;
import org.apache.tika.parser.microsoft.rtf.RTFParser;
import org.apache.tika.parser.txt.TXTParser;
import org.jspecify.annotations.Nullable;
import org.xml.sax.SAXException;

/// Reads one document after the other, in this process: finds out what a file is by its content,
/// has it read by the reader of that format, and says what came out.
final class DocumentReader {

    private static final MediaType PDF = MediaType.application("pdf");
    private static final Set<MediaType> MESSAGES =
            Set.of(MediaType.parse("message/rfc822"), MediaType.application("vnd.ms-outlook"));

    /// Names of plain text.
    private static final Set<String> TEXT = Set.of("txt", "md", "markdown");

    /// How many bytes tell whether something is text.
    private static final int HEAD = 1024;

    private final Limits limits;

    /// All formats but plain text. Loaded when the first file of one comes: that takes longer than
    /// to read a thousand texts.
    private static final class Formats {

        static final Detector DETECTOR = new DefaultDetector();
        static final Map<MediaType, Parser> PARSERS = new DefaultParser().getParsers();
        static final MediaTypeRegistry TYPES = MediaTypeRegistry.getDefaultRegistry();
    }

    DocumentReader(Limits limits) {
        this.limits = limits;
    }

    /// Reads a file that is there and is an ordinary one.
    ///
    /// @param passwords to try one after the other if it is encrypted
    Extraction read(Path file, List<String> passwords) {
        Extraction extraction = read(file, "");
        for (String password : passwords) {
            if (!(extraction instanceof Extraction.Unreadable(_, var problem, _))
                    || problem != Problem.ENCRYPTED) {
                break;
            }
            extraction = read(file, password);
        }
        return extraction;
    }

    private Extraction read(Path file, String password) {
        String fileName = String.valueOf(file.getFileName());
        String type = Format.extension(fileName);
        PageBuilder pages = new PageBuilder(limits);
        try (TikaInputStream input = TikaInputStream.get(file)) {
            Metadata metadata = new Metadata();
            metadata.set(TikaCoreProperties.RESOURCE_NAME_KEY, fileName);
            MediaType mediaType =
                    TEXT.contains(type) && isProse(input)
                            ? MediaType.TEXT_PLAIN
                            : Formats.DETECTOR.detect(input, metadata);
            type = Format.name(mediaType, fileName);
            return text(
                    type,
                    read(
                            input,
                            mediaType,
                            metadata,
                            pages,
                            new Around(password, new Unpacked(limits), 0)),
                    pages);
        } catch (IOException
                | SAXException
                | TikaException
                | RuntimeException
                | StackOverflowError failure) {
            Extraction.Unreadable unreadable = Failure.of(type, failure);
            return unreadable.problem() == Problem.DAMAGED && !pages.isBlank()
                    ? text(type, null, pages)
                    : unreadable;
        } finally {
            // Tika leaves it to the next sheet that this thread reads.
            Biff8EncryptionKey.setCurrentUserPassword(null);
        }
    }

    /// Says whether a file that is called a text begins as one. The detector, which compares it
    /// with the beginnings of all formats, takes longer than everything else that a short text
    /// needs.
    private static boolean isProse(TikaInputStream input) throws IOException {
        byte[] head = new byte[HEAD];
        int length = input.peek(head);
        boolean isFirstWord = true;
        for (int i = 0; i < length; i++) {
            int each = head[i];
            if (i == 0 && !Character.isLetterOrDigit(each) && !isMark(head)) {
                return false; // perhaps markup, or a mark of the encoding
            }
            if (each >= 0 && each < ' ' && each != '\n' && each != '\r' && each != '\t') {
                return false;
            }
            if (isFirstWord && each == ':') {
                return false; // perhaps the head of a message or a calendar
            }
            isFirstWord &= each > ' ' || each < 0;
        }
        return length > 0 && !new String(head, ISO_8859_1).startsWith("From ");
    }

    /// Says whether a text begins with the mark of a heading, an item or a quotation, or in the
    /// middle of a sentence.
    private static boolean isMark(byte[] head) {
        return "#-*>.,".indexOf(head[0]) >= 0 && head[1] == ' ';
    }

    private static Extraction text(String type, @Nullable String title, PageBuilder pages) {
        if (pages.isBlank()) {
            Problem problem = pages.hasPictures() ? Problem.IMAGE_ONLY : Problem.EMPTY;
            return new Extraction.Unreadable(type, problem, "");
        }
        return new Extraction.Text(type, Title.sensible(title), null, pages.pages());
    }

    /// Where a document lies.
    ///
    /// @param unpacked what came out of all that it lies in
    /// @param depth how many documents it lies in
    private record Around(String password, Unpacked unpacked, int depth) {

        Around deeper() {
            return new Around(password, unpacked, depth + 1);
        }
    }

    /// Reads a document, or one within a document, into `pages`.
    ///
    /// @return its title
    private @Nullable String read(
            TikaInputStream input,
            MediaType type,
            Metadata metadata,
            PageBuilder pages,
            Around around)
            throws IOException, SAXException, TikaException {
        if (type.equals(MediaType.TEXT_PLAIN)) {
            return readText(input, type, metadata, pages);
        }
        if (type.getBaseType().equals(PDF)) {
            return PdfReader.read(input.getPath(), around.password, pages, limits);
        }
        if (Picture.isOne(Format.name(type, ""))) {
            pages.picture();
            return null;
        }
        Parser found = parserFor(type);
        if (found == null && isText(input)) {
            return readText(input, MediaType.TEXT_PLAIN, metadata, pages);
        }
        if (found == null) {
            if (Archive.isEncrypted(input.getPath(), Format.name(type, ""))) {
                throw new EncryptedDocumentException();
            }
            throw new UnsupportedFormatException(type.toString());
        }
        if (found instanceof TXTParser || found instanceof TextAndCSVParser) {
            return readText(input, type, metadata, pages);
        }
        metadata.set(Metadata.CONTENT_TYPE, type.toString());
        if (MESSAGES.contains(type.getBaseType())) {
            PageBuilder body = new PageBuilder(limits);
            try {
                found.parse(input, new SaxReader(body), metadata, context(body, around));
            } finally {
                MessageHead.write(metadata, pages);
                pages.embed(body);
            }
        } else if (found instanceof EpubParser) {
            try {
                Book.parser(pages)
                        .parse(input, new SaxReader(pages), metadata, context(pages, around));
            } catch (EncryptedDocumentException encrypted) {
                if (!Book.isOpen(input.getPath())) {
                    throw encrypted;
                }
            }
        } else if (found instanceof RTFParser) {
            Rtf.read(input.getPath(), found, pages, metadata, context(pages, around));
        } else {
            found.parse(input, new SaxReader(pages), metadata, context(pages, around));
        }
        return metadata.get(TikaCoreProperties.TITLE);
    }

    private ParseContext context(PageBuilder pages, Around around) {
        ParseContext context = new ParseContext();
        context.set(Detector.class, Formats.DETECTOR);
        context.set(EncodingDetector.class, new Encoding());
        if (!around.password.isEmpty()) {
            context.set(PasswordProvider.class, _ -> around.password);
        }
        context.set(SAXParser.class, new PageMarks(pages));
        context.set(HtmlMapper.class, IdentityHtmlMapper.INSTANCE);
        context.set(OfficeParserConfig.class, office());
        Attachments.Inner inner =
                (stream, type, metadata, innerPages) ->
                        read(stream, type, metadata, innerPages, around.deeper());
        context.set(
                EmbeddedDocumentExtractor.class,
                new Attachments(
                        Formats.DETECTOR,
                        limits,
                        pages,
                        around.unpacked,
                        around.depth < limits.depth() ? inner : null));
        return context;
    }

    private static @Nullable Parser parserFor(MediaType type) {
        for (MediaType next = Formats.TYPES.normalize(type.getBaseType());
                next != null;
                next = Formats.TYPES.getSupertype(next)) {
            Parser found = Formats.PARSERS.get(next);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /// Says whether a document of a format that is not known can be read as text all the same.
    private static boolean isText(TikaInputStream input) throws IOException {
        return new TextDetector().detect(input, new Metadata()).equals(MediaType.TEXT_PLAIN);
    }

    private static OfficeParserConfig office() {
        OfficeParserConfig config = new OfficeParserConfig();
        config.setUseSAXDocxExtractor(true);
        config.setIncludeSlideMasterContent(false);
        return config;
    }

    private @Nullable String readText(
            TikaInputStream input, MediaType type, Metadata metadata, PageBuilder pages)
            throws IOException {
        if (input.getLength() > 4L * limits.characters()) {
            throw new OverLimit("more than " + limits.characters() + " characters");
        }
        PlainText text = new PlainText(pages);
        byte[] bytes = input.readAllBytes();
        Charset declared = Encoding.declared(metadata);
        String name = metadata.get(TikaCoreProperties.RESOURCE_NAME_KEY);
        if (Format.name(type, name == null ? "" : name).equals("md")) {
            return text.markdown(bytes, declared);
        }
        if (type.getBaseType().equals(MediaType.TEXT_PLAIN)) {
            return text.prose(bytes, declared);
        }
        text.lines(bytes, declared);
        return null;
    }
}
