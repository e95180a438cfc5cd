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
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
        try (FileChannel channel =
                FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
            writeAll(path, channel, ByteBuffer.wrap(header(tensors)));
            write(path, channel, tensors, 0, watch, _ -> {});
        }
    }

    /// Writes tensors to a file, or goes on where an earlier call for the same tensors was stopped,
    /// or its process killed. Beside the file stands the hash of each tensor that is done
    /// ([#done(Path)]); the first one that is not what its hash says, and all after it, are written
    /// anew.
    ///
    /// @return how many tensors were there
    /// @throws CancellationException if `watch` wants to stop; what was written stays
    /// @throws IOException as [#write] does
    static int goOn(Path path, SequencedMap<String, Numbers> tensors, Watch watch)
            throws IOException {
        byte[] header = header(tensors);
        List<String> hashes = Files.exists(done(path)) ? Files.readAllLines(done(path)) : List.of();
        try (FileChannel channel =
                FileChannel.open(
                        path,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.CREATE)) {
            int there = 0;
            long end = header.length;
            if (Arrays.equals(header, read(channel, 0, header.length))) {
                for (Numbers tensor : tensors.values()) {
                    long next = end + bytes(tensor);
                    if (there == hashes.size()
                            || !hash(channel, end, next).equals(hashes.get(there))) {
                        break;
                    }
                    end = next;
                    there++;
                }
            }
            Files.write(done(path), hashes.subList(0, there));
            channel.truncate(0 < there ? end : 0).position(0);
            writeAll(path, channel, ByteBuffer.wrap(header));
            channel.position(end);
            write(
                    path,
                    channel,
                    tensors,
                    there,
                    watch,
                    begin ->
                            Files.writeString(
                                    done(path),
                                    hash(channel, begin, channel.position()) + "\n",
                                    StandardOpenOption.APPEND));
            return there;
        }
    }

    /// The file that says what is done of a file of tensors.
    static Path done(Path path) {
        return path.resolveSibling(path.getFileName() + ".done");
    }

    private static long bytes(Numbers tensor) {
        return tensor.elements() * tensor.type().bytes();
    }

    private static byte[] header(SequencedMap<String, Numbers> tensors) {
        JsonObject header = new JsonObject();
        long offset = 0;
        for (Map.Entry<String, Numbers> entry : tensors.entrySet()) {
            Numbers tensor = entry.getValue();
            JsonArray shape = new JsonArray();
            tensor.shape().forEach(shape::add);
            JsonArray offsets = new JsonArray();
            offsets.add(offset);
            offset += bytes(tensor);
            offsets.add(offset);
            JsonObject description = new JsonObject();
            description.addProperty("dtype", tensor.type().name());
            description.add("shape", shape);
            description.add("data_offsets", offsets);
            header.add(entry.getKey(), description);
        }
        // Padded with spaces so that the numbers begin at a multiple of eight, as the format asks.
        String text = header.toString();
        byte[] json =
                (text + " ".repeat(-text.getBytes(StandardCharsets.UTF_8).length & 7))
                        .getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Long.BYTES + json.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .put(json)
                .array();
    }

    private interface Written {
        void tensor(long begin) throws IOException;
    }

    private static void write(
            Path path,
            FileChannel channel,
            SequencedMap<String, Numbers> tensors,
            int first,
            Watch watch,
            Written written)
            throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment piece = arena.allocate(PIECE);
            List<String> names = List.copyOf(tensors.keySet());
            for (int at = first; at < names.size(); at++) {
                if (!watch.goesOn(at, names.size())) {
                    throw new CancellationException("stopped while weights were written");
                }
                try {
                    long begin = channel.position();
                    write(path, channel, Objects.requireNonNull(tensors.get(names.get(at))), piece);
                    written.tensor(begin);
                } catch (FileSystemException ofTheDisk) {
                    throw ofTheDisk;
                } catch (IOException failure) {
                    throw new IOException(
                            "the tensor '" + names.get(at) + "': " + failure.getMessage(), failure);
                }
            }
            channel.force(true);
        }
    }

    private static byte[] read(FileChannel channel, long begin, int size) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(size);
        int got = 0;
        while (got >= 0 && bytes.hasRemaining()) {
            got = channel.read(bytes, begin + bytes.position());
        }
        return bytes.array();
    }

    private static String hash(FileChannel channel, long begin, long end) throws IOException {
        MessageDigest digest = ModelPack.sha256();
        ByteBuffer bytes = ByteBuffer.allocateDirect((int) PIECE);
        for (long at = begin; at < end; at += bytes.limit()) {
            bytes.clear().limit((int) Math.min(PIECE, end - at));
            if (channel.read(bytes, at) < bytes.limit()) {
                return "";
            }
            digest.update(bytes.flip());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void write(Path path, FileChannel channel, Numbers tensor, MemorySegment piece)
            throws IOException {
        long bytes = bytes(tensor);
        for (long begin = 0; begin < bytes; begin += piece.byteSize()) {
            MemorySegment part = piece.asSlice(0, Math.min(piece.byteSize(), bytes - begin));
            tensor.store(begin / tensor.type().bytes(), part);
            writeAll(path, channel, part.asByteBuffer());
        }
    }

    private static void writeAll(Path path, FileChannel channel, ByteBuffer bytes)
            throws IOException {
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException refused) {
            // A channel does not say of which file; mostly its disk is full.
            FileSystemException named =
                    new FileSystemException(path.toString(), null, refused.getMessage());
            named.initCause(refused);
            throw named;
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
