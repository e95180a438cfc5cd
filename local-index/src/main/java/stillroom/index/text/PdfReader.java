package stillroom.index.text;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.contentstream.operator.Operator;
import org.apache.pdfbox.contentstream.operator.OperatorName;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSStream;
import org.apache.pdfbox.cos.COSString;
import org.apache.pdfbox.io.MemoryUsageSetting;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDResources;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;
import org.apache.pdfbox.pdmodel.encryption.SecurityHandler;
import org.apache.pdfbox.pdmodel.graphics.form.PDFormXObject;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotation;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.pdfbox.text.TextPosition;
import org.apache.tika.exception.EncryptedDocumentException;
import org.jspecify.annotations.Nullable;

/// Reads a PDF page by page: its lines, from which [PdfLines] rebuilds the paragraphs, the values
/// of its forms and its notes. A page that is damaged is left out; the others are kept.
final class PdfReader extends PDFTextStripper {

    /// Streams that are unpacked take this much memory before they go to a temporary file.
    static final long MEMORY = 64L << 20;

    private final List<PdfLines> pages = new ArrayList<>();
    private final StringBuilder line = new StringBuilder();
    private final List<TextPosition> positions = new ArrayList<>();
    private final Set<COSStream> drawing = Collections.newSetFromMap(new IdentityHashMap<>());
    private boolean pictures;
    private @Nullable IOException damage;

    private PdfReader() {
        setSuppressDuplicateOverlappingText(true);
    }

    /// Reads `file` into `builder`.
    ///
    /// @return the title that the document gives itself
    static @Nullable String read(Path file, String password, PageBuilder builder, Limits limits)
            throws IOException, EncryptedDocumentException {
        MemoryUsageSetting memory = MemoryUsageSetting.setupMixed(MEMORY, limits.unpacked());
        try (PDDocument document = open(file, List.of(password), memory)) {
            if (document.getNumberOfPages() > limits.pages()) {
                throw new OverLimit("more than " + limits.pages() + " pages");
            }
            PdfReader reader = new PdfReader();
            reader.read(document);
            PdfLines.write(reader.pages, builder);
            if (reader.pictures) {
                builder.picture();
            }
            if (reader.damage != null && builder.isBlank()) {
                throw reader.damage;
            }
            return document.getDocumentInformation().getTitle();
        }
    }

    /// Opens with the empty password, which is enough for what is only protected from changes, or
    /// with the first of `passwords` that fits.
    static PDDocument open(Path file, List<String> passwords, MemoryUsageSetting memory)
            throws IOException, EncryptedDocumentException {
        for (String password : passwords) {
            try {
                return open(file, password, memory);
            } catch (InvalidPasswordException next) {
                // The empty one comes last, and its failure is told.
            }
        }
        return open(file, "", memory);
    }

    private static PDDocument open(Path file, String password, MemoryUsageSetting memory)
            throws IOException, EncryptedDocumentException {
        try {
            return Loader.loadPDF(file.toFile(), password, memory.streamCache);
        } catch (InvalidPasswordException failure) {
            throw failure;
        } catch (IOException failure) {
            // What is encrypted for a certificate fails there with no type of its own.
            for (StackTraceElement frame : failure.getStackTrace()) {
                if (frame.getClassName().startsWith(SecurityHandler.class.getPackageName())) {
                    throw new EncryptedDocumentException(failure);
                }
            }
            throw failure;
        }
    }

    private void read(PDDocument document) {
        try {
            writeText(document, Writer.nullWriter());
            int number = 0;
            for (PDPage page : document.getPages()) {
                number++;
                reach(number);
                notes(page, pages.get(number - 1));
            }
        } catch (IOException | RuntimeException broken) {
            spoilt(broken);
        }
    }

    /// Pages without content are not announced.
    private void reach(int number) {
        while (pages.size() < number) {
            pages.add(new PdfLines());
        }
    }

    private void spoilt(Exception broken) {
        if (broken instanceof OverLimit over) {
            throw over;
        }
        damage = broken instanceof IOException exception ? exception : new IOException(broken);
    }

    @Override
    public void processPage(PDPage page) {
        reach(getCurrentPageNo());
        try {
            super.processPage(page);
        } catch (IOException | RuntimeException broken) {
            spoilt(broken);
        }
        endLine();
    }

    /// A form that draws itself, perhaps by way of others, is drawn once.
    @Override
    public void showForm(PDFormXObject form) throws IOException {
        if (drawing.add(form.getCOSObject())) {
            try {
                super.showForm(form);
            } finally {
                drawing.remove(form.getCOSObject());
            }
        }
    }

    @Override
    protected void processOperator(Operator operator, List<COSBase> operands) throws IOException {
        switch (operator.getName()) {
            case OperatorName.BEGIN_INLINE_IMAGE, OperatorName.BEGIN_INLINE_IMAGE_DATA ->
                    pictures = true;
            case OperatorName.DRAW_OBJECT -> {
                PDResources resources = getResources();
                pictures |=
                        resources != null
                                && !operands.isEmpty()
                                && operands.getFirst() instanceof COSName name
                                && resources.isImageXObject(name);
            }
            default -> {}
        }
        super.processOperator(operator, operands);
    }

    @Override
    protected void writeString(String text, List<TextPosition> characters) {
        line.append(text);
        positions.addAll(characters);
    }

    @Override
    protected void writeWordSeparator() {
        line.append(' ');
    }

    @Override
    protected void writeLineSeparator() {
        endLine();
    }

    @Override
    protected void writeParagraphEnd() {
        endLine();
    }

    @Override
    protected void writePageEnd() {
        endLine();
    }

    private void endLine() {
        if (!positions.isEmpty() && !pages.isEmpty()) {
            pages.getLast().add(line.toString(), positions);
        }
        line.setLength(0);
        positions.clear();
    }

    /// Values typed into forms, and notes stuck on the page: no part of its content.
    private void notes(PDPage page, PdfLines lines) {
        try {
            for (PDAnnotation annotation : page.getAnnotations()) {
                String subtype = annotation.getSubtype();
                if ("Widget".equals(subtype)) {
                    lines.add(value(annotation.getCOSObject()));
                } else if (!"Link".equals(subtype) && !"Popup".equals(subtype)) {
                    lines.add(annotation.getContents());
                }
            }
        } catch (IOException | RuntimeException broken) {
            spoilt(broken);
        }
    }

    private static @Nullable String value(COSDictionary widget) {
        COSDictionary field = widget;
        for (int level = 0; level < 8 && field != null; level++) {
            if (field.getDictionaryObject(COSName.V) instanceof COSString text) {
                return text.getString();
            }
            field = field.getCOSDictionary(COSName.PARENT);
        }
        return null;
    }
}
