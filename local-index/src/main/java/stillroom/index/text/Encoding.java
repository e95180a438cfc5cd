package stillroom.index.text;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.tika.detect.EncodingDetector;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.mime.MediaType;
import org.apache.tika.parser.txt.CharsetDetector;
import org.apache.tika.parser.txt.CharsetMatch;
import org.jspecify.annotations.Nullable;

/// Tells how text is encoded: by a byte order mark, by being valid UTF-8, by what the document
/// declares, by statistics where there is enough to count, else windows-1252.
///
/// UTF-8 comes before declarations because text that is not UTF-8 is almost never valid UTF-8,
/// while wrong declarations are common; and before statistics because these take short western text
/// for Hebrew or Greek.
final class Encoding implements EncodingDetector {

    private static final long serialVersionUID = 1L;

    /// How much of a document the parsers show.
    private static final int SAMPLE = 1 << 18;

    /// With fewer letters outside ASCII, statistics guess.
    private static final int COUNTABLE = 20;

    /// The least confidence, out of 100, at which statistics are believed: high for western text,
    /// of which every tenth letter at most lies outside ASCII.
    private static final int CONFIDENT = 50;

    private static final int CONFIDENT_OF_OTHER_SCRIPTS = 10;

    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");
    private static final Pattern DECLARED =
            Pattern.compile(
                    "(?:charset\\s*=|<\\?xml[^>]{0,200}encoding\\s*=)\\s*[\"']?([\\w.:-]{2,40})",
                    Pattern.CASE_INSENSITIVE);

    @Override
    public Charset detect(InputStream input, Metadata metadata) throws IOException {
        input.mark(SAMPLE + 1);
        byte[] sample = input.readNBytes(SAMPLE);
        input.reset();
        Charset declared = declared(metadata);
        return of(sample, declared == null ? declaredIn(sample) : declared);
    }

    /// Returns the encoding that was declared beside a document, as in the head of a message.
    static @Nullable Charset declared(Metadata metadata) {
        Charset declared = named(metadata.get(Metadata.CONTENT_ENCODING));
        return declared == null ? ofType(metadata.get(Metadata.CONTENT_TYPE)) : declared;
    }

    /// Returns the encoding of `bytes`, which may end within a character.
    static Charset of(byte[] bytes, @Nullable Charset declared) {
        Charset marked = byteOrderMark(bytes);
        if (marked != null) {
            return marked;
        }
        Charset wide = withoutMark(bytes);
        if (wide != null) {
            return wide;
        }
        int outside = 0;
        boolean escapes = false;
        for (byte value : bytes) {
            outside += value < 0 ? 1 : 0;
            escapes |= value == 0x1B;
        }
        if (outside == 0 && !escapes) {
            // Declarations such as UTF-16 would make ASCII unreadable; UTF-7 and the like are gone.
            return StandardCharsets.UTF_8;
        }
        if (outside > 0 && isUtf8(bytes)) {
            return StandardCharsets.UTF_8;
        }
        if (declared != null
                && !declared.equals(StandardCharsets.UTF_8)
                && !declared.equals(StandardCharsets.US_ASCII)) {
            return declared.equals(StandardCharsets.ISO_8859_1) ? WINDOWS_1252 : declared;
        }
        if (outside < COUNTABLE && !escapes) {
            return WINDOWS_1252;
        }
        return byStatistics(
                bytes, outside > bytes.length / 3 ? CONFIDENT_OF_OTHER_SCRIPTS : CONFIDENT);
    }

    private static @Nullable Charset byteOrderMark(byte[] bytes) {
        if (startsWith(bytes, 0xEF, 0xBB, 0xBF)) {
            return StandardCharsets.UTF_8;
        }
        if (startsWith(bytes, 0xFF, 0xFE, 0, 0)) {
            return StandardCharsets.UTF_32LE;
        }
        if (startsWith(bytes, 0, 0, 0xFE, 0xFF)) {
            return StandardCharsets.UTF_32BE;
        }
        if (startsWith(bytes, 0xFF, 0xFE)) {
            return StandardCharsets.UTF_16LE;
        }
        return startsWith(bytes, 0xFE, 0xFF) ? StandardCharsets.UTF_16BE : null;
    }

    private static boolean startsWith(byte[] bytes, int... mark) {
        if (bytes.length < mark.length) {
            return false;
        }
        for (int index = 0; index < mark.length; index++) {
            if ((bytes[index] & 0xFF) != mark[index]) {
                return false;
            }
        }
        return true;
    }

    /// UTF-16 without a mark: in most scripts, nearly every other byte of it is zero.
    private static @Nullable Charset withoutMark(byte[] bytes) {
        int sample = Math.min(bytes.length, 4096) & ~1;
        int evenZeros = 0;
        int oddZeros = 0;
        for (int index = 0; index < sample; index += 2) {
            evenZeros += bytes[index] == 0 ? 1 : 0;
            oddZeros += bytes[index + 1] == 0 ? 1 : 0;
        }
        int pairs = sample / 2;
        if (pairs == 0 || evenZeros + oddZeros < pairs / 2) {
            return null;
        }
        if (oddZeros > 9 * evenZeros) {
            return StandardCharsets.UTF_16LE;
        }
        return evenZeros > 9 * oddZeros ? StandardCharsets.UTF_16BE : null;
    }

    private static boolean isUtf8(byte[] bytes) {
        return StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .decode(ByteBuffer.wrap(bytes), CharBuffer.allocate(bytes.length), false)
                .isUnderflow();
    }

    private static Charset byStatistics(byte[] bytes, int confident) {
        CharsetDetector detector = new CharsetDetector();
        detector.setText(bytes.length > SAMPLE ? Arrays.copyOf(bytes, SAMPLE) : bytes);
        CharsetMatch match = detector.detect();
        Charset charset =
                match == null || match.getConfidence() < confident ? null : named(match.getName());
        return charset == null
                        || charset.equals(StandardCharsets.ISO_8859_1)
                        || charset.equals(StandardCharsets.UTF_8)
                ? WINDOWS_1252
                : charset;
    }

    private static @Nullable Charset ofType(@Nullable String type) {
        MediaType parsed = type == null ? null : MediaType.parse(type);
        return parsed == null ? null : named(parsed.getParameters().get("charset"));
    }

    private static @Nullable Charset declaredIn(byte[] sample) {
        int length = Math.min(sample.length, 8192);
        Matcher matcher =
                DECLARED.matcher(new String(sample, 0, length, StandardCharsets.ISO_8859_1));
        return matcher.find() ? named(matcher.group(1)) : null;
    }

    private static @Nullable Charset named(@Nullable String name) {
        if (name == null || name.isBlank()) {
            return null;
        }
        try {
            return Charset.forName(name.strip());
        } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
            return null;
        }
    }
}
