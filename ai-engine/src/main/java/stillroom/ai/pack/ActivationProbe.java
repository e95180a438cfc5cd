package stillroom.ai.pack;

import java.util.List;

/// Runs a model in full precision on fixed texts, to see how large the inputs of its linear layers
/// get.
public interface ActivationProbe {

    /// Arrays for each layer of the model, one layer after another.
    int ARRAYS_A_LAYER = 3;

    /// Returns, for each layer, the largest magnitude of each channel of: what goes into its
    /// attention, what comes out of it, and what goes into its intermediate layer.
    ///
    /// @param pack weights in fp32
    List<float[]> largest(ModelPack pack);
}
