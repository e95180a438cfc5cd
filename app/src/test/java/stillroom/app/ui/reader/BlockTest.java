package stillroom.app.ui.reader;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import stillroom.index.text.Page;
import stillroom.index.text.Page.Heading;

class BlockTest {

    @Test
    void isAParagraphOrHeading() {
        var page = new Page(1, "Title\n\nFirst one.\n\nSecond one.", List.of(new Heading(0, 5, 1)));
        assertThat(Block.of(List.of(page)))
                .containsExactly(
                        new Block(1, 0, 5, "Title", 1, true, false),
                        new Block(1, 7, 17, "First one.", 0, false, false),
                        new Block(1, 19, 30, "Second one.", 0, false, true));
    }

    @Test
    void standsWhereItsTextStandsOnThePage() {
        var text = "a sentence. ".repeat(2000) + "\n\n\n\nand \ud83d\ude00" + "x".repeat(9000);
        var blocks = Block.of(List.of(new Page(3, text, List.of())));
        assertThat(blocks).allMatch(block -> block.text().length() <= 1600);
        assertThat(blocks)
                .allMatch(block -> text.substring(block.start(), block.end()).equals(block.text()));
        assertThat(blocks.stream().mapToInt(block -> block.text().strip().length()).sum())
                .isGreaterThan(text.strip().length() - 30);
        assertThat(blocks)
                .noneMatch(block ->
                        Character.isHighSurrogate(block.text().charAt(block.text().length() - 1)));
    }

    @Test
    void givesAnEmptyPageOneEmptyBlock() {
        var blocks = Block.of(List.of(new Page(1, "", List.of()), new Page(2, "x", List.of())));
        assertThat(blocks)
                .containsExactly(
                        new Block(1, 0, 0, "", 0, true, true),
                        new Block(2, 0, 1, "x", 0, true, true));
    }
}
