package stillroom.app.describe;

import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import stillroom.ai.Classifier;
import stillroom.ai.Classifier.LabelMeaning;
import stillroom.ai.Classifier.Verdict;
import stillroom.ai.Summarizer;
import stillroom.ai.Summarizer.Wish;
import stillroom.index.DocumentId;
import stillroom.index.LocalIndex;
import stillroom.index.Summary;
import stillroom.index.text.TextExtractor;

/// Says what documents are about: summaries and labels. Safe for any thread but the FX thread; the
/// work is done on the calling thread.
@SuppressWarnings("DoNotCallSuggester") // the bodies follow
public final class Describer {

    public Describer(
            Supplier<LocalIndex> index,
            Supplier<TextExtractor> extractor,
            Supplier<Summarizer> summarizer,
            Supplier<Classifier> classifier) {}

    /// The summary of a document in the library: the one in the catalogue, else a new one, which
    /// the catalogue then keeps.
    ///
    /// @param stop asked between small steps; once it says yes, the summary is given up
    /// @throws java.util.concurrent.CancellationException if `stop` said yes
    public Described<Summary> summary(DocumentId id, Length length, BooleanSupplier stop) {
        throw new AssertionError(id);
    }

    /// A summary of a document in the library by a wish of one's own, which nobody keeps.
    public Described<Summary> summarize(DocumentId id, Wish wish, BooleanSupplier stop) {
        throw new AssertionError(id);
    }

    /// A summary of a file, in the library or not; nothing is kept.
    public Described<Summary> summarize(Path file, Wish wish, BooleanSupplier stop) {
        throw new AssertionError(file);
    }

    /// Weighs labels against a document in the library.
    public Described<Verdict> classify(DocumentId id, List<LabelMeaning> labels) {
        throw new AssertionError(id);
    }

    /// Weighs labels against a file, in the library or not.
    public Described<Verdict> classify(Path file, List<LabelMeaning> labels) {
        throw new AssertionError(file);
    }

    /// Weighs labels against a text.
    public Verdict classify(String text, List<LabelMeaning> labels) {
        throw new AssertionError(text);
    }

    /// The labels of the library, as the classifier takes them.
    public List<LabelMeaning> labels() {
        throw new AssertionError();
    }

    /// Proposes the library's labels for a document that has vectors. What was set or taken off by
    /// hand stays.
    public void proposeLabels(DocumentId id) {
        throw new AssertionError(id);
    }

    /// Proposes the library's labels for every document, newest first: to be called when a label
    /// has come in or changed.
    public void proposeLabels(BooleanSupplier stop) {
        throw new AssertionError(stop);
    }
}
