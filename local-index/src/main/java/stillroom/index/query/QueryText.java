package stillroom.index.query;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.Year;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import stillroom.index.query.Query.Filter;

/// What a person typed, taken apart.
///
/// Beside plain words there are `"phrases"`, `-without`, `this OR that`, `one near/5 other`,
/// `wild*ards`, `title:`, `label:`, `type:`, `in:`, `since:`, `before:`, `page:`, `is:sensitive`
/// and `sensitive:iban`. What looks like one of them and makes no sense is searched as plain words,
/// and [#notes] says so. Anything may be typed; nothing fails.
///
/// @param plain what the words and the meaning are looked for by; the words of phrases among it
/// @param phrases stand in a passage as they are
/// @param without words or phrases that stand nowhere in a document
/// @param choices of each, one word or phrase at least stands in a passage
/// @param near pairs of words that stand close to each other
/// @param wildcards words with `*` or `?`, in lower case; one fits each of them
/// @param titles words or phrases in the title of the document
/// @param pages where a passage stands; null for anywhere
/// @param filter which documents count
/// @param operators what was understood as more than plain words, where it stands in what was typed
/// @param notes what could not be understood
public record QueryText(
        String plain,
        List<String> phrases,
        List<String> without,
        List<List<String>> choices,
        List<Near> near,
        List<String> wildcards,
        List<String> titles,
        @Nullable Pages pages,
        Filter filter,
        List<Operator> operators,
        List<Note> notes) {

    /// A part that was understood.
    ///
    /// @param text as it was typed
    /// @param start first char in what was typed
    public record Operator(String text, int start) {

        /// Returns what was typed, without this.
        public String takenFrom(String typed) {
            String before = typed.substring(0, start).stripTrailing();
            String after = typed.substring(start + text.length()).stripLeading();
            return (before + ' ' + after).strip();
        }
    }

    /// Two words with at most so many others between them, in either order.
    public record Near(String one, String other, int most) {}

    /// A part that looks like an operator and makes no sense; it is searched as plain words.
    public record Note(String part, Fault fault) {}

    /// What is wrong with a part.
    public enum Fault {
        NEEDS_A_WORD_ON_EITHER_SIDE,
        CANNOT_BE_EXCLUDED,
        NEEDS_A_DISTANCE,
        NEEDS_A_VALUE,
        NEEDS_MORE_LETTERS,
        IS_NO_FOLDER,
        IS_NO_DATE,
        IS_NO_PAGE,
        IS_NOT_CLOSED
    }

    /// Pages of a document.
    ///
    /// @param first counted from 1
    /// @param last inclusive
    public record Pages(int first, int last) {}

    /// A longer text was pasted, not typed, and nothing in it is meant as an operator.
    private static final int MOST_TYPED = 32;

    private static final int FARTHEST = 1_000;
    private static final Pattern QUOTES = Pattern.compile("[\u201c\u201d\u201e\u00ab\u00bb]");
    private static final Pattern COMMA = Pattern.compile(",");
    private static final Pattern NEAR =
            Pattern.compile("near/(\\d{1,9})", Pattern.CASE_INSENSITIVE);
    private static final Pattern FIELD =
            Pattern.compile(
                    "(title|label|type|in|folder|since|before|page|sensitive|is(?=:sensitive$)):(.*)",
                    Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern PAGES = Pattern.compile("(\\d{1,9})(?:-(\\d{1,9}))?");

    /// At least two letters before the first wildcard or three in all keep a wildcard from fitting
    /// half of the dictionary.
    private static final Pattern WILDCARD =
            Pattern.compile(
                    "[\\p{L}\\p{N}]{2,}[\\p{L}\\p{N}*?]*|[*?]*[\\p{L}\\p{N}]{3,}[\\p{L}\\p{N}*?]*");

    public QueryText {
        phrases = List.copyOf(phrases);
        without = List.copyOf(without);
        choices = List.copyOf(choices);
        near = List.copyOf(near);
        wildcards = List.copyOf(wildcards);
        titles = List.copyOf(titles);
        operators = List.copyOf(operators);
        notes = List.copyOf(notes);
    }

    /// Says whether a passage must have something certain to be a hit at all.
    public boolean isDemanding() {
        return !phrases.isEmpty()
                || !choices.isEmpty()
                || !near.isEmpty()
                || !wildcards.isEmpty()
                || !titles.isEmpty()
                || pages != null;
    }

    /// Takes apart what was typed.
    public static QueryText of(String typed) {
        return of(typed, List.of());
    }

    /// Takes apart what was typed, and operators that were given beside it, which are meant as such
    /// whatever was typed.
    public static QueryText of(String typed, List<String> operators) {
        var reading = new Reading();
        List<Part> parts = parts(typed);
        if (parts.size() > MOST_TYPED) {
            reading.plain.append(typed);
        } else {
            String last = parts.isEmpty() ? "" : parts.getLast().text;
            reading.isSentence = last.endsWith(".") || last.endsWith("?") || last.endsWith("!");
            reading.read(typed, parts);
        }
        reading.isSentence = false;
        for (String each : operators) {
            reading.plain.append(' ');
            reading.read(null, parts(each));
        }
        return reading.done();
    }

    /// A stretch without white space outside of quotes.
    ///
    /// @param start first char in what was typed
    private record Part(String text, int start) {}

    /// Cuts at white space outside of quotes. A quote that is never closed is no quote.
    private static List<Part> parts(String typed) {
        String text = QUOTES.matcher(typed).replaceAll("\"");
        var parts = new ArrayList<Part>();
        var part = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int close = c == '"' && startsQuote(part) ? text.indexOf('"', i + 1) : -1;
            if (close > 0) {
                part.append(text, i, close + 1);
                i = close;
            } else if (Character.isWhitespace(c)) {
                add(part, i, parts);
            } else {
                part.append(c);
            }
        }
        add(part, text.length(), parts);
        return parts;
    }

    private static boolean startsQuote(StringBuilder part) {
        return part.isEmpty()
                || part.toString().equals("-")
                || (part.charAt(part.length() - 1) == ':' && FIELD.matcher(part).matches());
    }

    private static void add(StringBuilder part, int end, List<Part> parts) {
        if (!part.isEmpty()) {
            parts.add(new Part(part.toString(), end - part.length()));
            part.setLength(0);
        }
    }

    private static boolean isQuoted(String part) {
        return part.length() >= 2 && part.startsWith("\"") && part.endsWith("\"");
    }

    private static String unquoted(String part) {
        return isQuoted(part) ? part.substring(1, part.length() - 1) : part;
    }

    private static boolean says(String part) {
        return part.codePoints().anyMatch(Character::isLetterOrDigit);
    }

    /// One reading, from left to right.
    private static final class Reading {

        private final StringBuilder plain = new StringBuilder();
        private final List<String> phrases = new ArrayList<>();
        private final List<String> without = new ArrayList<>();
        private final List<List<String>> choices = new ArrayList<>();
        private final List<Near> near = new ArrayList<>();
        private final List<String> wildcards = new ArrayList<>();
        private final List<String> titles = new ArrayList<>();
        private final Set<String> types = new HashSet<>();
        private final Set<String> labels = new HashSet<>();
        private final Set<String> sensitive = new HashSet<>();
        private final List<Note> notes = new ArrayList<>();
        private final List<Operator> operators = new ArrayList<>();
        private boolean isSentence;
        private boolean isOperator;
        private @Nullable Pages pages;
        private @Nullable Path folder;
        private @Nullable LocalDate since;
        private @Nullable LocalDate before;

        /// @param typed where the operators are; null if they were not typed
        void read(@Nullable String typed, List<Part> parts) {
            List<String> texts = parts.stream().map(Part::text).toList();
            for (int i = 0; i < texts.size(); i++) {
                isOperator = false;
                int last = part(texts, i);
                if (isOperator && typed != null) {
                    int start = parts.get(i).start;
                    int end = parts.get(last).start + parts.get(last).text.length();
                    operators.add(new Operator(typed.substring(start, end), start));
                }
                i = last;
            }
        }

        QueryText done() {
            return new QueryText(
                    plain.toString().strip(),
                    phrases,
                    without,
                    choices,
                    near,
                    wildcards,
                    titles,
                    pages,
                    new Filter(types, labels, folder, since, before, sensitive),
                    operators,
                    notes);
        }

        /// Returns the last part that was read.
        private int part(List<String> parts, int i) {
            String part = parts.get(i);
            if (!isSentence
                    && i + 2 < parts.size()
                    && isOperand(part)
                    && isOperand(parts.get(i + 2))) {
                String operator = parts.get(i + 1);
                if (operator.equals("OR")) {
                    isOperator = true;
                    return choice(parts, i);
                }
                Matcher distance = NEAR.matcher(operator);
                if (distance.matches()) {
                    int most = Math.min(FARTHEST, Integer.parseInt(distance.group(1)));
                    near.add(new Near(unquoted(part), unquoted(parts.get(i + 2)), most));
                    word(part);
                    word(parts.get(i + 2));
                    isOperator = true;
                    return i + 2;
                }
            }
            if (isSentence && !isQuoted(part) && !FIELD.matcher(part).matches()) {
                word(part);
            } else if (part.equals("OR") || NEAR.matcher(part).matches()) {
                plainWith(part, Fault.NEEDS_A_WORD_ON_EITHER_SIDE);
            } else if (part.equalsIgnoreCase("near/")) {
                plainWith(part, Fault.NEEDS_A_DISTANCE);
            } else if (part.startsWith("-") && says(part) && isOperand(part.substring(1))) {
                without.add(unquoted(part.substring(1)));
                isOperator = true;
            } else if (part.startsWith("-") && FIELD.matcher(part.substring(1)).matches()) {
                plainWith(part, Fault.CANNOT_BE_EXCLUDED);
            } else if (FIELD.matcher(part).matches()) {
                isOperator = true;
                field(part);
            } else if (isQuoted(part) && says(part)) {
                phrases.add(unquoted(part));
                word(part);
                isOperator = true;
            } else if (isWild(part)) {
                if (WILDCARD.matcher(part).matches()) {
                    wildcards.add(part.toLowerCase(Locale.ROOT));
                    isOperator = true;
                } else {
                    plainWith(part, Fault.NEEDS_MORE_LETTERS);
                }
            } else if (part.startsWith("\"") && !isQuoted(part) && says(part)) {
                plainWith(part, Fault.IS_NOT_CLOSED);
            } else {
                word(part);
            }
            return i;
        }

        private int choice(List<String> parts, int first) {
            var choice = new ArrayList<String>();
            int i = first;
            choice.add(unquoted(parts.get(i)));
            while (i + 2 < parts.size()
                    && parts.get(i + 1).equals("OR")
                    && isOperand(parts.get(i + 2))) {
                i += 2;
                choice.add(unquoted(parts.get(i)));
            }
            choice.forEach(this::word);
            choices.add(List.copyOf(choice));
            return i;
        }

        private static boolean isOperand(String part) {
            return says(part)
                    && !part.startsWith("-")
                    && !part.equals("OR")
                    && !NEAR.matcher(part).matches()
                    && !FIELD.matcher(part).matches()
                    && !isWild(part);
        }

        /// A question mark at the end ends a question.
        private static boolean isWild(String part) {
            int mark = part.indexOf('?');
            return !isQuoted(part)
                    && says(part)
                    && (part.indexOf('*') >= 0 || (mark >= 0 && mark < part.length() - 1))
                    && part.codePoints()
                            .allMatch(c -> Character.isLetterOrDigit(c) || c == '*' || c == '?');
        }

        private void word(String part) {
            plain.append(unquoted(part)).append(' ');
        }

        private void plainWith(String part, Fault fault) {
            isOperator = false;
            notes.add(new Note(part, fault));
            word(part);
        }

        private void field(String part) {
            Matcher parts = FIELD.matcher(part);
            if (!parts.matches()) {
                return;
            }
            String name = parts.group(1).toLowerCase(Locale.ROOT);
            String value = unquoted(parts.group(2)).strip();
            if (value.isEmpty()) {
                plainWith(part, Fault.NEEDS_A_VALUE);
                return;
            }
            try {
                switch (name) {
                    case "title" -> titles.add(value);
                    case "label" -> labels.add(value);
                    case "type" ->
                            types.addAll(
                                    COMMA.splitAsStream(value.toLowerCase(Locale.ROOT)).toList());
                    case "in", "folder" -> folder = Path.of(value).toAbsolutePath().normalize();
                    case "is" -> sensitive.add(Filter.ANY_KIND);
                    case "sensitive" ->
                            sensitive.addAll(
                                    COMMA.splitAsStream(value.toLowerCase(Locale.ROOT)).toList());
                    case "since" -> since = day(value);
                    case "before" -> before = day(value);
                    default -> page(part, value);
                }
            } catch (InvalidPathException e) {
                plainWith(part, Fault.IS_NO_FOLDER);
            } catch (DateTimeException e) {
                plainWith(part, Fault.IS_NO_DATE);
            }
        }

        private void page(String part, String value) {
            Matcher range = PAGES.matcher(value);
            if (!range.matches()) {
                plainWith(part, Fault.IS_NO_PAGE);
                return;
            }
            int first = Integer.parseInt(range.group(1));
            int last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
            if (first == 0 || last < first) {
                plainWith(part, Fault.IS_NO_PAGE);
                return;
            }
            pages = new Pages(first, last);
        }

        /// A month or a year stands for its first day.
        private static LocalDate day(String text) {
            return switch (text.length()) {
                case 4 -> Year.parse(text).atDay(1);
                case 7 -> YearMonth.parse(text).atDay(1);
                default -> LocalDate.parse(text);
            };
        }
    }
}
