package stillroom.app.ui.search;

import static stillroom.app.ui.common.Controls.S1;
import static stillroom.app.ui.common.Controls.S2;
import static stillroom.app.ui.common.Controls.S3;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import javafx.beans.property.ObjectProperty;
import javafx.css.PseudoClass;
import javafx.scene.control.Button;
import javafx.scene.control.CheckMenuItem;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.bootstrapicons.BootstrapIcons;
import stillroom.app.search.Search;
import stillroom.app.ui.common.BoxCell;
import stillroom.app.ui.common.Controls;
import stillroom.app.ui.common.MarkedText;
import stillroom.app.ui.common.Messages;
import stillroom.app.ui.common.TypeMark;
import stillroom.app.ui.sidebar.SidebarViewModel;
import stillroom.index.Hit;
import stillroom.index.query.Query;
import stillroom.index.query.QueryText;

/// What a search has found.
public final class SearchView extends VBox {

    private static final PseudoClass ON = PseudoClass.getPseudoClass("on");
    private static final int MOST_TWINS = 3;

    private final SearchViewModel model;
    private final Messages messages;
    private final ListView<Hit> list;
    private boolean following;

    /// What a search can be narrowed by, and what to do with a hit.
    ///
    /// @param types formats that the library holds
    /// @param labels of the library
    /// @param folders that hold most of its documents
    /// @param showUnsearched goes to the documents that could not be searched
    /// @param read puts the keyboard into the reader
    /// @param type puts the keyboard at the end of the search box
    public record Acts(
            Supplier<List<String>> types,
            Supplier<List<String>> labels,
            Supplier<List<Path>> folders,
            Runnable showUnsearched,
            Consumer<Hit> read,
            Runnable type) {}

    public SearchView(SearchViewModel model, Messages messages, Acts acts) {
        this.model = model;
        this.messages = messages;
        this.list = BoxCell.list(messages.text("search.hits"));
        getStyleClass().add("st-hits");
        getChildren()
                .addAll(head(acts), Controls.growing(new StackPane(list, nothing())), foot(acts));
        list.setCellFactory(_ -> new HitCell(messages));
        list.setOnKeyPressed(event -> {
            if (event.getCode() == KeyCode.ENTER) {
                event.consume();
                read(acts);
            }
        });
        list.setOnMouseClicked(event -> {
            if (event.getButton() == MouseButton.PRIMARY && event.getClickCount() == 2) {
                read(acts);
            }
        });
        Controls.follow(this, model.answer(), () -> show(model.answer().get()));
        Controls.follow(this, model.selected(), () -> follow(model.selected().get()));
        list.getSelectionModel()
                .selectedItemProperty()
                .addListener((_, _, hit) -> {
                    if (!following && hit != null) {
                        model.selected().set(hit);
                    }
                });
        show(model.answer().get());
    }

    private void read(Acts acts) {
        var hit = list.getSelectionModel().getSelectedItem();
        if (hit != null) {
            acts.read().accept(hit);
        }
    }

    private void show(Search.@Nullable Answer answer) {
        following = true;
        list.getItems().setAll(answer == null ? List.of() : answer.hits().hits());
        list.scrollTo(0);
        following = false;
        follow(model.selected().get());
    }

    /// Selects in the list what is selected in the model.
    private void follow(@Nullable Hit hit) {
        int row = hit == null ? -1 : list.getItems().indexOf(hit);
        following = true;
        list.getSelectionModel().clearAndSelect(row);
        following = false;
    }

