package stillroom.app.ui.settings;

import static stillroom.app.ui.common.Controls.S1;
import static stillroom.app.ui.common.Controls.S2;
import static stillroom.app.ui.common.Controls.S4;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import javafx.beans.property.SimpleStringProperty;
import javafx.scene.Node;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import stillroom.app.ingest.Watch.Folder;
import stillroom.app.ui.common.Controls;
import stillroom.app.ui.common.Messages;

/// The folders that are kept in step, each with how it is.
public final class WatchCard extends VBox {

    private final Messages messages;
    private final WatchViewModel model;
    private final VBox lines = new VBox();

    /// @param chooseFolder asks the user for a folder
    public WatchCard(
            Messages messages, WatchViewModel model, Supplier<Optional<Path>> chooseFolder) {
        this.messages = messages;
        this.model = model;
        var add =
                Controls.button(
                        messages.text("watch.add"),
                        BootstrapIcons.FOLDER_PLUS,
                        () -> chooseFolder.get().ifPresent(model::add));
        var card =
                Controls.card(
                        messages.text("watch"),
                        new SimpleStringProperty(messages.text("watch.what")),
                        add);
        card.getChildren().add(lines);
        getChildren().add(card);
        Controls.shownWhile(lines, Controls.made(model.folders(), folders -> !folders.isEmpty()));
        Controls.follow(this, model.folders(), this::build);
        build();
    }

    private void build() {
        lines.getChildren().clear();
        for (var folder : model.folders().get()) {
            lines.getChildren().addAll(Controls.hairline(), line(folder));
        }
    }

    private Node line(Folder folder) {
        var words =
                Controls.column(
                        S1,
                        Controls.text(folder.path().toString(), "t-row"),
                        Controls.prose(
                                messages.text("watch." + folder.state().name(), folder.files()),
                                "t-small",
                                "st-muted"));
        words.setMinWidth(0);
        var remove =
                Controls.iconButton(
                        BootstrapIcons.X,
                        messages.text("watch.remove", folder.path().toString()),
                        () -> model.remove(folder.path()));
        return Controls.padded(Controls.row(S4, Controls.growing(words), remove), S2, 0, S2, 0);
    }
}
