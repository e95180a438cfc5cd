package stillroom.app;

import static java.util.concurrent.TimeUnit.MINUTES;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.event.Event;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.TabPane;
import javafx.scene.control.TextField;
import javafx.scene.image.ImageView;
import javafx.scene.image.WritableImage;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.robot.Robot;
import javafx.scene.text.Font;
import javafx.stage.Stage;
import org.testfx.util.WaitForAsyncUtils;
import stillroom.ai.Generator;
import stillroom.app.answer.Scripted;
import stillroom.app.describe.Length;
import stillroom.app.gateway.Endpoint;
import stillroom.app.gateway.Gateway;
import stillroom.app.ingest.Aim;
import stillroom.app.lock.OfflineLock;
import stillroom.app.lock.Sockets;
import stillroom.app.route.CloudSettings;
import stillroom.app.ui.common.Look;
import stillroom.app.ui.common.Messages;
import stillroom.app.ui.common.Requests;
import stillroom.app.ui.common.Row;
import stillroom.app.ui.common.Screen;
import stillroom.app.ui.common.Surroundings;
import stillroom.app.ui.common.Writer;
import stillroom.app.ui.inspector.InspectorViewModel.Brief;
import stillroom.app.ui.privacy.ConsentViewModel.State;
import stillroom.app.ui.privacy.PrivacyViewModel;
import stillroom.app.ui.reader.ReaderViewModel;
import stillroom.app.ui.status.StatusViewModel.Engine;
import stillroom.app.ui.window.WindowView;
import stillroom.app.ui.window.WindowViewModel;
import stillroom.index.Label;
import stillroom.index.Status;

/// Draws the screens from a real library. Not a test: run it when the window has changed, and look
/// at what it draws. Arguments: the folder of the pictures (`docs/screens`), an empty one for the
/// library, and an empty one for the documents, whose name is seen in the pictures; then the
/// beginnings of the names of the pictures to draw, all if there are none. What writes the answers
/// is a script, since no model that writes is shipped; where each of its sentences stands, if
/// anywhere, is looked for as always.
public final class Pictures {

    private static final double SECONDS_A_PRECISION = 1;
    private static final Endpoint SERVER =
            new Endpoint("https://llm.example/v1/chat/completions", "large-model", null);

    private static final String QUESTION = "When must the supplier be paid?";
    private static final Generator SCRIPTED =
            new Scripted(_ ->
                    "The price is to be paid within 30 days of the date of the invoice [1]. Late"
                            + " payment bears interest four percentage points above the base rate"
                            + " of the central bank [1]. The Supplier grants a discount of 2 per"
                            + " cent for payment within a week [1].");

    private static List<String> wanted = List.of();

    private Pictures() {}

    public static void main(String[] arguments) {
        int code = 0;
        try {
            draw(arguments);
        } catch (Exception e) {
            e.printStackTrace();
            code = 1;
        }
        System.exit(code); // the window's threads would go on
    }

