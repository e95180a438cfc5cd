package stillroom.ai.pack;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What the numbers of linear layers are, stored or computed with.
public enum Precision {
    /// Whole numbers of 4 bits with a scale and a zero for each group of columns of each row; for
    /// models that write.
    INT4,
    /// Whole numbers of 8 bits with a scale for each output channel.
    INT8,
    /// Floats of 16 bits with the range of 32. Stored as fp16, which keeps more of each weight.
    BF16,
    /// Floats of 16 bits, finer but with a small range; run as floats of 32 on a CPU.
    FP16,
    /// Floats of 32 bits, as most models are published.
    FP32;

    /// The precision that has a name, as [#toString] gives it.
    public static Optional<Precision> named(String name) {
        return Arrays.stream(values())
                .filter(precision -> precision.toString().equals(name))
                .findFirst();
    }

    /// The name as manifests, programs and people write it.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
