package stillroom.app.ui.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stillroom.app.ui.WindowFixture;
import stillroom.index.text.Problem;

class DocumentsTest {

    @Test
    void takesOverAllChangesOfATurnAtOnce(@TempDir Path folder) {
        try (var library = new WindowFixture(folder)) {
            var turns = new ArrayDeque<Runnable>();
            var documents = new Documents(library.index, turns::add);
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
            var documents =
                    new Documents(
                            library.index,
                            turn ->
                                    assertThat(turn)
                                            .as("a turn that may come too late")
                                            .isNotNull());
            assertThat(documents.size()).isEqualTo(1);
        }
    }

    @Test
    void countsWhatIsRemovedNoMore(@TempDir Path folder) {
        try (var library = new WindowFixture(folder)) {
            var read = library.addRead("Cases/a.txt", "one");
            var failed = library.addFailed("b.pdf", Problem.DAMAGED);
            assertThat(library.documents.failed()).isEqualTo(1);
            assertThat(library.documents.unfinished()).isEqualTo(1);
            assertThat(library.documents.folders()).hasSize(2);
            library.index.remove(java.util.List.of(read.id(), failed.id()));
            assertThat(library.documents.failed()).isZero();
            assertThat(library.documents.unfinished()).isZero();
            assertThat(library.documents.pages()).isZero();
            assertThat(library.documents.folders()).isEmpty();
        }
    }
}