    private static void draw(String[] arguments) throws Exception {
        // Before the lock, as in the program itself.
        var gateway = Gateway.start(SERVER, () -> "");
        var lock = OfflineLock.engage(Sockets.UNIX);
        var out = Files.createDirectories(Path.of(arguments[0]));
        var library = Path.of(arguments[1]);
        var desk = Path.of(arguments[2]);
        wanted = List.of(arguments).subList(3, arguments.length);
        Platform.startup(() -> {});
        Platform.setImplicitExit(false);
        fx(() -> {
            // Away from the windows, which show what the pointer is over.
            var screen = javafx.stage.Screen.getPrimary().getBounds();
            new Robot().mouseMove(screen.getMaxX() - 1, screen.getMaxY() - 1);
            for (var weight : List.of("Regular", "SemiBold")) {
                Font.loadFont(
                        Pictures.class.getResourceAsStream(
                                "/com/formdev/flatlaf/fonts/inter/Inter-" + weight + ".otf"),
                        13);
            }
            return 0;
        });
        var folders = Papers.write(desk);
        Files.copy(
                desk.resolve("Cases/Supply contract Northgate.pdf"),
                desk.resolve("Receipts/Northgate, copy.pdf"),
                StandardCopyOption.REPLACE_EXISTING);
        Files.copy(
                desk.resolve("Clinic letters/Field notes, site visit.md"),
                desk.resolve("Receipts/Field notes.txt"),
                StandardCopyOption.REPLACE_EXISTING);
        try (var app = new App(library.resolve("empty"), lock)) {
            var model = fx(() -> model(app));
            draw(out, "empty", model);
            fx(() -> {
                model.add().hold(folders);
                return 0;
            });
        }
        try (var app = new App(library.resolve("full"), lock)) {
            var index = app.index();
            for (var label :
                    List.of(
                            new Label("contract", "an agreement or contract between two parties"),
                            new Label("invoice", "an invoice with an amount to pay"),
                            new Label("medical", "health, patients, doctors and blood tests"),
                            new Label("matter Jones", "matter Jones"),
                            new Label("confidential", "confidential"))) {
                index.putLabel(label);
            }
            var model = fx(() -> model(app));
            app.startIngest(Aim.MEANING);
            if (index.documents().isEmpty()) {
                app.ingestor().add(folders, _ -> {});
            }
            WaitForAsyncUtils.waitFor(
                    3,
                    MINUTES,
                    () ->
                            index.documents().size() > 10
                                    && index.documents().stream()
                                            .allMatch(document -> document.status().isFinal()));
            for (var document : index.documents()) {
                var name = document.path().toString();
                if (name.contains("contract")
                        || name.contains("Witness")
                        || name.contains("Settle")) {
                    index.setLabel(document.id(), "matter Jones");
                }
                if (name.contains("contract")) {
                    index.setLabel(document.id(), "contract");
                }
                if (name.contains("0193")) {
                    index.setLabel(document.id(), "invoice");
                }
                if (name.contains("Discharge")) {
                    index.setLabel(document.id(), "confidential");
                }
                if (document.status() instanceof Status.Indexed) {
                    app.describer().proposeLabels(document.id());
                }
            }
            settle();
            select(model, "contract");
            awaitSummary(model);
            draw(out, "library", model);
            draw(out.resolve("library-narrow.png"), model, Variant.NARROW, Pictures::nothing);
            draw(out.resolve("library-tight.png"), model, Variant.TIGHT, Pictures::nothing);
            for (var tab : List.of("text", "similar", "details")) {
                int at = List.of("summary", "text", "similar", "details").indexOf(tab);
                draw(out, tab, model, scene -> tabs(scene).getSelectionModel().select(at));
            }
            select(model, "Discharge");
            fx(() -> {
                model.inspector().length().set(Length.DETAILED);
                return 0;
            });
            awaitSummary(model);
            draw(out, "summary-detailed", model);
            fx(() -> {
                model.inspector().length().set(Length.STANDARD);
                return 0;
            });
            select(model, "contract");
            awaitSummary(model);
            draw(
                    out.resolve("shortcuts.png"),
                    model,
                    Variant.LIGHT,
                    scene -> press(scene, KeyCode.F1));
            // a sentence of the summary, opened
            fx(() -> {
                if (model.inspector().summary().get() instanceof Brief.Made(var made, _, _)) {
                    model.read(made.sentences().get(1));
                }
                return 0;
            });
            settle();
            WaitForAsyncUtils.waitFor(
                    1,
                    MINUTES,
                    () -> model.reader().state().get() instanceof ReaderViewModel.State.Open);
            draw(out, "summary", model);
            draw(out.resolve("summary-tight.png"), model, Variant.TIGHT, Pictures::nothing);
            fx(() -> {
                model.leaveReader();
                model.search().text().set("when must the invoice be paid");
                return 0;
            });
            WaitForAsyncUtils.waitFor(1, MINUTES, () -> model.search().answer().get() != null);
            fx(() -> {
                var hits = Objects.requireNonNull(model.search().answer().get()).hits().hits();
                model.search().selected().set(hits.get(1));
                return 0;
            });
            settle();
            draw(out, "search", model);
            draw(out.resolve("search-narrow.png"), model, Variant.NARROW, Pictures::nothing);
            draw(out.resolve("search-tight.png"), model, Variant.TIGHT, Pictures::nothing);
            fx(() -> {
                model.inspectorBesideHits().set(true);
                return 0;
            });
            awaitSummary(model);
            draw(out, "search-and-summary", model);
            fx(() -> {
                model.inspectorBesideHits().set(false);
                model.search().text().set("\"date of the invoice\" type:pdf page:x paymant");
                return 0;
            });
            settle();
            WaitForAsyncUtils.waitFor(
                    1,
                    MINUTES,
                    () -> {
                        var answer = model.search().answer().get();
                        return answer != null && !answer.hits().asked().operators().isEmpty();
                    });
            draw(out, "search-understood", model);
            fx(() -> {
                model.leaveSearch();
                model.add().hold(folders);
                return 0;
            });
            settle();
            draw(out, "drop", model);
            fx(() -> {
                model.add().letGo();
                model.show(Screen.PRIVACY);
                model.privacy().refresh(); // as its page does, which may not be drawn
                model.privacy().runLeakTest();
                return 0;
            });
            WaitForAsyncUtils.waitFor(
                    1,
                    MINUTES,
                    () ->
                            model.privacy().test().get() instanceof PrivacyViewModel.Test.Over
                                    && model.privacy().findings().get() != null);
            draw(out, "privacy", model);
            for (var pack : List.of("bge-small-en-v1.5", "all-minilm-l6-v2")) {
                app.models().calibrate(pack, List.of(), SECONDS_A_PRECISION);
            }
            app.watch().add(folders.get(0), _ -> {});
            for (var page :
                    List.of(Screen.DUPLICATES, Screen.ACTIVITY, Screen.MODELS, Screen.SETTINGS)) {
                fx(() -> {
                    model.show(page);
                    return 0;
                });
                settle();
                var name = page.name().toLowerCase(Locale.ROOT);
                draw(out, name, model);
                draw(out.resolve(name + "-tight.png"), model, Variant.TIGHT, Pictures::nothing);
            }
            drawQuestions(out, app, model);
            drawStreaming(out, desk, app, model);
        }
        Files.writeString(
                library.resolve("full/rules.txt"),
                """
                privileged: never when label "matter Jones"
                sensitive: local when sensitive
                long: cloud when words > 4000
                asked: cloud
                """);
        new CloudSettings(true, SERVER).save(library.resolve("full"));
        try (var app = new App(library.resolve("full"), lock, gateway, null)) {
            var model = fx(() -> model(app));
            fx(() -> {
                var row =
                        model.documents().rows().stream()
                                .filter(r -> r.document().path().toString().contains("Discharge"))
                                .findFirst()
                                .orElseThrow();
                model.consent().open(row.document());
                model.consent().lifted().set(true);
                model.consent().question().set("What is the patient to do next?");
                return 0;
            });
            WaitForAsyncUtils.waitFor(
                    1, MINUTES, () -> !(model.consent().state().get() instanceof State.Preparing));
            draw(out, "consent", model);
            fx(() -> {
                model.consent().send();
                return 0;
            });
            WaitForAsyncUtils.waitFor(
                    1, MINUTES, () -> !(model.consent().state().get() instanceof State.Sending));
            fx(() -> {
                model.consent().close();
                model.show(Screen.PRIVACY);
                model.privacy().refresh();
                return 0;
            });
            WaitForAsyncUtils.waitFor(1, MINUTES, () -> model.privacy().findings().get() != null);
            draw(out, "privacy-on", model);
        }
    }