    private VBox head(Acts acts) {
        var title = Controls.text("", "t-heading");
        title.textProperty()
                .bind(Controls.given(model.answer(), this::title, messages.text("search.busy")));
        var sub = Controls.prose("", "t-small", "st-muted");
        sub.textProperty().bind(Controls.given(model.answer(), this::subtitle, "\u00a0"));
        var modes =
                Controls.segmented(
                        messages.text("search.mode"),
                        List.of(Query.Mode.WORDS, Query.Mode.MEANING, Query.Mode.BOTH),
                        List.of(
                                messages.text("mode.words"),
                                messages.text("mode.meaning"),
                                messages.text("mode.both")),
                        model.mode().get(),
                        model.mode()::set);
        modes.setMinWidth(USE_PREF_SIZE);
        Controls.follow(this, model.mode(), () -> Controls.choose(modes, model.mode().get()));
        var filters =
                new FlowPane(
                        S1,
                        S2,
                        several("filter.type", model.types(), acts.types(), messages::type),
                        several("filter.label", model.labels(), acts.labels(), label -> label),
                        folders(acts.folders()),
                        ages(),
                        operators(acts));
        return Controls.styled(
                Controls.column(
                        S3,
                        Controls.row(S3, Controls.growing(Controls.column(0, title, sub)), modes),
                        filters,
                        understood()),
                "st-hits-head");
    }

    /// What of the query was understood as more than words, what was not, and what may have been
    /// meant instead. Takes no room where there is nothing to say.
    private VBox understood() {
        var box = Controls.column(S2);
        Runnable follow =
                () -> {
                    box.getChildren().clear();
                    var answer = model.answer().get();
                    if (answer != null) {
                        var asked = answer.hits().asked();
                        if (!asked.operators().isEmpty()) {
                            var chips = new FlowPane(S2, S1);
                            asked.operators().forEach(each -> chips.getChildren().add(chip(each)));
                            box.getChildren().add(chips);
                        }
                        asked.notes().forEach(note -> box.getChildren().add(note(note)));
                        var suggestion = answer.hits().suggestion();
                        if (suggestion != null) {
                            box.getChildren().add(suggested(suggestion));
                        }
                    }
                    Controls.shown(box, !box.getChildren().isEmpty());
                };
        Controls.follow(this, model.answer(), follow);
        follow.run();
        return box;
    }

    /// A part of the query; a click takes it out.
    private Button chip(QueryText.Operator operator) {
        var button =
                Controls.styled(
                        new Button(operator.text(), Controls.icon(BootstrapIcons.X)),
                        "st-operator");
        button.setContentDisplay(ContentDisplay.RIGHT);
        button.setAccessibleText(messages.text("search.operator.remove", operator.text()));
        button.setOnAction(_ -> model.without(operator));
        return button;
    }

    private HBox note(QueryText.Note note) {
        var words =
                messages.text(
                        "search.note", note.part(), messages.text("search.fault." + note.fault()));
        return Controls.row(
                S2,
                Controls.icon(BootstrapIcons.INFO_CIRCLE),
                Controls.growing(Controls.prose(words, "t-small", "st-muted")));
    }

    private HBox suggested(String suggestion) {
        var link = Controls.link(suggestion, () -> model.text().set(suggestion));
        link.setMinWidth(0);
        return Controls.row(
                S1,
                Controls.firm(
                        Controls.text(messages.text("search.suggestion"), "t-small", "st-muted")),
                link);
    }

    /// The query language, an example of each operator; a click writes its beginning.
    private MenuButton operators(Acts acts) {
        var button = filter("search.operators");
        for (var operator : SearchViewModel.OPERATORS) {
            var item = new MenuItem(messages.text("search.operator." + operator.name()));
            var written = Controls.text(operator.example(), "st-muted");
            item.setGraphic(written);
            item.setOnAction(_ -> {
                model.write(operator);
                acts.type().run();
            });
            button.getItems().add(item);
        }
        return button;
    }

    private String title(Search.Answer answer) {
        return messages.text("search.count", answer.hits().hits().size());
    }

    private String subtitle(Search.Answer answer) {
        long documents =
                answer.hits().hits().stream().map(hit -> hit.document().id()).distinct().count();
        return messages.text(
                "search.inDocuments", documents, Math.max(1, Math.round(answer.milliseconds())));
    }

