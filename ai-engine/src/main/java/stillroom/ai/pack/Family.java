package stillroom.ai.pack;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The published models that can be imported: encoders built like BERT, decoders built like Llama,
/// and what reads a text and writes another, T5 and BART. What differs among each is how they name
/// their tensors and settings.
enum Family {
    BERT("bert"),
    ROBERTA("xlm-roberta roberta camembert"),
    DISTILBERT("distilbert"),
    MPNET("mpnet"),
    LLAMA("llama mistral qwen2 qwen3 gemma"),
    T5("t5 mt5"),
    BART("bart mbart pegasus");

    private static final String LAYER = "encoder.layer.";

    /// What `config.json` calls the family.
    private final String modelTypes;

    Family(String modelTypes) {
        this.modelTypes = modelTypes;
    }

    private List<String> modelTypes() {
        return List.of(modelTypes.split(" ", -1));
    }

    static Optional<Family> of(String modelType) {
        return Arrays.stream(values())
                .filter(family -> family.modelTypes().contains(modelType))
                .findFirst();
    }

    /// All that can be imported, for people.
    static String known() {
        return Arrays.stream(values())
                .flatMap(family -> family.modelTypes().stream())
                .collect(Collectors.joining(", "));
    }

    /// The weightless program that runs it.
    String program() {
        return readsFirst() ? "seq2seq" : writes() ? "llama_decoder" : PackBuilder.FAMILY;
    }

    /// Whether it writes.
    boolean writes() {
        return this == LLAMA || readsFirst();
    }

    /// Whether it reads a whole text before it writes another.
    boolean readsFirst() {
        return this == T5 || this == BART;
    }

    /// The tensor of the word embeddings in a pack.
    String words() {
        return readsFirst()
                ? Seq2SeqTensors.WORDS
                : writes() ? "embed_tokens.weight" : Checkpoint.WORDS;
    }

    /// The published name of a tensor that each checkpoint of the family has.
    String landmark() {
        return readsFirst() ? Seq2SeqNames.landmark(this) : published(words());
    }

    /// What `config.json` calls a setting of BERT.
    String setting(String ofBert) {
        if (readsFirst()) {
            return switch (ofBert) {
                case "hidden_size" -> "d_model";
                case "num_attention_heads" -> this == T5 ? "num_heads" : "decoder_attention_heads";
                default -> ofBert;
            };
        }
        if (this != DISTILBERT) {
            return ofBert;
        }
        return switch (ofBert) {
            case "hidden_size" -> "dim";
            case "num_hidden_layers" -> "n_layers";
            case "num_attention_heads" -> "n_heads";
            case "hidden_act" -> "activation";
            default -> ofBert;
        };
    }

    /// Between the two linear layers of a head.
    Activation headActivation() {
        return this == DISTILBERT ? Activation.RELU : Activation.TANH;
    }

    /// Whether tokens have a type, which tells the two texts of a pair apart.
    boolean hasTypes() {
        return this == BERT || this == ROBERTA;
    }

    /// Whether the first positions, up to the number of the padding token, are never used.
    boolean skipsPositions() {
        return this == ROBERTA || this == MPNET;
    }

    boolean hasRelativeAttention() {
        return this == MPNET;
    }

    /// The name under which the family publishes a tensor of a pack, without what may stand before
    /// all of its names.
    ///
    /// @param tensor such as `encoder.layer.0.output.dense.bias`
    String published(String tensor) {
        if (readsFirst()) {
            return Seq2SeqNames.published(this, tensor);
        }
        if (writes()) {
            return tensor;
        }
        if (tensor.equals(PackBuilder.RELATIVE)) {
            return "encoder.relative_attention_bias.weight";
        }
        int end = tensor.lastIndexOf('.');
        String part = tensor.substring(0, end);
        String kind = tensor.substring(end);
        if (part.startsWith("head.")) {
            return inHead(part) + kind;
        }
        if (!part.startsWith(LAYER)) {
            return tensor;
        }
        int name = part.indexOf('.', LAYER.length()) + 1;
        return (this == DISTILBERT ? "transformer.layer." : LAYER)
                + part.substring(LAYER.length(), name)
                + inLayer(part.substring(name))
                + kind;
    }

    /// All names under which the family may publish a tensor, the most usual first.
    List<String> names(String tensor) {
        return readsFirst() && tensor.equals(words())
                ? Seq2SeqNames.ofWords()
                : List.of(published(tensor));
    }

    private String inHead(String part) {
        boolean first = part.equals("head.dense");
        return switch (this) {
            case BERT -> first ? "pooler.dense" : "classifier";
            case DISTILBERT -> first ? "pre_classifier" : "classifier";
            case ROBERTA, MPNET, LLAMA, T5, BART ->
                    first ? "classifier.dense" : "classifier.out_proj";
        };
    }

    private String inLayer(String part) {
        return switch (this) {
            case BERT, ROBERTA, LLAMA, T5, BART -> part;
            case DISTILBERT ->
                    switch (part) {
                        case "attention.self.query" -> "attention.q_lin";
                        case "attention.self.key" -> "attention.k_lin";
                        case "attention.self.value" -> "attention.v_lin";
                        case "attention.output.dense" -> "attention.out_lin";
                        case "attention.output.LayerNorm" -> "sa_layer_norm";
                        case "intermediate.dense" -> "ffn.lin1";
                        case "output.dense" -> "ffn.lin2";
                        case "output.LayerNorm" -> "output_layer_norm";
                        default -> part;
                    };
            case MPNET ->
                    switch (part) {
                        case "attention.self.query" -> "attention.attn.q";
                        case "attention.self.key" -> "attention.attn.k";
                        case "attention.self.value" -> "attention.attn.v";
                        case "attention.output.dense" -> "attention.attn.o";
                        case "attention.output.LayerNorm" -> "attention.LayerNorm";
                        default -> part;
                    };
        };
    }
}
