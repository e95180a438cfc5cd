package stillroom.app.ui.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stillroom.app.ui.WindowFixture;
import stillroom.app.ui.common.Controls;
import stillroom.app.ui.common.Place;
import stillroom.app.ui.common.Row;
import stillroom.index.Label;
import stillroom.index.text.Problem;

class LibraryViewModelTest {

    private WindowFixture library;
    private LibraryViewModel model;

    @BeforeEach
    void open(@TempDir Path folder) {
        library = new WindowFixture(folder);
        model = new LibraryViewModel(library.index, library.documents, library.requests);
    }

    @AfterEach
    void close() {
        library.close();
    }

    private List<String> names() {
        return model.rows().stream().map(row -> Controls.name(row.document())).toList();
    }

    @Test
    void keepsTheRowOfADocumentWhileItIsRead() {
        var waiting = library.add("a.txt", "some words");
        var row = model.rows().getFirst();
        model.select(List.of(row));
        library.addRead("a.txt", "some words");
        assertThat(model.rows()).containsExactly(row);
        assertThat(row.document().status()).isNotEqualTo(waiting.status());
        assertThat(model.selected().get()).containsExactly(row);
    }

    @Test
    void listsWhatBelongsToThePlace() {
        library.addRead("Cases/a.txt", "one");
        library.addRead("Clinic/b.txt", "two");
        library.addFailed("Clinic/c.pdf", Problem.ENCRYPTED);
        model.place().set(new Place.InFolder(library.desk().resolve("Clinic")));
        assertThat(names()).containsExactly("b.txt", "c.pdf");
        model.place().set(new Place.NotReadable());
        assertThat(names()).containsExactly("c.pdf");
        model.place().set(new Place.All());
        assertThat(names()).containsExactly("a.txt", "b.txt", "c.pdf");
    }

    @Test
    void takesInAndLetsGoAsDocumentsChange() {
        var document = library.addRead("a.txt", "one");
        library.index.putLabel(new Label("contract", "contract"));
        model.place().set(new Place.Labeled("contract"));
        assertThat(names()).isEmpty();
        library.index.setLabel(document.id(), "contract");
        assertThat(names()).containsExactly("a.txt");
        assertThat(library.documents.labeled("contract")).isEqualTo(1);
        library.index.unsetLabel(document.id(), "contract");
        assertThat(names()).isEmpty();
        assertThat(library.documents.labeled("contract")).isZero();
    }

    @Test
    void removesOnlyWhatItAskedAbout() {
        library.addRead("a.txt", "one");
        library.addRead("b.txt", "two");
        model.select(List.of(row("a.txt")));
        model.askToRemove();
        assertThat(model.doomed().get()).hasSize(1);
        model.keep();
        model.remove();
        assertThat(names()).hasSize(2);
        model.askToRemove();
        model.remove();
        assertThat(names()).containsExactly("b.txt");
        assertThat(model.selected().get()).isEmpty();
        assertThat(library.documents.size()).isEqualTo(1);
    }

    @Test
    void forgetsTheQuestionWhenTheSelectionChanges() {
        library.addRead("a.txt", "one");
        library.addRead("b.txt", "two");
        model.select(List.of(row("a.txt")));
        model.askToRemove();
        model.select(List.of(row("b.txt")));
        assertThat(model.doomed().get()).isEmpty();
    }

    private Row row(String name) {
        return model.rows().stream()
                .filter(row -> Controls.name(row.document()).equals(name))
                .findFirst()
                .orElseThrow();
    }
}