    /// Passages where no model writes, and answers where one does.
    private static void drawQuestions(Path out, App app, WindowViewModel passages)
            throws Exception {
        app.index().threads().forEach(thread -> app.index().removeThread(thread.number()));
        fx(() -> {
            passages.show(Screen.ASK);
            return 0;
        });
        draw(out, "ask-nothing", passages);
        ask(passages, "Who was there when the crates arrived?");
        draw(out, "ask-passages", passages);

        var model =
                fx(() ->
                        model(
                                app,
                                new Writer.Source(
                                        () -> Optional.of(new Writer.Pack(SCRIPTED.pack(), false)),
                                        () -> Optional.of(SCRIPTED))));
        fx(() -> {
            model.show(Screen.ASK);
            return 0;
        });
        ask(model, "How is the patient to take the tablets?");
        fx(() -> {
            model.ask().begin();
            return 0;
        });
        ask(model, QUESTION);
        draw(out, "ask", model);
        draw(out.resolve("ask-narrow.png"), model, Variant.NARROW, Pictures::nothing);
        fx(() -> {
            model.ask()
                    .opened()
                    .set(model.ask().state().get().said().getFirst().citations().getFirst());
            return 0;
        });
        draw(out, "ask-and-source", model);
        draw(out.resolve("ask-and-source-narrow.png"), model, Variant.NARROW, Pictures::nothing);
    }

