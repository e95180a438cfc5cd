package stillroom.ai.summary;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import stillroom.ai.Summarizer.Heading;

/// Knows what is running text on the pages of a document: puts lines together to [Block]s and
/// leaves out what is not (headers and footers, page numbers, headings, contents, references, heads
/// and quotations of e-mails, tables).
///
/// Making one looks at headings and at the edges of pages only, so that a part of a long document
/// can be had without all of it.
final class Layout {

    /// Lines at the top and at the bottom of a page among which headers and footers are looked for.
    private static final int EDGE = 3;

    /// On so many pages a line at the edge is no accident.
    private static final int REPEATED = 3;

    private static final int LONGEST_FURNITURE = 120;

    /// A longer line is a paragraph; nobody breaks lines there.
    private static final int LONGEST_WRAPPED = 200;

    private static final int SHORTEST_WRAPPED = 40;

    private static final int LONGEST_HEADING = 150;
    private static final int LONGEST_FOUND_HEADING = 90;

    /// So many sections make a document that is told section by section.
    private static final int FEWEST_SECTIONS = 3;

    /// A shorter one is a line on a title page, an entry of a form, a caption.
    private static final int SHORTEST_SECTION = 300;

    /// Words of a short line.
    private static final int SHORT_LINE = 8;

    private static final String LINE_ENDS = "\n\r\f\u2028\u2029\u0085";
    private static final Pattern DIGITS = Pattern.compile("\\d+");
    private static final Pattern PAGE_NUMBER =
            Pattern.compile(
                    "[\\W_]*(?:page|p\\.|seite|página|pagina)?\\s*(?:\\d{1,4}|[ivxlc]{1,6})"
                            + "(?:\\s*(?:of|/|von|de|di)\\s*\\d+)?[\\W_]*",
                    Pattern.CASE_INSENSITIVE);
    static final Pattern ITEM =
            Pattern.compile(
                    "(?:[-\u2013\u2022*\u00b7\u25aa\u25e6\u2023\u25cf]"
                            + "|\\(?\\d{1,3}(?:\\.\\d{1,3})*[.)]|\\(?[a-z]\\)|\\([ivx]+\\))\\s+");

    /// A turn in a transcript, an entry in a form: "Chair: …".
    private static final Pattern NAMED = Pattern.compile("\\p{Lu}[\\p{L}\\p{N} .'-]{0,30}:\\s.*");

    private static final Pattern MAIL_HEAD =
            Pattern.compile(
                    "(?:From|To|Cc|Bcc|Sent|Date|Subject|Reply-To|Message-ID|Received|MIME-Version"
                            + "|Content-[A-Za-z-]+|X-[A-Za-z-]+|Return-Path|Von|An|Gesendet|Betreff"
                            + "|Datum|De|À|Envoyé|Objet|Para|Enviado|Asunto|Fecha)\\s*:.*",
                    Pattern.CASE_INSENSITIVE);
    private static final Pattern MAIL_QUOTATION =
            Pattern.compile(
                    "(?:>.*|On\\b.{5,120}\\bwrote:|Am\\b.{5,120}\\bschrieb\\b.{0,60}:"
                            + "|Le\\b.{5,120}\\ba écrit\\s*:|El\\b.{5,120}\\bescribió\\s*:"
                            + "|-{2,}\\s*(?:Original Message|Forwarded|Ursprüngliche Nachricht"
                            + "|Message d'origine|Mensaje original).*)");

    /// Below it stands who wrote, until the end of the page.
    private static final Pattern SIGNATURE = Pattern.compile("--");

