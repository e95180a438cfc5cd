package stillroom.ai.pack;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The weights inside an exported ONNX model, mapped into memory. Only what import needs is read:
/// the initializers, and which operator takes and gives what. Field numbers are those of
/// `onnx.proto3`. A damaged file costs an exception and no memory. The tensors live until the file
/// is closed.
final class OnnxFile implements AutoCloseable {

    /// An operator of the graph.
    record Node(String operator, List<String> inputs, List<String> outputs) {}

    private final Arena arena;
    private final Map<String, Tensor> initializers;
    private final List<Node> nodes;

    private OnnxFile(Arena arena, Map<String, Tensor> initializers, List<Node> nodes) {
        this.arena = arena;
        this.initializers = Collections.unmodifiableMap(initializers);
        this.nodes = List.copyOf(nodes);
    }

    static OnnxFile open(Path path) throws IOException {
        Arena arena = Arena.ofShared();
        try (FileChannel channel = FileChannel.open(path)) {
            MemorySegment file =
                    channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            Map<String, Tensor> initializers = new HashMap<>();
            List<Node> nodes = new ArrayList<>();
            Protobuf model = new Protobuf(file);
            while (model.next()) {
                if (model.field() == 7) {
                    readGraph(model.message(), initializers, nodes);
                }
            }
            if (nodes.isEmpty()) {
                throw new IOException("the file holds no ONNX graph");
            }
            return new OnnxFile(arena, initializers, nodes);
        } catch (IOException damage) {
            arena.close();
            throw new IOException(path.getFileName() + ": " + damage.getMessage(), damage);
        }
    }

    private static void readGraph(
            Protobuf graph, Map<String, Tensor> initializers, List<Node> nodes) throws IOException {
        while (graph.next()) {
            switch (graph.field()) {
                case 1 -> nodes.add(node(graph.message()));
                case 5 -> readInitializer(graph.message(), initializers);
                default -> {}
            }
        }
    }

    private static Node node(Protobuf node) throws IOException {
        String operator = "";
        List<String> inputs = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        while (node.next()) {
            switch (node.field()) {
                case 1 -> inputs.add(node.text());
                case 2 -> outputs.add(node.text());
                case 4 -> operator = node.text();
                default -> {}
            }
        }
        return new Node(operator, List.copyOf(inputs), List.copyOf(outputs));
    }

    private static void readInitializer(Protobuf tensor, Map<String, Tensor> initializers)
            throws IOException {
        String name = "";
        long type = 0;
        List<Long> shape = new ArrayList<>();
        MemorySegment data = MemorySegment.NULL;
        boolean elsewhere = false;
        while (tensor.next()) {
            switch (tensor.field()) {
                case 1 -> readShape(tensor, shape);
                case 2 -> type = tensor.number();
                // Packed floats lie in the file just as raw data does.
                case 4, 9 -> data = tensor.bytes();
                case 8 -> name = tensor.text();
                case 14 -> elsewhere = tensor.number() == 1;
                default -> {}
            }
        }
        if (elsewhere) {
            throw new IOException("the tensor '" + name + "' lies in another file");
        }
        ElementType known = elementType(type);
        // Numbers of other types are indices and constants of the graph, no weights.
        if (known != null && data.byteSize() > 0) {
            initializers.put(name, Tensor.checked(name, known, shape, data));
        }
    }

    private static void readShape(Protobuf tensor, List<Long> shape) throws IOException {
        if (!tensor.holdsBytes()) {
            shape.add(tensor.number());
            return;
        }
        Protobuf packed = tensor.message();
        while (packed.hasNumber()) {
            shape.add(packed.varint());
        }
    }

    private static @org.jspecify.annotations.Nullable ElementType elementType(long onnx) {
        return switch ((int) onnx) {
            case 1 -> ElementType.F32;
            case 3 -> ElementType.I8;
            case 6 -> ElementType.I32;
            case 7 -> ElementType.I64;
            case 10 -> ElementType.F16;
            case 16 -> ElementType.BF16;
            default -> null;
        };
    }

    Map<String, Tensor> initializers() {
        return initializers;
    }

    List<Node> nodes() {
        return nodes;
    }

    @Override
    public void close() {
        arena.close();
    }
}
