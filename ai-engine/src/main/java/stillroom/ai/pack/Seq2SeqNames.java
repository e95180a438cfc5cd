package stillroom.ai.pack;

import java.util.List;

/// What T5 and BART call the tensors that a pack gives one name.
final class Seq2SeqNames {

    private Seq2SeqNames() {}

    /// The name under which a family publishes a tensor, without what may stand before all names.
    ///
    /// @param tensor such as `decoder.layers.0.cross.query.weight`
    static String published(Family family, String tensor) {
        int end = tensor.lastIndexOf('.');
        String part = tensor.substring(0, end);
        String kind = tensor.substring(end);
        String side = part.substring(0, Math.max(0, part.indexOf('.')));
        int layer = part.indexOf(".layers.");
        if (layer >= 0) {
            int number = layer + ".layers.".length();
            int block = part.indexOf('.', number) + 1;
            String in = part.substring(block);
            String which = part.substring(number, block);
            return side
                    + (family == Family.T5
                            ? ".block." + which + inT5(side, in)
                            : ".layers." + which + inBart(in))
                    + kind;
        }
        return switch (part) {
            case "words" -> "shared" + kind;
            case "head" -> kind.equals(".bias") ? "final_logits_bias" : "lm_head" + kind;
            default -> side + around(family, part.substring(side.length() + 1)) + kind;
        };
    }

    /// The names of the word embeddings: tied tensors may be kept under any of them.
    static List<String> ofWords() {
        return List.of(
                "shared.weight",
                "encoder.embed_tokens.weight",
                "decoder.embed_tokens.weight",
                "lm_head.weight");
    }

    /// A tensor that every checkpoint of the family has.
    static String landmark(Family family) {
        return published(family, "encoder.layers.0.attention.query.weight");
    }

    private static String around(Family family, String part) {
        return switch (part) {
            case "positions" -> ".embed_positions";
            case "distances" -> ".block.0.layer.0.SelfAttention.relative_attention_bias";
            case "first" -> ".layernorm_embedding";
            case "last" -> family == Family.T5 ? ".final_layer_norm" : ".layer_norm";
            default -> "." + part;
        };
    }

    private static String inT5(String side, String part) {
        String feed = side.equals("encoder") ? "layer.1." : "layer.2.";
        return switch (part) {
            case "attention.norm" -> "layer.0.layer_norm";
            case "cross.norm" -> "layer.1.layer_norm";
            case "feed.norm" -> feed + "layer_norm";
            case "feed.only" -> feed + "DenseReluDense.wi";
            case "feed.gate" -> feed + "DenseReluDense.wi_0";
            case "feed.up" -> feed + "DenseReluDense.wi_1";
            case "feed.down" -> feed + "DenseReluDense.wo";
            default -> {
                int dot = part.indexOf('.');
                yield (part.startsWith("cross")
                                ? "layer.1.EncDecAttention."
                                : "layer.0.SelfAttention.")
                        + part.charAt(dot + 1);
            }
        };
    }

    private static String inBart(String part) {
        return switch (part) {
            case "attention.norm" -> "self_attn_layer_norm";
            case "cross.norm" -> "encoder_attn_layer_norm";
            case "feed.norm" -> "final_layer_norm";
            case "feed.only" -> "fc1";
            case "feed.down" -> "fc2";
            default -> {
                int dot = part.indexOf('.');
                String matrix = part.substring(dot + 1);
                yield (part.startsWith("cross") ? "encoder_attn." : "self_attn.")
                        + (matrix.equals("output") ? "out" : matrix.charAt(0))
                        + "_proj";
            }
        };
    }
}
