/// Runs models on this machine; never opens a connection. Speaks text and vectors, knows nothing of
/// documents or libraries.
@org.jspecify.annotations.NullMarked
module stillroom.ai {
    requires static transitive org.jspecify;

    exports stillroom.ai;
}
