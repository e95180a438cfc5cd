package stillroom.index.text;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/// Files that are pictures, such as a photo of a letter: each of their pages (TIFF can have
/// several) is read as pages of a PDF are that have no text of their own.
final class Picture {

    private static final Set<String> TYPES = Set.of("png", "jpg", "tiff", "gif", "bmp");

    private Picture() {}

    /// @param type short name of a format
    static boolean isOne(String type) {
        return TYPES.contains(type);
    }

    /// Looks into a file, so not for the program itself.
    static boolean isOne(Path file) {
        try (ImageInputStream input = ImageIO.createImageInputStream(file.toFile())) {
            return input != null && ImageIO.getImageReaders(input).hasNext();
        } catch (IOException cannot) {
            return false;
        }
    }

    /// Reads a page.
    ///
    /// @param page from 1; 0 asks for the number of pages alone
    static Frames.Recognized recognize(
            Path file, int page, Path program, String languages, Limits limits) {
        int pages = 0;
        try (ImageInputStream input = ImageIO.createImageInputStream(file.toFile())) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(input);
            if (!readers.hasNext()) {
                return new Frames.Recognized(0, null);
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(input);
                pages = reader.getNumImages(true);
                if (page < 1 || page > pages) {
                    return new Frames.Recognized(pages, null);
                }
                String text =
                        Tesseract.read(
                                program,
                                languages,
                                gray(reader, page - 1),
                                Tesseract.UNKNOWN,
                                limits);
                return new Frames.Recognized(pages, text);
            } finally {
                reader.dispose();
            }
        } catch (IOException | RuntimeException cannot) {
            return new Frames.Recognized(pages, null);
        }
    }

    /// In shades of gray, on white where it is transparent, and no larger than fits the memory.
    private static BufferedImage gray(ImageReader reader, int index) throws IOException {
        long pixels = (long) reader.getWidth(index) * reader.getHeight(index);
        int step = (int) Math.ceil(Math.sqrt((double) pixels / Tesseract.MOST_PIXELS));
        ImageReadParam all = reader.getDefaultReadParam();
        all.setSourceSubsampling(Math.max(1, step), Math.max(1, step), 0, 0);
        BufferedImage image = reader.read(index, all);
        BufferedImage gray =
                new BufferedImage(
                        image.getWidth(), image.getHeight(), BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D graphics = gray.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, gray.getWidth(), gray.getHeight());
        graphics.drawImage(image, 0, 0, null);
        graphics.dispose();
        return gray;
    }
}
