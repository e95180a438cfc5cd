package stillroom.index.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Collections;
import java.util.List;

/// What Tika loses of RTF: the words behind the last end of a paragraph, and everything behind the
/// first group of a piece that was cut out of a document and has no head of its own.
final class Rtf {

    private static final byte[] HEAD = "{\\rtf1\\ansi".getBytes(ISO_8859_1);
    private static final byte[] END = "\\par}".getBytes(ISO_8859_1);

    private Rtf() {}

    /// Returns a document that has the given one as its only group, and then ends a paragraph.
    static InputStream around(InputStream document) {
        return new SequenceInputStream(
                Collections.enumeration(
                        List.of(
                                new ByteArrayInputStream(HEAD),
                                document,
                                new ByteArrayInputStream(END))));
    }
}
