package stillroom.app;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;

/// Writes a long report as a PDF, to measure with: chapters, sections, a head line and a number on
/// every page, and text of made-up findings. A main program, no test.
///
/// Arguments: file, pages, and a seed if it shall not be 1.
final class LongReport {

    private static final float MARGIN = 72;
    private static final float WIDTH = PDRectangle.A4.getWidth() - 2 * MARGIN;
    private static final int LINES = 44;

    private static final String[][] TOPICS = {
        {"Water supply", "reservoir", "pipeline", "treatment plant", "leakage", "drinking water"},
        {"Public transport", "tram line", "bus fleet", "timetable", "ticket price", "depot"},
        {"Schools", "classroom", "curriculum", "teacher", "school meal", "enrollment"},
        {"Hospitals", "ward", "emergency room", "waiting time", "nurse", "operating theater"},
        {"Housing", "rental contract", "vacant lot", "insulation", "tenant", "building permit"},
        {"Energy", "district heating", "solar roof", "grid connection", "boiler", "heat pump"},
        {"Waste", "landfill", "recycling yard", "collection route", "compost", "packaging"},
        {"Parks", "playground", "tree inventory", "meadow", "irrigation", "park ranger"},
        {"Finance", "municipal bond", "property tax", "budget deficit", "audit", "reserve fund"},
        {"Digital services", "online form", "data center", "server outage", "login", "helpdesk"},
        {"Fire protection", "fire engine", "hydrant", "smoke alarm", "volunteer", "rescue drill"},
        {"Culture", "library branch", "museum visitor", "theater season", "archive", "festival"},
    };
    private static final String[] KINDS = {
        "Present state", "Costs", "Risks", "Measures", "Outlook",
    };
    private static final String[] SENTENCES = {
        "The %s was examined at %d places between March and October.",
        "In %d of the cases that were looked at, the %s did not meet the standard of the region.",
        "The department recommends that every %s be replaced within %d years.",
        "Because the %s and the %s depend on each other, neither can be planned alone.",
        "A survey of %d residents shows that the %s matters more to them than the %s.",
        "Spending on the %s rose by %d percent, mainly because wages and materials cost more.",
        "The council decided to postpone the %s until the %s has been paid for.",
        "However, the %s remains the largest single risk of this chapter.",
        "It would also relieve the %s, which is used by %d people on a working day.",
        "According to the auditors, the %s lacks a complete record of repairs.",
        "If nothing is done, the %s will have to be closed in about %d years.",
        "This is why the working group met %d times to discuss the %s with the operators.",
        "Other towns of this size have solved the problem by sharing a %s with their neighbors.",
        "The first results with a new %s are promising: faults fell by %d percent.",
        "No decision has been taken yet on the %s near the old harbor.",
    };

    private final Random random;
    private final PDFont plain = new PDType1Font(Standard14Fonts.FontName.TIMES_ROMAN);
    private final PDFont bold = new PDType1Font(Standard14Fonts.FontName.HELVETICA_BOLD);

    private LongReport(long seed) {
        this.random = new Random(seed);
    }

    public static void main(String[] arguments) throws IOException {
        long seed = arguments.length > 2 ? Long.parseLong(arguments[2]) : 1;
        new LongReport(seed).write(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
    }

    private void write(Path file, int pages) throws IOException {
        try (PDDocument document = new PDDocument()) {
            for (int page = 0; page < pages; page++) {
                int chapter = page * TOPICS.length / pages;
                int first = (chapter * pages + TOPICS.length - 1) / TOPICS.length;
                int length = Math.max(1, pages / TOPICS.length);
                int section = Math.min(KINDS.length - 1, (page - first) * KINDS.length / length);
                int before = Math.min(KINDS.length - 1, (page - 1 - first) * KINDS.length / length);
                List<String> headings = new ArrayList<>();
                if (page == first) {
                    headings.add((chapter + 1) + " " + TOPICS[chapter][0]);
                }
                if (page == first || section != before) {
                    headings.add("%d.%d %s".formatted(chapter + 1, section + 1, KINDS[section]));
                }
                addPage(document, page, headings, TOPICS[chapter]);
            }
            document.save(file.toFile());
        }
    }

    private void addPage(PDDocument document, int number, List<String> headings, String[] topic)
            throws IOException {
        PDPage page = new PDPage(PDRectangle.A4);
        document.addPage(page);
        try (var content = new PDPageContentStream(document, page)) {
            float y = PDRectangle.A4.getHeight() - 40;
            line(content, plain, 9, y, "Report on the services of the town of Harrow Bay");
            y -= 32;
            int lines = 0;
            for (String heading : headings) {
                line(content, bold, heading.indexOf('.') < 0 ? 18 : 14, y, heading);
                y -= 30;
                lines += 2;
            }
            while (lines < LINES - 6) {
                StringBuilder paragraph = new StringBuilder();
                int sentences = 3 + random.nextInt(4);
                for (int i = 0; i < sentences; i++) {
                    paragraph.append(sentence(topic)).append(' ');
                }
                for (String each : wrapped(paragraph.toString().strip())) {
                    line(content, plain, 11, y, each);
                    y -= 14;
                    lines++;
                }
                y -= 8;
                lines++;
            }
            line(content, plain, 9, 40, "Page " + (number + 1));
        }
    }

    private String sentence(String[] topic) {
        String sentence = SENTENCES[random.nextInt(SENTENCES.length)];
        int other = -1;
        while (sentence.contains("%s")) {
            int noun = 1 + random.nextInt(topic.length - 1);
            if (noun != other) {
                sentence = sentence.replaceFirst("%s", topic[noun]);
                other = noun;
            }
        }
        return sentence.replace("%d", String.valueOf(2 + random.nextInt(60)));
    }

    private List<String> wrapped(String text) throws IOException {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (plain.getStringWidth(line + " " + word) / 1000 * 11 > WIDTH) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    private static void line(
            PDPageContentStream content, PDFont font, float size, float y, String text)
            throws IOException {
        content.beginText();
        content.setFont(font, size);
        content.newLineAtOffset(MARGIN, y);
        content.showText(text);
        content.endText();
    }
}
