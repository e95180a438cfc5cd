package stillroom.ai;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A model that was trained to tell which of its own labels fits a text, or a pair of texts: such
/// as whether a statement follows from a text. Safe for any thread; works on the calling thread.
public interface SequenceClassifier {

    /// Name of the model pack.
    String pack();

    /// What the model runs as, such as `int8`.
    String precision();

    /// The labels, as whoever trained the model called them.
    List<String> labels();

    /// Returns the probability of each label, in their order. What is too long for the model is
    /// cut.
    ///
    /// @param other the second of a pair of texts, if the model wants pairs
    /// @throws AiException if the model fails
    float[] probabilities(String text, @Nullable String other);
}