    private static final int LONGEST_SIGNATURE = 800;
    private static final Pattern CONTENTS_LINE = Pattern.compile(".*(?:\\.\\s?){4,}\\s*[\\divxl]*");
    private static final Pattern MARKDOWN_HEADING = Pattern.compile("(#{1,6})\\s.*");
    private static final Pattern NUMBERED_HEADING =
            Pattern.compile(
                    "((?:\\d{1,2}\\.)*\\d{1,2})\\.?\\s+\\p{Lu}.*|(?:[IVX]{1,5}|[A-Z])\\.\\s+\\p{Lu}.*"
                            + "|(?i:chapter|part|section|article|annex|appendix|kapitel|abschnitt|teil"
                            + "|anhang|chapitre|partie|annexe|capítulo|parte|sección|anexo)\\s+[\\dIVXA-Z]"
                            + "{1,4}\\b.*");
    private static final Pattern TABLE_ROW =
            Pattern.compile(
                    ".*(?:\\|.*\\|.*|\\S\\t+\\S.*\\t+\\S.*|\\S\\s{3,}\\S.*\\S\\s{3,}\\S.*)");
    private static final Pattern REFERENCES =
            Pattern.compile(
                    "^[#\\s]*(?:\\d+\\.?[ \\t]*)?(?:references|bibliography|works cited"
                            + "|literature cited|literatur|literaturverzeichnis|quellenverzeichnis"
                            + "|bibliographie|références|bibliografía|referencias)[ \\t]*:?[ \\t]*$",
                    Pattern.CASE_INSENSITIVE | Pattern.MULTILINE | Pattern.UNICODE_CASE);
    private static final Pattern AFTER_REFERENCES =
            Pattern.compile(
                    "^[#\\s]*(?:[A-Z]\\.?[ \\t]+)?(?:appendix|annex|supplement|anhang|attachment"
                            + "|annexe|anexo|apéndice)\\b.{0,100}$",
                    Pattern.CASE_INSENSITIVE | Pattern.MULTILINE | Pattern.UNICODE_CASE);

    private final List<String> pages;
    private final long[] before;
    private final List<Heading> headings;
    private final List<Section> sections = new ArrayList<>();
    private final Set<String> furniture;
    private final List<long[]> references;

    /// A part of a document with a heading of its own.
    ///
    /// @param title empty for what stands before the first heading
    /// @param start chars of the document before it
    record Section(String title, long start) {}

    /// @param known headings, if they are known; else they are looked for
    Layout(List<String> pages, List<Heading> known) {
        this.pages = pages;
        before = new long[pages.size() + 1];
        for (int page = 0; page < pages.size(); page++) {
            before[page + 1] = before[page] + pages.get(page).length();
        }
        headings =
                known.isEmpty() ? foundHeadings() : known.stream().filter(this::isHeading).toList();
        furniture = furniture();
        references = references();
        sections.add(new Section("", 0));
        int level = sectionLevel();
        for (Heading heading : headings) {
            if (heading.level() <= level) {
                sections.add(new Section(title(heading), offset(heading)));
            }
        }
    }

    String page(int page) {
        return pages.get(page);
    }

    int pages() {
        return pages.size();
    }

    /// Chars of the document.
    long length() {
        return before[pages.size()];
    }

    /// Chars of the document before a place on a page.
    long offset(int page, int start) {
        return before[page] + start;
    }

    /// The first is what stands before any heading.
    List<Section> sections() {
        return sections;
    }

    /// Whether the document has enough headings of one level to be told section by section.
    boolean hasSections() {
        return sections.size() > FEWEST_SECTIONS;
    }

