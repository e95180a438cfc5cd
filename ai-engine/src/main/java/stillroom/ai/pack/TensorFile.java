package stillroom.ai.pack;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;

/// A file of named tensors in the safetensors format, mapped into memory. Every size and offset is
/// checked against the file before it is used, so that a damaged or hostile file costs an exception
/// and no memory. Safe for any thread; the tensors live until the file is closed.
public final class TensorFile implements AutoCloseable {

    private static final ValueLayout.OfLong LENGTH =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /// What the format allows; a header of this size is beyond any model.
    private static final long LONGEST_HEADER = 100_000_000;

    /// Bytes that are written at once.
    private static final long PIECE = 1 << 20;

    private final Path path;
    private final Arena arena;
    private final Map<String, Tensor> tensors;

    private TensorFile(Path path, Arena arena, Map<String, Tensor> tensors) {
        this.path = path;
        this.arena = arena;
        this.tensors = tensors;
    }

    /// Opens a file and reads its table of contents.
    ///
    /// @throws IOException if it cannot be read or breaks the format; the message says what is
    ///   wrong
    public static TensorFile open(Path path) throws IOException {
        Arena arena = Arena.ofShared();
        try (FileChannel channel = FileChannel.open(path)) {
            MemorySegment file =
                    channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            return new TensorFile(path, arena, contents(file));
        } catch (IOException | JsonParseException damage) {
            arena.close();
            throw new IOException(path.getFileName() + ": " + damage.getMessage(), damage);
        }
    }

    private static Map<String, Tensor> contents(MemorySegment file) throws IOException {
        if (file.byteSize() < Long.BYTES) {
            throw new IOException("the file is too short for safetensors");
        }
        long length = file.get(LENGTH, 0);
        if (length < 2 || length > file.byteSize() - Long.BYTES || length > LONGEST_HEADER) {
            throw new IOException("the header does not fit into the file");
        }
        byte[] header = file.asSlice(Long.BYTES, length).toArray(ValueLayout.JAVA_BYTE);
        MemorySegment data = file.asSlice(Long.BYTES + length);
        JsonElement json = JsonParser.parseString(new String(header, StandardCharsets.UTF_8));
        if (!json.isJsonObject()) {
            throw new IOException("the header is not a JSON object");
        }
        Map<String, Tensor> tensors = new TreeMap<>();
        List<Range> ranges = new ArrayList<>();
        for (Map.Entry<String, JsonElement> entry : json.getAsJsonObject().entrySet()) {
            if (!entry.getKey().equals("__metadata__")) {
                String name = entry.getKey();
                if (!entry.getValue().isJsonObject()) {
                    throw new IOException("the header does not describe the tensor '" + name + "'");
                }
                JsonObject description = entry.getValue().getAsJsonObject();
                Range range = range(name, description, data.byteSize());
                ranges.add(range);
                tensors.put(
                        name,
                        Tensor.checked(
                                name,
                                type(name, description),
                                wholeNumbers(name, description, "shape"),
                                data.asSlice(range.begin(), range.end() - range.begin())));
            }
        }
        requireNoOverlap(ranges, data.byteSize());
        return Collections.unmodifiableMap(tensors);
    }

    private record Range(long begin, long end) {}

    private static Range range(String name, JsonObject description, long size) throws IOException {
        List<Long> offsets = wholeNumbers(name, description, "data_offsets");
        if (offsets.size() != 2
                || offsets.get(0) < 0
                || offsets.get(1) < offsets.get(0)
                || offsets.get(1) > size) {
            throw new IOException("the tensor '" + name + "' lies outside of the file");
        }
        return new Range(offsets.get(0), offsets.get(1));
    }

    private static void requireNoOverlap(List<Range> ranges, long size) throws IOException {
        ranges.sort(Comparator.comparingLong(Range::begin).thenComparingLong(Range::end));
        long end = 0;
        for (Range range : ranges) {
            if (range.begin() != end) {
                throw new IOException("tensors overlap or leave gaps");
            }
            end = range.end();
        }
        if (end != size) {
            throw new IOException("the file is longer than its tensors");
        }
    }

