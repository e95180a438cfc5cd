package stillroom.app;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Control;
import javafx.scene.control.Labeled;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.TableView;
import javafx.scene.control.TextInputControl;
import javafx.scene.control.Tooltip;
import javafx.scene.text.Text;
import stillroom.app.ui.common.Controls;
import stillroom.app.ui.common.Messages;
import stillroom.index.LocalIndex;
import stillroom.index.text.Page;

/// What a German window may say: sentences of `messages_de.properties`, what stands in documents,
/// names, numbers, days, and codes that no language has a word for. Anything else was not
/// translated. For the FX thread.
final class Vocabulary {

    /// Such as `EACCES`, `12,5 MB`, `int8` and `3. März 2026, 14:05`; a path, an address, a hash.
    private static final Pattern CODES =
            Pattern.compile(
                    """
                    [A-Z0-9_]{2,}|[\\d.,–-]+ ?(B|kB|MB|GB|ms|s|CPU)|int[48]|fp32|eng|model\\.safetensors|\\w+Exception\
                    |[~/].*|(GET )?https?:.*|junit-\\d+(@1)?|[0-9a-f]{4}|[0-9a-f]{12,}\
                    |errno \\d+( \\(.*\\))?|([\\w ]+: |java … )?[\\w. ]+\\(.*\\)(, in a child)?\
                    |\\d{1,2}\\.\\d{1,2}\\.\\d{2,4}|\\d{1,2}:\\d\\d\
                    |\\d{1,2}\\. (Jan|Feb|März|Apr|Mai|Juni|Juli|Aug|Sept?|Okt|Nov|Dez)\\.?( \\d{4})?\
                    """);

    /// Longer texts of documents are told apart from words of the window by where they stand.
    private static final String JOINTS = " · |\\n|, |: |/| \\(|\\)$|\\.$";

    private final List<Pattern> sentences = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private final String documents;

    /// @param more names that the window may show
    Vocabulary(LocalIndex index, Stream<String> more) {
        words().forEach((key, value) -> {
            var sentence = value.toString();
            if (key.toString().endsWith(".keys")) {
                names.addAll(List.of(sentence.split(" ", -1)));
            }
            if (!sentence.contains("{")) {
                names.add(plain(sentence));
            }
            for (var expression : expressions(sentence)) {
                if (expression.codePoints().anyMatch(Character::isLetter)) {
                    sentences.add(Pattern.compile(expression, Pattern.DOTALL));
                }
            }
        });
        var texts = new StringBuilder();
        for (var document : index.documents()) {
            names.add(Controls.name(document));
            names.add(document.title());
            document.labels().forEach(label -> names.add(label.name()));
            for (Path path : document.sources()) {
                path.forEach(part -> names.add(part.toString()));
            }
            index.pages(document.id()).stream()
                    .map(Page::text)
                    .forEach(text -> texts.append(' ').append(plain(text)));
        }
        index.labels().forEach(label -> names.add(label.name()));
        for (var language : Messages.Language.values()) {
            names.add(language.nativeName());
        }
        names.add("Stillroom");
        more.forEach(names::add);
        documents = texts.append(' ').toString();
    }

