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

    /// Never end a sentence.
    private static final Set<String> ABBREVIATIONS =
            Set.of(
                    "dr", "mr", "mrs", "ms", "prof", "st", "rev", "gen", "col", "capt", "lt", "sgt",
                    "hon", "gov", "sen", "rep", "vs", "v", "e.g", "i.e", "eg", "ie", "cf", "approx",
                    "viz", "al", "fig", "figs", "eq", "eqs", "sec", "sect", "ch", "chap", "vol",
                    "nos", "p", "pp", "para", "paras", "ref", "refs", "tab", "resp", "jan", "feb",
                    "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "z.b",
                    "d.h", "u.a", "bzw", "ca", "nr", "abs", "hr", "str", "mme", "mlle", "sra",
                    "dott", "ing", "m", "arts", "incl", "excl", "est", "т.е", "т.д", "г", "ул");

    /// May end a sentence.
    private static final Set<String> AMBIGUOUS =
            Set.of("inc", "ltd", "co", "corp", "jr", "sr", "no", "art", "etc", "dept", "usw");

    private static final Set<String> OPENERS =
            Set.of(
                    "the", "a", "an", "in", "it", "he", "she", "they", "we", "i", "you", "but",
                    "and", "this", "that", "these", "those", "there", "his", "her", "their", "our",
                    "its", "however", "for", "on", "at", "as", "if", "when", "while", "after",
                    "before", "what", "who", "how", "why", "no", "not", "all", "some", "many",
                    "most", "der", "die", "das", "er", "sie", "es", "le", "la", "les", "il", "elle",
                    "el", "los");

    /// Enough to hold the first word after a border.
    private static final int LOOK_AHEAD = 60;

    private static final Pattern LAST_WORD =
            Pattern.compile("([\\p{L}\\p{N}](?:[\\p{L}\\p{N}]|\\.(?=[\\p{L}\\p{N}]))*)\\.$");
    private static final Pattern FIRST_WORD = Pattern.compile("[^\\p{L}\\p{N}]*([\\p{L}\\p{N}]+)");

    /// UAX 29 as the JDK has it sees no border before a digit.
    private static final Pattern NUMBER_BORDER =
            Pattern.compile("[.!?]+[\"'\u201d\u2019)\\]]*\\s+(?=\\d)");

    private static final Pattern CLOSING_QUOTE = Pattern.compile("[\"'\u201d\u2019\u00bb)]$");
    private static final Pattern NO_CAPITALS_BORDER = Pattern.compile("[.!?]+[\"')\\]]*\\s+");

    private Sentences() {}

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
        Matcher last = LAST_WORD.matcher(left);
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
        if (lower.equals("no") || lower.equals("art")) {
            return number;
        }
        boolean initials =
                word.length() == 1
                        ? Character.isUpperCase(word.charAt(0)) && !word.equals("I")
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
