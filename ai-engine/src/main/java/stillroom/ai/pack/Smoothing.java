package stillroom.ai.pack;

import java.util.Arrays;
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

    private static final float SMALLEST = 1e-5f;

    private Smoothing() {}

    /// Returns the factor of each channel that goes into some matrices, so that large channels meet
    /// small weights. Factors are powers of the square root of two: so small differences between
    /// processors do not change a pack.
    ///
    /// @param largest magnitude of each channel
    /// @param matrices `(outputs, inputs)`, a column for each channel
    static float[] factors(float[] largest, List<Numbers> matrices) {
        float[] weights = new float[largest.length];
        Arrays.fill(weights, SMALLEST);
        for (Numbers matrix : matrices) {
            matrix.raiseToColumns(weights);
        }
        float[] factors = new float[largest.length];
        for (int channel = 0; channel < factors.length; channel++) {
            double exponent =
                    STRENGTH * log2(Math.max(SMALLEST, largest[channel]))
                            - (1 - STRENGTH) * log2(weights[channel]);
            factors[channel] = (float) StrictMath.pow(2, Math.rint(2 * exponent) / 2);
        }
        return factors;
    }

    private static double log2(double number) {
        return StrictMath.log(number) / StrictMath.log(2);
    }
}
