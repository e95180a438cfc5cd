/// Runs models on this machine; never opens a connection. Speaks text and vectors, knows nothing of
/// documents or libraries.
@org.jspecify.annotations.NullMarked
module stillroom.ai {
    requires static transitive org.jspecify;
    requires com.google.gson;
    requires jdk.management;
    requires ai.djl.api;
    requires ai.djl.pytorch_engine;
    requires ai.djl.tokenizers;

    exports stillroom.ai;
    exports stillroom.ai.device;
    exports stillroom.ai.label;
    exports stillroom.ai.pack;
    exports stillroom.ai.summary;
    exports stillroom.ai.torch;
}
