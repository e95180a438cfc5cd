package stillroom.app.ui.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import stillroom.index.query.Snippet;
import stillroom.index.query.Snippet.Mark;

class ExcerptTest {

    @Test
    void leavesAShortSnippetAsItIs() {
        var snippet = new Snippet("to be paid within 30 days", List.of(new Mark(6, 10)), null);
        var excerpt = Excerpt.of(snippet);
        assertThat(excerpt.text()).isEqualTo(snippet.text());
        assertThat(marked(excerpt)).containsExactly("paid");
    }

    @Test
    void keepsTheFirstMarkOfALongSnippetInSight() {
        var text = "word ".repeat(60) + "needle" + " word".repeat(60);
        var excerpt = Excerpt.of(new Snippet(text, List.of(new Mark(300, 306)), null));
        assertThat(excerpt.text())
                .hasSizeLessThan(140)
                .startsWith("…\u00a0word")
                .endsWith("\u00a0…");
        assertThat(marked(excerpt)).containsExactly("needle");
    }

    @Test
    void marksTheSameWordsAsTheSnippet() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        var random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            var text = new StringBuilder();
            var marks = new ArrayList<Mark>();
            while (text.length() < random.nextInt(400) + 1) {
                if (random.nextInt(5) == 0) {
                    marks.add(new Mark(text.length(), text.length() + 4));
                    text.append("HITS");
                } else {
                    text.append("w".repeat(random.nextInt(1, 30)));
                }
                text.append(random.nextInt(9) == 0 ? "\n" : " ");
            }
            assertThat(marked(Excerpt.of(new Snippet(text.toString(), marks, null))))
                    .allMatch("HITS"::equals);
        }
    }

    private static List<String> marked(Excerpt excerpt) {
        return excerpt.marks().stream()
                .map(mark -> excerpt.text().substring(mark.start(), mark.end()))
                .toList();
    }
}
