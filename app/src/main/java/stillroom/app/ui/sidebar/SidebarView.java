package stillroom.app.ui.sidebar;

import static stillroom.app.ui.common.Controls.S2;
import static stillroom.app.ui.common.Controls.S3;

import java.io.File;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.IntSupplier;
import javafx.css.PseudoClass;
import javafx.geometry.Side;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.MenuItem;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.input.TransferMode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import stillroom.app.ui.common.Controls;
import stillroom.app.ui.common.Messages;
import stillroom.app.ui.common.Place;
import stillroom.app.ui.common.Screen;

/// The places of the library, at the left of the window. Files dropped on a label are added with
/// it.
public final class SidebarView extends VBox {

    private static final PseudoClass HELD = PseudoClass.getPseudoClass("held");

    private final SidebarViewModel model;
    private final Messages messages;
    private final Acts acts;
    private final ToggleGroup places = new ToggleGroup();
    private final ToggleGroup pages = new ToggleGroup();
    private final VBox library = new VBox();
    private final VBox labels = Controls.styled(new VBox(), "st-nav-labels");
    private final VBox folders = new VBox();
    private final List<Runnable> counts = new ArrayList<>();
    private final Button addLabel;
    private final Button addFolder;
    private final ToggleButton ask;
    private final ToggleButton duplicates;

    /// What the sidebar sets off.
    ///
    /// @param dropped takes files that were dropped on a label
    public record Acts(BiConsumer<List<File>, String> dropped, Runnable addFolder) {}

    public SidebarView(SidebarViewModel model, Messages messages, Acts acts) {
        this.model = model;
        this.messages = messages;
        this.acts = acts;
        addLabel =
                Controls.iconButton(
                        BootstrapIcons.PLUS, messages.text("label.new"), this::askForLabel);
        addLabel.getStyleClass().add("st-small");
        addFolder =
                Controls.iconButton(
                        BootstrapIcons.PLUS, messages.text("sidebar.addFolder"), acts.addFolder());
        addFolder.getStyleClass().add("st-small");
        ask = page(BootstrapIcons.CHAT_SQUARE_TEXT, "ask", Screen.ASK);
        duplicates = page(BootstrapIcons.FILES, "duplicates", Screen.DUPLICATES);
        getStyleClass().add("st-sidebar");
        var scroll =
                Controls.styled(
                        new ScrollPane(new VBox(ask, library, labels, folders)), "st-scroll");
        scroll.setFitToWidth(true);
        scroll.setFocusTraversable(false);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        getChildren().setAll(Controls.growing(scroll), pages());

        build();
        Controls.follow(this, model.labels(), this::build);
        Controls.follow(this, model.folders(), this::build);
        Controls.follow(this, model.revision(), () -> counts.forEach(Runnable::run));
        Controls.follow(this, model.place(), this::showPlace);
        Controls.follow(this, model.page(), this::showPlace);
    }

    /// The pages beside the library, at the foot.
    private VBox pages() {
        return Controls.styled(
                new VBox(
                        page(BootstrapIcons.CLOCK, "activity", Screen.ACTIVITY),
                        page(BootstrapIcons.CPU, "models", Screen.MODELS),
                        page(BootstrapIcons.SHIELD_LOCK, "privacy", Screen.PRIVACY),
                        page(BootstrapIcons.GEAR, "settings", Screen.SETTINGS)),
                "st-nav-pages");
    }

    private ToggleButton page(BootstrapIcons icon, String words, Screen page) {
        var item = item(Controls.icon(icon), messages.text(words), page);
        item.setAccessibleText(messages.text(words));
        item.setOnAction(_ -> {
            item.setSelected(true);
            model.page().set(page);
        });
        return item;
    }

    private void build() {
        counts.clear();
        places.getToggles().clear();
        library.getChildren()
                .setAll(
                        section(messages.text("sidebar.library")),
                        place(
                                BootstrapIcons.COLLECTION,
                                messages.text("place.all"),
                                new Place.All(),
                                model::documents),
                        place(
                                BootstrapIcons.ENVELOPE_OPEN,
                                messages.text("place.unread"),
                                new Place.Unread(),
                                model::unread),
                        place(
                                BootstrapIcons.CLOCK_HISTORY,
                                messages.text("place.recent"),
                                new Place.Recent(Instant.now().minus(Place.Recent.SPAN)),
                                () -> 0),
                        place(
                                BootstrapIcons.EXCLAMATION_TRIANGLE,
                                messages.text("place.notReadable"),
                                new Place.NotReadable(),
                                model::failed),
                        place(
                                BootstrapIcons.SHIELD_EXCLAMATION,
                                messages.text("place.sensitive"),
                                new Place.Sensitive(),
                                model::sensitive),
                        duplicates);
        labels.getChildren().setAll(section(messages.text("sidebar.labels"), addLabel));
        for (var label : model.labels().get()) {
            labels.getChildren().add(label(label.name(), label.description()));
        }
        if (model.labels().get().isEmpty()) {
            labels.getChildren().add(hint(messages.text("sidebar.noLabels")));
        }
        folders.getChildren().setAll(section(messages.text("sidebar.folders"), addFolder));
        for (var folder : model.folders().get()) {
            var item =
                    place(
                            BootstrapIcons.FOLDER2,
                            SidebarViewModel.name(folder),
                            new Place.InFolder(folder),
                            () -> model.inFolder(folder));
            Controls.tooltip(item, folder.toString());
            folders.getChildren().add(item);
        }
        counts.forEach(Runnable::run);
        showPlace();
    }

