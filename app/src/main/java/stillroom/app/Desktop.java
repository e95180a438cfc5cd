package stillroom.app;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javafx.application.Application;
import javafx.application.ColorScheme;
import javafx.application.Platform;
import javafx.geometry.Pos;
import javafx.scene.Scene;
import javafx.scene.SnapshotParameters;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.image.WritableImage;
import javafx.scene.layout.VBox;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;
import javafx.stage.DirectoryChooser;
import javafx.stage.FileChooser;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;
import stillroom.app.ingest.Aim;
import stillroom.app.ingest.Intake;
import stillroom.app.ingest.Trouble;
import stillroom.app.ui.common.Look;
import stillroom.app.ui.common.Messages;
import stillroom.app.ui.common.Requests;
import stillroom.app.ui.common.Surroundings;
import stillroom.app.ui.common.Writer;
import stillroom.app.ui.status.StatusViewModel.Engine;
import stillroom.app.ui.window.Brand;
import stillroom.app.ui.window.Parts;
import stillroom.app.ui.window.WindowView;
import stillroom.app.ui.window.WindowViewModel;
import stillroom.index.IndexException;
import stillroom.index.LocalIndex;

/// The window: shows the objects of [App], and crosses from its threads to the FX thread.
public final class Desktop extends Application {

    private static final System.Logger LOG = System.getLogger(Desktop.class.getName());

    /// JavaFX makes the object of this class itself, so what it is to show is laid here for it.
    private static final BlockingQueue<Wish> WISHES = new ArrayBlockingQueue<>(1);

    private @Nullable App app;
    private @Nullable Look look;
    private @Nullable IndexException trouble;
    private List<Path> paths = List.of();
    private boolean handedOver;

    /// What is to be shown.
    ///
    /// @param look read from the library, which is opened while JavaFX starts
    private record Wish(App app, CompletableFuture<Look> look, List<Path> paths) {}

    /// Shows the window of `app`, and closes `app` with it. Returns when that is done; to be called
    /// once in a process. If there is a window on this library already, it is given the paths and
    /// comes forward.
    ///
    /// @param paths files and folders to add
    static void show(App app, List<Path> paths) {
        var look = CompletableFuture.supplyAsync(() -> Look.read(app.index()), app.requests());
        WISHES.add(new Wish(app, look, paths));
        RecentFiles.keepIn(app.folder().resolve("temporary"));
        launch(Desktop.class);
    }

    /// What the system asks the user for, and opens for him.
    interface Dialogs {

        List<Path> chooseFiles();

        Optional<Path> chooseFolder();

        Optional<Path> chooseNewFile(String name);

        void open(Path file);
    }

    /// Waits for the library. Runs before the window is there, and not on its thread.
    @Override
    public void init() {
        var wish = WISHES.remove();
        app = wish.app();
        paths = wish.paths();
        loadTypeface(); // while the library is being opened
        try {
            look = wish.look().join();
        } catch (CompletionException e) {
            if (!(e.getCause() instanceof IndexException foreseen)) {
                throw e;
            }
            trouble = foreseen;
            handedOver =
                    foreseen.reason() == IndexException.Reason.HELD
                            && handedOver(wish.app().folder(), paths);
        }
    }

