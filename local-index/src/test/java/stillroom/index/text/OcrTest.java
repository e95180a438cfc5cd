package stillroom.index.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.Color;
import java.awt.Font;
import java.awt.image.BufferedImage;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;
import org.apache.pdfbox.pdmodel.graphics.image.LosslessFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OcrTest {

    private static final String ON_PICTURE = "The tenant repairs the roof of the barn";
    private static final String AS_TEXT = "This page has letters of its own.";

    @TempDir Path folder;

    private ExecutorService executor;
    private final List<String> told = new ArrayList<>();

    @BeforeEach
    void start() {
        executor = Executors.newVirtualThreadPerTaskExecutor();
    }

    @AfterEach
    void stop() {
        executor.close();
    }

    @Test
    void readsPicturesOfPagesByTesseract() throws IOException {
        Optional<Path> program = Ocr.find();
        assumeTrue(program.isPresent(), "Tesseract is not installed");
        assumeTrue(Ocr.installed(program.get()).contains("eng"), "Tesseract has no English");
        Path file = scan(2);
        Extraction.Text text = (Extraction.Text) read(file, program.get());
        assertThat(text.pages()).extracting(Page::number).containsExactly(1, 2);
        assertThat(text.pages().getLast().text()).isEqualTo(ON_PICTURE);
        assertThat(told).containsExactly("1 of 2", "2 of 2");
    }

    @Test
    void readsFilesThatArePictures() throws IOException {
        var way =
                new Ocr(
                        program("cat > /dev/null; echo 'The tenant repairs'"),
                        "eng",
                        (_, page, pages) -> told.add(page + " of " + pages));
        try (ReaderProcess reading = reader(Optional.of(way));
                ReaderProcess without = reader(Optional.empty())) {
            for (String type : List.of("png", "jpg", "tiff", "gif", "bmp")) {
                Path file = folder.resolve("letter." + type);
                assertThat(ImageIO.write(picture(), type, file.toFile())).as(type).isTrue();
                assertThat(reading.extract(file))
                        .isEqualTo(
                                new Extraction.Text(
                                        type,
                                        null,
                                        null,
                                        List.of(new Page(1, "The tenant repairs", List.of()))));
                assertThat(without.extract(file))
                        .isEqualTo(new Extraction.Unreadable(type, Problem.IMAGE_ONLY, ""));
            }
        }
        assertThat(told).hasSize(5).containsOnly("1 of 1");
    }

    @Test
    void readsAPictureThatLiesOnItsSideByTesseract() throws IOException {
        Optional<Path> program = Ocr.find();
        assumeTrue(program.isPresent(), "Tesseract is not installed");
        assumeTrue(Ocr.installed(program.get()).contains("eng"), "Tesseract has no English");
        BufferedImage upright = picture(12);
        BufferedImage lying =
                new BufferedImage(
                        upright.getHeight(), upright.getWidth(), BufferedImage.TYPE_BYTE_GRAY);
        var graphics = lying.createGraphics();
        graphics.rotate(Math.PI / 2);
        graphics.drawImage(upright, 0, -upright.getHeight(), null);
        graphics.dispose();
        Path file = folder.resolve("lying.png");
        ImageIO.write(lying, "png", file.toFile());
        Extraction.Text text = (Extraction.Text) read(file, program.get());
        assertThat(text.pages().getFirst().text()).contains("The tenant repairs");
    }

    @Test
    void aPictureTooLargeForTheMemoryIsReadSmaller() throws IOException {
        var image = new BufferedImage(12_000, 9_000, BufferedImage.TYPE_BYTE_BINARY);
        Path file = folder.resolve("large.png");
        ImageIO.write(image, "png", file.toFile());
        Extraction.Text text =
                (Extraction.Text) read(file, program("head -c 16 | head -n 1; cat > /dev/null"));
        assertThat(text.pages().getFirst().text()).isEqualTo("P5 4000 3000 255");
    }

    @Test
    void readsOnlyThePagesThatHaveNoTextOfTheirOwn() throws IOException {
        Path file = scan(1, AS_TEXT);
        Extraction.Text text =
                (Extraction.Text)
                        read(
                                file,
                                program(
                                        "cat > /dev/null; echo 'first'; echo 'para-'; echo graph; echo; echo second"));
        assertThat(text.pages()).extracting(Page::number).containsExactly(1, 2);
        assertThat(text.pages().getFirst().text()).isEqualTo("first paragraph\n\nsecond");
        assertThat(text.pages().getLast().text()).isEqualTo(AS_TEXT);
        assertThat(told).containsExactly("1 of 2");
    }

    @Test
    void doesNotStartItWherePicturesAreNotToBeRead() throws IOException {
        Path file = scan(1);
        try (ReaderProcess reader = reader(Optional.empty())) {
            assertThat(reader.extract(file))
                    .isEqualTo(new Extraction.Unreadable("pdf", Problem.IMAGE_ONLY, ""));
        }
        assertThat(told).isEmpty();
    }

    @Test
    void aProgramThatFailsOrSaysNothingLeavesADocumentOfPictures() throws IOException {
        Path file = scan(1);
        for (String script :
                List.of("exit 1", "cat > /dev/null", "head -c 10 > /dev/null; exit 0")) {
            assertThat(read(file, program(script)))
                    .isEqualTo(
                            new Extraction.Unreadable(
                                    "pdf", Problem.IMAGE_ONLY, "OCR found no text"));
        }
    }

    @Test
    void aProgramThatWritesWithoutEndIsEnded() throws IOException {
        Path file = scan(1);
        assertThat(read(file, program("cat > /dev/null; yes word")))
                .isInstanceOf(Extraction.Unreadable.class);
        assertThat(told).hasSize(1);
    }

    @Test
    void whatReadsAPictureEndsWithTheProgram() throws Exception {
        Path file = scan(1);
        Path program = program("cat > /dev/null; exec sleep 3600");
        Process reader =
                new ProcessBuilder(ReaderProcess.command(ReaderMain.class.getName())).start();
        DataOutputStream requests = new DataOutputStream(reader.getOutputStream());
        requests.writeByte(Frames.RECOGNIZE);
        Frames.write(requests, new Frames.Locked(file, List.of()));
        requests.writeInt(1);
        Frames.writeString(requests, program.toString());
        Frames.writeString(requests, "eng");
        requests.flush();
        ProcessHandle started = child(reader.toHandle());
        requests.close(); // as the system does when the program is killed
        reader.waitFor();
        assertThat(started.onExit()).succeedsWithin(1, TimeUnit.MINUTES);
    }

    @Test
    void whatReadsAPictureEndsWithItsReader() throws Exception {
        Path file = scan(1);
        var way = new Ocr(program("cat > /dev/null; exec sleep 3600"), "eng", (_, _, _) -> {});
        ReaderProcess reader = reader(Optional.of(way));
        CompletableFuture<Extraction> reading =
                CompletableFuture.supplyAsync(() -> reader.extract(file), executor);
        ProcessHandle started = child(child(ProcessHandle.current()));
        reader.close();
        assertThat(started.onExit()).succeedsWithin(1, TimeUnit.MINUTES);
        assertThatThrownBy(reading::join).hasCauseInstanceOf(IllegalStateException.class);
    }

    /// Waits for one.
    private static ProcessHandle child(ProcessHandle of) {
        while (true) {
            Optional<ProcessHandle> child = of.children().findFirst();
            if (child.isPresent()) {
                return child.get();
            }
            Thread.onSpinWait();
        }
    }

    private Extraction read(Path file, Path program) {
        told.clear();
        try (ReaderProcess reader =
                reader(
                        Optional.of(
                                new Ocr(
                                        program,
                                        "eng",
                                        (_, page, pages) -> told.add(page + " of " + pages))))) {
            return reader.extract(file);
        }
    }

    private ReaderProcess reader(Optional<Ocr> ocr) {
        return new ReaderProcess(
                ReaderProcess.command(ReaderMain.class.getName()),
                1,
                folder.resolve("temporary"),
                executor,
                List::of,
                () -> ocr);
    }

    private Path program(String script) throws IOException {
        Path file = folder.resolve("tesseract");
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    /// A PDF with pictures of pages, and after them a page of text for each of `texts`.
    private Path scan(int pictures, String... texts) throws IOException {
        Path file = folder.resolve("scan.pdf");
        try (PDDocument document = new PDDocument()) {
            for (int page = 0; page < pictures; page++) {
                add(document, picture());
            }
            for (String text : texts) {
                PDPage page = new PDPage(PDRectangle.A4);
                document.addPage(page);
                try (PDPageContentStream content = new PDPageContentStream(document, page)) {
                    content.beginText();
                    content.setFont(new PDType1Font(Standard14Fonts.FontName.HELVETICA), 12);
                    content.newLineAtOffset(72, 700);
                    content.showText(text);
                    content.endText();
                }
            }
            document.save(file.toFile());
        }
        return file;
    }

    private static void add(PDDocument document, BufferedImage image) throws IOException {
        PDPage page = new PDPage(PDRectangle.A5);
        document.addPage(page);
        try (PDPageContentStream content = new PDPageContentStream(document, page)) {
            content.drawImage(
                    LosslessFactory.createFromImage(document, image),
                    0,
                    0,
                    page.getMediaBox().getWidth(),
                    page.getMediaBox().getHeight());
        }
    }

    private static BufferedImage picture() {
        return picture(1);
    }

    private static BufferedImage picture(int lines) {
        BufferedImage image = new BufferedImage(874, 1240, BufferedImage.TYPE_BYTE_GRAY);
        var graphics = image.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, 874, 1240);
        graphics.setColor(Color.BLACK);
        graphics.setFont(new Font(Font.SERIF, Font.PLAIN, 40));
        for (int line = 0; line < lines; line++) {
            graphics.drawString(ON_PICTURE, 60, 200 + 60 * line);
        }
        graphics.dispose();
        return image;
    }
}
