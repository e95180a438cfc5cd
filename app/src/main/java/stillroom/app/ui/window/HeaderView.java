package stillroom.app.ui.window;

import static stillroom.app.ui.common.Controls.S2;
import static stillroom.app.ui.common.Controls.S3;

import atlantafx.base.controls.Popover;
import java.util.Locale;
import java.util.function.IntConsumer;
import javafx.css.PseudoClass;
import javafx.geometry.Side;
import javafx.scene.control.Button;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.Menu;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleGroup;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import stillroom.app.settings.Notices;
import stillroom.app.ui.common.Controls;
import stillroom.app.ui.common.Look;
import stillroom.app.ui.common.Messages;
import stillroom.app.ui.common.Screen;
import stillroom.app.ui.common.Surroundings;

/// The bar at the top: the mark, the one search box, and the button that adds documents.
final class HeaderView extends HBox {

    private static final PseudoClass ACTIVE = PseudoClass.getPseudoClass("active");

    private final WindowViewModel model;
    private final Messages messages;
    private final Surroundings surroundings;
    private final Acts acts;
    private final TextField field = new TextField();
    private final Button more;
    private final Button sidebar;
    private final HBox brand;
    private final MenuButton add;

    /// What the bar has others do.
    ///
    /// @param move goes to another hit without leaving the search box
    /// @param enter opens the selected hit
    record Acts(
            Runnable addFiles,
            Runnable addFolder,
            IntConsumer move,
            Runnable enter,
            Runnable shortcuts,
            Runnable sidebar) {}

    HeaderView(WindowViewModel model, Messages messages, Surroundings surroundings, Acts acts) {
        this.model = model;
        this.messages = messages;
        this.surroundings = surroundings;
        this.acts = acts;
        getStyleClass().add("st-header");
        sidebar =
                Controls.iconButton(
                        BootstrapIcons.LIST, messages.text("header.sidebar"), acts.sidebar());
        Controls.shown(sidebar, false);
        brand =
                Controls.styled(
                        Controls.row(
                                S3,
                                new Brand(28),
                                Controls.firm(Controls.text("Stillroom", "t-brand"))),
                        "st-brand-box");
        more =
                Controls.iconButton(
                        BootstrapIcons.THREE_DOTS, messages.text("header.more"), () -> {});
        var menu = menu();
        more.setOnAction(_ -> menu.show(more, Side.BOTTOM, -120, 4));
        var gap = Controls.spring();
        gap.setMinWidth(S3);
        add = add();
        getChildren().addAll(sidebar, brand, search(), gap, Controls.row(S2, add, more));
    }

    private HBox search() {
        field.setPromptText(messages.text("search.prompt"));
        field.setAccessibleText(messages.text("search.prompt"));
        field.getStyleClass().add("st-search-field");
        field.textProperty().bindBidirectional(model.search().text());
        var clear =
                Controls.iconButton(
                        BootstrapIcons.X_CIRCLE_FILL,
                        messages.text("search.clear"),
                        () -> {
                            model.leaveSearch();
                            field.requestFocus();
                        });
        clear.getStyleClass().add("st-small");
        var key = Controls.key(String.join(" ", messages.keys("key.search")));
        Controls.shownWhile(clear, field.textProperty().map(text -> !text.isEmpty()));
        Controls.shownWhile(key, field.textProperty().map(String::isEmpty));
        var box =
                Controls.styled(
                        Controls.row(
                                S2,
                                Controls.icon(BootstrapIcons.SEARCH),
                                Controls.growing(field),
                                key,
                                clear),
                        "st-search");
        box.setOnMouseClicked(_ -> field.requestFocus());
        field.focusedProperty()
                .addListener((_, _, focused) -> box.pseudoClassStateChanged(ACTIVE, focused));
        field.addEventFilter(
                KeyEvent.KEY_PRESSED,
                event -> {
                    switch (event.getCode()) {
                        case DOWN -> acts.move().accept(1);
                        case UP -> acts.move().accept(-1);
                        case ENTER -> acts.enter().run();
                        case ESCAPE -> model.leaveSearch();
                        default -> {
                            return;
                        }
                    }
                    event.consume();
                });
        return box;
    }

