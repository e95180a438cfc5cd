package stillroom.index.text;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Has Tesseract read one picture, in a process of its own that this process starts.
final class Tesseract {

    /// More than any page holds.
    private static final int MOST_BYTES = 1 << 20;

    /// A page may be a roll of paper; a picture of it must fit the memory.
    static final long MOST_PIXELS = 24_000_000;

    /// Where nobody knows how large a picture is, Tesseract guesses that by its letters.
    static final int UNKNOWN = 0;

    /// Looks first which way up the page is; without the data for that, it takes it as it is.
    private static final String WHICHEVER_WAY_UP = "1";

    private Tesseract() {}

    /// Reads a picture.
    ///
    /// @param image in shades of gray
    /// @param dpi dots per inch, or [#UNKNOWN]
    /// @return its paragraphs, one empty line between them; null if it could not be read
    static @Nullable String read(
            Path program, String languages, BufferedImage image, int dpi, Limits limits) {
        // The reader is given up a little later than the program that it waits for.
        Duration time = limits.pictureTime().multipliedBy(9).dividedBy(10);
        ProcessBuilder builder =
                new ProcessBuilder(
                        program.toString(),
                        "stdin",
                        "stdout",
                        "-l",
                        languages,
                        "--psm",
                        WHICHEVER_WAY_UP);
        if (dpi != UNKNOWN) {
            builder.command().addAll(List.of("--dpi", String.valueOf(dpi)));
        }
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("OMP_THREAD_LIMIT", "1"); // readers are as many as it is good for
        try {
            Process process = builder.start();
            try {
                var _ =
                        process.onExit()
                                .orTimeout(time.toMillis(), TimeUnit.MILLISECONDS)
                                .exceptionally(_ -> process.destroyForcibly());
                try (OutputStream out = new BufferedOutputStream(process.getOutputStream())) {
                    write(image, out);
                }
                byte[] answer = process.getInputStream().readNBytes(MOST_BYTES);
                return answer.length < MOST_BYTES && process.waitFor() == 0
                        ? paragraphs(new String(answer, StandardCharsets.UTF_8))
                        : null;
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException cannot) {
            return null;
        } catch (InterruptedException unexpected) {
            throw new IllegalStateException("nobody interrupts", unexpected);
        }
    }

    /// As a portable graymap, the simplest format that there is.
    private static void write(BufferedImage image, OutputStream out) throws IOException {
        out.write(
                "P5 %d %d 255\n"
                        .formatted(image.getWidth(), image.getHeight())
                        .getBytes(StandardCharsets.US_ASCII));
        out.write(((DataBufferByte) image.getRaster().getDataBuffer()).getData());
    }

    /// Puts the words together that the end of a line cut.
    private static String paragraphs(String text) {
        return text.replace('\f', '\n')
                .replaceAll("(?<=\\p{L})[-\u2010\u00ad]\\R(?=\\p{Ll})", "")
                .strip();
    }
}