    private MenuButton several(
            String words,
            ObjectProperty<Set<String>> chosen,
            Supplier<List<String>> offered,
            UnaryOperator<String> name) {
        var button = filter(words);
        button.setOnShowing(_ -> {
            List<MenuItem> items = new ArrayList<>();
            for (var value : offered.get()) {
                var item = new CheckMenuItem(name.apply(value));
                item.setSelected(chosen.get().contains(value));
                item.setOnAction(_ -> {
                    var now = new LinkedHashSet<>(chosen.get());
                    if (!now.remove(value)) {
                        now.add(value);
                    }
                    chosen.set(Set.copyOf(now));
                });
                items.add(item);
            }
            if (items.isEmpty()) {
                var none = new MenuItem(messages.text("filter.none"));
                none.setDisable(true);
                items.add(none);
            }
            button.getItems().setAll(items);
        });
        // a menu button without items does not open
        button.getItems().setAll(List.of(new MenuItem("")));
        Runnable follow =
                () -> {
                    var values = chosen.get();
                    button.pseudoClassStateChanged(ON, !values.isEmpty());
                    button.setText(
                            values.isEmpty()
                                    ? messages.text(words)
                                    : String.join(
                                            ", ", values.stream().map(name).sorted().toList()));
                    button.setAccessibleText(messages.text(words) + ": " + button.getText());
                };
        Controls.follow(this, chosen, follow);
        follow.run();
        return button;
    }

    /// The folder below which a document must lie.
    private MenuButton folders(Supplier<List<Path>> offered) {
        var button = filter("filter.folder");
        button.setOnShowing(_ -> {
            List<MenuItem> items = new ArrayList<>();
            items.add(folder(messages.text("filter.folder.any"), null));
            offered.get().forEach(each -> items.add(folder(each.toString(), each)));
            button.getItems().setAll(items);
        });
        // a menu button without items does not open
        button.getItems().setAll(List.of(new MenuItem("")));
        Runnable follow =
                () -> {
                    var chosen = model.folder().get();
                    button.pseudoClassStateChanged(ON, chosen != null);
                    button.setText(
                            chosen == null
                                    ? messages.text("filter.folder")
                                    : SidebarViewModel.name(chosen));
                    button.setAccessibleText(
                            messages.text("filter.folder") + ": " + button.getText());
                };
        Controls.follow(this, model.folder(), follow);
        follow.run();
        return button;
    }

    private RadioMenuItem folder(String words, @Nullable Path folder) {
        var item = new RadioMenuItem(words);
        item.setMnemonicParsing(false);
        item.setSelected(Objects.equals(folder, model.folder().get()));
        item.setOnAction(_ -> model.folder().set(folder));
        return item;
    }

    private MenuButton ages() {
        var button = filter("filter.age");
        for (var age : SearchViewModel.Age.values()) {
            var item = new RadioMenuItem(messages.text("age." + age.name()));
            item.setSelected(age == model.age().get());
            item.setOnAction(_ -> model.age().set(age));
            Controls.follow(this, model.age(), () -> item.setSelected(age == model.age().get()));
            button.getItems().add(item);
        }
        Runnable follow =
                () -> {
                    var age = model.age().get();
                    boolean any = age == SearchViewModel.Age.ANY;
                    button.pseudoClassStateChanged(ON, !any);
                    button.setText(messages.text(any ? "filter.age" : "age." + age.name()));
                    button.setAccessibleText(messages.text("filter.age") + ": " + button.getText());
                };
        Controls.follow(this, model.age(), follow);
        follow.run();
        return button;
    }

    private MenuButton filter(String words) {
        return Controls.styled(new MenuButton(messages.text(words)), "st-filter");
    }

    private VBox nothing() {
        var box =
                Controls.emptiness(
                        BootstrapIcons.SEARCH,
                        messages.text("search.nothing"),
                        messages.text("search.nothing.advice"));
        box.setMouseTransparent(true);
        return Controls.shownWhile(
                box,
                Controls.given(model.answer(), answer -> answer.hits().hits().isEmpty(), false));
    }

    private HBox foot(Acts acts) {
        var counts = Controls.text("", "t-small", "st-muted");
        counts.textProperty().bind(Controls.given(model.answer(), this::coverage, ""));
        counts.setTooltip(new Tooltip());
        counts.getTooltip().textProperty().bind(Controls.given(model.answer(), this::reasons, ""));
        var show = Controls.link(messages.text("search.showUnsearched"), acts.showUnsearched());
        Controls.shownWhile(
                show,
                Controls.given(model.answer(), answer -> answer.hits().unsearchable() > 0, false));
        return Controls.styled(
                Controls.row(S2, Controls.icon(BootstrapIcons.INFO_CIRCLE), counts, show),
                "st-list-foot");
    }

