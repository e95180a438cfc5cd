package stillroom.ai.pack;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// The weights of a published encoder of the BERT family under the names that Hugging Face gives
/// them, matrices as `(outputs, inputs)`.
final class BertCheckpoint {

    static final String WORDS = "embeddings.word_embeddings.weight";

    /// The linear layers of one layer of the model.
    static final String[] LINEAR = {
        "attention.self.query",
        "attention.self.key",
        "attention.self.value",
        "attention.output.dense",
        "intermediate.dense",
        "output.dense"
    };

    private final Map<String, Tensor> tensors;
    private final Set<String> turned;

    private BertCheckpoint(Map<String, Tensor> tensors, Set<String> turned) {
        this.tensors = tensors;
        this.turned = turned;
    }

    /// Finds the weights in an ONNX export. Exports keep the names of embeddings, norms and biases,
    /// but not of the matrices of linear layers: each is the matrix of the `MatMul` whose output is
    /// added to a named bias, and stands as `(inputs, outputs)`.
    ///
    /// @param onnx must stay open as long as the tensors are used
    static BertCheckpoint of(OnnxFile onnx) {
        Map<String, Tensor> tensors = new HashMap<>(onnx.initializers());
        Set<String> turned = new HashSet<>();
        Map<String, OnnxFile.Node> products = new HashMap<>();
        for (OnnxFile.Node node : onnx.nodes()) {
            if (node.operator().equals("MatMul") && node.outputs().size() == 1) {
                products.put(node.outputs().getFirst(), node);
            }
        }
        for (OnnxFile.Node node : onnx.nodes()) {
            if (node.operator().equals("Add") && node.inputs().size() == 2) {
                nameMatrix(node.inputs().get(0), node.inputs().get(1), products, tensors, turned);
                nameMatrix(node.inputs().get(1), node.inputs().get(0), products, tensors, turned);
            }
        }
        return new BertCheckpoint(tensors, turned);
    }

    private static void nameMatrix(
            String bias,
            String product,
            Map<String, OnnxFile.Node> products,
            Map<String, Tensor> tensors,
            Set<String> turned) {
        OnnxFile.Node node = products.get(product);
        if (node == null || !bias.endsWith(".bias") || !tensors.containsKey(bias)) {
            return;
        }
        for (String input : node.inputs()) {
            Tensor matrix = tensors.get(input);
            if (matrix != null && matrix.shape().size() == 2) {
                String name = bias.substring(0, bias.length() - "bias".length()) + "weight";
                tensors.put(name, matrix);
                turned.add(name);
            }
        }
    }

    /// Number of layers of the model.
    int layers() {
        int layers = 0;
        while (tensors.containsKey("encoder.layer." + layers + ".output.dense.bias")) {
            layers++;
        }
        return layers;
    }

    /// Returns a tensor; a matrix may be a copy.
    ///
    /// @throws IOException if there is none with this name and this number of dimensions
    Tensor tensor(String name, int dimensions) throws IOException {
        Tensor tensor = tensors.get(name);
        if (tensor == null || tensor.shape().size() != dimensions) {
            throw new IOException("the model has no usable tensor '" + name + "'");
        }
        return turned.contains(name) ? tensor.transposed() : tensor;
    }
}
