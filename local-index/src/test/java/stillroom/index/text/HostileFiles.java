package stillroom.index.text;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Writes files that mean harm, or that no program would write: the same ones for the same seed.
/// `size` says how much harm: 1 is what the names of the kinds promise, a test takes less.
final class HostileFiles {

    /// Each kind of file, in the format that its name ends with.
    enum Kind {
        ZIP_BOMB("zip"),
        ARCHIVES_IN_ARCHIVES("zip"),
        ARCHIVES_IN_A_LETTER("docx"),
        GZIP_BOMB("gz"),
        BLANK_BOMB("docx"),
        TEXT_BOMB("docx"),
        PARAGRAPH_BOMB("odt"),
        ATTRIBUTE_BOMB("odt"),
        STRING_BOMB("xlsx"),
        CELLS_BOMB("xlsx"),
        CHAPTER_BOMB("epub"),
        CHAPTERS("epub"),
        PACKED_PARTS("docx"),
        BILLION_LAUGHS("xml"),
        BILLION_LAUGHS_IN_A_LETTER("docx"),
        BILLION_LAUGHS_IN_A_BOOK("epub"),
        QUADRATIC_ENTITIES("xml"),
        ENTITY_OF_A_DEVICE("xml"),
        ENTITY_OF_A_DEVICE_IN_A_LETTER("odt"),
        DEEP_XML("xml"),
        DEEP_HTML("html"),
        DEEP_TABLES("html"),
        DEEP_TABLES_IN_A_LETTER("docx"),
        DEEP_SECTIONS("odt"),
        DEEP_RTF("rtf"),
        DEEP_JSON("json"),
        DEEP_MARKDOWN("md"),
        DEEP_MULTIPARTS("eml"),
        MESSAGES_IN_MESSAGES("eml"),
        MANY_PARTS("eml"),
        MANY_MESSAGES("mbox"),
        LONG_HEADS("eml"),
        RTF_WITH_ENDLESS_BINARY("rtf"),
        MANY_PAGES("pdf"),
        PAGES_IN_A_CIRCLE("pdf"),
        FORMS_IN_A_CIRCLE("pdf"),
        TABLES_IN_A_CIRCLE("pdf"),
        DEEP_ARRAYS("pdf"),
        DEEP_DICTIONARIES("pdf"),
        PACKED_PAGE("pdf"),
        PACKED_TWICE("pdf"),
        ENDLESS_PAGE("pdf"),
        A_PAGE_OF_A_MILE("pdf"),
        LYING_LENGTHS("pdf"),
        SPARSE("pdf"),
        SPARSE_TEXT("txt"),
        OLE_IN_A_CIRCLE("doc"),
        OLE_OF_NOISE("xls"),
        ONE_WORD("txt"),
        ONE_LINE_OF_BLANKS("md"),
        ONE_LINE_OF_MARKS("md"),
        COMMAS("csv"),
        ACCENTS("txt"),
        RIGHT_TO_LEFT("txt"),
        HALF_CHARACTERS("txt"),
        NOISE_CALLED_TEXT("txt"),
        NOISE("bin");

        private final String extension;

        Kind(String extension) {
            this.extension = extension;
        }
    }

    private static final Charset UTF_8 = StandardCharsets.UTF_8;
    private static final int MEGABYTE = 1_000_000;
    private static final int LEVELS = 10_000;
    private static final String WORD_NAMESPACE =
            "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";
    private static final String HTML = "<html xmlns='http://www.w3.org/1999/xhtml'><body>";
    private static final String ODF_NAMESPACES =
            "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\""
                    + " xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"";

    private final Path folder;
    private final Random random;
    private final double size;

    HostileFiles(Path folder, long seed, double size) {
        this.folder = folder;
        this.random = new Random(seed);
        this.size = size;
    }

