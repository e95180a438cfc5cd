package stillroom.ai.pack;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;

/// Numbers with a shape, in memory that may be a mapped file: then they can be read only while the
/// file is open.
///
/// @param shape rows first; empty for a single number
/// @param data little-endian, rows one after another, exactly as long as type and shape say
public record Tensor(ElementType type, List<Long> shape, MemorySegment data) {

    static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    public Tensor {
        shape = List.copyOf(shape);
    }

    /// Returns the tensor after checking that the data is as long as its type and shape say.
    ///
    /// @param name what an error calls it
    /// @throws IOException if it is not, or if the shape makes no sense
    static Tensor checked(String name, ElementType type, List<Long> shape, MemorySegment data)
            throws IOException {
        if (bytes(name, type, shape) != data.byteSize()) {
            throw new IOException(
                    "the tensor '"
                            + name
                            + "' has not as much data as its shape "
                            + shape
                            + " wants");
        }
        return new Tensor(type, shape, data);
    }

    private static long bytes(String name, ElementType type, List<Long> shape) throws IOException {
        long bytes = type.bytes();
        for (long size : shape) {
            if (size < 0 || (size > 0 && bytes > Long.MAX_VALUE / size)) {
                throw new IOException(
                        "the tensor '" + name + "' has the impossible shape " + shape);
            }
            bytes *= size;
        }
        return bytes;
    }

    /// Number of elements.
    public long elements() {
        return data.byteSize() / type.bytes();
    }

    /// Returns the element at `index` in the order of the data.
    ///
    /// @throws IllegalStateException if the elements are whole numbers of more than a byte
    public float number(long index) {
        return switch (type) {
            case F32 -> data.get(FLOAT, index * Float.BYTES);
            case F16 -> Float.float16ToFloat(data.get(SHORT, index * Short.BYTES));
            case BF16 -> Float.intBitsToFloat(data.get(SHORT, index * Short.BYTES) << Short.SIZE);
            case I8 -> data.get(ValueLayout.JAVA_BYTE, index);
            case I32, I64 -> throw new IllegalStateException("not a tensor of real numbers");
        };
    }
}