    private static Node section(String name, Node... acts) {
        var head = Controls.row(S2, Controls.text(name, "t-section"), Controls.spring());
        head.getChildren().addAll(acts);
        return Controls.styled(head, "st-nav-section");
    }

    private static Node hint(String text) {
        return Controls.padded(Controls.prose(text, "t-small", "st-muted"), 4, 12, 4, 12);
    }

    private ToggleButton place(BootstrapIcons icon, String name, Place place, IntSupplier count) {
        return item(Controls.icon(icon), name, place, count);
    }

    private ToggleButton item(Node mark, String name, Place place, IntSupplier count) {
        var number = Controls.firm(Controls.text("", "t-number", "st-muted"));
        var item = item(mark, name, place, number);
        item.setOnAction(_ -> {
            item.setSelected(true);
            model.place().set(place);
        });
        item.focusedProperty()
                .addListener((_, _, focused) -> {
                    if (focused && item.isSelected()) {
                        model.place().set(place);
                    }
                });
        counts.add(() -> {
            int documents = count.getAsInt();
            boolean shown = documents > 0 || place instanceof Place.All;
            number.setText(shown ? messages.number(documents) : "");
            item.setAccessibleText(
                    shown ? messages.text("place.withCount", name, documents) : name);
        });
        return item;
    }

    private ToggleButton item(Node mark, String name, Object where, Node... more) {
        var holder = Controls.styled(new StackPane(mark), "st-nav-mark");
        var text = Controls.styled(Controls.text(name), "st-nav-text");
        HBox graphic = Controls.row(S3, holder, text, Controls.spring());
        graphic.getChildren().addAll(more);
        var item = new ToggleButton(null, graphic);
        item.getStyleClass().setAll("st-nav");
        item.setMaxWidth(Double.MAX_VALUE);
        item.setToggleGroup(where instanceof Place ? places : pages);
        item.setUserData(where);
        graphic.setMouseTransparent(true);
        graphic.minWidthProperty().bind(item.widthProperty().subtract(24));
        graphic.maxWidthProperty().bind(item.widthProperty().subtract(24));
        return item;
    }

    private ToggleButton label(String name, String description) {
        var item =
                item(
                        Controls.dot(model.hue(name)),
                        name,
                        new Place.Labeled(name),
                        () -> model.labeled(name));
        var remove = new MenuItem(messages.text("label.removeFromLibrary", name));
        remove.setGraphic(Controls.icon(BootstrapIcons.TRASH));
        remove.setOnAction(_ -> model.removeLabel(name));
        item.setContextMenu(new ContextMenu(remove));
        if (!description.equals(name)) {
            Controls.tooltip(item, description);
        }
        item.setOnDragOver(event -> {
            if (event.getDragboard().hasFiles()) {
                event.acceptTransferModes(TransferMode.COPY);
                item.pseudoClassStateChanged(HELD, true);
                event.consume();
            }
        });
        item.setOnDragExited(_ -> item.pseudoClassStateChanged(HELD, false));
        item.setOnDragDropped(event -> {
            acts.dropped().accept(event.getDragboard().getFiles(), name);
            event.setDropCompleted(true);
            event.consume();
        });
        return item;
    }

    private void showPlace() {
        var place = model.place().get();
        for (var toggle : places.getToggles()) {
            boolean here =
                    place instanceof Place.Recent
                            ? toggle.getUserData() instanceof Place.Recent
                            : toggle.getUserData().equals(place);
            toggle.setSelected(here);
        }
        for (var toggle : pages.getToggles()) {
            toggle.setSelected(toggle.getUserData().equals(model.page().get()));
        }
    }

    /// Lights the labels up as places to drop on.
    public void offerLabels(boolean offered) {
        labels.pseudoClassStateChanged(HELD, offered && !model.labels().get().isEmpty());
    }

    /// Puts the keyboard to the place where the user is, or the first one.
    public void focus() {
        for (var group : List.of(pages, places)) {
            if (group.getSelectedToggle() instanceof ToggleButton here) {
                here.requestFocus();
                return;
            }
        }
        ((ToggleButton) places.getToggles().getFirst()).requestFocus();
    }

    /// Asks for the name and meaning of a new label.
    public void askForLabel() {
        var form = new NewLabel(messages, model::addLabel);
        form.show(addLabel, Side.BOTTOM);
    }
}
