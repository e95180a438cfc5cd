package stillroom.app;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;

/// A desk full of documents that were written for tests and pictures: real files of several
/// formats, two of which cannot be read.
final class Papers {

    private static final float MARGIN = 72;
    private static final float WIDTH = PDRectangle.A4.getWidth() - 2 * MARGIN;

    private Papers() {}

    /// Writes every document into folders below `desk`, and returns the folders.
    static List<Path> write(Path desk) throws IOException {
        var cases = Files.createDirectories(desk.resolve("Cases"));
        var clinic = Files.createDirectories(desk.resolve("Clinic letters"));
        var receipts = Files.createDirectories(desk.resolve("Receipts"));
        pdf(cases.resolve("Supply contract Northgate.pdf"), CONTRACT);
        pdf(cases.resolve("Lease, 14 Mill Lane.pdf"), LEASE);
        docx(cases.resolve("Witness statement R. Alvarez.docx"), WITNESS);
        mail(
                cases.resolve("Re Settlement, second draft.eml"),
                "Re: Settlement, second draft",
                SETTLEMENT);
        encrypted(cases.resolve("Annex B, sealed.pdf"), "secret");
        docx(clinic.resolve("Discharge letter, ward 3.docx"), DISCHARGE);
        text(clinic.resolve("Field notes, site visit.md"), NOTES);
        html(clinic.resolve("How to read a blood count.html"), BLOOD);
        picture(clinic.resolve("Scan 0007.pdf"));
        pdf(receipts.resolve("Invoice 2024-0193 Hartwell.pdf"), INVOICE);
        pdf(receipts.resolve("Invoice 2024-0207 Hartwell.pdf"), INVOICE_TWO);
        text(receipts.resolve("Bank statement, third quarter.csv"), STATEMENT);
        docx(receipts.resolve("Board minutes, September.docx"), MINUTES);
        return List.of(cases, clinic, receipts);
    }

    // Pages are separated by a form feed, paragraphs by an empty line; "# " begins a heading.

    private static final String CONTRACT =
            """
            # Supply Agreement

            Northgate Supply Ltd. and Jones & Partners agree on the delivery of office and \
            laboratory equipment for three years from 1 March 2024. This agreement replaces all \
            earlier arrangements between the parties on the same subject.

            # 1 Scope

            The Supplier delivers the goods listed in Annex A to the places of use named by the \
            Customer. Orders are placed in writing and are binding once the Supplier has confirmed \
            them. The Supplier keeps spare parts available for at least ten years after the last \
            delivery.

            # 2 Orders and cancellation

            The Customer may cancel an order without cost until the goods have been handed to the \
            carrier. After that the Customer bears the cost of carriage in both directions.
            \f\
            # 3 Price and payment

            The price of each delivery follows from the price list in Annex A. It includes packing, \
            carriage to the place of use and insurance in transit. It does not include value added \
            tax, which is added at the rate in force on the day of delivery.

            The price shall be paid within 30 days of the date of the invoice. Should payment be \
            late, interest is due at four percentage points above the base rate of the central \
            bank from the day after the term has passed, without further notice.

            The Supplier shall send each invoice to the address in Annex C, quoting the number of \
            the order. An invoice that lacks this number does not start the term of payment.

            The Customer may set off only against claims that are undisputed or have been \
            established by a court. A right of retention exists only in so far as it rests on the \
            same delivery.

            # 4 Delivery and passing of risk

            Delivery dates are binding once the Supplier has confirmed them in writing. Part \
            deliveries are allowed where they can reasonably be expected of the Customer.
            \f\
            # 5 Liability

            Liability is limited to the yearly price, except for intent and gross negligence. \
            Neither party is liable for lost profit. Claims expire two years after the damage \
            became known.

            # 6 Term and notice

            The agreement runs for three years and is then extended by one year at a time. Either \
            party may end the agreement with three months' notice to the end of a year. The right \
            to end it for good cause remains.

            # 7 Closing provisions

            Changes to this agreement must be made in writing. The courts at the seat of the \
            Supplier have jurisdiction.
            """;

    private static final String LEASE =
            """
            # Lease of 14 Mill Lane

            The landlord lets the ground floor of 14 Mill Lane, with the cellar and one parking \
            space, to the tenant as an office. The lease begins on 1 June and runs for five years.

            # Rent

            Rent is due in advance, at the latest on the third working day of each month. The rent \
            follows the consumer price index once it has risen by five percent since the last \
            change.

            # Repairs

            Small repairs up to 150 euros each are paid by the tenant. The landlord keeps the roof, \
            the walls and the heating in good order.
            \f\
            # Deposit and notice

            The tenant pays a deposit of three monthly rents, which is returned within six months \
            after the end of the lease. Notice must be given in writing, six months before the \
            term ends. Without notice the lease is extended by two years.
            """;

