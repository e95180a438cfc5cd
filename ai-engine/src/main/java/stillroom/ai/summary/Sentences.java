package stillroom.ai.summary;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Splits running text into sentences, with exact offsets.
///
/// The borders are those of Unicode (`BreakIterator`, UAX 29), which hold in any script, less those
/// that an abbreviation, an initial or a number makes by accident. Where an abbreviation may also
/// end a sentence ("Acme Inc. The firm …"), the next word decides (after Kiss and Strunk 2006: a
/// border if it is one that often opens sentences).
final class Sentences {

    /// Never end a sentence: English, German, French, Spanish.
    private static final Set<String> ABBREVIATIONS =
            words(
                    """
                    dr mr mrs ms prof st rev gen col capt lt sgt hon gov sen rep vs v e.g i.e eg ie cf
                    approx viz al fig figs eq eqs sec sect ch chap vol nos p pp para paras ref refs tab
                    resp pvt jan feb mar apr jun jul aug sep sept oct nov dec incl excl est arts
                    z.b d.h u.a bzw ca nr abs hr fr str z.t i.d.r s.o s.u v.a vgl ggf gem evtl inkl exkl
                    bzgl abb kap aufl hrsg jh jhd sog geb anm ziff lit rn dipl ing zzgl einschl
                    mm mme mlle mgr env éd janv févr juil déc p.ex c.-à-d n
                    sra srta dra dña ud uds núm pág págs avda aprox ej p.ej ee.uu
                    dott m т.е т.д г ул
                    """);

    /// May end a sentence.
    private static final Set<String> AMBIGUOUS =
            words(
                    """
                    inc ltd co corp jr sr no art etc dept usw cap av ex max min tel mio mrd tsd std bd
                    plc gmbh e.v bros assn univ ext
                    """);

    /// What has a number, even where a dot came between by mistake: "Table. 1".
    private static final Set<String> NUMBERED =
            words(
                    """
                    no art table tables figure figures section chapter tabelle abbildung tableau tabla
                    figura
                    """);

    /// "am 3. Mai", "der 2. Senat": an ordinal of German.
    private static final Pattern ORDINAL =
            Pattern.compile(
                    "(?U)\\b(?:am|vom|zum|der|die|das|den|dem|des|im|bis|seit|und|ab|jeden|jedem)\\s+"
                            + "\\d{1,3}\\.$",
                    Pattern.CASE_INSENSITIVE);

    private static final Set<String> OPENERS =
            Set.of(
                    "the", "a", "an", "in", "it", "he", "she", "they", "we", "i", "you", "but",
                    "and", "this", "that", "these", "those", "there", "his", "her", "their", "our",
                    "its", "however", "for", "on", "at", "as", "if", "when", "while", "after",
                    "before", "what", "who", "how", "why", "no", "not", "all", "some", "many",
                    "most", "der", "die", "das", "er", "sie", "es", "ein", "eine", "wir", "im",
                    "le", "la", "les", "il", "elle", "un", "une", "nous", "el", "los", "las", "una",
                    "en");

    /// Enough to hold the last word before a border, or the first after it.
    private static final int LOOK_AHEAD = 60;

    private static final Pattern LAST_WORD =
            Pattern.compile("([\\p{L}\\p{N}](?:[\\p{L}\\p{N}]|\\.(?=[\\p{L}\\p{N}]))*)\\.$");
    private static final Pattern FIRST_WORD = Pattern.compile("[^\\p{L}\\p{N}]*([\\p{L}\\p{N}]+)");

    /// UAX 29 as the JDK has it sees no border before a digit.
    private static final Pattern NUMBER_BORDER =
            Pattern.compile("[.!?]+[\"'\u201d\u2019)\\]]*\\s+(?=\\d)");

    /// Nor before a note: "in Redmond.[2] It …", "last August.3 The …".
    private static final Pattern NOTE_BORDER =
            Pattern.compile(
                    "(?:[.!?][\"'\u201d\u2019)]?(?:\\[[\\p{L}\\p{N} ]{1,16}\\](?::\\s?\\d{1,4})?)+"
                            + "|(?<=\\p{Ll}{3})[.!?][\"'\u201d\u2019)]?\\d{1,2})\\s+"
                            + "(?=[\"'\u201c\u2018(]?\\p{Lu})");

