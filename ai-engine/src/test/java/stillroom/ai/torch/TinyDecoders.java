package stillroom.ai.torch;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import stillroom.ai.pack.PackBuilder;
import stillroom.ai.pack.Precision;
import stillroom.ai.pack.Tensor;
import stillroom.ai.pack.TensorFile;

/// The checkpoints with random weights that `tiny_decoders.py` made, and what Python gave for them.
final class TinyDecoders {

    private static final Path FOLDER = TinyModels.folder("tiny-decoders");

    private TinyDecoders() {}

    /// Copies a checkpoint with its tokenizer, as it would be published.
    static Path copy(String name, Path into) throws IOException {
        return TinyModels.copy(FOLDER.resolve(name), FOLDER.resolve("tokenizer.json"), into);
    }

    static void copyTokenizer(Path folder) throws IOException {
        Files.copy(FOLDER.resolve("tokenizer.json"), folder.resolve("tokenizer.json"));
    }

    /// Imports a checkpoint.
    static PackBuilder.Staged stage(Path checkpoint, Precision precision, Path pack)
            throws IOException {
        return TinyModels.stage(
                checkpoint, TinyModels.wishes(precision, null), PackBuilder.Keep.NOTHING, pack);
    }

    static Golden golden(String name) throws IOException {
        return new Golden(TensorFile.open(FOLDER.resolve(name).resolve("golden.safetensors")));
    }

    /// What Python gave.
    record Golden(TensorFile file) implements AutoCloseable {

        long[] prompt() throws IOException {
            return whole("prompt");
        }

        long[] following() throws IOException {
            return whole("following");
        }

        private long[] whole(String name) throws IOException {
            Tensor tensor = file.tensor(name);
            long[] numbers = new long[Math.toIntExact(tensor.elements())];
            tensor.data().asByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().get(numbers);
            return numbers;
        }

        int scores() throws IOException {
            return Math.toIntExact(file.tensor("scores").elements());
        }

        double score(int index) throws IOException {
            return file.tensor("scores").number(index);
        }

        int best(int token, int words) throws IOException {
            int best = 0;
            for (int word = 1; word < words; word++) {
                if (score(token * words + word) > score(token * words + best)) {
                    best = word;
                }
            }
            return best;
        }

        @Override
        public void close() {
            file.close();
        }
    }
}