    /// Writes one file.
    Path write(Kind kind, int number) throws IOException {
        var file =
                folder.resolve(
                        "%s-%d.%s"
                                .formatted(
                                        kind.name().toLowerCase(Locale.ROOT),
                                        number,
                                        kind.extension));
        switch (kind) {
            case ZIP_BOMB -> zip(file, zeros(4_000));
            case ARCHIVES_IN_ARCHIVES ->
                    Files.write(file, nested(scaled(300), "zeros", new byte[MEGABYTE]));
            case ARCHIVES_IN_A_LETTER -> {
                var archive = nested(scaled(300), "zeros", new byte[MEGABYTE]);
                var inner = nested(30, "word/document.xml", letter("<w:p/>").getBytes(UTF_8));
                word(
                        file,
                        letter("<w:p><w:r><w:t>A letter.</w:t></w:r></w:p>"),
                        part("word/embeddings/a.zip", archive),
                        part("word/embeddings/b.docx", inner));
            }
            case GZIP_BOMB -> {
                try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
                    repeat(out, new byte[MEGABYTE], scaled(4_000));
                }
            }
            case BLANK_BOMB -> word(file, letterOf(" ", 4_000));
            case TEXT_BOMB -> word(file, letterOf("<w:p><w:r><w:t>word </w:t></w:r></w:p>", 4_000));
            case PARAGRAPH_BOMB -> openDocument(file, "<text:p/>", 4_000);
            case ATTRIBUTE_BOMB ->
                    openDocument(file, "<text:p a='" + "a".repeat(100_000) + "'/>", 4_000);
            case STRING_BOMB -> sheet(file, "<c t=\"inlineStr\"><is><t>plum</t></is></c>", 2_000);
            case CELLS_BOMB -> sheet(file, "<c r=\"XFD1048576\"><v>1</v></c>", 2_000);
            case CHAPTER_BOMB ->
                    epub(file, 1, new Piece(HTML, "<p> </p>", 2_000, "</body></html>"));
            case CHAPTERS ->
                    epub(file, scaled(50_000), new Piece(HTML, "<p>plum</p>", 0, "</body></html>"));
            case PACKED_PARTS -> {
                var parts = new ArrayList<Part>();
                parts.add(part("word/document.xml", letter("<w:p/>").getBytes(UTF_8)));
                for (int i = 0; i < 20; i++) {
                    parts.add(
                            new Part(
                                    "word/embeddings/" + i + ".xlsx",
                                    out -> repeat(out, new byte[MEGABYTE], scaled(500))));
                    parts.add(
                            new Part(
                                    "word/embeddings/" + i + ".txt",
                                    out ->
                                            repeat(
                                                    out,
                                                    "plum ".getBytes(UTF_8),
                                                    scaled(50_000_000))));
                }
                word(file, parts);
            }
            case BILLION_LAUGHS -> Files.writeString(file, laughs("x", "<x>&l9;</x>"));
            case BILLION_LAUGHS_IN_A_LETTER ->
                    word(
                            file,
                            List.of(
                                    part(
                                            "word/document.xml",
                                            laughs(
                                                            "w:document",
                                                            letter(
                                                                    "<w:p><w:r><w:t>&l9;</w:t></w:r></w:p>"))
                                                    .getBytes(UTF_8))));
            case BILLION_LAUGHS_IN_A_BOOK ->
                    epub(
                            file,
                            1,
                            new Piece(
                                    laughs("html", HTML + "<p>&l9;</p>"), "", 0, "</body></html>"));
            case QUADRATIC_ENTITIES ->
                    Files.writeString(
                            file,
                            "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a '"
                                    + "a".repeat(scaled(200_000))
                                    + "'>]><x>"
                                    + "&a;".repeat(scaled(200_000))
                                    + "</x>");
            case ENTITY_OF_A_DEVICE ->
                    Files.writeString(
                            file,
                            "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a SYSTEM 'file:///dev/zero'>"
                                    + "<!ENTITY % b SYSTEM 'file:///dev/stdin'>%b;]><x>&a;</x>");
            case ENTITY_OF_A_DEVICE_IN_A_LETTER ->
                    zip(
                            file,
                            List.of(
                                    stored("mimetype", "application/vnd.oasis.opendocument.text"),
                                    part(
                                            "content.xml",
                                            ("<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///dev/zero'>]>"
                                                            + "<office:document-content "
                                                            + ODF_NAMESPACES
                                                            + "><text:p>&a;</text:p></office:document-content>")
                                                    .getBytes(UTF_8))));
            case DEEP_XML -> nest(file, "", "<a>", "plum", "</a>", "");
            case DEEP_HTML -> nest(file, HTML, "<div>", "plum", "</div>", "");
            case DEEP_TABLES ->
                    nest(file, "<html>", "<table><tr><td>a", "plum", "</td></tr></table>", "");
            case DEEP_TABLES_IN_A_LETTER -> {
                int levels = scaled(LEVELS);
                word(
                        file,
                        letter(
                                "<w:tbl><w:tr><w:tc>".repeat(levels)
                                        + "<w:p><w:r><w:t>plum</w:t></w:r></w:p>"
                                        + "</w:tc></w:tr></w:tbl>".repeat(levels)));
            }
            case DEEP_SECTIONS ->
                    zip(
                            file,
                            List.of(
                                    stored("mimetype", "application/vnd.oasis.opendocument.text"),
                                    part(
                                            "content.xml",
                                            ("<office:document-content "
                                                            + ODF_NAMESPACES
                                                            + "><office:body><office:text>"
                                                            + "<text:section>"
                                                                    .repeat(scaled(LEVELS))
                                                            + "<text:p>plum</text:p>"
                                                            + "</text:section>"
                                                                    .repeat(scaled(LEVELS))
                                                            + "</office:text></office:body></office:document-content>")
                                                    .getBytes(UTF_8))));
            case DEEP_RTF -> nest(file, "{\\rtf1\\ansi ", "{\\b ", "plum", "}", "}");
            case DEEP_JSON -> nest(file, "", "[", "\"plum\"", "]", "");
            case DEEP_MARKDOWN -> nest(file, "", "> - ", "plum", "", "\n");
            case DEEP_MULTIPARTS ->
                    Files.writeString(file, "Subject: deep\r\n" + multiparts(scaled(LEVELS)));
            case MESSAGES_IN_MESSAGES ->
                    Files.writeString(
                            file,
                            "Subject: outer\r\nContent-Type: message/rfc822\r\n\r\n"
                                            .repeat(scaled(LEVELS))
                                    + "Subject: inner\r\n\r\nplum\r\n");
            case MANY_PARTS ->
                    Files.writeString(
                            file,
                            "Subject: parts\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
                                    + "--b\r\nContent-Type: text/plain\r\n\r\nplum\r\n"
                                            .repeat(scaled(200_000))
                                    + "--b--\r\n");
            case MANY_MESSAGES ->
                    Files.writeString(
                            file,
                            "From a@b.example Mon Jan  1 00:00:00 2024\nSubject: plum\n\njam\n\n"
                                    .repeat(scaled(200_000)));
            case LONG_HEADS ->
                    Files.writeString(
                            file,
                            "From: a@b.example\r\n"
                                    + "Subject: plum\r\n".repeat(scaled(500_000))
                                    + "To: "
                                    + "a@b.example, ".repeat(scaled(500_000))
                                    + "\r\n\r\njam\r\n");
            case RTF_WITH_ENDLESS_BINARY ->
                    Files.writeString(
                            file,
                            "{\\rtf1\\ansi plum \\bin2147483647 jam {\\*\\u99999999999 }\\par}");
            case MANY_PAGES -> manyPages(file, scaled(100_000));
            case PAGES_IN_A_CIRCLE ->
                    pdf(
                            file,
                            "<</Type/Catalog/Pages 2 0 R>>",
                            "<</Type/Pages/Kids[3 0 R]/Count 2000000000>>",
                            "<</Type/Pages/Kids[2 0 R 3 0 R]/Count 5/Parent 2 0 R>>");
            case FORMS_IN_A_CIRCLE ->
                    pdf(
                            file,
                            "<</Type/Catalog/Pages 2 0 R>>",
                            "<</Type/Pages/Kids[3 0 R]/Count 1>>",
                            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R"
                                    + "/Resources<</XObject<</F 5 0 R>>>>>>",
                            stream("", "/F Do /F Do"),
                            stream(
                                    "/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 5 0 R>>>>",
                                    "/F Do ".repeat(50)));
            case TABLES_IN_A_CIRCLE ->
                    Files.writeString(
                            file,
                            "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
                                    + "2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
                                    + "xref\n0 1\n0000000000 65535 f \ntrailer<</Size 3/Root 1 0 R"
                                    + "/Prev 104>>\nstartxref\n104\n%%EOF\n");
            case DEEP_ARRAYS ->
                    pdf(
                            file,
                            "<</Type/Catalog/Pages 2 0 R/A "
                                    + "[".repeat(scaled(LEVELS * 10))
                                    + "]".repeat(scaled(LEVELS * 10))
                                    + ">>",
                            "<</Type/Pages/Kids[]/Count 0>>");
            case DEEP_DICTIONARIES ->
                    pdf(
                            file,
                            "<</Type/Catalog/Pages 2 0 R/A "
                                    + "<</A ".repeat(scaled(LEVELS * 10))
                                    + "1"
                                    + ">>".repeat(scaled(LEVELS * 10))
                                    + ">>",
                            "<</Type/Pages/Kids[]/Count 0>>");
            case PACKED_PAGE -> packedPage(file, "/FlateDecode", packed(scaled(2_000), false));
            case PACKED_TWICE ->
                    packedPage(file, "[/FlateDecode/FlateDecode]", packed(scaled(20_000), true));
            case ENDLESS_PAGE -> packedPage(file, "/FlateDecode", showing(scaled(100)));
            case A_PAGE_OF_A_MILE ->
                    pdf(
                            file,
                            "<</Type/Catalog/Pages 2 0 R>>",
                            "<</Type/Pages/Kids[3 0 R]/Count 1>>",
                            "<</Type/Page/Parent 2 0 R/MediaBox[-1e38 -1e38 1e38 1e38]/Contents 4 0 R"
                                    + "/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>",
                            stream("", "BT /F 1e30 Tf 1e38 1e38 Td (plum) Tj ET"));
            case LYING_LENGTHS ->
                    pdf(
                            file,
                            "<</Type/Catalog/Pages 2 0 R>>",
                            "<</Type/Pages/Kids[3 0 R]/Count -7>>",
                            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>",
                            "<</Length 2147483647/Filter/FlateDecode>>stream\nplum\nendstream",
                            "<</Type/ObjStm/N 2147483647/First 2147483647/Length 9>>stream\n1 2 3 4 5\nendstream");
            case SPARSE -> sparse(file, "%PDF-1.7\n", 2L << 30);
            case SPARSE_TEXT -> sparse(file, "Plum jam wants patience.\n", 900L << 20);
            case OLE_IN_A_CIRCLE -> Files.write(file, ole(true));
            case OLE_OF_NOISE -> Files.write(file, ole(false));
            case ONE_WORD -> Files.writeString(file, "plum".repeat(scaled(4_900_000)));
            case ONE_LINE_OF_BLANKS ->
                    Files.writeString(file, "# " + " ".repeat(scaled(10 * MEGABYTE)) + "x");
            case ONE_LINE_OF_MARKS ->
                    Files.writeString(
                            file,
                            "=".repeat(scaled(5 * MEGABYTE))
                                    + "x\n"
                                    + "#".repeat(scaled(5 * MEGABYTE))
                                    + "\n- "
                                    + "- ".repeat(scaled(MEGABYTE)));
            case COMMAS ->
                    Files.writeString(
                            file,
                            ",".repeat(scaled(5 * MEGABYTE))
                                    + "\n"
                                    + "\"".repeat(scaled(MEGABYTE)));
            case ACCENTS -> Files.writeString(file, "e" + "\u0301".repeat(scaled(5 * MEGABYTE)));
            case RIGHT_TO_LEFT ->
                    Files.writeString(file, "\u202eplum \u2067jam ".repeat(scaled(MEGABYTE)));
            case HALF_CHARACTERS -> {
                var bytes = new byte[2 * scaled(2 * MEGABYTE)];
                for (int i = 0; i < bytes.length; i += 2) {
                    bytes[i] = (byte) (i % 4 == 0 ? 0xFE : 0xD8);
                    bytes[i + 1] = (byte) (i == 0 ? 0xFF : random.nextInt(4));
                }
                Files.write(file, bytes);
            }
            case NOISE_CALLED_TEXT -> {
                var bytes = noise(scaled(5 * MEGABYTE));
                System.arraycopy("Plum jam ".getBytes(UTF_8), 0, bytes, 0, 9);
                Files.write(file, bytes);
            }
            case NOISE -> Files.write(file, noise(scaled(5 * MEGABYTE)));
        }
        return file;
    }

    private int scaled(int full) {
        return (int) Math.max(1, Math.round(full * size));
    }

    private byte[] noise(int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    // -- Containers

    private interface Content {
        void write(OutputStream out) throws IOException;
    }

    /// An entry of a container; in a stored one nothing is packed.
    private record Part(String name, Content content, boolean isPacked) {

        Part(String name, Content content) {
            this(name, content, true);
        }
    }

    private static Part part(String name, byte[] bytes) {
        return new Part(name, out -> out.write(bytes));
    }

    private static Part stored(String name, String text) {
        return new Part(name, out -> out.write(text.getBytes(UTF_8)), false);
    }

    private List<Part> zeros(int megabytes) {
        return List.of(
                new Part("zeros", out -> repeat(out, new byte[MEGABYTE], scaled(megabytes))));
    }

    private static void zip(Path file, List<Part> parts) throws IOException {
        try (var out = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            for (var part : parts) {
                out.setLevel(part.isPacked ? 9 : 0);
                out.putNextEntry(new ZipEntry(part.name));
                part.content.write(out);
                out.closeEntry();
            }
        }
    }

    /// An archive with an archive with an archive … in it.
    private static byte[] nested(int levels, String name, byte[] innermost) throws IOException {
        var bytes = innermost;
        for (int level = 0; level < levels; level++) {
            var out = new ByteArrayOutputStream();
            try (var zip = new ZipOutputStream(out)) {
                zip.putNextEntry(new ZipEntry(level == 0 ? name : "inner.zip"));
                zip.write(bytes);
                zip.closeEntry();
            }
            bytes = out.toByteArray();
        }
        return bytes;
    }

    private static void repeat(OutputStream out, byte[] piece, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            out.write(piece);
        }
    }

    /// Markup in which one piece stands again and again.
    private record Piece(String before, String piece, int megabytes, String after) {

        void write(OutputStream out, double size) throws IOException {
            out.write(before.getBytes(UTF_8));
            if (!piece.isEmpty()) {
                var many = piece.repeat(Math.max(1, MEGABYTE / piece.length())).getBytes(UTF_8);
                repeat(
                        out,
                        megabytes == 0 ? piece.getBytes(UTF_8) : many,
                        (int) Math.max(1, megabytes * size));
            }
            out.write(after.getBytes(UTF_8));
        }
    }

    private static String letter(String body) {
        return "<w:document %s><w:body>%s</w:body></w:document>".formatted(WORD_NAMESPACE, body);
    }

    private List<Part> letterOf(String piece, int megabytes) {
        var letter =
                new Piece(
                        "<w:document " + WORD_NAMESPACE + "><w:body>",
                        piece,
                        megabytes,
                        "</w:body></w:document>");
        return List.of(new Part("word/document.xml", out -> letter.write(out, size)));
    }

    private static void word(Path file, String letter, Part... others) throws IOException {
        var parts = new ArrayList<Part>();
        parts.add(part("word/document.xml", letter.getBytes(UTF_8)));
        parts.addAll(List.of(others));
        word(file, parts);
    }

    private static void word(Path file, List<Part> parts) throws IOException {
        var links = new StringBuilder();
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i).name.startsWith("word/embeddings/")) {
                links.append("<Relationship Id=\"r")
                        .append(i)
                        .append("\" Type=\"")
                        .append(RELATION)
                        .append("package\" Target=\"")
                        .append(parts.get(i).name.substring("word/".length()))
                        .append("\"/>");
            }
        }
        var all = new ArrayList<Part>();
        all.add(
                types(
                        "/word/document.xml",
                        "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"));
        all.add(relation("word/document.xml"));
        all.add(
                part(
                        "word/_rels/document.xml.rels",
                        ("<Relationships xmlns=\"" + RELATIONS + "\">" + links + "</Relationships>")
                                .getBytes(UTF_8)));
        all.addAll(parts);
        zip(file, all);
    }

    private static final String RELATIONS =
            "http://schemas.openxmlformats.org/package/2006/relationships";
    private static final String RELATION =
            "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";

    private static Part types(String name, String type) {
        return part(
                "[Content_Types].xml",
                ("<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
                                + "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
                                + "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
                                + "<Default Extension=\"txt\" ContentType=\"text/plain\"/>"
                                + "<Default Extension=\"zip\" ContentType=\"application/zip\"/>"
                                + "<Default Extension=\"xlsx\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet\"/>"
                                + "<Default Extension=\"docx\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document\"/>"
                                + "<Override PartName=\"%s\" ContentType=\"%s\"/></Types>")
                        .formatted(name, type)
                        .getBytes(UTF_8));
    }

    private static Part relation(String target) {
        return part(
                "_rels/.rels",
                "<Relationships xmlns=\"%s\"><Relationship Id=\"r1\" Type=\"%sofficeDocument\" Target=\"%s\"/></Relationships>"
                        .formatted(RELATIONS, RELATION, target)
                        .getBytes(UTF_8));
    }

    private void sheet(Path file, String cell, int megabytes) throws IOException {
        var rows =
                new Piece(
                        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>",
                        "<row>" + cell.repeat(100) + "</row>",
                        megabytes,
                        "</sheetData></worksheet>");
        zip(
                file,
                List.of(
                        types(
                                "/xl/workbook.xml",
                                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"),
                        relation("xl/workbook.xml"),
                        part(
                                "xl/workbook.xml",
                                ("<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
                                                + " xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">"
                                                + "<sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>")
                                        .getBytes(UTF_8)),
                        part(
                                "xl/_rels/workbook.xml.rels",
                                "<Relationships xmlns=\"%s\"><Relationship Id=\"r1\" Type=\"%sworksheet\" Target=\"worksheets/a.xml\"/></Relationships>"
                                        .formatted(RELATIONS, RELATION)
                                        .getBytes(UTF_8)),
                        new Part("xl/worksheets/a.xml", out -> rows.write(out, size))));
    }

    private void openDocument(Path file, String piece, int megabytes) throws IOException {
        var content =
                new Piece(
                        "<office:document-content "
                                + ODF_NAMESPACES
                                + "><office:body><office:text>",
                        piece,
                        megabytes,
                        "</office:text></office:body></office:document-content>");
        zip(
                file,
                List.of(
                        stored("mimetype", "application/vnd.oasis.opendocument.text"),
                        new Part("content.xml", out -> content.write(out, size))));
    }

    private void epub(Path file, int chapters, Piece chapter) throws IOException {
        var items = new StringBuilder();
        var spine = new StringBuilder();
        var parts = new ArrayList<Part>();
        parts.add(stored("mimetype", "application/epub+zip"));
        parts.add(
                part(
                        "META-INF/container.xml",
                        ("<container xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\"><rootfiles>"
                                        + "<rootfile full-path=\"book.opf\" media-type=\"application/oebps-package+xml\"/>"
                                        + "</rootfiles></container>")
                                .getBytes(UTF_8)));
        for (int i = 0; i < chapters; i++) {
            items.append(
                    "<item id=\"c%d\" href=\"%d.xhtml\" media-type=\"application/xhtml+xml\"/>"
                            .formatted(i, i));
            spine.append("<itemref idref=\"c%d\"/>".formatted(i));
            parts.add(new Part(i + ".xhtml", out -> chapter.write(out, size)));
        }
        parts.add(
                1,
                part(
                        "book.opf",
                        ("<package xmlns=\"http://www.idpf.org/2007/opf\"><manifest>"
                                        + items
                                        + "</manifest><spine>"
                                        + spine
                                        + "</spine></package>")
                                .getBytes(UTF_8)));
        zip(file, parts);
    }

    // -- Markup and messages

    private static String laughs(String root, String body) {
        var entities = new StringBuilder("<!ENTITY l0 'ha'>");
        for (int i = 1; i < 10; i++) {
            entities.append("<!ENTITY l%d '%s'>".formatted(i, ("&l" + (i - 1) + ";").repeat(10)));
        }
        return "<?xml version='1.0'?><!DOCTYPE " + root + " [" + entities + "]>" + body;
    }

    private void nest(
            Path file, String before, String open, String innermost, String close, String after)
            throws IOException {
        int levels = scaled(LEVELS * (1 + random.nextInt(10)));
        try (Writer out = new OutputStreamWriter(Files.newOutputStream(file), UTF_8)) {
            out.write(before);
            out.write(open.repeat(levels));
            out.write(innermost);
            out.write(close.repeat(levels));
            out.write(after);
        }
    }

    private static String multiparts(int levels) {
        var text = new StringBuilder();
        for (int i = 0; i < levels; i++) {
            text.append(
                    "Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n".formatted(i, i));
        }
        return text.append("Content-Type: text/plain\r\n\r\nplum\r\n").toString();
    }

    // -- PDF

    private static String stream(String entries, String content) {
        return "<<%s/Length %d>>stream\n%s\nendstream"
                .formatted(entries, content.length(), content);
    }

    private static void pdf(Path file, String... objects) throws IOException {
        pdf(file, objects.length, i -> objects[i]);
    }

    /// The first object is the catalogue.
    private static void pdf(Path file, int count, IntFunction<String> objects) throws IOException {
        try (var out = new BufferedOutputStream(Files.newOutputStream(file))) {
            var table = new StringBuilder("xref\n0 " + (count + 1) + "\n0000000000 65535 f \n");
            long at = 0;
            var head = "%PDF-1.7\n".getBytes(UTF_8);
            out.write(head);
            at += head.length;
            for (int i = 0; i < count; i++) {
                table.append("%010d 00000 n \n".formatted(at));
                var object =
                        ((i + 1) + " 0 obj\n" + objects.apply(i) + "\nendobj\n")
                                .getBytes(StandardCharsets.ISO_8859_1);
                out.write(object);
                at += object.length;
            }
            out.write(table.toString().getBytes(UTF_8));
            out.write(
                    "trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
                            .formatted(count + 1, at)
                            .getBytes(UTF_8));
        }
    }

    private static void manyPages(Path file, int pages) throws IOException {
        var kids = new StringBuilder();
        for (int i = 0; i < pages; i++) {
            kids.append(i + 5).append(" 0 R ");
        }
        pdf(
                file,
                pages + 4,
                i ->
                        switch (i) {
                            case 0 -> "<</Type/Catalog/Pages 2 0 R>>";
                            case 1 -> "<</Type/Pages/Kids[" + kids + "]/Count " + pages + ">>";
                            case 2 -> "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>";
                            case 3 -> stream("", "BT /F 12 Tf 20 20 Td (plum) Tj ET");
                            default ->
                                    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R"
                                            + "/Resources<</Font<</F 3 0 R>>>>>>";
                        });
    }

    private static void packedPage(Path file, String filter, byte[] packed) throws IOException {
        pdf(
                file,
                "<</Type/Catalog/Pages 2 0 R>>",
                "<</Type/Pages/Kids[3 0 R]/Count 1>>",
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R"
                        + "/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>",
                "<</Filter%s/Length %d>>stream\n".formatted(filter, packed.length)
                        + new String(packed, StandardCharsets.ISO_8859_1)
                        + "\nendstream");
    }

    private static byte[] packed(int megabytes, boolean twice) throws IOException {
        var once = deflated(out -> repeat(out, " ".repeat(MEGABYTE).getBytes(UTF_8), megabytes));
        return twice ? deflated(out -> out.write(once)) : once;
    }

    /// A page on which the same word stands a hundred thousand times for each of `times`.
    private static byte[] showing(int times) throws IOException {
        var words = "(plum) Tj ".repeat(100_000).getBytes(UTF_8);
        return deflated(out -> {
            out.write("BT /F 12 Tf 20 20 Td ".getBytes(UTF_8));
            repeat(out, words, times);
            out.write("ET".getBytes(UTF_8));
        });
    }

    private static byte[] deflated(Content content) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DeflaterOutputStream(bytes, new Deflater(Deflater.BEST_COMPRESSION))) {
            content.write(out);
        }
        return bytes.toByteArray();
    }

    private static void sparse(Path file, String beginning, long length) throws IOException {
        try (var channel =
                FileChannel.open(
                        file,
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.SPARSE)) {
            channel.write(ByteBuffer.wrap(beginning.getBytes(UTF_8)));
            channel.position(length - 6).write(ByteBuffer.wrap("%%EOF\n".getBytes(UTF_8)));
        }
    }

    /// What old office programs wrote: a small file system, here with a chain without an end, or
    /// with a sound head and noise behind it.
    private byte[] ole(boolean inACircle) {
        int sectors = 16;
        var bytes = ByteBuffer.allocate(512 * (1 + sectors)).order(ByteOrder.LITTLE_ENDIAN);
        if (!inACircle) {
            random.nextBytes(bytes.array());
        }
        bytes.putLong(0, 0xE11AB1A1E011CFD0L);
        bytes.putShort(24, (short) 0x3E).putShort(26, (short) 3).putShort(28, (short) 0xFFFE);
        bytes.putShort(30, (short) 9).putShort(32, (short) 6);
        bytes.putInt(44, 1); // sectors of the table
        bytes.putInt(48, 1); // first sector of the directory
        bytes.putInt(56, 4096);
        bytes.putInt(60, -2).putInt(64, 0).putInt(68, inACircle ? 0 : -2);
        bytes.putInt(72, inACircle ? 1_000_000_000 : 0);
        bytes.putInt(76, 0);
        for (int i = 1; i < 109; i++) {
            bytes.putInt(76 + 4 * i, -1);
        }
        if (inACircle) {
            for (int i = 0; i < sectors; i++) {
                bytes.putInt(512 + 4 * i, i == 0 ? -3 : 1 + i % 2); // 1 and 2 follow each other
            }
            var name = "Root Entry\0".getBytes(StandardCharsets.UTF_16LE);
            System.arraycopy(name, 0, bytes.array(), 1024, name.length);
            bytes.putShort(1024 + 64, (short) name.length);
            bytes.put(1024 + 66, (byte) 5);
        }
        return bytes.array();
    }
}
