package stillroom.ai;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Tells which of a person's labels a text deserves. Safe for any thread.
public interface Classifier {

    /// Weighs `labels` against a text.
    ///
    /// @param labels at least one; names are unique
    /// @throws AiException if the model fails
    Verdict classify(String text, List<LabelMeaning> labels);

    /// The same for a text whose passages were embedded before, with the model of this classifier.
    ///
    /// @param vectors one for each passage, of length one; at least one; or what [#withWords] gives
    Verdict classify(List<float[]> vectors, List<LabelMeaning> labels);

    /// The vectors of the passages of a text, with numbers behind the first that tell what the text
    /// looks like and which words it has, the more the more words.
    ///
    /// @param vectors one for each passage; at least one
    /// @param text all of it, or its beginning
    List<float[]> withWords(List<float[]> vectors, String text);

    /// What to keep of a text as an example: the vector of its meaning, of length one, and behind
    /// it the numbers of [#withWords].
    float[] vector(String text);

    /// Embeds the words of a label ahead of the first text. Several threads may prepare several
    /// labels.
    void prepare(LabelMeaning label);

    /// Learns from examples.
    ///
    /// @param examples may be empty; names of other labels than `labels` are passed over
    /// @param before what was [#learned] from some of the examples, to begin with; null if nothing
    /// @return a classifier that for these very labels also weighs what the examples taught, and
    ///   for any others does what this one does
    Classifier learn(List<LabelMeaning> labels, List<Example> examples, byte @Nullable [] before);

    /// What this classifier was taught, to be kept; empty if nothing.
    Optional<byte[]> learned();

    /// The classifier that was [#learned] before, without learning again; empty if the bytes are of
    /// other labels or another edition.
    Optional<Classifier> recall(List<LabelMeaning> labels, byte[] learned);

    /// How often the label of an example is found when it is not among the examples: five-fold
    /// cross-validation.
    ///
    /// @return by name, for the labels that have examples
    Map<String, Trial> tried(List<LabelMeaning> labels, List<Example> examples);

    /// The words of the label's description that the passages of a text are closest to.
    String because(List<float[]> vectors, LabelMeaning label);

    /// By what rules it decides, and what it was taught: the same settings of the same model give
    /// the same verdict.
    String settings();

    /// What came of trying examples of a label.
    ///
    /// @param right how many of the examples were given the label
    /// @param examples that were tried
    record Trial(int right, int examples) {}

    /// A text of which a person has said what it is.
    ///
    /// @param vectors of its passages, of the model of this classifier, or what [#withWords] gives,
    ///   or one of [#vector]; at least one
    /// @param has names of labels that it has
    /// @param lacks names of labels that it was said not to have
    record Example(List<float[]> vectors, Set<String> has, Set<String> lacks) {

        public Example {
            vectors = List.copyOf(vectors);
            has = Set.copyOf(has);
            lacks = Set.copyOf(lacks);
        }
    }

    /// A label and what it means.
    ///
    /// @param description what texts with this label are about; the name itself if there is no more
    record LabelMeaning(String name, String description) {}

    /// What the classifier thinks.
    ///
    /// @param scores how well each label fits, by name, in \[0, 1\]; they sum to 1
    /// @param best name of the label with the highest score
    /// @param confidence how sure it is of `best`, in \[0, 1\]
    /// @param proposed the labels that it is sure enough of to propose them, the likeliest first,
    ///   each with how sure it is
    record Verdict(
            Map<String, Double> scores,
            String best,
            double confidence,
            SequencedMap<String, Double> proposed) {

        public Verdict {
            scores = Map.copyOf(scores);
            proposed = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(proposed));
        }

        /// Whether there is a label to propose.
        public boolean sure() {
            return !proposed.isEmpty();
        }

        /// The likeliest label to propose: none when not sure.
        public Optional<String> label() {
            return proposed.isEmpty()
                    ? Optional.empty()
                    : Optional.of(proposed.firstEntry().getKey());
        }
    }
}
