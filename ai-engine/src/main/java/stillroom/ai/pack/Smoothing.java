package stillroom.ai.pack;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// Moves the size of activations into weights, so that both can be rounded to 8 bits with less
/// loss: a channel that gets large is divided by a factor where it is made and multiplied by it
/// where it is used. After SmoothQuant (Xiao et al., 2023).
///
/// *Measured* over 60 texts, cosine to fp32, mean and least, without and with: all-minilm-l6-v2
/// 0.9933 and 0.9844, 0.9959 and 0.9920; bge-small-en-v1.5 0.9975 and 0.9930, 0.9984 and 0.9958.
final class Smoothing {

    /// How much of the size moves: nothing at 0, all of it at 1.
    private static final double STRENGTH = 0.6;

    private static final double SMALLEST = 1e-5;

    private Smoothing() {}

    /// Returns the factor of each channel that goes into some matrices, so that large channels meet
    /// small weights. Factors are powers of the square root of two: so small differences between
    /// processors do not change a pack.
    ///
    /// @param largest magnitude of each channel
    /// @param matrices `(outputs, inputs)`, a column for each channel
    static float[] factors(float[] largest, List<Tensor> matrices) {
        float[] factors = new float[largest.length];
        for (int channel = 0; channel < factors.length; channel++) {
            double weight = SMALLEST;
            for (Tensor matrix : matrices) {
                for (long at = channel; at < matrix.elements(); at += factors.length) {
                    weight = Math.max(weight, Math.abs(matrix.number(at)));
                }
            }
            double exponent =
                    STRENGTH * log2(Math.max(SMALLEST, largest[channel]))
                            - (1 - STRENGTH) * log2(weight);
            factors[channel] = (float) StrictMath.pow(2, Math.rint(2 * exponent) / 2);
        }
        return factors;
    }

    private static double log2(double number) {
        return StrictMath.log(number) / StrictMath.log(2);
    }

    /// Multiplies each column of a matrix by the factor of its channel.
    static Tensor columnsTimes(Tensor matrix, float[] factors) {
        return map(matrix, index -> matrix.number(index) * factors[index % factors.length]);
    }

    /// Divides each row of a matrix, or each number of a vector, by the factor of its channel.
    static Tensor rowsOver(Tensor tensor, float[] factors) {
        int each = Math.toIntExact(tensor.elements() / factors.length);
        return map(tensor, index -> tensor.number(index) / factors[index / each]);
    }

    private interface Element {
        float at(int index);
    }

    private static Tensor map(Tensor tensor, Element element) {
        int elements = Math.toIntExact(tensor.elements());
        MemorySegment data = Arena.ofAuto().allocate((long) elements * Float.BYTES);
        for (int index = 0; index < elements; index++) {
            data.setAtIndex(Tensor.FLOAT, index, element.at(index));
        }
        return new Tensor(ElementType.F32, tensor.shape(), data);
    }

    /// Returns factors as a tensor.
    static Tensor tensor(float[] factors) {
        MemorySegment data = Arena.ofAuto().allocate((long) factors.length * Float.BYTES);
        for (int index = 0; index < factors.length; index++) {
            data.setAtIndex(Tensor.FLOAT, index, factors[index]);
        }
        return new Tensor(ElementType.F32, List.of((long) factors.length), data);
    }
}
