package stillroom.app;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Documents that try to reach out when they are opened: to 192.0.2.1, which belongs to nobody.
final class Lures {

    private static final String OUT = "http://192.0.2.1/";

    private Lures() {}

    /// Writes `count` documents of every kind in turn into a folder.
    ///
    /// @param words put into each text
    static void write(Path folder, int count, String words) throws IOException {
        Files.createDirectories(folder);
        for (int i = 0; i < count; i++) {
            var text = words + " The parties of lease number " + i + " agree on the rent.";
            switch (i % 14) {
                case 0 -> write(folder, i + ".html", html(text));
                case 1 ->
                        write(
                                folder,
                                i + ".xml",
                                "<?xml version=\"1.0\"?><!DOCTYPE d [<!ENTITY out SYSTEM \""
                                        + OUT
                                        + "e\"> <!ENTITY % dtd SYSTEM \""
                                        + OUT
                                        + "d.dtd\"> %dtd;]><d>"
                                        + text
                                        + " &out;</d>");
                case 2 -> Files.write(folder.resolve(i + ".docx"), docx(text));
                case 3 -> write(folder, i + ".pdf", pdf(text));
                case 4 ->
                        write(
                                folder,
                                i + ".eml",
                                "From: a@a.example\r\nTo: b@b.example\r\nSubject: lease "
                                        + i
                                        + "\r\nMIME-Version: 1.0\r\nContent-Type: text/html;"
                                        + " charset=utf-8\r\n\r\n"
                                        + html(text));
                case 5 ->
                        write(
                                folder,
                                i + ".rtf",
                                "{\\rtf1\\ansi {\\*\\template "
                                        + OUT
                                        + "t.dot}{\\field{\\*\\fldinst INCLUDEPICTURE \""
                                        + OUT
                                        + "p.png\"}} "
                                        + text
                                        + "}");
                case 6 -> write(folder, i + ".md", "# Lease\n\n![x](" + OUT + "p.png)\n\n" + text);
                case 7 -> write(folder, i + ".csv", "what,where\n\"" + text + "\"," + OUT + "\n");
                case 8 ->
                        write(
                                folder,
                                i + ".svg",
                                "<svg xmlns=\"http://www.w3.org/2000/svg\"><image href=\""
                                        + OUT
                                        + "i.png\"/><text>"
                                        + text
                                        + "</text></svg>");
                case 9 -> Files.write(folder.resolve(i + ".odt"), odt(text));
                case 10 -> Files.write(folder.resolve(i + ".epub"), epub(text));
                case 11 -> Files.write(folder.resolve(i + ".xlsx"), xlsx(text));
                case 12 -> Files.write(folder.resolve(i + ".pptx"), pptx(text));
                default -> write(folder, i + ".txt", text);
            }
        }
    }

