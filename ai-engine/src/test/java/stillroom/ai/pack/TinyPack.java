package stillroom.ai.pack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Writes packs of a few bytes, which can be stored but not run.
final class TinyPack {

    static final String NAME = "tiny";

    private TinyPack() {}

    /// Writes version `version` of the pack `tiny` into a new folder.
    static Path write(Path folder, String version) throws IOException {
        return write(folder, version, "weights of " + version);
    }

    static Path write(Path folder, String version, String weights) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(ModelPack.WEIGHTS), weights);
        Files.writeString(folder.resolve(ModelPack.TOKENIZER), "{}");
        new Manifest(
                        NAME,
                        version,
                        "bert_encoder",
                        8,
                        1,
                        2,
                        Pooling.CLS,
                        Activation.GELU,
                        1e-12,
                        new Head(Activation.TANH, List.of("yes", "no")),
                        null,
                        "query: ",
                        "passage: ",
                        16,
                        Precision.INT8,
                        "MIT",
                        "https://example.org/tiny",
                        Map.of(
                                ModelPack.WEIGHTS,
                                ModelPack.facts(folder.resolve(ModelPack.WEIGHTS)),
                                ModelPack.TOKENIZER,
                                ModelPack.facts(folder.resolve(ModelPack.TOKENIZER))))
                .write(folder);
        return folder;
    }
}
