package stillroom.app;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import javafx.scene.image.Image;
import javafx.scene.image.PixelFormat;

/// Writes pictures as PNG, without AWT. Each line is stored as its difference from the line above,
/// which makes pictures of windows small.
final class Png {

    private static final long SIGNATURE = 0x89504E470D0A1A0AL;
    private static final int UP = 2;

    private Png() {}

    static void write(Image image, Path file) throws IOException {
        int width = (int) image.getWidth();
        int height = (int) image.getHeight();
        var pixels = new int[width * height];
        image.getPixelReader()
                .getPixels(0, 0, width, height, PixelFormat.getIntArgbInstance(), pixels, 0, width);
        var data = new ByteArrayOutputStream();
        try (var deflated =
                new DeflaterOutputStream(data, new Deflater(Deflater.BEST_COMPRESSION))) {
            var above = new byte[width * 3];
            var line = new byte[width * 3];
            var differences = new byte[1 + width * 3];
            differences[0] = UP;
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    int color = pixels[y * width + x];
                    line[x * 3] = (byte) (color >> 16);
                    line[x * 3 + 1] = (byte) (color >> 8);
                    line[x * 3 + 2] = (byte) color;
                }
                for (int i = 0; i < line.length; i++) {
                    differences[1 + i] = (byte) (line[i] - above[i]);
                }
                deflated.write(differences);
                System.arraycopy(line, 0, above, 0, line.length);
            }
        }
        try (var out = new DataOutputStream(Files.newOutputStream(file))) {
            out.writeLong(SIGNATURE);
            chunk(
                    out,
                    "IHDR",
                    ByteBuffer.allocate(13)
                            .putInt(width)
                            .putInt(height)
                            .put(new byte[] {8, 2, 0, 0, 0})
                            .array());
            chunk(out, "IDAT", data.toByteArray());
            chunk(out, "IEND", new byte[0]);
        }
    }

    private static void chunk(DataOutputStream out, String type, byte[] content)
            throws IOException {
        var name = type.getBytes(StandardCharsets.US_ASCII);
        var check = new CRC32();
        check.update(name);
        check.update(content);
        out.writeInt(content.length);
        out.write(name);
        out.write(content);
        out.writeInt((int) check.getValue());
    }
}
