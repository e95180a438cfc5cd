package stillroom.app;

import static org.assertj.core.api.Assertions.assertThat;
import static stillroom.app.OpenWindow.onFx;
import static stillroom.app.OpenWindow.until;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.stream.Stream;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.Clipboard;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.util.WaitForAsyncUtils;
import stillroom.ai.AiException;
import stillroom.app.answer.Scripted;
import stillroom.app.ingest.Aim;
import stillroom.app.lock.LockState;
import stillroom.app.ui.ask.AskViewModel.Asked;
import stillroom.app.ui.common.Messages;
import stillroom.app.ui.common.Screen;
import stillroom.app.ui.common.Writer;
import stillroom.app.ui.inspector.InspectorViewModel.Brief;
import stillroom.app.ui.reader.ReaderViewModel.State;
import stillroom.app.ui.window.WindowViewModel;
import stillroom.index.Exchange;
import stillroom.index.Status;
import stillroom.index.Summary;

/// Questions through the window, with a real library and the shipped model that finds; what writes
/// is a script, so that what it writes is known.
@Timeout(180)
class AskDesktopTest {

    private static final String LEASE =
            "The rent is 950 euros a month and is due on the third working day of each month. The"
                    + " deposit of 1900 euros is paid back within six weeks after the keys are handed"
                    + " over. Either side may end the contract in writing three months ahead.";

    private final FxRobot robot = new FxRobot();
    private Function<String, String> script = _ -> "";
    private boolean writes = true;
    private App app;
    private OpenWindow window;
    private Stage stage;
    private WindowViewModel model;

    @BeforeEach
    void openTheWindow(@TempDir Path folder) throws Exception {
        app = new App(folder.resolve("library"), new LockState.Enforced(24));
        app.ingestor().add(List.of(Files.writeString(folder.resolve("lease.txt"), LEASE)), _ -> {});
        var scripted = new Scripted(turn -> script.apply(turn));
        window =
                new OpenWindow(
                        app,
                        new Writer.Source(
                                () ->
                                        Optional.of(
                                                        new Writer.Pack(
                                                                scripted.pack(),
                                                                !scripted.isInstructed()))
                                                .filter(_ -> writes),
                                () -> writes ? Optional.of(scripted) : Optional.empty()));
        stage = window.stage;
        model = window.model;
        app.startIngest(Aim.MEANING);
        until(() ->
                model.documents().size() == 1
                        && model.documents().rows().getFirst().document().status()
                                instanceof Status.Indexed);
    }

    @AfterEach
    void closeTheWindow() throws Exception {
        window.close();
    }

    private void ask(String question) throws Exception {
        int before = model.ask().state().get().said().size();
        window.ctrl(KeyCode.J);
        robot.write(question).type(KeyCode.ENTER);
        until(() ->
                !model.ask().busy().get() && model.ask().state().get().said().size() == before + 1);
    }

    private Exchange answer() {
        return model.ask().state().get().said().getLast();
    }

    @Test
    void opensWhatAnAnswerCitesWhereItStands() throws Exception {
        script = _ -> "The rent is 950 euros a month [1]. Giraffes sleep standing up [1].";
        ask("How much is the rent?");

        assertThat(model.screen().get()).isEqualTo(Screen.ASK);
        assertThat(answer().kind()).isEqualTo(Exchange.GENERATED);
        assertThat(robot.lookup(".st-unfound").queryAll()).hasSize(1);
        var cite =
                robot.lookup(".st-cite").match((Node node) -> node instanceof Button).queryButton();
        assertThat(cite.getAccessibleText()).contains("lease.txt", "page 1", "950 euros");
        robot.interact(cite::requestFocus);
        robot.type(KeyCode.SPACE);
        until(() -> model.reader().state().get() instanceof State.Open);

        var anchor = model.reader().anchor().get();
        assertThat(LEASE.substring(anchor.start(), anchor.end())).contains("The rent is 950 euros");
        until(() ->
                robot.lookup(".st-mark-passage").queryAll().stream()
                        .anyMatch(mark -> !mark.getBoundsInLocal().isEmpty()));
        assertThat(robot.lookup(".st-ask").query().isVisible()).isTrue(); // the answer stays
        assertThat(Screens.nameless(window.root())).isEmpty();
        robot.type(KeyCode.ESCAPE);
        assertThat(model.ask().opened().get()).isNull();
        assertThat(model.screen().get()).isEqualTo(Screen.ASK);

        robot.interact(window.named("Copy the answer with its places")::fire);
        assertThat(onFx(() -> Clipboard.getSystemClipboard().getString()))
                .contains("The rent is 950 euros a month. [1]")
                .contains("Giraffes sleep standing up. (not found)")
                .contains("[1] lease.txt, p. 1:");
    }

