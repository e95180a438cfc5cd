package stillroom.app.ui.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import javafx.collections.FXCollections;
import javafx.collections.ListChangeListener;
import javafx.collections.ObservableList;
import javafx.scene.Scene;
import javafx.scene.control.SelectionMode;
import javafx.scene.control.TablePosition;
import javafx.scene.control.TableView;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.testfx.api.FxRobot;
import org.testfx.api.FxToolkit;
import org.testfx.util.WaitForAsyncUtils;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class RowSelectionTest {

    private static final int ROWS = 1000;

    private final FxRobot robot = new FxRobot();
    private TableView<Integer> table;
    private RowSelection<Integer> selection;

    @BeforeAll
    void open() throws Exception {
        FxToolkit.registerPrimaryStage();
        var stage = FxToolkit.registerStage(Stage::new);
        onFx(() -> {
            table = new TableView<>(rows());
            selection = new RowSelection<>(table);
            table.setSelectionModel(selection);
            selection.setSelectionMode(SelectionMode.MULTIPLE);
            stage.setScene(new Scene(table, 300, 300));
            stage.show();
            table.requestFocus();
            return true;
        });
    }

    @AfterAll
    void close() throws Exception {
        FxToolkit.cleanupStages();
    }

    @BeforeEach
    void selectTheFirst() throws Exception {
        onFx(() -> {
            selection.clearAndSelect(0);
            return true;
        });
    }

    private static ObservableList<Integer> rows() {
        return FXCollections.observableArrayList(IntStream.range(0, ROWS).boxed().toList());
    }

    private static <T> T onFx(Callable<T> work) throws Exception {
        return WaitForAsyncUtils.asyncFx(work).get();
    }

    private List<Integer> selected() throws Exception {
        return onFx(() -> List.copyOf(selection.getSelectedItems()));
    }

    private void with(KeyCode held, KeyCode key) {
        robot.press(held).type(key).release(held);
        WaitForAsyncUtils.waitForFxEvents();
    }

    @Test
    void movesWithTheArrows() throws Exception {
        robot.type(KeyCode.DOWN, KeyCode.DOWN, KeyCode.UP);
        assertThat(selected()).containsExactly(1);
    }

    @Test
    void growsAndShrinksWithShiftFromWhereItBegan() throws Exception {
        robot.type(KeyCode.DOWN);
        with(KeyCode.SHIFT, KeyCode.DOWN);
        with(KeyCode.SHIFT, KeyCode.DOWN);
        assertThat(selected()).containsExactly(1, 2, 3);
        with(KeyCode.SHIFT, KeyCode.UP);
        assertThat(selected()).containsExactly(1, 2);
        with(KeyCode.SHIFT, KeyCode.END);
        assertThat(selected()).hasSize(ROWS - 1).startsWith(1).endsWith(ROWS - 1);
    }

    @Test
    void takesAllAndThenOne() throws Exception {
        with(KeyCode.CONTROL, KeyCode.A);
        assertThat(selected()).hasSize(ROWS);
        robot.type(KeyCode.HOME);
        assertThat(selected()).containsExactly(0);
    }

    @Test
    @SuppressWarnings("rawtypes") // as JavaFX has it
    void tellsWhatIsSelectedAsPositions() throws Exception {
        var heard = new ArrayList<Integer>();
        ListChangeListener<TablePosition> listener =
                change -> {
                    while (change.next()) {
                        change.getAddedSubList().forEach(cell -> heard.add(cell.getRow()));
                    }
                };
        onFx(() -> {
            selection.getSelectedCells().addListener(listener);
            selection.select(7);
            selection.clearSelection(0);
            selection.getSelectedCells().removeListener(listener);
            return true;
        });
        assertThat(heard).containsExactly(7);
        assertThat(onFx(() -> selection.getSelectedCells().getFirst().getRow())).isEqualTo(7);
        assertThat(onFx(() -> selection.isSelected(7, null))).isTrue();
        assertThat(onFx(() -> selection.isSelected(0, null))).isFalse();
    }
}
