package stillroom.index.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.pdfbox.text.TextPosition;
import org.jspecify.annotations.Nullable;

/// The lines of one page of a PDF, and how paragraphs and headings are rebuilt from them: a PDF
/// knows neither, only where characters stand.
final class PdfLines {

    /// A line with its place on the page, in points from the upper left corner as it is read.
    private record Line(String text, float left, float right, float baseline, float size) {

        boolean endsSentence() {
            char last = text.charAt(text.length() - 1);
            return ".!?:;\"”’)".indexOf(last) >= 0;
        }

        boolean isItem() {
            return ITEM.matcher(text).matches();
        }

        boolean hasSizeOf(Line other) {
            return Math.abs(size - other.size) <= 0.1f * Math.max(size, other.size);
        }
    }

    private static final Pattern ITEM =
            Pattern.compile("([•●▪■◦‣∙·–—*-]|\\(?(\\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)])\\s.*");
    private static final Pattern COMPOUND = Pattern.compile("(?<!\\p{L})\\p{L}++[-\u2010]\\p{L}++");

    /// A heading is set in letters this much larger than those of the text.
    private static final float LARGER = 1.15f;

    private static final int LONGEST_HEADING = 200;

    private final List<Line> lines = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    void add(String text, List<TextPosition> characters) {
        String stripped = text.strip();
        if (stripped.isEmpty()) {
            return;
        }
        float left = Float.MAX_VALUE;
        float right = -Float.MAX_VALUE;
        float size = 0;
        for (TextPosition character : characters) {
            left = Math.min(left, character.getXDirAdj());
            right = Math.max(right, character.getXDirAdj() + character.getWidthDirAdj());
            size += Math.abs(character.getFontSizeInPt());
        }
        lines.add(
                new Line(
                        stripped,
                        left,
                        right,
                        characters.getLast().getYDirAdj(),
                        size / characters.size()));
    }

    /// Adds what stands on the page without being part of its lines.
    void add(@Nullable String note) {
        if (note != null && !note.isBlank()) {
            notes.add(note);
        }
    }

    /// Writes the pages of a document, each as a page.
    static void write(List<PdfLines> pages, PageBuilder builder) {
        float body = sizeOfText(pages);
        Map<Float, Integer> levels = levels(pages, body);
        Set<String> compounds = compounds(pages);
        for (PdfLines page : pages) {
            builder.page();
            for (List<Line> paragraph : page.paragraphs()) {
                String text = join(paragraph, compounds);
                Integer level = levels.get(rounded(paragraph.getFirst().size));
                if (level != null
                        && text.length() <= LONGEST_HEADING
                        && text.codePoints().filter(Character::isLetter).count() > 1) {
                    builder.heading(level);
                }
                builder.text(text);
                builder.paragraph();
            }
            for (String note : page.notes) {
                builder.text(note);
                builder.paragraph();
            }
        }
    }

    private static float rounded(float size) {
        return Math.round(size * 2) / 2f;
    }

    /// The size in which most characters are set.
    private static float sizeOfText(List<PdfLines> pages) {
        Map<Float, Integer> characters = new HashMap<>();
        for (PdfLines page : pages) {
            for (Line line : page.lines) {
                characters.merge(rounded(line.size), line.text.length(), Integer::sum);
            }
        }
        return characters.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(0f);
    }

    /// The level of each size that is larger than that of the text; the largest is 1.
    private static Map<Float, Integer> levels(List<PdfLines> pages, float body) {
        TreeSet<Float> larger = new TreeSet<>();
        for (PdfLines page : pages) {
            for (Line line : page.lines) {
                if (rounded(line.size) > body * LARGER) {
                    larger.add(rounded(line.size));
                }
            }
        }
        Map<Float, Integer> levels = new HashMap<>();
        for (Float size : larger.descendingSet()) {
            levels.put(size, Math.min(6, levels.size() + 1));
        }
        return levels;
    }