    @Test
    void leavesOutWhatNothingCarriesIfThatIsWanted() throws Exception {
        script = _ -> "The rent is 950 euros a month [1]. Giraffes sleep standing up [1].";
        robot.interact(() -> model.writer().showSupportedOnly(true));
        ask("How much is the rent?");

        assertThat(answer().sentences()).hasSize(2);
        assertThat(robot.lookup(".st-unfound").queryAll()).isEmpty();
        robot.interact(() -> model.writer().showSupportedOnly(false));
        assertThat(robot.lookup(".st-unfound").queryAll()).hasSize(1);
    }

    @Test
    void saysThatTheDocumentsDoNotTell() throws Exception {
        script = _ -> "Not in your documents.";
        ask("Who painted the ceiling?");

        assertThat(answer().kind()).isEqualTo(Exchange.NOT_FOUND);
        assertThat(robot.lookup("Not in your documents").tryQuery()).isPresent();
        robot.clickOn("Search for it");
        assertThat(model.screen().get()).isEqualTo(Screen.HITS);
        assertThat(model.search().text().get()).isEqualTo("Who painted the ceiling?");
        until(() -> model.search().answer().get() != null);
    }

    @Test
    void keepsThreadsAndForgetsThem() throws Exception {
        script = _ -> "The rent is 950 euros a month [1].";
        ask("How much is the rent?");
        ask("And when is it due?");
        assertThat(app.index().threads()).hasSize(1);
        assertThat(model.ask().state().get().said()).hasSize(2);

        robot.clickOn("New thread");
        assertThat(stage.getScene().getFocusOwner()).isInstanceOf(TextInputControl.class);
        ask("What is the deposit?");
        assertThat(app.index().threads()).hasSize(2);
        assertThat(model.ask().state().get().said()).hasSize(1);

        // with the keyboard: to the older thread, then a question whether it shall go
        robot.interact(() -> robot.lookup(".st-threads").query().requestFocus());
        robot.type(KeyCode.DOWN);
        until(() -> model.ask().state().get().said().size() == 2);
        robot.type(KeyCode.DELETE);
        assertThat(model.ask().doomed().get()).isNotNull();
        assertThat(Screens.nameless(window.root())).isEmpty();
        robot.type(KeyCode.ESCAPE);
        assertThat(app.index().threads()).hasSize(2);
        robot.interact(() -> robot.lookup(".st-threads").query().requestFocus());
        robot.type(KeyCode.DELETE).type(KeyCode.ENTER);
        until(() -> model.ask().threads().get().size() == 1);
        assertThat(app.index().threads().getFirst().title()).isEqualTo("What is the deposit?");
        assertThat(model.ask().state().get().said()).isEmpty();

        // what was said of a document goes with it
        app.index().remove(List.of(model.documents().rows().getFirst().id()));
        until(() -> model.ask().threads().get().isEmpty());
    }

