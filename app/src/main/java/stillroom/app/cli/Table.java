package stillroom.app.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Lines whose cells stand below each other.
final class Table {

    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();

    void add(String... cells) {
        rows.add(List.of(cells));
    }

    List<String> lines() {
        var columns = rows.stream().mapToInt(List::size).max().orElse(0);
        var widths =
                IntStream.range(0, columns)
                        .map(column ->
                                rows.stream()
                                        .filter(row -> column < row.size())
                                        .mapToInt(row -> width(row.get(column)))
                                        .max()
                                        .orElse(0))
                        .toArray();
        return rows.stream()
                .map(row ->
                        IntStream.range(0, row.size())
                                .mapToObj(column -> pad(row.get(column), widths[column]))
                                .collect(Collectors.joining(GAP))
                                .stripTrailing())
                .toList();
    }

    private static String pad(String cell, int width) {
        return cell + " ".repeat(width - width(cell));
    }

    private static int width(String cell) {
        return cell.codePointCount(0, cell.length());
    }
}
