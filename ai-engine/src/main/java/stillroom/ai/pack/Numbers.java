package stillroom.ai.pack;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/// A tensor whose numbers are worked out one by one when they are written, so that a model of any
/// size can be changed without being held in memory.
///
/// @param type what the numbers are written as
/// @param shape rows first
/// @param source the numbers, rows one after another
record Numbers(ElementType type, List<Long> shape, Source source) {

    /// Gives the number at a place; the same each time.
    interface Source {
        float at(long index);
    }

    Numbers {
        shape = List.copyOf(shape);
    }

    static Numbers of(Tensor tensor) {
        return new Numbers(tensor.type(), tensor.shape(), tensor::number);
    }

    static Numbers of(float[] numbers) {
        return new Numbers(
                ElementType.F32,
                List.of((long) numbers.length),
                index -> numbers[Math.toIntExact(index)]);
    }

    long elements() {
        return shape.stream().reduce(1L, Math::multiplyExact);
    }

    /// The product of all dimensions but the first.
    private long rowLength() {
        return shape.stream().skip(1).reduce(1L, Math::multiplyExact);
    }

    Numbers as(ElementType other) {
        return new Numbers(other, shape, source);
    }

    /// A matrix with rows and columns changed.
    Numbers transposed() {
        long columns = shape.get(0);
        long rows = shape.get(1);
        return new Numbers(
                type,
                shape.reversed(),
                index -> source.at(index % columns * rows + index / columns));
    }

    /// All rows but the first few.
    Numbers withoutRows(long first) {
        List<Long> left = new ArrayList<>(shape);
        left.set(0, shape.getFirst() - first);
        long skipped = first * rowLength();
        return new Numbers(type, left, index -> source.at(index + skipped));
    }

    /// Each column multiplied by the factor of its channel.
    Numbers columnsTimes(float[] factors) {
        return new Numbers(
                type, shape, index -> source.at(index) * factors[(int) (index % factors.length)]);
    }

    /// Each row of a matrix, or each number of a vector, divided by the factor of its channel.
    Numbers rowsOver(float[] factors) {
        long each = rowLength();
        return new Numbers(type, shape, index -> source.at(index) / factors[(int) (index / each)]);
    }

    /// The largest magnitude in each row.
    float[] largestOfRows() {
        float[] largest = new float[Math.toIntExact(shape.getFirst())];
        long each = rowLength();
        for (int row = 0; row < largest.length; row++) {
            for (long index = row * each; index < (row + 1) * each; index++) {
                largest[row] = Math.max(largest[row], Math.abs(source.at(index)));
            }
        }
        return largest;
    }

    /// Raises `largest` to the largest magnitude in each column.
    void raiseToColumns(float[] largest) {
        long elements = elements();
        for (long index = 0; index < elements; index++) {
            int column = (int) (index % largest.length);
            largest[column] = Math.max(largest[column], Math.abs(source.at(index)));
        }
    }

    /// Fills a piece of memory with the numbers from `first` on, as they are stored.
    ///
    /// @throws IOException if a number is not finite, or too large for the type
    void store(long first, MemorySegment piece) throws IOException {
        int bytes = type.bytes();
        for (long at = 0; at < piece.byteSize(); at += bytes) {
            float number = source.at(first + at / bytes);
            boolean fits = Float.isFinite(number);
            switch (type) {
                case F32 -> piece.set(Tensor.FLOAT, at, number);
                case F16 -> {
                    short half = Float.floatToFloat16(number);
                    fits = Float.isFinite(Float.float16ToFloat(half));
                    piece.set(Tensor.SHORT, at, half);
                }
                case I8 -> piece.set(ValueLayout.JAVA_BYTE, at, (byte) number);
                case BF16, I32, I64 ->
                        throw new IllegalStateException("no type of a pack: " + type);
            }
            if (!fits) {
                throw new IOException(
                        Float.isFinite(number)
                                ? "it has the number %s, too large for half precision; use fp32"
                                        .formatted(number)
                                : "it has numbers that are infinite or none");
            }
        }
    }
}