    private static void ask(WindowViewModel model, String question) throws Exception {
        settle();
        int before = fx(() -> model.ask().state().get().said().size());
        fx(() -> {
            model.ask().question().set(question);
            model.ask().ask();
            return 0;
        });
        WaitForAsyncUtils.waitFor(
                1, MINUTES, () -> fx(() -> model.ask().state().get().said().size() == before + 1));
    }

    /// While a summary is made, the sentences that are settled stand above a line that says so. The
    /// library has summaries of all other documents by now, so a new one is shown.
    private static void drawStreaming(Path out, Path desk, App app, WindowViewModel model)
            throws Exception {
        if (!wanted.isEmpty() && !wanted.contains("summary-streaming")) {
            return;
        }
        var report = desk.resolve("Receipts/Annual report.pdf");
        LongReport.main(new String[] {report.toString(), "40"});
        app.ingestor().add(List.of(report), _ -> {});
        var row = new AtomicReference<Row>();
        WaitForAsyncUtils.waitFor(
                2,
                MINUTES,
                () -> {
                    fx(() -> {
                        model.documents().rows().stream()
                                .filter(each -> each.document().path().equals(report))
                                .filter(each -> each.document().pages() > 0)
                                .forEach(row::set);
                        return 0;
                    });
                    return row.get() != null;
                });
        var picture = new CompletableFuture<WritableImage>();
        var stage =
                fx(() -> {
                    model.leavePage();
                    var shown = new Stage();
                    shown.setScene(scene(model, Variant.LIGHT));
                    shown.setWidth(Variant.LIGHT.width());
                    shown.setHeight(Variant.LIGHT.height());
                    shown.show();
                    model.inspector()
                            .summary()
                            .addListener((_, _, now) -> {
                                if (now instanceof Brief.Making(var settled)
                                        && settled.size() >= 3
                                        && !picture.isDone()) {
                                    picture.complete(shown.getScene().snapshot(null));
                                }
                            });
                    model.library().select(List.of(row.get()));
                    return shown;
                });
        Png.write(picture.get(2, MINUTES), out.resolve("summary-streaming.png"));
        fx(() -> {
            stage.close();
            return 0;
        });
    }

    private static void select(WindowViewModel model, String name) {
        fx(() -> {
            model.library()
                    .select(
                            model.documents().rows().stream()
                                    .filter(row -> row.document().path().toString().contains(name))
                                    .limit(1)
                                    .toList());
            return 0;
        });
    }

    private static void nothing(Scene scene) {}

    private static TabPane tabs(Scene scene) {
        return (TabPane) scene.lookup(".st-tabs");
    }

    private static void press(Scene scene, KeyCode key) {
        Event.fireEvent(
                scene.getRoot(),
                new KeyEvent(KeyEvent.KEY_PRESSED, "", "", key, false, false, false, false));
    }

    private static void awaitSummary(WindowViewModel model) throws Exception {
        WaitForAsyncUtils.waitFor(
                1, MINUTES, () -> model.inspector().summary().get() instanceof Brief.Made);
        settle();
    }

    /// Lets some pulses go by.
    private static void settle() {
        WaitForAsyncUtils.waitForFxEvents(20);
    }

    private static WindowViewModel model(App app) {
        return model(app, new Writer.Source(Optional::empty, Optional::empty));
    }

    private static WindowViewModel model(App app, Writer.Source writer) {
        var requests = new Requests(app.requests(), Platform::runLater);
        var model =
                new WindowViewModel(
                        Desktop.Frame.parts(app, writer),
                        requests,
                        Platform::runLater,
                        Platform::runLater,
                        Clock.system(ZoneId.systemDefault()));
        model.status().show(new Engine("bge-small-en-v1.5", "int8", 2));
        model.writer().refresh();
        return model;
    }

    /// How a screen is drawn.
    private record Variant(
            boolean dark, Messages.Language language, int size, int width, int height) {

        static final Variant LIGHT = new Variant(false, Messages.Language.ENGLISH, 100, 1440, 900);
        static final Variant DARK = new Variant(true, Messages.Language.ENGLISH, 100, 1440, 900);
        static final Variant GERMAN = new Variant(false, Messages.Language.GERMAN, 100, 1440, 900);
        static final Variant LARGE = new Variant(false, Messages.Language.ENGLISH, 200, 1440, 900);
        static final Variant NARROW = new Variant(false, Messages.Language.ENGLISH, 100, 900, 600);
        static final Variant TIGHT = new Variant(false, Messages.Language.ENGLISH, 200, 900, 600);
    }

