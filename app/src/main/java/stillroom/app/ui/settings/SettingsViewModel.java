package stillroom.app.ui.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.ToLongBiFunction;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import stillroom.app.describe.Describer;
import stillroom.app.report.Diagnostics;
import stillroom.app.settings.CopySetting;
import stillroom.app.settings.OcrSetting;
import stillroom.app.settings.WorkSetting;
import stillroom.app.ui.common.Requests;
import stillroom.index.Label;
import stillroom.index.LocalIndex;
import stillroom.index.text.Ocr;

/// What the user can choose for a library: how hard it works, which ready labels it has, and
/// backups of it. For the FX thread.
public final class SettingsViewModel {

    private final LocalIndex index;
    private final Describer describer;
    private final ToLongBiFunction<Path, BooleanSupplier> backups;
    private final Requests requests;
    private final Requests.Lane proposals;
    private final Requests.Lane choices;
    private final Requests.Lane backup;
    private final ReadOnlyObjectWrapper<WorkSetting> work =
            new ReadOnlyObjectWrapper<>(new WorkSetting(WorkSetting.Effort.ALL, true));
    private final ReadOnlyObjectWrapper<CopySetting> copies =
            new ReadOnlyObjectWrapper<>(new CopySetting(false));
    private final ReadOnlyObjectWrapper<Pictures> pictures =
            new ReadOnlyObjectWrapper<>(new Pictures(false, "", false));
    private final ReadOnlyObjectWrapper<Backup> taken =
            new ReadOnlyObjectWrapper<>(new Backup.None());

    /// Whether pictures of pages are read.
    ///
    /// @param languages as Tesseract names them
    /// @param possible whether Tesseract is installed
    public record Pictures(boolean on, String languages, boolean possible) {}

    /// How a backup stands.
    public sealed interface Backup {

        /// None was taken since the window opened.
        record None() implements Backup {}

        /// One is being written.
        record Taking(Path file) implements Backup {}

        /// One was written.
        ///
        /// @param bytes its size
        record Taken(Path file, long bytes) implements Backup {}

        /// The user stopped one. Nothing of it is left.
        record Stopped(Path file) implements Backup {}
    }

    /// @param backups writes the library into a new file until it is told to stop, and says how
    ///   large the file is; asked on a worker
    public SettingsViewModel(
            LocalIndex index,
            Describer describer,
            ToLongBiFunction<Path, BooleanSupplier> backups,
            Requests requests) {
        this.index = index;
        this.describer = describer;
        this.backups = backups;
        this.requests = requests;
        this.proposals = requests.lane();
        this.choices = requests.lane();
        this.backup = requests.lane();
    }

    /// Looks anew at what was chosen.
    public void refresh() {
        choices.ask(_ -> WorkSetting.read(index), work::set);
        requests.ask(() -> CopySetting.read(index), copies::set);
        requests.ask(this::readPictures, pictures::set);
    }

    private Pictures readPictures() {
        var setting = OcrSetting.read(index);
        return new Pictures(setting.on(), setting.languages(), Ocr.find().isPresent());
    }

    public ReadOnlyObjectProperty<Pictures> pictures() {
        return pictures.getReadOnlyProperty();
    }

    /// Has pictures of pages read from the next document on, or not.
    public void readPictures(boolean on) {
        requests.ask(
                () -> {
                    if (on) {
                        OcrSetting.switchOn(index);
                    } else {
                        new OcrSetting(false, OcrSetting.read(index).languages()).write(index);
                    }
                    return readPictures();
                },
                pictures::set);
    }

    /// Whether added files are copied into the library.
    public ReadOnlyObjectProperty<CopySetting> copies() {
        return copies.getReadOnlyProperty();
    }

    /// Has files copied from the next one that is added on, or not.
    public void choose(CopySetting wanted) {
        copies.set(wanted);
        requests.run(() -> wanted.write(index));
    }

    public ReadOnlyObjectProperty<WorkSetting> work() {
        return work.getReadOnlyProperty();
    }

    /// Has the library work so from its next step on.
    public void choose(WorkSetting wanted) {
        choices.drop();
        work.set(wanted);
        requests.run(() -> wanted.write(index));
    }

    /// Every ready label, in the order in which to offer them, with its name in English.
    public List<Label> readyLabels() {
        return describer.readyLabels().all();
    }

    /// Whether the library has a ready label.
    public boolean isOn(Label label) {
        return describer.readyLabels().isOn(label);
    }

    /// Switches a ready label on, and has it proposed for the documents that it fits; or off,
    /// unless somebody has used it.
    ///
    /// @param label with the name that it is to have
    public void switchReadyLabel(Label label, boolean on) {
        requests.ask(
                () -> {
                    var ready = describer.readyLabels();
                    if (on) {
                        ready.switchOn(List.of(label));
                    } else {
                        ready.switchOff(List.of(label));
                    }
                    return on;
                },
                made -> {
                    if (made) {
                        proposals.ask(
                                stop -> {
                                    describer.proposeLabels(stop);
                                    return label;
                                },
                                _ -> {});
                    }
                });
    }

    /// Writes what helps to find a mistake of the program into a file; says when it is there.
    public void saveDiagnostics(Path file, Consumer<Path> written) {
        requests.ask(
                () -> {
                    try {
                        return Files.writeString(file, Diagnostics.of(index, Clock.systemUTC()));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                written);
    }

    /// How the last backup stands.
    public ReadOnlyObjectProperty<Backup> backup() {
        return taken.getReadOnlyProperty();
    }

    /// Writes the library into a new file.
    public void backUp(Path file) {
        taken.set(new Backup.Taking(file));
        backup.ask(
                stop -> new Backup.Taken(file, backups.applyAsLong(file, stop)),
                taken::set,
                () -> taken.set(new Backup.None()));
    }

    /// Gives up the backup that is being taken; nothing of it is left.
    public void stopBackup() {
        backup.drop();
        if (taken.get() instanceof Backup.Taking(var file)) {
            taken.set(new Backup.Stopped(file));
        }
    }
}
