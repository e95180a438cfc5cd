package stillroom.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javafx.application.Platform;
import javafx.scene.control.TableView;
import javafx.scene.control.TextField;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;
import stillroom.app.ingest.Aim;
import stillroom.app.lock.LockState;
import stillroom.app.ui.common.Look;
import stillroom.app.ui.common.Messages;
import stillroom.app.ui.common.Place;
import stillroom.app.ui.common.Row;
import stillroom.app.ui.common.Screen;
import stillroom.app.ui.search.SearchViewModel;
import stillroom.app.ui.window.WindowViewModel;
import stillroom.index.LocalIndex;
import stillroom.index.text.Extraction;
import stillroom.index.text.Page;
import stillroom.index.text.Passage;

/// How long the FX thread is ever kept from what it is given, while a large library is scrolled,
/// sorted, searched and added to. Not a test: run it on a quiet machine. Arguments: a folder for
/// the library, which is kept for the next run, and the number of documents.
public final class WindowBenchmark {

    private static final int MORE = 20_000;
    private static final int PLACES = 12;
    private static final long SEED = 7;

    /// Above it, it is said where the FX thread was.
    private static final double MOST_MILLISECONDS = 30;

    private final Path folder;
    private final int count;
    private @Nullable FxWatch watch;

    private WindowBenchmark(Path folder, int count) {
        this.folder = folder;
        this.count = count;
    }

