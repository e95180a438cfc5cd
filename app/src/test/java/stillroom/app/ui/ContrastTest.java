package stillroom.app.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Computes from the style sheets whether what is written can be read: WCAG 2.2, level AA.
class ContrastTest {

    private static final double LEAST = 4.5;
    private static final Pattern TOKEN =
            Pattern.compile("(-(?:color|st)-[a-z0-9-]+)\\s*:\\s*([^;{}]+);");
    private static final Pattern RULE = Pattern.compile("([^{}]+)\\{([^{}]*)\\}");

    @ParameterizedTest
    @CsvSource({
        "-st-text, -st-canvas",
        "-st-text, -st-chrome",
        "-st-text, -st-select",
        "-st-text, -st-nav-select",
        "-st-text, -st-well",
        "-st-text, -st-card",
        "-st-text, -st-good-tint",
        "-st-text, -st-bad-tint",
        "-st-text, -st-warn-tint",
        "-st-text, -st-tint-blue",
        "-st-strong, -st-mark-word",
        "-st-strong, -st-mark",
        "-st-muted, -st-canvas",
        "-st-muted, -st-chrome",
        "-st-muted, -st-card",
        "-st-muted, -st-select",
        "-st-muted, -st-well",
        "-st-muted, -st-good-tint",
        "-st-muted, -st-bad-tint",
        "-st-muted, -st-warn-tint",
        "-st-accent, -st-canvas",
        "-st-accent, -st-tint-blue",
        "-st-good, -st-canvas",
        "-st-good, -st-chrome",
        "-st-good, -st-card",
        "-st-good, -st-tint-green",
        "-st-warn, -st-canvas",
        "-st-bad, -st-canvas",
        "-st-bad, -st-card",
        "-st-bad, -st-chrome",
        "-st-hue-blue, -st-tint-blue",
        "-st-hue-green, -st-tint-green",
        "-st-hue-teal, -st-tint-teal",
        "-st-hue-purple, -st-tint-purple",
        "-st-hue-red, -st-tint-red",
        "-st-hue-blue, -st-canvas",
        "-st-hue-green, -st-canvas",
        "-st-hue-teal, -st-canvas",
        "-st-hue-purple, -st-canvas",
        "-st-hue-red, -st-canvas",
        "-st-hue-blue, -st-select",
        "-st-hue-red, -st-select"
    })
    void whatIsWrittenCanBeRead(String text, String ground) throws IOException {
        for (var theme : new String[] {"light", "dark"}) {
            var tokens = tokens(theme);
            assertThat(ratio(color(text, tokens), color(ground, tokens)))
                    .as("%s on %s, %s", text, ground, theme)
                    .isGreaterThanOrEqualTo(LEAST);
        }
    }

    private static Map<String, String> tokens(String theme) throws IOException {
        var tokens = new HashMap<String, String>();
        read(sheet("/atlantafx/base/theme/primer-" + theme + ".css"), "", tokens);
        read(sheet("/stillroom/app/ui/style.css"), theme, tokens);
        return tokens;
    }

    /// @param theme the class that a rule must be for; empty for any
    private static void read(String sheet, String theme, Map<String, String> tokens) {
        var rules = RULE.matcher(sheet.replaceAll("(?s)/\\*.*?\\*/", ""));
        while (rules.find()) {
            var selector = rules.group(1).strip();
            if (theme.isEmpty()
                    || selector.matches("(?s)(\\.root, )?(.*, )?\\." + theme + "(, .*)?")) {
                var found = TOKEN.matcher(rules.group(2));
                while (found.find()) {
                    tokens.put(found.group(1), found.group(2).strip());
                }
            }
        }
    }

    private static String sheet(String name) throws IOException {
        try (InputStream stream = ContrastTest.class.getResourceAsStream(name)) {
            return new String(
                    Objects.requireNonNull(stream, name).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static int[] color(String name, Map<String, String> tokens) {
        var value = name;
        while (value.startsWith("-")) {
            value = Objects.requireNonNull(tokens.get(value), value);
        }
        if (value.equals("white")) {
            value = "#ffffff";
        }
        var hex = value.substring(1);
        if (hex.length() == 3) {
            hex = hex.replaceAll("(.)", "$1$1");
        }
        int rgb = Integer.parseInt(hex.substring(0, 6), 16);
        return new int[] {rgb >> 16, (rgb >> 8) & 0xff, rgb & 0xff};
    }

    private static double ratio(int[] one, int[] other) {
        double first = luminance(one);
        double second = luminance(other);
        return (Math.max(first, second) + 0.05) / (Math.min(first, second) + 0.05);
    }

    private static double luminance(int[] color) {
        double[] weights = {0.2126, 0.7152, 0.0722};
        double sum = 0;
        for (int i = 0; i < 3; i++) {
            double part = color[i] / 255.0;
            sum +=
                    weights[i]
                            * (part <= 0.04045
                                    ? part / 12.92
                                    : Math.pow((part + 0.055) / 1.055, 2.4));
        }
        return sum;
    }
}
