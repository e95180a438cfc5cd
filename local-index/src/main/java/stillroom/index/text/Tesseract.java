package stillroom.index.text;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Has Tesseract read one picture, in a process of its own that this process starts.
final class Tesseract {

    /// More than any page holds.
    private static final int MOST_BYTES = 1 << 20;

    private Tesseract() {}

    /// Reads a picture.
    ///
    /// @param image in shades of gray
    /// @param time after which the process is ended
    /// @return its paragraphs, one empty line between them; null if it could not be read
    static @Nullable String read(
            Path program, String languages, BufferedImage image, int dpi, Duration time) {
        ProcessBuilder builder =
                new ProcessBuilder(
                        program.toString(),
                        "stdin",
                        "stdout",
                        "-l",
                        languages,
                        "--dpi",
                        String.valueOf(dpi));
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
