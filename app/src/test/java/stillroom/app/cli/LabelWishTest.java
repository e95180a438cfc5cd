package stillroom.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import stillroom.ai.Classifier.LabelMeaning;

class LabelWishTest {

    @Test
    void aNameAloneIsItsOwnDescription() {
        assertThat(LabelWish.parse("invoice, lab report"))
                .containsExactly(
                        new LabelMeaning("invoice", "invoice"),
                        new LabelMeaning("lab report", "lab report"));
    }

    @Test
    void aDescriptionMayHoldCommasThatSpacesFollow() {
        assertThat(LabelWish.parse("ham=a message,spam=an advertisement, prize or offer,other"))
                .containsExactly(
                        new LabelMeaning("ham", "a message"),
                        new LabelMeaning("spam", "an advertisement, prize or offer"),
                        new LabelMeaning("other", "other"));
    }

    @Test
    void aLabelWithoutANameOrTwiceIsWrong() {
        assertThatThrownBy(() -> LabelWish.parse("a,,b")).isInstanceOf(Failure.class);
        assertThatThrownBy(() -> LabelWish.parse("=what")).isInstanceOf(Failure.class);
        assertThatThrownBy(() -> LabelWish.parse("a,b,a")).isInstanceOf(Failure.class);
    }
}
