package stillroom.app.ui.common;

import atlantafx.base.controls.Popover;
import atlantafx.base.controls.ToggleSwitch;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import javafx.beans.InvalidationListener;
import javafx.beans.Observable;
import javafx.beans.WeakInvalidationListener;
import javafx.beans.binding.Bindings;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Insets;
import javafx.geometry.Orientation;
import javafx.geometry.Pos;
import javafx.scene.AccessibleRole;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Control;
import javafx.scene.control.Label;
import javafx.scene.control.MenuItem;
import javafx.scene.control.TextArea;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.scene.text.TextAlignment;
import javafx.util.Duration;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import org.kordamp.ikonli.javafx.FontIcon;
import stillroom.index.Document;
import stillroom.index.DocumentLabel;
import stillroom.index.Status;

/// Makes the small parts that every screen is built of. What they look like is in `style.css`.
public final class Controls {

    /// The scale of lengths, in pixels: everything is a multiple of four.
    public static final double S1 = 4;

    public static final double S2 = 8;
    public static final double S3 = 12;
    public static final double S4 = 16;
    public static final double S5 = 20;
    public static final double S6 = 24;

    private static final Duration TOOLTIP_DELAY = Duration.millis(500);

    private Controls() {}

    public static <N extends Node> N styled(N node, String... classes) {
        node.getStyleClass().addAll(classes);
        return node;
    }

    public static FontIcon icon(BootstrapIcons code, String... classes) {
        var icon = new FontIcon(code);
        icon.getStyleClass().add("st-icon");
        icon.getStyleClass().addAll(classes);
        return icon;
    }

    /// An icon that means something by itself.
    public static FontIcon tellingIcon(BootstrapIcons code, String meaning, String... classes) {
        var icon = icon(code, classes);
        icon.setAccessibleText(meaning);
        icon.setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        tooltip(icon, meaning);
        return icon;
    }

    /// The icon of a format.
    public static FontIcon typeIcon(String type) {
        return switch (type) {
            case "pdf" -> icon(BootstrapIcons.FILE_EARMARK_TEXT, "st-type-pdf");
            case "docx", "doc", "odt", "rtf" ->
                    icon(BootstrapIcons.FILE_EARMARK_WORD, "st-type-text");
            case "xlsx", "xls", "ods", "csv" ->
                    icon(BootstrapIcons.FILE_EARMARK_SPREADSHEET, "st-type-sheet");
            case "pptx", "ppt", "odp" -> icon(BootstrapIcons.FILE_EARMARK_SLIDES, "st-type-slides");
            case "eml", "msg", "mbox" -> icon(BootstrapIcons.ENVELOPE, "st-type-mail");
            case "html", "htm", "xml" -> icon(BootstrapIcons.FILE_EARMARK_CODE, "st-type-text");
            case "epub" -> icon(BootstrapIcons.BOOK, "st-type-slides");
            case "png", "jpg", "jpeg", "tif", "tiff", "gif" ->
                    icon(BootstrapIcons.FILE_EARMARK_IMAGE, "st-type-picture");
            case "txt", "md" -> icon(BootstrapIcons.FILE_EARMARK_TEXT);
            default -> icon(BootstrapIcons.FILE_EARMARK);
        };
    }

    /// The icon of a format on a tile, for headers and cards.
    public static Node typeTile(String type) {
        return styled(new StackPane(typeIcon(type)), "st-tile");
    }

    /// How far a document has come, as an icon: shapes differ, so that color is not needed.
    public static FontIcon statusIcon(Status status, Messages messages) {
        return switch (status) {
            case Status.Waiting() ->
                    tellingIcon(
                            BootstrapIcons.DASH_CIRCLE_DOTTED,
                            messages.text("status.waiting"),
                            "st-subtle");
            case Status.Words() ->
                    tellingIcon(
                            BootstrapIcons.CIRCLE_HALF, messages.text("status.words"), "st-accent");
            case Status.Indexed() ->
                    tellingIcon(
                            BootstrapIcons.CHECK_CIRCLE_FILL,
                            messages.text("status.indexed"),
                            "st-good");
            case Status.Failed(var problem, _) ->
                    tellingIcon(
                            BootstrapIcons.EXCLAMATION_TRIANGLE_FILL,
                            messages.problem(problem),
                            "st-warn");
        };
    }

    public static Label text(String text, String... classes) {
        return styled(new Label(text), classes);
    }

    public static Label text(ObservableValue<String> text, String... classes) {
        var label = new Label();
        label.textProperty().bind(text);
        return styled(label, classes);
    }