    private static Properties words() {
        var words = new Properties();
        try (var stream =
                        Messages.class.getResourceAsStream(
                                "/stillroom/app/ui/messages_de.properties");
                var reader =
                        new InputStreamReader(
                                Objects.requireNonNull(stream), StandardCharsets.UTF_8)) {
            words.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return words;
    }

    /// What a pattern with values may become, one expression for each of its choices; values are
    /// groups.
    private static List<String> expressions(String pattern) {
        var found = List.of("");
        int at = 0;
        while (at < pattern.length()) {
            int end = pattern.charAt(at) == '{' ? closing(pattern, at) : at;
            var next = new ArrayList<String>();
            for (var part :
                    end == at
                            ? literal(pattern.charAt(at))
                            : value(pattern.substring(at + 1, end))) {
                found.forEach(before -> next.add(before + part));
            }
            found = next;
            at = end + 1;
        }
        return found;
    }

    private static List<String> literal(char letter) {
        return List.of(
                Character.isWhitespace(letter) || letter == '\u00a0'
                        ? " "
                        : Character.isLetterOrDigit(letter) ? "" + letter : "\\" + letter);
    }

    private static List<String> value(String inside) {
        var choice = Pattern.compile("\\d+,choice,(.*)", Pattern.DOTALL).matcher(inside);
        if (!choice.matches()) {
            return List.of("(.+?)");
        }
        var found = new ArrayList<String>();
        int depth = 0;
        int begin = 0;
        var choices = choice.group(1) + "|";
        for (int at = 0; at < choices.length(); at++) {
            char letter = choices.charAt(at);
            depth += letter == '{' ? 1 : letter == '}' ? -1 : 0;
            if (letter == '|' && depth == 0) {
                found.addAll(
                        expressions(choices.substring(begin, at).replaceFirst("^\\d+[#<]", "")));
                begin = at + 1;
            }
        }
        return found;
    }

    private static int closing(String pattern, int from) {
        int depth = 0;
        for (int at = from; ; at++) {
            depth += pattern.charAt(at) == '{' ? 1 : pattern.charAt(at) == '}' ? -1 : 0;
            if (depth == 0) {
                return at;
            }
        }
    }

    private static String plain(String text) {
        return text.replaceAll("\\p{Cf}", "").replaceAll("[…\\s\u00a0\u202f]+", " ").strip();
    }

    /// The texts in a part of the window, seen, spoken or in its menus and tooltips, that are not
    /// German.
    List<String> foreign(Node node) {
        var said = new LinkedHashSet<String>();
        collect(node, said);
        return said.stream()
                .filter(text -> !text.lines().allMatch(line -> isExplained(plain(line), 3)))
                .toList();
    }

    private static void collect(Node node, Set<String> said) {
        if (!node.isVisible()) {
            return;
        }
        say(node.getAccessibleText(), said);
        say(node.getAccessibleHelp(), said);
        switch (node) {
            case Labeled labeled -> say(labeled.getText(), said);
            case Text text when !(node.getParent() instanceof Labeled) -> say(text.getText(), said);
            case TextInputControl field -> say(field.getPromptText(), said);
            case TableView<?> table ->
                    table.getColumns().forEach(column -> say(column.getText(), said));
            default -> {}
        }
        if (node instanceof MenuButton button) {
            say(button.getItems(), said);
        }
        if (node instanceof Control control) {
            say(control.getTooltip(), said);
            if (control.getContextMenu() != null) {
                say(control.getContextMenu().getItems(), said);
            }
        }
        if (node.getProperties().get("javafx.scene.control.Tooltip") instanceof Tooltip tooltip) {
            say(tooltip, said);
        }
        if (node instanceof Parent parent && !(node instanceof TextInputControl)) {
            parent.getChildrenUnmodifiable().forEach(child -> collect(child, said));
        }
    }

    private static void say(List<MenuItem> items, Set<String> said) {
        items.forEach(item -> say(item.getText(), said));
    }

    private static void say(Tooltip tooltip, Set<String> said) {
        if (tooltip != null) {
            say(tooltip.getText(), said);
        }
    }

    private static void say(String text, Set<String> said) {
        if (text != null) {
            said.add(text);
        }
    }

    private boolean isName(String word) {
        return word.codePoints().noneMatch(Character::isLetter)
                || names.contains(word)
                || CODES.matcher(word).matches();
    }

    private boolean isExplained(String text, int depth) {
        if (Stream.of(text.split(" ", -1)).allMatch(this::isName)
                || names.contains(text)
                || CODES.matcher(text).matches()
                || documents.contains(" " + text + " ")) {
            return true;
        }
        if (text.length() > 24 && documents.contains(text)) {
            return true;
        }
        for (var sentence : sentences) {
            var matcher = sentence.matcher(text);
            if (matcher.matches()) {
                boolean whole = true;
                for (int group = 1; group <= matcher.groupCount() && whole; group++) {
                    whole = depth > 0 && isExplained(plain(matcher.group(group)), depth - 1);
                }
                if (whole) {
                    return true;
                }
            }
        }
        var parts = text.split(JOINTS, -1);
        return depth > 0
                && (parts.length > 1 || (parts.length == 1 && !parts[0].equals(text)))
                && Stream.of(parts).allMatch(part -> isExplained(plain(part), depth - 1));
    }
}
