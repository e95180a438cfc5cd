package stillroom.ai.pack;

import java.util.Locale;

/// What a model does between two linear layers.
public enum Activation {
    GELU,
    /// GELU by the formula with the hyperbolic tangent.
    GELU_TANH,
    RELU,
    SILU,
    TANH;

    /// The name as manifests and programs write it.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