    @Test
    void writesWordByWordUntilItIsStopped() throws Exception {
        var read = new CountDownLatch(1);
        var texts = new ArrayList<String>();
        script =
                _ -> {
                    try {
                        read.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    return "The rent is 950 euros a month [1]. ".repeat(2_000);
                };
        onFx(() -> {
            model.ask()
                    .state()
                    .addListener((_, _, now) -> {
                        if (now.asked() instanceof Asked.Writing(_, var text) && !text.isEmpty()) {
                            texts.add(text);
                            model.ask().stop();
                        }
                    });
            return true;
        });
        window.ctrl(KeyCode.J);
        robot.write("How much is the rent?").type(KeyCode.ENTER);
        until(() -> model.ask().busy().get());
        assertThat(robot.lookup("Stop").tryQuery()).isPresent();
        read.countDown();
        until(() -> model.ask().state().get().asked() instanceof Asked.Stopped);
        assertThat(texts.getFirst()).startsWith("The");
        assertThat(model.ask().busy().get()).isFalse();
        assertThat(app.index().threads()).isEmpty();
        assertThat(robot.lookup("Stopped. Nothing of it is kept.").tryQuery()).isPresent();
    }

    @Test
    void stopsAnAnswerWithEscape() throws Exception {
        var stopped = new CountDownLatch(1);
        script =
                _ -> {
                    try {
                        stopped.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    return "The rent is 950 euros a month [1].";
                };
        window.ctrl(KeyCode.J);
        robot.write("How much is the rent?").type(KeyCode.ENTER);
        until(() -> model.ask().busy().get());
        robot.type(KeyCode.ESCAPE);
        assertThat(model.ask().state().get().asked()).isInstanceOf(Asked.Stopped.class);
        assertThat(model.screen().get()).isEqualTo(Screen.ASK);
        stopped.countDown();
        ask("And when is it due?");
        assertThat(app.index().threads()).hasSize(1);
        assertThat(answer().question()).isEqualTo("And when is it due?");
    }

    @Test
    void saysWhyNoAnswerCouldBeWrittenAndTriesAgain() throws Exception {
        script =
                _ -> {
                    throw new AiException("The model has gone.");
                };
        window.ctrl(KeyCode.J);
        robot.write("How much is the rent?").type(KeyCode.ENTER);
        until(() -> model.ask().state().get().asked() instanceof Asked.Failed);
        assertThat(Objects.requireNonNull(model.status().trouble().get()).sentence())
                .contains("The model has gone");
        script = _ -> "The rent is 950 euros a month [1].";
        robot.clickOn("Try again");
        until(() -> model.ask().state().get().said().size() == 1);
    }

    @Test
    void listsThePassagesWhereNoModelWritesAndSaysHowToBringOne() throws Exception {
        writes = false;
        ask("How much is the rent?");

        assertThat(answer().kind()).isEqualTo(Exchange.PASSAGES);
        assertThat(answer().citations().getFirst().quote()).contains("950 euros");
        robot.clickOn(robot.lookup(".st-sentence").queryButton());
        until(() -> model.reader().state().get() instanceof State.Open);
        assertThat(app.index().threads()).hasSize(1);
        robot.clickOn("Bring a model");
        assertThat(model.screen().get()).isEqualTo(Screen.MODELS);
        assertThat(model.reader().state().get()).isInstanceOf(State.Closed.class);
    }

    @Test
    void showsASummaryOfEitherKind() throws Exception {
        script = _ -> "The rent is 950 euros a month. Giraffes sleep standing up.";
        robot.interact(() -> model.writer().refresh());
        until(() -> model.writer().pack().get() != null);
        robot.interact(() -> model.library().select(List.of(model.documents().rows().getFirst())));
        until(() ->
                model.inspector().summary().get() instanceof Brief.Made(var made, _, _)
                        && made.kind().equals(Summary.EXTRACTED));
        robot.clickOn("Written");
        until(() ->
                model.inspector().summary().get() instanceof Brief.Made(var made, _, _)
                        && made.kind().equals(Summary.GENERATED));

        assertThat(robot.lookup(".st-unfound").queryAll()).hasSize(1);
        assertThat(robot.lookup((Node node) -> text(node).startsWith("Written here")).tryQuery())
                .isPresent();
        robot.clickOn(robot.lookup(".st-sentence").queryButton());
        until(() -> model.reader().state().get() instanceof State.Open);
        var anchor = model.reader().anchor().get();
        assertThat(LEASE.substring(anchor.start(), anchor.end())).contains("950 euros");
        robot.interact(() -> model.writer().showSupportedOnly(true));
        assertThat(robot.lookup(".st-unfound").queryAll()).isEmpty();
        robot.clickOn("Extracted");
        until(() ->
                model.inspector().summary().get() instanceof Brief.Made(var made, _, _)
                        && made.kind().equals(Summary.EXTRACTED));
    }

    private static String text(Node node) {
        return node instanceof Label label ? String.valueOf(label.getText()) : "";
    }

    @Test
    void asksInANarrowWindowAndAtTwiceTheSize() throws Exception {
        script = _ -> "The rent is 950 euros a month [1]. Giraffes sleep standing up [1].";
        ask("How much is the rent?");
        var wording =
                new Vocabulary(
                        app.index(),
                        Stream.of(
                                "How much is the rent?",
                                "The rent is 950 euros a month. [1] Giraffes sleep standing up.",
                                "Giraffes sleep standing up.",
                                "scripted@1",
                                answer().model(),
                                "bge-small-en-v1.5"));
        for (var language : Messages.Language.values()) {
            robot.interact(() -> {
                stage.setWidth(1440);
                stage.setHeight(900);
            });
            window.use(language, 200);
            assertThat(onFx(() -> Screens.cut(window.root(), app.index()))).isEmpty();
            robot.interact(() -> model.ask().opened().set(answer().citations().getFirst()));
            WaitForAsyncUtils.waitForFxEvents();
            assertThat(onFx(() -> Screens.cut(window.root(), app.index()))).isEmpty();
            if (language == Messages.Language.GERMAN) {
                assertThat(onFx(() -> wording.foreign(window.root()))).isEmpty();
            }
            robot.interact(() -> model.ask().opened().set(null));
        }
        window.use(Messages.Language.ENGLISH, 100);
        robot.interact(() -> {
            stage.setWidth(900);
            stage.setHeight(600);
            model.ask().opened().set(answer().citations().getFirst());
        });
        WaitForAsyncUtils.waitForFxEvents();
        assertThat(robot.lookup(".st-threads").query().isVisible()).isFalse();
        robot.clickOn(window.named("Earlier threads"));
        assertThat(robot.lookup(".st-threads").query().isVisible()).isTrue();
        robot.type(KeyCode.ENTER);
        assertThat(robot.lookup(".st-threads").query().isVisible()).isFalse();
        assertThat(Screens.nameless(window.root())).isEmpty();
    }
}