    private String coverage(Search.Answer answer) {
        var hits = answer.hits();
        var byMeaning = hits.coverage().meaning();
        return messages.text(
                hits.searched() == byMeaning ? "search.coverage" : "search.coverage.meaning",
                hits.searched(),
                hits.unsearchable(),
                byMeaning);
    }

    /// Why documents could not be searched.
    private String reasons(Search.Answer answer) {
        var coverage = answer.hits().coverage();
        var lines = new ArrayList<String>();
        lines.add(messages.text("search.coverage.kinds", coverage.words(), coverage.meaning()));
        if (coverage.waiting() > 0) {
            lines.add(
                    messages.text(
                            "search.coverage.why",
                            coverage.waiting(),
                            messages.text("status.waiting")));
        }
        new TreeMap<>(coverage.unreadable())
                .forEach((problem, count) ->
                        lines.add(
                                messages.text(
                                        "search.coverage.why",
                                        count,
                                        messages.text("problem." + problem))));
        return String.join("\n", lines);
    }

    /// Puts the keyboard into the list of hits.
    public void focusList() {
        list.requestFocus();
    }

    /// Goes to the hit above or below without leaving the search box.
    public void move(int by) {
        int size = list.getItems().size();
        if (size > 0) {
            int next = Math.clamp(list.getSelectionModel().getSelectedIndex() + by, 0, size - 1);
            list.getSelectionModel().select(next);
            list.scrollTo(Math.max(0, next - 1));
        }
    }

    /// A hit: its document and page, how good it is, and the passage with the words marked.
    private static final class HitCell extends BoxCell<Hit> {

        private final Messages messages;
        private final TypeMark mark;
        private final Label name;
        private final Label page;
        private final Label score;
        private final MarkedText passage;
        private final Label twins;

        HitCell(Messages messages) {
            this(
                    messages,
                    new TypeMark(),
                    Controls.text("", "t-row", "t-strong"),
                    Controls.firm(Controls.text("", "st-page-mark")),
                    Controls.firm(Controls.text("", "t-number", "st-muted")),
                    new MarkedText("st-hit-text"),
                    Controls.text("", "t-small", "st-muted"));
        }

        private HitCell(
                Messages messages,
                TypeMark mark,
                Label name,
                Label page,
                Label score,
                MarkedText passage,
                Label twins) {
            super(
                    Controls.styled(
                            Controls.column(
                                    S1,
                                    Controls.row(S2, mark, name, page, Controls.spring(), score),
                                    passage,
                                    twins),
                            "st-hit"));
            this.messages = messages;
            this.mark = mark;
            this.name = name;
            this.page = page;
            this.score = score;
            this.passage = passage;
            this.twins = twins;
        }

        @Override
        protected void show(Hit hit) {
            mark.show(hit.document().type());
            name.setText(Controls.name(hit.document()));
            page.setText(messages.text("page.short", hit.passage().page()));
            score.setText(messages.score(hit.score()));
            var excerpt = Excerpt.of(hit.snippet());
            passage.show(excerpt.text(), List.of(), excerpt.marks());
            Controls.shown(twins, !hit.twins().isEmpty());
            twins.setText(
                    messages.text(
                            "search.twins",
                            hit.twins().size(),
                            hit.twins().stream()
                                    .limit(MOST_TWINS)
                                    .map(twin -> twin(hit, twin))
                                    .distinct()
                                    .collect(Collectors.joining(", "))));
            setAccessibleText(
                    messages.text(
                            "search.hit.name",
                            name.getText(),
                            hit.passage().page(),
                            excerpt.text()));
        }

        private String twin(Hit hit, Hit.Twin twin) {
            return hit.document().id().equals(twin.document().id())
                    ? messages.text("page.short", twin.page())
                    : Controls.name(twin.document());
        }
    }
}