    private static void draw(Path out, String name, WindowViewModel model) throws Exception {
        draw(out, name, model, Pictures::nothing);
    }

    private static void draw(Path out, String name, WindowViewModel model, Consumer<Scene> before)
            throws Exception {
        draw(out.resolve(name + ".png"), model, Variant.LIGHT, before);
        draw(out.resolve(name + "-dark.png"), model, Variant.DARK, before);
        draw(out.resolve(name + "-de.png"), model, Variant.GERMAN, before);
        draw(out.resolve(name + "-200.png"), model, Variant.LARGE, before);
    }

    private static void draw(
            Path file, WindowViewModel model, Variant variant, Consumer<Scene> before)
            throws Exception {
        var name = String.valueOf(file.getFileName());
        if (!wanted.isEmpty() && wanted.stream().noneMatch(name::startsWith)) {
            return;
        }
        var stage =
                fx(() -> {
                    var shown = new Stage();
                    shown.setScene(scene(model, variant));
                    shown.setWidth(variant.width());
                    shown.setHeight(variant.height());
                    shown.show();
                    if (model.search().text().get().isEmpty()) {
                        shown.getScene().getRoot().requestFocus();
                    }
                    return shown;
                });
        settle();
        fx(() -> {
            before.accept(stage.getScene());
            ((TextField) stage.getScene().lookup(".st-search-field")).end();
            return 0;
        });
        settle();
        WaitForAsyncUtils.waitFor(1, MINUTES, () -> fx(() -> isDrawn(stage.getScene(), model)));
        settle();
        var picture = fx(() -> stage.getScene().snapshot(null));
        fx(() -> {
            stage.close();
            return 0;
        });
        Png.write(picture, file);
    }

    /// Whether nothing is to come any more: the pages of a document are drawn by another process.
    private static boolean isDrawn(Scene scene, WindowViewModel model) {
        boolean compared =
                model.screen().get() != Screen.DUPLICATES
                        || model.duplicates().lines().get() != null;
        boolean told =
                model.screen().get() != Screen.MODELS || model.models().installed().get() != null;
        boolean found =
                !model.inspector().similarWanted().get()
                        || model.inspector().similar().get() != null;
        boolean drawn =
                scene.getRoot().lookupAll(".st-drawn-page").stream()
                        .filter(Node::isVisible)
                        .allMatch(page ->
                                page.getParent().getChildrenUnmodifiable().stream()
                                        .filter(ImageView.class::isInstance)
                                        .allMatch(view -> ((ImageView) view).getImage() != null));
        return compared && told && found && drawn;
    }

    private static Scene scene(WindowViewModel model, Variant variant) {
        Application.setUserAgentStylesheet(
                (variant.dark() ? new PrimerDark() : new PrimerLight()).getUserAgentStylesheet());
        var messages =
                new Messages(
                        variant.language(),
                        variant.language() == Messages.Language.GERMAN ? Locale.GERMANY : Locale.UK,
                        Clock.system(ZoneId.systemDefault()));
        var root = new WindowView(model, messages, new NoSurroundings(variant));
        root.getStyleClass().add(variant.dark() ? "dark" : "light");
        var scene = new Scene(root, variant.width(), variant.height());
        scene.getStylesheets()
                .add(
                        Objects.requireNonNull(
                                        Pictures.class.getResource("/stillroom/app/ui/style.css"))
                                .toExternalForm());
        return scene;
    }

    private static <T> T fx(Callable<T> work) {
        var done = new CompletableFuture<T>();
        Platform.runLater(() -> {
            try {
                done.complete(work.call());
            } catch (Throwable e) {
                done.completeExceptionally(e);
            }
        });
        return done.join();
    }

    private record NoSurroundings(Variant variant) implements Surroundings {

        @Override
        public List<Path> chooseFiles() {
            return List.of();
        }

        @Override
        public Optional<Path> chooseFolder() {
            return Optional.empty();
        }

        @Override
        public void open(Path file) {}

        @Override
        public Optional<Path> chooseNewFile(String name) {
            return Optional.empty();
        }

        @Override
        public Look look() {
            return new Look(
                    variant.dark() ? Look.Theme.DARK : Look.Theme.LIGHT, null, variant.size());
        }

        @Override
        public void use(Look look) {}
    }
}