    private MenuButton add() {
        var files =
                Controls.item(
                        messages, "add.files", BootstrapIcons.FILE_EARMARK_PLUS, acts.addFiles());
        var folder =
                Controls.item(messages, "add.folder", BootstrapIcons.FOLDER_PLUS, acts.addFolder());
        var button =
                Controls.styled(
                        new MenuButton(
                                messages.text("header.add"),
                                Controls.icon(BootstrapIcons.PLUS),
                                files,
                                folder),
                        "st-button",
                        "st-add");
        button.setMinWidth(USE_PREF_SIZE);
        button.setAccessibleText(messages.text("header.add"));
        Runnable follow =
                () -> {
                    // on the first screen the accent is on the button in the drop target
                    button.getStyleClass().remove("accent");
                    if (model.screen().get() != Screen.EMPTY) {
                        button.getStyleClass().add("accent");
                    }
                };
        Controls.follow(this, model.screen(), follow);
        follow.run();
        return button;
    }

    private MenuItem page(String words, BootstrapIcons icon, Screen page) {
        return Controls.item(messages, words, icon, () -> model.show(page));
    }

    private ContextMenu menu() {
        var theme = new Menu(messages.text("menu.theme"), Controls.icon(BootstrapIcons.PALETTE));
        var themes = new ToggleGroup();
        for (var value : Look.Theme.values()) {
            var item = new RadioMenuItem(messages.text("theme." + value.name()));
            item.setToggleGroup(themes);
            item.setSelected(surroundings.look().theme() == value);
            item.setOnAction(_ -> surroundings.use(surroundings.look().with(value)));
            theme.getItems().add(item);
        }
        var language =
                new Menu(messages.text("menu.language"), Controls.icon(BootstrapIcons.GLOBE));
        var languages = new ToggleGroup();
        for (var value : Messages.Language.values()) {
            var item = new RadioMenuItem(value.nativeName());
            item.setToggleGroup(languages);
            item.setSelected(messages.language() == value);
            item.setOnAction(_ -> surroundings.use(surroundings.look().with(value)));
            language.getItems().add(item);
        }
        return new ContextMenu(
                theme,
                language,
                new SeparatorMenuItem(),
                page("ask", BootstrapIcons.CHAT_SQUARE_TEXT, Screen.ASK),
                page("activity", BootstrapIcons.CLOCK, Screen.ACTIVITY),
                page("models", BootstrapIcons.CPU, Screen.MODELS),
                page("privacy", BootstrapIcons.SHIELD_LOCK, Screen.PRIVACY),
                page("settings", BootstrapIcons.GEAR, Screen.SETTINGS),
                new SeparatorMenuItem(),
                Controls.item(
                        messages, "menu.shortcuts", BootstrapIcons.KEYBOARD, acts.shortcuts()),
                Controls.item(messages, "menu.about", BootstrapIcons.INFO_CIRCLE, this::about));
    }

    private void about() {
        var text = Controls.prose(messages.text("about.text"), "t-body");
        text.setPrefWidth(320);
        var facts =
                Controls.prose(
                        messages.text(
                                "about.facts",
                                Notices.version(),
                                Runtime.version().feature(),
                                System.getProperty("javafx.runtime.version", "")
                                        .toLowerCase(Locale.ROOT)),
                        "t-small",
                        "st-muted");
        var head = Controls.row(S3, new Brand(40), Controls.text("Stillroom", "t-title"));
        var licenses = Controls.textButton(messages.text("about.licenses"), this::licenses);
        Controls.popover(
                        Controls.column(S3, head, text, facts, licenses),
                        Popover.ArrowLocation.TOP_RIGHT)
                .show(more);
    }

    /// Shows the license and what others made.
    private void licenses() {
        var text = Controls.bytes(Notices.text(), messages.text("about.licenses"));
        text.setPrefSize(560, 420);
        Controls.popover(
                        Controls.column(
                                S3,
                                Controls.text(messages.text("about.licenses"), "t-title"),
                                text),
                        Popover.ArrowLocation.TOP_RIGHT)
                .show(more);
    }

    /// Leaves out what says nothing new where there is no room for it.
    void tighten(boolean tight) {
        Controls.shown(brand, !tight);
        add.setText(tight ? "" : messages.text("header.add"));
    }

    /// Says whether there is no room for the sidebar, so that there is a button for it instead.
    void offerSidebar(boolean offered) {
        Controls.shown(sidebar, offered);
    }

    /// Puts the keyboard at the end of the search box.
    void goOnTyping() {
        field.requestFocus();
        field.end();
    }

    /// Puts the keyboard into the search box, all of it selected.
    void focusSearch() {
        field.requestFocus();
        field.selectAll();
    }
}
