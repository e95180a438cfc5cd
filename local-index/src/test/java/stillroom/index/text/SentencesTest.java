package stillroom.index.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SentencesTest {

    private static List<String> of(String text) {
        return Sentences.of(text).stream().map(sentence -> sentence.of(text)).toList();
    }

    @Test
    void endsASentenceAtItsFullStop() {
        assertThat(of("The kettle boiled. Nobody came!  \"Why?\" she asked. It was late."))
                .containsExactly(
                        "The kettle boiled.",
                        "Nobody came!",
                        "\"Why?\" she asked.",
                        "It was late.");
    }

    @Test
    void goesOnAfterAbbreviationsAndInitials() {
        assertThat(of("Dr. Smith met J. R. Jones in Fig. 3 of Smith et al. They agreed."))
                .containsExactly(
                        "Dr. Smith met J. R. Jones in Fig. 3 of Smith et al. They agreed.");
        assertThat(of("It costs approx. Five pounds, e.g. Tea. Then No. 5 came."))
                .containsExactly("It costs approx. Five pounds, e.g. Tea.", "Then No. 5 came.");
    }

    @Test
    void endsASentenceWithItsParagraph() {
        assertThat(of("A heading\n\nThe first words\n\n\n\nlast words"))
                .containsExactly("A heading", "The first words", "last words");
    }

    @Test
    void knowsThePunctuationOfOtherScripts() {
        assertThat(of("今日は雨です。明日は晴れます。")).containsExactly("今日は雨です。", "明日は晴れます。");
    }

    @Test
    void findsNothingWhereThereIsNothing() {
        assertThat(of("")).isEmpty();
        assertThat(of(" \n\n \t\u00a0\n")).isEmpty();
    }
}
