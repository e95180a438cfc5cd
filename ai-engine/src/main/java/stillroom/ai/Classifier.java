package stillroom.ai;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Tells which of a person's labels a text deserves. Safe for any thread.
public interface Classifier {

    /// Weighs `labels` against a text.
    ///
    /// @param labels at least one; names are unique
    /// @throws AiException if the model fails
    Verdict classify(String text, List<LabelMeaning> labels);

    /// The same for a text whose passages were embedded before, with the model of this classifier.
    ///
    /// @param vectors one for each passage, of length one; at least one
    Verdict classify(List<float[]> vectors, List<LabelMeaning> labels);

    /// The vector of a text as a whole, of length one: what to keep of it as an example.
    float[] vector(String text);

    /// Learns from examples.
    ///
    /// @param examples may be empty; names of other labels than `labels` are passed over
    /// @return a classifier that for these very labels also weighs what the examples taught, and
    ///   for any others does what this one does
    Classifier learn(List<LabelMeaning> labels, List<Example> examples);

    /// A text of which a person has said what it is.
    ///
    /// @param vectors of its passages, of the model of this classifier; at least one
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
    /// @param sure whether the confidence is enough to propose `best`
    record Verdict(Map<String, Double> scores, String best, double confidence, boolean sure) {

        public Verdict {
            scores = Map.copyOf(scores);
        }

        /// The label to propose: none when not sure.
        public Optional<String> label() {
            return sure ? Optional.of(best) : Optional.empty();
        }
    }
}
