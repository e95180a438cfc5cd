package stillroom.app.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import stillroom.index.Hit;
import stillroom.index.Status;

/// Finds the documents that are most like one.
@Command(name = "similar", description = "Lists the documents that are most like one.")
final class SimilarCommand implements Callable<Integer> {

    private final Stillroom stillroom;

    @Parameters(paramLabel = "DOC", description = "An id, the beginning of one, or a path.")
    private String named = "";

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "Most documents. Default: ${DEFAULT-VALUE}")
    private int limit = 10;

    SimilarCommand(Stillroom stillroom) {
        this.stillroom = stillroom;
    }

    private record Line(
            String document, String path, String title, int page, double score, String passage) {

        Line(Hit hit) {
            this(
                    hit.document().id().sha256(),
                    hit.document().path().toString(),
                    hit.document().title(),
                    hit.passage().page(),
                    Stillroom.rounded(hit.score(), 4),
                    hit.passage().text());
        }
    }

    @Override
    public Integer call() {
        if (limit < 1) {
            throw Failure.wrongUse("--limit must be at least 1");
        }
        var document = stillroom.document(named);
        if (!(document.status() instanceof Status.Indexed)) {
            throw new Failure(
                    "\"%s\" is not found by meaning yet, so nothing can be compared with it"
                            .formatted(named));
        }
        for (var hit : stillroom.parts().index().similar(document.id(), limit)) {
            stillroom.print(
                    new Line(hit),
                    "%.2f  %s  %s"
                            .formatted(
                                    hit.score(),
                                    Shown.id(hit.document()),
                                    Shown.title(hit.document())));
        }
        return Stillroom.DONE;
    }
}
