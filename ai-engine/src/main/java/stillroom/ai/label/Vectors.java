package stillroom.ai.label;

import java.util.Arrays;
import java.util.List;

/// Arithmetic of vectors.
final class Vectors {

    private Vectors() {}

    /// Four sums at a time, so that no addition waits for the one before it.
    static double dot(float[] left, float[] right) {
        double first = 0;
        double second = 0;
        double third = 0;
        double fourth = 0;
        int i = 0;
        for (; i + 4 <= left.length; i += 4) {
            first += (double) left[i] * right[i];
            second += (double) left[i + 1] * right[i + 1];
            third += (double) left[i + 2] * right[i + 2];
            fourth += (double) left[i + 3] * right[i + 3];
        }
        for (; i < left.length; i++) {
            first += (double) left[i] * right[i];
        }
        return first + second + (third + fourth);
    }

    /// One behind the other.
    static float[] joined(float[] first, float[] second) {
        float[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    /// The mean direction, of length one; the first vector where they cancel out.
    static float[] mean(List<float[]> vectors) {
        float[] sum = new float[vectors.getFirst().length];
        for (float[] vector : vectors) {
            for (int i = 0; i < sum.length; i++) {
                sum[i] += vector[i];
            }
        }
        double length = Math.sqrt(dot(sum, sum));
        if (length < 1e-6) {
            return vectors.getFirst().clone();
        }
        for (int i = 0; i < sum.length; i++) {
            sum[i] = (float) (sum[i] / length);
        }
        return sum;
    }
}
