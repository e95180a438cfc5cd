package stillroom.ai.summary;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Finds the running text of pages: puts lines together to [Block]s and leaves out what is not
/// running text (headers and footers, page numbers, contents, references, heads and quotations of
/// e-mails, tables).
final class Layout {

    /// Lines at the top and at the bottom of a page among which headers and footers are looked for.
    private static final int EDGE = 3;

    /// On so many pages a line at the edge is no accident.
    private static final int REPEATED = 3;

    private static final int LONGEST_FURNITURE = 120;

    /// A longer line is a paragraph; nobody breaks lines there.
    private static final int LONGEST_WRAPPED = 200;

    private static final int SHORTEST_WRAPPED = 40;

    private static final Pattern DIGITS = Pattern.compile("\\d+");
    private static final Pattern PAGE_NUMBER =
            Pattern.compile(
                    "[\\W_]*(?:page|p\\.|seite|página|pagina)?\\s*(?:\\d{1,4}|[ivxlc]{1,6})"
                            + "(?:\\s*(?:of|/|von|de|di)\\s*\\d+)?[\\W_]*",
                    Pattern.CASE_INSENSITIVE);
    private static final Pattern ITEM =
            Pattern.compile(
                    "(?:[-\u2013\u2022*\u00b7\u25aa\u25e6\u2023\u25cf]"
                            + "|\\(?\\d{1,3}(?:\\.\\d{1,3})*[.)]|\\(?[a-z]\\)|\\([ivx]+\\))\\s+.*");

    /// A turn in a transcript, an entry in a form: "Chair: …".
    private static final Pattern NAMED = Pattern.compile("\\p{Lu}[\\p{L}\\p{N} .'-]{0,30}:\\s.*");

    private static final Pattern MAIL_HEAD =
            Pattern.compile(
                    "(?:From|To|Cc|Bcc|Sent|Date|Subject|Reply-To|Message-ID|Received|MIME-Version"
                            + "|Content-[A-Za-z-]+|X-[A-Za-z-]+|Return-Path|Von|An|Gesendet|Betreff)"
                            + "\\s*:.*",
                    Pattern.CASE_INSENSITIVE);
    private static final Pattern MAIL_QUOTATION =
            Pattern.compile("(?:>.*|On\\b.{5,120}\\bwrote:|-{2,}\\s*Original Message.*)");
    private static final Pattern CONTENTS_LINE = Pattern.compile(".*(?:\\.\\s?){4,}\\s*[\\divxl]*");
    private static final Pattern MARKDOWN_HEADING = Pattern.compile("#{1,6}\\s.*");
    private static final Pattern TABLE_ROW =
            Pattern.compile(
                    ".*(?:\\|.*\\|.*|\\S\\t+\\S.*\\t+\\S.*|\\S\\s{3,}\\S.*\\S\\s{3,}\\S.*)");
    private static final Pattern REFERENCES =
            Pattern.compile(
                    "(?:\\d+\\.?\\s*)?(?:references|bibliography|works cited|literature cited"
                            + "|literatur|literaturverzeichnis|bibliographie|bibliografía)\\s*:?",
                    Pattern.CASE_INSENSITIVE);
    private static final Pattern AFTER_REFERENCES =
            Pattern.compile(
                    "(?:[A-Z]\\.?\\s+)?(?:appendix|annex|supplement|anhang|attachment)\\b.*",
                    Pattern.CASE_INSENSITIVE);

    private Layout() {}

    /// Returns the blocks of running text in order.
    static List<Block> blocks(List<String> pages) {
        List<List<Line>> lines = new ArrayList<>();
        for (String page : pages) {
            lines.add(lines(page));
        }
        Set<String> furniture = furniture(lines);
        List<Block> blocks = new ArrayList<>();
        boolean inReferences = false;
        for (int page = 0; page < pages.size(); page++) {
            int width = typicalWidth(lines.get(page));
            boolean capitals = pages.get(page).chars().anyMatch(Character::isUpperCase);
            Line first = null;
            Line last = null;
            for (Line line : lines.get(page)) {
                if (REFERENCES.matcher(line.text).matches() && isLate(page, line, pages)) {
                    inReferences = true;
                } else if (inReferences && AFTER_REFERENCES.matcher(line.text).matches()) {
                    inReferences = false;
                }
                boolean running =
                        !inReferences
                                && !line.text.isEmpty()
                                && !furniture.contains(key(line.text))
                                && isRunningText(line.text);
                if (first != null
                        && last != null
                        && !(running && last.wrapsInto(line, width, capitals))) {
                    blocks.add(new Block(page, first.start, last.end));
                    first = null;
                }
                if (running) {
                    first = first == null ? line : first;
                    last = line;
                }
            }
            if (first != null && last != null) {
                blocks.add(new Block(page, first.start, last.end));
            }
        }
        return blocks;
    }

