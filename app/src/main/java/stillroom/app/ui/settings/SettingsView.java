package stillroom.app.ui.settings;

import static stillroom.app.ui.common.Controls.S1;
import static stillroom.app.ui.common.Controls.S4;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javafx.beans.property.SimpleStringProperty;
import javafx.scene.Node;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import stillroom.app.ui.common.Controls;
import stillroom.app.ui.common.Look;
import stillroom.app.ui.common.Messages;
import stillroom.app.ui.common.PageView;

/// What the user has chosen, and where his library is.
public final class SettingsView extends PageView {

    private static final double WIDTH = 760;

    private final Messages messages;

    /// What the page changes, and where it leads.
    ///
    /// @param use shows the window with another look at once
    public record Acts(
            Look look,
            Consumer<Look> use,
            Consumer<Path> open,
            Runnable showModels,
            Runnable showPrivacy) {}

    private final WatchViewModel watch;

    /// @param library where everything is kept
    /// @param chooseFolder asks the user for a folder
    public SettingsView(
            Messages messages,
            Path library,
            WatchViewModel watch,
            Supplier<Optional<Path>> chooseFolder,
            Acts acts) {
        super(messages.text("settings"), new SimpleStringProperty(messages.text("settings.what")));
        this.messages = messages;
        this.watch = watch;
        var watched = new WatchCard(messages, watch, chooseFolder);
        watched.setMaxWidth(WIDTH);
        var look = acts.look();
        var themes =
                choice(
                        "menu.theme",
                        List.of(Look.Theme.values()),
                        Arrays.stream(Look.Theme.values())
                                .map(theme -> messages.text("theme." + theme.name()))
                                .toList(),
                        look.theme(),
                        theme -> acts.use().accept(look.with(theme)));
        var languages =
                choice(
                        "menu.language",
                        List.of(Messages.Language.values()),
                        Stream.of(Messages.Language.values())
                                .map(Messages.Language::nativeName)
                                .toList(),
                        messages.language(),
                        language -> acts.use().accept(look.with(language)));
        var sizes =
                choice(
                        "settings.size",
                        Look.SIZES,
                        Look.SIZES.stream().map(size -> messages.percent(size / 100.0)).toList(),
                        look.size(),
                        size -> acts.use().accept(look.with(size)));
        addCards(
                card(
                        "settings.look",
                        "settings.look.what",
                        line("menu.theme", messages.text("settings.theme.what"), themes),
                        line("menu.language", messages.text("settings.language.what"), languages),
                        line("settings.size", messages.text("settings.size.what"), sizes)),
                card(
                        "settings.library",
                        "settings.library.what",
                        line(
                                "settings.folder",
                                library.toString(),
                                Controls.button(
                                        messages.text("settings.folder.open"),
                                        BootstrapIcons.FOLDER2_OPEN,
                                        () -> acts.open().accept(library)))),
                watched,
                card(
                        "settings.more",
                        "settings.more.what",
                        line(
                                "models",
                                messages.text("settings.models.what"),
                                Controls.textButton(
                                        messages.text("settings.show"), acts.showModels())),
                        line(
                                "privacy",
                                messages.text("settings.privacy.what"),
                                Controls.textButton(
                                        messages.text("settings.show"), acts.showPrivacy()))));
    }

    @Override
    public void refresh() {
        // what else is chosen is made anew with the window
        watch.refresh();
    }

    private <T> Region choice(
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

    private Node line(String name, String what, Region control) {
        var words =
                Controls.column(
                        S1,
                        Controls.text(messages.text(name), "t-row"),
                        Controls.prose(what, "t-small", "st-muted"));
        words.setMinWidth(0);
        control.setMinWidth(USE_PREF_SIZE);
        return Controls.padded(Controls.row(S4, Controls.growing(words), control), S1, 0, S1, 0);
    }
}
