package stillroom.ai.pack;

import java.io.IOException;
import java.util.List;
import java.util.SequencedMap;

/// Puts matrices among the tensors of a pack, rounded or as they are. Each is worked out when it is
/// written, row by row, so that no more than a row of a model is in memory.
final class Matrices {

    private static final int LARGEST_INT8 = 127;
    private static final int LARGEST_INT4 = 15;
    private static final int MIDDLE_INT4 = 8;
    private static final int[] GROUPS = {64, 32};

    private final SequencedMap<String, Numbers> tensors;

    /// @param tensors gets what is put
    Matrices(SequencedMap<String, Numbers> tensors) {
        this.tensors = tensors;
    }

    /// Puts a matrix as `name.weight`, with its scales and zeros beside it.
    ///
    /// @param as fp32 stands for the numbers as they were published
    /// @throws IOException if it cannot be rounded so
    void put(String name, Numbers matrix, Precision as) throws IOException {
        switch (as) {
            case INT4 -> putInt4(name, matrix);
            case INT8 -> putInt8(name, matrix);
            // What was published in 16 bits needs no more.
            case FP32 ->
                    tensors.put(
                            name + ".weight",
                            matrix.as(
                                    matrix.type() == ElementType.F32
                                            ? ElementType.F32
                                            : ElementType.F16));
            case BF16, FP16 -> tensors.put(name + ".weight", matrix.as(ElementType.F16));
        }
    }

    /// One row of a matrix after another, each read once.
    private static final class Rows {

        private final Numbers matrix;
        private final float[] row;
        private long held = -1;

        Rows(Numbers matrix) {
            this.matrix = matrix;
            this.row = new float[Math.toIntExact(matrix.shape().getLast())];
        }

        float[] row(long wanted) {
            if (wanted != held) {
                for (int column = 0; column < row.length; column++) {
                    row[column] = matrix.source().at(wanted * row.length + column);
                }
                held = wanted;
            }
            return row;
        }

        int columns() {
            return row.length;
        }
    }

    /// Symmetric about zero, with the largest number of a row at 127.
    private void putInt8(String name, Numbers matrix) {
        Rows rows = new Rows(matrix);
        Rows again = new Rows(matrix);
        int columns = rows.columns();
        float[] scale = new float[1];
        long[] of = {-1};
        tensors.put(
                name + ".weight",
                new Numbers(
                        ElementType.I8,
                        matrix.shape(),
                        index -> {
                            long at = index / columns;
                            float[] row = rows.row(at);
                            if (of[0] != at) {
                                scale[0] = int8Scale(row);
                                of[0] = at;
                            }
                            return (float) Math.rint(row[(int) (index % columns)] / scale[0]);
                        }));
        tensors.put(
                name + ".scale",
                new Numbers(
                        ElementType.F32,
                        List.of(matrix.shape().getFirst()),
                        index -> int8Scale(again.row(index))));
    }

    private static float int8Scale(float[] row) {
        float largest = Float.MIN_NORMAL;
        for (float number : row) {
            largest = Math.max(largest, Math.abs(number));
        }
        return largest / LARGEST_INT8;
    }

    /// How a group of numbers is rounded to 4 bits: to `(number - 8) * scale + zero`.
    private record Group(float scale, float zero) {

        static Group of(float[] row, int begin, int size) {
            float least = row[begin];
            float most = row[begin];
            for (int column = begin; column < begin + size; column++) {
                least = Math.min(least, row[column]);
                most = Math.max(most, row[column]);
            }
            float scale = shortened(Math.max((most - least) / LARGEST_INT4, Float.MIN_NORMAL));
            return new Group(scale, shortened(least + MIDDLE_INT4 * scale));
        }

        /// To the 8 bits of precision that the program computes with.
        private static float shortened(float number) {
            return Float.isFinite(number)
                    ? Float.intBitsToFloat((Float.floatToRawIntBits(number) + 0x8000) & 0xFFFF0000)
                    : number;
        }

        boolean isFinite() {
            return Float.isFinite(scale) && Float.isFinite(zero);
        }

        int number(float weight) {
            return Math.clamp(Math.round((weight - zero) / scale) + MIDDLE_INT4, 0, LARGEST_INT4);
        }
    }

    private void putInt4(String name, Numbers matrix) throws IOException {
        Rows rows = new Rows(matrix);
        int columns = rows.columns();
        int size = group(name, columns);
        int groups = columns / size;
        Group[] of = new Group[groups];
        long[] held = {-1};
        tensors.put(
                name + ".weight",
                new Numbers(
                        ElementType.I8,
                        List.of(matrix.shape().getFirst(), columns / 2L),
                        index -> {
                            long at = index / (columns / 2);
                            float[] row = rows.row(at);
                            if (held[0] != at) {
                                for (int group = 0; group < groups; group++) {
                                    of[group] = Group.of(row, group * size, size);
                                }
                                held[0] = at;
                            }
                            int column = 2 * (int) (index % (columns / 2));
                            Group group = of[column / size];
                            return group.isFinite()
                                    ? (byte)
                                            (group.number(row[column])
                                                    | group.number(row[column + 1]) << 4)
                                    : Float.NaN; // refused with the name of the tensor
                        }));
        for (boolean scales : List.of(true, false)) {
            Rows again = new Rows(matrix);
            tensors.put(
                    name + (scales ? ".scale" : ".zero"),
                    new Numbers(
                            ElementType.F32,
                            List.of(matrix.shape().getFirst(), (long) groups),
                            index -> {
                                Group group =
                                        Group.of(
                                                again.row(index / groups),
                                                (int) (index % groups) * size,
                                                size);
                                return scales ? group.scale() : group.zero();
                            }));
        }
    }

    private static int group(String name, int columns) throws IOException {
        for (int size : GROUPS) {
            if (columns % size == 0) {
                return size;
            }
        }
        throw new IOException(
                "'%s' has %d columns, which int4 cannot group; use int8".formatted(name, columns));
    }
}
