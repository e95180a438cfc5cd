package stillroom.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableTest {

    @Test
    void cellsStandBelowEachOther() {
        var table = new Table();
        table.add("a", "long cell", "x");
        table.add("😀bc", "", "y");
        table.add("only");

        assertThat(table.lines())
                .containsExactly("a     long cell  x", "😀bc              y", "only");
    }

    @Test
    void aNameCannotSpeakToTheTerminal() {
        assertThat(Terminal.oneLine("two\nlines\u001b[2Jgone")).isEqualTo("two lines [2Jgone");
        assertThat(Terminal.manyLines("two\nlines\u001b[2J")).isEqualTo("two\nlines[2J");
    }
}
