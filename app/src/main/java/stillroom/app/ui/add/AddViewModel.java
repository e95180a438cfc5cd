package stillroom.app.ui.add;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;
import stillroom.app.ingest.Ingestor;
import stillroom.app.ingest.Intake;
import stillroom.app.settings.OcrSetting;
import stillroom.app.ui.common.Requests;
import stillroom.index.DocumentId;
import stillroom.index.LocalIndex;
import stillroom.index.LocalIndex.Addition;

/// Brings documents into the library: dropped, pasted, chosen, or the samples. For the FX thread.
public final class AddViewModel {

    private static final int ENOUGH = 100_000;

    private static final int LONGEST_NAME = 48;

    private final LocalIndex index;
    private final Ingestor ingestor;
    private final Intake intake;
    private final Consumer<List<String>> passwords;
    private final Requests requests;
    private final Requests.Lane counting;
    private final ReadOnlyObjectWrapper<@Nullable Held> held = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable Outcome> outcome = new ReadOnlyObjectWrapper<>();

    /// What is held over the window.
    ///
    /// @param files how many, below folders too; at most 100,000 are counted
    /// @param folders how many folders are held themselves
    /// @param types how many files have each extension
    /// @param counted whether files below folders are counted already
    public record Held(
            String first,
            int files,
            int folders,
            Map<String, Integer> types,
            long bytes,
            boolean counted) {}

    /// What came of adding.
    ///
    /// @param refused in the order in which they came
    public record Outcome(int added, int known, List<Addition.Refused> refused) {}

    /// A document that is shipped for trying Stillroom out.
    public enum Sample {
        RENTAL_AGREEMENT("Rental agreement.pdf"),
        BLOOD_COUNT("Blood count, explained.docx"),
        MINUTES("Minutes of the garden club.eml");

        private final String file;

        Sample(String file) {
            this.file = file;
        }

        public String file() {
            return file;
        }
    }

    /// @param passwords has passwords tried on every encrypted file that is read from now on
    public AddViewModel(
            LocalIndex index,
            Ingestor ingestor,
            Consumer<List<String>> passwords,
            Requests requests) {
        this.index = index;
        this.ingestor = ingestor;
        this.intake = new Intake(index.folder());
        this.passwords = passwords;
        this.requests = requests;
        this.counting = requests.lane();
    }

    /// What is held over the window; null if nothing is.
    public ReadOnlyObjectProperty<@Nullable Held> held() {
        return held.getReadOnlyProperty();
    }

    /// What came of the last adding; null before, and once put away.
    public ReadOnlyObjectProperty<@Nullable Outcome> outcome() {
        return outcome.getReadOnlyProperty();
    }

    public void putOutcomeAway() {
        outcome.set(null);
    }

    /// Takes note of what is held over the window, and counts it.
    public void hold(List<Path> paths) {
        if (paths.isEmpty()) {
            return;
        }
        var name = paths.getFirst().getFileName();
        var first = name == null ? paths.getFirst().toString() : name.toString();
        // what can be said without asking the disk
        held.set(new Held(first, paths.size(), 0, types(paths), 0, false));
        counting.ask(stop -> count(first, paths, stop), held::set);
    }

    public void letGo() {
        counting.drop();
        held.set(null);
    }

    private static Map<String, Integer> types(List<Path> files) {
        var types = new TreeMap<String, Integer>();
        files.forEach(file -> types.merge(type(file), 1, Integer::sum));
        return types;
    }

    private static String type(Path file) {
        var name = file.toString();
        int point = name.lastIndexOf('.');
        return point < 0 ? "" : name.substring(point + 1).toLowerCase(Locale.ROOT);
    }

