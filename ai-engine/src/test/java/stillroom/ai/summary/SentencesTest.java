package stillroom.ai.summary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SentencesTest {

    /// `|` marks the borders to be found.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Dr. Smith met Mr. J. R. Jones at 5 p.m. on Monday.|They shook hands.",
                "They discussed No. 5 and p. 7 of the report.|It cost 3.5 million dollars.",
                "Costs rose, i.e. they doubled (cf. Fig. 2).|Sales fell.",
                "The U.S. Government agreed.|He works at Acme Inc.|The firm is big.",
                "Acme Inc. Chairman Bill Bloggs left the U.S.|He came back.",
                "Smith et al. (2019) showed this.|See Sec. 4.2 for details.",
                "Is it true?|Yes!|It is.",
                "\"Is it true?\" she asked.|He said no.",
                "Did you say no?|No.|We did not.",
                "i agree.|we should go.|what do you think?",
                "Visit www.example.com or write to a.b@example.org.|Thank you.",
                "Das gilt z.B. für Dr. Müller.|Er kam um 5 Uhr.|Dann ging er.",
                "これは文です。|次の文です！|本当ですか？|はい。",
                "Все согласились.|Это хорошо?|Да!",
                "3. The tenant pays the rent.|4. The landlord repairs the roof.",
                "See Ref. 12 and Eq. 3.|Prof. A. Turing was right.",
                "Results are in Table. 1 and good.|It is evident.",
                "Er zog am 3. Mai um.|Der 2. Senat hat z. B. Nr. 5 vgl. Abs. 2 bestätigt.|Gut.",
                "M. Dupont et Mme Curie habitent au n. 5, p. ex. à Paris.|Ils sont contents.",
                "El Sr. García y la Dra. López viven en EE.UU. desde 1990.|Trabajan mucho.",
                "It is in Redmond.[2]|The firm sells software.[3][4]|It grew.",
                "He explained the decision.3|The court agreed.",
                "It ends in 2024.|The next year it starts again.",
            })
    void findsTheBordersOfSentences(String marked) {
        List<String> wanted = List.of(marked.split("\\|"));
        String text =
                marked.codePoints().anyMatch(sign -> sign == '。')
                        ? marked.replace("|", "")
                        : marked.replace("|", " ");
        assertThat(Sentences.split(text, 0, text.length()))
                .extracting(range -> text.substring(range.start(), range.end()))
                .isEqualTo(wanted);
    }

    @Test
    void keepsOffsetsIntoTheWholeText() {
        String text = "Title\n\n  First one\nis here.   Second one\r\nis there.  ";
        assertThat(Sentences.split(text, 7, text.length()))
                .extracting(range -> text.substring(range.start(), range.end()))
                .containsExactly("First one\nis here.", "Second one\r\nis there.");
    }

    @Test
    void splitsALongLineInTimeThatGrowsWithItsLength() {
        String text = "The tenant pays the rent on the third day of each month. ".repeat(20_000);
        assertThat(Sentences.split(text, 0, text.length())).hasSize(20_000);
    }
}
