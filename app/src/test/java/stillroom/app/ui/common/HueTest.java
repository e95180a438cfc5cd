package stillroom.app.ui.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HueTest {

    @Test
    void tellsLabelsApartAsLongAsThereAreHues() {
        var hues = Hue.among(List.of("confidential", "contract", "invoice", "letter", "report"));
        assertThat(hues.values()).doesNotHaveDuplicates().hasSize(Hue.values().length);
    }

    @Test
    void isUsedEquallyOften() {
        var hues = Hue.among(List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j"));
        for (var hue : Hue.values()) {
            assertThat(hues.values().stream().filter(hue::equals)).hasSize(2);
        }
    }
}
