package stillroom.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// Checkpoints with random weights, which `tiny.py` made.
final class TinyCheckpoint {

    private static final Path TINY =
            Path.of("../ai-engine/src/test/resources/stillroom/ai/torch/tiny");

    private TinyCheckpoint() {}

    /// Lays a checkpoint out as it would be published, with its weights as safetensors.
    ///
    /// @param kind such as `bert`
    static void write(String kind, Path folder) throws IOException {
        var from = TINY.resolve(kind);
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (file.toString().endsWith(".onnx")) {
                    continue;
                }
                var copy = folder.resolve(from.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
        Files.copy(TINY.resolve("wordpiece.json"), folder.resolve("tokenizer.json"));
    }

    /// The same of a model that writes, which `tiny_decoders.py` made.
    ///
    /// @param kind such as `qwen2`
    static void writeDecoder(String kind, Path folder) throws IOException {
        var from = TINY.resolveSibling("tiny-decoders");
        try (Stream<Path> files = Files.list(from.resolve(kind))) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        Files.copy(from.resolve("tokenizer.json"), folder.resolve("tokenizer.json"));
    }

    /// The same of a model that reads a text and writes another, which `tiny_seq2seq.py` made.
    ///
    /// @param kind such as `bart`
    static void writeSeq2Seq(String kind, Path folder) throws IOException {
        var from = TINY.resolveSibling("tiny-seq2seq");
        try (Stream<Path> files = Files.list(from.resolve(kind))) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        var tokenizer = kind.contains("t5") || kind.equals("pegasus") ? "t5.json" : "bart.json";
        Files.copy(from.resolve(tokenizer), folder.resolve("tokenizer.json"));
    }
}
