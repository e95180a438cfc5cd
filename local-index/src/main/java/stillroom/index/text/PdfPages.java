package stillroom.index.text;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.io.MemoryUsageSetting;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDResources;
import org.apache.pdfbox.pdmodel.graphics.form.PDFormXObject;
import org.apache.pdfbox.rendering.ImageType;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.pdfbox.text.TextPosition;
import org.apache.tika.exception.EncryptedDocumentException;
import org.jspecify.annotations.Nullable;

/// Draws pages of PDFs, in this process. Keeps the last file open, because who looks at one page
/// looks at the next. For one thread at a time.
final class PdfPages {

    private static final int WIDEST = 4000;

    /// What Tesseract was trained on.
    private static final int BEST_DPI = 300;

    /// How deep pictures may lie in forms within forms.
    private static final int MOST_FORMS = 4;

    private final Limits limits;
    private @Nullable Open open;

    private record Open(Path file, FileTime changed, PDDocument document) {}

    PdfPages(Limits limits) {
        this.limits = limits;
    }

    private PDDocument document(Frames.Locked locked)
            throws IOException, EncryptedDocumentException {
        Path file = locked.file();
        FileTime changed = Files.getLastModifiedTime(file);
        Open kept = open;
        if (kept != null && kept.file.equals(file) && kept.changed.equals(changed)) {
            return kept.document;
        }
        if (kept != null) {
            open = null;
            kept.document.close();
        }
        PDDocument document =
                PdfReader.open(
                        file,
                        locked.passwords(),
                        MemoryUsageSetting.setupMixed(PdfReader.MEMORY, limits.unpacked()));
        open = new Open(file, changed, document);
        return document;
    }

    Optional<Drawing> draw(Frames.Locked file, int page, int width) {
        try {
            PDDocument document = document(file);
            if (page < 1 || page > document.getNumberOfPages() || width < 1 || width > WIDEST) {
                return Optional.empty();
            }
            var box = document.getPage(page - 1).getCropBox();
            boolean turned = document.getPage(page - 1).getRotation() % 180 != 0;
            double points = turned ? box.getHeight() : box.getWidth();
            double height = (turned ? box.getWidth() : box.getHeight()) * width / points;
            if (!(points > 0) || !(height * width <= Tesseract.MOST_PIXELS)) {
                return Optional.empty();
            }
            PDFRenderer renderer = new PDFRenderer(document);
            renderer.setSubsamplingAllowed(true);
            BufferedImage image =
                    renderer.renderImage(page - 1, (float) (width / points), ImageType.RGB);
            return Optional.of(bytes(image));
        } catch (IOException | EncryptedDocumentException | RuntimeException cannot) {
            return Optional.empty();
        }
    }

    /// Reads the picture of a page that has no text of its own.
    ///
    /// @param page from 1; 0 asks for the number of pages alone
    Frames.Recognized recognize(Frames.Locked file, int page, Path program, String languages) {
        int pages = 0;
        try {
            PDDocument document = document(file);
            pages = document.getNumberOfPages();
            if (page < 1 || page > pages || !isPicture(document, page)) {
                return new Frames.Recognized(pages, null);
            }
            var box = document.getPage(page - 1).getCropBox();
            double inches = box.getWidth() / 72.0 * (box.getHeight() / 72.0);
            int dpi =
                    (int)
                            Math.min(
                                    BEST_DPI,
                                    Math.sqrt(Tesseract.MOST_PIXELS / Math.max(inches, 1e-3)));
            if (dpi < 1) {
                return new Frames.Recognized(pages, null);
            }
            BufferedImage image =
                    new PDFRenderer(document).renderImageWithDPI(page - 1, dpi, ImageType.GRAY);
            String text = Tesseract.read(program, languages, image, dpi, limits);
            return new Frames.Recognized(pages, text);
        } catch (IOException | EncryptedDocumentException | RuntimeException cannot) {
            return new Frames.Recognized(pages, null);
        }
    }

    private static boolean isPicture(PDDocument document, int page) throws IOException {
        PDFTextStripper stripper = new PDFTextStripper();
        stripper.setStartPage(page);
        stripper.setEndPage(page);
        return stripper.getText(document).isBlank()
                && holdsPicture(document.getPage(page - 1).getResources(), MOST_FORMS);
    }

    private static boolean holdsPicture(@Nullable PDResources resources, int depth)
            throws IOException {
        if (resources == null || depth == 0) {
            return false;
        }
        for (COSName name : resources.getXObjectNames()) {
            if (resources.isImageXObject(name)
                    || (resources.getXObject(name) instanceof PDFormXObject form
                            && holdsPicture(form.getResources(), depth - 1))) {
                return true;
            }
        }
        return false;
    }