    /// Words that the document writes with a hyphen within a line.
    private static Set<String> compounds(List<PdfLines> pages) {
        Set<String> compounds = new HashSet<>();
        for (PdfLines page : pages) {
            for (Line line : page.lines) {
                Matcher matcher = COMPOUND.matcher(line.text);
                while (matcher.find()) {
                    compounds.add(matcher.group().replace('\u2010', '-'));
                }
            }
        }
        return compounds;
    }

    private List<List<Line>> paragraphs() {
        float pitch = pitch();
        List<List<Line>> paragraphs = new ArrayList<>();
        for (int index = 0; index < lines.size(); index++) {
            if (index == 0 || begins(index, paragraphs.getLast().size(), pitch)) {
                paragraphs.add(new ArrayList<>());
            }
            paragraphs.getLast().add(lines.get(index));
        }
        return paragraphs;
    }

    /// The usual distance of lines, in multiples of the size of their letters.
    private float pitch() {
        List<Float> distances = new ArrayList<>();
        for (int index = 1; index < lines.size(); index++) {
            Line above = lines.get(index - 1);
            Line line = lines.get(index);
            float distance = (line.baseline - above.baseline) / Math.max(1, line.size);
            if (distance > 0.5f && distance < 3 && line.hasSizeOf(above)) {
                distances.add(distance);
            }
        }
        distances.sort(null);
        // Lines within paragraphs stand closer than paragraphs do, and are the most.
        return distances.isEmpty() ? 1.2f : distances.get(distances.size() / 3);
    }

    /// Says whether a line begins a paragraph, after `before` lines of the present one.
    private boolean begins(int index, int before, float pitch) {
        Line line = lines.get(index);
        Line above = lines.get(index - 1);
        if (!line.hasSizeOf(above) || line.isItem()) {
            return true;
        }
        float em = Math.max(1, line.size);
        float distance = line.baseline - above.baseline;
        if (distance < -0.5f * em) {
            // The next column, or a box elsewhere: goes on only in the middle of a sentence.
            return above.endsSentence() || !Character.isLowerCase(line.text.codePointAt(0));
        }
        if (distance > em * (pitch + 0.35f)) {
            return true;
        }
        if (distance < 0.3f * em) {
            return false;
        }
        boolean aboveIsFirst = before == 1;
        boolean indented = line.left > above.left + 0.8f * em;
        if (indented && !(aboveIsFirst && above.isItem())) {
            return true;
        }
        boolean outdented = line.left < above.left - 0.8f * em;
        if (outdented && !aboveIsFirst) {
            return true;
        }
        float width = rightEdge(index - 1) - above.left;
        return above.right < above.left + 0.8f * width && above.endsSentence();
    }

    /// How far the lines beside, above and below this one reach.
    private float rightEdge(int index) {
        Line line = lines.get(index);
        float edge = line.right;
        for (int other = Math.max(0, index - 6);
                other < Math.min(lines.size(), index + 7);
                other++) {
            Line candidate = lines.get(other);
            if (Math.abs(candidate.left - line.left) < 3 * line.size) {
                edge = Math.max(edge, candidate.right);
            }
        }
        return edge;
    }

    private static String join(List<Line> paragraph, Set<String> compounds) {
        StringBuilder text = new StringBuilder(paragraph.getFirst().text);
        for (int index = 1; index < paragraph.size(); index++) {
            String next = paragraph.get(index).text;
            String half = brokenWord(text);
            if (half.isEmpty() || !Character.isLowerCase(next.codePointAt(0))) {
                text.append(' ');
            } else if (!compounds.contains(half + "-" + firstWord(next))) {
                text.setLength(text.length() - 1);
            }
            text.append(next);
        }
        return text.toString();
    }

    /// Returns the letters before a hyphen at the end of `text`; none if there is no such hyphen.
    private static String brokenWord(StringBuilder text) {
        int end = text.length() - 1;
        if ("-\u2010\u00AD".indexOf(text.charAt(end)) < 0) {
            return "";
        }
        int start = end;
        while (start > 0 && Character.isLetter(text.charAt(start - 1))) {
            start--;
        }
        return text.substring(start, end);
    }

    private static String firstWord(String text) {
        int end = 0;
        while (end < text.length() && Character.isLetter(text.charAt(end))) {
            end++;
        }
        return text.substring(0, end);
    }
}
