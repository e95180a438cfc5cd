package stillroom.index;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Draws the table of [ScaleBenchmark]: times over the size of the library, both by powers of ten.
final class ScalePlot {

    private static final int WIDTH = 720;
    private static final int HEIGHT = 420;
    private static final int LEFT = 70;
    private static final int BOTTOM = 370;
    private static final int PLOT_WIDTH = 480;
    private static final int PLOT_HEIGHT = 330;
    private static final double LEAST = 1;
    private static final double MOST = 10_000;

    private ScalePlot() {}

    /// A column of the table.
    private record Line(String column, String name, String color) {}

    private static final List<Line> LINES =
            List.of(
                    new Line("both_p50_ms", "search, median", "#0969da"),
                    new Line("both_p95_ms", "search, 95 of 100", "#54aeff"),
                    new Line("filtered_p50_ms", "0.1 % let through, median", "#1a7f37"),
                    new Line("filtered_p95_ms", "0.1 % let through, 95 of 100", "#4ac26b"),
                    new Line("open_ms", "opening", "#bc4c00"));

    static String svg(List<String> table) {
        List<String> head = List.of(table.getFirst().split("\t"));
        var rows = new ArrayList<String[]>();
        table.subList(1, table.size()).forEach(row -> rows.add(row.split("\t")));
        double first = Double.parseDouble(rows.getFirst()[0]);
        double last = Double.parseDouble(rows.getLast()[0]);
        var svg = new StringBuilder();
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
                                + " font-family=\"sans-serif\" font-size=\"12\">\n"
                                + "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>\n",
                        WIDTH,
                        HEIGHT));
        for (double power = LEAST; power <= MOST; power *= 10) {
            grid(svg, LEFT, y(power), LEFT + PLOT_WIDTH, y(power));
            text(svg, LEFT - 8, y(power) + 4, "end", String.format(Locale.ROOT, "%,.0f ms", power));
        }
        for (double power = first; power <= last * 1.01; power *= 10) {
            double x = x(power, first, last);
            grid(svg, x, BOTTOM, x, BOTTOM - PLOT_HEIGHT);
            text(svg, x, BOTTOM + 20, "middle", String.format(Locale.ROOT, "%,.0f", power));
        }
        text(svg, LEFT + PLOT_WIDTH / 2.0, BOTTOM + 40, "middle", "passages");
        int row = 0;
        for (Line line : LINES) {
            int column = head.indexOf(line.column);
            var points = new StringBuilder();
            for (String[] each : rows) {
                double x = x(Double.parseDouble(each[0]), first, last);
                double y = y(Double.parseDouble(each[column]));
                points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
                svg.append(
                        String.format(
                                Locale.ROOT,
                                "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>\n",
                                x,
                                y,
                                line.color));
            }
            svg.append(
                    String.format(
                            Locale.ROOT,
                            "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\""
                                    + " stroke-width=\"2\"/>\n",
                            points.toString().strip(),
                            line.color));
            svg.append(
                    String.format(
                            Locale.ROOT,
                            "<rect x=\"%d\" y=\"%d\" width=\"12\" height=\"3\" fill=\"%s\"/>\n",
                            LEFT + PLOT_WIDTH + 12,
                            60 + 20 * row,
                            line.color));
            text(svg, LEFT + PLOT_WIDTH + 28, 65 + 20 * row, "start", line.name);
            row++;
        }
        return svg.append("</svg>\n").toString();
    }

    private static double x(double passages, double first, double last) {
        return LEFT + PLOT_WIDTH * Math.log(passages / first) / Math.log(last / first);
    }

    private static double y(double millis) {
        double clamped = Math.clamp(millis, LEAST, MOST);
        return BOTTOM - PLOT_HEIGHT * Math.log(clamped / LEAST) / Math.log(MOST / LEAST);
    }

    private static void grid(StringBuilder svg, double x1, double y1, double x2, double y2) {
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\""
                                + " stroke=\"#d0d7de\"/>\n",
                        x1,
                        y1,
                        x2,
                        y2));
    }

    private static void text(StringBuilder svg, double x, double y, String anchor, String text) {
        svg.append(
                String.format(
                        Locale.ROOT,
                        "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"#1f2328\">%s</text>\n",
                        x,
                        y,
                        anchor,
                        text));
    }
}
