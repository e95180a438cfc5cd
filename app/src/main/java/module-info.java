/// The desktop application: brings models and library together, as a window and as a command line.
@org.jspecify.annotations.NullMarked
module stillroom.app {
    requires static transitive org.jspecify;
    requires com.google.gson;
    requires info.picocli;
    requires java.logging;
    requires java.net.http;
    requires stillroom.ai;
    requires stillroom.index;
}
