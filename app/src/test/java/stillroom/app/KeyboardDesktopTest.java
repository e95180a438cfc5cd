package stillroom.app;

import static org.assertj.core.api.Assertions.assertThat;
import static stillroom.app.OpenWindow.onFx;
import static stillroom.app.OpenWindow.until;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.function.Predicate;
import javafx.scene.Node;
import javafx.scene.control.Labeled;
import javafx.scene.control.ListView;
import javafx.scene.control.TabPane;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.util.WaitForAsyncUtils;
import stillroom.app.ingest.Aim;
import stillroom.app.lock.LockState;
import stillroom.app.settings.CopySetting;
import stillroom.app.ui.common.Screen;
import stillroom.app.ui.inspector.InspectorViewModel.Brief;
import stillroom.app.ui.library.LibraryViewModel.Order;
import stillroom.app.ui.reader.ReaderViewModel.State;
import stillroom.app.ui.window.WindowViewModel;
import stillroom.index.DocumentLabel;
import stillroom.index.Status;

/// The main job from the first start on with nothing but keys: the mouse is never touched, and the
/// model is only looked at.
@Timeout(180)
class KeyboardDesktopTest {

    private static final String CONTRACT = "Supply contract Northgate.pdf";

    private final FxRobot robot = new FxRobot();
    private App app;
    private OpenWindow window;
    private WindowViewModel model;

    @BeforeEach
    void openTheWindow(@TempDir Path folder) throws Exception {
        app = new App(folder.resolve("library"), new LockState.Enforced(24));
        window = new OpenWindow(app);
        model = window.model;
        app.startIngest(Aim.MEANING);
        try (var files = Files.walk(Papers.write(folder.resolve("desk")).getFirst())) {
            window.answers.files = files.filter(Files::isRegularFile).toList();
        }
    }

    @AfterEach
    void closeTheWindow() throws Exception {
        window.close();
    }

    @Test
    void doesTheWholeJobWithKeysAlone() throws Exception {
        tabTo("Choose files");
        type(KeyCode.SPACE);
        until(() ->
                model.documents().size() == window.answers.files.size()
                        && model.documents().rows().stream()
                                .allMatch(row -> row.document().status().isFinal()));
        assertThat(model.screen().get()).isEqualTo(Screen.LIBRARY);

        searchesAndReads();
        sortsAndChooses();
        readsASummaryWhereItStands();
        labels();
        opensWhatIsSimilar();
        changesASetting();
        goesToAPageOfTheSidebar();
        removes();
    }

    private void searchesAndReads() throws Exception {
        window.ctrl(KeyCode.K);
        robot.write("when does the agreement end");
        until(() -> model.search().answer().get() != null && !model.search().busy().get());
        assertThat(model.screen().get()).isEqualTo(Screen.HITS);
        type(KeyCode.DOWN);
        var hit = Objects.requireNonNull(model.search().selected().get());
        type(KeyCode.ENTER);
        until(() -> model.reader().state().get() instanceof State.Open);
        assertThat(Objects.requireNonNull(model.reader().row()).id())
                .isEqualTo(hit.document().id());
        type(KeyCode.PAGE_DOWN);
        window.ctrl(KeyCode.F);
        robot.write("agreement");
        type(KeyCode.ENTER);
        assertThat(part(owner(), "st-reader")).isTrue();
        while (model.screen().get() != Screen.LIBRARY) {
            type(KeyCode.ESCAPE);
        }
        assertThat(model.search().text().get()).isEmpty();
    }

    private void sortsAndChooses() throws Exception {
        tabTo("Sorted by Added, descending");
        type(KeyCode.SPACE, KeyCode.DOWN, KeyCode.ENTER);
        until(() -> model.library().sorting().get().by() == Order.NAME);
        tabTo("Documents");
        type(KeyCode.HOME);
        for (int row = 1; row < model.documents().size() && !chosen().equals(CONTRACT); row++) {
            type(KeyCode.DOWN);
        }
        assertThat(chosen()).isEqualTo(CONTRACT);
    }

    private void readsASummaryWhereItStands() throws Exception {
        window.ctrl(KeyCode.DIGIT1);
        until(() -> model.inspector().summary().get() instanceof Brief.Made);
        tabTo("a sentence", node -> node.getStyleClass().contains("st-sentence"));
        type(KeyCode.SPACE);
        until(() -> model.reader().state().get() instanceof State.Open);
        assertThat(model.screen().get()).isEqualTo(Screen.READER);
        assertThat(model.inspector().opened().get()).isNotNull();
        type(KeyCode.ESCAPE);
        assertThat(model.screen().get()).isEqualTo(Screen.LIBRARY);
    }

