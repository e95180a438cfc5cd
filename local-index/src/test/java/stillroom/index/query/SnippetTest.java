package stillroom.index.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SnippetTest {

    private static Snippet of(String passage, String query) {
        return Snippet.of(
                passage,
                Words.of(QueryText.of(query), List.of(Language.ENGLISH)),
                Language.ENGLISH,
                _ -> -1);
    }

    private static List<String> marked(Snippet snippet) {
        return snippet.marks().stream()
                .map(mark -> snippet.text().substring(mark.start(), mark.end()))
                .toList();
    }

    @Test
    void marksTheWordsOfTheQueryInEveryForm() {
        Snippet snippet = of("The heated walls. Heating a wall takes time.", "wall heat");

        assertThat(snippet.text()).isEqualTo("The heated walls. Heating a wall takes time.");
        assertThat(marked(snippet)).containsExactly("heated", "walls", "Heating", "wall");
    }

    @Test
    void showsTheSentencesThatSayMost() {
        String passage =
                "Nothing of interest is said in this sentence, however long it may go on and on. "
                        + "A boundary is mentioned in passing in this one, and nothing besides. "
                        + "The boundary layer separates from the wing near the trailing edge. "
                        + "After that, much is said of other things that nobody has asked about. ";

        Snippet snippet = of(passage, "boundary layer separation");

        assertThat(snippet.text())
                .startsWith("… ")
                .endsWith(" …")
                .contains("The boundary layer separates from the wing near the trailing edge.");
        assertThat(marked(snippet)).contains("boundary", "layer", "separates");
        assertThat(snippet.text()).hasSizeBetween(100, 244);
    }

    private static String sentence(Snippet snippet) {
        Snippet.Mark sentence = Objects.requireNonNull(snippet.sentence());
        return snippet.text().substring(sentence.start(), sentence.end());
    }

    @Test
    void tellsTheSentenceThatHasMostOfTheWords() {
        Snippet snippet =
                of(
                        "A wing is long. The boundary layer of a wing separates. The wing ends.",
                        "boundary layer wing");

        assertThat(sentence(snippet)).isEqualTo("The boundary layer of a wing separates.");
        assertThat(marked(snippet)).containsExactly("wing", "boundary", "layer", "wing", "wing");
    }

    @Test
    void noNumberOfASectionIsTheClosestSentence() {
        Snippet snippet =
                Snippet.of(
                        "6. Use of the home. The tenants keep it clean.",
                        Words.of(QueryText.of("blood"), List.of(Language.ENGLISH)),
                        Language.ENGLISH,
                        sentences -> {
                            assertThat(sentences).doesNotContain("6.");
                            return 0;
                        });

        assertThat(marked(snippet)).containsExactly("Use of the home.");
    }

    @Test
    void withoutAnyOfTheWordsItIsTheSentenceThatIsClosest() {
        String before = "Nothing of interest is said in this sentence, however long it goes on. ";
        String closest = "The rent falls\ndue on the first day of the month.";
        String passage = before.repeat(5) + closest + " " + before.repeat(5).strip();

        Snippet snippet =
                Snippet.of(
                        passage,
                        Words.of(QueryText.of("payment"), List.of(Language.ENGLISH)),
                        Language.ENGLISH,
                        sentences -> sentences.indexOf(closest));

        assertThat(marked(snippet))
                .containsExactly("The rent falls due on the first day of the month.");
        assertThat(sentence(snippet)).isEqualTo(marked(snippet).getFirst());
        assertThat(snippet.isByMeaning()).isTrue();
        assertThat(snippet.text()).startsWith("… ").endsWith(" …").hasSizeLessThan(246);
    }

    @Test
    void withoutWordsOrMeaningItIsTheBeginning() {
        Snippet snippet = of("Nothing is like it. ".repeat(40).strip(), "payment");

        assertThat(snippet.text()).startsWith("Nothing is like it.").endsWith(" …");
        assertThat(snippet.marks()).isEmpty();
        assertThat(snippet.sentence()).isNull();
    }

    @Test
    void cutsALongSentenceAtWordsAroundTheMarks() {
        String passage =
                "filler words go on ".repeat(40)
                        + "until the needle shows up "
                        + "and on ".repeat(60);

        Snippet snippet = of(passage, "needle");

        assertThat(marked(snippet)).containsExactly("needle");
        assertThat(snippet.text()).startsWith("… ").endsWith(" …").hasSizeLessThan(246);
        assertThat(passage).contains(snippet.text().replace("… ", "").replace(" …", ""));
    }

    @Test
    void showsTheBeginningWhenNoWordIsThere() {
        Snippet snippet =
                of("It begins like this. It goes on. " + "And on it goes. ".repeat(40), "zebra");

        assertThat(snippet.text()).startsWith("It begins like this. It goes on.").endsWith(" …");
        assertThat(snippet.marks()).isEmpty();
    }

    @Test
    void showsLinesAsOneLine() {
        assertThat(of("A heading\n\nand its\ttext", "text").text())
                .isEqualTo("A heading and its text");
    }

    @Test
    void marksLieInOrderWithinWhateverText() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        String[] pieces = {
            "needle", " ", ". ", "😀", "hay", "\n\n", "Needles", "x".repeat(300), ", ", "ß"
        };
        for (int round = 0; round < 500; round++) {
            var passage = new StringBuilder();
            int length = random.nextInt(120);
            for (int i = 0; i < length; i++) {
                passage.append(pieces[random.nextInt(pieces.length)]);
            }
            Snippet snippet = of(passage.toString(), "needle ß");
            int end = 0;
            for (Snippet.Mark mark : snippet.marks()) {
                assertThat(mark.start()).as("seed %d", seed).isGreaterThanOrEqualTo(end);
                assertThat(mark.end()).as("seed %d", seed).isGreaterThan(mark.start());
                end = mark.end();
            }
            assertThat(end).as("seed %d", seed).isLessThanOrEqualTo(snippet.text().length());
            assertThat(snippet.text()).as("seed %d", seed).hasSizeLessThan(246);
        }
    }
}
