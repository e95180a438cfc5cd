package stillroom.app.report;

import java.util.Map;
import java.util.SequencedMap;

/// Small bar charts as SVG, without script and without anything to load.
final class Chart {

    private static final int WIDTH = 420;
    private static final int ROW = 22;
    private static final int LABEL = 150;
    private static final int VALUE = 60;

    private Chart() {}

    /// Horizontal bars in the order of the map.
    ///
    /// @param title read aloud by screen readers
    static String bars(String title, SequencedMap<String, ? extends Number> values) {
        double most = values.values().stream().mapToDouble(Number::doubleValue).max().orElse(0);
        var svg =
                new StringBuilder(
                        "<svg role=\"img\" width=\"%d\" height=\"%d\"><title>%s</title>"
                                .formatted(WIDTH, ROW * values.size() + 4, Html.text(title)));
        int row = 0;
        for (Map.Entry<String, ? extends Number> each : values.entrySet()) {
            int top = row++ * ROW;
            double value = each.getValue().doubleValue();
            double length = most == 0 ? 0 : value / most * (WIDTH - LABEL - VALUE);
            svg.append(
                    ("<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>"
                                    + "<rect x=\"%d\" y=\"%d\" width=\"%.0f\" height=\"%d\" rx=\"2\"/>"
                                    + "<text x=\"%.0f\" y=\"%d\">%s</text>")
                            .formatted(
                                    LABEL - 8,
                                    top + 16,
                                    Html.text(each.getKey()),
                                    LABEL,
                                    top + 4,
                                    Math.max(length, 1),
                                    ROW - 6,
                                    LABEL + length + 6,
                                    top + 16,
                                    each.getValue()));
        }
        return svg.append("</svg>").toString();
    }
}
