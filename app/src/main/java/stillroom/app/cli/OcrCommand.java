package stillroom.app.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import stillroom.app.settings.OcrSetting;
import stillroom.index.Status;
import stillroom.index.text.Ocr;
import stillroom.index.text.Problem;

/// Switches the reading of pictures of pages on and off.
@Command(
        name = "ocr",
        description = {
            "Tells whether pictures (PNG, JPEG, TIFF, GIF, BMP) and pictures of pages in PDFs are read"
                    + " (OCR), or switches that on or off.",
            "It is done by Tesseract, which you install yourself (Debian: tesseract-ocr), and takes a"
                    + " second or two a page. It is off until you switch it on. Documents that were"
                    + " given up before are read when they are added again."
        })
final class OcrCommand implements Callable<Integer> {

    private enum Wish {
        ON,
        OFF
    }

    private final Stillroom stillroom;

    @Parameters(arity = "0..1", paramLabel = "on|off", description = "What to do.")
    private @Nullable Wish wish;

    @Option(
            names = "--languages",
            paramLabel = "A+B",
            description =
                    "Languages of the pages as Tesseract names them, the likeliest first, such as"
                            + " eng+deu.")
    private @Nullable String languages;

    OcrCommand(Stillroom stillroom) {
        this.stillroom = stillroom;
    }

    private record Line(
            boolean on,
            String languages,
            @Nullable String program,
            List<String> installed,
            int imageOnly) {}

    @Override
    public Integer call() {
        var index = stillroom.parts().index();
        var program = Ocr.find();
        var installed = program.map(Ocr::installed).orElse(List.of());
        if (wish == Wish.ON && program.isEmpty()) {
            throw new Failure(
                    "Tesseract is not installed; on Debian and Ubuntu: sudo apt install"
                            + " tesseract-ocr.");
        }
        if (languages != null) {
            for (var language : languages.split("\\+", -1)) {
                if (!installed.contains(language)) {
                    throw Failure.wrongUse(
                            "Tesseract has no language \"%s\" here; it has: %s"
                                    .formatted(language, String.join(", ", installed)));
                }
            }
            new OcrSetting(OcrSetting.read(index).on(), languages).write(index);
        }
        if (wish == Wish.ON) {
            OcrSetting.switchOn(index);
        } else if (wish == Wish.OFF) {
            new OcrSetting(false, OcrSetting.read(index).languages()).write(index);
        }
        var setting = OcrSetting.read(index);
        int waiting =
                (int)
                        index.documents().stream()
                                .filter(document ->
                                        document.status() instanceof Status.Failed(var problem, _)
                                                && problem == Problem.IMAGE_ONLY)
                                .count();
        stillroom.print(
                new Line(
                        setting.on(),
                        setting.languages(),
                        program.map(Path::toString).orElse(null),
                        installed,
                        waiting),
                "Pictures of pages are %s (%s).%s"
                        .formatted(
                                setting.on() ? "read" : "not read",
                                program.isEmpty()
                                        ? "Tesseract is not installed"
                                        : "languages: " + setting.languages(),
                                setting.on() && waiting > 0
                                        ? " Add the %d documents that hold only pictures again to have them read."
                                                .formatted(waiting)
                                        : ""));
        return Stillroom.DONE;
    }
}
