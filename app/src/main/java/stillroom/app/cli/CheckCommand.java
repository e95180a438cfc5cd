package stillroom.app.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// Compares what is kept twice.
@Command(
        name = "check",
        description = {
            "Reads the whole library, compares index and catalogue, and repairs the index.",
            "Exit code 1 means that the catalogue itself is damaged; restore a backup then."
        })
final class CheckCommand implements Callable<Integer> {

    private final Stillroom stillroom;

    CheckCommand(Stillroom stillroom) {
        this.stillroom = stillroom;
    }

    private record Line(
            boolean ok,
            int documents,
            int passages,
            List<String> damage,
            int indexesMadeAgain,
            int wordsPutAgain,
            int vectorsToMakeAgain,
            int straysDeleted,
            double seconds) {}

    @Override
    public Integer call() {
        var began = System.nanoTime();
        var index = stillroom.parts().index();
        var found = index.check();
        var figures = index.figures();
        int mended = found.indexes() + found.words() + found.vectors() + found.strays();
        var line =
                new Line(
                        found.damage().isEmpty() && mended == 0,
                        figures.documents(),
                        figures.passages(),
                        found.damage(),
                        found.indexes(),
                        found.words(),
                        found.vectors(),
                        found.strays(),
                        Stillroom.rounded((System.nanoTime() - began) / 1e9, 2));
        stillroom.print(line, sentence(line));
        found.damage().forEach(damage -> stillroom.complain("catalogue: " + damage));
        return found.damage().isEmpty() ? Stillroom.DONE : Stillroom.FAILED;
    }

    private static String sentence(Line line) {
        if (!line.damage().isEmpty()) {
            return "The catalogue is damaged. Restore a backup: stillroom restore";
        }
        if (line.ok()) {
            return "%d documents with %d passages; catalogue and index agree."
                    .formatted(line.documents(), line.passages());
        }
        return ("Mended: %d damaged indexes made again, words of %d documents put in again, vectors of"
                        + " %d documents to be made again, %d strays deleted.")
                .formatted(
                        line.indexesMadeAgain(),
                        line.wordsPutAgain(),
                        line.vectorsToMakeAgain(),
                        line.straysDeleted());
    }
}
