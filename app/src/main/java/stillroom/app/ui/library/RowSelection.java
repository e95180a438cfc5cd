package stillroom.app.ui.library;

import java.util.List;
import javafx.collections.ListChangeListener;
import javafx.collections.ObservableList;
import javafx.collections.transformation.TransformationList;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TablePosition;
import javafx.scene.control.TableView;

/// Which rows of a table are selected, whatever the column. JavaFX's own keeps each selected cell
/// and looks for it among all the others when it goes, which takes seconds for 100,000 rows. It
/// does not follow rows that move: who changes the list selects again.
final class RowSelection<S> extends TableView.TableViewSelectionModel<S> {

    private final Cells<S> cells;

    RowSelection(TableView<S> table) {
        super(table);
        cells = new Cells<>(getSelectedIndices(), table);
    }

    @Override
    @SuppressWarnings("rawtypes") // as JavaFX has it
    public ObservableList<TablePosition> getSelectedCells() {
        return cells;
    }

    @Override
    public boolean isSelected(int row, TableColumn<S, ?> column) {
        return isSelected(row);
    }

    @Override
    public void select(int row, TableColumn<S, ?> column) {
        select(row);
    }

    @Override
    public void clearAndSelect(int row, TableColumn<S, ?> column) {
        clearAndSelect(row);
    }

    @Override
    public void clearSelection(int row, TableColumn<S, ?> column) {
        clearSelection(row);
    }

    @Override
    public void selectAboveCell() {
        selectPrevious();
    }

    @Override
    public void selectBelowCell() {
        selectNext();
    }

    @Override
    public void selectLeftCell() {}

    @Override
    public void selectRightCell() {}

    /// The selected rows as positions, for the keyboard and for screen readers. Who listens wants
    /// to know where a range may begin, so that of a range no more than its first row is told.
    @SuppressWarnings("rawtypes")
    private static final class Cells<S> extends TransformationList<TablePosition, Integer> {

        private final TableView<S> table;

        Cells(ObservableList<Integer> rows, TableView<S> table) {
            super(rows);
            this.table = table;
        }

        @Override
        protected void sourceChanged(ListChangeListener.Change<? extends Integer> change) {
            beginChange();
            while (change.next()) {
                if (change.getAddedSize() > 1) {
                    continue;
                }
                List<TablePosition> gone =
                        change.getRemoved().stream().limit(1).map(row -> position(row)).toList();
                nextReplace(change.getFrom(), change.getTo(), gone);
            }
            endChange();
        }

        private TablePosition position(int row) {
            return new TablePosition<S, Object>(table, row, null);
        }

        @Override
        public int getSourceIndex(int place) {
            return place;
        }

        @Override
        public int getViewIndex(int place) {
            return place;
        }

        @Override
        public TablePosition get(int place) {
            return position(getSource().get(place));
        }

        @Override
        public int size() {
            return getSource().size();
        }
    }
}