    private static Held count(String first, List<Path> paths, BooleanSupplier stop) {
        var types = new TreeMap<String, Integer>();
        var sums = new long[2];
        int folders = 0;
        for (var path : paths) {
            folders += Files.isDirectory(path) ? 1 : 0;
            try {
                Files.walkFileTree(
                        path,
                        new SimpleFileVisitor<>() {
                            @Override
                            public FileVisitResult visitFile(
                                    Path file, BasicFileAttributes attributes) {
                                if (attributes.isRegularFile()) {
                                    sums[0]++;
                                    sums[1] += attributes.size();
                                    types.merge(type(file), 1, Integer::sum);
                                }
                                return stop.getAsBoolean() || sums[0] >= ENOUGH
                                        ? FileVisitResult.TERMINATE
                                        : FileVisitResult.CONTINUE;
                            }

                            @Override
                            public FileVisitResult visitFileFailed(Path file, IOException why) {
                                return FileVisitResult.CONTINUE;
                            }
                        });
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return new Held(first, (int) sums[0], folders, types, sums[1], true);
    }

    /// Reads encrypted files again, with a password.
    public void unlock(String password, List<Path> sources) {
        passwords.accept(List.of(password));
        add(sources);
    }

    /// Has pictures of pages read from now on, and reads these files again.
    public void recognize(List<Path> sources) {
        requests.ask(
                () -> {
                    OcrSetting.switchOn(index);
                    return ingest(sources, null);
                },
                outcome::set);
    }

    /// Adds files and folders.
    public void add(List<Path> paths) {
        add(paths, null);
    }

    /// Adds files and folders. Once this returns they are in the library sooner or later, also if
    /// the program is killed.
    ///
    /// @param label is set on each document; null for none
    public void add(List<Path> paths, @Nullable String label) {
        letGo();
        if (!paths.isEmpty()) {
            add(intake.accept(paths, label));
        }
    }

    /// Adds what was accepted already.
    public void add(Intake.Gift accepted) {
        requests.ask(
                () -> {
                    intake.force(accepted);
                    var came = ingest(accepted.paths(), accepted.label());
                    if (!ingestor.isStopping()) {
                        intake.finish(accepted);
                    }
                    return came;
                },
                came -> {
                    if (!accepted.paths().isEmpty()) {
                        outcome.set(came);
                    }
                });
    }

    /// Goes on with what an earlier program had accepted. To be called before anything is added.
    public void goOn() {
        intake.left().forEach(this::add);
    }

    private Outcome ingest(List<Path> paths, @Nullable String label) {
        var additions = new ArrayList<Addition>();
        ingestor.add(paths, additions::add);
        int added = 0;
        int known = 0;
        var refused = new ArrayList<Addition.Refused>();
        for (var addition : additions) {
            switch (addition) {
                case Addition.Waiting(_, var document) -> {
                    added++;
                    label(document.id(), label);
                }
                case Addition.Known(_, var document) -> {
                    known++;
                    label(document.id(), label);
                }
                case Addition.Refused refusal -> refused.add(refusal);
            }
        }
        return new Outcome(added, known, List.copyOf(refused));
    }

    private void label(DocumentId id, @Nullable String label) {
        if (label != null) {
            index.setLabel(id, label);
        }
    }

    /// Keeps a text that was pasted as a file in the folder of the library, and adds it.
    public void paste(String text) {
        requests.ask(
                () -> {
                    try {
                        var pasted = index.folder().resolve("pasted");
                        Files.createDirectories(pasted);
                        var file = pasted.resolve(fileName(text));
                        for (int i = 2; Files.exists(file); i++) {
                            file = pasted.resolve(fileName(text).replace(".txt", " " + i + ".txt"));
                        }
                        Files.writeString(file, text);
                        return ingest(List.of(file), null);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                outcome::set);
    }

    /// The first words of a text, as a name that any system takes.
    private static String fileName(String text) {
        var words = text.strip().lines().findFirst().orElse("");
        var clean = words.replaceAll("[^\\p{L}\\p{N} ,.-]+", " ").replaceAll("\\s+", " ").strip();
        int[] letters = clean.codePoints().limit(LONGEST_NAME).toArray();
        var name = new String(letters, 0, letters.length).replaceAll("[ .,-]+$", "");
        return (name.isEmpty() ? "Text" : name) + ".txt";
    }

    /// Puts a sample into the folder of the library, which keeps it, and adds it.
    public void add(Sample sample) {
        requests.ask(
                () -> {
                    var folder = index.folder().resolve("samples");
                    var file = folder.resolve(sample.file());
                    try (var content =
                            AddViewModel.class.getResourceAsStream(
                                    "/stillroom/app/samples/" + sample.file())) {
                        if (content == null) {
                            throw new IllegalStateException("no such sample: " + sample);
                        }
                        Files.createDirectories(folder);
                        Files.copy(content, file, StandardCopyOption.REPLACE_EXISTING);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                    return ingest(List.of(file), null);
                },
                outcome::set);
    }
}
