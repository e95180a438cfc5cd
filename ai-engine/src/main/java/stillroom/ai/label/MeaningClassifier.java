package stillroom.ai.label;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import stillroom.ai.Classifier;
import stillroom.ai.Embedder;

/// Labels texts from what the labels mean, without any example.
///
/// The evidence for a label is the closeness of the text to it, as weighed by [LabelVectors]. For a
/// text of several passages it is half that of the mean vector (what the document is, on the whole)
/// and half the mean over its three best passages (a letter with a long attachment is still a
/// letter). From it is taken how crowded it is where the label lies: a label with many others near
/// it is near to many texts too, rightly or not. The scores are `exp(SHARPNESS · evidence)`,
/// normalized, and the confidence is the highest: how likely that label is if one of them is right.
/// That none of them is right, it cannot tell; so a label is proposed only if its evidence is also
/// above what the best of so many labels reaches by chance ([LabelVectors#chance]). A single label
/// is weighed against chance alone.
public final class MeaningClassifier implements Classifier {

    /// Turns differences of cosine into odds: 0.02 more is twice as likely. Between 36 and 40 the
    /// confidence agreed with the share of right answers within 0.1 for each of four kinds of text
    /// (text messages, questions, requests, e-mails).
    static final double SHARPNESS = 38;

    /// Of the rules by which labels are judged; another edition may judge otherwise.
    static final int EDITION = 4;

    /// From this confidence on a label is proposed.
    static final double SURE = 0.6;

    private static final int BEST_PASSAGES = 3;

    /// So many of the other labels, the nearest, tell how crowded it is around a label.
    private static final int NEIGHBOURS = 20;

    /// What part of the closeness to its neighbours a label loses where there are very many labels,
    /// and how many there are where it loses half of that: among a few labels that were described
    /// well, being alike says little.
    private static final double LOSS_AMONG_MANY = 0.3;

    private static final double HALF_OF_MANY = 30;

    /// Labels of many documents are few; past this many they are forgotten and made again.
    private static final int MOST_CACHED = 5_000;

    private final Embedder embedder;
    private final ConcurrentMap<String, LabelVectors> labels = new ConcurrentHashMap<>();
    private volatile @Nullable List<float[]> everyday;
    private volatile @Nullable Crowd crowd;

    /// How crowded it is around each of some labels, in their order.
    private record Crowd(List<LabelMeaning> meanings, List<Double> density) {}

    public MeaningClassifier(Embedder embedder) {
        this.embedder = embedder;
    }

    @Override
    public float[] vector(String text) {
        float[] meaning = Vectors.mean(embedder.embed(Pieces.of(text)));
        return Vectors.joined(meaning, Surface.of(text));
    }

    @Override
    public List<float[]> withWords(List<float[]> vectors, String text) {
        List<float[]> with = new ArrayList<>(vectors);
        with.set(0, Vectors.joined(vectors.getFirst(), Surface.of(text)));
        return with;
    }

    @Override
    public void prepare(LabelMeaning label) {
        vectorsOf(label);
    }

    @Override
    public Classifier learn(
            List<LabelMeaning> meanings, List<Example> examples, byte @Nullable [] before) {
        return LearnedClassifier.of(this, embedder, meanings, examples, before);
    }

    @Override
    public Optional<byte[]> learned() {
        return Optional.empty();
    }

    @Override
    public Optional<Classifier> recall(List<LabelMeaning> meanings, byte[] learned) {
        return LearnedClassifier.recall(this, embedder, meanings, learned);
    }

    @Override
    public Map<String, Trial> tried(List<LabelMeaning> meanings, List<Example> examples) {
        return LearnedClassifier.tried(this, meanings, examples);
    }

    @Override
    public String because(List<float[]> vectors, LabelMeaning label) {
        return vectorsOf(label).closestItem(Vectors.mean(vectors));
    }

    @Override
    public String settings() {
        return "words of the labels, edition %d, sure from %.2f".formatted(EDITION, SURE);
    }

    @Override
    public Verdict classify(String text, List<LabelMeaning> meanings) {
        return classify(embedder.embed(Pieces.of(text)), meanings);
    }

    @Override
    public Verdict classify(List<float[]> vectors, List<LabelMeaning> meanings) {
        return verdict(evidence(Surface.cutFrom(vectors, embedder.dimensions()), meanings));
    }

