package stillroom.index.text;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The cells of one table of Word that are merged with the one above, which Word stores as empty
/// cells: what stands above belongs to their rows too, as with [SpannedCells].
final class MergedCells {

    /// The texts of the cells that begin such a column of cells, by the column of the table's grid.
    private final Map<Integer, StringBuilder> beginnings = new HashMap<>();

    private int column;
    private int columns;
    private @Nullable StringBuilder beginning;

    /// A row begins.
    void row() {
        column = 0;
        columns = 0;
    }

    /// Leaves out columns of the grid at the beginning of a row.
    void skip(int count) {
        columns = count;
    }

    /// A cell begins.
    void cell() {
        column += columns;
        columns = 1;
        beginning = null;
    }

    /// The present cell covers so many columns of the grid.
    void columns(int count) {
        columns = count;
    }

    /// The present cell is the first of some that are merged.
    void begins() {
        beginning = new StringBuilder();
        beginnings.put(column, beginning);
    }

    /// The present cell is merged with the one above.
    ///
    /// @return the text that stands there
    String goesOn() {
        StringBuilder above = beginnings.get(column);
        return above == null || above.length() > SpannedCells.LONGEST ? "" : above.toString();
    }

    void text(char[] characters, int start, int length) {
        if (beginning != null && beginning.length() <= SpannedCells.LONGEST) {
            beginning.append(characters, start, length);
        }
    }
}
