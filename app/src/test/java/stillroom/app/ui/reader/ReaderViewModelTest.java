package stillroom.app.ui.reader;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stillroom.app.ui.WindowFixture;
import stillroom.app.ui.common.Row;
import stillroom.app.ui.reader.ReaderViewModel.State;
import stillroom.index.Document;

class ReaderViewModelTest {

    private WindowFixture library;
    private ReaderViewModel model;

    @BeforeEach
    void open(@TempDir Path folder) {
        library = new WindowFixture(folder);
        model = new ReaderViewModel(library.index, library.requests);
    }

    @AfterEach
    void close() {
        library.close();
    }

    private Row row(Document document) {
        return Objects.requireNonNull(library.documents.row(document.id()));
    }

    @Test
    void opensADocumentAtAPlace() {
        var row = row(library.addRead("a.txt", "First.\n\nSecond."));
        var place = new Anchor(1, 8, 15, Set.of());
        model.open(row, place);
        assertThat(model.state().get())
                .isInstanceOfSatisfying(
                        State.Open.class, open -> assertThat(open.blocks()).hasSize(2));
        assertThat(model.anchor().get()).isEqualTo(place);
    }

    @Test
    void goesRoundTheHitsOfADocument() {
        var row = row(library.addRead("a.txt", "One two three."));
        var places =
                List.of(new Anchor(1, 0, 3, Set.of("one")), new Anchor(1, 4, 7, Set.of("two")));
        model.open(row, places, 1);
        assertThat(model.anchor().get()).isEqualTo(places.get(1));
        model.nextHit();
        assertThat(model.anchor().get()).isEqualTo(places.get(0));
        model.previousHit();
        assertThat(model.hits().get().current()).isEqualTo(1);
    }

    @Test
    void showsTheTextOnceThereIsOne() {
        var row = row(library.add("a.txt", "Late."));
        model.open(row, Anchor.top());
        assertThat(model.state().get()).isInstanceOf(State.Textless.class);
        library.addRead("a.txt", "Late.");
        model.refresh();
        assertThat(model.state().get()).isInstanceOf(State.Open.class);
    }

    @Test
    void keepsTheTextWithinReadableSizes() {
        for (int i = 0; i < 50; i++) {
            model.larger();
        }
        assertThat(model.zoom().get()).isEqualTo(2);
        for (int i = 0; i < 50; i++) {
            model.smaller();
        }
        assertThat(model.zoom().get()).isEqualTo(0.7);
        model.usualSize();
        assertThat(model.zoom().get()).isEqualTo(1);
    }
}
