package stillroom.app.ui.settings;

import static stillroom.app.ui.common.Controls.S1;
import static stillroom.app.ui.common.Controls.S2;
import static stillroom.app.ui.common.Controls.S4;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import stillroom.app.settings.CopySetting;
import stillroom.app.settings.WorkSetting;
import stillroom.app.ui.common.Controls;
import stillroom.app.ui.common.Look;
import stillroom.app.ui.common.Messages;
import stillroom.app.ui.common.PageView;
import stillroom.app.ui.common.Surroundings;
import stillroom.app.ui.common.Writer;
import stillroom.app.ui.settings.SettingsViewModel.Backup;
import stillroom.index.Label;

/// What the user has chosen, and where his library is.
public final class SettingsView extends PageView {

    private static final double WIDTH = 760;

    private final Messages messages;
    private final SettingsViewModel model;
    private final WatchViewModel watch;
    private final Writer writer;
    private final Surroundings surroundings;

    /// Where the page leads.
    public record Acts(Runnable showModels, Runnable showPrivacy) {}

    /// @param library where everything is kept
    /// @param labels of the library
    public SettingsView(
            Messages messages,
            Path library,
            SettingsViewModel model,
            ReadOnlyObjectProperty<List<Label>> labels,
            WatchViewModel watch,
            Writer writer,
            Surroundings surroundings,
            Acts acts) {
        super(messages.text("settings"), new SimpleStringProperty(messages.text("settings.what")));
        this.messages = messages;
        this.model = model;
        this.watch = watch;
        this.writer = writer;
        this.surroundings = surroundings;
        var watched = new WatchCard(messages, watch, surroundings::chooseFolder);
        watched.setMaxWidth(WIDTH);
        addCards(
                look(surroundings.look()),
                card(
                        "settings.library",
                        "settings.library.what",
                        line(
                                "settings.folder",
                                Controls.prose(library.toString(), "t-small", "st-muted"),
                                Controls.button(
                                        messages.text("settings.folder.open"),
                                        BootstrapIcons.FOLDER2_OPEN,
                                        () -> surroundings.open(library))),
                        copies(),
                        backup()),
                watched,
                readyLabels(labels),
                work(),
                writing(),
                card(
                        "settings.more",
                        "settings.more.what",
                        line(
                                "models",
                                words("settings.models.what"),
                                Controls.textButton(
                                        messages.text("settings.show"), acts.showModels())),
                        line(
                                "privacy",
                                words("settings.privacy.what"),
                                Controls.textButton(
                                        messages.text("settings.show"), acts.showPrivacy())),
                        diagnostics()));
    }

    @Override
    public void refresh() {
        // what else is chosen is made anew with the window
        watch.refresh();
        writer.refresh();
        model.refresh();
    }

    private VBox look(Look look) {
        var themes =
                choice(
                        "menu.theme",
                        List.of(Look.Theme.values()),
                        Arrays.stream(Look.Theme.values())
                                .map(theme -> messages.text("theme." + theme.name()))
                                .toList(),
                        look.theme(),
                        theme -> surroundings.use(surroundings.look().with(theme)));
        var languages =
                choice(
                        "menu.language",
                        List.of(Messages.Language.values()),
                        Stream.of(Messages.Language.values())
                                .map(Messages.Language::nativeName)
                                .toList(),
                        messages.language(),
                        language -> surroundings.use(surroundings.look().with(language)));
        var sizes =
                choice(
                        "settings.size",
                        Look.SIZES,
                        Look.SIZES.stream().map(size -> messages.percent(size / 100.0)).toList(),
                        look.size(),
                        size -> surroundings.use(surroundings.look().with(size)));
        return card(
                "settings.look",
                "settings.look.what",
                line("menu.theme", words("settings.theme.what"), themes),
                line("menu.language", words("settings.language.what"), languages),
                line("settings.size", words("settings.size.what"), sizes));
    }

    private Node copies() {
        var copied = Controls.toggle(messages.text("settings.copies"));
        copied.selectedProperty()
                .addListener((_, _, on) -> {
                    if (on != model.copies().get().on()) {
                        model.choose(new CopySetting(on));
                    }
                });
        Runnable follow = () -> copied.setSelected(model.copies().get().on());
        Controls.follow(this, model.copies(), follow);
        follow.run();
        return line("settings.copies", words("settings.copies.what"), copied);
    }

    private Node backup() {
        var state = Controls.prose("", "t-small", "st-muted");
        Button act = Controls.button("", BootstrapIcons.ARCHIVE, this::backUpOrStop);
        Runnable follow =
                () -> {
                    state.setText(
                            switch (model.backup().get()) {
                                case Backup.None _, Backup.Stopped _ ->
                                        messages.text("backup.what");
                                case Backup.Taking(var file) ->
                                        messages.text("backup.taking", file.toString());
                                case Backup.Taken(var file, long bytes) ->
                                        messages.text(
                                                "backup.taken",
                                                file.toString(),
                                                messages.bytes(bytes));
                            });
                    act.setText(
                            messages.text(
                                    model.backup().get() instanceof Backup.Taking
                                            ? "backup.stop"
                                            : "backup.take"));
                };
        Controls.follow(this, model.backup(), follow);
        follow.run();
        return line("backup", state, act);
    }

