package stillroom.ai.label;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import stillroom.ai.Classifier;
import stillroom.ai.Embedder;
import stillroom.ai.label.LabelHead.Lesson;
import stillroom.ai.label.MeaningClassifier.Evidence;

/// Labels texts from what the labels mean and from what examples taught.
///
/// The confidence is the probability of the best label ([LabelHead]). "None of them" is one of the
/// choices only where it must be: for a single label, and once an example has none. An example of
/// several labels spreads its probability over them; so labels that were seen together are proposed
/// together when the probability is theirs and spread likewise.
final class LearnedClassifier implements Classifier {

    /// Of the bytes of [#learned], and of what they were learned from: the 4th also from the words
    /// of documents.
    private static final int FORMAT = 4;

    private static final int MOST_TOGETHER = 3;

    /// A label is proposed beside a likelier one only if it is at least half as likely.
    private static final double SHARE = 0.5;

    private static final int FOLDS = 5;

    /// More examples are not tried: five times learning must not take minutes.
    private static final int MOST_TRIED = 2_000;

    private final MeaningClassifier meaning;
    private final Embedder embedder;
    private final List<LabelMeaning> labels;
    private final LabelHead head;
    private final int classes;
    private final boolean[][] together;
    private final String settings;

    /// @param together for each two labels whether an example has both
    private LearnedClassifier(
            MeaningClassifier meaning,
            Embedder embedder,
            List<LabelMeaning> labels,
            LabelHead head,
            int classes,
            boolean[][] together) {
        this.meaning = meaning;
        this.embedder = embedder;
        this.labels = labels;
        this.head = head;
        this.classes = classes;
        this.together = together;
        this.settings = meaning.settings() + ", learned " + hash(bytes());
    }

    /// Returns `meaning` itself if the examples say nothing of the labels.
    static Classifier of(
            MeaningClassifier meaning,
            Embedder embedder,
            List<LabelMeaning> labels,
            List<Example> examples,
            byte @Nullable [] before) {
        List<Example> telling = telling(labels, examples);
        if (telling.isEmpty()) {
            return meaning;
        }
        boolean none = wantsNone(labels, telling);
        int classes = labels.size() + (none ? 1 : 0);
        List<Lesson> lessons = lessons(meaning, labels, telling, classes);
        LabelHead head =
                LabelHead.of(
                        lessons,
                        labels.size(),
                        Vectors.mean(meaning.everyday()),
                        MeaningClassifier.SHARPNESS,
                        before == null ? null : start(labels, classes, before));
        var together = new boolean[labels.size()][labels.size()];
        for (Example example : telling) {
            boolean[] has = among(example.has(), labels, labels.size());
            for (int i = 0; i < has.length; i++) {
                for (int j = 0; has[i] && j < has.length; j++) {
                    together[i][j] |= has[j];
                }
            }
        }
        return new LearnedClassifier(
                meaning, embedder, List.copyOf(labels), head, classes, together);
    }

    private static List<Example> telling(List<LabelMeaning> labels, List<Example> examples) {
        return examples.stream()
                .filter(example -> names(example.has(), labels) || names(example.lacks(), labels))
                .toList();
    }

    private static boolean wantsNone(List<LabelMeaning> labels, List<Example> telling) {
        return labels.size() == 1
                || telling.stream().anyMatch(example -> !names(example.has(), labels));
    }

