package stillroom.app.cli;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;

/// Where a command reads and writes: UTF-8 whatever the locale, color only where a person looks.
public final class Terminal {

    private static final String BOLD = "\u001b[1m";
    private static final String DIM = "\u001b[2m";
    private static final String NORMAL = "\u001b[0m";

    private final BufferedReader in;
    private final PrintStream out;
    private final PrintStream err;
    private final boolean colored;
    private final boolean errIsTerminal;

    /// What a stream leads to.
    public enum Kind {
        TERMINAL,
        FILE
    }

    public Terminal(
            InputStream in, OutputStream out, Kind outKind, OutputStream err, Kind errKind) {
        this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        this.out = new PrintStream(out, false, StandardCharsets.UTF_8);
        this.err = new PrintStream(err, true, StandardCharsets.UTF_8);
        this.colored = outKind == Kind.TERMINAL;
        this.errIsTerminal = errKind == Kind.TERMINAL;
    }

    /// The standard streams of the process.
    public static Terminal standard() {
        return new Terminal(
                System.in,
                new FileOutputStream(FileDescriptor.out),
                kind(1),
                new FileOutputStream(FileDescriptor.err),
                kind(2));
    }

    /// Java tells only whether all three streams are a terminal, so the C library is asked.
    @SuppressWarnings("restricted") // a native call; the launcher allows them
    private static Kind kind(int descriptor) {
        if (System.getenv("NO_COLOR") != null || "dumb".equals(System.getenv("TERM"))) {
            return Kind.FILE;
        }
        var linker = Linker.nativeLinker();
        var isatty =
                linker.defaultLookup()
                        .find("isatty")
                        .or(() -> linker.defaultLookup().find("_isatty"));
        if (isatty.isEmpty()) {
            return Kind.FILE;
        }
        var signature = FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
        try {
            var answer =
                    (int) linker.downcallHandle(isatty.get(), signature).invokeExact(descriptor);
            return answer == 0 ? Kind.FILE : Kind.TERMINAL;
        } catch (Throwable e) {
            throw new IllegalStateException("isatty failed", e);
        }
    }

    boolean errIsTerminal() {
        return errIsTerminal;
    }

    PrintStream err() {
        return err;
    }

    PrintStream out() {
        return out;
    }

    /// Prints a line at once.
    ///
    /// @throws ReaderGone if nobody reads any more, as after `| head`
    void print(String line) {
        out.print(line + "\n");
        if (out.checkError()) { // flushes too
            throw new ReaderGone();
        }
    }

    /// The reader of the output has gone.
    static final class ReaderGone extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /// The lines of standard input, one by one as they come.
    Iterator<String> lines() {
        return in.lines().iterator();
    }

    String bold(String text) {
        return colored ? BOLD + text + NORMAL : text;
    }

    String dim(String text) {
        return colored ? DIM + text + NORMAL : text;
    }

    /// Makes a text fit to be shown in one line: a name may hold line breaks, or worse, commands to
    /// the terminal.
    static String oneLine(String text) {
        return text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ").strip();
    }

    /// The same for a text of several lines.
    static String manyLines(String text) {
        return text.replaceAll("[\\p{Cntrl}&&[^\\n\\t]]+", "");
    }
}