    /// A label that shows all of its text, on as many lines as it takes.
    public static Label prose(String text, String... classes) {
        var label = text(text, classes);
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        return label;
    }

    /// A label that is never cut.
    public static Label firm(Label label) {
        label.setMinWidth(Region.USE_PREF_SIZE);
        return label;
    }

    public static HBox row(double gap, Node... nodes) {
        var row = new HBox(gap, nodes);
        row.setAlignment(Pos.CENTER_LEFT);
        return row;
    }

    public static VBox column(double gap, Node... nodes) {
        return new VBox(gap, nodes);
    }

    public static <N extends Node> N growing(N node) {
        if (node instanceof Label label) {
            label.setMaxWidth(Double.MAX_VALUE);
        }
        HBox.setHgrow(node, Priority.ALWAYS);
        VBox.setVgrow(node, Priority.ALWAYS);
        return node;
    }

    public static Region spring() {
        return growing(new Region());
    }

    public static Region hairline() {
        return styled(new Region(), "st-hairline");
    }

    public static Region upright() {
        return styled(new Region(), "st-upright");
    }

    public static <R extends Region> R padded(
            R region, double top, double right, double bottom, double left) {
        region.setPadding(new Insets(top, right, bottom, left));
        return region;
    }

    /// Shows `node` only while `shown`; hidden, it takes no room.
    public static <N extends Node> N shownWhile(N node, ObservableValue<Boolean> shown) {
        node.visibleProperty().bind(shown);
        node.managedProperty().bind(node.visibleProperty());
        return node;
    }

    /// What `of` makes of a value, or `otherwise` while there is none.
    public static <T, R> ObservableValue<R> given(
            ObservableValue<@Nullable T> value, Function<T, R> of, R otherwise) {
        return Bindings.createObjectBinding(
                () -> {
                    var now = value.getValue();
                    return now == null ? otherwise : of.apply(now);
                },
                value);
    }

    public static void tooltip(Node node, String text) {
        tooltip(node, () -> text);
    }

    /// Explains a node to who points at it. Made only then, because it costs more than most nodes.
    public static void tooltip(Node node, Supplier<String> text) {
        node.setOnMouseEntered(_ -> {
            var tooltip = new Tooltip(text.get());
            tooltip.setShowDelay(TOOLTIP_DELAY);
            tooltip.setMaxWidth(360);
            tooltip.setWrapText(true);
            Tooltip.install(node, tooltip);
        });
    }

    public static Button button(String text, BootstrapIcons icon, Runnable act) {
        var button = styled(new Button(text, icon(icon)), "st-button");
        button.setMinWidth(Region.USE_PREF_SIZE);
        button.setOnAction(_ -> act.run());
        return button;
    }

    public static Button textButton(String text, Runnable act) {
        var button = styled(new Button(text), "st-button");
        button.setMinWidth(Region.USE_PREF_SIZE);
        button.setOnAction(_ -> act.run());
        return button;
    }

    /// Words in a sentence or a bar that can be clicked.
    public static Button link(String text, Runnable act) {
        var button = styled(new Button(text), "st-link");
        button.setMinWidth(Region.USE_PREF_SIZE);
        button.setOnAction(_ -> act.run());
        return button;
    }

    /// A button without words, which therefore has a name and a tooltip.
    public static Button iconButton(BootstrapIcons icon, String name, Runnable act) {
        var button = styled(new Button(null, icon(icon)), "st-icon-button");
        button.setAccessibleText(name);
        button.setTooltip(new Tooltip(name));
        button.getTooltip().setShowDelay(TOOLTIP_DELAY);
        button.setOnAction(_ -> act.run());
        return button;
    }

    /// An entry of a menu.
    ///
    /// @param words key of what it says
    public static MenuItem item(
            Messages messages, String words, BootstrapIcons icon, Runnable act) {
        var item = new MenuItem(messages.text(words), icon(icon));
        item.setOnAction(_ -> act.run());
        return item;
    }

    /// A switch, which the keyboard turns as well.
    public static ToggleSwitch toggle(String name) {
        var toggle = new ToggleSwitch();
        toggle.setAccessibleText(name);
        toggle.setOnKeyPressed(event -> {
            if (event.getCode() == KeyCode.SPACE || event.getCode() == KeyCode.ENTER) {
                toggle.fire();
                event.consume();
            }
        });
        return toggle;
    }

    /// A key to press, as it is printed on it.
    public static Label key(String key) {
        return firm(text(key, "st-key"));
    }

    /// A page number that stands beside a text.
    public static Label pageMark(int page, Messages messages) {
        return firm(text(messages.text("page.short", page), "st-page-mark"));
    }

