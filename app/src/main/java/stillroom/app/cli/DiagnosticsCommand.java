package stillroom.app.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import stillroom.app.report.Diagnostics;

/// Writes what helps to find a mistake of the program.
@Command(
        name = "diagnostics",
        description = {
            "Writes a text that helps to find out what goes wrong: versions, counts, times and the log.",
            "It names no document and holds no text. Nobody gets it unless you give it to him."
        })
final class DiagnosticsCommand implements Callable<Integer> {

    private final Stillroom stillroom;

    @Parameters(paramLabel = "FILE", description = "A text file; replaced if it is there.")
    private @Nullable Path file;

    DiagnosticsCommand(Stillroom stillroom) {
        this.stillroom = stillroom;
    }

    private record Line(String diagnostics) {}

    @Override
    public Integer call() {
        var target = Objects.requireNonNull(file);
        return Failure.ofFiles(() -> {
            Files.writeString(target, Diagnostics.of(stillroom.parts().index(), Clock.systemUTC()));
            stillroom.print(
                    new Line(target.toString()), "Written: " + Terminal.oneLine(target.toString()));
            return Stillroom.DONE;
        });
    }
}
