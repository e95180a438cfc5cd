package stillroom.ai.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class WordingTest {

    private static final List<String> MINE =
            List.of("see you soon, regards", "regards to all of you", "many regards, soon more");
    private static final List<String> THEIRS =
            List.of("order now, click here", "click and save, order", "here you order and save");

    /// @param times how often each of the examples is there
    private static Wording learned(int times, int classes) {
        List<float[]> texts = new ArrayList<>();
        List<boolean[]> has = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            for (List<String> examples : List.of(MINE, THEIRS)) {
                for (String example : examples) {
                    boolean[] labels = new boolean[classes];
                    labels[examples.equals(MINE) ? 0 : 1] = true;
                    texts.add(words(example));
                    has.add(labels);
                }
            }
        }
        return Wording.of(texts, has, classes);
    }

    private static float[] words(String text) {
        float[] surface = Surface.of(text);
        return Arrays.copyOfRange(surface, Surface.COUNT, surface.length);
    }

    private static double[] said(Wording wording, String text, int classes) {
        double[] logits = new double[classes];
        wording.addTo(logits, words(text));
        return logits;
    }

    private static double preference(Wording wording, String text) {
        double[] said = said(wording, text, 2);
        return said[0] - said[1];
    }

    @Test
    void aWordSpeaksForTheLabelWhoseExamplesHaveIt() {
        Wording wording = learned(1, 2);
        assertThat(preference(wording, "regards")).isPositive();
        assertThat(preference(wording, "click here")).isNegative();
    }

    @Test
    void moreExamplesAndMoreWordsSayMore() {
        double few = preference(learned(1, 2), "regards");
        assertThat(preference(learned(50, 2), "regards")).isGreaterThan(10 * few);
        assertThat(preference(learned(1, 2), "many regards, soon more")).isGreaterThan(few);
    }

    @Test
    void unknownWordsAndLabelsWithoutExamplesAreNotSpokenOf() {
        assertThat(said(learned(1, 3), "zebra", 3)).containsOnly(0);
        assertThat(said(learned(1, 3), "regards", 3)[2]).isZero();
        assertThat(said(Wording.of(List.of(), List.of(), 2), "regards", 2)).containsOnly(0);
    }

    @Test
    void saysTheSameOnceReadAgain() throws IOException {
        Wording wording = learned(2, 2);
        byte[] bytes = bytes(wording);
        Wording again = Wording.read(new DataInputStream(new ByteArrayInputStream(bytes)), 2);
        assertThat(said(again, "regards, click here", 2))
                .isEqualTo(said(wording, "regards, click here", 2));
        assertThat(bytes(again)).isEqualTo(bytes);
    }

    @Test
    void refusesBytesOfSomethingElse() throws IOException {
        byte[] bytes = bytes(learned(2, 2));
        for (byte[] wrong : List.of(Arrays.copyOf(bytes, bytes.length - 1), reversed(bytes))) {
            assertThatThrownBy(() ->
                            Wording.read(new DataInputStream(new ByteArrayInputStream(wrong)), 2))
                    .isInstanceOf(IOException.class);
        }
        assertThatThrownBy(
                        () -> Wording.read(new DataInputStream(new ByteArrayInputStream(bytes)), 1))
                .isInstanceOf(IOException.class);
    }

    private static byte[] bytes(Wording wording) throws IOException {
        var bytes = new ByteArrayOutputStream();
        wording.write(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static byte[] reversed(byte[] bytes) {
        List<Byte> list = new ArrayList<>();
        for (byte each : bytes) {
            list.add(each);
        }
        Collections.reverse(list.subList(Integer.BYTES, list.size()));
        byte[] reversed = bytes.clone();
        for (int i = 0; i < reversed.length; i++) {
            reversed[i] = list.get(i);
        }
        return reversed;
    }
}
