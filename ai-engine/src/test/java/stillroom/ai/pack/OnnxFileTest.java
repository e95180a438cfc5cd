package stillroom.ai.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxFileTest {

    @TempDir private Path folder;

    private Path file = Path.of("");

    @BeforeEach
    void nameFile() {
        file = folder.resolve("m.onnx");
    }

    @Test
    void findsTheMatrixOfANamedBias() throws IOException {
        Files.write(file, model());

        try (Checkpoint checkpoint = Checkpoint.ofOnnx(Family.BERT, 0, file)) {
            Numbers matrix = checkpoint.tensor("dense.weight", 3, 0);
            assertThat(matrix.shape()).containsExactly(3L, 2L);
            assertThat(matrix.source().at(0)).isEqualTo(1f);
            assertThat(matrix.source().at(1)).isEqualTo(4f);
            assertThat(matrix.source().at(5)).isEqualTo(6f);
        }
    }

    @Test
    void saysWhichTensorTheModelLacks() throws IOException {
        Files.write(file, model());

        try (Checkpoint checkpoint = Checkpoint.ofOnnx(Family.BERT, 0, file)) {
            assertThatThrownBy(() -> checkpoint.tensor("other.weight", 3, 2))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("'other.weight'");
        }
    }

    @Test
    void refusesWeightsInAnotherFile() throws IOException {
        byte[] tensor = join(text(8, "far"), number(2, 1), number(14, 1));
        Files.write(file, bytes(7, bytes(5, tensor)));

        assertThatThrownBy(() -> OnnxFile.open(file).close())
                .isInstanceOf(IOException.class)
                .hasMessage("m.onnx: the tensor 'far' lies in another file");
    }

    @Test
    void refusesAShapeThatTheDataDoesNotFill() throws IOException {
        byte[] tensor =
                join(number(1, Long.MAX_VALUE), number(2, 1), text(8, "big"), bytes(9, floats(1)));
        Files.write(file, bytes(7, bytes(5, tensor)));

        assertThatThrownBy(() -> OnnxFile.open(file).close())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("'big'");
    }

    /// A graph with one linear layer: `Add(MatMul(x, 17), dense.bias)`.
    static byte[] model() {
        byte[] matrix =
                join(
                        number(1, 2),
                        number(1, 3),
                        number(2, 1),
                        text(8, "17"),
                        bytes(9, floats(1, 2, 3, 4, 5, 6)));
        byte[] bias =
                join(number(1, 3), number(2, 1), text(8, "dense.bias"), bytes(9, floats(7, 8, 9)));
        byte[] product =
                join(text(1, "x"), text(1, "17"), text(2, "18"), text(3, "m"), text(4, "MatMul"));
        byte[] sum = join(text(1, "18"), text(1, "dense.bias"), text(2, "y"), text(4, "Add"));
        byte[] graph = join(bytes(1, product), bytes(1, sum), bytes(5, matrix), bytes(5, bias));
        // The graph comes last, so that a file cut anywhere is cut within it.
        return join(number(1, 8), bytes(7, graph));
    }

    private static byte[] number(int field, long value) {
        return join(varint(field << 3), varint(value));
    }

    private static byte[] text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] bytes(int field, byte[] value) {
        return join(varint((field << 3) | 2), varint(value.length), value);
    }

    private static byte[] floats(float... values) {
        ByteBuffer buffer =
                ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            buffer.putFloat(value);
        }
        return buffer.array();
    }

    private static byte[] varint(long value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.write((int) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
        return out.toByteArray();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
