package stillroom.index.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.tika.exception.TikaException;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.Parser;
import org.xml.sax.SAXException;

/// What Tika loses of RTF: the words behind the last end of a paragraph, everything behind the
/// first group of a piece that was cut out of a document and has no head of its own, and the
/// borders of cells in tables within tables.
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
        try (InputStream document = opened(file)) {
            parser.parse(around(HEAD, document), new SaxReader(pages), metadata, context);
        }
        if (pages.isBlank()) {
            try (InputStream document = opened(file)) {
                var all = around(HEAD_AND_TEXT, document);
                parser.parse(all, new SaxReader(pages), metadata, context);
            }
        }
    }

    private static InputStream opened(Path file) throws IOException {
        return new InnerTables(new BufferedInputStream(Files.newInputStream(file)));
    }

    /// Writes cells of inner tables as text between tabs, their rows as lines, and leaves out what
    /// stands beside such tables for programs that do not know them.
    private static final class InnerTables extends InputStream {

        private static final int LONGEST_WORD = 32;
        private static final int LOOK_AHEAD = 64;
        private static final Pattern END_OF_ROW =
                Pattern.compile("\\s*\\{\\s*\\\\\\*\\s*\\\\nesttableprops");

        private final BufferedInputStream document;
        private byte[] written = new byte[0];
        private int next;

        InnerTables(BufferedInputStream document) {
            this.document = document;
        }

        @Override
        public int read() throws IOException {
            if (next < written.length) {
                return written[next++] & 0xFF;
            }
            int read = document.read();
            if (read == '\\') {
                write(instead(word()));
            }
            return read;
        }

        @Override
        public int read(byte[] buffer, int start, int length) throws IOException {
            int count = 0;
            while (count < length) {
                int read = read();
                if (read < 0) {
                    return count == 0 ? -1 : count;
                }
                buffer[start + count++] = (byte) read;
            }
            return count;
        }

        private void write(String text) {
            written = text.getBytes(ISO_8859_1);
            next = 0;
        }

        /// The letters behind a backslash; the one in front of it was read.
        private String word() throws IOException {
            document.mark(LONGEST_WORD);
            int length = 0;
            for (int read = document.read();
                    read >= 'a' && read <= 'z' && length < LONGEST_WORD - 1;
                    read = document.read()) {
                length++;
            }
            document.reset();
            // What follows may be a sign, such as a second backslash.
            return new String(document.readNBytes(Math.max(1, length)), ISO_8859_1);
        }

        private String instead(String word) throws IOException {
            return switch (word) {
                case "nestcell" -> {
                    document.mark(LOOK_AHEAD);
                    var follows = new String(document.readNBytes(LOOK_AHEAD), ISO_8859_1);
                    document.reset();
                    yield END_OF_ROW.matcher(follows).lookingAt() ? "line" : "tab";
                }
                case "nonesttables" -> "*\\nonesttables";
                default -> word;
            };
        }

        @Override
        public void close() throws IOException {
            document.close();
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