    private static final String WITNESS =
            """
            # Statement of Rosa Alvarez

            I have been in charge of the warehouse of Jones & Partners since 2019. On 4 May I \
            received a delivery of eleven crates, of which two were visibly damaged. I noted the \
            damage on the delivery slip and told the driver that the crates could not be accepted.

            The invoice for this delivery arrived three days later and named all eleven crates. I \
            passed it to the accounts department with a note that two crates were missing. To my \
            knowledge the invoice has not been paid.

            I have read this statement and it is true to the best of my memory.
            """;

    private static final String SETTLEMENT =
            """
            Dear colleague,

            thank you for the second draft. We agreed on the telephone that both invoices would be \
            paid by the end of March, without interest, and that each side bears its own costs.

            My client asks that clause four be taken out, since it would repeat what the supply \
            agreement says already. Could you send the clean version by Thursday?

            Kind regards
            Hannah Brandt
            """;

    private static final String DISCHARGE =
            """
            # Discharge letter

            The patient was admitted with shortness of breath and swelling of both legs. An \
            ultrasound of the heart showed a reduced pump function of 38 percent. Under treatment \
            with a diuretic the weight fell by six kilograms within eight days.

            # Medication

            Torasemide 10 mg in the morning, ramipril 5 mg in the evening, bisoprolol 2.5 mg in the \
            morning. We ask for a control of potassium and kidney function within one week.

            # Advice

            Daily weighing is recommended. If the weight rises by more than two kilograms in three \
            days, the patient should see a doctor at once.
            """;

    private static final String NOTES =
            """
            # Site visit, 12 September

            Two of the four cold rooms keep their temperature. The third was at nine degrees, with \
            the door seal torn; the log shows that this has been known since July.

            Vaccines had been moved to the second room before we came. Nobody could say how long \
            they had been above eight degrees. The chief nurse has ordered a new seal.

            ## To do

            Ask for the temperature logs of July and August. Come back within four weeks.
            """;

    private static final String BLOOD =
            """
            # How to read a blood count

            A blood count tells how many red cells, white cells and platelets there are in a \
            microlitre of blood. It is the most frequent test of the laboratory.

            Haemoglobin carries oxygen. A low value is called anaemia; the commonest cause is a \
            lack of iron. A high number of white cells often points to an infection, but may also \
            follow from stress, smoking or cortisone.

            Platelets stop bleeding. Below fifty thousand per microlitre an operation should be \
            postponed if it can be.
            """;

    private static final String INVOICE =
            """
            # Invoice 2024-0193

            Hartwell Ltd., 4 Harbour Street. For the delivery of two centrifuges on 12 February \
            2024 we charge 8,460.00 euros, plus value added tax of 1,607.40 euros.

            Terms: net 30 days. This invoice is to be paid to the account below, quoting its \
            number. Goods remain our property until they are paid in full.
            """;

    private static final String INVOICE_TWO =
            """
            # Invoice 2024-0207

            Hartwell Ltd., 4 Harbour Street. For maintenance of two centrifuges in the first \
            quarter we charge 640.00 euros, plus value added tax of 121.60 euros.

            Terms: net 14 days. Please transfer the amount to the account below.
            """;

    private static final String STATEMENT =
            """
            date,text,amount
            2024-07-02,Rent 14 Mill Lane,-2150.00
            2024-07-15,Hartwell Ltd. invoice 2024-0193,-10067.40
            2024-08-01,Fee matter Jones,4800.00
            2024-08-02,Rent 14 Mill Lane,-2150.00
            2024-09-02,Rent 14 Mill Lane,-2150.00
            """;

    private static final String MINUTES =
            """
            # Minutes of the board, 9 September

            The board approved the accounts of the second quarter. Two invoices of Hartwell Ltd. \
            are disputed, since the centrifuges arrived late. The managing director will speak with \
            the supplier before the next meeting.

            The lease of the office ends next year. It was decided to look for larger rooms, and to \
            give notice in time.

            Open items are to be paid within the month. Next meeting: 14 October.
            """;

    private static void text(Path file, String content) throws IOException {
        Files.writeString(file, content);
    }

    private static void html(Path file, String content) throws IOException {
        var body = new StringBuilder("<html><head><title>Blood</title></head><body>");
        for (var paragraph : content.strip().split("\n\n", -1)) {
            body.append(
                    paragraph.startsWith("# ")
                            ? "<h1>" + paragraph.substring(2) + "</h1>"
                            : "<p>" + paragraph + "</p>");
        }
        Files.writeString(file, body.append("</body></html>"));
    }

    private static void mail(Path file, String subject, String content) throws IOException {
        Files.writeString(
                file,
                "From: Hannah Brandt <brandt@example.org>\r\nTo: R. Jones <jones@example.org>\r\n"
                        + "Subject: "
                        + subject
                        + "\r\nDate: Mon, 4 Mar 2024 09:12:00 +0000\r\n"
                        + "Content-Type: text/plain; charset=utf-8\r\n\r\n"
                        + content.replace("\n", "\r\n"));
    }

