package stillroom.ai.pack;

import com.google.gson.GsonBuilder;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The template with which a checkpoint turns messages into the one text that the model was trained
/// on: the part of Jinja that published templates use, read as Hugging Face's transformers reads it
/// (a line of nothing but a block leaves no trace). What is not known is refused when the template
/// is read, not when it is used. Immutable; safe for any thread.
///
/// A template is data of a stranger: it can reach nothing but the messages, and is given up after a
/// bounded number of steps.
@SuppressWarnings("NullAway") // the none of a template is a null, in lists as well
public final class ChatTemplate {

    private static final int MOST_STEPS = 200_000;
    private static final int LONGEST = 4_000_000;
    private static final int DEEPEST = 60;

    /// What a name stands for that nobody gave a value.
    private enum Undefined {
        UNDEFINED
    }

    private static final Object UNDEFINED = Undefined.UNDEFINED;

    private final List<Part> parts;

    private ChatTemplate(List<Part> parts) {
        this.parts = parts;
    }

    /// One message of a conversation.
    ///
    /// @param role `system`, `user` or `assistant`
    public record Message(String role, String text) {}

    /// Reads a template.
    ///
    /// @throws IllegalArgumentException if it uses what is not known; the message says what
    public static ChatTemplate of(String template) {
        return new ChatTemplate(new Parser(template).template());
    }

    /// Turns messages into text that ends where the answer begins.
    ///
    /// @param begin the special token that begins a text
    /// @param end the one that ends it
    /// @throws IllegalArgumentException if the template refuses these messages, such as a system
    ///   message that its model does not know
    public String render(List<Message> messages, String begin, String end) {
        List<Object> listed = new ArrayList<>();
        for (Message message : messages) {
            Map<String, Object> each = new LinkedHashMap<>();
            each.put("role", message.role());
            each.put("content", message.text());
            listed.add(each);
        }
        Map<String, @Nullable Object> names = new HashMap<>();
        names.put("messages", listed);
        names.put("bos_token", begin);
        names.put("eos_token", end);
        names.put("add_generation_prompt", true);
        names.put("tools", null);
        names.put("documents", null);
        names.put("enable_thinking", false);
        Run run = new Run(names);
        run.all(parts);
        return run.out.toString();
    }

    // -- What a template is made of

    private sealed interface Part {}

    private record Text(String text) implements Part {}

    private record Output(Expression value) implements Part {}

    private record If(Expression test, List<Part> then, List<Part> otherwise) implements Part {}

    private record For(
            List<String> names,
            Expression over,
            @Nullable Expression filter,
            List<Part> body,
            List<Part> otherwise)
            implements Part {}

    /// @param attribute of the namespace `name`; empty to set the name itself
    private record Set(String name, String attribute, Expression value) implements Part {}

    private record SetBlock(String name, List<Part> body) implements Part {}

    private record Macro(
            String name, List<String> parameters, Map<String, Expression> defaults, List<Part> body)
            implements Part {}

    private record Jump(boolean goesOn) implements Part {}

    /// Gives its value in a run.
    private interface Expression {
        @Nullable Object in(Run run);
    }

    private interface Function {
        @Nullable Object of(List<@Nullable Object> given, Map<String, @Nullable Object> named);
    }

    @SuppressWarnings("serial")
    private static final class Stop extends RuntimeException {
        final boolean goesOn;

        Stop(boolean goesOn) {
            super(null, null, false, false);
            this.goesOn = goesOn;
        }
    }

    // -- Reading

    private static final class Parser {

        private final String source;
        private int at;

        /// What stands in the tag that is being read.
        private List<Token> tokens = List.of();

        private int token;
        private int depth;

        private record Token(char kind, String text) {}

        Parser(String source) {
            this.source = source.replace("\r\n", "\n");
        }

        private static IllegalArgumentException unknown(String what) {
            return new IllegalArgumentException(what);
        }

        List<Part> template() {
            List<Part> parts = new ArrayList<>();
            String end = body(parts);
            if (!end.isEmpty()) {
                throw unknown("'%s' without a beginning".formatted(end));
            }
            return parts;
        }

        /// Reads parts up to a tag that ends or divides a block.
        ///
        /// @return the name of that tag, whose other tokens are not read yet; empty at the end
        private String body(List<Part> parts) {
            if (++depth > DEEPEST) {
                throw unknown("blocks nested too deep");
            }
            try {
                while (true) {
                    int open = next();
                    String text = source.substring(at, open < 0 ? source.length() : open);
                    if (open < 0) {
                        add(parts, text);
                        at = source.length();
                        return "";
                    }
                    char kind = source.charAt(open + 1);
                    boolean trims = open + 2 < source.length() && source.charAt(open + 2) == '-';
                    add(
                            parts,
                            trims ? text.stripTrailing() : kind == '{' ? text : unindented(text));
                    int close = close(open + 2, kind);
                    boolean trimsAfter = source.charAt(close - 1) == '-';
                    String inside =
                            source.substring(
                                    open + (trims || at(open + 2, '+') ? 3 : 2),
                                    trimsAfter || at(close - 1, '+') ? close - 1 : close);
                    at = close + 2;
                    if (trimsAfter) {
                        while (at < source.length() && Character.isWhitespace(source.charAt(at))) {
                            at++;
                        }
                    } else if (kind != '{' && at(at, '\n')) {
                        at++;
                    }
                    if (kind == '#') {
                        continue;
                    }
                    tokens = tokens(inside);
                    token = 0;
                    if (kind == '{') {
                        parts.add(new Output(whole()));
                        continue;
                    }
                    String name = name();
                    if (name.startsWith("end") || name.equals("else") || name.equals("elif")) {
                        return name;
                    }
                    statement(name, parts);
                }
            } finally {
                depth--;
            }
        }