    /// What the words of each label say of a text.
    List<Evidence> evidence(List<float[]> vectors, List<LabelMeaning> meanings) {
        if (meanings.isEmpty() || vectors.isEmpty()) {
            throw new IllegalArgumentException("a verdict needs a label and a vector");
        }
        float[] mean = Vectors.mean(vectors);
        List<Double> density = density(meanings);
        List<Evidence> evidence = new ArrayList<>();
        for (int i = 0; i < density.size(); i++) {
            LabelVectors label = vectorsOf(meanings.get(i));
            evidence.add(
                    new Evidence(
                            meanings.get(i).name(),
                            closeness(label, mean, vectors) - density.get(i),
                            label.chance(meanings.size()) - density.get(i)));
        }
        return evidence;
    }

    /// How crowded it is around each label: its mean closeness to its neighbours among the others,
    /// weighed by how many labels there are. One text after another is asked about the same labels,
    /// so that those of the last one are kept.
    private List<Double> density(List<LabelMeaning> meanings) {
        Crowd known = crowd;
        if (known != null && known.meanings().equals(meanings)) {
            return known.density();
        }
        List<LabelVectors> vectors = meanings.stream().map(this::vectorsOf).toList();
        int count = vectors.size();
        double weight = LOSS_AMONG_MANY * count / (count + HALF_OF_MANY);
        List<Double> density = new ArrayList<>();
        for (LabelVectors label : vectors) {
            double[] ascending =
                    vectors.stream()
                            .filter(other -> !other.equals(label))
                            .mapToDouble(label::closeness)
                            .sorted()
                            .toArray();
            double near =
                    Arrays.stream(ascending)
                            .skip(Math.max(0, ascending.length - NEIGHBOURS))
                            .average()
                            .orElse(0);
            density.add(weight * near);
        }
        crowd = new Crowd(List.copyOf(meanings), density);
        return density;
    }

    private static double closeness(LabelVectors label, float[] mean, List<float[]> vectors) {
        if (vectors.size() == 1) {
            return label.closeness(mean);
        }
        double[] ascending = vectors.stream().mapToDouble(label::closeness).sorted().toArray();
        int taken = Math.min(BEST_PASSAGES, ascending.length);
        double best = 0;
        for (int i = ascending.length - taken; i < ascending.length; i++) {
            best += ascending[i] / taken;
        }
        return (label.closeness(mean) + best) / 2;
    }

    private static Verdict verdict(List<Evidence> evidence) {
        Evidence best = evidence.getFirst();
        for (Evidence each : evidence) {
            if (each.closeness() > best.closeness()) {
                best = each;
            }
        }
        // Relative to the best, so that no power overflows.
        double sum = 0;
        Map<String, Double> scores = new LinkedHashMap<>();
        for (Evidence each : evidence) {
            double odds = Math.exp(SHARPNESS * (each.closeness() - best.closeness()));
            scores.put(each.label(), odds);
            sum += odds;
        }
        double total = sum;
        scores.replaceAll((label, odds) -> odds / total);
        double aboveChance = best.closeness() - best.chance();
        double confidence =
                evidence.size() == 1 ? 1 / (1 + Math.exp(-SHARPNESS * aboveChance)) : 1 / sum;
        SequencedMap<String, Double> proposed = new LinkedHashMap<>();
        if (confidence >= SURE && aboveChance > 0) {
            proposed.put(best.label(), confidence);
        }
        return new Verdict(scores, best.label(), confidence, proposed);
    }

    private LabelVectors vectorsOf(LabelMeaning meaning) {
        String description =
                meaning.description().isBlank() ? meaning.name() : meaning.description();
        LabelVectors known = labels.get(description);
        if (known != null) {
            return known;
        }
        if (labels.size() >= MOST_CACHED) {
            labels.clear();
        }
        LabelVectors made = LabelVectors.of(description, embedder, everyday());
        labels.put(description, made);
        return made;
    }

    /// The vectors of the everyday texts.
    List<float[]> everyday() {
        List<float[]> known = everyday;
        if (known == null) {
            known = embedder.embed(EverydayTexts.ALL);
            everyday = known;
        }
        return known;
    }

    /// @param chance the closeness that must be exceeded before the label is proposed
    record Evidence(String label, double closeness, double chance) {}
}