    private void labels() throws Exception {
        window.ctrl(KeyCode.L);
        robot.write("contract");
        type(KeyCode.ENTER);
        until(() ->
                app.index().documents().stream()
                        .filter(document -> document.path().endsWith(CONTRACT))
                        .flatMap(document -> document.labels().stream())
                        .anyMatch(label -> label.origin() == DocumentLabel.Origin.SET));
    }

    private void opensWhatIsSimilar() throws Exception {
        tabTo("the tabs", TabPane.class::isInstance);
        type(KeyCode.RIGHT, KeyCode.RIGHT);
        until(() -> model.inspector().similar().get() != null);
        var similar = Objects.requireNonNull(model.inspector().similar().get());
        tabTo("the similar", node -> node instanceof ListView && part(node, "st-inspector"));
        type(KeyCode.HOME, KeyCode.ENTER);
        until(() -> model.reader().state().get() instanceof State.Open);
        assertThat(similar)
                .anyMatch(other ->
                        other.document()
                                .id()
                                .equals(Objects.requireNonNull(model.reader().row()).id()));
        type(KeyCode.ESCAPE);
        assertThat(model.screen().get()).isEqualTo(Screen.LIBRARY);
    }

    private void changesASetting() throws Exception {
        window.ctrl(KeyCode.COMMA);
        assertThat(model.screen().get()).isEqualTo(Screen.SETTINGS);
        tabTo("Copy added files");
        type(KeyCode.SPACE);
        until(() -> CopySetting.read(app.index()).on());
        type(KeyCode.ESCAPE);
        assertThat(model.screen().get()).isEqualTo(Screen.LIBRARY);
    }

    private void goesToAPageOfTheSidebar() throws Exception {
        tabTo("Activity");
        type(KeyCode.SPACE);
        assertThat(model.screen().get()).isEqualTo(Screen.ACTIVITY);
        tabTo("Done");
        type(KeyCode.END, KeyCode.ENTER);
        assertThat(model.screen().get()).isEqualTo(Screen.READER);
        type(KeyCode.ESCAPE);
        tabTo("the lock", node -> node.getStyleClass().contains("st-lock"));
        type(KeyCode.SPACE);
        type(KeyCode.ENTER);
        assertThat(model.screen().get()).isEqualTo(Screen.PRIVACY);
        type(KeyCode.ESCAPE);
        assertThat(model.screen().get()).isEqualTo(Screen.LIBRARY);
    }

    private void removes() throws Exception {
        int before = model.documents().size();
        tabTo("Documents");
        type(KeyCode.END, KeyCode.DELETE, KeyCode.ENTER);
        until(() -> model.documents().size() == before - 1);
        assertThat(model.documents().rows())
                .noneMatch(row -> row.document().status() instanceof Status.Waiting);
    }

    private String chosen() {
        var selected = model.library().selected().get();
        return selected.isEmpty()
                ? ""
                : String.valueOf(selected.getLast().document().path().getFileName());
    }

    private void type(KeyCode... keys) {
        for (var key : keys) {
            robot.type(key);
            WaitForAsyncUtils.waitForFxEvents();
        }
    }

    private Node owner() throws Exception {
        return onFx(() -> window.stage.getScene().getFocusOwner());
    }

    private static boolean part(Node node, String styleClass) {
        for (var each = node; each != null; each = each.getParent()) {
            if (each.getStyleClass().contains(styleClass)) {
                return true;
            }
        }
        return false;
    }

    private void tabTo(String name) throws Exception {
        tabTo(name, node -> name.equals(name(node)));
    }

    private void tabTo(String what, Predicate<Node> wanted) throws Exception {
        var passed = new LinkedHashSet<Node>();
        while (!wanted.test(owner())) {
            assertThat(passed.add(owner())).as(() -> what + " is none of " + passed).isTrue();
            type(KeyCode.TAB);
        }
    }

    private static String name(Node node) {
        var spoken = node.getAccessibleText();
        return spoken == null && node instanceof Labeled labeled ? labeled.getText() : spoken;
    }
}
