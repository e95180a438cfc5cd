package stillroom.index.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ChunkerTest {

    /// A token for every four chars of a word. Words end where [Sentences#isSpace] says: a space
    /// that does not break, counted as part of a word, would make two pieces more together than
    /// apart.
    private static int count(String text) {
        int tokens = 0;
        for (String word : text.split("[\\s\\p{Z}]+", -1)) {
            tokens += (word.length() + 3) / 4;
        }
        return tokens;
    }

    private static Page page(int number, String text, Page.Heading... headings) {
        return new Page(number, text, List.of(headings));
    }

    private static List<String> texts(List<Passage> passages) {
        return passages.stream().map(Passage::text).toList();
    }

    private static String withoutSpace(String text) {
        return text.chars()
                .filter(each -> !Sentences.isSpace((char) each))
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    }

    @Test
    void quotesThePagesExactlyAndLeavesNothingOut() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        var chunker = new Chunker(ChunkerTest::count, 30);
        for (int round = 0; round < 200; round++) {
            List<Page> pages = randomPages(random);
            List<Passage> passages = chunker.passages(pages);

            for (int i = 0; i < passages.size(); i++) {
                Passage passage = passages.get(i);
                String text = pages.get(passage.page() - 1).text();
                assertThat(passage.ordinal()).as("seed %d", seed).isEqualTo(i);
                assertThat(passage.text())
                        .as("seed %d", seed)
                        .isNotBlank()
                        .isEqualTo(text.substring(passage.start(), passage.end()));
                assertThat(count(passage.text())).as("seed %d", seed).isLessThanOrEqualTo(38);
            }
            for (Page page : pages) {
                String together =
                        passages.stream()
                                .filter(passage -> passage.page() == page.number())
                                .map(Passage::text)
                                .collect(Collectors.joining());
                assertThat(withoutSpace(together))
                        .as("seed %d", seed)
                        .isEqualTo(withoutSpace(page.text()));
            }
        }
    }

    private static List<Page> randomPages(Random random) {
        String[] pieces = {
            "word",
            "a",
            ". ",
            ", ",
            "\n\n",
            " ",
            " ",
            "Capital",
            "Dr. ",
            "😀",
            "ümläut",
            "! ",
            "\t",
            "0123456789",
            "。",
            "x".repeat(90),
            "\u00a0",
            "-",
            "; ",
            "e\u0301"
        };
        var pages = new ArrayList<Page>();
        int count = random.nextInt(4);
        for (int number = 1; number <= count; number++) {
            var text = new StringBuilder();
            var headings = new ArrayList<Page.Heading>();
            int length = random.nextInt(200);
            for (int i = 0; i < length; i++) {
                if (random.nextInt(25) == 0) {
                    int start = text.length();
                    text.append("Heading ").append(i);
                    headings.add(new Page.Heading(start, text.length(), 1 + random.nextInt(3)));
                    text.append("\n\n");
                }
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            pages.add(new Page(number, text.toString(), headings));
        }
        return pages;
    }

    @Test
    void fillsAPassageWithWholeSentences() {
        String text = "One two three. Four five six. Seven eight nine. Ten eleven twelve.";

        assertThat(
                        texts(
                                new Chunker(words -> words.split(" ", -1).length, 6)
                                        .passages(List.of(page(1, text)))))
                .containsExactly(
                        "One two three. Four five six.", "Seven eight nine. Ten eleven twelve.");
    }

    @Test
    void startsANewPassageWithEachPage() {
        List<Passage> passages =
                new Chunker(ChunkerTest::count, 100)
                        .passages(
                                List.of(page(1, "This goes"), page(2, "on and on."), page(3, " ")));

        assertThat(texts(passages)).containsExactly("This goes", "on and on.");
        assertThat(passages).extracting(Passage::page).containsExactly(1, 2);
    }

    @Test
    void startsAPassageWithAHeadingAndKeepsItForThoseBelow() {
        String text =
                "Before it all.\n\nCosts\n\nFirst cost here. Second cost here. Third cost here.";
        var heading = new Page.Heading(16, 21, 1);

        List<Passage> passages =
                new Chunker(words -> words.split("\\s+", -1).length, 6)
                        .passages(List.of(page(1, text, heading), page(2, "Last.")));

        assertThat(texts(passages))
                .containsExactly(
                        "Before it all.",
                        "Costs\n\nFirst cost here.",
                        "Second cost here. Third cost here.",
                        "Last.");
        assertThat(passages)
                .extracting(Passage::heading)
                .containsExactly("", "Costs", "Costs", "Costs");
    }

    @Test
    void leavesNoHeadingAtTheEndOfAPassage() {
        String text = "One two three four five.\n\nCosts\n\nSix seven eight nine ten.";
        var heading = new Page.Heading(26, 31, 1);

        assertThat(
                        texts(
                                new Chunker(words -> words.split("\\s+", -1).length, 15)
                                        .passages(List.of(page(1, text, heading)))))
                .containsExactly(text);
        assertThat(
                        texts(
                                new Chunker(words -> words.split("\\s+", -1).length, 8)
                                        .passages(List.of(page(1, text, heading)))))
                .containsExactly("One two three four five.", "Costs\n\nSix seven eight nine ten.");
    }

    @Test
    void cutsALongSentenceAtAClause() {
        String text = "it went up and over, it went down again, and then it stopped there at last";

        assertThat(
                        texts(
                                new Chunker(words -> words.split(" ", -1).length, 6)
                                        .passages(List.of(page(1, text)))))
                .containsExactly(
                        "it went up and over,",
                        "it went down again,",
                        "and then it stopped there at last");
    }

    @Test
    void joinsACrumbToThePassageBeforeIt() {
        String text = "One two three four five six seven eight. Nine.";

        assertThat(
                        texts(
                                new Chunker(words -> words.split(" ", -1).length, 8)
                                        .passages(List.of(page(1, text)))))
                .containsExactly(text);
    }

    @Test
    void countsEachSentenceOnce() {
        var asked = new AtomicInteger();
        var chunker =
                new Chunker(
                        text -> {
                            asked.incrementAndGet();
                            return count(text);
                        },
                        50);

        chunker.passages(List.of(page(1, "A short sentence here. ".repeat(500))));

        assertThat(asked).hasValue(500);
    }

    @Test
    void cutsTextWithoutSentencesInTimeThatGrowsWithItsLength() {
        var asked = new AtomicLong();
        var chunker =
                new Chunker(
                        text -> {
                            asked.addAndGet(text.length());
                            return count(text);
                        },
                        50);
        String text = "1234567890 ".repeat(20_000) + "x".repeat(200_000);

        List<Passage> passages = chunker.passages(List.of(page(1, text)));

        assertThat(passages).hasSizeGreaterThan(1000);
        assertThat(asked.get()).isLessThan(20L * text.length());
    }

    @Test
    void embedsAPassageUnderItsTitleAndHeadingButSaysNothingTwice() {
        assertThat(new Passage(3, 1, 0, 4, "Costs", "They rose.").textToEmbed("Report 2024"))
                .isEqualTo("Report 2024\nCosts\nThey rose.");
        assertThat(
                        new Passage(0, 1, 0, 4, "Report 2024", "Report 2024\n\nThey rose.")
                                .textToEmbed("Report 2024"))
                .isEqualTo("Report 2024\n\nThey rose.");
    }
}
