package stillroom.ai.pack;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/// Gives the readers of models files that are damaged on purpose. Each must be read or refused with
/// an [IOException]; it may cost no other exception or error, and no more memory than its size
/// justifies. [#main] does so for as long as one likes.
final class ReaderFuzz {

    /// A parsed file takes some memory for each of its bytes, and each reader some for itself.
    private static final long BYTES_FOR_A_BYTE = 200;

    private static final long BYTES_IN_ANY_CASE = 8_000_000;

    private static final List<String> WRONG_NUMBERS =
            List.of(
                    "-1",
                    "0",
                    "1.5",
                    "1e999",
                    "1e999999999",
                    "2147483648",
                    "4611686018427387904",
                    "9223372036854775807",
                    "99999999999999999999999",
                    "null",
                    "\"\"",
                    "[]",
                    "{}",
                    "true");

    private final Path folder;
    private final Random random;
    private final Map<Format, byte[]> whole = new EnumMap<>(Format.class);
    private final ThreadMXBean memory = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /// The files that are read.
    enum Format {
        SAFETENSORS("t.safetensors"),
        ONNX("m.onnx"),
        MANIFEST("pack/manifest.json"),
        CONFIG("checkpoint/config.json"),
        SHARDS("checkpoint/model.safetensors.index.json"),
        TOKENIZER("checkpoint/tokenizer.json");

        private final String file;

        Format(String file) {
            this.file = file;
        }
    }

    /// What became of the files.
    record Tally(long files, long refused) {}

    /// @param folder an empty one, for the damaged files
    ReaderFuzz(Path folder, long seed) throws IOException {
        this.folder = folder;
        this.random = new Random(seed);
        TinyPack.write(folder.resolve("pack"), "1");
        Path checkpoint = Files.createDirectory(folder.resolve("checkpoint"));
        for (String name :
                List.of(
                        "config.json",
                        "model-00001-of-00002.safetensors",
                        "model-00002-of-00002.safetensors",
                        "model.safetensors.index.json")) {
            Files.write(checkpoint.resolve(name), resource("xlm-roberta/" + name));
        }
        Files.write(checkpoint.resolve("tokenizer.json"), resource("unigram.json"));
        Files.write(folder.resolve(Format.ONNX.file), OnnxFileTest.model());
        TensorFileTest.write(folder.resolve(Format.SAFETENSORS.file));
        for (Format format : Format.values()) {
            whole.put(format, Files.readAllBytes(folder.resolve(format.file)));
            read(format); // or the damage would be no news
        }
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in =
                ReaderFuzz.class.getResourceAsStream("/stillroom/ai/torch/tiny/" + name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        }
    }

    /// Cuts a file at each length; all of it must be needed.
    ///
    /// @return the lengths at which it was read all the same
    List<Integer> readWhenCut(Format format, int step) throws IOException {
        byte[] bytes = bytes(format);
        List<Integer> read = new ArrayList<>();
        for (int length = 0; length < bytes.length; length += step) {
            if (isRead(format, Arrays.copyOf(bytes, length))) {
                read.add(length);
            }
        }
        restore(format);
        return read;
    }

    /// Reads damaged files of a format.
    Tally run(Format format, int rounds) throws IOException {
        long refused = 0;
        for (int round = 0; round < rounds; round++) {
            refused += isRead(format, damaged(format)) ? 0 : 1;
        }
        restore(format);
        return new Tally(rounds, refused);
    }

    private byte[] bytes(Format format) {
        return Objects.requireNonNull(whole.get(format));
    }

    private void restore(Format format) throws IOException {
        Files.write(folder.resolve(format.file), bytes(format));
    }

    private boolean isRead(Format format, byte[] bytes) throws IOException {
        Files.write(folder.resolve(format.file), bytes);
        long before = memory.getCurrentThreadAllocatedBytes();
        boolean isRead = true;
        try {
            read(format);
        } catch (IOException refused) {
            isRead = false;
            if (refused.getMessage() == null || refused.getMessage().isBlank()) {
                throw new AssertionError(format + " was refused without a word", refused);
            }
        } catch (Throwable wrong) {
            throw new AssertionError(
                    "%s, kept in %s, was not refused".formatted(format, folder), wrong);
        }
        long taken = memory.getCurrentThreadAllocatedBytes() - before;
        if (taken > BYTES_IN_ANY_CASE + BYTES_FOR_A_BYTE * bytes.length) {
            throw new AssertionError(
                    "%s of %d bytes, kept in %s, took %d bytes"
                            .formatted(format, bytes.length, folder, taken));
        }
        return isRead;
    }

    private void read(Format format) throws IOException {
        Path file = folder.resolve(format.file);
        switch (format) {
            case SAFETENSORS -> {
                try (TensorFile read = TensorFile.open(file)) {
                    look(read.tensors(), Files.size(file));
                }
            }
            case ONNX -> {
                try (OnnxFile read = OnnxFile.open(file)) {
                    look(read.initializers(), Files.size(file));
                }
            }
            case MANIFEST -> ModelPack.open(folder.resolve("pack"));
            case CONFIG, SHARDS, TOKENIZER ->
                    PublishedModel.open(
                                    folder.resolve("checkpoint"),
                                    new PublishedModel.Wishes(
                                            null, null, Precision.FP32, null, null, null, null))
                            .close();
        }
    }