    private static void docx(Path file, String content) throws IOException {
        var body = new StringBuilder();
        for (var paragraph : content.strip().split("\n\n", -1)) {
            boolean heading = paragraph.startsWith("# ");
            body.append("<w:p>")
                    .append(heading ? "<w:pPr><w:pStyle w:val=\"Heading1\"/></w:pPr>" : "")
                    .append("<w:r><w:t>")
                    .append((heading ? paragraph.substring(2) : paragraph).replace("&", "&amp;"))
                    .append("</w:t></w:r></w:p>");
        }
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            part(
                    zip,
                    "[Content_Types].xml",
                    "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
                            + "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
                            + "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
                            + "<Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/>"
                            + "<Override PartName=\"/word/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml\"/>"
                            + "</Types>");
            part(
                    zip,
                    "_rels/.rels",
                    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
                            + "<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/>"
                            + "</Relationships>");
            part(
                    zip,
                    "word/_rels/document.xml.rels",
                    "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
                            + "<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" Target=\"styles.xml\"/>"
                            + "</Relationships>");
            part(
                    zip,
                    "word/styles.xml",
                    "<w:styles xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">"
                            + "<w:style w:type=\"paragraph\" w:styleId=\"Heading1\"><w:name w:val=\"heading 1\"/></w:style>"
                            + "</w:styles>");
            part(
                    zip,
                    "word/document.xml",
                    "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>"
                            + body
                            + "</w:body></w:document>");
        }
    }

    private static void part(ZipOutputStream zip, String name, String content) throws IOException {
        // a fixed time, so that equal documents are equal files
        zip.putNextEntry(new ZipEntry(name).setLastModifiedTime(FileTime.from(Instant.EPOCH)));
        zip.write(
                ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + content)
                        .getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }

    private static void pdf(Path file, String content) throws IOException {
        try (var document = document(content)) {
            document.save(file.toFile());
        }
    }

    static void encrypted(Path file, String password) throws IOException {
        try (var document = document("# Annex B\n\nSealed by order of the court.")) {
            document.protect(
                    new StandardProtectionPolicy("owner", password, new AccessPermission()));
            document.save(file.toFile());
        }
    }

    /// A page with a drawing and no text, as a scanner makes it.
    private static void picture(Path file) throws IOException {
        try (var document = new PDDocument()) {
            var page = new PDPage(PDRectangle.A4);
            document.addPage(page);
            var pixels = new byte[200 * 280 * 3];
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = (byte) ((i / 600) % 12 < 3 ? 0x60 : 0xf4);
            }
            var image =
                    new org.apache.pdfbox.pdmodel.graphics.image.PDImageXObject(
                            document,
                            new ByteArrayInputStream(pixels),
                            null,
                            200,
                            280,
                            8,
                            org.apache.pdfbox.pdmodel.graphics.color.PDDeviceRGB.INSTANCE);
            try (var stream = new PDPageContentStream(document, page)) {
                stream.drawImage(
                        image, 0, 0, PDRectangle.A4.getWidth(), PDRectangle.A4.getHeight());
            }
            document.save(file.toFile());
        }
    }

    private static PDDocument document(String content) throws IOException {
        var plain = new PDType1Font(Standard14Fonts.FontName.TIMES_ROMAN);
        var bold = new PDType1Font(Standard14Fonts.FontName.TIMES_BOLD);
        var document = new PDDocument();
        for (var text : content.split("\f", -1)) {
            var page = new PDPage(PDRectangle.A4);
            document.addPage(page);
            try (var stream = new PDPageContentStream(document, page)) {
                float y = PDRectangle.A4.getHeight() - MARGIN;
                for (var paragraph : text.strip().split("\n\n", -1)) {
                    boolean heading = paragraph.startsWith("# ");
                    var font = heading ? bold : plain;
                    float size = heading ? 15 : 11.5f;
                    for (var line :
                            lines(heading ? paragraph.substring(2) : paragraph, font, size)) {
                        stream.beginText();
                        stream.setFont(font, size);
                        stream.newLineAtOffset(MARGIN, y);
                        stream.showText(line);
                        stream.endText();
                        y -= size * 1.35f;
                    }
                    y -= 9;
                }
            }
        }
        return document;
    }

    private static List<String> lines(String paragraph, PDFont font, float size)
            throws IOException {
        var lines = new ArrayList<String>();
        var line = new StringBuilder();
        for (var word : paragraph.replace('\n', ' ').split(" ", -1)) {
            var longer = line.isEmpty() ? word : line + " " + word;
            if (font.getStringWidth(longer) / 1000 * size > WIDTH) {
                lines.add(line.toString());
                line.setLength(0);
                line.append(word);
            } else {
                line.setLength(0);
                line.append(longer);
            }
        }
        lines.add(line.toString());
        return lines;
    }
}
