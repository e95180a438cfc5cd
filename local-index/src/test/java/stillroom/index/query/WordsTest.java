package stillroom.index.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {

    @Test
    void comparesWordsAsStemsWithoutCaseAndAccents() {
        assertThat(Words.of("Résumés of the Library's HEATED walls").stems())
                .containsExactly("resum", "librari", "heat", "wall");
    }

    @Test
    void keepsWordsThatSayNothingOnlyWhenThereAreNoOthers() {
        assertThat(Words.of("to be or not to be").stems()).containsExactly("to", "be", "or", "not");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"heat transfer\" in walls",
                "\u201cheat transfer\u201d in walls",
                "\u00abheat transfer\u00bb in walls"
            })
    void takesQuotedWordsAsAPhrase(String typed) {
        assertThat(Words.of(typed).hasPhrases()).isTrue();
        assertThat(Words.of(typed).toLucene().toString()).contains("+exact:\"heat transfer\"");
    }

    @Test
    void takesQuotesThatMakeNoSenseForNothing() {
        assertThat(Words.of("the 5\" screw").hasPhrases()).isFalse();
        assertThat(Words.of("\"\" screw").hasPhrases()).isFalse();
        assertThat(Words.of("\" ?! \" screw").hasPhrases()).isFalse();
    }

    @Test
    void demandsNothingOfAPastedText() {
        assertThat(Words.of("\"heat transfer\" " + "and another word ".repeat(20)).hasPhrases())
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
        assertThatCode(() -> Words.of(typed).toLucene()).doesNotThrowAnyException();
    }

    @Test
    void readsAVeryLongText() {
        var text = new StringBuilder();
        for (int i = 0; text.length() < 100_000; i++) {
            text.append("word").append(i).append(' ');
        }
        assertThat(Words.of(text.toString()).stems()).hasSizeBetween(300, 1000);
    }
}
