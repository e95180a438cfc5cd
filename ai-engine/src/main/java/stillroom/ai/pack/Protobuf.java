package stillroom.ai.pack;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/// Steps through the fields of one protobuf message in memory, without a schema. Nothing is copied
/// until it is asked for, and no length is believed that the message does not hold; nested messages
/// are read only where the caller knows them, so depth costs nothing.
final class Protobuf {

    private static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED_32 = 5;

    private final MemorySegment message;
    private long position;
    private int field;
    private int wireType;
    private long number;
    private MemorySegment bytes = MemorySegment.NULL;

    Protobuf(MemorySegment message) {
        this.message = message;
    }

    /// Goes to the next field.
    ///
    /// @return false at the end of the message
    boolean next() throws IOException {
        if (position == message.byteSize()) {
            return false;
        }
        long tag = varint();
        field = (int) (tag >>> 3);
        wireType = (int) (tag & 7);
        if (field <= 0 || tag >>> 32 != 0) {
            throw new IOException("a field has an impossible number");
        }
        switch (wireType) {
            case VARINT -> number = varint();
            case FIXED_64 -> bytes = take(Long.BYTES);
            case BYTES -> bytes = take(varint());
            case FIXED_32 -> bytes = take(Integer.BYTES);
            default -> throw new IOException("a field has the unknown kind " + wireType);
        }
        return true;
    }

    int field() {
        return field;
    }

    /// Whether the field holds bytes: text, a nested message or packed numbers.
    boolean holdsBytes() {
        return wireType == BYTES;
    }

    long number() throws IOException {
        require(VARINT);
        return number;
    }

    MemorySegment bytes() throws IOException {
        require(BYTES);
        return bytes;
    }

    String text() throws IOException {
        return new String(bytes().toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }

    Protobuf message() throws IOException {
        return new Protobuf(bytes());
    }

    /// Reads numbers that stand one after another without tags, as in a packed field.
    boolean hasNumber() {
        return position < message.byteSize();
    }

    /// Reads one number, see [#hasNumber].
    long varint() throws IOException {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = take(1).get(ValueLayout.JAVA_BYTE, 0);
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IOException("a number does not end");
    }

    private MemorySegment take(long length) throws IOException {
        if (length < 0 || length > message.byteSize() - position) {
            throw new IOException("the file ends too early, or a length in it is wrong");
        }
        MemorySegment taken = message.asSlice(position, length);
        position += length;
        return taken;
    }

    private void require(int expected) throws IOException {
        if (wireType != expected) {
            throw new IOException("the field " + field + " is not what it should be");
        }
    }
}