    /// Touches the ends of what was read: a tensor that reaches out of the file would crash here.
    private static void look(Map<String, Tensor> tensors, long size) {
        for (Tensor tensor : tensors.values()) {
            if (tensor.data().byteSize() > size) {
                throw new AssertionError("a tensor is larger than its file");
            }
            boolean isReal = tensor.type() != ElementType.I32 && tensor.type() != ElementType.I64;
            if (isReal && tensor.elements() > 0) {
                tensor.number(0);
                tensor.number(tensor.elements() - 1);
            }
        }
    }

    // -- Damage

    private byte[] damaged(Format format) {
        byte[] bytes = bytes(format);
        for (int change = random.nextInt(3); change >= 0; change--) {
            bytes = damaged(bytes);
        }
        return bytes;
    }

    private byte[] damaged(byte[] bytes) {
        if (bytes.length < Long.BYTES) {
            return bytes;
        }
        return switch (random.nextInt(8)) {
            case 0 -> Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case 1, 2 -> {
                byte[] changed = bytes.clone();
                changed[random.nextInt(bytes.length)] = (byte) random.nextInt();
                yield changed;
            }
            case 3 -> {
                byte[] changed = bytes.clone();
                changed[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                yield changed;
            }
            case 4 -> {
                byte[] changed = bytes.clone();
                ByteBuffer.wrap(changed)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(random.nextInt(bytes.length - Long.BYTES + 1), extreme());
                yield changed;
            }
            case 5 -> spliced(bytes);
            case 6 -> withWrongNumber(bytes);
            default -> random.nextInt(20) == 0 ? nested(bytes) : withWrongNumber(bytes);
        };
    }

    private long extreme() {
        return switch (random.nextInt(5)) {
            case 0 -> -1;
            case 1 -> Long.MAX_VALUE;
            case 2 -> Long.MIN_VALUE;
            case 3 -> 1L << random.nextInt(63);
            default -> random.nextLong();
        };
    }

    /// Puts a piece of the file where another was, so that tensors overlap and lists repeat.
    private byte[] spliced(byte[] bytes) {
        int from = random.nextInt(bytes.length);
        int length = random.nextInt(Math.min(64, bytes.length - from) + 1);
        int to = random.nextInt(bytes.length);
        ByteBuffer out = ByteBuffer.allocate(bytes.length + length);
        return out.put(bytes, 0, to)
                .put(bytes, from, length)
                .put(bytes, to, bytes.length - to)
                .array();
    }

    /// Changes one number of a text; what is no text is left almost as it was.
    private byte[] withWrongNumber(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int start = random.nextInt(text.length());
        while (start < text.length() && !Character.isDigit(text.charAt(start))) {
            start++;
        }
        int end = start;
        while (end < text.length() && Character.isDigit(text.charAt(end))) {
            end++;
        }
        String number = WRONG_NUMBERS.get(random.nextInt(WRONG_NUMBERS.size()));
        return (text.substring(0, start) + number + text.substring(end))
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    /// Nests deeper than a reader that calls itself could follow: JSON, or messages of protobuf.
    private byte[] nested(byte[] bytes) {
        int depth = 20_000;
        if (random.nextBoolean()) {
            int at = random.nextInt(bytes.length);
            String deep = (random.nextBoolean() ? "[" : "{\"a\":").repeat(depth);
            ByteBuffer out = ByteBuffer.allocate(bytes.length + deep.length());
            return out.put(bytes, 0, at)
                    .put(deep.getBytes(StandardCharsets.US_ASCII))
                    .put(bytes, at, bytes.length - at)
                    .array();
        }
        byte[] message = new byte[2 * depth];
        for (int at = 0; at < message.length; at += 2) {
            message[at] = (7 << 3) | 2; // the graph
            message[at + 1] = (byte) Math.min(127, message.length - at - 2);
        }
        return message;
    }

    /// Reads damaged files until the time is over.
    ///
    /// @param arguments seconds, and a seed if the files are to be those of another run
    public static void main(String[] arguments) throws IOException {
        long seconds = Long.parseLong(arguments[0]);
        long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : System.nanoTime();
        System.out.println("seed " + seed);
        var fuzz = new ReaderFuzz(Files.createTempDirectory("fuzz"), seed);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        Map<Format, Tally> tallies = new EnumMap<>(Format.class);
        while (System.nanoTime() < end) {
            for (Format format : Format.values()) {
                tallies.merge(
                        format,
                        fuzz.run(format, 100),
                        (one, more) ->
                                new Tally(
                                        one.files() + more.files(),
                                        one.refused() + more.refused()));
            }
        }
        tallies.forEach((format, tally) ->
                System.out.printf(
                        "%s: %,d files, %,d refused, the rest read%n",
                        format, tally.files(), tally.refused()));
    }
}
