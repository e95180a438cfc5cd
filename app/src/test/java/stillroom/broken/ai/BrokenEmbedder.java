package stillroom.broken.ai;

import stillroom.broken.index.BrokenIndex;

/// A model that knows the index, which knows the model.
public record BrokenEmbedder(BrokenIndex index) {}