    private Node diagnostics() {
        var state = words("diagnostics.what");
        var act =
                Controls.textButton(
                        messages.text("diagnostics.save"),
                        () ->
                                surroundings
                                        .chooseNewFile(messages.text("diagnostics.file"))
                                        .ifPresent(file ->
                                                model.saveDiagnostics(
                                                        file,
                                                        written ->
                                                                state.setText(
                                                                        messages.text(
                                                                                "diagnostics.saved",
                                                                                written
                                                                                        .toString())))));
        return line("diagnostics", state, act);
    }

    private void backUpOrStop() {
        if (model.backup().get() instanceof Backup.Taking) {
            model.stopBackup();
        } else {
            surroundings.chooseNewFile(messages.text("backup.file")).ifPresent(model::backUp);
        }
    }

    private VBox readyLabels(ReadOnlyObjectProperty<List<Label>> labels) {
        var chips = new FlowPane(S2, S2);
        for (var ready : model.readyLabels()) {
            var label = new Label(messages.readyLabel(ready.name()), ready.description());
            var chip = Controls.styled(new ToggleButton(label.name()), "st-choice");
            chip.setMinWidth(USE_PREF_SIZE);
            Controls.tooltip(chip, label.description());
            chip.setOnAction(_ -> model.switchReadyLabel(label, chip.isSelected()));
            Runnable follow = () -> chip.setSelected(model.isOn(label));
            Controls.follow(this, labels, follow);
            follow.run();
            chips.getChildren().add(chip);
        }
        return card(
                "settings.labels", "settings.labels.what", Controls.padded(chips, S1, 0, S1, 0));
    }

    private VBox work() {
        var efforts =
                choice(
                        "settings.effort",
                        List.of(WorkSetting.Effort.values()),
                        Stream.of(WorkSetting.Effort.values())
                                .map(effort -> messages.text("effort." + effort.name()))
                                .toList(),
                        model.work().get().effort(),
                        effort ->
                                model.choose(
                                        new WorkSetting(
                                                effort, model.work().get().gentleOnBattery())));
        var gentle = Controls.toggle(messages.text("settings.battery"));
        gentle.selectedProperty()
                .addListener((_, _, on) -> {
                    if (on != model.work().get().gentleOnBattery()) {
                        model.choose(new WorkSetting(model.work().get().effort(), on));
                    }
                });
        Runnable follow =
                () -> {
                    Controls.choose(efforts, model.work().get().effort());
                    gentle.setSelected(model.work().get().gentleOnBattery());
                };
        Controls.follow(this, model.work(), follow);
        follow.run();
        var pictures = Controls.toggle(messages.text("settings.ocr"));
        pictures.selectedProperty()
                .addListener((_, _, on) -> {
                    if (on != model.pictures().get().on()) {
                        model.readPictures(on);
                    }
                });
        var whatOfPictures = Controls.prose("", "t-small", "st-muted");
        Runnable followPictures =
                () -> {
                    var now = model.pictures().get();
                    pictures.setSelected(now.on());
                    pictures.setDisable(!now.possible() && !now.on());
                    whatOfPictures.setText(
                            now.possible()
                                    ? messages.text("settings.ocr.what", now.languages())
                                    : messages.text("settings.ocr.missing"));
                };
        Controls.follow(this, model.pictures(), followPictures);
        followPictures.run();
        return card(
                "settings.work",
                "settings.work.what",
                line("settings.effort", words("settings.effort.what"), efforts),
                line("settings.battery", words("settings.battery.what"), gentle),
                line("settings.ocr", whatOfPictures, pictures));
    }

    private VBox writing() {
        var only = Controls.toggle(messages.text("settings.supported"));
        only.selectedProperty()
                .addListener((_, _, on) -> {
                    if (on != writer.supportedOnly().get()) {
                        writer.showSupportedOnly(on);
                    }
                });
        Runnable follow = () -> only.setSelected(writer.supportedOnly().get());
        Controls.follow(this, writer.supportedOnly(), follow);
        follow.run();
        return card(
                "settings.writing",
                "settings.writing.what",
                line("settings.supported", words("settings.supported.what"), only));
    }

    private <T> HBox choice(
            String name, List<T> values, List<String> names, T chosen, Consumer<T> choose) {
        var box = Controls.segmented(messages.text(name), values, names, chosen, choose);
        box.setMinWidth(USE_PREF_SIZE);
        return box;
    }

    private VBox card(String title, String what, Node... lines) {
        var card =
                Controls.card(messages.text(title), new SimpleStringProperty(messages.text(what)));
        var all = new ArrayList<Node>();
        for (var line : lines) {
            all.add(Controls.hairline());
            all.add(line);
        }
        card.getChildren().addAll(all);
        card.setMaxWidth(WIDTH);
        return card;
    }

    private javafx.scene.control.Label words(String what) {
        return Controls.prose(messages.text(what), "t-small", "st-muted");
    }

    private Node line(String name, javafx.scene.control.Label what, Region control) {
        var words = Controls.column(S1, Controls.text(messages.text(name), "t-row"), what);
        words.setMinWidth(0);
        control.setMinWidth(USE_PREF_SIZE);
        return Controls.padded(Controls.row(S4, Controls.growing(words), control), S1, 0, S1, 0);
    }
}
