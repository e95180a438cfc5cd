package stillroom.index.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import stillroom.index.query.QueryText.Fault;
import stillroom.index.query.QueryText.Near;
import stillroom.index.query.QueryText.Note;
import stillroom.index.query.QueryText.Pages;

class QueryTextTest {

    @Test
    void takesEveryOperatorApart() {
        QueryText query =
                QueryText.of(
                        "rent \"due date\" -draft -\"old version\" May OR June roof near/5 leak"
                                + " contr* title:lease title:\"second notice\" page:3-7");

        assertThat(query.plain()).isEqualTo("rent due date May June roof leak");
        assertThat(query.phrases()).containsExactly("due date");
        assertThat(query.without()).containsExactly("draft", "old version");
        assertThat(query.choices()).containsExactly(List.of("May", "June"));
        assertThat(query.near()).containsExactly(new Near("roof", "leak", 5));
        assertThat(query.wildcards()).containsExactly("contr*");
        assertThat(query.titles()).containsExactly("lease", "second notice");
        assertThat(query.pages()).isEqualTo(new Pages(3, 7));
        assertThat(query.notes()).isEmpty();
    }

    @Test
    void takesFiltersApart() {
        Query.Filter filter =
                QueryText.of(
                                "label:invoice label:\"matter Jones\" type:PDF,docx in:/a/b"
                                        + " since:2024-03 before:2025")
                        .filter();

        assertThat(filter.labels()).containsExactlyInAnyOrder("invoice", "matter Jones");
        assertThat(filter.types()).containsExactlyInAnyOrder("pdf", "docx");
        assertThat(filter.folder()).isEqualTo(Path.of("/a/b").toAbsolutePath());
        assertThat(filter.since()).isEqualTo(LocalDate.of(2024, 3, 1));
        assertThat(filter.before()).isEqualTo(LocalDate.of(2025, 1, 1));
    }

    @ParameterizedTest
    @CsvSource({
        "since:yesterday, IS_NO_DATE",
        "before:2024-13, IS_NO_DATE",
        "page:last, IS_NO_PAGE",
        "page:7-3, IS_NO_PAGE",
        "page:0, IS_NO_PAGE",
        "\"whale, IS_NOT_CLOSED",
        "page:, NEEDS_A_VALUE",
        "a*, NEEDS_MORE_LETTERS",
        "OR, NEEDS_A_WORD_ON_EITHER_SIDE",
        "near/3, NEEDS_A_WORD_ON_EITHER_SIDE",
        "near/, NEEDS_A_DISTANCE",
        "-label:invoice, CANNOT_BE_EXCLUDED",
    })
    void searchesWhatMakesNoSenseAsPlainWordsAndSaysSo(String part, Fault fault) {
        QueryText query = QueryText.of(part + " rent");

        assertThat(query.plain()).isEqualTo(part + " rent");
        assertThat(query.notes()).containsExactly(new Note(part, fault));
        assertThat(query.isDemanding()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "what is due?",
                "well-known fact",
                "a - b",
                "see note: rent",
                "1:30",
                "5\" screw",
                "https://example.org/a?b=c",
                "this or that",
                "thrust control by injection -dash papers .",
                "Was tun Privatpersonen und -organisationen?",
                "the effect (the ?slip? effect) of a * b."
            })
    void leavesWhatPeopleWriteAnywayAlone(String typed) {
        QueryText query = QueryText.of(typed);

        assertThat(query.plain()).isEqualTo(typed);
        assertThat(query.notes()).isEmpty();
        assertThat(query.isDemanding()).isFalse();
    }

    @Test
    void tellsWhereOperatorsStandSoThatTheyCanBeTakenOut() {
        String typed =
                "rent  \u201cdue in May\u201d -draft roof near/5 leak a OR b contr* page:3 x";

        QueryText query = QueryText.of(typed);

        assertThat(query.operators())
                .extracting(QueryText.Operator::text)
                .containsExactly(
                        "\u201cdue in May\u201d",
                        "-draft",
                        "roof near/5 leak",
                        "a OR b",
                        "contr*",
                        "page:3");
        assertThat(query.operators().get(1).takenFrom(typed))
                .isEqualTo(typed.replace("-draft ", ""));
        assertThat(QueryText.of("page:last a*").operators()).isEmpty();
    }

    @Test
    void takesOperatorsGivenBesideTheTextAsSuch() {
        QueryText query =
                QueryText.of(
                        "What is due? ".repeat(20),
                        List.of("-\"draft\"", "\"a\" OR \"b\"", "page:3"));

        assertThat(query.without()).containsExactly("draft");
        assertThat(query.choices()).containsExactly(List.of("a", "b"));
        assertThat(query.pages()).isEqualTo(new Pages(3, 3));
        assertThat(query.operators()).isEmpty();
        assertThat(query.plain()).startsWith("What is due? What").endsWith("a b");
    }

    @Test
    void takesNothingOfAPastedTextApart() {
        String pasted = "-without \"a phrase\" " + "and another word ".repeat(20);

        assertThat(QueryText.of(pasted).plain()).isEqualTo(pasted.strip());
        assertThat(QueryText.of(pasted).isDemanding()).isFalse();
    }

    @Test
    void readsAnything() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        String[] pieces = {
            "\"",
            "-",
            "OR",
            " ",
            "near/5",
            "near/999999999",
            "page:",
            "page:1-2",
            "title:",
            "*",
            "?",
            "a",
            "word",
            ":",
            "since:",
            "2024",
            "\0",
            "\ud83d",
            "in:",
            "~",
            "/"
        };
        for (int i = 0; i < 2_000; i++) {
            var typed = new StringBuilder();
            for (int j = random.nextInt(12); j > 0; j--) {
                typed.append(pieces[random.nextInt(pieces.length)]);
            }
            assertThat(QueryText.of(typed.toString())).as("seed %d, %s", seed, typed).isNotNull();
        }
    }
}