    private static List<Lesson> lessons(
            MeaningClassifier meaning,
            List<LabelMeaning> labels,
            List<Example> telling,
            int classes) {
        int dimensions = meaning.everyday().getFirst().length;
        List<Lesson> lessons = new ArrayList<>();
        for (Example example : telling) {
            List<float[]> meanings = Surface.cutFrom(example.vectors(), dimensions);
            lessons.add(
                    new Lesson(
                            input(meanings, Surface.behind(example.vectors(), dimensions)),
                            closeness(meaning.evidence(meanings, labels), classes),
                            among(example.has(), labels, classes),
                            among(example.lacks(), labels, classes)));
        }
        return lessons;
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

    /// Tries each example with what was learned from four fifths of the others.
    static Map<String, Trial> tried(
            MeaningClassifier meaning, List<LabelMeaning> labels, List<Example> examples) {
        List<Example> telling = telling(labels, examples);
        if (telling.size() > MOST_TRIED) {
            int all = telling.size();
            telling =
                    IntStream.range(0, MOST_TRIED)
                            .map(each -> (int) ((long) each * all / MOST_TRIED))
                            .mapToObj(telling(labels, examples)::get)
                            .toList();
        }
        if (telling.isEmpty()) {
            return Map.of();
        }
        int classes = labels.size() + (wantsNone(labels, telling) ? 1 : 0);
        List<Lesson> lessons = lessons(meaning, labels, telling, classes);
        int[] fold = new int[telling.size()];
        int[] seen = new int[labels.size() + 1];
        for (int i = 0; i < fold.length; i++) {
            fold[i] = seen[firstOf(telling.get(i), labels)]++ % FOLDS;
        }
        float[] everyday = Vectors.mean(meaning.everyday());
        Map<String, Trial> trials = new TreeMap<>();
        for (int each = 0; each < FOLDS; each++) {
            int tried = each;
            List<Lesson> rest =
                    IntStream.range(0, fold.length)
                            .filter(i -> fold[i] != tried)
                            .mapToObj(lessons::get)
                            .toList();
            LabelHead head =
                    rest.isEmpty()
                            ? null
                            : LabelHead.of(
                                    rest,
                                    labels.size(),
                                    everyday,
                                    MeaningClassifier.SHARPNESS,
                                    null);
            for (int i = 0; i < fold.length; i++) {
                if (fold[i] == tried) {
                    Lesson lesson = lessons.get(i);
                    double[] scores =
                            head == null ? lesson.closeness() : head.probabilities(lesson);
                    count(telling.get(i), labels, best(scores, labels.size()), trials);
                }
            }
        }
        return trials;
    }

    private static void count(
            Example example, List<LabelMeaning> labels, int best, Map<String, Trial> trials) {
        boolean isRight = example.has().contains(labels.get(best).name());
        for (LabelMeaning label : labels) {
            if (example.has().contains(label.name())) {
                trials.merge(
                        label.name(),
                        new Trial(isRight ? 1 : 0, 1),
                        (left, right) ->
                                new Trial(
                                        left.right() + right.right(),
                                        left.examples() + right.examples()));
            }
        }
    }

    private static int firstOf(Example example, List<LabelMeaning> labels) {
        for (int i = 0; i < labels.size(); i++) {
            if (example.has().contains(labels.get(i).name())) {
                return i;
            }
        }
        return labels.size();
    }

    private static int best(double[] scores, int labels) {
        int best = 0;
        for (int i = 1; i < labels; i++) {
            best = scores[i] > scores[best] ? i : best;
        }
        return best;
    }

    // -- What is kept

    @Override
    public Optional<byte[]> learned() {
        return Optional.of(bytes());
    }

    private byte[] bytes() {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeInt(FORMAT);
            out.writeInt(MeaningClassifier.EDITION);
            out.writeInt(labels.size());
            for (LabelMeaning label : labels) {
                write(out, label.name());
                write(out, label.description());
            }
            out.writeInt(classes);
            for (boolean[] row : together) {
                for (boolean each : row) {
                    out.writeBoolean(each);
                }
            }
            head.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory can be written", e);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String text(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new EOFException("a text is cut off");
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    static Optional<Classifier> recall(
            MeaningClassifier meaning,
            Embedder embedder,
            List<LabelMeaning> labels,
            byte[] learned) {
        return read(meaning, embedder, learned)
                .filter(known -> known.labels.equals(labels))
                .map(Classifier.class::cast);
    }

    private static Optional<LearnedClassifier> read(
            MeaningClassifier meaning, Embedder embedder, byte[] learned) {
        try (var in = new DataInputStream(new ByteArrayInputStream(learned))) {
            if (in.readInt() != FORMAT || in.readInt() != MeaningClassifier.EDITION) {
                return Optional.empty();
            }
            int count = in.readInt();
            List<LabelMeaning> labels = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                labels.add(new LabelMeaning(text(in), text(in)));
            }
            int classes = in.readInt();
            if (classes < count || classes > count + 1) {
                return Optional.empty();
            }
            var together = new boolean[count][count];
            for (boolean[] row : together) {
                for (int i = 0; i < count; i++) {
                    row[i] = in.readBoolean();
                }
            }
            LabelHead head = LabelHead.read(in, classes);
            return Optional.of(
                    new LearnedClassifier(meaning, embedder, labels, head, classes, together));
        } catch (IOException e) {
            return Optional.empty(); // of another edition, so it is learned anew
        }
    }

    /// Where to begin: what was known of the labels before.
    private static float @Nullable [] start(List<LabelMeaning> labels, int classes, byte[] before) {
        try (var in = new DataInputStream(new ByteArrayInputStream(before))) {
            if (in.readInt() != FORMAT || in.readInt() != MeaningClassifier.EDITION) {
                return null;
            }
            int count = in.readInt();
            List<String> names = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                names.add(text(in));
                text(in);
            }
            int classesBefore = in.readInt();
            in.skipBytes(count * count);
            LabelHead head = LabelHead.read(in, classesBefore);
            int[] from = new int[classes];
            for (int i = 0; i < labels.size(); i++) {
                from[i] = names.indexOf(labels.get(i).name());
            }
            if (classes > labels.size()) {
                from[labels.size()] = classesBefore > count ? count : -1;
            }
            return head.weightsFor(from);
        } catch (IOException e) {
            return null;
        }
    }

