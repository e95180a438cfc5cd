package stillroom.ai.torch;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;
import stillroom.ai.pack.Precision;

/// A weightless program that is loaded. Runs on the calling thread.
final class Program implements AutoCloseable {

    /// What PyTorch runs: to rewrite the graphs of a program at its first calls takes it 60 ms.
    enum Graph {
        /// As good for a model that reads a text at once.
        AS_COMPILED,
        /// A tenth faster for a model that writes token by token.
        REWRITTEN
    }

    private static final int TRIES = 3;

    private final Model model;
    private final Graph graph;
    private final PtSymbolBlock block;

    private Program(Model model, Graph graph) {
        this.model = model;
        this.graph = graph;
        this.block = (PtSymbolBlock) model.getBlock();
    }

    /// @param family such as `bert_encoder`
    /// @param precision [Precision#FP16] is run on the GPU, every other one on the CPU
    static Program load(String family, Precision precision, Graph graph) throws IOException {
        Device device = precision == Precision.FP16 ? Device.gpu() : Device.cpu();
        Model model = Model.newInstance(family, device, "PyTorch");
        try (InputStream in =
                Objects.requireNonNull(
                        Program.class.getResourceAsStream("programs/" + family + ".pt"))) {
            model.load(in, Map.of());
            return new Program(model, graph);
        } catch (MalformedModelException impossible) {
            model.close();
            throw new IllegalStateException("the program is part of the build", impossible);
        } catch (IOException | RuntimeException failure) {
            model.close();
            throw failure;
        }
    }

    /// What keeps tensors that are given to the program until it is closed; the program copies what
    /// it needs.
    PtNDManager scope() {
        return (PtNDManager) model.getNDManager().newSubManager();
    }

    /// Calls a method; the arguments are closed.
    IValue run(String method, IValue... arguments) {
        try {
            JniUtils.setGraphExecutorOptimize(graph == Graph.REWRITTEN); // of this thread
            return IValueUtils.runMethod(block, method, arguments);
        } finally {
            for (IValue argument : arguments) {
                argument.close();
            }
        }
    }

    /// Has a program of a model that writes widen rounded weights to what this processor multiplies
    /// sooner: without instructions for bfloat16 it is several times slower with it.
    void widen() {
        long[] best = {Long.MAX_VALUE, Long.MAX_VALUE};
        for (int run = 0; run < TRIES; run++) {
            for (int kind = 0; kind < best.length; kind++) {
                long began = System.nanoTime();
                run("try_product", IValue.from(kind == 0)).close();
                best[kind] = Math.min(best[kind], System.nanoTime() - began);
            }
        }
        run("widen", IValue.from(best[0] < best[1])).close();
    }

    @Override
    public void close() {
        model.close();
    }
}
