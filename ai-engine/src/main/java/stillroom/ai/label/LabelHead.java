package stillroom.ai.label;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What examples teach about labels: softmax regression on vectors, on top of what the labels mean.
///
/// The logit of a label is `trust · closeness + weights · input + bias + pull · (mean · input − ½
/// mean²) + wording`, where the closeness is that of the label's description ([LabelVectors]), the
/// input is `(vector − center, surface)`, `center` is where texts lie on the whole, the surface is
/// that of [Surface], nothing where only vectors are known, the mean is that of the label's
/// examples, and the wording is what [Wording] says: the weights tell labels apart, the means say
/// what each is like and the wording how it is said, and they err on different texts. The weights
/// and biases have a Gaussian prior around 0; without examples they are 0, and the descriptions
/// alone decide. Beside the labels may stand "none of them", whose closeness is what labels reach
/// by chance.
///
/// An example says of which labels it has and which it lacks. Its loss is `−ln p(one of those it
/// has)` spread evenly over them, or `−ln p(none of those it lacks)` where it has none. The sum
/// over the examples is minimized by L-BFGS (Nocedal and Wright 2006, algorithm 7.5), which draws
/// no random numbers: the same examples give the same head.
final class LabelHead {

    /// Inverse variance of the prior of the weights. From 0.001 to 0.03 the share of right answers
    /// changed by about a hundredth for 8 and 64 examples of each label, but the more, the shier,
    /// above all where there are many labels: at 0.0015 the confidence agreed with that share
    /// within 0.09 for questions, requests and text messages.
    private static final float STIFFNESS = 0.0015f;

    /// The bias is a weight of this input: a stiff one, so that unequal numbers of examples do not
    /// pass for how frequent labels are.
    private static final float BIAS_INPUT = 0.3f;

    /// How sharply the closeness to the mean of a label's examples tells labels apart while the
    /// trust in the descriptions is weighed; any of them may turn out best.
    private static final double[] SHARPNESS_OF_MEANS = {10, 20, 40};

    /// The trusts that examples weigh, as parts of the trust without examples.
    private static final double[] PARTS_OF_TRUST = {1, 0.3, 0};

    /// How sharply the means may pull, and how many nats one of it costs, so that a handful of
    /// examples does not prove a kind of text to be round that is not (questions, by their
    /// subject).
    private static final double[] PULLS = {0, 5, 10, 20};

    private static final double COST_OF_PULL = 0.1;

    /// The pull where there are too many examples to weigh it: between 10 and 25 it helped with
    /// questions, requests and text messages, and cost e-mails nothing.
    private static final double USUAL_PULL = 20;

    /// Up to so many examples times labels, trust and pull are weighed by cross-validation, which
    /// takes as long as learning 24 times; with more examples less depends on it.
    private static final int FEW = 2_000;

    private static final int FOLDS = 8;

    /// How many examples the everyday texts count for where the center is concerned: a single
    /// example must not be the center that it differs from.
    private static final int EVERYDAY_EXAMPLES = 10;

    private static final int MOST_STEPS = 40;
    private static final int MEMORY = 6;

    /// A step that lowers the loss by less than this part of it is the last.
    private static final double ENOUGH = 1e-4;

    /// So many rows of weights at a time, and so many examples.
    private static final int TILE = 32;

    private static final int TOGETHER = 256;

    private final Measure measure;
    private final float[] center;
    private final float[] weights;
    private final float[] means;
    private final float[][] both;
    private final Wording wording;
    private final int classes;

    /// @param means see [#means]
    private LabelHead(
            Measure measure,
            float[] center,
            float[] weights,
            float[] means,
            Wording wording,
            int classes) {
        this.measure = measure;
        this.center = center;
        this.weights = weights;
        this.means = means;
        this.wording = wording;
        this.classes = classes;
        both = rows(weights, classes);
        float[][] rows = rows(means, classes);
        for (int i = 0; i < both.length; i++) {
            addRow(both[i], rows[i], (float) measure.pull);
        }
    }

