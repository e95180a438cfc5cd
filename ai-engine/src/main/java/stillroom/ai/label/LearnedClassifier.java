package stillroom.ai.label;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import stillroom.ai.Classifier;
import stillroom.ai.Embedder;
import stillroom.ai.label.LabelHead.Lesson;
import stillroom.ai.label.MeaningClassifier.Evidence;

/// Labels texts from what the labels mean and from what examples taught.
///
/// The confidence is the probability of the best label ([LabelHead]). "None of them" is one of the
/// choices only where it must be: for a single label, and once an example has none.
final class LearnedClassifier implements Classifier {

    private final MeaningClassifier meaning;
    private final Embedder embedder;
    private final List<LabelMeaning> labels;
    private final LabelHead head;
    private final int classes;

    private LearnedClassifier(
            MeaningClassifier meaning,
            Embedder embedder,
            List<LabelMeaning> labels,
            LabelHead head,
            int classes) {
        this.meaning = meaning;
        this.embedder = embedder;
        this.labels = labels;
        this.head = head;
        this.classes = classes;
    }

    /// Returns `meaning` itself if the examples say nothing of the labels.
    static Classifier of(
            MeaningClassifier meaning,
            Embedder embedder,
            List<LabelMeaning> labels,
            List<Example> examples) {
        List<Example> telling = new ArrayList<>();
        boolean none = labels.size() == 1;
        for (Example example : examples) {
            boolean has = names(example.has(), labels);
            if (has || names(example.lacks(), labels)) {
                telling.add(example);
                none |= !has;
            }
        }
        if (telling.isEmpty()) {
            return meaning;
        }
        int classes = labels.size() + (none ? 1 : 0);
        List<Lesson> lessons = new ArrayList<>();
        for (Example example : telling) {
            lessons.add(
                    new Lesson(
                            Vectors.mean(example.vectors()),
                            closeness(meaning.evidence(example.vectors(), labels), classes),
                            among(example.has(), labels, classes),
                            among(example.lacks(), labels, classes)));
        }
        float[] everyday = Vectors.mean(meaning.everyday());
        LabelHead head =
                LabelHead.of(lessons, labels.size(), everyday, MeaningClassifier.SHARPNESS);
        return new LearnedClassifier(meaning, embedder, List.copyOf(labels), head, classes);
    }

    private static boolean names(Set<String> names, List<LabelMeaning> labels) {
        return labels.stream().anyMatch(label -> names.contains(label.name()));
    }

    private static boolean[] among(Set<String> names, List<LabelMeaning> labels, int classes) {
        boolean[] among = new boolean[classes];
        for (int i = 0; i < labels.size(); i++) {
            among[i] = names.contains(labels.get(i).name());
        }
        return among;
    }

    private static double[] closeness(List<Evidence> evidence, int classes) {
        double[] closeness = new double[classes];
        for (int i = 0; i < evidence.size(); i++) {
            closeness[i] = evidence.get(i).closeness();
            if (classes > evidence.size()) {
                closeness[evidence.size()] += evidence.get(i).chance() / evidence.size();
            }
        }
        return closeness;
    }

    @Override
    public float[] vector(String text) {
        return meaning.vector(text);
    }

    @Override
    public Classifier learn(List<LabelMeaning> other, List<Example> examples) {
        return meaning.learn(other, examples);
    }

    @Override
    public Verdict classify(String text, List<LabelMeaning> wanted) {
        return classify(embedder.embed(Pieces.of(text)), wanted);
    }

    @Override
    public Verdict classify(List<float[]> vectors, List<LabelMeaning> wanted) {
        if (!wanted.equals(labels)) {
            return meaning.classify(vectors, wanted);
        }
        double[] closeness = closeness(meaning.evidence(vectors, labels), classes);
        double[] probabilities = head.probabilities(Vectors.mean(vectors), closeness);
        int best = 0;
        double sum = 0;
        for (int i = 0; i < labels.size(); i++) {
            best = probabilities[i] > probabilities[best] ? i : best;
            sum += probabilities[i];
        }
        Map<String, Double> scores = new LinkedHashMap<>();
        for (int i = 0; i < labels.size(); i++) {
            double score = sum > 0 ? probabilities[i] / sum : 1.0 / labels.size();
            scores.put(labels.get(i).name(), score);
        }
        double confidence = probabilities[best];
        return new Verdict(
                scores, labels.get(best).name(), confidence, confidence >= MeaningClassifier.SURE);
    }
}
