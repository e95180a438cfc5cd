package stillroom.index.text;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// How pictures of pages are read: by Tesseract, a program that the user has installed. A reader
/// process starts it for one page after the other, so it inherits the lock that the reader is
/// under.
///
/// @param program the executable
/// @param languages as Tesseract names them, such as `eng+deu`
/// @param listener told before each page
public record Ocr(Path program, String languages, Listener listener) {

    private static final String NAME = "tesseract";
    private static final String PROPERTY = "stillroom.tesseract";
    private static final int SECONDS = 20;

    /// What Tesseract ships beside languages: it tells which way up a page is.
    private static final String ORIENTATION = "osd";

    /// Hears how far a document has come.
    public interface Listener {
        void page(Path file, int page, int pages);
    }

    /// Finds the program: where the system property says, else on the path of the system.
    public static Optional<Path> find() {
        String given = System.getProperty(PROPERTY);
        if (given != null) {
            return Optional.of(Path.of(given)).filter(Files::isExecutable);
        }
        String path = System.getenv("PATH");
        return path == null
                ? Optional.empty()
                : Stream.of(path.split(File.pathSeparator, -1))
                        .filter(folder -> !folder.isEmpty())
                        .flatMap(folder ->
                                Stream.of(Path.of(folder, NAME), Path.of(folder, NAME + ".exe")))
                        .filter(Files::isExecutable)
                        .findFirst();
    }

    /// Asks the program which languages it can read. Blocks for some milliseconds.
    ///
    /// @return nothing if it does not answer
    public static List<String> installed(Path program) {
        try {
            Process process =
                    new ProcessBuilder(program.toString(), "--list-langs")
                            .redirectErrorStream(true)
                            .start();
            process.getOutputStream().close();
            var _ =
                    process.onExit()
                            .orTimeout(SECONDS, TimeUnit.SECONDS)
                            .exceptionally(_ -> process.destroyForcibly());
            String answer =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answer.lines()
                    .map(String::strip)
                    .filter(line -> line.matches("[A-Za-z0-9_/-]{2,40}"))
                    .filter(line -> !line.equals(ORIENTATION))
                    .toList();
        } catch (IOException cannot) {
            return List.of();
        }
    }
}
