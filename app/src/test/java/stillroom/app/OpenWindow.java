package stillroom.app;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.ButtonBase;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;
import org.testfx.api.FxRobot;
import org.testfx.api.FxToolkit;
import org.testfx.util.WaitForAsyncUtils;
import stillroom.app.ui.common.Look;
import stillroom.app.ui.common.Messages;
import stillroom.app.ui.common.Writer;
import stillroom.app.ui.window.WindowViewModel;

/// The window of a library, light, in English and 1280 × 800 large, and somebody who uses it.
final class OpenWindow implements AutoCloseable {

    final FxRobot robot = new FxRobot();
    final Answers answers = new Answers();
    final Stage stage;
    final Desktop.Frame frame;
    final WindowViewModel model;
    private final App app;

    /// What the user answers to the dialogs of the system: nothing, if nothing is laid down here.
    static final class Answers implements Desktop.Dialogs {

        List<Path> files = List.of();
        @Nullable Path newFile;
        final List<Path> opened = new ArrayList<>();

        @Override
        public List<Path> chooseFiles() {
            return files;
        }

        @Override
        public Optional<Path> chooseFolder() {
            return Optional.empty();
        }

        @Override
        public Optional<Path> chooseNewFile(String name) {
            return Optional.ofNullable(newFile);
        }

        @Override
        public void open(Path file) {
            opened.add(file);
        }
    }

    /// @param app closed with the window
    OpenWindow(App app) throws Exception {
        this(app, Desktop.Frame.writer(app));
    }

    /// @param writer where the model that writes is had from
    OpenWindow(App app, Writer.Source writer) throws Exception {
        this.app = app;
        FxToolkit.registerPrimaryStage();
        stage = FxToolkit.registerStage(Stage::new);
        frame =
                onFx(() -> {
                    Desktop.loadTypeface();
                    var look = new Look(Look.Theme.LIGHT, Messages.Language.ENGLISH, 100);
                    var shown = new Desktop.Frame(stage, app, writer, look, answers);
                    stage.setWidth(1280);
                    stage.setHeight(800);
                    shown.show();
                    return shown;
                });
        model = frame.model();
    }

    static <T> T onFx(Callable<T> work) throws Exception {
        return WaitForAsyncUtils.asyncFx(work).get();
    }

    static void until(Callable<Boolean> condition) throws TimeoutException {
        WaitForAsyncUtils.waitFor(90, SECONDS, condition);
        WaitForAsyncUtils.waitForFxEvents();
    }

    Parent root() {
        return stage.getScene().getRoot();
    }

    void ctrl(KeyCode key) {
        robot.press(KeyCode.CONTROL).type(key).release(KeyCode.CONTROL);
        WaitForAsyncUtils.waitForFxEvents();
    }

    /// The button that a screen reader calls so.
    ButtonBase named(String name) {
        return robot.lookup((Node node) ->
                        node instanceof ButtonBase
                                && node.isVisible()
                                && name.equals(node.getAccessibleText()))
                .queryAs(ButtonBase.class);
    }

    /// Shows the window in another way.
    void use(Messages.Language language, int size) {
        robot.interact(() -> frame.use(new Look(Look.Theme.LIGHT, language, size)));
        WaitForAsyncUtils.waitForFxEvents();
    }

    @Override
    public void close() throws TimeoutException {
        FxToolkit.cleanupStages();
        app.close();
    }
}