    /// How much descriptions and means count beside the weights.
    private record Measure(double trust, double pull) {}

    /// An example.
    static final class Lesson {

        private final float[] vector;
        private final double[] closeness;
        private final boolean[] has;
        private final boolean[] lacks;

        /// @param vector of its meaning; behind it may stand its [Surface]
        /// @param closeness to each label, and by chance where there is "none of them"
        /// @param has for each class whether the example has it
        /// @param lacks for each class whether it is known to lack it
        Lesson(float[] vector, double[] closeness, boolean[] has, boolean[] lacks) {
            this.vector = vector;
            this.closeness = closeness;
            this.has = has;
            this.lacks = lacks;
        }

        double[] closeness() {
            return closeness.clone();
        }

        boolean hasAny() {
            for (boolean each : has) {
                if (each) {
                    return true;
                }
            }
            return false;
        }
    }

    /// Learns from examples.
    ///
    /// @param lessons at least one, all for the same classes in the same order: the labels, and
    ///   last "none of them", if that is a choice
    /// @param labels how many classes are labels
    /// @param everyday the mean of texts that have nothing to do with the labels
    /// @param fullTrust in the descriptions, where there are no examples
    /// @param start weights to begin with, each class beside the other for each input; null for
    ///   none
    static LabelHead of(
            List<Lesson> lessons,
            int labels,
            float[] everyday,
            double fullTrust,
            float @Nullable [] start) {
        int classes = lessons.getFirst().closeness.length;
        float[] center = new float[everyday.length];
        float all = lessons.size() + EVERYDAY_EXAMPLES;
        for (int i = 0; i < center.length; i++) {
            center[i] = everyday[i] * EVERYDAY_EXAMPLES / all;
            for (Lesson lesson : lessons) {
                center[i] += lesson.vector[i] / all;
            }
        }
        List<float[]> inputs = new ArrayList<>();
        for (Lesson lesson : lessons) {
            inputs.add(input(lesson.vector, center));
        }
        Measure measure =
                lessons.size() * classes <= FEW
                        ? tried(lessons, inputs, fullTrust)
                        : new Measure(trust(lessons, labels, inputs, fullTrust), USUAL_PULL);
        var training = new Training(lessons, inputs, measure.trust, classes);
        int size = inputs.getFirst().length * classes;
        float[] first = start == null || start.length != size ? new float[size] : start;
        float[] weights = training.minimum(first);
        Wording wording =
                Wording.of(
                        lessons.stream()
                                .map(lesson -> words(lesson.vector, center.length))
                                .toList(),
                        lessons.stream().map(lesson -> lesson.has).toList(),
                        classes);
        return new LabelHead(
                measure, center, weights, means(lessons, inputs, classes), wording, classes);
    }

    /// What stands behind the surface, if anything does.
    private static float[] words(float[] vector, int dimensions) {
        int from = Math.min(vector.length, dimensions + Surface.COUNT);
        return Arrays.copyOfRange(vector, from, vector.length);
    }

    /// Writes everything that [#read] needs.
    void write(DataOutputStream out) throws IOException {
        out.writeDouble(measure.trust);
        out.writeDouble(measure.pull);
        out.writeInt(center.length);
        for (float[] numbers : List.of(center, weights, means)) {
            for (float each : numbers) {
                out.writeFloat(each);
            }
        }
        wording.write(out);
    }

    /// @throws IOException if these are no such bytes
    static LabelHead read(DataInputStream in, int classes) throws IOException {
        Measure measure = new Measure(in.readDouble(), in.readDouble());
        int dimensions = in.readInt();
        if (dimensions < 0 || 2L * inputs(dimensions) * classes * Float.BYTES > in.available()) {
            throw new EOFException("the weights are cut off");
        }
        float[] center = floats(in, dimensions);
        float[] weights = floats(in, inputs(dimensions) * classes);
        float[] means = floats(in, weights.length);
        return new LabelHead(measure, center, weights, means, Wording.read(in, classes), classes);
    }

