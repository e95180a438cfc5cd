package stillroom.ai.torch;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import stillroom.ai.pack.ElementType;
import stillroom.ai.pack.Tensor;
import stillroom.ai.pack.TensorFile;

/// Tensors of a pack in the order that a program wants.
final class Order {

    final TensorFile weights;
    private final PtNDManager scope;
    final List<PtNDArray> tensors = new ArrayList<>();

    Order(TensorFile weights, PtNDManager scope) {
        this.weights = weights;
        this.scope = scope;
    }

    void addLinear(String name, int inputs) throws IOException {
        addMatrix(name, inputs);
        add(name + ".bias", weights.tensor(name + ".bias").elements());
    }

    void addNorm(String name, int width) throws IOException {
        add(name + ".weight", width);
        add(name + ".bias", width);
    }

    void addMatrix(String name, int columns) throws IOException {
        add(name + ".weight", columns);
        addIfThere(name + ".scale", weights.tensor(name + ".weight").shape().getFirst());
    }

    /// Two empty tensors if it is not there.
    void addMatrixIfThere(String name, int columns) throws IOException {
        if (weights.tensors().containsKey(name + ".weight")) {
            addMatrix(name, columns);
        } else {
            addNothing();
            addNothing();
        }
    }

    /// A matrix of a model that writes, its scales and zeros, and its bias; of these, what is not
    /// there is empty.
    void addRounded(String name, int inputs) throws IOException {
        boolean grouped = weights.tensors().containsKey(name + ".zero");
        add(name + ".weight", grouped ? inputs / 2 : inputs);
        long outputs = weights.tensor(name + ".weight").shape().getFirst();
        if (grouped) {
            long groups = weights.tensor(name + ".scale").shape().getLast();
            add(name + ".scale", groups);
            add(name + ".zero", groups);
        } else {
            addIfThere(name + ".scale", outputs);
            addNothing();
        }
        addIfThere(name + ".bias", outputs);
    }

    /// Four empty tensors if it is not there.
    void addRoundedIfThere(String name, int inputs) throws IOException {
        if (weights.tensors().containsKey(name + ".weight")) {
            addRounded(name, inputs);
        } else {
            for (int part = 0; part < 4; part++) {
                addNothing();
            }
        }
    }

    void addIfThere(String name, long columns) throws IOException {
        if (weights.tensors().containsKey(name)) {
            add(name, columns);
        } else {
            addNothing();
        }
    }

    void addNothing() {
        tensors.add(scope.create(new Shape(0), DataType.FLOAT32));
    }

    void add(String name, long columns) throws IOException {
        Tensor tensor = weights.tensor(name);
        if (tensor.shape().isEmpty() || tensor.shape().getLast() != columns) {
            throw new IOException(
                    "The tensor '"
                            + name
                            + "' has not the shape that the manifest makes one expect.");
        }
        Shape shape = new Shape(tensor.shape().stream().mapToLong(Long::longValue).toArray());
        tensors.add(scope.create(tensor.data().asByteBuffer(), shape, type(tensor.type())));
    }

    /// All of them, as an argument.
    IValue list() {
        return IValue.listFrom(tensors.toArray(PtNDArray[]::new));
    }

    private static DataType type(ElementType type) throws IOException {
        return switch (type) {
            case F32 -> DataType.FLOAT32;
            case F16 -> DataType.FLOAT16;
            // DJL 0.35 ends the process when it is given one.
            case BF16 -> throw new IOException("Packs store fp16 in place of bf16.");
            case I8 -> DataType.INT8;
            case I32 -> DataType.INT32;
            case I64 -> DataType.INT64;
        };
    }
}
