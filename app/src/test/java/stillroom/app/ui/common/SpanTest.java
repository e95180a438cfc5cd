package stillroom.app.ui.common;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import stillroom.app.ui.common.MarkedText.Span;

class SpanTest {

    @Test
    void isCutToTheStretchThatIsShown() {
        assertThat(new Span(10, 30).within(0, 20)).isEqualTo(new Span(10, 20));
        assertThat(new Span(10, 30).within(20, 40)).isEqualTo(new Span(0, 10));
        assertThat(new Span(10, 30).within(12, 15)).isEqualTo(new Span(0, 3));
        assertThat(new Span(10, 30).within(30, 40).isEmpty()).isTrue();
        assertThat(new Span(10, 30).within(0, 10).isEmpty()).isTrue();
    }
}
