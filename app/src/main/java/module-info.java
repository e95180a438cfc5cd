/// The desktop application: brings models and library together, as a window and as a command line.
@org.jspecify.annotations.NullMarked
module stillroom.app {
    requires atlantafx.base;
    requires com.google.gson;
    requires info.picocli;
    requires java.logging;
    requires java.net.http;
    requires javafx.controls;
    requires static transitive org.jspecify;
    requires org.apache.commons.csv;
    requires org.kordamp.ikonli.bootstrapicons;
    requires org.kordamp.ikonli.javafx;
    requires stillroom.ai;
    requires stillroom.index;

    exports stillroom.app to
            javafx.graphics;
}
