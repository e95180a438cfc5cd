package stillroom.ai.pack;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import stillroom.ai.pack.CheckpointException.Kind;

/// The weights of a published model under the names that a pack gives them, matrices as `(outputs,
/// inputs)`. They are read from the mapped files when they are used.
final class Checkpoint implements AutoCloseable {

    static final String WORDS = "embeddings.word_embeddings.weight";

    private final Family family;
    private final Map<String, Numbers> tensors;
    private final String prefix;

    /// Close the files.
    private final List<Runnable> files;

    private final int unusedPositions;

    private Checkpoint(
            Family family,
            int unusedPositions,
            Map<String, Numbers> tensors,
            List<Runnable> files) {
        this.family = family;
        this.unusedPositions = unusedPositions;
        this.tensors = tensors;
        this.files = files;
        // Such as "bert." or "0.auto_model.": what it is depends on who published.
        this.prefix =
                tensors.keySet().stream()
                        .filter(name -> name.endsWith(family.landmark()))
                        .map(name -> name.substring(0, name.length() - family.landmark().length()))
                        .findFirst()
                        .orElse("");
    }

    /// Finds the weights in an ONNX export. Exports keep the names of embeddings, norms and biases,
    /// but not of the matrices of linear layers: each is the matrix of the `MatMul` whose output is
    /// added to a named bias, and stands as `(inputs, outputs)`.
    ///
    /// @param unusedPositions the first positions that no token ever has
    static Checkpoint ofOnnx(Family family, int unusedPositions, Path path) throws IOException {
        OnnxFile onnx = OnnxFile.open(path);
        try {
            Map<String, Numbers> tensors = new HashMap<>();
            onnx.initializers().forEach((name, tensor) -> putReal(tensors, name, tensor));
            Map<String, OnnxFile.Node> products = new HashMap<>();
            for (OnnxFile.Node node : onnx.nodes()) {
                if (node.operator().equals("MatMul") && node.outputs().size() == 1) {
                    products.put(node.outputs().getFirst(), node);
                } else if (node.operator().endsWith("Integer")) {
                    throw CheckpointException.rounded("the export in fp32");
                }
            }
            for (OnnxFile.Node node : onnx.nodes()) {
                if (node.operator().equals("Add") && node.inputs().size() == 2) {
                    nameMatrix(node.inputs().get(0), node.inputs().get(1), products, tensors);
                    nameMatrix(node.inputs().get(1), node.inputs().get(0), products, tensors);
                }
            }
            return new Checkpoint(family, unusedPositions, tensors, List.of(onnx::close));
        } catch (IOException failure) {
            onnx.close();
            throw new IOException(path.getFileName() + ": " + failure.getMessage(), failure);
        }
    }

    private static void nameMatrix(
            String bias,
            String product,
            Map<String, OnnxFile.Node> products,
            Map<String, Numbers> tensors) {
        OnnxFile.Node node = products.get(product);
        if (node == null || !bias.endsWith(".bias") || !tensors.containsKey(bias)) {
            return;
        }
        for (String input : node.inputs()) {
            Numbers matrix = tensors.get(input);
            if (matrix != null && matrix.shape().size() == 2) {
                String name = bias.substring(0, bias.length() - "bias".length()) + "weight";
                tensors.put(name, matrix.transposed());
            }
        }
    }

    /// Finds the weights in one safetensors file, or in several with their index.
    ///
    /// @param path `model.safetensors`, or `model.safetensors.index.json` beside the files it names
    /// @param unusedPositions the first positions that no token ever has
    static Checkpoint ofSafetensors(Family family, int unusedPositions, Path path)
            throws IOException {
        List<Runnable> files = new ArrayList<>();
        try {
            Map<String, Numbers> tensors = new HashMap<>();
            for (Path part : parts(path)) {
                TensorFile file = TensorFile.open(part);
                files.add(file::close);
                file.tensors().forEach((name, tensor) -> putReal(tensors, name, tensor));
            }
            return new Checkpoint(family, unusedPositions, tensors, files);
        } catch (IOException failure) {
            files.forEach(Runnable::run);
            throw failure;
        }
    }

    static List<Path> parts(Path path) throws IOException {
        if (!path.toString().endsWith(".json")) {
            return List.of(path);
        }
        if (!(PublishedModel.json(path).get("weight_map") instanceof JsonObject map)) {
            throw new IOException(path.getFileName() + ": 'weight_map' is missing");
        }
        TreeSet<String> names = new TreeSet<>();
        for (Map.Entry<String, JsonElement> entry : map.entrySet()) {
            if (!entry.getValue().isJsonPrimitive()
                    || !Manifest.isPlain(entry.getValue().getAsString())) {
                throw new IOException(
                        path.getFileName() + ": " + entry.getValue() + " is no name of a file");
            }
            names.add(entry.getValue().getAsString());
        }
        List<Path> parts = new ArrayList<>();
        for (String name : names) {
            Path part = path.resolveSibling(name);
            if (!Files.isRegularFile(part)) {
                throw new CheckpointException(
                        Kind.MISSING_FILE,
                        name,
                        "the checkpoint is not whole: " + name + " is missing; download it again");
            }
            parts.add(part);
        }
        return parts;
    }

    private static void putReal(Map<String, Numbers> tensors, String name, Tensor tensor) {
        switch (tensor.type()) {
            case F32, F16, BF16 -> tensors.put(name, Numbers.of(tensor));
            // Whole numbers are positions and the like, which a pack does not need.
            case I8, I32, I64 -> {}
        }
    }

    Family family() {
        return family;
    }

    int unusedPositions() {
        return unusedPositions;
    }

    boolean has(String name) {
        return find(name) != null;
    }

    /// Returns a tensor.
    ///
    /// @param name as in a pack
    /// @param shape what it must be; 0 stands for any size
    /// @throws IOException if there is none of this name and shape
    Numbers tensor(String name, long... shape) throws IOException {
        Numbers tensor = find(name);
        if (tensor == null) {
            throw new IOException("the model has no tensor '" + family.published(name) + "'");
        }
        boolean fits = tensor.shape().size() == shape.length;
        for (int index = 0; fits && index < shape.length; index++) {
            long size = tensor.shape().get(index);
            fits = shape[index] == 0 ? size > 0 : size == shape[index];
        }
        if (!fits) {
            throw new IOException(
                    "the tensor '%s' has the shape %s, which does not fit the other settings"
                            .formatted(family.published(name), tensor.shape()));
        }
        return tensor;
    }

    private @Nullable Numbers find(String name) {
        for (String published : family.names(name)) {
            // The names of the first years.
            String old =
                    published
                            .replace("LayerNorm.weight", "LayerNorm.gamma")
                            .replace("LayerNorm.bias", "LayerNorm.beta");
            for (String candidate : List.of(prefix + published, published, prefix + old, old)) {
                Numbers found = tensors.get(candidate);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    /// Gives the files back; the tensors must not be used any more.
    @Override
    public void close() {
        files.forEach(Runnable::run);
    }
}
