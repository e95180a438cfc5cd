package stillroom.index.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {

    private static Words words(String typed) {
        return Words.of(QueryText.of(typed), List.of(Language.ENGLISH, Language.GERMAN));
    }

    @Test
    void comparesWordsAsStemsWithoutCaseAndAccents() {
        assertThat(words("Résumés of the Library's HEATED walls").stems(Language.ENGLISH))
                .containsOnlyKeys("resum", "librari", "heat", "wall");
    }

    @Test
    void keepsWordsThatSayNothingOnlyWhenThereAreNoOthers() {
        assertThat(words("to be or not to be").stems(Language.ENGLISH))
                .containsOnlyKeys("to", "be", "or", "not");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"heat transfer\" in walls",
                "\u201cheat transfer\u201d in walls",
                "\u00abheat transfer\u00bb in walls"
            })
    void takesQuotedWordsAsAPhrase(String typed) {
        assertThat(words(typed).asked().phrases()).containsExactly("heat transfer");
        assertThat(words(typed).ranking().toString())
                .contains("+(exact:\"heat transfer\" (edge:\"heat transfer\")^0.6)");
    }

    @Test
    void takesQuotesThatMakeNoSenseForNothing() {
        assertThat(words("the 5\" screw").asked().isDemanding()).isFalse();
        assertThat(words("\"\" screw").asked().isDemanding()).isFalse();
        assertThat(words("\" ?! \" screw").asked().isDemanding()).isFalse();
    }

    @Test
    void demandsNothingOfAPastedText() {
        assertThat(
                        words("\"heat transfer\" " + "and another word ".repeat(20))
                                .asked()
                                .isDemanding())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\"",
                "\"\"",
                "(",
                "a AND",
                "[x TO",
                "*",
                "?*",
                "/.*/",
                "\\",
                "a:b:c",
                "^2~",
                "\u0000\u0007\u001b",
                "\ud83d",
                "😀",
                "--x",
                "NOT",
                "+-!(){}[]^\"~*?:\\/"
            })
    void readsWhateverIsTyped(String typed) {
        assertThatCode(() -> words(typed).ranking()).doesNotThrowAnyException();
    }

    @Test
    void readsAVeryLongText() {
        var text = new StringBuilder();
        for (int i = 0; text.length() < 100_000; i++) {
            text.append("word").append(i).append(' ');
        }
        assertThat(words(text.toString()).stems(Language.ENGLISH)).hasSizeBetween(300, 1000);
    }

    @Test
    void stemsEachWordInEveryLanguageOfTheLibrary() {
        Words words = words("Verträge über Häuser");

        assertThat(words.stems(Language.GERMAN)).containsOnlyKeys("vertrag", "haus");
        assertThat(words.stems(Language.ENGLISH)).containsOnlyKeys("vertrag", "hauser");
        assertThat(words.stems(Language.FRENCH)).isEmpty();
    }

    @Test
    void leavesOutTheFunctionWordsOfTheLanguageThatIsAsked() {
        assertThat(words("war die Rechnung zu hoch").stems(Language.GERMAN))
                .containsOnlyKeys("rechnung", "hoch");
        assertThat(words("war crimes").stems(Language.ENGLISH)).containsKey("crime");
    }

    @Test
    void countsWordsThatWereLearnedByTheirShare() {
        Words learned =
                words("heat walls").with(Map.of(Language.ENGLISH, Map.of("insul", 1.0)), 0.2);

        assertThat(learned.ranking().toString()).contains("(stems.english:insul)^0.5");
    }
}