    /// A choice of a few, of which one is always chosen.
    ///
    /// @param names one for each of `values`
    public static <T> HBox segmented(
            String name, List<T> values, List<String> names, T chosen, Consumer<T> choose) {
        var group = new ToggleGroup();
        var box = styled(row(0), "st-segmented");
        for (int i = 0; i < values.size(); i++) {
            var segment = new ToggleButton(names.get(i));
            segment.getStyleClass().add("st-segment");
            segment.setAccessibleRole(AccessibleRole.RADIO_BUTTON);
            segment.setAccessibleText(name + ": " + names.get(i));
            segment.setUserData(values.get(i));
            segment.setToggleGroup(group);
            segment.setSelected(values.get(i).equals(chosen));
            segment.setMaxWidth(Double.MAX_VALUE);
            segment.setMinWidth(Region.USE_PREF_SIZE);
            HBox.setHgrow(segment, Priority.ALWAYS);
            var value = values.get(i);
            segment.setOnAction(_ -> {
                // a second click on the chosen one must not leave none
                segment.setSelected(true);
                choose.accept(value);
            });
            box.getChildren().add(segment);
        }
        group.selectedToggleProperty()
                .addListener((_, _, toggle) -> {
                    if (toggle != null && ((Node) toggle).isFocused()) {
                        // arrow keys choose without an action
                        values.stream()
                                .filter(toggle.getUserData()::equals)
                                .findFirst()
                                .ifPresent(choose);
                    }
                });
        return box;
    }

    /// Chooses the segment of `value` without telling anyone.
    public static void choose(HBox segmented, Object value) {
        for (var segment : segmented.getChildren()) {
            if (segment instanceof ToggleButton toggle) {
                toggle.setSelected(value.equals(toggle.getUserData()));
            }
        }
    }

    /// A label as it is shown in lists: filled if it was set, dashed with a question mark if it is
    /// proposed.
    public static HBox chip(DocumentLabel label, Hue hue, Messages messages) {
        var chip = bareChip(label, hue);
        if (label.origin() == DocumentLabel.Origin.PROPOSED) {
            chip.getChildren().add(firm(text("?")));
            chip.setAccessibleText(messages.text("label.proposed.name", label.name()));
        }
        return chip;
    }

    /// A chip with the name of a label, to which more can be added.
    public static HBox bareChip(DocumentLabel label, Hue hue) {
        var name = text(label.name());
        var chip =
                styled(
                        row(S1, name),
                        "st-chip",
                        hue.styleClass(),
                        switch (label.origin()) {
                            case SET -> "set";
                            case PROPOSED -> "proposed";
                        });
        chip.setMaxSize(Region.USE_PREF_SIZE, Region.USE_PREF_SIZE);
        return chip;
    }

    /// The dot of a label's hue.
    public static Region dot(Hue hue) {
        return styled(new Region(), "st-dot", hue.styleClass());
    }

    /// What a document is called in lists: the name of its file.
    public static String name(Document document) {
        var name = document.path().getFileName();
        return name == null ? document.path().toString() : name.toString();
    }

    /// A disc with an icon, a fact, and what to do about it: for what would be an empty space.
    public static VBox emptiness(BootstrapIcons icon, String fact, String advice) {
        var disc = styled(new StackPane(icon(icon)), "st-disc");
        disc.setMaxSize(Region.USE_PREF_SIZE, Region.USE_PREF_SIZE);
        var head = prose(fact, "t-strong");
        var line = prose(advice, "t-small", "st-muted");
        line.setMaxWidth(340);
        for (var label : List.of(head, line)) {
            label.setTextAlignment(TextAlignment.CENTER);
            label.setAlignment(Pos.CENTER);
        }
        var box = styled(column(S3, disc, column(S1, head, line)), "st-emptiness");
        box.setAlignment(Pos.CENTER);
        ((VBox) box.getChildren().getLast()).setAlignment(Pos.CENTER);
        return box;
    }

    /// A frame with a heading, a small line below it, and an act at the right edge.
    public static VBox card(String title, ObservableValue<String> line, Node... acts) {
        var below = prose("", "t-small", "st-muted");
        below.textProperty().bind(line);
        var words = column(0, prose(title, "t-heading"), below);
        words.setMinWidth(0);
        var head = row(S2, growing(words));
        head.getChildren().addAll(acts);
        return styled(column(S3, head), "st-card");
    }

    /// A line that says one thing, beside an icon.
    public static HBox point(BootstrapIcons icon, String words) {
        var text = prose(words, "t-body");
        text.setMaxWidth(Double.MAX_VALUE);
        var row = row(S3, padded(new StackPane(icon(icon)), 2, 0, 0, 0), growing(text));
        row.setAlignment(Pos.TOP_LEFT);
        return row;
    }

