package stillroom.ai.label;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PiecesTest {

    @Test
    void leavesAShortTextWhole() {
        assertThat(Pieces.of(" Two words. ")).containsExactly("Two words.");
        assertThat(Pieces.of("  ")).containsExactly("");
    }

    @Test
    void takesBeginningAndEndOfALongTextAndSamplesBetween() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            text.append("word").append(i).append(' ');
        }
        List<String> pieces = Pieces.of(text.toString());
        assertThat(pieces).hasSize(8);
        assertThat(pieces.getFirst()).startsWith("word0 word1 ");
        assertThat(pieces.getLast()).endsWith(" word99999");
        assertThat(pieces).allMatch(piece -> piece.matches("word\\d+(?: word\\d+)+"));
        assertThat(pieces).allMatch(piece -> piece.length() <= 1_200);
    }
}
