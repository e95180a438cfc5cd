package stillroom.index.text;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// The cells of one table that reach into the rows below. Their text is said again in each of those
/// rows, because a row is found, read and cited by itself: "2024" beside the first of four quarters
/// belongs to all four.
final class SpannedCells {

    /// Longer texts are no names of rows.
    static final int LONGEST = 120;

    /// Some tables claim thousands.
    private static final int MOST_ROWS = 100;

    private record Reach(String text, int columns, int rows) {}

    /// By the column in which they begin.
    private final TreeMap<Integer, Reach> above = new TreeMap<>();

    private final StringBuilder text = new StringBuilder();
    private int column;
    private int columns = 1;
    private int rows = 1;
    private boolean hasCells;

    /// A cell begins.
    ///
    /// @param columns that it covers
    /// @param rows that it covers, its own included
    /// @return the texts that stand before it in its row, left to right
    List<String> startCell(int columns, int rows) {
        var before = new ArrayList<String>();
        while (above.containsKey(column)) {
            before.add(next(column));
        }
        this.columns = Math.max(columns, 1);
        this.rows = Math.clamp(rows, 1, MOST_ROWS);
        hasCells = true;
        text.setLength(0);
        return before;
    }

    void text(CharSequence piece) {
        if (rows > 1 && text.length() <= LONGEST) {
            text.append(piece);
        }
    }

    void endCell() {
        if (rows > 1) {
            boolean isName = text.length() <= LONGEST;
            above.put(column, new Reach(isName ? text.toString() : "", columns, rows - 1));
        }
        column += columns;
        rows = 1;
    }

    /// A row ends.
    ///
    /// @return the texts that stand behind its last cell, left to right
    List<String> endRow() {
        var after = new ArrayList<String>();
        for (var begin = above.ceilingKey(column);
                begin != null;
                begin = above.ceilingKey(column)) {
            after.add(next(begin));
        }
        boolean isEmpty = !hasCells;
        column = 0;
        hasCells = false;
        return isEmpty ? List.of() : after;
    }

    private String next(int begin) {
        var reach = above.remove(begin);
        if (reach == null) {
            throw new IllegalStateException("no cell reaches down in column " + begin);
        }
        if (reach.rows > 1) {
            above.put(begin, new Reach(reach.text, reach.columns, reach.rows - 1));
        }
        column = begin + reach.columns;
        return reach.text;
    }
}
