package stillroom.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import stillroom.app.ingest.Intake;

/// Where a second start of the program leaves what it was asked for to the window that has the
/// library open. They are files below the library, because sockets are what the lock is about.
final class Handover {

    /// How long a window may take to notice what was left for it.
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final String ENDING = ".request";
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

    private final Path folder;
    private final Intake intake;

    /// @param library the folder of the library
    Handover(Path library) {
        this.folder = library.resolve("handover");
        this.intake = new Intake(library);
    }

    /// Says that there is a window now which takes what is left. What an earlier one did not take
    /// is thrown away: who left it was told so.
    void open() throws IOException {
        Files.createDirectories(folder);
        for (var left : files("")) {
            Files.deleteIfExists(left);
        }
    }

    /// Takes what was left. It is accepted from then on, whatever becomes of this program.
    ///
    /// @return what is to be added, which may be no files, when the window is only to come forward
    List<Intake.Gift> take() throws IOException {
        var taken = new ArrayList<Intake.Gift>();
        for (var request : files(ENDING)) {
            taken.add(intake.take(request));
        }
        return taken;
    }

    private List<Path> files(String ending) throws IOException {
        try (var all = Files.list(folder)) {
            return all.filter(file -> file.toString().endsWith(ending)).sorted().toList();
        }
    }

    /// Says that the window is gone. A request that came too late stays, so that who left it does
    /// not believe that it was taken.
    void close() throws IOException {
        if (files(ENDING).isEmpty()) {
            open();
            Files.deleteIfExists(folder);
        }
    }

    /// Leaves files for the window, and waits until it has taken them.
    ///
    /// @return whether there is a window that took them
    boolean leave(List<Path> files, Duration patience) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        var request = folder.resolve(UUID.randomUUID() + ENDING);
        var draft = folder.resolve(request.getFileName() + ".draft");
        Files.writeString(draft, Intake.text(files, null), StandardCharsets.UTF_8);
        Files.move(draft, request, StandardCopyOption.ATOMIC_MOVE);
        for (long end = System.nanoTime() + patience.toNanos(); System.nanoTime() < end; ) {
            if (Files.notExists(request)) {
                return true;
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
        return !Files.deleteIfExists(request);
    }
}