    private static float[] floats(DataInputStream in, int count) throws IOException {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = in.readFloat();
        }
        return numbers;
    }

    private static int inputs(int dimensions) {
        return dimensions + Surface.COUNT + 1;
    }

    /// The weights for other classes: those of the classes that both have, else 0.
    ///
    /// @param from for each of the other classes its place among these; -1 if it is not there
    float[] weightsFor(int[] from) {
        float[] others = new float[inputs(center.length) * from.length];
        for (int i = 0; i < others.length / from.length; i++) {
            for (int each = 0; each < from.length; each++) {
                others[i * from.length + each] =
                        from[each] < 0 ? 0 : weights[i * classes + from[each]];
            }
        }
        return others;
    }

    /// The probability of each class for an example that is as yet unknown.
    double[] probabilities(Lesson lesson) {
        return probabilities(lesson.vector, lesson.closeness);
    }

    /// The probability of each class.
    ///
    /// @param closeness to each label, and by chance where there is "none of them"
    double[] probabilities(float[] vector, double[] closeness) {
        float[] logits = logits(both, input(vector, center));
        double[] result = new double[classes];
        for (int label = 0; label < classes; label++) {
            result[label] = logits[label] + measure.trust * closeness[label];
        }
        wording.addTo(result, words(vector, center.length));
        softmax(result);
        return result;
    }

    /// What each label is like, as weights: the mean of its examples, and for the bias what makes
    /// of the product half the negative square of the distance, up to what all labels share. A
    /// label without examples has 0.
    private static float[] means(List<Lesson> lessons, List<float[]> inputs, int classes) {
        if (inputs.isEmpty()) {
            return new float[0];
        }
        int size = inputs.getFirst().length;
        float[] means = new float[size * classes];
        double[] counts = new double[classes];
        for (int i = 0; i < inputs.size(); i++) {
            boolean[] has = lessons.get(i).has;
            for (int label = 0; label < classes; label++) {
                counts[label] += has[label] ? 1 : 0;
                for (int each = 0; has[label] && each < size - 1; each++) {
                    means[each * classes + label] += inputs.get(i)[each];
                }
            }
        }
        for (int label = 0; label < classes; label++) {
            double square = 0;
            for (int each = 0; counts[label] > 0 && each < size - 1; each++) {
                float mean = means[each * classes + label] / (float) counts[label];
                means[each * classes + label] = mean;
                square += mean * mean;
            }
            means[(size - 1) * classes + label] = (float) (-square / 2 / BIAS_INPUT);
        }
        return means;
    }

    /// How much descriptions and means are to count, by how well each example is predicted when it
    /// is not among the examples.
    private static Measure tried(List<Lesson> lessons, List<float[]> inputs, double full) {
        int classes = lessons.getFirst().closeness.length;
        int[] folds = folds(lessons, classes);
        double[][] losses = new double[PARTS_OF_TRUST.length][PULLS.length];
        for (int fold = 0; fold < FOLDS; fold++) {
            List<Lesson> others = new ArrayList<>();
            List<float[]> otherInputs = new ArrayList<>();
            for (int i = 0; i < folds.length; i++) {
                if (folds[i] != fold) {
                    others.add(lessons.get(i));
                    otherInputs.add(inputs.get(i));
                }
            }
            float[] nothing = new float[inputs.getFirst().length * classes];
            float[] means = others.isEmpty() ? nothing : means(others, otherInputs, classes);
            float[][] rowsOfMeans = rows(means, classes);
            for (int part = 0; part < losses.length; part++) {
                double trust = full * PARTS_OF_TRUST[part];
                float[] weights = nothing;
                if (!others.isEmpty()) {
                    var training = new Training(others, otherInputs, trust, classes);
                    weights = training.minimum(nothing);
                }
                float[][] rows = rows(weights, classes);
                for (int i = 0; i < folds.length; i++) {
                    if (folds[i] == fold && lessons.get(i).hasAny()) {
                        addLosses(
                                lessons.get(i),
                                inputs.get(i),
                                rows,
                                rowsOfMeans,
                                trust,
                                losses[part]);
                    }
                }
            }
        }
        double[] ofParts = new double[PARTS_OF_TRUST.length];
        double[] ofPulls = new double[PULLS.length];
        for (int pull = 0; pull < PULLS.length; pull++) {
            for (int part = 0; part < ofParts.length; part++) {
                losses[part][pull] += COST_OF_PULL * PULLS[pull] + costOfMistrust(part, classes);
            }
        }
        double least = Arrays.stream(losses).flatMapToDouble(Arrays::stream).min().orElseThrow();
        for (int part = 0; part < ofParts.length; part++) {
            for (int pull = 0; pull < PULLS.length; pull++) {
                double likelihood = Math.exp(least - losses[part][pull]);
                ofParts[part] += likelihood;
                ofPulls[pull] += likelihood;
            }
        }
        return new Measure(full * mean(PARTS_OF_TRUST, ofParts), mean(PULLS, ofPulls));
    }

    /// Adds `−ln p(one of the labels it has)` for each pull.
    private static void addLosses(
            Lesson lesson,
            float[] input,
            float[][] weights,
            float[][] means,
            double trust,
            double[] losses) {
        int classes = lesson.closeness.length;
        float[] byWeights = logits(weights, input);
        float[] byMeans = logits(means, input);
        double[] probabilities = new double[classes];
        for (int pull = 0; pull < PULLS.length; pull++) {
            for (int label = 0; label < classes; label++) {
                probabilities[label] =
                        byWeights[label]
                                + PULLS[pull] * byMeans[label]
                                + trust * lesson.closeness[label];
            }
            softmax(probabilities);
            double right = 0;
            for (int label = 0; label < classes; label++) {
                right += lesson.has[label] ? probabilities[label] : 0;
            }
            losses[pull] -= Math.log(Math.max(1e-9, right));
        }
    }

    /// The mean, each weighed by its likelihood: a few examples often predict one another nearly as
    /// well with one value as with another, and the mean then errs less than the best.
    private static double mean(double[] values, double[] likelihoods) {
        double sum = 0;
        double all = 0;
        for (int i = 0; i < values.length; i++) {
            sum += likelihoods[i] * values[i];
            all += likelihoods[i];
        }
        return sum / all;
    }

    /// Full trust is worth as much as one example that tells its label from all others: of two
    /// labels one bit, of more labels more, because the same number of examples says less of each.
    private static double costOfMistrust(int part, int classes) {
        double mistrust = 1 - PARTS_OF_TRUST[part];
        return Math.log(Math.max(2, classes)) / Math.log(2) * mistrust * mistrust;
    }

    /// Deals the examples of each label out among the folds.
    private static int[] folds(List<Lesson> lessons, int classes) {
        int[] folds = new int[lessons.size()];
        int[] dealt = new int[classes + 1];
        for (int i = 0; i < folds.length; i++) {
            int label = 0;
            while (label < classes && !lessons.get(i).has[label]) {
                label++;
            }
            folds[i] = dealt[label]++ % FOLDS;
        }
        return folds;
    }

    /// The trust, estimated faster: by how well each example is predicted from the descriptions and
    /// the means of the *other* examples. A description has not seen the examples, so it needs no
    /// leaving out.
    private static double trust(
            List<Lesson> lessons, int labels, List<float[]> inputs, double full) {
        int classes = lessons.getFirst().closeness.length;
        int dimensions = inputs.getFirst().length - Surface.COUNT - 1;
        List<float[]> vectors =
                inputs.stream().map(input -> Arrays.copyOf(input, dimensions)).toList();
        float[][] sums = new float[dimensions][classes];
        int[] counts = new int[classes];
        for (int i = 0; i < vectors.size(); i++) {
            boolean[] has = lessons.get(i).has;
            for (int label = 0; label < classes; label++) {
                if (has[label]) {
                    counts[label]++;
                    float[] vector = vectors.get(i);
                    for (int each = 0; each < dimensions; each++) {
                        sums[each][label] += vector[each];
                    }
                }
            }
        }
        double[][] losses = new double[PARTS_OF_TRUST.length][SHARPNESS_OF_MEANS.length];
        double[] logits = new double[labels];
        for (int i = 0; i < vectors.size(); i++) {
            Lesson lesson = lessons.get(i);
            if (!lesson.hasAny()) {
                continue;
            }
            float[] toMeans = logits(sums, vectors.get(i));
            double own = Vectors.dot(vectors.get(i), vectors.get(i));
            for (int label = 0; label < labels; label++) {
                int others = counts[label] - (lesson.has[label] ? 1 : 0);
                double sum = toMeans[label] - (lesson.has[label] ? own : 0);
                toMeans[label] = others == 0 ? 0 : (float) (sum / others);
            }
            for (int part = 0; part < PARTS_OF_TRUST.length; part++) {
                for (int sharpness = 0; sharpness < SHARPNESS_OF_MEANS.length; sharpness++) {
                    for (int label = 0; label < labels; label++) {
                        logits[label] =
                                full * PARTS_OF_TRUST[part] * lesson.closeness[label]
                                        + SHARPNESS_OF_MEANS[sharpness] * toMeans[label];
                    }
                    softmax(logits);
                    double right = 0;
                    for (int label = 0; label < labels; label++) {
                        right += lesson.has[label] ? logits[label] : 0;
                    }
                    losses[part][sharpness] -= Math.log(Math.max(1e-9, right));
                }
            }
        }
        double[] likelihoods = new double[losses.length];
        for (int part = 0; part < likelihoods.length; part++) {
            likelihoods[part] =
                    -Arrays.stream(losses[part]).min().orElseThrow()
                            - costOfMistrust(part, classes);
        }
        softmax(likelihoods);
        return full * mean(PARTS_OF_TRUST, likelihoods);
    }

    private static float[] input(float[] vector, float[] center) {
        float[] input = Arrays.copyOf(vector, inputs(center.length));
        for (int i = 0; i < center.length; i++) {
            input[i] -= center[i];
        }
        input[input.length - 1] = BIAS_INPUT;
        return input;
    }

    /// Weights with those of each input in an array of its own.
    private static float[][] rows(float[] weights, int classes) {
        float[][] rows = new float[weights.length / classes][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = Arrays.copyOfRange(weights, i * classes, (i + 1) * classes);
        }
        return rows;
    }

    private static float[] logits(float[][] weights, float[] input) {
        float[] logits = new float[weights[0].length];
        addLogits(weights, List.of(input), new float[][] {logits});
        return logits;
    }

    /// Adds the logits of each input.
    ///
    /// The inner loop runs over all labels of four rows at once: the compiler turns it into vector
    /// instructions only where each row is an array of its own, and reading and writing the logits
    /// for fewer would take longer than the arithmetic. A few rows serve all inputs before the next
    /// rows are needed, so that they stay in the nearest cache.
    private static void addLogits(float[][] weights, List<float[]> inputs, float[][] logits) {
        for (int from = 0; from < weights.length; from += TILE) {
            int end = Math.min(weights.length, from + TILE);
            for (int each = 0; each < inputs.size(); each++) {
                float[] input = inputs.get(each);
                int i = from;
                for (; i + 4 <= end; i += 4) {
                    addRows(
                            logits[each],
                            weights,
                            i,
                            input[i],
                            input[i + 1],
                            input[i + 2],
                            input[i + 3]);
                }
                for (; i < end; i++) {
                    addRow(logits[each], weights[i], input[i]);
                }
            }
        }
    }

    /// Adds four rows that follow each other, each times a factor.
    private static void addRows(
            float[] to,
            float[][] rows,
            int from,
            float first,
            float second,
            float third,
            float fourth) {
        if (first == 0 && second == 0 && third == 0 && fourth == 0) {
            return; // most words are not in a text
        }
        float[] ofFirst = rows[from];
        float[] ofSecond = rows[from + 1];
        float[] ofThird = rows[from + 2];
        float[] ofFourth = rows[from + 3];
        for (int i = 0; i < to.length; i++) {
            to[i] +=
                    first * ofFirst[i]
                            + second * ofSecond[i]
                            + third * ofThird[i]
                            + fourth * ofFourth[i];
        }
    }

    private static void addRow(float[] to, float[] row, float factor) {
        for (int i = 0; i < to.length; i++) {
            to[i] += factor * row[i];
        }
    }

    private static void softmax(double[] logits) {
        double highest = logits[0];
        for (double each : logits) {
            highest = Math.max(highest, each);
        }
        double sum = 0;
        for (int i = 0; i < logits.length; i++) {
            logits[i] = Math.exp(logits[i] - highest);
            sum += logits[i];
        }
        for (int i = 0; i < logits.length; i++) {
            logits[i] /= sum;
        }
    }

    /// The search for the weights that explain the examples best.
    private static final class Training {

        private final List<Lesson> lessons;
        private final List<float[]> inputs;
        private final double trust;
        private final int classes;
        private final float[] nothing;

        Training(List<Lesson> lessons, List<float[]> inputs, double trust, int classes) {
            this.lessons = lessons;
            this.inputs = inputs;
            this.trust = trust;
            this.classes = classes;
            this.nothing = new float[inputs.getFirst().length];
        }

        /// A step that was taken.
        private static final class Step {

            private final float[] move;
            private final float[] bend;
            private final double product;

            /// @param bend how the gradient changed
            /// @param product of both
            Step(float[] move, float[] bend, double product) {
                this.move = move;
                this.bend = bend;
                this.product = product;
            }
        }

        float[] minimum(float[] start) {
            int size = start.length;
            float[] weights = start;
            float[] gradient = new float[size];
            double loss = lossAt(weights, gradient);
            Deque<Step> steps = new ArrayDeque<>();
            for (int step = 0; step < MOST_STEPS; step++) {
                float[] direction = direction(gradient, steps);
                double slope = Vectors.dot(direction, gradient);
                float[] next = new float[size];
                float[] nextGradient = new float[size];
                double nextLoss = Double.POSITIVE_INFINITY;
                // Halved until the loss falls by a little of what the slope promises (Armijo).
                double length = 2;
                while (length > 1e-3 && !(nextLoss <= loss + 1e-4 * length * slope)) {
                    length /= 2;
                    for (int i = 0; i < size; i++) {
                        next[i] = weights[i] + (float) length * direction[i];
                    }
                    nextLoss = lossAt(next, nextGradient);
                }
                if (!(nextLoss < loss)) {
                    break;
                }
                float[] move = difference(next, weights);
                float[] bend = difference(nextGradient, gradient);
                double product = Vectors.dot(move, bend);
                if (product > 1e-10) {
                    steps.addLast(new Step(move, bend, product));
                    if (steps.size() > MEMORY) {
                        steps.removeFirst();
                    }
                }
                boolean enough = loss - nextLoss < ENOUGH * loss;
                weights = next;
                gradient = nextGradient;
                loss = nextLoss;
                if (enough) {
                    break;
                }
            }
            return weights;
        }

        private static float[] direction(float[] gradient, Deque<Step> steps) {
            float[] direction = new float[gradient.length];
            add(direction, -1, gradient);
            double[] parts = new double[steps.size()];
            int at = steps.size();
            for (Step step : steps.reversed()) {
                parts[--at] = Vectors.dot(step.move, direction) / step.product;
                add(direction, -parts[at], step.bend);
            }
            double scale =
                    steps.isEmpty()
                            ? 1 / Math.max(1e-9, Math.sqrt(Vectors.dot(gradient, gradient)))
                            : steps.getLast().product
                                    / Vectors.dot(steps.getLast().bend, steps.getLast().bend);
            for (int i = 0; i < direction.length; i++) {
                direction[i] *= (float) scale;
            }
            for (Step step : steps) {
                double back = Vectors.dot(step.bend, direction) / step.product;
                add(direction, parts[at++] - back, step.move);
            }
            return direction;
        }

        /// @param gradient is overwritten
        private double lossAt(float[] weights, float[] gradient) {
            double loss = STIFFNESS / 2 * Vectors.dot(weights, weights);
            float[][] rows = rows(weights, classes);
            float[][] slopes = new float[rows.length][classes];
            double[] probabilities = new double[classes];
            for (int first = 0; first < inputs.size(); first += TOGETHER) {
                List<float[]> some =
                        inputs.subList(first, Math.min(inputs.size(), first + TOGETHER));
                float[][] excess = new float[Math.ceilDiv(some.size(), 4) * 4][classes];
                addLogits(rows, some, excess);
                for (int i = 0; i < some.size(); i++) {
                    Lesson lesson = lessons.get(first + i);
                    for (int label = 0; label < classes; label++) {
                        probabilities[label] = excess[i][label] + trust * lesson.closeness[label];
                    }
                    softmax(probabilities);
                    loss += lesson(lesson, probabilities, excess[i]);
                }
                addSlopes(some, excess, slopes);
            }
            for (int i = 0; i < rows.length; i++) {
                for (int label = 0; label < classes; label++) {
                    gradient[i * classes + label] = slopes[i][label] + STIFFNESS * rows[i][label];
                }
            }
            return loss;
        }

        /// Adds to the slopes what each input says, times its excess; as in [#addLogits].
        private void addSlopes(List<float[]> inputs, float[][] excess, float[][] slopes) {
            for (int from = 0; from < slopes.length; from += TILE) {
                int end = Math.min(slopes.length, from + TILE);
                for (int each = 0; each < inputs.size(); each += 4) {
                    float[] first = inputs.get(each);
                    float[] second = each + 1 < inputs.size() ? inputs.get(each + 1) : nothing;
                    float[] third = each + 2 < inputs.size() ? inputs.get(each + 2) : nothing;
                    float[] fourth = each + 3 < inputs.size() ? inputs.get(each + 3) : nothing;
                    for (int i = from; i < end; i++) {
                        addRows(slopes[i], excess, each, first[i], second[i], third[i], fourth[i]);
                    }
                }
            }
        }

        /// The loss of one example.
        ///
        /// @param excess is overwritten with the gradient by the logits: what is predicted less
        ///   what the example says; where it only says what it lacks, what is predicted of the rest
        private static double lesson(Lesson lesson, double[] predicted, float[] excess) {
            boolean hasAny = lesson.hasAny();
            double labels = 0;
            double allowed = 0;
            for (int label = 0; label < predicted.length; label++) {
                labels += lesson.has[label] ? 1 : 0;
                allowed += lesson.lacks[label] ? 0 : predicted[label];
            }
            double loss = hasAny ? 0 : -Math.log(Math.max(1e-9, allowed));
            for (int label = 0; label < predicted.length; label++) {
                double said;
                if (hasAny) {
                    said = lesson.has[label] ? 1 / labels : 0;
                    loss -= said * Math.log(Math.max(1e-9, predicted[label]));
                } else {
                    said = lesson.lacks[label] ? 0 : predicted[label] / Math.max(1e-9, allowed);
                }
                excess[label] = (float) (predicted[label] - said);
            }
            return loss;
        }

        private static float[] difference(float[] left, float[] right) {
            float[] difference = new float[left.length];
            for (int i = 0; i < left.length; i++) {
                difference[i] = left[i] - right[i];
            }
            return difference;
        }

        private static void add(float[] to, double factor, float[] what) {
            for (int i = 0; i < to.length; i++) {
                to[i] += (float) (factor * what[i]);
            }
        }
    }
}