    public static void main(String[] arguments) throws Exception {
        var benchmark = new WindowBenchmark(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
        benchmark.fill();
        benchmark.run();
        System.exit(0);
    }

    private void fill() throws IOException {
        var random = new Random(SEED);
        var words =
                "contract invoice letter court patient blood roof rent supplier board budget annex notice"
                        .split(" ", -1);
        try (var index = LocalIndex.open(folder.resolve("library"))) {
            int there = index.documents().size();
            var files = new ArrayList<Path>();
            for (int i = there; i < count; i++) {
                var name = words[random.nextInt(words.length)];
                var file = folder.resolve("desk/%03d/%s %06d.txt".formatted(i / 500, name, i));
                Files.createDirectories(file.getParent());
                Files.writeString(file, name + " number " + i);
                files.add(file);
            }
            index.add(files);
            for (var document : index.nextToRead(Integer.MAX_VALUE)) {
                var text = Files.readString(document.path());
                index.putText(
                        document.id(),
                        new Extraction.Text(
                                "txt", null, null, List.of(new Page(1, text, List.of()))),
                        List.of(new Passage(0, 1, 0, text.length(), "", text)));
            }
            System.out.println(index.documents().size() + " documents");
        }
    }

    private void run() throws Exception {
        long began = System.nanoTime();
        Platform.startup(() -> {});
        Platform.setImplicitExit(false);
        watch = new FxWatch();
        // The rest of the library is not embedded, so that only what is added is worked on.
        try (var app = new App(folder.resolve("library"), new LockState.Enforced(24))) {
            app.index();
            tell("library open", began);
            var frame =
                    onFx(() -> {
                        Desktop.loadTypeface();
                        var look = new Look(Look.Theme.LIGHT, Messages.Language.ENGLISH, 100);
                        var made =
                                new Desktop.Frame(new Stage(), app, look, new OpenWindow.Answers());
                        made.show();
                        return made;
                    });
            onFx(() -> true);
            tell("window shown", began);
            tell("the start", watch.pauses());
            measure("at rest", () -> pause(2000));
            gestures(frame, "");
            app.startIngest(Aim.WORDS);
            measure("an import begins", () -> add(app));
            gestures(frame, ", an import running");
            System.out.println(
                    app.ingestor().isBusy() ? "the import still runs" : "THE IMPORT WAS OVER");
            measure("the import ends", () -> until(() -> !app.ingestor().isBusy()));
            gestures(frame, ", once more");
            watch.close();
        }
    }

    private void gestures(Desktop.Frame frame, String when) throws Exception {
        var model = frame.model();
        onFx(() -> {
            model.sidebar().place().set(new Place.All());
            return true;
        });
        var table = onFx(() -> (TableView<?>) frame.scene().getRoot().lookup(".st-table"));
        measure("scrolling" + when, () -> scroll(table));
        measure("sorting" + when, () -> sort(table));
        measure("choosing" + when, () -> choose(model));
        measure("selecting all" + when, () -> selectAll(table));
        measure("going elsewhere" + when, () -> go(model));
        measure("typing" + when, () -> type(frame));
        measure("filtering hits" + when, () -> filter(model));
        measure("reading" + when, () -> read(model));
        measure("pages" + when, () -> turn(model));
    }

    private static void tell(String what, long began) {
        System.out.printf("%-36s %6.0f ms%n", what, (System.nanoTime() - began) / 1e6);
    }

    private static void tell(String what, FxWatch.Pauses pauses) {
        System.out.printf("%-36s %s%n", what, pauses);
        if (pauses.work() > MOST_MILLISECONDS) {
            pauses.places().stream()
                    .limit(PLACES)
                    .forEach(place -> System.out.println("    " + place));
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    private void measure(String what, Work work) throws Exception {
        var watching = Objects.requireNonNull(watch);
        watching.pauses();
        work.run();
        tell(what, watching.pauses());
    }

    private static <T> T onFx(Callable<T> work) {
        var done = new CompletableFuture<T>();
        Platform.runLater(() -> {
            try {
                done.complete(work.call());
            } catch (Exception e) {
                done.completeExceptionally(e);
            }
        });
        return done.join();
    }

    private static void pause(long milliseconds) {
        LockSupport.parkNanos(milliseconds * 1_000_000);
    }

    private static void until(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            pause(20);
        }
    }

    private void scroll(TableView<?> table) {
        for (int i = 0; i < 60; i++) {
            int row = (int) (count * (i / 60.0));
            onFx(() -> {
                table.scrollTo(row);
                return true;
            });
            pause(30);
        }
    }

    private static void sort(TableView<?> table) {
        for (int i = 0; i < 6; i++) {
            int column = i % 2 == 0 ? 0 : 3;
            onFx(() -> {
                sortBy(table, column);
                return true;
            });
            pause(300);
        }
    }

    private static <T> void sortBy(TableView<T> table, int column) {
        table.getSortOrder().setAll(List.of(table.getColumns().get(column)));
    }

    /// Letter by letter into the search box, with a rest after each word in which it is searched.
    private static void type(Desktop.Frame frame) {
        var box = onFx(() -> (TextField) frame.scene().getRoot().lookup(".st-header .text-field"));
        for (var text : List.of("rent roof", "contract number 77", "notice -court")) {
            onFx(() -> {
                box.clear();
                return true;
            });
            for (var letter : text.split("", -1)) {
                onFx(() -> {
                    box.appendText(letter);
                    return true;
                });
                pause(letter.equals(" ") ? 400 : 60);
            }
            pause(600);
        }
    }

    private static void filter(WindowViewModel model) {
        for (var age : SearchViewModel.Age.values()) {
            onFx(() -> {
                model.search().age().set(age);
                return true;
            });
            pause(300);
        }
        for (var types : List.of(Set.of("txt"), Set.<String>of())) {
            onFx(() -> {
                model.search().types().set(types);
                return true;
            });
            pause(300);
        }
        var folder = onFx(() -> model.sidebar().folders().get().getFirst());
        onFx(() -> {
            model.search().folder().set(folder);
            return true;
        });
        pause(300);
        onFx(() -> {
            model.search().folder().set(null);
            model.leaveSearch();
            return true;
        });
        pause(300);
    }

    /// Through the places of the library.
    private static void go(WindowViewModel model) {
        var folder = onFx(() -> model.sidebar().folders().get().getFirst());
        for (var place :
                List.of(
                        new Place.Unread(),
                        new Place.InFolder(folder),
                        new Place.Recent(Instant.EPOCH),
                        new Place.NotReadable(),
                        new Place.All())) {
            onFx(() -> {
                model.sidebar().place().set(place);
                return true;
            });
            pause(300);
        }
    }

    private static void selectAll(TableView<?> table) {
        onFx(() -> {
            table.getSelectionModel().selectAll();
            return true;
        });
        pause(300);
        onFx(() -> {
            table.getSelectionModel().clearAndSelect(0);
            return true;
        });
        pause(300);
    }

    private static void read(WindowViewModel model) {
        for (int i = 0; i < 3; i++) {
            onFx(() -> {
                model.read(model.library().selected().get().getLast());
                return true;
            });
            pause(400);
            onFx(() -> {
                model.leaveReader();
                return true;
            });
            pause(400);
        }
    }

    private static void turn(WindowViewModel model) {
        for (var page : Screen.values()) {
            if (page.isPage()) {
                onFx(() -> {
                    model.show(page);
                    return true;
                });
                pause(400);
            }
        }
        onFx(() -> {
            model.leavePage();
            return true;
        });
        pause(400);
    }

    private static void choose(WindowViewModel model) {
        var rows = List.copyOf(onFx(() -> model.library().rows()));
        for (int i = 0; i < 10; i++) {
            Row row = rows.get(i * rows.size() / 10);
            onFx(() -> {
                model.library().select(List.of(row));
                return true;
            });
            pause(200);
        }
    }

    private void add(App app) throws IOException {
        var more = folder.resolve("more-" + System.nanoTime());
        Files.createDirectories(more);
        for (int i = 0; i < MORE; i++) {
            Files.writeString(more.resolve("new %05d.txt".formatted(i)), "New " + more + i);
        }
        app.ingestor().add(List.of(more), _ -> {});
    }
}
