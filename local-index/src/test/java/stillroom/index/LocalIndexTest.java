package stillroom.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stillroom.index.query.Query.Mode;

class LocalIndexTest {

    @TempDir Path root;

    @Test
    void findsADocumentByItsWordsAndThenByItsMeaning() {
        try (var library = new Library(root)) {
            DocumentId id = library.words("whales.txt", "The whale swims in the cold sea.");
            library.words("taxes.txt", "An invoice for the tax office.");

            assertThat(library.find("whales swimming", Mode.WORDS)).containsExactly(id);
            assertThat(library.find("whale", Mode.MEANING)).isEmpty();

            DocumentId listen = library.indexed("listen.txt", "listen");
            assertThat(library.find("silent", Mode.MEANING)).containsExactly(listen);
            assertThat(library.index.document(listen).orElseThrow().status())
                    .isEqualTo(new Status.Indexed());
        }
    }

    @Test
    void refusesASecondOpenAndSaysWhoHasIt() {
        try (var library = new Library(root)) {
            assertThatThrownBy(() -> LocalIndex.open(library.folder))
                    .isInstanceOfSatisfying(
                            IndexException.class,
                            e -> assertThat(e.reason()).isEqualTo(IndexException.Reason.HELD))
                    .hasMessageContaining("in use by process " + ProcessHandle.current().pid());
            assertThat(library.index.documents()).isEmpty();
        }
        LocalIndex.open(root.resolve("library")).close();
    }
}