        private boolean at(int index, char wanted) {
            return index < source.length() && source.charAt(index) == wanted;
        }

        private int next() {
            for (int open = source.indexOf('{', at);
                    open >= 0;
                    open = source.indexOf('{', open + 1)) {
                if (at(open + 1, '{') || at(open + 1, '%') || at(open + 1, '#')) {
                    return open;
                }
            }
            return -1;
        }

        private int close(int from, char kind) {
            String wanted = kind == '{' ? "}}" : kind + "}";
            char quote = 0;
            int nested = 0;
            for (int index = from; index < source.length() - 1; index++) {
                char c = source.charAt(index);
                if (kind != '#' && quote != 0) {
                    if (c == '\\') {
                        index++;
                    } else if (c == quote) {
                        quote = 0;
                    }
                } else if (kind != '#' && (c == '"' || c == '\'')) {
                    quote = c;
                } else if (nested == 0 && source.startsWith(wanted, index)) {
                    return index;
                } else if (kind == '{' && c == '{') {
                    nested++;
                } else if (kind == '{' && c == '}') {
                    nested--;
                }
            }
            throw unknown("a tag that is not closed");
        }

        /// A block that stands alone in its line takes the spaces before it with it.
        private static String unindented(String text) {
            int end = text.length();
            while (end > 0 && (text.charAt(end - 1) == ' ' || text.charAt(end - 1) == '\t')) {
                end--;
            }
            return end == 0 || text.charAt(end - 1) == '\n' ? text.substring(0, end) : text;
        }

        private static void add(List<Part> parts, String text) {
            if (!text.isEmpty()) {
                parts.add(new Text(text));
            }
        }

        private void statement(String name, List<Part> parts) {
            switch (name) {
                case "if" -> parts.add(ifPart());
                case "for" -> parts.add(forPart());
                case "set" -> parts.add(setPart());
                case "macro" -> parts.add(macro());
                case "break" -> parts.add(new Jump(false));
                case "continue" -> parts.add(new Jump(true));
                case "generation" -> { // marks what is trained on
                    require(body(parts), "endgeneration");
                }
                default -> throw unknown("the tag '%s'".formatted(name));
            }
        }

        private static void require(String found, String wanted) {
            if (!found.equals(wanted)) {
                throw unknown("'%s' where '%s' belongs".formatted(found, wanted));
            }
        }

        private Part ifPart() {
            Expression test = whole();
            List<Part> then = new ArrayList<>();
            List<Part> otherwise = new ArrayList<>();
            String end = body(then);
            if (end.equals("elif")) {
                otherwise.add(ifPart()); // its end is that of this one
                return new If(test, then, otherwise);
            }
            if (end.equals("else")) {
                end = body(otherwise);
            }
            require(end, "endif");
            return new If(test, then, otherwise);
        }

        private Part forPart() {
            List<String> names = new ArrayList<>(List.of(name()));
            while (takes(",")) {
                names.add(name());
            }
            if (!takes("in")) {
                throw unknown("a loop without 'in'");
            }
            Expression over = or();
            Expression filter = takes("if") ? or() : null;
            finished();
            List<Part> body = new ArrayList<>();
            List<Part> otherwise = new ArrayList<>();
            String end = body(body);
            if (end.equals("else")) {
                end = body(otherwise);
            }
            require(end, "endfor");
            return new For(names, over, filter, body, otherwise);
        }

        private Part setPart() {
            String name = name();
            String attribute = takes(".") ? name() : "";
            if (takes("=")) {
                return new Set(name, attribute, whole());
            }
            finished();
            List<Part> body = new ArrayList<>();
            require(body(body), "endset");
            return new SetBlock(name, body);
        }

        private Part macro() {
            String name = name();
            List<String> parameters = new ArrayList<>();
            Map<String, Expression> defaults = new HashMap<>();
            expect("(");
            while (!takes(")")) {
                String parameter = name();
                parameters.add(parameter);
                if (takes("=")) {
                    defaults.put(parameter, expression());
                }
                takes(",");
            }
            finished();
            List<Part> body = new ArrayList<>();
            require(body(body), "endmacro");
            return new Macro(name, parameters, defaults, body);
        }

        // -- Tokens: n name, i whole number, f number, s text, o operator