    private static Drawing bytes(BufferedImage image) {
        int[] pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
        byte[] rgb = new byte[3 * pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            rgb[3 * i] = (byte) (pixels[i] >> 16);
            rgb[3 * i + 1] = (byte) (pixels[i] >> 8);
            rgb[3 * i + 2] = (byte) pixels[i];
        }
        return new Drawing(image.getWidth(), image.getHeight(), rgb);
    }

    List<Mark> find(Frames.Locked file, int page, String quote, Collection<String> words) {
        try {
            PDDocument document = document(file);
            if (page < 1 || page > document.getNumberOfPages()) {
                return List.of();
            }
            Letters letters = new Letters();
            letters.setStartPage(page);
            letters.setEndPage(page);
            letters.writeText(document, Writer.nullWriter());
            return letters.marks(quote, words);
        } catch (IOException | EncryptedDocumentException | RuntimeException cannot) {
            return List.of();
        }
    }

    /// The letters and digits of a page in the order in which they are read, each with its place.
    private static final class Letters extends PDFTextStripper {

        private final StringBuilder text = new StringBuilder();
        private final List<TextPosition> places = new ArrayList<>();
        private final List<Boolean> begins = new ArrayList<>();

        Letters() {
            setSuppressDuplicateOverlappingText(true);
        }

        @Override
        protected void writeString(String word, List<TextPosition> characters) {
            boolean first = true;
            for (TextPosition character : characters) {
                String plain = plain(String.valueOf(character.getUnicode()));
                first |= plain.isEmpty(); // a space, a hyphen, a mark
                for (int i = 0; i < plain.length(); i++) {
                    text.append(plain.charAt(i));
                    places.add(character);
                    begins.add(first);
                    first = false;
                }
            }
        }

        /// Letters and digits, in small letters.
        private static String plain(String text) {
            StringBuilder plain = new StringBuilder();
            text.codePoints()
                    .filter(Character::isLetterOrDigit)
                    .map(Character::toLowerCase)
                    .forEach(plain::appendCodePoint);
            return plain.toString();
        }

        List<Mark> marks(String quote, Collection<String> words) {
            String wanted = plain(quote);
            int start = wanted.isEmpty() ? -1 : text.indexOf(wanted);
            if (start < 0) {
                return List.of();
            }
            int end = start + wanted.length();
            List<Mark> marks = new ArrayList<>();
            lines(start, end, false, marks);
            for (String word : words) {
                String plain = plain(word);
                if (plain.isEmpty()) {
                    continue;
                }
                for (int at = text.indexOf(plain, start);
                        at >= 0 && at + plain.length() <= end;
                        at = text.indexOf(plain, at + 1)) {
                    int after = at + plain.length();
                    if (begins.get(at) && (after >= text.length() || begins.get(after))) {
                        lines(at, after, true, marks);
                    }
                }
            }
            return marks;
        }

        /// One mark for each line of a stretch.
        private void lines(int start, int end, boolean strong, List<Mark> marks) {
            int from = start;
            for (int i = start + 1; i <= end; i++) {
                if (i == end || !isSameLine(places.get(from), places.get(i))) {
                    marks.add(mark(places.subList(from, i), strong));
                    from = i;
                }
            }
        }

        private static boolean isSameLine(TextPosition one, TextPosition other) {
            return Math.abs(one.getYDirAdj() - other.getYDirAdj()) < one.getHeightDir() / 2 + 1
                    && other.getXDirAdj() >= one.getXDirAdj() - 1;
        }

        private static Mark mark(List<TextPosition> line, boolean strong) {
            TextPosition first = line.getFirst();
            double height = first.getHeightDir();
            double left = first.getXDirAdj();
            double right = 0;
            for (TextPosition each : line) {
                height = Math.max(height, each.getHeightDir());
                right = Math.max(right, each.getXDirAdj() + each.getWidthDirAdj());
            }
            // letters such as p reach below the line, accents above it
            double below = height * 0.35;
            double above = height * 1.25;
            double pageWidth = first.getPageWidth();
            double pageHeight = first.getPageHeight();
            return new Mark(
                    left / pageWidth,
                    (first.getYDirAdj() - above) / pageHeight,
                    (right - left) / pageWidth,
                    (above + below) / pageHeight,
                    strong);
        }
    }
}