    @Override
    public String settings() {
        return settings;
    }

    private static String hash(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(digest, 0, 6);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    // -- What it says

    @Override
    public float[] vector(String text) {
        return meaning.vector(text);
    }

    @Override
    public List<float[]> withWords(List<float[]> vectors, String text) {
        return meaning.withWords(vectors, text);
    }

    @Override
    public void prepare(LabelMeaning label) {
        meaning.prepare(label);
    }

    @Override
    public String because(List<float[]> vectors, LabelMeaning label) {
        return meaning.because(vectors, label);
    }

    @Override
    public Classifier learn(
            List<LabelMeaning> other, List<Example> examples, byte @Nullable [] before) {
        return meaning.learn(other, examples, before);
    }

    @Override
    public Optional<Classifier> recall(List<LabelMeaning> other, byte[] learned) {
        return meaning.recall(other, learned);
    }

    @Override
    public Map<String, Trial> tried(List<LabelMeaning> other, List<Example> examples) {
        return meaning.tried(other, examples);
    }

    @Override
    public Verdict classify(String text, List<LabelMeaning> wanted) {
        List<float[]> vectors = embedder.embed(Pieces.of(text));
        return wanted.equals(labels)
                ? verdict(vectors, Surface.of(text))
                : meaning.classify(vectors, wanted);
    }

    @Override
    public Verdict classify(List<float[]> vectors, List<LabelMeaning> wanted) {
        int dimensions = embedder.dimensions();
        return wanted.equals(labels)
                ? verdict(Surface.cutFrom(vectors, dimensions), Surface.behind(vectors, dimensions))
                : meaning.classify(vectors, wanted);
    }

    private static float[] input(List<float[]> meanings, float[] surface) {
        return Vectors.joined(Vectors.mean(meanings), surface);
    }

    private Verdict verdict(List<float[]> vectors, float[] surface) {
        double[] closeness = closeness(meaning.evidence(vectors, labels), classes);
        double[] probabilities = head.probabilities(input(vectors, surface), closeness);
        double sum = 0;
        for (int i = 0; i < labels.size(); i++) {
            sum += probabilities[i];
        }
        Map<String, Double> scores = new LinkedHashMap<>();
        for (int i = 0; i < labels.size(); i++) {
            double score = sum > 0 ? probabilities[i] / sum : 1.0 / labels.size();
            scores.put(labels.get(i).name(), score);
        }
        int best = best(probabilities, labels.size());
        return new Verdict(
                scores, labels.get(best).name(), probabilities[best], proposed(probabilities));
    }

    /// The most labels that are sure together: each at least [#SHARE] of the likeliest, and each
    /// two of them seen together.
    private SequencedMap<String, Double> proposed(double[] probabilities) {
        List<Integer> order =
                IntStream.range(0, labels.size())
                        .boxed()
                        .sorted(Comparator.comparingDouble(each -> -probabilities[each]))
                        .limit(MOST_TOGETHER)
                        .toList();
        SequencedMap<String, Double> proposed = new LinkedHashMap<>();
        List<Integer> taken = new ArrayList<>();
        double sum = 0;
        for (int label : order) {
            boolean fits =
                    probabilities[label] >= SHARE * probabilities[order.getFirst()]
                            && taken.stream().allMatch(other -> together[label][other]);
            if (fits) {
                taken.add(label);
                sum += probabilities[label];
            }
        }
        if (sum >= MeaningClassifier.SURE) {
            double confidence = Math.min(1, sum);
            taken.forEach(label -> proposed.put(labels.get(label).name(), confidence));
        }
        return proposed;
    }
}
