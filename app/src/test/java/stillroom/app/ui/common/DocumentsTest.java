package stillroom.app.ui.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stillroom.app.ui.WindowFixture;
import stillroom.index.text.Problem;

class DocumentsTest {

    @Test
    void takesOverAllChangesOfATurnAtOnce(@TempDir Path folder) {
        try (var library = new WindowFixture(folder)) {
            var turns = new ArrayDeque<Runnable>();
            var documents = new Documents(library.index, turns::add, turns::add);
            var seen = new ArrayList<Documents.Turn>();
            documents.listen(seen::add);
            library.addRead("a.txt", "one");
            library.addRead("b.txt", "two");
            assertThat(documents.size()).isZero();
            assertThat(turns).hasSize(1);
            turns.remove().run();
            assertThat(documents.size()).isEqualTo(2);
            assertThat(seen).singleElement().satisfies(turn -> assertThat(turn.put()).hasSize(2));
        }
    }

    @Test
    void knowsAtOnceWhatIsThereAlready(@TempDir Path folder) {
        try (var library = new WindowFixture(folder)) {
            library.addRead("a.txt", "one");
            Executor late =
                    turn -> assertThat(turn).as("a turn that may come too late").isNotNull();
            var documents = new Documents(library.index, late, late);
            assertThat(documents.size()).isEqualTo(1);
        }
    }

    @Test
    void letsTheNextTurnWaitAWhile(@TempDir Path folder) {
        try (var library = new WindowFixture(folder)) {
            var atOnce = new ArrayDeque<Runnable>();
            var later = new ArrayDeque<Runnable>();
            var documents = new Documents(library.index, atOnce::add, later::add);
            library.add("a.txt", "one");
            assertThat(atOnce).hasSize(1);
            atOnce.remove().run();
            library.add("b.txt", "two");
            library.add("c.txt", "three");
            assertThat(atOnce).isEmpty();
            assertThat(later).hasSize(1);
            later.remove().run();
            assertThat(documents.size()).isEqualTo(3);
        }
    }

    @Test
    void countsWhatIsRemovedNoMore(@TempDir Path folder) {
        try (var library = new WindowFixture(folder)) {
            var read = library.addRead("Cases/a.txt", "one");
            var failed = library.addFailed("b.pdf", Problem.DAMAGED);
            assertThat(library.documents.failed()).isEqualTo(1);
            assertThat(library.documents.unfinished()).isEqualTo(1);
            assertThat(library.documents.fullestFolders(9)).hasSize(2);
            library.index.remove(List.of(read.id(), failed.id()));
            assertThat(library.documents.failed()).isZero();
            assertThat(library.documents.unfinished()).isZero();
            assertThat(library.documents.pages()).isZero();
            assertThat(library.documents.fullestFolders(9)).isEmpty();
        }
    }
}