    /// The space between two paragraphs that was lost: "left it “free.”The law".
    private static final Pattern LOST_SPACE =
            Pattern.compile("(?<=\\p{Ll})[.!?]\u201d(?=\\p{Lu}\\p{Ll})");

    private static final Pattern CLOSING_QUOTE = Pattern.compile("[\"'\u201d\u2019\u00bb)]$");
    private static final Pattern NO_CAPITALS_BORDER = Pattern.compile("[.!?]+[\"')\\]]*\\s+");

    private Sentences() {}

    private static Set<String> words(String text) {
        return Set.of(text.strip().split("\\s+"));
    }

    /// A range of a text, end exclusive.
    record Range(int start, int end) {}

    /// Returns the sentences of `text.substring(start, end)` as ranges of `text`, in order, without
    /// the space between them.
    static List<Range> split(String text, int start, int end) {
        // Line breaks inside a block mean nothing; the iterator would stop at them.
        String block =
                text.substring(start, end).replaceAll("[\\n\\r\\f\u2028\u2029\u0085\\t]", " ");
        List<Range> sentences = new ArrayList<>();
        int from = 0;
        for (int border : borders(block)) {
            if (border == block.length() || !isAccident(block, from, border)) {
                add(sentences, block, from, border, start);
                from = border;
            }
        }
        add(sentences, block, from, block.length(), start);
        return sentences;
    }

    private static SortedSet<Integer> borders(String block) {
        SortedSet<Integer> borders = new TreeSet<>();
        if (block.chars().noneMatch(Character::isUpperCase)) {
            // UAX 29 sees no border before a small letter; a text without capitals needs it.
            NO_CAPITALS_BORDER.matcher(block).results().forEach(match -> borders.add(match.end()));
        }
        NUMBER_BORDER.matcher(block).results().forEach(match -> borders.add(match.end()));
        LOST_SPACE.matcher(block).results().forEach(match -> borders.add(match.end()));
        NOTE_BORDER.matcher(block).results().forEach(match -> borders.add(match.end()));
        BreakIterator iterator = BreakIterator.getSentenceInstance(Locale.ROOT);
        iterator.setText(block);
        iterator.first();
        for (int at = iterator.next(); at != BreakIterator.DONE; at = iterator.next()) {
            borders.add(at);
        }
        return borders;
    }

    private static boolean isAccident(String block, int from, int border) {
        String left = block.substring(from, border).strip();
        String right =
                block.substring(border, Math.min(block.length(), border + LOOK_AHEAD)).strip();
        if (left.chars().noneMatch(Character::isLetter)) {
            return true;
        }
        boolean goesOn = !right.isEmpty() && Character.isLowerCase(right.codePointAt(0));
        if (goesOn && CLOSING_QUOTE.matcher(left).find()) {
            return true;
        }
        String end = left.substring(Math.max(0, left.length() - LOOK_AHEAD));
        Matcher last = LAST_WORD.matcher(end);
        Matcher first = FIRST_WORD.matcher(right);
        if (!last.find() || !first.lookingAt()) {
            return false;
        }
        String word = last.group(1);
        String lower = word.toLowerCase(Locale.ROOT);
        boolean opener = OPENERS.contains(first.group(1).toLowerCase(Locale.ROOT));
        if (ABBREVIATIONS.contains(lower)) {
            return true;
        }
        boolean number = Character.isDigit(first.group(1).charAt(0));
        if (NUMBERED.contains(lower) && (number || !AMBIGUOUS.contains(lower))) {
            return number;
        }
        if (ORDINAL.matcher(end).find()) {
            return true;
        }
        boolean initials =
                word.length() == 1
                        ? Character.isLetter(word.charAt(0)) && !word.equals("I")
                        : word.indexOf('.') > 0 && word.chars().anyMatch(Character::isUpperCase);
        return (initials || AMBIGUOUS.contains(lower)) && !opener;
    }

    private static void add(List<Range> sentences, String block, int from, int to, int offset) {
        int start = from;
        int end = to;
        while (start < end && Layout.isSpace(block.charAt(start))) {
            start++;
        }
        while (end > start && Layout.isSpace(block.charAt(end - 1))) {
            end--;
        }
        if (start < end) {
            sentences.add(new Range(offset + start, offset + end));
        }
    }
}
