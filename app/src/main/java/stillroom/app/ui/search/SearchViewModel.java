package stillroom.app.ui.search;

import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;
import stillroom.app.search.Search;
import stillroom.app.ui.common.Requests;
import stillroom.index.Hit;
import stillroom.index.query.Query;
import stillroom.index.query.QueryText;

/// What is searched for, and what was found. Asks again whenever the query changes, once the user
/// has paused; an answer that comes too late is dropped. For the FX thread.
public final class SearchViewModel {

    private static final int MOST_HITS = 60;

    /// What the query language offers beside the filters.
    public static final List<Operator> OPERATORS =
            List.of(
                    new Operator("phrase", "\"…\"", " \""),
                    new Operator("without", "-…", " -"),
                    new Operator("either", "… OR …", " OR "),
                    new Operator("near", "… near/5 …", " near/5 "),
                    new Operator("beginning", "…*", "*"),
                    new Operator("title", "title:…", " title:"),
                    new Operator("page", "page:3-7", " page:"),
                    new Operator("folder", "in:…", " in:"),
                    new Operator("since", "since:2024-03", " since:"),
                    new Operator("before", "before:2025", " before:"));

    /// A part of the query language.
    ///
    /// @param name key of its words
    /// @param beginning what is written for it
    public record Operator(String name, String example, String beginning) {}

    private final Search search;
    private final Clock clock;
    private final Requests.Lane lane;
    private final StringProperty text = new SimpleStringProperty("");
    private final ObjectProperty<Query.Mode> mode = new SimpleObjectProperty<>(Query.Mode.BOTH);
    private final ObjectProperty<Set<String>> types = new SimpleObjectProperty<>(Set.of());
    private final ObjectProperty<Set<String>> labels = new SimpleObjectProperty<>(Set.of());
    private final ObjectProperty<@Nullable Path> folder = new SimpleObjectProperty<>();
    private final ObjectProperty<Age> age = new SimpleObjectProperty<>(Age.ANY);
    private final ReadOnlyObjectWrapper<Search.@Nullable Answer> answer =
            new ReadOnlyObjectWrapper<>();
    private final ObjectProperty<@Nullable Hit> selected = new SimpleObjectProperty<>();
    private long keystrokes;

    /// How long ago a document may have been added.
    public enum Age {
        ANY(0),
        WEEK(7),
        MONTH(30),
        YEAR(365);

        private final int days;

        Age(int days) {
            this.days = days;
        }

        @Nullable LocalDate since(Clock clock) {
            return this == ANY ? null : LocalDate.now(clock).minusDays(days);
        }
    }

    /// @param quiet runs what it is given on the FX thread, after as long a pause as tells that the
    ///   user has stopped typing
    public SearchViewModel(Search search, Requests requests, Executor quiet, Clock clock) {
        this.search = search;
        this.clock = clock;
        this.lane = requests.lane();
        text.addListener(_ -> {
            keystrokes++;
            long mine = keystrokes;
            if (text.get().isBlank()) {
                clear();
            } else {
                quiet.execute(() -> {
                    if (mine == keystrokes) {
                        ask();
                    }
                });
            }
        });
        for (var part : List.of(mode, types, labels, folder, age)) {
            part.addListener(_ -> ask());
        }
    }

    private void clear() {
        lane.drop();
        selected.set(null);
        answer.set(null);
    }

    /// Asks now, without waiting for a pause.
    public void ask() {
        if (text.get().isBlank()) {
            return;
        }
        var filter =
                new Query.Filter(
                        types.get(), labels.get(), folder.get(), age.get().since(clock), null);
        var query =
                new Query(
                        text.get().strip(),
                        mode.get(),
                        MOST_HITS,
                        filter,
                        Query.Grouping.EVERY_PASSAGE);
        lane.ask(_ -> search.search(query), this::show);
    }

    private void show(Search.Answer found) {
        answer.set(found);
        var hits = found.hits().hits();
        selected.set(hits.isEmpty() ? null : hits.getFirst());
    }

    /// Takes out a part of the query.
    public void without(QueryText.Operator operator) {
        // The user may have gone on typing since it was understood.
        if (text.get().strip().startsWith(operator.text(), operator.start())) {
            text.set(operator.takenFrom(text.get().strip()));
        }
    }

    /// Writes the beginning of an operator at the end of the query.
    public void write(Operator operator) {
        text.set((text.get().strip() + operator.beginning()).stripLeading());
    }

    /// What the user has typed.
    public StringProperty text() {
        return text;
    }

    public ObjectProperty<Query.Mode> mode() {
        return mode;
    }

    /// Formats that are let through; all if empty.
    public ObjectProperty<Set<String>> types() {
        return types;
    }

    /// Labels that a document must have.
    public ObjectProperty<Set<String>> labels() {
        return labels;
    }

    /// The folder below which a document must lie; null for any.
    public ObjectProperty<@Nullable Path> folder() {
        return folder;
    }

    public ObjectProperty<Age> age() {
        return age;
    }

    /// The newest answer; null before there is one for what is typed.
    public ReadOnlyObjectProperty<Search.@Nullable Answer> answer() {
        return answer.getReadOnlyProperty();
    }

    /// Whether an answer is awaited.
    public ReadOnlyBooleanProperty busy() {
        return lane.busy();
    }

    /// The hit that the reader shows.
    public ObjectProperty<@Nullable Hit> selected() {
        return selected;
    }

    /// The hits in the same document as `hit`, in the order in which they stand in it.
    public List<Hit> hitsInDocument(Hit hit) {
        var latest = answer.get();
        return latest == null
                ? List.of(hit)
                : latest.hits().hits().stream()
                        .filter(other -> other.document().id().equals(hit.document().id()))
                        .sorted(
                                Comparator.<Hit>comparingInt(h -> h.passage().page())
                                        .thenComparingInt(h -> h.passage().start()))
                        .toList();
    }
}