    /// Returns the index of the section in which a place lies.
    int section(long offset) {
        int low = 0;
        int high = sections.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (sections.get(middle).start() <= offset) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /// Returns the blocks of running text of a part of a page, in order.
    ///
    /// @param from beginning of a line, or of a sentence
    List<Block> blocks(int page, int from, int to) {
        String text = pages.get(page);
        List<Line> lines = lines(text, from, to);
        int width = typicalWidth(lines);
        boolean capitals = text.chars().anyMatch(Character::isUpperCase);
        List<Block> blocks = new ArrayList<>();
        Line first = null;
        Line last = null;
        boolean gap = false;
        for (Line line : lines) {
            if (line.text.isEmpty() && last != null && !gap) {
                gap = true;
                continue;
            }
            if (SIGNATURE.matcher(line.text).matches()
                    && text.length() - line.start < LONGEST_SIGNATURE) {
                break;
            }
            boolean running =
                    !line.text.isEmpty()
                            && !furniture.contains(key(line.text))
                            && isRunningText(line.text)
                            && !isHeading(page, line)
                            && !isReference(offset(page, line.start));
            if (first != null
                    && last != null
                    && !(running
                            && last.wrapsInto(line, width, capitals)
                            && (!gap || last.isTornFrom(line, width, capitals)))) {
                blocks.add(block(page, first, last));
                first = null;
            }
            gap = false;
            if (running) {
                first = first == null ? line : first;
                last = line;
            }
        }
        if (first != null && last != null) {
            blocks.add(block(page, first, last));
        }
        return blocks;
    }

    /// Returns every line of a part of a page that has a letter as a block of its own: for
    /// documents without running text.
    List<Block> everyLine(int page, int from, int to) {
        return lines(pages.get(page), from, to).stream()
                .filter(line -> line.text.chars().anyMatch(Character::isLetter))
                .map(line -> block(page, line, line))
                .toList();
    }

    /// Whether most lines of a page are short, as in an invoice or a form.
    boolean isMostlyShortLines(int page) {
        String text = pages.get(page);
        List<Line> written =
                lines(text, 0, text.length()).stream().filter(l -> !l.text.isEmpty()).toList();
        long shorts = written.stream().filter(l -> Words.count(l.text) <= SHORT_LINE).count();
        return shorts * 2 >= written.size();
    }

    private Block block(int page, Line first, Line last) {
        return new Block(page, first.start, last.end, section(offset(page, first.start)));
    }

    private static boolean isRunningText(String text) {
        if (text.length() > LONGEST_WRAPPED) {
            return text.charAt(0) != '>';
        }
        return !PAGE_NUMBER.matcher(text).matches()
                && !MARKDOWN_HEADING.matcher(text).matches()
                && !MAIL_HEAD.matcher(text).matches()
                && !MAIL_QUOTATION.matcher(text).matches()
                && !CONTENTS_LINE.matcher(text).matches()
                && !TABLE_ROW.matcher(text).matches();
    }

    // -- Headings and sections

    private long offset(Heading heading) {
        return offset(heading.page() - 1, heading.start());
    }

    private String title(Heading heading) {
        String title = Mending.mend(pages.get(heading.page() - 1), heading.start(), heading.end());
        return title.replaceFirst("^#+\\s+", "");
    }

    /// What looks like a heading by its type may still be a sentence.
    private boolean isHeading(Heading heading) {
        int length = heading.end() - heading.start();
        return heading.page() <= pages.size()
                && heading.end() <= pages.get(heading.page() - 1).length()
                && length > 0
                && length <= LONGEST_HEADING
                && !(length > LONGEST_WRAPPED / 4
                        && pages.get(heading.page() - 1).charAt(heading.end() - 1) == '.');
    }

    private boolean isHeading(int page, Line line) {
        long start = offset(page, line.start);
        int low = 0;
        int high = headings.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (offset(headings.get(middle)) <= start) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        if (low == 0) {
            return false;
        }
        Heading last = headings.get(low - 1);
        return last.page() == page + 1 && line.end <= last.end();
    }

    /// Lines that stand alone and are numbered, in capitals or marked as headings.
    private List<Heading> foundHeadings() {
        List<Heading> found = new ArrayList<>();
        for (int page = 0; page < pages.size(); page++) {
            String text = pages.get(page);
            boolean afterEmpty = true;
            int start = 0;
            while (start < text.length()) {
                int end = lineEnd(text, start);
                int length = end - start;
                boolean empty = text.substring(start, Math.min(end, start + 200)).isBlank();
                if (!empty && afterEmpty && length <= LONGEST_FOUND_HEADING) {
                    String line = text.substring(start, end).strip();
                    int level = level(line);
                    boolean standsAlone = isEmptyLine(text, end + 1) || line.startsWith("#");
                    if (level > 0 && standsAlone) {
                        int from = text.indexOf(line, start);
                        found.add(new Heading(page + 1, from, from + line.length(), level));
                    }
                }
                afterEmpty = empty;
                start = end + 1;
            }
        }
        return found;
    }

    private static boolean isEmptyLine(String text, int start) {
        if (start >= text.length()) {
            return true;
        }
        return text.substring(start, Math.min(lineEnd(text, start), start + 200)).isBlank();
    }

    /// @return 0 if it is no heading
    private static int level(String line) {
        Matcher markdown = MARKDOWN_HEADING.matcher(line);
        if (markdown.matches()) {
            return markdown.group(1).length();
        }
        if (".!?:;,".indexOf(line.charAt(line.length() - 1)) >= 0
                || line.chars().filter(Character::isLetter).count() < 4
                || Words.count(line) > 12
                || CONTENTS_LINE.matcher(line).matches()) {
            return 0;
        }
        Matcher numbered = NUMBERED_HEADING.matcher(line);
        if (numbered.matches()) {
            String number = numbered.group(1);
            return number == null ? 1 : number.split("\\.").length;
        }
        return Line.isCapitals(line) ? 1 : 0;
    }

    /// The topmost level of which there are enough sections with text in them.
    private int sectionLevel() {
        for (int level = 1; level <= 6; level++) {
            int count = 0;
            long start = -1;
            for (Heading heading : headings) {
                if (heading.level() <= level) {
                    count += start >= 0 && offset(heading) - start > SHORTEST_SECTION ? 1 : 0;
                    start = offset(heading);
                }
            }
            count += start >= 0 && length() - start > SHORTEST_SECTION ? 1 : 0;
            if (count >= FEWEST_SECTIONS) {
                return level;
            }
        }
        return 0;
    }

    // -- References

    /// From where to where references stand, in chars of the document. A list of contents names
    /// them too, but early.
    private List<long[]> references() {
        List<long[]> found = new ArrayList<>();
        long from = -1;
        for (int page = 0; page < pages.size(); page++) {
            int at = 0;
            while (at >= 0 && at < pages.get(page).length()) {
                Matcher border =
                        (from < 0 ? REFERENCES : AFTER_REFERENCES).matcher(pages.get(page));
                at = border.find(at) ? border.end() : -1;
                if (at >= 0 && from < 0 && offset(page, at) * 3 > length()) {
                    from = offset(page, at);
                } else if (at >= 0 && from >= 0) {
                    found.add(new long[] {from, offset(page, border.start())});
                    from = -1;
                }
            }
        }
        if (from >= 0) {
            found.add(new long[] {from, length()});
        }
        return found;
    }

    private boolean isReference(long offset) {
        return references.stream().anyMatch(range -> range[0] <= offset && offset < range[1]);
    }

    // -- Headers and footers

    private Set<String> furniture() {
        Map<String, Integer> count = new HashMap<>();
        if (pages.size() >= REPEATED) {
            pages.forEach(page -> edge(page).forEach(key -> count.merge(key, 1, Integer::sum)));
        }
        Set<String> furniture = new HashSet<>();
        count.forEach((key, times) -> {
            if (times >= REPEATED) {
                furniture.add(key);
            }
        });
        return furniture;
    }

    private static Set<String> edge(String page) {
        Set<String> keys = new HashSet<>();
        int start = 0;
        for (int seen = 0; seen < EDGE && start < page.length(); ) {
            int end = lineEnd(page, start);
            seen += addEdge(keys, page, start, end);
            start = end + 1;
        }
        int end = page.length();
        for (int seen = 0; seen < EDGE && end > 0; ) {
            start = end;
            while (start > 0 && LINE_ENDS.indexOf(page.charAt(start - 1)) < 0) {
                start--;
            }
            seen += addEdge(keys, page, start, end);
            end = start - 1;
        }
        return keys;
    }

    private static int addEdge(Set<String> keys, String page, int start, int end) {
        String line = trimmed(page, start, end).text;
        if (!line.isEmpty() && line.length() <= LONGEST_FURNITURE) {
            keys.add(key(line));
        }
        return line.isEmpty() ? 0 : 1;
    }

    private static String key(String line) {
        return line.length() > LONGEST_FURNITURE
                ? line
                : DIGITS.matcher(line.toLowerCase(Locale.ROOT)).replaceAll("#");
    }

    // -- Lines

    private static int typicalWidth(List<Line> lines) {
        int[] widths = lines.stream().mapToInt(l -> l.text.length()).filter(w -> w > 0).toArray();
        if (widths.length == 0) {
            return 0;
        }
        Arrays.sort(widths);
        return widths[widths.length * 4 / 5];
    }

    private static List<Line> lines(String page, int from, int to) {
        List<Line> lines = new ArrayList<>();
        int start = from;
        while (start <= to) {
            int end = Math.min(to, lineEnd(page, start));
            lines.add(trimmed(page, start, end));
            boolean pair = page.startsWith("\r\n", end);
            start = end + (pair ? 2 : 1);
        }
        return lines;
    }

    private static int lineEnd(String page, int start) {
        int end = start;
        while (end < page.length() && LINE_ENDS.indexOf(page.charAt(end)) < 0) {
            end++;
        }
        return end;
    }

    private static Line trimmed(String page, int start, int end) {
        int from = start;
        int to = end;
        while (from < to && isSpace(page.charAt(from))) {
            from++;
        }
        while (to > from && isSpace(page.charAt(to - 1))) {
            to--;
        }
        return new Line(from, to, page.substring(from, to));
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

        /// Whether a sentence goes on behind the empty line between this line and the next, which
        /// stands further down for no reason of the text.
        boolean isTornFrom(Line next, int width, boolean capitals) {
            return text.length() >= SHORTEST_WRAPPED
                    && text.length() * 4 >= width * 3
                    && capitals
                    && Character.isLetterOrDigit(text.charAt(text.length() - 1))
                    && Character.isLowerCase(next.text.codePointAt(0));
        }

        private boolean beginsSomething() {
            return ITEM.matcher(text).lookingAt() || NAMED.matcher(text).matches();
        }

        static boolean isCapitals(String text) {
            return text.chars().anyMatch(Character::isUpperCase)
                    && text.chars().noneMatch(Character::isLowerCase);
        }
    }
}
