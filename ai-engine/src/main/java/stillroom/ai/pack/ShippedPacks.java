package stillroom.ai.pack;

import java.util.List;

/// The packs that the program is shipped with.
public final class ShippedPacks {

    /// The standard encoder.
    public static final PackBuilder.Recipe BGE_SMALL =
            new PackBuilder.Recipe(
                    "bge-small-en-v1.5",
                    "1",
                    12,
                    Pooling.CLS,
                    "Represent this sentence for searching relevant passages: ",
                    512,
                    Precision.INT8,
                    "MIT",
                    "https://huggingface.co/BAAI/bge-small-en-v1.5");

    /// The light encoder.
    public static final PackBuilder.Recipe MINI_LM =
            new PackBuilder.Recipe(
                    "all-minilm-l6-v2",
                    "1",
                    12,
                    Pooling.MEAN,
                    "",
                    256,
                    Precision.INT8,
                    "Apache-2.0",
                    "https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2");

    private ShippedPacks() {}

    /// All of them.
    public static List<PackBuilder.Recipe> all() {
        return List.of(BGE_SMALL, MINI_LM);
    }
}
