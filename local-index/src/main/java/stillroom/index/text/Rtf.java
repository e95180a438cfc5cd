package stillroom.index.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.apache.tika.exception.TikaException;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.Parser;
import org.xml.sax.SAXException;

/// What Tika loses of RTF: the words behind the last end of a paragraph, and everything behind the
/// first group of a piece that was cut out of a document and has no head of its own.
final class Rtf {

    private static final byte[] HEAD = "{\\rtf1\\ansi".getBytes(ISO_8859_1);
    private static final byte[] HEAD_AND_TEXT = "{\\rtf1\\ansi\\pard".getBytes(ISO_8859_1);
    private static final byte[] END = "\\par}".getBytes(ISO_8859_1);

    private Rtf() {}

    /// Reads a document into `pages`: as the only group of another one, which then ends a
    /// paragraph. Where Tika takes all of it for a head, because nothing says where the text
    /// begins, it is read once more as having none.
    static void read(
            Path file, Parser parser, PageBuilder pages, Metadata metadata, ParseContext context)
            throws IOException, SAXException, TikaException {
        try (InputStream document = Files.newInputStream(file)) {
            parser.parse(around(HEAD, document), new SaxReader(pages), metadata, context);
        }
        if (pages.isBlank()) {
            try (InputStream document = Files.newInputStream(file)) {
                var all = around(HEAD_AND_TEXT, document);
                parser.parse(all, new SaxReader(pages), metadata, context);
            }
        }
    }

    private static InputStream around(byte[] head, InputStream document) {
        return new SequenceInputStream(
                Collections.enumeration(
                        List.of(
                                new ByteArrayInputStream(head),
                                document,
                                new ByteArrayInputStream(END))));
    }
}
