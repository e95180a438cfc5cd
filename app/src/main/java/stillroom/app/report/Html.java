package stillroom.app.report;

import java.util.List;
import java.util.stream.Collectors;

/// Writes HTML; everything that is not markup goes through [#text].
final class Html {

    private Html() {}

    static String text(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /// A table; the first row is its head. Cells are text.
    static String table(List<List<String>> rows) {
        return "<table><thead>"
                + row(rows.getFirst(), "th")
                + "</thead><tbody>"
                + rows.stream().skip(1).map(cells -> row(cells, "td")).collect(Collectors.joining())
                + "</tbody></table>";
    }

    private static String row(List<String> cells, String element) {
        return cells.stream()
                .map(cell -> "<%s>%s</%s>".formatted(element, text(cell), element))
                .collect(Collectors.joining("", "<tr>", "</tr>\n"));
    }
}
