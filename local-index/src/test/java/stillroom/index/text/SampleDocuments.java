package stillroom.index.text;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSString;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts.FontName;
import org.apache.poi.xwpf.usermodel.XWPFDocument;
import org.apache.poi.xwpf.usermodel.XWPFParagraph;
import org.apache.poi.xwpf.usermodel.XWPFRun;
import org.apache.poi.xwpf.usermodel.XWPFStyle;
import org.apache.poi.xwpf.usermodel.XWPFTable;
import org.openxmlformats.schemas.wordprocessingml.x2006.main.CTStyle;
import org.openxmlformats.schemas.wordprocessingml.x2006.main.STStyleType;

/// Writes the documents that the empty window offers to try. All people and places are invented.
///
/// Run its main with a folder after a change, and commit what it wrote to the resources of `app`.
final class SampleDocuments {

    static final String RENTAL_AGREEMENT = "Rental agreement.pdf";
    static final String BLOOD_COUNT = "Blood count, explained.docx";
    static final String MINUTES = "Minutes of the garden club.eml";

    private SampleDocuments() {}

    public static void main(String[] arguments) throws IOException {
        write(Path.of(arguments[0]));
    }

    static void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        rentalAgreement(folder.resolve(RENTAL_AGREEMENT));
        bloodCount(folder.resolve(BLOOD_COUNT));
        Files.writeString(folder.resolve(MINUTES), MINUTES_TEXT.replace("\n", "\r\n"));
    }

    private static final String[] AGREEMENT = {
        "# Rental agreement",
        "This agreement is made on 14 February 2025 between Margaret Ellison, 3 Orchard Row,"
                + " Wexcombe (the landlord), and Daniel Okafor and Ruth Lindqvist (the tenants).",
        "## 1. The home",
        "The landlord lets to the tenants the flat on the second floor of 17 Tannery Lane, Wexcombe:"
                + " a hall, two bedrooms, a living room with a balcony, a kitchen, a bathroom, a cellar"
                + " compartment marked 2B, and the shared use of the laundry room and the courtyard. It"
                + " is let unfurnished, except for the fitted kitchen listed in the inventory that both"
                + " sides signed on the day the keys were handed over.",
        "## 2. Term",
        "The tenancy begins on 1 March 2025 and has no fixed end. It continues from month to month"
                + " until one of the parties gives notice as described in section 8.",
        "## 3. Rent",
        "The rent is 840 pounds a month, payable in advance by the third working day of each month"
                + " to the landlord's account. A share of 95 pounds a month is added for water, heating"
                + " of the stairwell, waste collection and the caretaker. The landlord accounts for"
                + " these costs once a year, by the end of June; what was paid too much is returned"
                + " within thirty days, and what is missing is paid within the same time.",
        "The rent may be raised once a year at most, for the first time on 1 March 2027, and by no"
                + " more than the rise of the consumer price index since the last change. A raise is"
                + " announced in writing three months before it takes effect.",
        "## 4. Deposit",
        "The tenants pay a deposit of 1,680 pounds, which is two months' rent, before the keys are"
                + " handed over. The landlord keeps it in a separate protected account and returns it"
                + " with interest within six weeks after the end of the tenancy, less the cost of"
                + " damage beyond ordinary wear, which has to be shown by invoices.",
        "## 5. Repairs",
        "The landlord keeps the building, the heating, the water pipes and the electrical wiring in"
                + " good order. The tenants report damage without delay. Small repairs up to 75 pounds"
                + " each, and 200 pounds in a year, are paid by the tenants. If the heating fails"
                + " between October and April, the landlord has it repaired within two working days;"
                + " after that the rent is reduced by a fifth for each further day without heating.",
        "## 6. Use of the home",
        "The flat may be used as a home and for quiet office work. Cats are welcome; a dog needs the"
                + " landlord's consent, which may be refused only for a good reason. The tenants may"
                + " paint the walls, put up shelves and plant the balcony boxes, and restore the white"
                + " walls when they leave. Subletting a room needs written consent.",
        "## 7. Visits of the landlord",
        "The landlord may enter the flat only with an appointment made at least 48 hours before, on a"
                + " weekday between nine and six, except when there is danger, such as a burst pipe.",
        "## 8. Notice",
        "The tenants may end the tenancy at any time by giving two months' notice in writing, to the"
                + " end of a calendar month. The landlord may end it with three months' notice, and"
                + " with six months' notice once the tenancy has lasted five years, and only for one of"
                + " these reasons: the landlord or a close relative wants to move in, the house is to"
                + " be sold empty, or the rent is more than two months behind.",
        "Notice by e-mail counts only if the other side confirms that it was received. Where rent is"
                + " more than two months behind, the landlord may end the tenancy with fourteen days'"
                + " notice, unless the tenants pay what they owe within that time.",
        "## 9. Moving out",
        "On the last day the tenants hand over the flat swept clean, with all keys (four for the house,"
                + " three for the flat, one for the cellar, one for the letter box). Both sides walk"
                + " through the rooms together, read the meters and sign a record of what they find.",
        "## 10. Final terms",
        "Changes to this agreement are valid only in writing. If a clause turns out to be void, the"
                + " others remain in force. Each side has received a signed copy.",
        "Wexcombe, 14 February 2025",
        "Margaret Ellison, landlord                    Daniel Okafor and Ruth Lindqvist, tenants",
    };

    private static void rentalAgreement(Path file) throws IOException {
        try (PDDocument document = new PDDocument()) {
            Calendar day = Calendar.getInstance(TimeZone.getTimeZone("UTC"), Locale.ROOT);
            day.clear();
            day.set(2025, Calendar.FEBRUARY, 14);
            document.getDocumentInformation().setTitle("Rental agreement, 17 Tannery Lane");
            document.getDocumentInformation().setAuthor("Margaret Ellison");
            document.getDocumentInformation().setCreationDate(day);
            new Typesetter(document).set(AGREEMENT);
            // The same bytes each time it is written.
            COSArray id = new COSArray();
            id.add(new COSString("stillroom rental"));
            id.add(new COSString("stillroom rental"));
            document.getDocument().getTrailer().setItem(COSName.ID, id);
            document.save(file.toFile());
        }
    }

    /// Sets paragraphs and headings on pages, as a word processor would.
    private static final class Typesetter {

        private static final float LEFT = 72;
        private static final float WIDTH = PDRectangle.A4.getWidth() - 2 * LEFT;
        private static final float TOP = PDRectangle.A4.getHeight() - 80;
        private static final float BOTTOM = 90;

        private final PDDocument document;
        private final PDFont plain = new PDType1Font(FontName.TIMES_ROMAN);
        private final PDFont bold = new PDType1Font(FontName.TIMES_BOLD);
        private float height;

        Typesetter(PDDocument document) {
            this.document = document;
        }

        void set(String[] paragraphs) throws IOException {
            PDPageContentStream content = page();
            for (String paragraph : paragraphs) {
                boolean title = paragraph.startsWith("# ");
                boolean heading = paragraph.startsWith("## ");
                PDFont font = title || heading ? bold : plain;
                float size = title ? 20 : heading ? 14 : 11.5f;
                List<String> lines = lines(paragraph.replaceFirst("^#+ ", ""), font, size);
                float needed = (lines.size() + (heading ? 3 : 0)) * size * 1.3f;
                if (height - needed < BOTTOM) {
                    content.close();
                    content = page();
                }
                for (String line : lines) {
                    content.beginText();
                    content.setFont(font, size);
                    content.newLineAtOffset(LEFT, height);
                    content.showText(line);
                    content.endText();
                    height -= size * 1.3f;
                }
                height -= heading ? 3 : 9;
            }
            content.close();
        }

        private PDPageContentStream page() throws IOException {
            PDPage page = new PDPage(PDRectangle.A4);
            document.addPage(page);
            height = TOP;
            return new PDPageContentStream(document, page);
        }

        private static List<String> lines(String text, PDFont font, float size) throws IOException {
            List<String> lines = new ArrayList<>();
            StringBuilder line = new StringBuilder();
            for (String word : List.of(text.split(" ", -1))) {
                String longer = line.isEmpty() ? word : line + " " + word;
                if (font.getStringWidth(longer) / 1000 * size > WIDTH) {
                    lines.add(line.toString());
                    longer = word;
                }
                line.setLength(0);
                line.append(longer);
            }
            lines.add(line.toString());
            return lines;
        }
    }

    private static void bloodCount(Path file) throws IOException {
        try (XWPFDocument document = new XWPFDocument();
                OutputStream out = Files.newOutputStream(file)) {
            document.getProperties().getCoreProperties().setTitle("Blood count, explained");
            document.getProperties().getCoreProperties().setCreator("Practice at the Mill Pond");
            style(document, 1, 32);
            style(document, 2, 26);
            paragraph(document, "Heading1", "Blood count, explained");
            paragraph(
                    document,
                    null,
                    "A blood count is the test we order most often. It takes one small tube of blood from"
                            + " a vein in your arm, and the result is usually here the next morning. This"
                            + " sheet explains what the numbers mean, so that you can read your own"
                            + " report. It does not replace a talk with us: a value outside the usual"
                            + " range is often harmless, and a value inside it does not rule out every"
                            + " illness.");
            paragraph(document, "Heading2", "What is counted");
            paragraph(
                    document,
                    null,
                    "Red cells carry oxygen from the lungs to the rest of the body. Their pigment,"
                            + " hemoglobin, is what makes blood red. White cells defend the body against"
                            + " infections. Platelets close small wounds and stop bleeding. The"
                            + " laboratory counts all three and measures how large the red cells are and"
                            + " how much hemoglobin they hold.");
            paragraph(document, "Heading2", "Usual values for adults");
            table(
                    document,
                    new String[][] {
                        {"What", "Women", "Men", "Unit"},
                        {"Hemoglobin", "12.0 to 16.0", "13.5 to 17.5", "g/dl"},
                        {"Red cells", "4.0 to 5.2", "4.5 to 5.9", "million per µl"},
                        {"White cells", "4.0 to 10.0", "4.0 to 10.0", "thousand per µl"},
                        {"Platelets", "150 to 400", "150 to 400", "thousand per µl"},
                        {"Size of red cells (MCV)", "80 to 96", "80 to 96", "fl"},
                    });
            paragraph(
                    document,
                    null,
                    "Laboratories differ a little. The range that counts is the one printed beside your"
                            + " own result.");
            paragraph(document, "Heading2", "When values are low");
            paragraph(
                    document,
                    null,
                    "Too little hemoglobin is called anemia. You may feel tired, look pale, or be short of"
                            + " breath on the stairs. The most common cause is a lack of iron: from heavy"
                            + " periods, from a diet without meat or pulses, or from slow bleeding in the"
                            + " stomach or bowel that nobody has noticed. Small red cells point to iron;"
                            + " large ones point to a lack of vitamin B12 or folic acid. Iron tablets help"
                            + " within weeks, but we always look for the cause as well.");
            paragraph(
                    document,
                    null,
                    "Few white cells are common after a virus infection and recover by themselves. Some"
                            + " medicines lower them too. If you have a fever and your white cells are"
                            + " very low, call us the same day. Few platelets may show as bruises without"
                            + " a knock, or as tiny red dots on the shins.");
            paragraph(document, "Heading2", "When values are high");
            paragraph(
                    document,
                    null,
                    "Many white cells usually mean that the body is fighting an infection. Smoking,"
                            + " cortisone and hard exercise raise them as well. Many red cells are often"
                            + " a sign that you drank too little before the test; smokers and people who"
                            + " live high in the mountains have more of them. Platelets rise after an"
                            + " operation, after bleeding, and with any inflammation.");
            paragraph(document, "Heading2", "Before your next test");
            paragraph(
                    document,
                    null,
                    "You may eat breakfast before a blood count, but drink enough water. Tell us which"
                            + " medicines you take, including herbs and vitamins. Do not run or lift"
                            + " weights on the same morning. If one value was slightly off, we repeat the"
                            + " test after four weeks before we do anything else.");
            paragraph(
                    document,
                    null,
                    "Dr. Helena Brandt and Dr. Tomas Arvelo, Practice at the Mill Pond. Telephone hour:"
                            + " weekdays from eight to nine.");
            document.write(out);
        }
    }

    private static void style(XWPFDocument document, int level, int halfPoints) {
        CTStyle style = CTStyle.Factory.newInstance();
        style.setStyleId("Heading" + level);
        style.setType(STStyleType.PARAGRAPH);
        style.addNewName().setVal("heading " + level);
        style.addNewQFormat();
        style.addNewPPr().addNewOutlineLvl().setVal(BigInteger.valueOf(level - 1L));
        style.addNewRPr().addNewB();
        style.getRPr().addNewSz().setVal(BigInteger.valueOf(halfPoints));
        document.createStyles().addStyle(new XWPFStyle(style));
    }

    private static void paragraph(
            XWPFDocument document, @org.jspecify.annotations.Nullable String style, String text) {
        XWPFParagraph paragraph = document.createParagraph();
        paragraph.setStyle(style);
        paragraph.setSpacingAfter(160);
        XWPFRun run = paragraph.createRun();
        run.setText(text);
    }

    private static void table(XWPFDocument document, String[][] rows) {
        XWPFTable table = document.createTable(rows.length, rows[0].length);
        for (int row = 0; row < rows.length; row++) {
            for (int column = 0; column < rows[row].length; column++) {
                table.getRow(row).getCell(column).setText(rows[row][column]);
            }
        }
    }

    private static final String MINUTES_TEXT =
            """
            From: Agnes Whitlow <agnes@willowend-garden.example>
            To: Members of the Willow End Garden Club <members@willowend-garden.example>
            Cc: Parish Office <office@willowend.example>
            Subject: Minutes of the garden club, 8 April
            Date: Wed, 09 Apr 2025 19:42:00 +0100
            Message-ID: <20250409.1942@willowend-garden.example>
            MIME-Version: 1.0
            Content-Type: text/plain; charset=UTF-8
            Content-Transfer-Encoding: 8bit

            Dear all,

            here are the minutes of our meeting on Tuesday, 8 April, in the parish hall. Nineteen
            members came; apologies were received from Bernard Hale and the Misra family.

            1. Minutes and accounts

            The minutes of the March meeting were approved without changes. Colin Radley reported that
            the club has 1,214.60 pounds in the bank. The seed order cost 186 pounds, eleven pounds less
            than planned. Membership fees of six members are still open; Colin will ring them.

            2. Plant sale

            The plant sale will be held on Saturday, 17 May, from ten to two on the green. If it rains
            we move into the hall, which Priya Misra has booked. Tomatoes, courgettes and sweet peas are
            to be brought in pots, with labels, on Friday evening after six. Prices stay as they were
            last year. Joan Petherick organises the cake table and asks for at least a dozen cakes.

            3. The well

            The pump of the old well has been leaking since February. Two offers came in: Harker and
            Sons would replace the seal for 240 pounds, and the blacksmith in Stoke would rebuild the
            whole pump for 690 pounds. After a long discussion the meeting decided, by fourteen votes to
            five, to have the seal replaced now and to put money aside for a new pump in two years.

            4. Slugs

            Walter Quill showed his beer traps and admitted that they mostly catch Walter. The club will
            try nematodes on the three beds nearest to the hedge, where the damage was worst last summer,
            and compare in July. No pellets are to be used anywhere in the garden.

            5. Visit to Halden House

            The coach leaves from the church at half past eight on Sunday, 15 June. The head gardener
            will show us the walled garden and the glasshouses. The cost is 22 pounds with lunch; please
            tell me by 20 May if you want to come, because we have only thirty seats.

            6. Any other business

            Someone has left the tool shed unlocked three times. The key hangs in the porch and nowhere
            else. Elsie Brand is looking for a home for two rhubarb crowns.

            Next meeting: Tuesday, 13 May, half past seven, parish hall. Walter brings the biscuits.

            With kind regards
            Agnes Whitlow, secretary
            """;
}