    /// Returns every line that has a letter as a block of its own: for documents without running
    /// text.
    static List<Block> everyLine(List<String> pages) {
        List<Block> blocks = new ArrayList<>();
        for (int page = 0; page < pages.size(); page++) {
            for (Line line : lines(pages.get(page))) {
                if (line.text.chars().anyMatch(Character::isLetter)) {
                    blocks.add(new Block(page, line.start, line.end));
                }
            }
        }
        return blocks;
    }

    private static boolean isRunningText(String text) {
        if (text.length() > LONGEST_WRAPPED) {
            return true;
        }
        return !PAGE_NUMBER.matcher(text).matches()
                && !MARKDOWN_HEADING.matcher(text).matches()
                && !MAIL_HEAD.matcher(text).matches()
                && !MAIL_QUOTATION.matcher(text).matches()
                && !CONTENTS_LINE.matcher(text).matches()
                && !TABLE_ROW.matcher(text).matches();
    }

    /// A list of contents names the references too, but early.
    private static boolean isLate(int page, Line line, List<String> pages) {
        long before = line.start;
        long all = 0;
        for (int i = 0; i < pages.size(); i++) {
            all += pages.get(i).length();
            before += i < page ? pages.get(i).length() : 0;
        }
        return before * 3 > all;
    }

    private static Set<String> furniture(List<List<Line>> pages) {
        Map<String, Integer> count = new HashMap<>();
        for (List<Line> page : pages) {
            List<String> edge = page.stream().map(Line::text).filter(t -> !t.isEmpty()).toList();
            Set<String> keys = new HashSet<>();
            for (int i = 0; i < edge.size(); i++) {
                if ((i < EDGE || i >= edge.size() - EDGE)
                        && edge.get(i).length() <= LONGEST_FURNITURE) {
                    keys.add(key(edge.get(i)));
                }
            }
            keys.forEach(key -> count.merge(key, 1, Integer::sum));
        }
        Set<String> furniture = new HashSet<>();
        count.forEach((key, times) -> {
            if (times >= REPEATED) {
                furniture.add(key);
            }
        });
        return furniture;
    }

    private static String key(String line) {
        return DIGITS.matcher(line.toLowerCase(Locale.ROOT)).replaceAll("#");
    }

    private static int typicalWidth(List<Line> lines) {
        int[] widths = lines.stream().mapToInt(l -> l.text.length()).filter(w -> w > 0).toArray();
        if (widths.length == 0) {
            return 0;
        }
        Arrays.sort(widths);
        return widths[widths.length * 4 / 5];
    }

    private static List<Line> lines(String page) {
        List<Line> lines = new ArrayList<>();
        int start = 0;
        while (start <= page.length()) {
            int end = start;
            while (end < page.length()
                    && "\n\r\f\u2028\u2029\u0085".indexOf(page.charAt(end)) < 0) {
                end++;
            }
            int from = start;
            int to = end;
            while (from < to && isSpace(page.charAt(from))) {
                from++;
            }
            while (to > from && isSpace(page.charAt(to - 1))) {
                to--;
            }
            lines.add(new Line(from, to, page.substring(from, to)));
            boolean pair = page.startsWith("\r\n", end);
            start = end + (pair ? 2 : 1);
        }
        return lines;
    }

    static boolean isSpace(char sign) {
        return Character.isWhitespace(sign) || Character.isSpaceChar(sign) || sign == '\u200b';
    }

    /// A line without the space around it.
    private record Line(int start, int end, String text) {

        /// Whether the next line goes on where this one was broken, rather than beginning something
        /// new.
        ///
        /// @param width length of the usual full line of the page
        /// @param capitals whether the page has any; if not, a small letter tells nothing
        boolean wrapsInto(Line next, int width, boolean capitals) {
            if (text.length() > LONGEST_WRAPPED || next.beginsSomething()) {
                return false;
            }
            char lastSign = text.charAt(text.length() - 1);
            boolean ended = ".!?:;\u2026\u3002\uff01\uff1f".indexOf(lastSign) >= 0;
            if (!ended && capitals && Character.isLowerCase(next.text.codePointAt(0))) {
                return true;
            }
            if (isCapitals(text) && !isCapitals(next.text)) {
                return false;
            }
            boolean full = text.length() >= SHORTEST_WRAPPED && text.length() * 4 >= width * 3;
            return full || lastSign == '-' || lastSign == ',';
        }

        private boolean beginsSomething() {
            return ITEM.matcher(text).matches() || NAMED.matcher(text).matches();
        }

        private static boolean isCapitals(String text) {
            return text.chars().anyMatch(Character::isUpperCase)
                    && text.chars().noneMatch(Character::isLowerCase);
        }
    }
}
