package stillroom.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.logging.ErrorManager;
import java.util.logging.FileHandler;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import stillroom.index.IndexException;

/// Keeps the log of the program in the folder of the library, and nothing of it anywhere else.
///
/// No name and no text of a document gets in: our own messages name ids, those of libraries are
/// left out, and so is what exceptions say, because a path may stand in it. What remains is where
/// in the code it happened.
final class LogFolder {

    private static final String OURS = "stillroom";
    private static final int BYTES_A_FILE = 1 << 20;
    private static final int FILES = 3;

    private LogFolder() {}

    /// Keeps every message off the console. To be called first.
    static void quiet() {
        LogManager.getLogManager().reset();
    }

    /// Begins to write below `library`.
    static void open(Path library) {
        try {
            var folder = Files.createDirectories(library.resolve("logs"));
            var pattern = folder.toString().replace("%", "%%") + "/stillroom-%g.log";
            var handler = new FileHandler(pattern, BYTES_A_FILE, FILES, true);
            handler.setEncoding("UTF-8");
            handler.setErrorManager(new Silent());
            handler.setFormatter(new WithoutNames());
            handler.setFilter(record ->
                    isOurs(record) || record.getLevel().intValue() >= Level.SEVERE.intValue());
            Logger.getLogger("").addHandler(handler);
        } catch (IOException e) {
            throw new IndexException(
                    IndexException.Reason.NO_ACCESS,
                    "The folder of the library cannot be written; check its rights.",
                    e);
        }
    }

    private static boolean isOurs(LogRecord record) {
        return String.valueOf(record.getLoggerName()).startsWith(OURS);
    }

    /// Closes the files.
    static void close() {
        for (var handler : Logger.getLogger("").getHandlers()) {
            if (handler instanceof FileHandler) {
                Logger.getLogger("").removeHandler(handler);
                handler.close();
            }
        }
    }

    /// A log that cannot be written, as on a full disk, is told of by whoever cannot write what
    /// matters.
    private static final class Silent extends ErrorManager {
        @Override
        public synchronized void error(String message, Exception exception, int code) {}
    }

    /// Writes what may be written.
    static final class WithoutNames extends Formatter {

        @Override
        public String format(LogRecord record) {
            var name = String.valueOf(record.getLoggerName());
            var line =
                    new StringBuilder()
                            .append(Instant.ofEpochMilli(record.getMillis()))
                            .append(' ')
                            .append(record.getLevel().getName().toLowerCase(Locale.ROOT))
                            .append(' ')
                            .append(name);
            if (isOurs(record)) {
                line.append(": ").append(formatMessage(record));
            }
            line.append('\n');
            append(record.getThrown(), line);
            return line.toString();
        }

        private static void append(@Nullable Throwable thrown, StringBuilder line) {
            for (var each = thrown; each != null; each = each.getCause()) {
                line.append("  ").append(each.getClass().getName()).append('\n');
                for (var frame : each.getStackTrace()) {
                    line.append("    at ").append(frame).append('\n');
                }
            }
        }
    }
}
