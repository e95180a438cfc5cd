package stillroom.index.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.poi.hssf.record.crypto.Biff8EncryptionKey;
import org.apache.poi.hssf.usermodel.HSSFWorkbook;
import org.apache.poi.poifs.crypt.EncryptionInfo;
import org.apache.poi.poifs.crypt.EncryptionMode;
import org.apache.poi.poifs.filesystem.POIFSFileSystem;
import org.apache.poi.xslf.usermodel.XMLSlideShow;
import org.apache.poi.xslf.usermodel.XSLFSlide;
import org.apache.poi.xslf.usermodel.XSLFTextBox;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.apache.poi.xwpf.usermodel.BreakType;
import org.apache.poi.xwpf.usermodel.XWPFDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openxmlformats.schemas.wordprocessingml.x2006.main.STMerge;

class DocumentReaderTest {

    private static final DocumentReader READER = new DocumentReader(Limits.STANDARD);

    @TempDir Path folder;

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private Path write(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private Path zip(String name, Map<String, String> entries) throws IOException {
        Path file = folder.resolve(name);
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, String> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
            }
        }
        return file;
    }

    private static Extraction.Text read(Path file) {
        Extraction extraction = READER.read(file, List.of());
        assertThat(extraction).isInstanceOf(Extraction.Text.class);
        return (Extraction.Text) extraction;
    }

    private static String textOf(Path file) {
        return String.join("\f", read(file).pages().stream().map(Page::text).toList());
    }

    private static List<String> headings(Page page) {
        return page.headings().stream()
                .map(heading ->
                        heading.level()
                                + " "
                                + page.text().substring(heading.start(), heading.end()))
                .toList();
    }

    private static void assertProblem(Path file, String type, Problem problem) {
        assertProblem(READER.read(file, List.of()), type, problem);
    }

    private static void assertProblem(Extraction extraction, String type, Problem problem) {
        assertThat(extraction).isInstanceOf(Extraction.Unreadable.class);
        Extraction.Unreadable unreadable = (Extraction.Unreadable) extraction;
        assertThat(unreadable.problem()).isEqualTo(problem);
        assertThat(unreadable.type()).isEqualTo(type);
    }

    @Test
    void joinsTheWrappedLinesOfPlainTextAndTakesItsFirstLineAsTitle() throws IOException {
        Path file =
                write(
                        "jam.txt",
                        """
                        Plum jam

                        Stone the plums, weigh them, and let them stand overnight with
                        half their weight of sugar.

                        - one lemon
                        - a stick of cinnamon
                        """);
        assertThat(read(file))
                .isEqualTo(
                        new Extraction.Text(
                                "txt",
                                "Plum jam",
                                null,
                                List.of(
                                        new Page(
                                                1,
                                                "Plum jam\n\nStone the plums, weigh them, and let"
                                                        + " them stand overnight with half their"
                                                        + " weight of sugar.\n\n- one lemon\n- a"
                                                        + " stick of cinnamon",
                                                List.of()))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"UTF-8", "UTF-16LE", "UTF-16BE", "windows-1252", "UTF-16", "x-UTF-16LE-BOM"})
    void readsShortWesternTextInAnyEncoding(String charset) throws IOException {
        String text = "Der Käse für Frau Müller kostet viel – fünf Gläser Öl dazu.";
        assertThat(textOf(write("k.txt", text.getBytes(Charset.forName(charset))))).isEqualTo(text);
    }

    @Test
    void readsLongTextOfOtherScriptsByStatistics() throws IOException {
        String russian =
                "Варенье из слив готовят долго: сливы моют, вынимают косточки и засыпают сахаром на"
                        + " ночь. Утром варенье варят на слабом огне и снимают пену.";
        assertThat(textOf(write("r.txt", russian.getBytes(Charset.forName("windows-1251")))))
                .isEqualTo(russian);
        String japanese = "梅ジャムの作り方。梅を洗って種を取り、砂糖をまぶして一晩おきます。翌朝、弱火で煮ます。";
        assertThat(textOf(write("j.txt", japanese.getBytes(Charset.forName("Shift_JIS")))))
                .isEqualTo(japanese);
    }

    @Test
    void findsTheHeadingsOfMarkdown() throws IOException {
        Path file =
                write(
                        "jam.md",
                        """
                        Plum jam
                        ========

                        Some words.

                        ## What you need ##

                        * plums

                        ```
                        # no heading
                        ```
                        """);
        Extraction.Text text = read(file);
        assertThat(text.type()).isEqualTo("md");
        assertThat(text.title()).isEqualTo("Plum jam");
        assertThat(headings(text.pages().getFirst()))
                .containsExactly("1 Plum jam", "2 What you need");
    }

    @Test
    void keepsTheLinesOfTablesAndCode() throws IOException {
        assertThat(textOf(write("t.csv", "fruit,jars\nplum,12\nquince,7\n")))
                .isEqualTo("fruit,jars\nplum,12\nquince,7");
        Path code = write("A.java", "class A {\n    int jars = 12;\n}\n");
        assertThat(textOf(code)).isEqualTo("class A {\n    int jars = 12;\n}");
        assertThat(read(code).type()).isEqualTo("java");
        assertThat(textOf(write("d.json", "{\"fruit\": \"plum\",\n \"jars\": 12}")))
                .isEqualTo("{\"fruit\": \"plum\",\n \"jars\": 12}");
    }

    @Test
    void readsHtmlWithoutGluingCells() throws IOException {
        Path file =
                write(
                        "page.html",
                        """
                        <html><head><title>The  pantry</title><style>p {}</style></head><body>
                        <h1>Jars</h1><p>Plum <b>jam</b>, well
                        stirred.</p><script>alert(1)</script>
                        <table><tr><td><p>plum</p></td><td><p>12</p></td></tr><tr><td>quince</td><td>7</td></tr></table>
                        <p>End</p></body></html>
                        """);
        Extraction.Text text = read(file);
        assertThat(text.title()).isEqualTo("The pantry");
        assertThat(textOf(file))
                .isEqualTo("Jars\n\nPlum jam, well stirred.\n\nplum\t12\nquince\t7\n\nEnd");
        assertThat(headings(text.pages().getFirst())).containsExactly("1 Jars");
    }

    @Test
    void readsXmlWithoutGluingElements() throws IOException {
        assertThat(textOf(write("d.xml", "<?xml version='1.0'?><a><b>plum</b><b>quince</b></a>")))
                .matches("plum\\s+quince");
    }

    @Test
    void readsRtf() throws IOException {
        assertThat(
                        textOf(
                                write(
                                        "d.rtf",
                                        "{\\rtf1\\ansi{\\fonttbl{\\f0 Times;}}\\f0 Caf\\'e9 and"
                                                + " \\u8364? jam\\par Second\\par}")))
                .isEqualTo("Café and € jam\n\nSecond");
    }

    @Test
    void readsRtfToItsLastWord() throws IOException {
        assertThat(textOf(write("d.rtf", "{\\rtf1\\ansi\n{ le caf\\'e9 o\\'f9 }\n}\n")))
                .isEqualTo("le café où");
        assertThat(textOf(write("e.rtf", "{\\rtf1\\ansi First\\par Second")))
                .isEqualTo("First\n\nSecond");
        assertThat(read(write("t.rtf", "{\\rtf1\\ansi{\\info{\\title Jam}} Plum}")).title())
                .isEqualTo("Jam");
    }

    @Test
    void readsTablesWithinTablesOfRtfWithoutGluingTheirCells() throws IOException {
        String document =
                "{\\rtf1\\ansi\\trowd\\cellx4000\\pard\\intbl Outer\\par\n"
                        + "\\pard\\intbl\\itap2 plum\\nestcell jam\\nestcell\n"
                        + "{\\*\\nesttableprops\\trowd\\cellx900\\cellx1800\\nestrow}"
                        + "{\\nonesttables Not shown\\par}\n"
                        + "\\pard\\intbl\\itap2 quince\\nestcell jelly\\nestcell\n"
                        + "{\\*\\nesttableprops\\trowd\\cellx900\\cellx1800\\nestrow}\n"
                        + "\\pard\\intbl\\itap1 After\\cell\\row\\pard End\\par}";
        assertThat(textOf(write("nested.rtf", document)))
                .contains("plum jam", "quince jelly", "After", "End")
                .doesNotContain("jellyAfter", "Not shown");
    }

    @Test
    void readsAPieceOfRtf() throws IOException {
        assertThat(textOf(write("d.rtf", "{\\pard First\\par}\n{\\pard Second\\par}\n")))
                .isEqualTo("First\n\nSecond");
    }

    @Test
    void readsMessagesWithTheirHeadAndAttachments() throws IOException {
        Path file =
                write(
                        "m.eml",
                        """
                        From: Agnes Whitlow <agnes@garden.example>
                        To: =?UTF-8?Q?J=C3=B6rg?= <joerg@garden.example>
                        Subject: Plant sale
                        Date: Wed, 09 Apr 2025 19:42:00 +0100
                        MIME-Version: 1.0
                        Content-Type: multipart/mixed; boundary=x

                        --x
                        Content-Type: text/plain; charset=UTF-8

                        Bring your pots.

                        The hall is booked.
                        --x
                        Content-Type: text/html; name=list.html
                        Content-Disposition: attachment; filename=list.html

                        <p>Sweet peas</p>
                        --x--
                        """
                                .replace("\n", "\r\n"));
        Extraction.Text text = read(file);
        assertThat(text.type()).isEqualTo("eml");
        assertThat(text.title()).isEqualTo("Plant sale");
        assertThat(textOf(file))
                .startsWith(
                        "From: Agnes Whitlow <agnes@garden.example>\nTo: Jörg"
                                + " <joerg@garden.example>\nDate: 2025-04-09")
                .endsWith(
                        "Subject: Plant sale\n\nBring your pots.\n\nThe hall is booked.\n\nSweet peas");
    }

    @Test
    void readsEachMessageOfAMailbox() throws IOException {
        Path file =
                write(
                        "box.mbox",
                        """
                        From agnes@garden.example Wed Apr 09 19:42:00 2025
                        From: agnes@garden.example
                        Subject: One

                        First letter.

                        From walter@garden.example Wed Apr 09 20:42:00 2025
                        From: walter@garden.example
                        Subject: Two

                        Second letter.
                        """);
        assertThat(textOf(file))
                .contains("Subject: One\n\nFirst letter.", "Subject: Two\n\nSecond letter.");
    }

    @Test
    void readsOpenDocumentTextWithoutGluingHeadings() throws IOException {
        Extraction.Text text =
                read(
                        zip(
                                "d.odt",
                                openDocument(
                                        "application/vnd.oasis.opendocument.text",
                                        "<office:text><text:h text:outline-level='2'>Jars</text:h><text:p>Plum<text:s/>jam"
                                                + "<text:tab/>12</text:p></office:text>")));
        assertThat(text.type()).isEqualTo("odt");
        assertThat(text.pages().getFirst().text()).matches("Jars\n\nPlum jam\\s12");
        assertThat(headings(text.pages().getFirst())).containsExactly("2 Jars");
    }

    @Test
    void aCellThatReachesDownIsReadInEachOfItsRows() throws IOException {
        Path web =
                write(
                        "page.html",
                        """
                        <table><tr><th colspan=2>Jar</th><th>Sum</th></tr>
                        <tr><td rowspan="3"><b>plum</b><br>jam</td><td>2023</td><td rowspan=2>12</td></tr>
                        <tr><td>2024</td></tr>
                        <tr></tr>
                        <tr><td colspan="2">quince</td><td rowspan='999999999'>%s</td></tr>
                        <tr><td><table><tr><td rowspan=2>a</td><td>b</td></tr><tr><td>c</td></tr></table></td></tr>
                        <tr><td>end</td></tr></table>
                        """
                                .formatted("long ".repeat(40)));
        assertThat(textOf(web))
                .isEqualTo(
                        """
                        Jar\tSum
                        plum
                        jam\t2023\t12
                        plum jam\t2024\t12
                        quince\t%s
                        a\tb
                        a\tc
                        end\
                        """
                                .formatted("long ".repeat(40).strip()));

        String cell = "<table:table-cell%s><text:p>%s</text:p></table:table-cell>";
        Path open =
                zip(
                        "d.odt",
                        openDocument(
                                "application/vnd.oasis.opendocument.text",
                                "<office:text><table:table><table:table-row>"
                                        + cell.formatted(" table:number-rows-spanned='2'", "plum")
                                        + cell.formatted("", "2023")
                                        + "</table:table-row><table:table-row><table:covered-table-cell/>"
                                        + cell.formatted("", "2024")
                                        + "</table:table-row></table:table></office:text>"));
        assertThat(textOf(open)).isEqualTo("plum\t2023\nplum\t2024");
    }

    @Test
    void aCellOfWordThatIsMergedWithTheOneAboveHasItsText() throws IOException {
        Path word = folder.resolve("d.docx");
        try (XWPFDocument document = new XWPFDocument();
                OutputStream out = Files.newOutputStream(word)) {
            var table = document.createTable(3, 2);
            String[][] cells = {{"both", "2022"}, {"plum", "2023"}, {"", "2024"}};
            for (int row = 0; row < 3; row++) {
                for (int column = 0; column < 2; column++) {
                    table.getRow(row).getCell(column).setText(cells[row][column]);
                }
            }
            for (int row = 1; row < 3; row++) {
                var properties = table.getRow(row).getCell(0).getCTTc().addNewTcPr();
                properties.addNewVMerge().setVal(row == 1 ? STMerge.RESTART : STMerge.CONTINUE);
            }
            // A row of one wide cell, and below it one whose second cell goes on from nowhere.
            var wide = table.createRow();
            wide.removeCell(1);
            wide.getCell(0).setText("quince");
            wide.getCell(0).getCTTc().addNewTcPr().addNewGridSpan().setVal(BigInteger.TWO);
            var last = table.createRow();
            last.getCell(0).setText("end");
            last.getCell(1).getCTTc().addNewTcPr().addNewVMerge();
            document.write(out);
        }
        assertThat(textOf(word)).isEqualTo("both\t2022\nplum\t2023\nplum\t2024\nquince\nend");
    }

    @Test
    void readsLettersThatWordTakesFromTheSymbolFont() throws IOException {
        Path word = folder.resolve("d.docx");
        try (XWPFDocument document = new XWPFDocument();
                OutputStream out = Files.newOutputStream(word)) {
            var paragraph = document.createParagraph();
            paragraph.createRun().setText("Take 5 ");
            for (String font : List.of("Symbol", "Wingdings")) {
                var symbol = paragraph.createRun().getCTR().addNewSym();
                symbol.setFont(font);
                symbol.setChar(new byte[] {(byte) 0xf0, 0x6d});
            }
            paragraph.createRun().setText("g of ");
            var run = paragraph.createRun();
            run.setFontFamily("Symbol");
            run.setText("\uf061\uf0e6");
            paragraph.createRun().setText("-amylase");
            document.write(out);
        }
        assertThat(textOf(word)).isEqualTo("Take 5 \u00b5g of \u03b1-amylase");
    }

    @Test
    void readsTheEdgesOfASheetWithoutTheirLayout() throws IOException {
        Path sheets = folder.resolve("s.xlsx");
        try (XSSFWorkbook workbook = new XSSFWorkbook();
                OutputStream out = Files.newOutputStream(sheets)) {
            var sheet = workbook.createSheet("Jars");
            sheet.createRow(0).createCell(0).setCellValue("plum");
            sheet.getHeader().setLeft("&\"Calibri,Bold\"&10&K000000Internal");
            sheet.getFooter().setRight("&K01+049&IJam && jelly&I, page &P");
            workbook.write(out);
        }
        assertThat(textOf(sheets)).contains("Internal", "Jam & jelly, page").doesNotContain("K0");
    }

    @Test
    void readsThePagesThatLibreOfficeAndWordLeftInADocument() throws IOException {
        Path open =
                zip(
                        "d.odt",
                        openDocument(
                                "application/vnd.oasis.opendocument.text",
                                "<office:text><text:p>Plum jam wants<text:soft-page-break/>"
                                        + " patience.</text:p></office:text>"));
        assertThat(textOf(open)).isEqualTo("Plum jam wants\fpatience.");

        Path word = folder.resolve("d.docx");
        try (XWPFDocument document = new XWPFDocument();
                OutputStream out = Files.newOutputStream(word)) {
            document.createParagraph().createRun().setText("Plum jam");
            document.createParagraph().createRun().addBreak(BreakType.PAGE);
            var run = document.createParagraph().createRun();
            run.getCTR().addNewLastRenderedPageBreak();
            run.setText("Quince jelly");
            document.write(out);
        }
        assertThat(textOf(word)).isEqualTo("Plum jam\fQuince jelly");
    }

    @Test
    void readsOpenDocumentSlidesAndSheetsAsPages() throws IOException {
        Path slides =
                zip(
                        "d.odp",
                        openDocument(
                                "application/vnd.oasis.opendocument.presentation",
                                "<office:presentation><draw:page><draw:frame><draw:text-box>"
                                        + "<text:p>Plums</text:p></draw:text-box></draw:frame>"
                                        + "</draw:page><draw:page><draw:frame><draw:text-box>"
                                        + "<text:p>Quinces</text:p></draw:text-box></draw:frame>"
                                        + "</draw:page></office:presentation>"));
        assertThat(textOf(slides)).isEqualTo("Plums\fQuinces");
        assertThat(headings(read(slides).pages().getLast())).containsExactly("1 Quinces");

        Path sheets =
                zip(
                        "d.ods",
                        openDocument(
                                "application/vnd.oasis.opendocument.spreadsheet",
                                "<office:spreadsheet><table:table table:name='Jars'><table:table-row>"
                                        + "<table:table-cell><text:p>plum</text:p></table:table-cell>"
                                        + "<table:table-cell><text:p>12</text:p></table:table-cell>"
                                        + "</table:table-row></table:table><table:table"
                                        + " table:name='Sugar'/></office:spreadsheet>"));
        assertThat(textOf(sheets)).isEqualTo("Jars\n\nplum\t12\fSugar");
        assertThat(read(sheets).type()).isEqualTo("ods");
    }

    private static Map<String, String> openDocument(String type, String body) {
        Map<String, String> entries = new TreeMap<>();
        // Sorted, and the type has to come first.
        entries.put(
                "content.xml",
                """
                <?xml version="1.0" encoding="UTF-8"?>
                <office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
                 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
                 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
                 xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
                 office:version="1.2"><office:body>%s</office:body></office:document-content>\
                """
                        .formatted(body));
        entries.put(
                "META-INF/manifest.xml",
                """
                <?xml version="1.0" encoding="UTF-8"?>
                <manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
                <manifest:file-entry manifest:full-path="/" manifest:media-type="%s"/>
                </manifest:manifest>\
                """
                        .formatted(type));
        entries.put("A", "");
        Map<String, String> ordered = new LinkedHashMap<>();
        ordered.put("mimetype", type);
        ordered.putAll(entries);
        return ordered;
    }

    @Test
    void readsEachChapterOfABookAsAPage() throws IOException {
        Map<String, String> entries = book();
        Extraction.Text text = read(zip("b.epub", entries));
        assertThat(text.type()).isEqualTo("epub");
        assertThat(text.title()).isEqualTo("The stillroom");
        assertThat(text.pages()).extracting(Page::number).containsExactly(1, 2);
        assertThat(text.pages())
                .extracting(Page::text)
                .containsExactly("One\n\nPlums.", "Two\n\nQuinces.");
    }

    private static Map<String, String> book() {
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put("mimetype", "application/epub+zip");
        entries.put(
                "META-INF/container.xml",
                """
                <container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">
                <rootfiles><rootfile full-path="book.opf" media-type="application/oebps-package+xml"/>
                </rootfiles></container>\
                """);
        entries.put(
                "book.opf",
                """
                <package xmlns="http://www.idpf.org/2007/opf" version="3.0">
                <metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>The stillroom</dc:title>
                </metadata><manifest>
                <item id="two" href="two.xhtml" media-type="application/xhtml+xml"/>
                <item id="one" href="one.xhtml" media-type="application/xhtml+xml"/></manifest>
                <spine><itemref idref="one"/><itemref idref="two"/></spine></package>\
                """);
        entries.put("one.xhtml", chapter("One", "Plums."));
        entries.put("two.xhtml", chapter("Two", "Quinces."));
        return entries;
    }

    private static String chapter(String heading, String text) {
        return "<html xmlns='http://www.w3.org/1999/xhtml'><head><title>x</title></head><body><h1>"
                + heading
                + "</h1><p>"
                + text
                + "</p></body></html>";
    }

    @Test
    void readsABookOfWhichOnlyTheFontsAreObfuscated() throws IOException {
        Map<String, String> entries = book();
        entries.put(
                "META-INF/encryption.xml",
                encryption("http://www.idpf.org/2008/embedding", "font.otf"));
        assertThat(read(zip("b.epub", entries)).pages()).hasSize(2);
    }

    @Test
    void callsABookEncryptedWhoseChaptersAre() throws IOException {
        Map<String, String> entries = book();
        entries.put(
                "META-INF/encryption.xml",
                encryption("http://www.w3.org/2001/04/xmlenc#aes128-cbc", "one.xhtml"));
        assertProblem(zip("b.epub", entries), "epub", Problem.ENCRYPTED);
    }

    private static String encryption(String algorithm, String entry) {
        return """
        <encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container"
         xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData>
        <enc:EncryptionMethod Algorithm="%s"/><enc:CipherData>
        <enc:CipherReference URI="%s"/></enc:CipherData></enc:EncryptedData></encryption>\
        """
                .formatted(algorithm, entry);
    }

    @Test
    void readsTheSamplesOfTheEmptyWindow() throws IOException {
        SampleDocuments.write(folder);
        Extraction.Text agreement = read(folder.resolve(SampleDocuments.RENTAL_AGREEMENT));
        assertThat(agreement.title()).isEqualTo("Rental agreement, 17 Tannery Lane");
        assertThat(agreement.pages().get(1).text())
                .contains(
                        "The tenants may end the tenancy at any time by giving two months' notice in"
                                + " writing, to the end of a calendar month. The landlord may end it with");
        assertThat(headings(agreement.pages().getFirst()))
                .contains("1 Rental agreement", "2 1. The home");

        Extraction.Text count = read(folder.resolve(SampleDocuments.BLOOD_COUNT));
        assertThat(count.title()).isEqualTo("Blood count, explained");
        assertThat(count.type()).isEqualTo("docx");
        assertThat(headings(count.pages().getFirst()))
                .startsWith("1 Blood count, explained", "2 What is counted");
        assertThat(count.pages().getFirst().text())
                .contains("Hemoglobin\t12.0 to 16.0\t13.5 to 17.5\tg/dl\nRed cells");

        Extraction.Text minutes = read(folder.resolve(SampleDocuments.MINUTES));
        assertThat(minutes.title()).isEqualTo("Minutes of the garden club, 8 April");
        assertThat(minutes.pages().getFirst().text())
                .contains(
                        "\n\nThe pump of the old well has been leaking since February. Two offers");
    }

    @Test
    void readsSheetsAndSlidesAsPages() throws IOException {
        Path sheets = folder.resolve("s.xlsx");
        try (XSSFWorkbook workbook = new XSSFWorkbook();
                OutputStream out = Files.newOutputStream(sheets)) {
            for (String name : List.of("Plums", "Quinces")) {
                var row = workbook.createSheet(name).createRow(0);
                row.createCell(0).setCellValue("jars of " + name);
                row.createCell(1).setCellValue(12);
            }
            workbook.write(out);
        }
        assertThat(textOf(sheets))
                .isEqualTo("Plums\n\njars of Plums\t12\fQuinces\n\njars of Quinces\t12");
        assertThat(read(sheets).type()).isEqualTo("xlsx");

        Path old = folder.resolve("s.xls");
        try (HSSFWorkbook workbook = new HSSFWorkbook();
                OutputStream out = Files.newOutputStream(old)) {
            workbook.createSheet("Plums").createRow(0).createCell(0).setCellValue("jars");
            workbook.write(out);
        }
        assertThat(textOf(old)).isEqualTo("Plums\n\njars");

        Path slides = folder.resolve("s.pptx");
        try (XMLSlideShow show = new XMLSlideShow();
                OutputStream out = Files.newOutputStream(slides)) {
            for (String text : List.of("Plums", "Quinces")) {
                XSLFSlide slide = show.createSlide();
                XSLFTextBox box = slide.createTextBox();
                box.setText(text);
            }
            show.write(out);
        }
        assertThat(textOf(slides)).isEqualTo("Plums\fQuinces");
    }

    @Test
    void readsWhatTheContentSaysNotTheName() throws IOException {
        SampleDocuments.write(folder);
        Path wrong = folder.resolve("agreement.txt");
        Files.move(folder.resolve(SampleDocuments.RENTAL_AGREEMENT), wrong);
        assertThat(read(wrong).type()).isEqualTo("pdf");
        assertThat(read(wrong).pages()).hasSizeGreaterThan(1);
        assertThat(textOf(write("words.pdf", "Only words, no PDF.")))
                .isEqualTo("Only words, no PDF.");
    }

    @Test
    void takesNothingElseForTextBecauseItIsCalledSo() throws IOException {
        SampleDocuments.write(folder);
        List<Path> samples;
        try (Stream<Path> files = Files.list(folder)) {
            samples =
                    files.filter(file -> !file.toString().matches(".*\\.(txt|md|csv|tsv|html?)"))
                            .toList();
        }
        assertThat(samples).hasSize(3);
        for (Path sample : samples) {
            Path called = Files.copy(sample, folder.resolve(sample.getFileName() + ".txt"));
            assertThat(READER.read(called, List.of()).type())
                    .as("the type of %s", sample.getFileName())
                    .isEqualTo(READER.read(sample, List.of()).type());
        }
        Path wide = folder.resolve("wide.txt");
        Files.write(wide, "Plums and quinces".getBytes(StandardCharsets.UTF_16));
        assertThat(textOf(wide)).isEqualTo("Plums and quinces");
    }

    @ParameterizedTest
    @ValueSource(strings = {"# ", "- ", "* ", "> ", ". ", ", "})
    void readsTextsThatBeginWithAMark(String mark) throws IOException {
        String text = mark + "plums and quinces.\n\nThen pears.";
        Extraction.Text called = (Extraction.Text) READER.read(write("a.txt", text), List.of());
        Extraction.Text detected = (Extraction.Text) READER.read(write("a", text), List.of());
        assertThat(called).isEqualTo(detected);
    }

    @Test
    void callsOfficeFilesWithAPasswordEncrypted() throws Exception {
        Path old = folder.resolve("s.xls");
        Biff8EncryptionKey.setCurrentUserPassword("secret");
        try (HSSFWorkbook workbook = new HSSFWorkbook();
                OutputStream out = Files.newOutputStream(old)) {
            workbook.createSheet("Plums").createRow(0).createCell(0).setCellValue("jars");
            workbook.write(out);
        } finally {
            Biff8EncryptionKey.setCurrentUserPassword(null);
        }
        assertProblem(old, "xls", Problem.ENCRYPTED);
        assertOpens(old, "jars");

        Path locked = folder.resolve("locked.docx");
        try (POIFSFileSystem files = new POIFSFileSystem();
                XWPFDocument document = new XWPFDocument();
                OutputStream result = Files.newOutputStream(locked)) {
            document.createParagraph().createRun().setText("secret words");
            var encryptor = new EncryptionInfo(EncryptionMode.agile).getEncryptor();
            encryptor.confirmPassword("secret");
            try (OutputStream out = encryptor.getDataStream(files)) {
                document.write(out);
            }
            files.writeFilesystem(result);
        }
        assertProblem(locked, "docx", Problem.ENCRYPTED);
        assertOpens(locked, "secret words");
    }

    @Test
    void opensAPdfWithTheFirstPasswordThatFits() throws IOException {
        SampleDocuments.write(folder);
        Path locked = folder.resolve("locked.pdf");
        try (PDDocument document =
                Loader.loadPDF(folder.resolve(SampleDocuments.RENTAL_AGREEMENT).toFile())) {
            document.protect(
                    new StandardProtectionPolicy("owner", "secret", new AccessPermission()));
            document.save(locked.toFile());
        }
        assertProblem(locked, "pdf", Problem.ENCRYPTED);
        assertOpens(locked, "three months");
    }

    private static void assertOpens(Path file, String words) {
        assertThat(READER.read(file, List.of("wrong", "")))
                .isInstanceOf(Extraction.Unreadable.class);
        assertThat(READER.read(file, List.of("wrong", "secret")))
                .isInstanceOfSatisfying(
                        Extraction.Text.class,
                        text -> assertThat(text.pages().toString()).contains(words));
    }

    @Test
    void saysWhatItDoesNotRead() throws IOException {
        assertProblem(
                write("p.webp", "RIFF\u001a\0\0\0WEBPVP8L\r\0\0\0/"), "webp", Problem.UNSUPPORTED);
        assertProblem(zip("a.zip", Map.of("plums.txt", "twelve jars")), "zip", Problem.UNSUPPORTED);
        byte[] noise = new byte[4096];
        long seed = 20250409;
        System.out.println("seed " + seed);
        new Random(seed).nextBytes(noise);
        assertProblem(write("n.bin", noise), "bin", Problem.UNSUPPORTED);
    }

    @Test
    void callsAnEncryptedArchiveEncrypted() throws IOException {
        Path file = zip("a.zip", Map.of("plums.txt", "twelve jars"));
        byte[] bytes = Files.readAllBytes(file);
        for (int index = 0; index + 4 < bytes.length; index++) {
            // The flag of each entry, in its own header and in the directory at the end.
            boolean local = bytes[index] == 'P' && bytes[index + 1] == 'K' && bytes[index + 2] == 3;
            boolean central =
                    bytes[index] == 'P' && bytes[index + 1] == 'K' && bytes[index + 2] == 1;
            if (local || central) {
                bytes[index + (local ? 6 : 8)] |= 1;
            }
        }
        assertProblem(write("b.zip", bytes), "zip", Problem.ENCRYPTED);
    }

    @Test
    void tellsEmptyFromDamaged() throws IOException {
        assertProblem(write("blank.txt", " \n\n\t"), "txt", Problem.EMPTY);
        assertProblem(write("blank.html", "<html><body></body></html>"), "html", Problem.EMPTY);
        assertProblem(
                write("picture.html", "<html><body><img src='a.png'></body></html>"),
                "html",
                Problem.IMAGE_ONLY);
        SampleDocuments.write(folder);
        byte[] document = Files.readAllBytes(folder.resolve(SampleDocuments.BLOOD_COUNT));
        assertProblem(write("half.docx", Arrays.copyOf(document, 400)), "docx", Problem.DAMAGED);
    }

    @Test
    void stopsAtTheLimits() throws IOException {
        DocumentReader small =
                new DocumentReader(
                        new Limits(
                                1 << 20,
                                1,
                                1000,
                                1 << 20,
                                1,
                                Duration.ofSeconds(1),
                                1,
                                Duration.ofSeconds(1),
                                1,
                                1));
        assertProblem(
                small.read(write("long.txt", "plum ".repeat(500)), List.of()),
                "txt",
                Problem.TOO_LARGE);
        assertProblem(
                small.read(write("long.html", "<p>plum</p>".repeat(500)), List.of()),
                "html",
                Problem.TOO_LARGE);
        assertProblem(small.read(zip("b.epub", book()), List.of()), "epub", Problem.TOO_LARGE);
        SampleDocuments.write(folder);
        assertProblem(
                small.read(folder.resolve(SampleDocuments.RENTAL_AGREEMENT), List.of()),
                "pdf",
                Problem.TOO_LARGE);
    }

    @Test
    void anAttachmentLiesOnlySoDeep() throws IOException {
        String inner = "From: a@garden.example\r\nSubject: inner\r\n\r\nThe innermost words.\r\n";
        for (int depth = 0; depth < 12; depth++) {
            inner =
                    "From: a@garden.example\r\nSubject: level\r\nMIME-Version: 1.0\r\n"
                            + "Content-Type: multipart/mixed; boundary=b"
                            + depth
                            + "\r\n\r\n--b"
                            + depth
                            + "\r\nContent-Type: message/rfc822\r\n\r\n"
                            + inner
                            + "\r\n--b"
                            + depth
                            + "--\r\n";
        }
        assertThat(textOf(write("deep.eml", inner)))
                .contains("Subject: level")
                .doesNotContain("innermost");
    }

    @Test
    void damageNeverEndsTheReader() throws IOException {
        SampleDocuments.write(folder);
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (String name :
                List.of(
                        SampleDocuments.RENTAL_AGREEMENT,
                        SampleDocuments.BLOOD_COUNT,
                        SampleDocuments.MINUTES)) {
            byte[] sound = Files.readAllBytes(folder.resolve(name));
            for (int round = 0; round < 25; round++) {
                byte[] damaged = sound.clone();
                for (int hit = 0; hit < 1 + random.nextInt(20); hit++) {
                    damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
                }
                assertThat(READER.read(write("x-" + name, damaged), List.of())).isNotNull();
            }
        }
    }

    @Test
    void whatAnAnswerSaysSurvivesTheWayBetweenProcesses() throws IOException {
        for (Extraction extraction :
                List.of(
                        new Extraction.Text(
                                "pdf",
                                "Jars",
                                "en",
                                List.of(
                                        new Page(
                                                1,
                                                "Plum – 梅 😀",
                                                List.of(new Page.Heading(0, 4, 1))),
                                        new Page(2, "", List.of()))),
                        new Extraction.Text("txt", null, null, List.of()),
                        new Extraction.Unreadable("doc", Problem.DAMAGED, "detail"))) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            Frames.write(new DataOutputStream(bytes), extraction);
            assertThat(
                            Frames.read(
                                    new DataInputStream(
                                            new ByteArrayInputStream(bytes.toByteArray())),
                                    Limits.STANDARD))
                    .isEqualTo(extraction);
        }
    }
}
