package stillroom.ai.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TensorFileTest {

    @TempDir private Path folder;

    private Path file = Path.of("");

    @BeforeEach
    void nameFile() {
        file = folder.resolve("t.safetensors");
    }

    @Test
    void readsWhatItWrote() throws IOException {
        write();

        try (TensorFile read = TensorFile.open(file)) {
            assertThat(read.tensors()).containsOnlyKeys("matrix", "vector");
            assertThat(read.tensor("matrix").shape()).containsExactly(2L, 3L);
            assertThat(read.tensor("matrix").number(5)).isEqualTo(-6f);
            assertThat(read.tensor("vector").type()).isEqualTo(ElementType.F32);
            assertThat(read.tensor("vector").number(1)).isEqualTo(2.5f);
        }
    }

    @Test
    void saysWhichTensorIsMissing() throws IOException {
        write();

        try (TensorFile read = TensorFile.open(file)) {
            assertThatThrownBy(() -> read.tensor("bias"))
                    .isInstanceOf(IOException.class)
                    .hasMessage("t.safetensors: the tensor 'bias' is missing");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "{\"t\":3}",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[1]}}",
                "{\"t\":{\"dtype\":\"F99\",\"shape\":[1],\"data_offsets\":[0,4]}}",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,4]}}",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}}",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[-4,0]}}",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,8]}}",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,0]}}",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,4]}}",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[9223372036854775808],\"data_offsets\":[0,4]}}",
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[[1]],\"data_offsets\":[0,{}]}}",
                "{\"t\":{\"dtype\":\"I8\",\"shape\":[4],\"data_offsets\":[0,4]},"
                        + "\"u\":{\"dtype\":\"I8\",\"shape\":[2],\"data_offsets\":[2,4]}}"
            })
    void refusesAHeaderThatLies(String header) throws IOException {
        writeRaw(header.getBytes(StandardCharsets.UTF_8), 4);

        assertThatThrownBy(() -> TensorFile.open(file).close()).isInstanceOf(IOException.class);
    }

    @Test
    void refusesAHeaderNestedTooDeep() throws IOException {
        writeRaw("{\"t\":".repeat(100_000).getBytes(StandardCharsets.UTF_8), 0);

        assertThatThrownBy(() -> TensorFile.open(file).close()).isInstanceOf(IOException.class);
    }

    private void write() throws IOException {
        write(file);
    }

    /// Writes a matrix and a vector.
    static void write(Path file) throws IOException {
        SequencedMap<String, Numbers> tensors = new LinkedHashMap<>();
        tensors.put(
                "matrix",
                Numbers.of(
                        new Tensor(
                                ElementType.I8,
                                List.of(2L, 3L),
                                MemorySegment.ofArray(new byte[] {1, 2, 3, -4, -5, -6}))));
        tensors.put("vector", Numbers.of(new float[] {1.5f, 2.5f}));
        Files.deleteIfExists(file);
        TensorFile.write(file, tensors, (_, _) -> true);
    }

    private void writeRaw(byte[] header, int data) throws IOException {
        Files.write(
                file,
                ByteBuffer.allocate(Long.BYTES + header.length + data)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(header.length)
                        .put(header)
                        .array());
    }
}