        private static List<Token> tokens(String text) {
            List<Token> tokens = new ArrayList<>();
            int at = 0;
            while (at < text.length()) {
                char c = text.charAt(at);
                int from = at;
                if (Character.isWhitespace(c)) {
                    at++;
                } else if (Character.isLetter(c) || c == '_') {
                    while (at < text.length()
                            && (Character.isLetterOrDigit(text.charAt(at))
                                    || text.charAt(at) == '_')) {
                        at++;
                    }
                    tokens.add(new Token('n', text.substring(from, at)));
                } else if (Character.isDigit(c)) {
                    while (at < text.length()
                            && (Character.isDigit(text.charAt(at)) || text.charAt(at) == '.')) {
                        at++;
                    }
                    String number = text.substring(from, at);
                    tokens.add(new Token(number.contains(".") ? 'f' : 'i', number));
                } else if (c == '"' || c == '\'') {
                    at = quoted(text, at, tokens);
                } else {
                    String two = text.substring(at, Math.min(at + 2, text.length()));
                    boolean isTwo = List.of("==", "!=", "<=", ">=", "//", "**").contains(two);
                    if (!isTwo && "+-*/%~|.,:()[]{}=<>".indexOf(c) < 0) {
                        throw unknown("the sign '%s'".formatted(c));
                    }
                    at += isTwo ? 2 : 1;
                    tokens.add(new Token('o', isTwo ? two : String.valueOf(c)));
                }
            }
            return tokens;
        }

        private static int quoted(String text, int from, List<Token> tokens) {
            StringBuilder out = new StringBuilder();
            char quote = text.charAt(from);
            for (int at = from + 1; at < text.length(); at++) {
                char c = text.charAt(at);
                if (c == quote) {
                    tokens.add(new Token('s', out.toString()));
                    return at + 1;
                }
                if (c == '\\' && at + 1 < text.length()) {
                    char escaped = text.charAt(++at);
                    switch (escaped) {
                        case 'n' -> out.append('\n');
                        case 't' -> out.append('\t');
                        case 'r' -> out.append('\r');
                        case '\\', '\'', '"' -> out.append(escaped);
                        default -> out.append('\\').append(escaped);
                    }
                } else {
                    out.append(c);
                }
            }
            throw unknown("a text that is not closed");
        }

        private @Nullable Token peek() {
            return token < tokens.size() ? tokens.get(token) : null;
        }

        private boolean sees(String text) {
            Token next = peek();
            return next != null && next.kind() != 's' && next.text().equals(text);
        }

        private boolean takes(String text) {
            if (sees(text)) {
                token++;
                return true;
            }
            return false;
        }

        private void expect(String text) {
            if (!takes(text)) {
                Token next = peek();
                throw unknown(
                        "%s where '%s' belongs"
                                .formatted(
                                        next == null ? "the end of a tag" : "'" + next.text() + "'",
                                        text));
            }
        }

        private String name() {
            Token next = peek();
            if (next == null || next.kind() != 'n') {
                throw unknown("a tag without a name");
            }
            token++;
            return next.text();
        }

        private void finished() {
            Token next = peek();
            if (next != null) {
                throw unknown("'%s' at the end of a tag".formatted(next.text()));
            }
        }

        // -- Expressions

        private Expression whole() {
            Expression value = expression();
            finished();
            return value;
        }

        private Expression expression() {
            if (++depth > DEEPEST) {
                throw unknown("expressions nested too deep");
            }
            Expression value = or();
            if (takes("if")) {
                Expression test = or();
                Expression otherwise = takes("else") ? expression() : _ -> UNDEFINED;
                Expression then = value;
                value = run -> isTrue(test.in(run)) ? then.in(run) : otherwise.in(run);
            }
            depth--;
            return value;
        }

        private Expression or() {
            Expression left = and();
            while (takes("or")) {
                Expression first = left;
                Expression second = and();
                left =
                        run -> {
                            Object value = first.in(run);
                            return isTrue(value) ? value : second.in(run);
                        };
            }
            return left;
        }

        private Expression and() {
            Expression left = not();
            while (takes("and")) {
                Expression first = left;
                Expression second = not();
                left =
                        run -> {
                            Object value = first.in(run);
                            return isTrue(value) ? second.in(run) : value;
                        };
            }
            return left;
        }

        private Expression not() {
            if (takes("not")) {
                Expression value = not();
                return run -> !isTrue(value.in(run));
            }
            return comparison();
        }

        private Expression comparison() {
            Expression left = sum();
            while (true) {
                Expression first = left;
                Token next = peek();
                if (next == null || next.kind() == 's') {
                    return left;
                }
                if (List.of("==", "!=", "<", ">", "<=", ">=").contains(next.text())) {
                    token++;
                    String sign = next.text();
                    Expression second = sum();
                    left = run -> compared(sign, first.in(run), second.in(run));
                } else if (takes("in")) {
                    Expression second = sum();
                    left = run -> contains(second.in(run), first.in(run));
                } else if (sees("not")
                        && token + 1 < tokens.size()
                        && tokens.get(token + 1).text().equals("in")) {
                    token += 2;
                    Expression second = sum();
                    left = run -> !contains(second.in(run), first.in(run));
                } else if (takes("is")) {
                    boolean negated = takes("not");
                    left = test(first, negated);
                } else {
                    return left;
                }
            }
        }

