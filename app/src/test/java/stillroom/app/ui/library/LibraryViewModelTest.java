package stillroom.app.ui.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stillroom.app.ui.WindowFixture;
import stillroom.app.ui.common.Controls;
import stillroom.app.ui.common.Place;
import stillroom.app.ui.common.Requests;
import stillroom.app.ui.common.Row;
import stillroom.app.ui.library.LibraryViewModel.Order;
import stillroom.app.ui.library.LibraryViewModel.Sorting;
import stillroom.index.DocumentId;
import stillroom.index.Label;
import stillroom.index.text.Problem;

class LibraryViewModelTest {

    private WindowFixture library;
    private LibraryViewModel model;
    private final List<List<DocumentId>> seen = new ArrayList<>();

    @BeforeEach
    void open(@TempDir Path folder) {
        library = new WindowFixture(folder);
        model = new LibraryViewModel(library.index, library.documents, library.requests, seen::add);
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
        assertThat(names()).containsExactlyInAnyOrder("b.txt", "c.pdf");
        model.place().set(new Place.NotReadable());
        assertThat(names()).containsExactly("c.pdf");
        model.place().set(new Place.All());
        assertThat(names()).containsExactlyInAnyOrder("a.txt", "b.txt", "c.pdf");
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

    @Test
    void ordersByNameAndPutsWhatComesInItsPlace() {
        for (var name : List.of("b.txt", "Ähre.txt", "zebra.txt", "a.txt")) {
            library.addRead(name, name);
        }
        model.sort(new Sorting(Order.NAME, false));
        assertThat(names()).containsExactly("a.txt", "Ähre.txt", "b.txt", "zebra.txt");
        library.addRead("c.txt", "c");
        assertThat(names()).containsExactly("a.txt", "Ähre.txt", "b.txt", "c.txt", "zebra.txt");
        model.sort(new Sorting(Order.NAME, true));
        library.addFailed("d.pdf", Problem.DAMAGED);
        assertThat(names())
                .containsExactly("zebra.txt", "d.pdf", "c.txt", "b.txt", "Ähre.txt", "a.txt");
        model.sort(new Sorting(Order.STATE, false));
        assertThat(names().getFirst()).isEqualTo("d.pdf");
    }

    @Test
    void tellsWhichDocumentsCanBeSeen() {
        library.add("a.txt", "1");
        library.add("b.txt", "2");
        library.add("c.txt", "3");
        model.sort(new Sorting(Order.NAME, false));

        model.see(1, 2);
        model.see(2, 7); // the view may not yet have laid out a list that became shorter
        model.see(50, 60);

        var ids = model.rows().stream().map(Row::id).toList();
        assertThat(seen).containsExactly(ids.subList(1, 3), ids.subList(2, 3), List.of());
    }

    /// A list whose work waits, but for the first, until the test has it done.
    private LibraryViewModel workingOn(Deque<Runnable> workers) {
        var slow =
                new LibraryViewModel(
                        library.index,
                        library.documents,
                        new Requests(workers::add, Runnable::run),
                        _ -> {});
        workers.remove().run();
        return slow;
    }

    @Test
    void losesNothingThatComesOrGoesWhileItOrders() {
        var workers = new ArrayDeque<Runnable>();
        var slow = workingOn(workers);
        var gone = library.addRead("gone.txt", "1");
        library.addRead("b.txt", "2");
        slow.sort(new Sorting(Order.NAME, false));
        library.addRead("a.txt", "3");
        library.index.remove(List.of(gone.id()));
        workers.remove().run();
        assertThat(slow.rows().stream().map(row -> Controls.name(row.document())))
                .containsExactly("a.txt", "b.txt");
    }

    @Test
    void goesElsewhereWithoutWhatChangedMeanwhile() {
        var workers = new ArrayDeque<Runnable>();
        var slow = workingOn(workers);
        var read = library.addRead("read.txt", "1");
        library.addRead("unread.txt", "2");
        slow.place().set(new Place.Unread());
        assertThat(slow.rows()).hasSize(2); // until the worker has looked
        library.index.markOpened(read.id());
        var late = library.addRead("late.txt", "3");
        workers.remove().run();
        assertThat(slow.rows().stream().map(row -> Controls.name(row.document())))
                .containsExactlyInAnyOrder("unread.txt", "late.txt");
        library.index.markOpened(late.id());
        slow.sort(new Sorting(Order.NAME, false));
        workers.remove().run();
        assertThat(slow.rows().stream().map(row -> Controls.name(row.document())))
                .as("what is being read stays")
                .containsExactly("late.txt", "unread.txt");
        slow.place().set(new Place.All());
        slow.place().set(new Place.Unread());
        workers.removeLast().run();
        assertThat(slow.rows().stream().map(row -> Controls.name(row.document())))
                .containsExactly("unread.txt");
    }

    private Row row(String name) {
        return model.rows().stream()
                .filter(row -> Controls.name(row.document()).equals(name))
                .findFirst()
                .orElseThrow();
    }
}
