package stillroom.ai.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import stillroom.ai.Generator;
import stillroom.ai.Summarizer.SummarySentence;
import stillroom.ai.Summarizer.Text;
import stillroom.ai.Summarizer.Wish;
import stillroom.ai.WordVectors;

class WrittenSummarizerTest {

    private static final String FIRST =
            "The rent is 950 euros a month and is due on the third working day. The deposit of 1900"
                    + " euros is paid back within six weeks.";
    private static final String SECOND =
            "Either side may end the contract in writing three months ahead. The landlord has the"
                    + " boiler looked at once a year.";

    private final List<SummarySentence> settled = new ArrayList<>();
    private final List<String> read = new ArrayList<>();
    private boolean instructed = true;

    private List<SummarySentence> summarize(
            List<String> pages, Wish wish, Function<String, String> script) {
        WordVectors embedder = new WordVectors();
        return new WrittenSummarizer(
                        new Scripted(script), embedder, new ExtractiveSummarizer(embedder))
                .summarize(Text.of(null, pages), wish, settled::add, () -> false);
    }

    @Test
    void anchorsWhatStandsInTheDocumentAndMarksWhatDoesNot() {
        List<SummarySentence> summary =
                summarize(
                        List.of(FIRST, SECOND),
                        new Wish(6, 200, null),
                        _ ->
                                "The rent is 950 euros a month. The rent is 970 euros a month. The"
                                        + " landlord has the boiler looked at every year. Cats can fly.");

        assertThat(summary).extracting(SummarySentence::page).containsExactly(1, 0, 2, 0);
        SummarySentence third = summary.get(2);
        assertThat(SECOND.substring(third.start(), third.end())).contains("boiler");
        assertThat(settled).isEqualTo(summary);
        assertThat(read).hasSize(1);
    }

    @Test
    void keepsWithinItsBoundsAndSaysNothingTwice() {
        String again = "The rent is 950 euros a month. ";

        assertThat(summarize(List.of(FIRST), new Wish(6, 200, null), _ -> again.repeat(5)))
                .hasSize(1);
        assertThat(
                        summarize(
                                List.of(FIRST),
                                new Wish(2, 200, null),
                                _ -> "One is here. Two are here. Three are here. Four are here."))
                .hasSize(2);
        assertThat(
                        summarize(
                                List.of(FIRST),
                                new Wish(6, 5, null),
                                _ -> "One is here. Two are here. Three are here."))
                .hasSize(1);
    }

    @Test
    void readsALongDocumentInParts() {
        List<String> pages = new ArrayList<>();
        for (int page = 0; page < 12; page++) {
            pages.add(
                    "Page %d says that house %d costs much money. "
                            .formatted(page, page)
                            .repeat(12));
        }
        List<SummarySentence> summary =
                summarize(
                        pages,
                        new Wish(3, 100, null),
                        text ->
                                text.contains("one or two sentences")
                                        ? "House 7 costs much money."
                                        : "Page 7 says that house 7 costs much money.");

        assertThat(read.size()).isBetween(3, 9);
        assertThat(summary).extracting(SummarySentence::page).containsExactly(8);
    }

    @Test
    void givesAModelThatOnlySummarizesTheTextAlone() {
        instructed = false;
        List<SummarySentence> summary =
                summarize(
                        List.of(FIRST, SECOND),
                        new Wish(6, 200, "rent"),
                        _ -> "The rent is 950 euros a month.");

        assertThat(read).containsExactly(FIRST + " " + SECOND);
        assertThat(summary).extracting(SummarySentence::page).containsExactly(1);
    }

    @Test
    void readsASentenceThatIsLongerThanTheModelTakesInPieces() {
        instructed = false;
        StringBuilder endless = new StringBuilder("It begins");
        for (int word = 0; word < 1_500; word++) {
            endless.append(" with word").append(word);
        }
        summarize(List.of(endless + "."), new Wish(3, 100, null), _ -> "It begins with word7.");

        String all = String.join(" ", read);
        for (int word = 0; word < 1_500; word++) {
            assertThat(all).contains("word" + word);
        }
        assertThat(read).allSatisfy(each -> assertThat(each.split(" ")).hasSizeLessThan(501));
    }

    @Test
    void cutsABookDownBeforeItIsRead() {
        List<String> pages = new ArrayList<>();
        for (int page = 0; page < 200; page++) {
            pages.add(
                    "In year %d the council of the town decided to mend the bridge number %d. "
                            .formatted(1800 + page, page)
                            .repeat(6));
        }
        summarize(pages, new Wish(3, 100, null), _ -> "The council decided to mend the bridge.");

        assertThat(read.size()).isLessThanOrEqualTo(9);
    }

    @Test
    void isGivenUpWithinOnePiece() {
        AtomicInteger asked = new AtomicInteger();
        WordVectors embedder = new WordVectors();
        WrittenSummarizer summarizer =
                new WrittenSummarizer(
                        new Scripted(_ -> "One is here. Two are here. Three are here."),
                        embedder,
                        new ExtractiveSummarizer(embedder));

        assertThatThrownBy(() ->
                        summarizer.summarize(
                                Text.of(null, List.of(FIRST)),
                                new Wish(6, 200, null),
                                settled::add,
                                () -> asked.incrementAndGet() > 4))
                .isInstanceOf(CancellationException.class);
        assertThat(settled).hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void hasNothingToSayOfAnEmptyDocument() {
        assertThat(
                        summarize(
                                List.of("", " \n"),
                                new Wish(3, 100, null),
                                _ -> {
                                    throw new AssertionError("nobody asks");
                                }))
                .isEmpty();
    }

    /// Writes what a test wants, word by word.
    private final class Scripted implements Generator {

        private final Function<String, String> script;

        Scripted(Function<String, String> script) {
            this.script = script;
        }

        @Override
        public String pack() {
            return "scripted@1";
        }

        @Override
        public String precision() {
            return "int8";
        }

        @Override
        public int maxTokens() {
            return 1_000;
        }

        @Override
        public int room(int toWrite) {
            return maxTokens() - toWrite;
        }

        @Override
        public boolean isInstructed() {
            return instructed;
        }

        @Override
        public int countTokens(String text) {
            return text.split("\\s+", -1).length;
        }

        @Override
        public Written write(
                List<Turn> turns, int most, Consumer<String> piece, BooleanSupplier stop) {
            assertThat(countTokens(turns.getLast().text()) + most).isLessThan(maxTokens());
            read.add(turns.getLast().text());
            String text = script.apply(turns.getLast().text());
            for (String word : text.split("(?<= )", -1)) {
                if (stop.getAsBoolean()) {
                    throw new CancellationException("stopped");
                }
                piece.accept(word);
            }
            return new Written(text, true, 1, 0, 1, 1, 1);
        }
    }
}