        private Expression test(Expression value, boolean negated) {
            String name = name();
            Expression other =
                    List.of("equalto", "eq", "in").contains(name) ? primary() : _ -> null;
            if (!List.of(
                            "defined",
                            "undefined",
                            "none",
                            "string",
                            "mapping",
                            "iterable",
                            "sequence",
                            "number",
                            "integer",
                            "true",
                            "false",
                            "boolean",
                            "equalto",
                            "eq",
                            "in",
                            "odd",
                            "even",
                            "callable")
                    .contains(name.toLowerCase(Locale.ROOT))) {
                throw unknown("the test '%s'".formatted(name));
            }
            return run ->
                    negated != passes(name.toLowerCase(Locale.ROOT), value.in(run), other.in(run));
        }

        private Expression sum() {
            Expression left = product();
            while (true) {
                Expression first = left;
                if (takes("+")) {
                    Expression second = product();
                    left = run -> plus(first.in(run), second.in(run));
                } else if (takes("-")) {
                    Expression second = product();
                    left = run -> number(first.in(run)) - number(second.in(run));
                } else if (takes("~")) {
                    Expression second = product();
                    left = run -> shown(first.in(run)) + shown(second.in(run));
                } else {
                    return left;
                }
            }
        }

        private Expression product() {
            Expression left = unary();
            while (true) {
                Expression first = left;
                if (takes("*")) {
                    Expression second = unary();
                    left = run -> times(first.in(run), second.in(run));
                } else if (takes("//")) {
                    Expression second = unary();
                    left = run -> Math.floorDiv(number(first.in(run)), divisor(second.in(run)));
                } else if (takes("%")) {
                    Expression second = unary();
                    left = run -> Math.floorMod(number(first.in(run)), divisor(second.in(run)));
                } else {
                    return left;
                }
            }
        }

        private Expression unary() {
            if (takes("-")) {
                Expression value = unary();
                return run -> -number(value.in(run));
            }
            Expression value = postfix(primary());
            while (takes("|")) {
                value = postfix(filter(value));
            }
            return value;
        }

        private Expression filter(Expression value) {
            String name = name();
            if (!FILTERS.contains(name)) {
                throw unknown("the filter '%s'".formatted(name));
            }
            Arguments arguments = takes("(") ? arguments() : new Arguments(List.of(), Map.of());
            return run -> filtered(name, value.in(run), arguments.given(run), arguments.named(run));
        }

        private record Arguments(List<Expression> values, Map<String, Expression> byName) {

            List<@Nullable Object> given(Run run) {
                List<@Nullable Object> given = new ArrayList<>();
                values.forEach(value -> given.add(value.in(run)));
                return given;
            }

            Map<String, @Nullable Object> named(Run run) {
                Map<String, @Nullable Object> named = new LinkedHashMap<>();
                byName.forEach((name, value) -> named.put(name, value.in(run)));
                return named;
            }
        }

        private Arguments arguments() {
            List<Expression> values = new ArrayList<>();
            Map<String, Expression> byName = new LinkedHashMap<>();
            while (!takes(")")) {
                Token next = peek();
                if (next != null
                        && next.kind() == 'n'
                        && token + 1 < tokens.size()
                        && tokens.get(token + 1).equals(new Token('o', "="))) {
                    token += 2;
                    byName.put(next.text(), expression());
                } else {
                    values.add(expression());
                }
                if (!takes(",") && !sees(")")) {
                    expect(")");
                }
            }
            return new Arguments(values, byName);
        }

        private Expression postfix(Expression start) {
            Expression value = start;
            while (true) {
                Expression of = value;
                if (takes(".")) {
                    String name = name();
                    value = run -> attribute(of.in(run), name);
                } else if (takes("[")) {
                    value = subscript(of);
                } else if (takes("(")) {
                    Arguments arguments = arguments();
                    value =
                            run -> {
                                if (of.in(run) instanceof Function function) {
                                    run.step();
                                    return function.of(arguments.given(run), arguments.named(run));
                                }
                                throw unknown("a call of what is no function");
                            };
                } else {
                    return value;
                }
            }
        }

        private Expression subscript(Expression of) {
            @Nullable Expression from = sees(":") ? null : expression();
            if (takes("]")) {
                Expression index = Objects.requireNonNull(from);
                return run -> item(of.in(run), index.in(run));
            }
            expect(":");
            @Nullable Expression to = sees("]") || sees(":") ? null : expression();
            @Nullable Expression step = takes(":") && !sees("]") ? expression() : null;
            expect("]");
            return run ->
                    slice(
                            of.in(run),
                            from == null ? null : from.in(run),
                            to == null ? null : to.in(run),
                            step == null ? null : step.in(run));
        }

