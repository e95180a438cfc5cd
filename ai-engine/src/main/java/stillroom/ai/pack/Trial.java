package stillroom.ai.pack;

import java.util.List;

/// Runs a model while a pack is made of it.
public interface Trial {

    /// Arrays for each layer of the model, one layer after another.
    int ARRAYS_A_LAYER = 3;

    /// Returns, for each layer, the largest magnitude of each channel of: what goes into its
    /// attention, what comes out of it, and what goes into its intermediate layer.
    ///
    /// @param pack weights in fp32
    List<float[]> largest(ModelPack pack);

    /// Returns the vectors of texts, as [stillroom.ai.Embedder#embed] gives them.
    ///
    /// @param pack run in its own precision
    List<float[]> vectors(ModelPack pack, List<String> texts);

    /// Returns, for each text, the token that a model thinks the likeliest after each of its
    /// tokens.
    ///
    /// @param pack of a model that writes, run with its weights one layer after another
    /// @throws java.util.concurrent.CancellationException if `watch` wants to stop
    List<long[]> guesses(ModelPack pack, List<String> texts, PackBuilder.Watch watch);
}
