package stillroom.app.cli;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import stillroom.app.ingest.Progress;
import stillroom.app.ingest.Progress.Phase;

/// Draws progress as one line on standard error, if that is a terminal.
final class ProgressBar {

    private static final int WIDTH = 24;
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final Terminal terminal;
    private @Nullable String drawn;

    ProgressBar(Terminal terminal) {
        this.terminal = terminal;
    }

    void draw(Progress progress) {
        if (!terminal.errIsTerminal() || progress.phase() == Phase.IDLE) {
            return;
        }
        var line = line(progress);
        if (!line.equals(drawn)) {
            show(CLEAR_LINE + line);
            drawn = line;
        }
    }

    /// Makes room for other lines.
    void clear() {
        if (drawn != null) {
            show(CLEAR_LINE);
            drawn = null;
        }
    }

    private void show(String text) {
        terminal.err().print(text);
        terminal.err().flush();
    }

    private static String line(Progress progress) {
        var filled = WIDTH * progress.done() / Math.max(1, progress.total());
        var left = progress.left();
        var pages = progress.pages();
        return "%s%s  %s %d of %d%s%s"
                .formatted(
                        "█".repeat(filled),
                        "░".repeat(WIDTH - filled),
                        progress.phase() == Phase.READING ? "reading" : "learning the meaning of",
                        progress.done(),
                        progress.total(),
                        pages == null
                                ? ""
                                : " · OCR of page %d of %d".formatted(pages.page(), pages.of()),
                        left == null ? "" : " · " + inWords(left) + " left");
    }

    private static String inWords(Duration duration) {
        return duration.toMinutes() > 0
                ? duration.toMinutes() + " min " + duration.toSecondsPart() + " s"
                : Math.max(1, duration.toSeconds()) + " s";
    }
}
