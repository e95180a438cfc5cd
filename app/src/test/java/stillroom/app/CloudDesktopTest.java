package stillroom.app;

import static org.assertj.core.api.Assertions.assertThat;
import static stillroom.app.OpenWindow.onFx;
import static stillroom.app.OpenWindow.until;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import stillroom.app.gateway.Endpoint;
import stillroom.app.gateway.Gateway;
import stillroom.app.ingest.Aim;
import stillroom.app.ledger.LedgerReading;
import stillroom.app.lock.LockState;
import stillroom.app.route.CloudSettings;
import stillroom.app.ui.common.Messages;
import stillroom.app.ui.common.Screen;
import stillroom.app.ui.privacy.ConsentViewModel.State;
import stillroom.app.ui.window.WindowViewModel;

/// The way to a server through the window: what would leave is shown, only a click sends it, and
/// the ledger has it. Against a real server of this test.
@Timeout(180)
class CloudDesktopTest {

    private static final String LETTER =
            "Dear Mr. Roe, the goods arrive on Monday. Write to roe@mail.example if they do not.";

    private final FxRobot robot = new FxRobot();
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private App app;
    private OpenWindow window;
    private WindowViewModel model;

    @BeforeEach
    void open(@TempDir Path folder) throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/v1/chat/completions",
                exchange -> {
                    heard.add(
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8));
                    exchange.sendResponseHeaders(200, 0);
                    exchange.getResponseBody().write(ANSWER.getBytes(StandardCharsets.UTF_8));
                    exchange.close();
                });
        server.start();
        var endpoint =
                new Endpoint(
                        "http://localhost:%d/v1/chat/completions"
                                .formatted(server.getAddress().getPort()),
                        "echo",
                        null);
        var library = Files.createDirectories(folder.resolve("library"));
        new CloudSettings(true, endpoint).save(library);
        Files.writeString(
                library.resolve("rules.txt"), "sensitive: local when sensitive\nasked: cloud\n");
        app = new App(library, new LockState.Enforced(24), Gateway.start(endpoint, () -> ""), null);
        app.ingestor()
                .add(List.of(Files.writeString(folder.resolve("letter.txt"), LETTER)), _ -> {});
        window = new OpenWindow(app);
        model = window.model;
        app.startIngest(Aim.MEANING);
    }

    private static final String ANSWER =
            "data: {\"model\":\"echo-1\",\"choices\":[{\"delta\":{\"content\":"
                    + "\"They arrive on Monday.\"}}]}\n\ndata: [DONE]\n\n";

    @AfterEach
    void close() throws Exception {
        window.close();
        server.stop(0);
    }

    @Test
    void asksAServerOnlyAfterAYesToTheBytesThatAreShown() throws Exception {
        until(() ->
                model.documents().size() == 1
                        && model.documents().rows().getFirst().document().status().isFinal());
        var row = model.documents().rows().getFirst();
        onFx(() -> {
            model.library().select(List.of(row));
            return true;
        });
        robot.clickOn(window.named("More"));
        // the sheet that is to open has the same words for its title
        until(() -> offer().isPresent());
        robot.clickOn(offer().orElseThrow());
        until(() -> model.consent().state().get() instanceof State.Stays);
        // An address of a person was found, so it is the user who lifts that for this once.
        robot.clickOn(".st-sheet .check-box");
        until(() -> model.consent().state().get() instanceof State.Asking);
        robot.clickOn(".st-sheet .text-field").write("When do the goods arrive?");
        until(() ->
                model.consent().state().get() instanceof State.Asking(var preview)
                        && preview.payload().contains("When do the goods arrive?"));
        assertThat(robot.lookup("letter.txt").queryAll()).hasSizeGreaterThan(1);
        window.use(Messages.Language.GERMAN, 100);
        assertThat(onFx(() -> german().foreign(window.root()))).isEmpty();
        window.use(Messages.Language.ENGLISH, 100);
        assertThat(heard).isEmpty();
        assertThat(LedgerReading.of(app.folder()).entries()).isEmpty();

        robot.clickOn(
                robot.lookup(".button")
                        .match((Button button) ->
                                String.valueOf(button.getText()).startsWith("Send exactly these"))
                        .queryButton());
        until(() -> model.consent().state().get() instanceof State.Answered);
        assertThat(robot.lookup("They arrive on Monday.").tryQuery()).isPresent();
        assertThat(heard)
                .singleElement()
                .satisfies(body ->
                        assertThat(body)
                                .contains("goods arrive")
                                .doesNotContain("roe@mail.example", "Roe"));
        assertThat(LedgerReading.of(app.folder()).entries())
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.payload()).isEqualTo(heard.getFirst());
                    assertThat(entry.outcome()).isEqualTo("answered");
                });

        onFx(() -> {
            model.consent().close();
            model.show(Screen.PRIVACY);
            return true;
        });
        until(() -> model.privacy().findings().get() != null);
        assertThat(model.privacy().entries().get()).hasSize(1);
        window.use(Messages.Language.GERMAN, 100);
        assertThat(onFx(() -> german().foreign(window.root()))).isEmpty();
    }

    private Vocabulary german() {
        return new Vocabulary(
                app.index(),
                Stream.concat(
                        model.consent().state().get() instanceof State.Asking(var preview)
                                ? preview.payload().lines()
                                : Stream.empty(),
                        Stream.of(
                                "letter.txt",
                                "echo",
                                "echo-1",
                                "asked",
                                "sensitive",
                                "localhost:" + server.getAddress().getPort(),
                                "bge-small-en-v1.5@1")));
    }

    private Optional<Node> offer() {
        return robot.lookup(".menu-item .label")
                .match((Label label) -> "Ask the server".equals(label.getText()))
                .tryQuery();
    }
}