        private Expression primary() {
            Token next = peek();
            if (next == null) {
                throw unknown("an empty expression");
            }
            token++;
            return switch (next.kind()) {
                case 's' -> text(next.text());
                case 'i' -> {
                    Long number = Long.valueOf(next.text());
                    yield _ -> number;
                }
                case 'f' -> {
                    Double number = Double.valueOf(next.text());
                    yield _ -> number;
                }
                case 'n' ->
                        switch (next.text()) {
                            case "true", "True" -> _ -> true;
                            case "false", "False" -> _ -> false;
                            case "none", "None" -> _ -> null;
                            default -> run -> run.named(next.text());
                        };
                default ->
                        switch (next.text()) {
                            case "(" -> parenthesized();
                            case "[" -> listed("]", new ArrayList<>());
                            case "{" -> mapped();
                            default ->
                                    throw unknown("'%s' in an expression".formatted(next.text()));
                        };
            };
        }

        /// Texts side by side are one.
        private Expression text(String first) {
            StringBuilder text = new StringBuilder(first);
            for (Token next = peek(); next != null && next.kind() == 's'; next = peek()) {
                text.append(next.text());
                token++;
            }
            String joined = text.toString();
            return _ -> joined;
        }

        private Expression parenthesized() {
            Expression value = expression();
            if (takes(",")) {
                return listed(")", new ArrayList<>(List.of(value)));
            }
            expect(")");
            return value;
        }

        private Expression listed(String end, List<Expression> values) {
            while (!takes(end)) {
                values.add(expression());
                if (!takes(",") && !sees(end)) {
                    expect(end);
                }
            }
            return run -> {
                List<@Nullable Object> list = new ArrayList<>();
                values.forEach(value -> list.add(value.in(run)));
                return list;
            };
        }