    private static boolean handedOver(Path library, List<Path> paths) {
        try {
            return new Handover(library).leave(paths, Handover.PATIENCE);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "nothing could be handed over", e);
            return false;
        }
    }

    @Override
    public void start(Stage stage) {
        if (handedOver) {
            Platform.exit();
            return;
        }
        if (app == null || look == null) {
            refuse(stage, trouble);
            return;
        }
        var shown = app;
        var frame = new Frame(stage, shown, look, new SystemDialogs(stage));
        frame.show();
        var scene = stage.getScene();
        scene.addPostLayoutPulseListener(
                new Runnable() {
                    @Override
                    public void run() {
                        scene.removePostLayoutPulseListener(this);
                        Platform.runLater(() -> work(frame, shown));
                    }
                });
    }

    /// What else begins once the window is drawn: beside it, it would be drawn later.
    private void work(Frame frame, App shown) {
        tellHowLongItTook();
        frame.showIcons();
        frame.warmUp(shown);
        frame.model().add().goOn();
        frame.model().add().add(paths);
        shown.takeOver(gifts -> Platform.runLater(() -> frame.comeForward(gifts)));
        shown.startIngest(Aim.MEANING);
        shown.startWatch();
        shown.requests().execute(() -> shown.models().calibrateAtFirstStart());
    }

    /// Into the log, because a slow start is what people report.
    private static void tellHowLongItTook() {
        LOG.log(
                System.Logger.Level.INFO,
                "the window was there {0,number,#} ms after the start",
                millisecondsSinceTheStart());
    }

    /// Since the process began, or -1. Java's [ProcessHandle] knows it on Linux to the second only,
    /// because the kernel tells to the second when the machine was started.
    private static long millisecondsSinceTheStart() {
        try {
            var status = Files.readString(Path.of("/proc/self/stat"));
            var fields = status.substring(status.lastIndexOf(')') + 2).split(" ", -1);
            var uptime = Files.readString(Path.of("/proc/uptime")).split(" ", -1)[0];
            // The 22nd field, of which two were cut off, is in hundredths of a second.
            return Math.round(Double.parseDouble(uptime) * 1000) - Long.parseLong(fields[19]) * 10;
        } catch (IOException _) {
            return ProcessHandle.current()
                    .info()
                    .startInstant()
                    .map(start -> Duration.between(start, Instant.now()).toMillis())
                    .orElse(-1L);
        }
    }

    @Override
    public void stop() {
        if (app != null) {
            try {
                app.close();
            } catch (IndexException e) {
                // Such as a full disk; the next start makes again what is missing.
                LOG.log(System.Logger.Level.WARNING, "the library was not closed in order", e);
            }
        }
    }

    private static void refuse(Stage stage, @Nullable IndexException trouble) {
        var messages =
                new Messages(
                        Messages.Language.of(Locale.getDefault()),
                        Locale.getDefault(),
                        Clock.system(ZoneId.systemDefault()));
        var words = new Label(trouble == null ? "" : messages.trouble(Trouble.of(trouble)));
        words.setWrapText(true);
        words.setMaxWidth(360);
        var close = new Button("OK");
        close.setDefaultButton(true);
        close.setOnAction(_ -> stage.close());
        var box = new VBox(16, words, close);
        box.setAlignment(Pos.CENTER);
        box.setStyle("-fx-padding: 32px;");
        setUserAgentStylesheet(new PrimerLight().getUserAgentStylesheet());
        stage.setTitle("Stillroom");
        stage.setScene(new Scene(box));
        stage.show();
    }

    /// Makes the typeface known to JavaFX under the names that the style sheet uses.
    static void loadTypeface() {
        for (var weight : List.of("Regular", "SemiBold")) {
            var file = "/com/formdev/flatlaf/fonts/inter/Inter-" + weight + ".otf";
            try (var stream = Desktop.class.getResourceAsStream(file)) {
                Font.loadFont(stream, 13);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /// The dialogs of the operating system.
    private final class SystemDialogs implements Dialogs {

        private final Stage stage;

        /// Where something was chosen last.
        private @Nullable File last;

        SystemDialogs(Stage stage) {
            this.stage = stage;
        }

        @Override
        public List<Path> chooseFiles() {
            var chooser = new FileChooser();
            chooser.setInitialDirectory(folder());
            var chosen = chooser.showOpenMultipleDialog(stage);
            if (chosen == null) {
                return List.of();
            }
            last = chosen.getFirst().getParentFile();
            return chosen.stream().map(File::toPath).toList();
        }

        @Override
        public Optional<Path> chooseFolder() {
            var chooser = new DirectoryChooser();
            chooser.setInitialDirectory(folder());
            var chosen = chooser.showDialog(stage);
            if (chosen != null) {
                last = chosen.getParentFile();
            }
            return Optional.ofNullable(chosen).map(File::toPath);
        }

        @Override
        public Optional<Path> chooseNewFile(String name) {
            var chooser = new FileChooser();
            chooser.setInitialDirectory(folder());
            chooser.setInitialFileName(name);
            var chosen = chooser.showSaveDialog(stage);
            if (chosen != null) {
                last = chosen.getParentFile();
            }
            return Optional.ofNullable(chosen).map(File::toPath);
        }

        /// GTK would begin with the list of recent files, which is kept empty.
        private @Nullable File folder() {
            return Stream.of(last, new File(System.getProperty("user.home")))
                    .filter(each -> each != null && each.isDirectory())
                    .findFirst()
                    .orElse(null);
        }

        @Override
        public void open(Path file) {
            getHostServices().showDocument(file.toUri().toString());
        }
    }

    /// The stage with what is in it; made anew in another language while everything else stays.
    static final class Frame implements Surroundings {

        private static final long PAUSE_MILLIS = 150;
        private static final Executor FX = Platform::runLater;

        private final Stage stage;
        private final Scene scene;
        private final LocalIndex index;
        private final Dialogs dialogs;
        private final Requests requests;
        private final WindowViewModel model;
        private Look look;

        Frame(Stage stage, App app, Look look, Dialogs dialogs) {
            this(stage, app, writer(app), look, dialogs);
        }

        /// @param writer where the model that writes is had from
        Frame(Stage stage, App app, Writer.Source writer, Look look, Dialogs dialogs) {
            this.stage = stage;
            this.look = look;
            // Before the first control, which else would have JavaFX load a theme of its own.
            setUserAgentStylesheet(theme());
            this.scene = new Scene(new VBox(), 1280, 800);
            this.dialogs = dialogs;
            this.index = app.index();
            this.requests = new Requests(app.requests(), FX);
            var quiet = CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS, FX);
            this.model =
                    new WindowViewModel(
                            parts(app, writer),
                            requests,
                            FX,
                            quiet,
                            Clock.system(ZoneId.systemDefault()));
            Platform.getPreferences().colorSchemeProperty().addListener(_ -> dress());
        }

        /// Loads the model and says which it is. To be called once the window is there, which would
        /// be slower beside it.
        void warmUp(App app) {
            requests.ask(() -> engine(app), model.status()::show);
            model.writer().refresh();
        }

        /// Where the model that writes is had from.
        static Writer.Source writer(App app) {
            return new Writer.Source(
                    () ->
                            app.models()
                                    .generator()
                                    .map(pack ->
                                            new Writer.Pack(pack.name(), pack.summarizesOnly())),
                    () -> app.generator(Optional.empty()));
        }

        /// What of `app` the window shows.
        static Parts parts(App app) {
            return parts(app, writer(app));
        }

        /// The same with another model that writes.
        static Parts parts(App app, Writer.Source writer) {
            return new Parts(
                    app.index(),
                    app.ingestor(),
                    app::offer,
                    app.watch(),
                    app.search(),
                    app.describer(),
                    app::answers,
                    writer,
                    app.lock(),
                    app.endpoint(),
                    () -> app.cloud().orElseThrow(),
                    app::models,
                    app::drawer,
                    (file, stop) -> app.backups().take(file, stop));
        }

        private static Engine engine(App app) {
            var embedder = app.embedder(Optional.empty(), Optional.empty());
            return new Engine(
                    embedder.pack().replaceFirst("@.*", ""),
                    embedder.precision(),
                    Runtime.getRuntime().availableProcessors());
        }

        WindowViewModel model() {
            return model;
        }

        Scene scene() {
            return scene;
        }

        /// Adds what another start of the program was given.
        void comeForward(List<Intake.Gift> gifts) {
            gifts.forEach(model.add()::add);
            stage.setIconified(false);
            stage.toFront();
            stage.requestFocus();
        }

        void show() {
            var sheet = Desktop.class.getResource("/stillroom/app/ui/style.css");
            scene.getStylesheets().add(Objects.requireNonNull(sheet).toExternalForm());
            fill();
            stage.setTitle("Stillroom");
            stage.setMinWidth(900);
            stage.setMinHeight(600);
            stage.setScene(scene);
            stage.show();
        }

        /// To be called once the window is there, because each is drawn for itself.
        private void showIcons() {
            stage.getIcons().setAll(icon(64), icon(32), icon(16));
        }

        private void fill() {
            var language =
                    look.language() == null
                            ? Messages.Language.of(Locale.getDefault())
                            : look.language();
            var messages =
                    new Messages(
                            language, Locale.getDefault(), Clock.system(ZoneId.systemDefault()));
            var view = new WindowView(model, messages, this);
            scene.setRoot(view);
            dress();
            view.requestFocus();
        }

        private boolean isDark() {
            return switch (look.theme()) {
                case LIGHT -> false;
                case DARK -> true;
                case SYSTEM -> Platform.getPreferences().getColorScheme() == ColorScheme.DARK;
            };
        }

        private String theme() {
            return (isDark() ? new PrimerDark() : new PrimerLight()).getUserAgentStylesheet();
        }

        private void dress() {
            setUserAgentStylesheet(theme());
            scene.getRoot().getStyleClass().removeAll("light", "dark");
            scene.getRoot().getStyleClass().add(isDark() ? "dark" : "light");
        }

        private static WritableImage icon(double side) {
            var brand = new Brand(side);
            var scene = new Scene(brand, side, side);
            scene.setFill(Color.TRANSPARENT);
            var sheet = Desktop.class.getResource("/stillroom/app/ui/style.css");
            scene.getStylesheets().add(Objects.requireNonNull(sheet).toExternalForm());
            var look = new SnapshotParameters();
            look.setFill(Color.TRANSPARENT);
            return brand.snapshot(look, null);
        }

        @Override
        public List<Path> chooseFiles() {
            return dialogs.chooseFiles();
        }

        @Override
        public Optional<Path> chooseFolder() {
            return dialogs.chooseFolder();
        }

        @Override
        public void open(Path file) {
            dialogs.open(file);
        }

        @Override
        public Optional<Path> chooseNewFile(String name) {
            return dialogs.chooseNewFile(name);
        }

        @Override
        public Look look() {
            return look;
        }

        @Override
        public void use(Look newer) {
            boolean redressed = newer.equals(look.with(newer.theme()));
            look = newer;
            if (redressed) {
                dress();
            } else {
                fill();
            }
            requests.run(() -> newer.write(index));
        }
    }
}