    private static void write(Path folder, String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private static String html(String text) {
        return "<html><head><link rel=stylesheet href=\""
                + OUT
                + "s.css\"><script src=\""
                + OUT
                + "s.js\"></script><base href=\""
                + OUT
                + "\"></head><body><img src=\"p.png\"><iframe src=\""
                + OUT
                + "\"></iframe><p>"
                + text
                + "</p></body></html>";
    }

    /// With a template and a picture that lie elsewhere, and an external entity in its text.
    private static byte[] docx(String text) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            entry(
                    zip,
                    "[Content_Types].xml",
                    "<?xml version=\"1.0\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
                            + "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
                            + "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
                            + "<Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>"
                            + "<Override PartName=\"/word/settings.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml\"/></Types>");
            entry(
                    zip,
                    "_rels/.rels",
                    "<?xml version=\"1.0\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
                            + "<Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/></Relationships>");
            entry(
                    zip,
                    "word/_rels/document.xml.rels",
                    "<?xml version=\"1.0\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
                            + "<Relationship Id=\"r2\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/settings\" Target=\"settings.xml\"/>"
                            + "<Relationship Id=\"r3\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/image\" Target=\""
                            + OUT
                            + "p.png\" TargetMode=\"External\"/></Relationships>");
            entry(
                    zip,
                    "word/_rels/settings.xml.rels",
                    "<?xml version=\"1.0\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
                            + "<Relationship Id=\"r4\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate\" Target=\""
                            + OUT
                            + "t.dotm\" TargetMode=\"External\"/></Relationships>");
            entry(
                    zip,
                    "word/settings.xml",
                    "<?xml version=\"1.0\"?><w:settings xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><w:attachedTemplate r:id=\"r4\"/></w:settings>");
            entry(
                    zip,
                    "word/document.xml",
                    "<?xml version=\"1.0\"?><w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body><w:p><w:r><w:t>"
                            + text
                            + "</w:t></w:r></w:p></w:body></w:document>");
            entry(
                    zip,
                    "customXml/item1.xml",
                    "<?xml version=\"1.0\"?><!DOCTYPE d [<!ENTITY out SYSTEM \""
                            + OUT
                            + "e\">]><d>&out;</d>");
        }
        return bytes.toByteArray();
    }

    private static final String XML = "<?xml version=\"1.0\"?>";
    private static final String TYPES =
            XML
                    + "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
                    + "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
                    + "<Override PartName=\"%s\" ContentType=\"application/vnd.openxmlformats-officedocument.%s.main+xml\"/>"
                    + "<Override PartName=\"%s\" ContentType=\"application/vnd.openxmlformats-officedocument.%s+xml\"/></Types>";

    /// With a picture that lies elsewhere, and an external entity.
    private static byte[] odt(String text) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            entry(zip, "mimetype", "application/vnd.oasis.opendocument.text");
            entry(
                    zip,
                    "content.xml",
                    XML
                            + "<!DOCTYPE d SYSTEM \""
                            + OUT
                            + "o.dtd\"><office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\""
                            + " xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" xmlns:draw=\"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0\""
                            + " xmlns:xlink=\"http://www.w3.org/1999/xlink\"><office:body><office:text><text:p>"
                            + text
                            + "<draw:frame><draw:image xlink:href=\""
                            + OUT
                            + "p.png\"/></draw:frame></text:p></office:text></office:body></office:document-content>");
        }
        return bytes.toByteArray();
    }

    /// With a picture and a style sheet that lie elsewhere.
    private static byte[] epub(String text) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            entry(zip, "mimetype", "application/epub+zip");
            entry(
                    zip,
                    "META-INF/container.xml",
                    XML
                            + "<container version=\"1.0\" xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\"><rootfiles>"
                            + "<rootfile full-path=\"book.opf\" media-type=\"application/oebps-package+xml\"/></rootfiles></container>");
            entry(
                    zip,
                    "book.opf",
                    XML
                            + "<package xmlns=\"http://www.idpf.org/2007/opf\" version=\"3.0\"><metadata/><manifest>"
                            + "<item id=\"c\" href=\"c.xhtml\" media-type=\"application/xhtml+xml\"/></manifest>"
                            + "<spine><itemref idref=\"c\"/></spine></package>");
            entry(
                    zip,
                    "c.xhtml",
                    XML
                            + "<!DOCTYPE html [<!ENTITY out SYSTEM \""
                            + OUT
                            + "e\">]><html xmlns=\"http://www.w3.org/1999/xhtml\"><head><link rel=\"stylesheet\" href=\""
                            + OUT
                            + "s.css\"/></head><body><img src=\""
                            + OUT
                            + "p.png\"/><p>"
                            + text
                            + " &out;</p></body></html>");
        }
        return bytes.toByteArray();
    }

    /// With a workbook elsewhere that its cells refer to.
    private static byte[] xlsx(String text) throws IOException {
        var sheets = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            entry(
                    zip,
                    "[Content_Types].xml",
                    TYPES.formatted(
                            "/xl/workbook.xml",
                            "spreadsheetml.sheet",
                            "/xl/worksheets/sheet1.xml",
                            "spreadsheetml.worksheet"));
            relations(zip, "", "officeDocument", "xl/workbook.xml");
            relations(zip, "xl/workbook.xml", "worksheet", "worksheets/sheet1.xml");
            relations(zip, "xl/worksheets/sheet1.xml", "externalLinkPath", OUT + "w.xlsx");
            entry(
                    zip,
                    "xl/workbook.xml",
                    XML
                            + "<workbook xmlns=\""
                            + sheets
                            + "\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets>"
                            + "<sheet name=\"S\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>");
            entry(
                    zip,
                    "xl/worksheets/sheet1.xml",
                    XML
                            + "<worksheet xmlns=\""
                            + sheets
                            + "\"><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>"
                            + text
                            + "</t></is></c><c r=\"B1\"><f>WEBSERVICE(\""
                            + OUT
                            + "\")</f><v>1</v></c></row></sheetData></worksheet>");
        }
        return bytes.toByteArray();
    }

    /// With a slide whose picture lies elsewhere.
    private static byte[] pptx(String text) throws IOException {
        var slides = "http://schemas.openxmlformats.org/presentationml/2006/main";
        var drawing = "http://schemas.openxmlformats.org/drawingml/2006/main";
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            entry(
                    zip,
                    "[Content_Types].xml",
                    TYPES.formatted(
                            "/ppt/presentation.xml",
                            "presentationml.presentation",
                            "/ppt/slides/slide1.xml",
                            "presentationml.slide"));
            relations(zip, "", "officeDocument", "ppt/presentation.xml");
            relations(zip, "ppt/presentation.xml", "slide", "slides/slide1.xml");
            relations(zip, "ppt/slides/slide1.xml", "image", OUT + "p.png");
            entry(
                    zip,
                    "ppt/presentation.xml",
                    XML
                            + "<p:presentation xmlns:p=\""
                            + slides
                            + "\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><p:sldIdLst>"
                            + "<p:sldId id=\"256\" r:id=\"r1\"/></p:sldIdLst></p:presentation>");
            entry(
                    zip,
                    "ppt/slides/slide1.xml",
                    XML
                            + "<p:sld xmlns:p=\""
                            + slides
                            + "\" xmlns:a=\""
                            + drawing
                            + "\"><p:cSld><p:spTree><p:sp><p:nvSpPr><p:cNvPr id=\"2\" name=\"T\"/><p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/><a:p><a:r><a:t>"
                            + text
                            + "</a:t></a:r></a:p></p:txBody></p:sp></p:spTree></p:cSld></p:sld>");
        }
        return bytes.toByteArray();
    }

    /// What a part refers to, which may lie elsewhere.
    private static void relations(ZipOutputStream zip, String of, String kind, String target)
            throws IOException {
        int slash = of.lastIndexOf('/') + 1;
        entry(
                zip,
                of.substring(0, slash) + "_rels/" + of.substring(slash) + ".rels",
                XML
                        + "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\""
                        + " Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
                        + kind
                        + "\" Target=\""
                        + target
                        + "\""
                        + (target.startsWith("http") ? " TargetMode=\"External\"" : "")
                        + "/></Relationships>");
    }

    private static void entry(ZipOutputStream zip, String name, String text) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(text.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }

    /// With actions on opening: to go to an address and to start a program.
    private static String pdf(String text) {
        var stream = "BT /F1 12 Tf 72 720 Td (" + text + ") Tj ET";
        return "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction<</S/URI/URI("
                + OUT
                + ")/Next<</S/Launch/F(/bin/true)>>>>>>endobj\n"
                + "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
                + "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R"
                + "/Resources<</Font<</F1 5 0 R>>>>/Annots[<</Type/Annot/Subtype/Link"
                + "/Rect[0 0 9 9]/A<</S/URI/URI("
                + OUT
                + ")>>>>]>>endobj\n4 0 obj<</Length "
                + stream.length()
                + ">>stream\n"
                + stream
                + "\nendstream endobj\n"
                + "5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
                + "trailer<</Root 1 0 R>>\n%%EOF\n";
    }
}