        private Expression mapped() {
            Map<Expression, Expression> entries = new LinkedHashMap<>();
            while (!takes("}")) {
                Expression key = expression();
                expect(":");
                entries.put(key, expression());
                if (!takes(",") && !sees("}")) {
                    expect("}");
                }
            }
            return run -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                entries.forEach((key, value) -> map.put(shown(key.in(run)), value.in(run)));
                return map;
            };
        }
    }

    // -- Running

    private static final class Run {

        private final Map<String, @Nullable Object> names;
        private StringBuilder out = new StringBuilder();
        private int steps;

        Run(Map<String, @Nullable Object> names) {
            this.names = names;
        }

        void step() {
            if (++steps > MOST_STEPS || out.length() > LONGEST) {
                throw new IllegalArgumentException("the template does not come to an end");
            }
        }

        @Nullable Object named(String name) {
            if (names.containsKey(name)) {
                return names.get(name);
            }
            return switch (name) {
                case "raise_exception" ->
                        (Function)
                                (given, _) -> {
                                    throw new IllegalArgumentException(
                                            given.isEmpty() ? "" : shown(given.getFirst()));
                                };
                case "strftime_now" -> (Function) (given, _) -> today(shown(given.getFirst()));
                case "namespace", "dict" -> (Function) (_, named) -> new LinkedHashMap<>(named);
                case "range" -> (Function) (given, _) -> range(given);
                default -> UNDEFINED;
            };
        }

        void all(List<Part> parts) {
            for (Part part : parts) {
                step();
                one(part);
            }
        }

        private void one(Part part) {
            switch (part) {
                case Text(var text) -> out.append(text);
                case Output(var value) -> out.append(shown(value.in(this)));
                case If(var test, var then, var otherwise) ->
                        all(isTrue(test.in(this)) ? then : otherwise);
                case For loop -> loop(loop);
                case Set(var name, var attribute, var value) -> {
                    if (attribute.isEmpty()) {
                        names.put(name, value.in(this));
                    } else {
                        map(names.get(name)).put(attribute, value.in(this));
                    }
                }
                case SetBlock(var name, var body) -> names.put(name, captured(body));
                case Macro macro -> names.put(macro.name(), function(macro));
                case Jump(var goesOn) -> throw new Stop(goesOn);
            }
        }

        private String captured(List<Part> body) {
            StringBuilder before = out;
            out = new StringBuilder();
            try {
                all(body);
                return out.toString();
            } finally {
                out = before;
            }
        }

        private Function function(Macro macro) {
            return (given, named) -> {
                Map<String, @Nullable Object> before = new HashMap<>(names);
                for (int i = 0; i < macro.parameters().size(); i++) {
                    String name = macro.parameters().get(i);
                    Expression otherwise = macro.defaults().get(name);
                    names.put(
                            name,
                            i < given.size()
                                    ? given.get(i)
                                    : named.containsKey(name)
                                            ? named.get(name)
                                            : otherwise == null ? UNDEFINED : otherwise.in(this));
                }
                try {
                    return captured(macro.body());
                } finally {
                    names.clear();
                    names.putAll(before);
                }
            };
        }

        private void loop(For loop) {
            // What is set inside a loop is forgotten after each round, as in Jinja.
            Map<String, @Nullable Object> before = new HashMap<>(names);
            List<@Nullable Object> items = new ArrayList<>();
            for (Object item : list(loop.over().in(this))) {
                bind(loop.names(), item);
                if (loop.filter() == null || isTrue(loop.filter().in(this))) {
                    items.add(item);
                }
            }
            restore(before);
            if (items.isEmpty()) {
                all(loop.otherwise());
            }
            for (int i = 0; i < items.size(); i++) {
                bind(loop.names(), items.get(i));
                Map<String, @Nullable Object> state = new HashMap<>();
                state.put("index", i + 1L);
                state.put("index0", (long) i);
                state.put("revindex", (long) items.size() - i);
                state.put("first", i == 0);
                state.put("last", i == items.size() - 1);
                state.put("length", (long) items.size());
                state.put("previtem", i == 0 ? UNDEFINED : items.get(i - 1));
                state.put("nextitem", i == items.size() - 1 ? UNDEFINED : items.get(i + 1));
                names.put("loop", state);
                try {
                    all(loop.body());
                } catch (Stop stop) {
                    if (!stop.goesOn) {
                        break;
                    }
                } finally {
                    restore(before);
                }
            }
        }

        private void restore(Map<String, @Nullable Object> before) {
            names.clear();
            names.putAll(before);
        }

        private void bind(List<String> wanted, @Nullable Object item) {
            if (wanted.size() == 1) {
                names.put(wanted.getFirst(), item);
                return;
            }
            List<@Nullable Object> parts = list(item);
            for (int i = 0; i < wanted.size(); i++) {
                names.put(wanted.get(i), i < parts.size() ? parts.get(i) : UNDEFINED);
            }
        }
    }

    // -- Values: text, Long, Double, Boolean, null, lists, maps, functions, UNDEFINED

    private static boolean isTrue(@Nullable Object value) {
        return switch (value) {
            case null -> false;
            case Boolean flag -> flag;
            case String text -> !text.isEmpty();
            case Long number -> number != 0;
            case Double number -> number != 0;
            case Collection<?> list -> !list.isEmpty();
            case Map<?, ?> map -> !map.isEmpty();
            default -> !UNDEFINED.equals(value);
        };
    }

    private static String shown(@Nullable Object value) {
        return switch (value) {
            case null -> "None";
            case Boolean flag -> flag ? "True" : "False";
            case String text -> text;
            case Collection<?> list ->
                    list.stream()
                            .map(ChatTemplate::quoted)
                            .collect(Collectors.joining(", ", "[", "]"));
            case Map<?, ?> map ->
                    map.entrySet().stream()
                            .map(each -> quoted(each.getKey()) + ": " + quoted(each.getValue()))
                            .collect(Collectors.joining(", ", "{", "}"));
            default -> UNDEFINED.equals(value) ? "" : value.toString();
        };
    }

    private static String quoted(@Nullable Object value) {
        return value instanceof String text ? "'" + text + "'" : shown(value);
    }

    private static long number(@Nullable Object value) {
        return switch (value) {
            case Long number -> number;
            case Boolean flag -> flag ? 1 : 0;
            case null, default ->
                    throw new IllegalArgumentException(
                            "'%s' is no whole number".formatted(shown(value)));
        };
    }

    private static long divisor(@Nullable Object value) {
        long number = number(value);
        if (number == 0) {
            throw new IllegalArgumentException("a division by zero");
        }
        return number;
    }

    private static List<@Nullable Object> list(@Nullable Object value) {
        return switch (value) {
            case null -> List.of();
            case Collection<?> list -> new ArrayList<>(list);
            case Map<?, ?> map -> new ArrayList<>(map.keySet());
            case String text ->
                    new ArrayList<>(text.codePoints().mapToObj(Character::toString).toList());
            default -> List.of();
        };
    }

    @SuppressWarnings("unchecked")
    private static Map<String, @Nullable Object> map(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return (Map<String, @Nullable Object>) map;
        }
        throw new IllegalArgumentException("'%s' has no attributes".formatted(shown(value)));
    }

    private static @Nullable Object plus(@Nullable Object left, @Nullable Object right) {
        if (left instanceof String || right instanceof String) {
            return shown(left) + shown(right);
        }
        if (left instanceof Collection<?> && right instanceof Collection<?>) {
            List<@Nullable Object> both = list(left);
            both.addAll(list(right));
            return both;
        }
        return number(left) + number(right);
    }

    private static Object times(@Nullable Object left, @Nullable Object right) {
        return left instanceof String text
                ? text.repeat(Math.clamp(number(right), 0, 1000))
                : number(left) * number(right);
    }

    private static boolean compared(String sign, @Nullable Object left, @Nullable Object right) {
        if (sign.equals("==") || sign.equals("!=")) {
            return sign.equals("==") == Objects.equals(left, right);
        }
        int order =
                left instanceof String one && right instanceof String other
                        ? one.compareTo(other)
                        : Long.compare(number(left), number(right));
        return switch (sign) {
            case "<" -> order < 0;
            case ">" -> order > 0;
            case "<=" -> order <= 0;
            default -> order >= 0;
        };
    }

    private static boolean contains(@Nullable Object all, @Nullable Object one) {
        return switch (all) {
            case String text -> text.contains(shown(one));
            case Map<?, ?> map -> map.containsKey(shown(one));
            case Collection<?> list -> list.contains(one);
            case null, default -> false;
        };
    }

    private static boolean passes(String test, @Nullable Object value, @Nullable Object other) {
        return switch (test) {
            case "defined" -> !UNDEFINED.equals(value);
            case "undefined" -> UNDEFINED.equals(value);
            case "none" -> value == null;
            case "string" -> value instanceof String;
            case "mapping" -> value instanceof Map;
            case "iterable", "sequence" ->
                    value instanceof Collection || value instanceof String || value instanceof Map;
            case "number", "integer" -> value instanceof Long;
            case "boolean" -> value instanceof Boolean;
            case "true" -> Boolean.TRUE.equals(value);
            case "false" -> Boolean.FALSE.equals(value);
            case "odd" -> number(value) % 2 != 0;
            case "even" -> number(value) % 2 == 0;
            case "callable" -> value instanceof Function;
            case "in" -> contains(other, value);
            default -> Objects.equals(value, other);
        };
    }

    private static @Nullable Object item(@Nullable Object of, @Nullable Object index) {
        if (of instanceof Map<?, ?> map) {
            return map.containsKey(shown(index)) ? map.get(shown(index)) : UNDEFINED;
        }
        List<@Nullable Object> list = list(of);
        if (!(index instanceof Long number)) {
            return UNDEFINED;
        }
        long at = number < 0 ? number + list.size() : number;
        return at >= 0 && at < list.size() ? list.get((int) at) : UNDEFINED;
    }

    private static Object slice(
            @Nullable Object of,
            @Nullable Object from,
            @Nullable Object to,
            @Nullable Object step) {
        List<@Nullable Object> list = list(of);
        long by = step == null ? 1 : number(step);
        if (by != 1 && by != -1) {
            throw new IllegalArgumentException("a slice with steps");
        }
        if (by == -1 && (from != null || to != null)) {
            throw new IllegalArgumentException("a slice backwards with bounds");
        }
        int begin = from == null ? 0 : bound(number(from), list.size());
        int end = to == null ? list.size() : bound(number(to), list.size());
        List<@Nullable Object> part =
                begin < end ? new ArrayList<>(list.subList(begin, end)) : new ArrayList<>();
        part = by == -1 ? part.reversed() : part;
        return of instanceof String
                ? String.join("", part.stream().map(ChatTemplate::shown).toList())
                : part;
    }

    private static int bound(long index, int size) {
        return Math.clamp(index < 0 ? index + size : index, 0, size);
    }

    private static List<Object> range(List<@Nullable Object> given) {
        long from = given.size() > 1 ? number(given.get(0)) : 0;
        long to = number(given.get(given.size() > 1 ? 1 : 0));
        List<Object> numbers = new ArrayList<>();
        for (long number = from; number < to && numbers.size() < MOST_STEPS; number++) {
            numbers.add(number);
        }
        return numbers;
    }

    private static String today(String format) {
        String pattern =
                format.replace("%d", "dd")
                        .replace("%b", "MMM")
                        .replace("%B", "MMMM")
                        .replace("%m", "MM")
                        .replace("%Y", "yyyy");
        return LocalDate.now(ZoneId.systemDefault())
                .format(DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH));
    }

    private static @Nullable Object attribute(@Nullable Object of, String name) {
        if (of instanceof Map<?, ?> map) {
            if (map.containsKey(name)) {
                return map.get(name);
            }
            return switch (name) {
                case "items" ->
                        (Function)
                                (_, _) ->
                                        map.entrySet().stream()
                                                .map(each ->
                                                        Arrays.asList(
                                                                each.getKey(), each.getValue()))
                                                .toList();
                case "keys" -> (Function) (_, _) -> new ArrayList<>(map.keySet());
                case "values" -> (Function) (_, _) -> new ArrayList<>(map.values());
                case "get" ->
                        (Function)
                                (given, _) ->
                                        map.containsKey(shown(given.getFirst()))
                                                ? map.get(shown(given.getFirst()))
                                                : given.size() > 1 ? given.get(1) : null;
                default -> UNDEFINED;
            };
        }
        if (of instanceof String text) {
            return method(text, name);
        }
        return UNDEFINED;
    }

    private static Object method(String text, String name) {
        return switch (name) {
            case "strip" -> (Function) (given, _) -> stripped(text, given, true, true);
            case "lstrip" -> (Function) (given, _) -> stripped(text, given, true, false);
            case "rstrip" -> (Function) (given, _) -> stripped(text, given, false, true);
            case "upper", "lower", "title", "capitalize" ->
                    (Function) (given, named) -> filtered(name, text, given, named);
            case "startswith" -> (Function) (given, _) -> text.startsWith(shown(given.getFirst()));
            case "endswith" -> (Function) (given, _) -> text.endsWith(shown(given.getFirst()));
            case "replace" ->
                    (Function) (given, _) -> text.replace(shown(given.get(0)), shown(given.get(1)));
            case "split" ->
                    (Function)
                            (given, _) ->
                                    given.isEmpty()
                                            ? Arrays.asList((Object[]) text.strip().split("\\s+"))
                                            : Arrays.asList(
                                                    (Object[])
                                                            text.split(
                                                                    Pattern.quote(
                                                                            shown(
                                                                                    given
                                                                                            .getFirst())),
                                                                    -1));
            default -> UNDEFINED;
        };
    }

    private static String stripped(
            String text, List<@Nullable Object> given, boolean before, boolean after) {
        int begin = 0;
        int end = text.length();
        String chars = given.isEmpty() ? "" : shown(given.getFirst());
        while (before && begin < end && isAny(text.charAt(begin), chars)) {
            begin++;
        }
        while (after && end > begin && isAny(text.charAt(end - 1), chars)) {
            end--;
        }
        return text.substring(begin, end);
    }

    private static boolean isAny(char c, String chars) {
        return chars.isEmpty() ? Character.isWhitespace(c) : chars.indexOf(c) >= 0;
    }

    private static final List<String> FILTERS =
            List.of(
                    "trim",
                    "length",
                    "count",
                    "upper",
                    "lower",
                    "title",
                    "capitalize",
                    "tojson",
                    "join",
                    "first",
                    "last",
                    "default",
                    "d",
                    "string",
                    "list",
                    "items",
                    "int",
                    "safe",
                    "replace",
                    "selectattr",
                    "rejectattr",
                    "map",
                    "reverse",
                    "unique");

    private static @Nullable Object filtered(
            String filter,
            @Nullable Object value,
            List<@Nullable Object> given,
            Map<String, @Nullable Object> named) {
        return switch (filter) {
            case "trim" -> stripped(shown(value), given, true, true);
            case "length", "count" ->
                    value instanceof Map<?, ?> map ? (long) map.size() : (long) list(value).size();
            case "upper" -> shown(value).toUpperCase(Locale.ROOT);
            case "lower" -> shown(value).toLowerCase(Locale.ROOT);
            case "title" -> title(shown(value));
            case "capitalize" -> capitalized(shown(value));
            case "tojson" -> json(value);
            case "join" ->
                    String.join(
                            given.isEmpty() ? "" : shown(given.getFirst()),
                            list(value).stream().map(ChatTemplate::shown).toList());
            case "first" -> item(value, 0L);
            case "last" -> item(value, -1L);
            case "default", "d" -> {
                boolean falseToo = given.size() > 1 && isTrue(given.get(1));
                yield UNDEFINED.equals(value) || (falseToo && !isTrue(value))
                        ? given.isEmpty() ? "" : given.getFirst()
                        : value;
            }
            case "list", "unique" ->
                    filter.equals("list") ? list(value) : list(value).stream().distinct().toList();
            case "reverse" -> list(value).reversed();
            case "items" ->
                    map(value).entrySet().stream()
                            .map(each -> Arrays.asList((Object) each.getKey(), each.getValue()))
                            .toList();
            case "int" -> value instanceof Long ? value : Long.parseLong(shown(value).strip());
            case "replace" -> shown(value).replace(shown(given.get(0)), shown(given.get(1)));
            case "selectattr", "rejectattr" ->
                    list(value).stream()
                            .filter(each -> filter.equals("selectattr") == has(each, given))
                            .toList();
            case "map" -> {
                Object attribute = named.get("attribute");
                List<@Nullable Object> mapped = new ArrayList<>();
                for (Object each : list(value)) {
                    mapped.add(
                            attribute == null
                                    ? filtered(shown(given.getFirst()), each, List.of(), Map.of())
                                    : attribute(each, shown(attribute)));
                }
                yield mapped;
            }
            case "string", "safe" -> shown(value);
            default -> throw new IllegalArgumentException("the filter '%s'".formatted(filter));
        };
    }

    /// As Python writes it, with spaces after commas and colons.
    private static String json(@Nullable Object value) {
        return switch (value) {
            case Collection<?> list ->
                    list.stream()
                            .map(ChatTemplate::json)
                            .collect(Collectors.joining(", ", "[", "]"));
            case Map<?, ?> map ->
                    map.entrySet().stream()
                            .map(each -> json(each.getKey()) + ": " + json(each.getValue()))
                            .collect(Collectors.joining(", ", "{", "}"));
            case null, default ->
                    new GsonBuilder()
                            .disableHtmlEscaping()
                            .create()
                            .toJson(UNDEFINED.equals(value) ? null : value);
        };
    }

    private static boolean has(@Nullable Object each, List<@Nullable Object> given) {
        Object value = attribute(each, shown(given.getFirst()));
        return given.size() == 1
                ? isTrue(value)
                : passes(shown(given.get(1)), value, given.size() > 2 ? given.get(2) : null);
    }

    private static String capitalized(String text) {
        return text.isEmpty()
                ? text
                : text.substring(0, 1).toUpperCase(Locale.ROOT)
                        + text.substring(1).toLowerCase(Locale.ROOT);
    }

    private static String title(String text) {
        StringBuilder titled = new StringBuilder();
        boolean inWord = false;
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            titled.append(inWord ? Character.toLowerCase(c) : Character.toUpperCase(c));
            inWord = Character.isLetter(c);
        }
        return titled.toString();
    }
}
