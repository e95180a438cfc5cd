package stillroom.app.describe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import stillroom.ai.Summarizer.Wish;

class LengthTest {

    @Test
    void aLongDocumentGetsTheWholeLength() {
        assertThat(Length.BRIEF.wish(10_000)).isEqualTo(new Wish(6, 75, null));
        assertThat(Length.STANDARD.wish(10_000)).isEqualTo(new Wish(12, 150, null));
        assertThat(Length.DETAILED.wish(10_000)).isEqualTo(new Wish(24, 300, null, true));
    }

    @Test
    void aShortDocumentIsNotRepeated() {
        assertThat(Length.DETAILED.wish(400).words()).isEqualTo(200);
        assertThat(Length.DETAILED.wish(100).words()).isEqualTo(75);
    }
}
