package stillroom.ai.pack;

import java.io.IOException;
import java.util.SequencedMap;

/// The settings of a checkpoint that writes.
interface WriterConfig {

    /// The name of what a layer does between its linear layers, as it was published.
    String activation();

    /// Number of layers that write.
    int layers() throws IOException;

    /// Of the norms.
    double epsilon() throws IOException;

    /// Most tokens that the model reads.
    int maxTokens() throws IOException;

    Decoder decoder() throws IOException;

    /// The tensors of a pack, to be written one after another.
    ///
    /// @param precision fp32 stands for the weights as they were published
    SequencedMap<String, Numbers> tensors(
            Manifest manifest, Decoder decoder, Checkpoint checkpoint, Precision precision)
            throws IOException;
}
