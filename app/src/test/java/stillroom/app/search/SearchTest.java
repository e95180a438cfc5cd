package stillroom.app.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stillroom.ai.AiException;
import stillroom.ai.Embedder;
import stillroom.app.settings.KeyFigures;
import stillroom.index.LocalIndex;
import stillroom.index.LocalIndex.Addition;
import stillroom.index.query.Query;
import stillroom.index.query.Query.Filter;
import stillroom.index.query.Query.Grouping;
import stillroom.index.query.Query.Mode;
import stillroom.index.text.Chunker;
import stillroom.index.text.Extraction;
import stillroom.index.text.Page;

class SearchTest {

    @TempDir Path folder;

    private LocalIndex index;

    @BeforeEach
    void addADocument() throws Exception {
        index = LocalIndex.open(folder.resolve("library"));
        var file = Files.writeString(folder.resolve("a.txt"), "rent");
        var id = ((Addition.Waiting) index.add(List.of(file)).getFirst()).document().id();
        var pages = List.of(new Page(1, "The rent is due.", List.of()));
        index.putText(
                id,
                new Extraction.Text("txt", null, "en", pages),
                new Chunker(String::length, 100).passages(pages));
    }

    @AfterEach
    void close() {
        index.close();
    }

    @Test
    void searchesByWordsAndSaysSoWhileThereAreNoVectors() {
        var search =
                new Search(
                        index,
                        pack -> {
                            throw new AssertionError("nobody needs " + pack);
                        },
                        new KeyFigures(true));
        for (var mode : Mode.values()) {
            var answer = search.search(query("rent", mode));
            assertThat(answer.mode()).isEqualTo(Mode.WORDS);
            assertThat(answer.hits().hits()).hasSize(1);
        }
    }

    @Test
    void searchesByWordsWhenTheModelIsMissing() {
        index.useGeneration("gone", 4);
        var search = new Search(index, SearchTest::missing, new KeyFigures(true));

        assertThat(search.search(query("rent", Mode.BOTH)).mode()).isEqualTo(Mode.WORDS);
        assertThat(search.search(query("rent", Mode.BOTH)).hits().hits()).hasSize(1);
        assertThatThrownBy(() -> search.search(query("rent", Mode.MEANING)))
                .isInstanceOf(AiException.class);
    }

    private static Embedder missing(String pack) {
        throw new AiException("There is no model pack " + pack + ".");
    }

    private static Query query(String text, Mode mode) {
        return new Query(text, mode, 10, Filter.NONE, Grouping.BEST_PASSAGE_OF_EACH_DOCUMENT);
    }
}
