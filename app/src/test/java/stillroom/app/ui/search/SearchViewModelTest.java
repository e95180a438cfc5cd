package stillroom.app.ui.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stillroom.app.search.Search;
import stillroom.app.settings.KeyFigures;
import stillroom.app.ui.WindowFixture;
import stillroom.index.Label;
import stillroom.index.query.Query;
import stillroom.index.text.Problem;

class SearchViewModelTest {

    private final Queue<Runnable> pauses = new ArrayDeque<>();
    private WindowFixture library;
    private SearchViewModel model;

    @BeforeEach
    void open(@TempDir Path folder) {
        library = new WindowFixture(folder);
        var search =
                new Search(
                        library.index,
                        pack -> {
                            throw new AssertionError("there are no vectors to search: " + pack);
                        },
                        new KeyFigures(true));
        model = new SearchViewModel(search, library.requests, pauses::add, Clock.systemUTC());
        library.addRead("invoice.txt", "The invoice is to be paid within thirty days.");
        library.addRead("lease.txt", "The rent is due on the third day of the month.");
        library.addFailed("scan.pdf", Problem.IMAGE_ONLY);
    }

    @AfterEach
    void close() {
        library.close();
    }

    private void rest() {
        while (!pauses.isEmpty()) {
            pauses.remove().run();
        }
    }

    private Search.Answer answer() {
        return Objects.requireNonNull(model.answer().get());
    }

    @Test
    void asksOnceTheUserHasStoppedTyping() {
        model.text().set("inv");
        model.text().set("invoice");
        assertThat(model.answer().get()).isNull();
        assertThat(pauses).hasSize(2);
        pauses.remove().run();
        assertThat(model.answer().get()).isNull();
        rest();
        assertThat(answer().hits().hits()).hasSize(1);
        assertThat(Objects.requireNonNull(model.selected().get()).document().path())
                .endsWith(Path.of("invoice.txt"));
    }

    @Test
    void saysWhatCouldNotBeSearched() {
        model.text().set("rent");
        rest();
        assertThat(answer().hits().searched()).isEqualTo(2);
        assertThat(answer().hits().unsearchable()).isEqualTo(1);
    }

    @Test
    void asksAgainWhenAFilterChanges() {
        model.text().set("the");
        rest();
        model.text().set("paid rent");
        rest();
        assertThat(answer().hits().hits()).hasSize(2);
        library.index.putLabel(new Label("lease", "lease"));
        var lease = library.index.find(library.desk().resolve("lease.txt").toString());
        library.index.setLabel(lease.getFirst().id(), "lease");
        model.labels().set(Set.of("lease"));
        assertThat(answer().hits().hits())
                .singleElement()
                .matches(hit -> hit.document().id().equals(lease.getFirst().id()));
        model.labels().set(Set.of());
        model.mode().set(Query.Mode.WORDS);
        assertThat(answer().hits().hits()).hasSize(2);
    }

    @Test
    void forgetsTheAnswerWhenTheBoxIsCleared() {
        model.text().set("rent");
        rest();
        model.text().set("");
        assertThat(model.answer().get()).isNull();
        assertThat(model.selected().get()).isNull();
        rest();
        assertThat(model.answer().get()).isNull();
    }

    @Test
    void offersOtherSpellingsAndTakesOperatorsOut() {
        model.text().set("invoise -lease page:last");
        rest();
        assertThat(answer().hits().suggestion()).isEqualTo("invoice -lease page:last");
        assertThat(answer().hits().notes()).hasSize(1);
        var operators = answer().hits().asked().operators();
        assertThat(operators).extracting(each -> each.text()).containsExactly("-lease");
        model.without(operators.getFirst());
        assertThat(model.text().get()).isEqualTo("invoise page:last");
        model.without(operators.getFirst());
        assertThat(model.text().get()).isEqualTo("invoise page:last");
    }

    @Test
    void writesTheBeginningOfAnOperator() {
        model.write(SearchViewModel.OPERATORS.getFirst());
        assertThat(model.text().get()).isEqualTo("\"");
        model.text().set("contr");
        for (var operator : SearchViewModel.OPERATORS) {
            if (operator.name().equals("beginning")) {
                model.write(operator);
            }
        }
        assertThat(model.text().get()).isEqualTo("contr*");
    }
}