    private static ElementType type(String name, JsonObject description) throws IOException {
        JsonElement type = description.get("dtype");
        if (type != null && type.isJsonPrimitive()) {
            for (ElementType known : ElementType.values()) {
                if (known.name().equals(type.getAsString())) {
                    return known;
                }
            }
        }
        throw new IOException("the tensor '" + name + "' has the unknown type " + type);
    }

    private static List<Long> wholeNumbers(String name, JsonObject description, String key)
            throws IOException {
        if (!(description.get(key) instanceof JsonArray array)) {
            throw new IOException("the tensor '" + name + "' has no " + key);
        }
        List<Long> numbers = new ArrayList<>();
        for (JsonElement element : array) {
            try {
                // By way of the text, since getAsLong would cut a fraction or an overflow in
                // silence.
                numbers.add(Long.parseLong(element.getAsString()));
            } catch (IllegalStateException
                    | UnsupportedOperationException
                    | NumberFormatException wrong) {
                throw new IOException(
                        "the tensor '" + name + "' has a wrong " + key + ": " + array, wrong);
            }
        }
        return numbers;
    }

    /// Looks on while tensors are written.
    interface Watch {

        /// Called before each tensor; says false to stop.
        boolean goesOn(int written, int all);
    }

    /// Writes tensors to a new file, in the order given, holding little of them in memory. Equal
    /// tensors give equal files.
    ///
    /// @throws CancellationException if `watch` wants to stop
    /// @throws IOException if the file exists or cannot be written, or a tensor has numbers that
    ///   its type cannot hold
    static void write(Path path, SequencedMap<String, Numbers> tensors, Watch watch)
            throws IOException {
        JsonObject header = new JsonObject();
        long offset = 0;
        for (Map.Entry<String, Numbers> entry : tensors.entrySet()) {
            Numbers tensor = entry.getValue();
            JsonArray shape = new JsonArray();
            tensor.shape().forEach(shape::add);
            JsonArray offsets = new JsonArray();
            offsets.add(offset);
            offset += tensor.elements() * tensor.type().bytes();
            offsets.add(offset);
            JsonObject description = new JsonObject();
            description.addProperty("dtype", tensor.type().name());
            description.add("shape", shape);
            description.add("data_offsets", offsets);
            header.add(entry.getKey(), description);
        }
        // Padded with spaces so that the numbers begin at a multiple of eight, as the format asks.
        String text = header.toString();
        byte[] bytes =
                (text + " ".repeat(-text.getBytes(StandardCharsets.UTF_8).length & 7))
                        .getBytes(StandardCharsets.UTF_8);
        try (FileChannel channel =
                        FileChannel.open(
                                path, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
                Arena arena = Arena.ofConfined()) {
            ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            writeAll(channel, length.putLong(bytes.length).flip());
            writeAll(channel, ByteBuffer.wrap(bytes));
            MemorySegment piece = arena.allocate(PIECE);
            int written = 0;
            for (Map.Entry<String, Numbers> entry : tensors.entrySet()) {
                if (!watch.goesOn(written++, tensors.size())) {
                    throw new CancellationException("stopped while weights were written");
                }
                try {
                    write(channel, entry.getValue(), piece);
                } catch (IOException failure) {
                    throw new IOException(
                            "the tensor '" + entry.getKey() + "': " + failure.getMessage(),
                            failure);
                }
            }
            channel.force(true);
        }
    }

    private static void write(FileChannel channel, Numbers tensor, MemorySegment piece)
            throws IOException {
        long bytes = tensor.elements() * tensor.type().bytes();
        for (long begin = 0; begin < bytes; begin += piece.byteSize()) {
            MemorySegment part = piece.asSlice(0, Math.min(piece.byteSize(), bytes - begin));
            tensor.store(begin / tensor.type().bytes(), part);
            writeAll(channel, part.asByteBuffer());
        }
    }

    private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /// All tensors by name.
    public Map<String, Tensor> tensors() {
        return tensors;
    }

    /// Returns the tensor with this name.
    ///
    /// @throws IOException if there is none
    public Tensor tensor(String name) throws IOException {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IOException(path.getFileName() + ": the tensor '" + name + "' is missing");
        }
        return tensor;
    }

    /// Gives the file back; its tensors must not be used any more.
    @Override
    public void close() {
        arena.close();
    }
}
