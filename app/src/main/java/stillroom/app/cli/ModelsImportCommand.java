package stillroom.app.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import stillroom.ai.pack.Head;
import stillroom.ai.pack.Manifest;
import stillroom.ai.pack.PackBuilder;
import stillroom.ai.pack.PackStore.Caution;
import stillroom.ai.pack.Pooling;
import stillroom.ai.pack.Precision;
import stillroom.ai.pack.PublishedModel;
import stillroom.ai.pack.Purpose;
import stillroom.app.models.Models.Imported;

/// Makes a model pack of a published checkpoint.
@Command(
        name = "import",
        description = {
            "Makes a model pack of a published checkpoint and installs it.",
            "It reads Hugging Face's folders (config.json, model.safetensors, tokenizer.json and the"
                    + " settings of sentence-transformers) and ONNX exports; nothing in them is run."
        })
final class ModelsImportCommand implements Callable<Integer> {

    private final Stillroom stillroom;

    @Parameters(
            paramLabel = "FOLDER|FILE.onnx",
            description = "The checkpoint's folder, or an ONNX export in it.")
    private Path path = Path.of("");

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "Of the pack. Default: that of the folder.")
    private @Nullable String name;

    @Option(
            names = "--pack-version",
            paramLabel = "N",
            description = "Of the pack, such as 2 or 1.1. Default: 1.")
    private @Nullable String version;

    @Option(
            names = "--precision",
            paramLabel = "int8|int4|bf16|fp16|fp32",
            description =
                    "What the model is run with; int4 is for models that write. Default: int8.")
    private Precision precision = Precision.INT8;

    @Option(
            names = "--keep",
            paramLabel = "half",
            description = "Keep the weights in half precision beside int8, for other precisions.")
    private PackBuilder.Keep keep = PackBuilder.Keep.NOTHING;

    @Option(
            names = "--pooling",
            paramLabel = "mean|cls|last",
            description = "In place of what the checkpoint says.")
    private @Nullable Pooling pooling;

    @Option(
            names = "--query-prefix",
            paramLabel = "TEXT",
            description = "What the model wants before queries.")
    private @Nullable String queryPrefix;

    @Option(
            names = "--passage-prefix",
            paramLabel = "TEXT",
            description = "What the model wants before other texts.")
    private @Nullable String passagePrefix;

    @Option(
            names = "--license",
            paramLabel = "ID",
            description = "In place of what the checkpoint says.")
    private @Nullable String license;

    @Option(
            names = "--instructed",
            negatable = true,
            description =
                    "Whether a model of the families of T5 and BART does what it is told, instead of"
                            + " only summarizing. Default: T5 with flan or instruct in its name.")
    private @Nullable Boolean instructed;

    @Option(
            names = "--force",
            description = "Import a version older than one that was here, or one rolled back.")
    private boolean force;

    ModelsImportCommand(Stillroom stillroom) {
        this.stillroom = stillroom;
    }

    private record Line(
            String name,
            String version,
            String family,
            String purpose,
            List<String> labels,
            String precision,
            String pooling,
            int maxTokens,
            String queryPrefix,
            String passagePrefix,
            String license,
            long bytesBefore,
            long bytesAfter,
            @Nullable Double cosineMean,
            @Nullable Double cosineMin,
            @Nullable Double agreement,
            double tookMs,
            List<String> notes) {}

    @Override
    public Integer call() {
        var began = System.nanoTime();
        var wishes =
                new PublishedModel.Wishes(
                        name,
                        version,
                        precision,
                        pooling,
                        queryPrefix,
                        passagePrefix,
                        license,
                        instructed);
        try {
            var imported =
                    stillroom
                            .parts()
                            .models()
                            .install(
                                    path,
                                    wishes,
                                    keep,
                                    force ? Caution.FORCED : Caution.CAREFUL,
                                    this::goesOn);
            clearLine();
            imported.notes().forEach(stillroom::complain);
            report(imported, began);
            return Stillroom.DONE;
        } catch (CancellationException _) {
            clearLine();
            stillroom.complain("Stopped; nothing was installed.");
            return Stillroom.FAILED;
        }
    }

    private boolean goesOn(PackBuilder.Step step, int done, int all) {
        if (stillroom.terminal().errIsTerminal()) {
            stillroom.terminal().err().print("\r\u001b[K%s  %d of %d".formatted(step, done, all));
            stillroom.terminal().err().flush();
        }
        return true;
    }

    private void clearLine() {
        if (stillroom.terminal().errIsTerminal()) {
            stillroom.terminal().err().print("\r\u001b[K");
        }
    }

    private void report(Imported imported, long began) {
        var staged = imported.staged();
        Manifest manifest = staged.pack().manifest();
        Head head = manifest.head();
        boolean writes = manifest.purpose() == Purpose.GENERATION;
        var line =
                new Line(
                        manifest.name(),
                        manifest.version(),
                        manifest.family(),
                        manifest.purpose().toString(),
                        head == null ? List.of() : head.labels(),
                        manifest.precision().toString(),
                        manifest.pooling().toString(),
                        manifest.maxTokens(),
                        manifest.queryPrefix(),
                        manifest.passagePrefix(),
                        manifest.license(),
                        imported.bytes(),
                        staged.bytes(),
                        writes ? null : Stillroom.rounded(staged.closeness().mean(), 6),
                        writes ? null : Stillroom.rounded(staged.closeness().least(), 6),
                        writes ? Stillroom.rounded(staged.closeness().mean(), 4) : null,
                        Stillroom.millisecondsSince(began),
                        imported.notes());
        stillroom.print(
                line,
                "Imported %s for %s: %.2f MB of weights became %.2f MB in %s, in %.1f s. %s License: %s."
                        .formatted(
                                manifest.id(),
                                line.purpose(),
                                line.bytesBefore() / 1e6,
                                line.bytesAfter() / 1e6,
                                line.precision(),
                                line.tookMs() / 1e3,
                                writes
                                        ? "It thinks the same next token the likeliest as the published weights %.1f %% of the time."
                                                .formatted(100 * staged.closeness().mean())
                                        : "Cosine to fp32 over 64 texts: mean %.4f, least %.4f."
                                                .formatted(
                                                        staged.closeness().mean(),
                                                        staged.closeness().least()),
                                manifest.license()));
    }
}
