/// The desktop application: brings models and library together, as a window and as a command line.
@org.jspecify.annotations.NullMarked
module stillroom.app {
    requires com.google.gson;
    requires java.net.http;
    requires static transitive org.jspecify;
    requires com.google.gson;
    requires info.picocli;
    requires java.logging;
    requires stillroom.ai;
    requires stillroom.index;
}
