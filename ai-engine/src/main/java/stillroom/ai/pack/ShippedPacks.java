package stillroom.ai.pack;

import java.util.List;
import java.util.Map;

/// The packs that the program is shipped with, as they are before they have files.
public final class ShippedPacks {

    /// The standard encoder.
    public static final Manifest BGE_SMALL =
            pack(
                    "bge-small-en-v1.5",
                    12,
                    Pooling.CLS,
                    "Represent this sentence for searching relevant passages: ",
                    512,
                    "MIT",
                    "https://huggingface.co/BAAI/bge-small-en-v1.5");

    /// The light encoder.
    public static final Manifest MINI_LM =
            pack(
                    "all-minilm-l6-v2",
                    6,
                    Pooling.MEAN,
                    "",
                    256,
                    "Apache-2.0",
                    "https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2");

    private ShippedPacks() {}

    private static Manifest pack(
            String name,
            int layers,
            Pooling pooling,
            String queryPrefix,
            int maxTokens,
            String license,
            String source) {
        return new Manifest(
                name,
                "1",
                PackBuilder.FAMILY,
                384,
                layers,
                12,
                pooling,
                Activation.GELU,
                1e-12,
                null,
                null,
                queryPrefix,
                "",
                maxTokens,
                Precision.INT8,
                license,
                source,
                Map.of());
    }

    /// All of them.
    public static List<Manifest> all() {
        return List.of(BGE_SMALL, MINI_LM);
    }
}
