package stillroom.ai.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SurfaceTest {

    private static final int WORDS = Surface.COUNT - 6;

    private static float[] words(String text) {
        return Arrays.copyOf(Surface.of(text), WORDS);
    }

    private static float[] densities(String text) {
        return Arrays.copyOfRange(Surface.of(text), WORDS, Surface.COUNT);
    }

    @Test
    void tellsWordsApartWhateverTheirCase() {
        assertThat(words("Who is it?")).isEqualTo(words("who IS it?"));
        assertThat(words("Who is it?")).isNotEqualTo(words("Where is it?"));
        assertThat(words("call 0711 now")).isEqualTo(words("call 4980 now"));
        assertThat(Vectors.dot(words("one two"), words("one two"))).isCloseTo(0.16, within(1e-5));
    }

    @Test
    void tellsHowDenseATextIsWithSigns() {
        assertThat(densities("nothing of the kind here")).containsOnly(0);
        for (float each : densities("WIN 1000 NOW!!! Pay £5? www.win.example")) {
            assertThat(each).isBetween(0.01f, 0.46f);
        }
        assertThat(densities("a 1 b".repeat(1_000))[0]).isEqualTo(densities("a 1 b")[0]);
    }

    @Test
    void numbersWordsAndPairsOnce() {
        assertThat(numbers("one two")).hasSize(4).isSorted();
        assertThat(numbers("one two one two")).hasSize(5).contains(numbers("one two"));
        assertThat(numbers("two one")).isNotEqualTo(numbers("one two"));
        assertThat(numbers("")).isEmpty();
    }

    private static float[] numbers(String text) {
        float[] surface = Surface.of(text);
        return Arrays.copyOfRange(surface, Surface.COUNT, surface.length);
    }

    @Test
    void takesAnyText() {
        for (var text : new String[] {"", " ", "\ud83d", "!!!", "\u0000", "ß".repeat(100_000)}) {
            for (float each : Surface.of(text)) {
                assertThat(Float.isFinite(each)).isTrue();
            }
        }
    }
}
