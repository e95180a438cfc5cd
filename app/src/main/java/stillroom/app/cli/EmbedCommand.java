package stillroom.app.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import stillroom.ai.Embedder;

/// Turns texts into vectors.
@Command(name = "embed", description = "Turns texts into vectors, one line out for each line in.")
final class EmbedCommand implements Callable<Integer> {

    private static final int NUMBERS_SHOWN = 4;

    private final Stillroom stillroom;

    @Parameters(
            paramLabel = "SOURCE",
            description = "Must be -: one text per line of standard input.")
    private String source = "";

    @Option(names = "--query", description = "The texts are queries: add the pack's prefix.")
    private boolean query;

    @Option(names = "--pack", paramLabel = "NAME", description = "Another model pack.")
    private @Nullable String pack;

    @Option(
            names = "--precision",
            paramLabel = "int8|bf16|fp32",
            description = "Another precision than the chosen one.")
    private @Nullable String precision;

    EmbedCommand(Stillroom stillroom) {
        this.stillroom = stillroom;
    }

    private record Line(List<Float> vector, int tokens, double tookMs) {}

    @Override
    public Integer call() {
        if (!source.equals("-")) {
            throw Failure.wrongUse("embed reads texts from standard input: stillroom embed -");
        }
        var parts = stillroom.parts();
        var embedder = parts.embedder(Optional.ofNullable(pack), Optional.ofNullable(precision));
        parts.streams()
                .inOrder(
                        stillroom.terminal().lines(),
                        text -> embed(embedder, text),
                        line -> stillroom.print(line, forPeople(line)));
        return Stillroom.DONE;
    }

    private Line embed(Embedder embedder, String text) {
        var began = System.nanoTime();
        var vector = query ? embedder.embedQuery(text) : embedder.embed(List.of(text)).getFirst();
        var took = Stillroom.millisecondsSince(began);
        return new Line(numbers(vector), embedder.countTokens(text), took);
    }

    private static List<Float> numbers(float[] vector) {
        var numbers = new ArrayList<Float>(vector.length);
        for (var number : vector) {
            numbers.add(number);
        }
        return numbers;
    }

    private static String forPeople(Line line) {
        var shown = new StringBuilder();
        for (var number : line.vector().subList(0, NUMBERS_SHOWN)) {
            shown.append("%+.4f ".formatted(number));
        }
        return "%s… %d numbers, %d tokens, %.1f ms"
                .formatted(shown, line.vector().size(), line.tokens(), line.tookMs());
    }
}