    /// A number that matters, with its name above and a note below.
    ///
    /// @param picture at the right; small, without axes
    public static HBox figure(
            String name,
            ObservableValue<String> value,
            ObservableValue<String> note,
            Region picture) {
        var words =
                column(
                        S1,
                        text(name, "t-small", "st-muted"),
                        text(value, "t-figure"),
                        text(note, "t-small", "st-muted"));
        words.setMinWidth(0);
        var row = row(S3, growing(words), picture);
        row.setAlignment(Pos.BOTTOM_LEFT);
        return styled(row, "st-card", "st-figure");
    }

    /// Runs `act` whenever `value` changes or is set again, as long as `owner` lives: a model
    /// outlives the views of it, of which there is a new one after each change of the language.
    public static void follow(Node owner, Observable value, Runnable act) {
        InvalidationListener listener =
                _ -> {
                    if (value instanceof ObservableValue<?> lazy) {
                        lazy.getValue(); // else it would not tell the next time
                    }
                    act.run();
                };
        // the view keeps its listener, the model does not
        owner.getProperties().put(listener, listener);
        value.addListener(new WeakInvalidationListener(listener));
    }

    /// What `of` makes of a value. Unlike [ObservableValue#map], does not make the value keep
    /// whoever looks at it.
    public static <T, R> ObservableValue<R> made(ObservableValue<T> value, Function<T, R> of) {
        return Bindings.createObjectBinding(() -> of.apply(value.getValue()), value);
    }

    /// Shows `node`, or takes its room away.
    public static void shown(Node node, boolean shown) {
        node.setVisible(shown);
        node.setManaged(shown);
    }

    /// A form that floats beside what opened it. It is there at once and gone at once: nothing in
    /// the window moves that nobody moves.
    public static Popover popover(VBox content, Popover.ArrowLocation arrow) {
        var popover = new Popover(styled(content, "st-form"));
        popover.setHeaderAlwaysVisible(false);
        popover.setDetachable(false);
        popover.setAnimated(false);
        popover.setArrowLocation(arrow);
        return popover;
    }

    /// A whole line that can be clicked.
    public static Button lineButton(HBox line, String name) {
        var button = new Button(null, line);
        button.getStyleClass().setAll("st-line-button");
        button.setContentDisplay(ContentDisplay.GRAPHIC_ONLY);
        button.setMaxWidth(Double.MAX_VALUE);
        button.setMinWidth(0);
        button.setAccessibleText(name);
        line.setMouseTransparent(true);
        line.minWidthProperty().bind(button.widthProperty().subtract(8));
        line.maxWidthProperty().bind(button.widthProperty().subtract(8));
        return button;
    }

    /// A stretch of text that can be clicked, over the whole width and as high as it needs to be.
    public static Button blockButton(Region content, String name) {
        var button =
                new Button(null, content) {
                    // a button does not ask what it holds how high that is at a given width
                    @Override
                    protected double computePrefHeight(double width) {
                        double room = (width > 0 ? width : getWidth()) - 2 * S5;
                        return Math.ceil(content.prefHeight(room > 0 ? room : 320)) + 2 * S2;
                    }

                    @Override
                    public Orientation getContentBias() {
                        return Orientation.HORIZONTAL;
                    }
                };
        button.getStyleClass().setAll("st-sentence");
        button.setContentDisplay(ContentDisplay.GRAPHIC_ONLY);
        button.setMaxWidth(Double.MAX_VALUE);
        button.setMinHeight(Region.USE_PREF_SIZE);
        button.setMinWidth(0);
        button.setAccessibleText(name);
        content.minWidthProperty().bind(button.widthProperty().subtract(2 * S5));
        content.maxWidthProperty().bind(button.widthProperty().subtract(2 * S5));
        return button;
    }

    /// Puts a text where other programs can paste it from.
    public static void copy(String text) {
        var content = new ClipboardContent();
        content.putString(text);
        Clipboard.getSystemClipboard().setContent(content);
    }

    /// A field with its name above.
    public static VBox labeled(String name, Control field) {
        var label = text(name, "t-small", "st-muted");
        label.setLabelFor(field);
        field.setAccessibleText(name);
        field.setMaxWidth(Double.MAX_VALUE);
        return column(S1, label, field);
    }

    /// Text that is shown exactly as it is, to be read and copied.
    public static TextArea bytes(String text, String name) {
        var area = styled(new TextArea(text), "st-bytes");
        area.setEditable(false);
        area.setWrapText(true);
        area.setAccessibleText(name);
        return area;
    }
}
