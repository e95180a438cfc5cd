package stillroom.index.text;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.contentstream.operator.Operator;
import org.apache.pdfbox.contentstream.operator.OperatorName;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSString;
import org.apache.pdfbox.io.MemoryUsageSetting;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDResources;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotation;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.pdfbox.text.TextPosition;
import org.jspecify.annotations.Nullable;

/// Reads a PDF page by page: its lines, from which [PdfLines] rebuilds the paragraphs, the values
/// of its forms and its notes. A page that is damaged is left out; the others are kept.
final class PdfReader extends PDFTextStripper {

    /// Streams that are unpacked take this much memory before they go to a temporary file.
    private static final long MEMORY = 64L << 20;

    private final List<PdfLines> pages = new ArrayList<>();
    private final StringBuilder line = new StringBuilder();
    private final List<TextPosition> positions = new ArrayList<>();
    private boolean pictures;
    private @Nullable IOException damage;

    private PdfReader() {
        setSuppressDuplicateOverlappingText(true);
    }

    /// Reads `file` into `builder`.
    ///
    /// @return the title that the document gives itself
    static @Nullable String read(Path file, PageBuilder builder, Limits limits) throws IOException {
        MemoryUsageSetting memory = MemoryUsageSetting.setupMixed(MEMORY, limits.unpacked());
        try (PDDocument document = Loader.loadPDF(file.toFile(), "", memory.streamCache)) {
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

    private void read(PDDocument document) throws IOException {
        try {
            writeText(document, Writer.nullWriter());
        } catch (IOException | RuntimeException broken) {
            spoilt(broken);
        }
        while (pages.size() < document.getNumberOfPages() && damage == null) {
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
        // Pages without content are not announced.
        while (pages.size() < getCurrentPageNo()) {
            pages.add(new PdfLines());
        }
        try {
            super.processPage(page);
        } catch (IOException | RuntimeException broken) {
            spoilt(broken);
        }
        endLine();
        try {
            notes(page);
        } catch (IOException | RuntimeException broken) {
            spoilt(broken);
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
    private void notes(PDPage page) throws IOException {
        for (PDAnnotation annotation : page.getAnnotations()) {
            String subtype = annotation.getSubtype();
            if ("Widget".equals(subtype)) {
                note(value(annotation.getCOSObject(), COSName.V));
            } else if (!"Link".equals(subtype) && !"Popup".equals(subtype)) {
                note(annotation.getContents());
            }
        }
    }

    private void note(@Nullable String text) {
        if (text != null && !text.isBlank()) {
            pages.getLast().add(text);
        }
    }

    private static @Nullable String value(COSDictionary widget, COSName key) {
        COSDictionary field = widget;
        for (int level = 0; level < 8 && field != null; level++) {
            if (field.getDictionaryObject(key) instanceof COSString text) {
                return text.getString();
            }
            field = field.getCOSDictionary(COSName.PARENT);
        }
        return null;
    }
}
