package stillroom.app.cli;

import stillroom.ai.Classifier.Verdict;

/// Counts how far verdicts are right, and how far their confidence tells it.
///
/// The calibration error is that of Naeini et al. 2015: verdicts fall into ten bins by confidence;
/// in each, the mean confidence and the share of right ones differ by so much, weighed by how many
/// verdicts the bin has.
final class Calibrated {

    private static final int BINS = 10;

    private final int[] counts = new int[BINS];
    private final int[] right = new int[BINS];
    private final double[] confidence = new double[BINS];
    private int sure;
    private int sureAndRight;

    void add(String label, Verdict verdict) {
        var bin = Math.clamp((int) (verdict.confidence() * BINS), 0, BINS - 1);
        counts[bin]++;
        confidence[bin] += verdict.confidence();
        right[bin] += verdict.best().equals(label) ? 1 : 0;
        if (verdict.sure()) {
            sure++;
            sureAndRight += verdict.proposed().containsKey(label) ? 1 : 0;
        }
    }

    private int all() {
        var all = 0;
        for (var count : counts) {
            all += count;
        }
        return all;
    }

    double accuracy() {
        var sum = 0;
        for (var each : right) {
            sum += each;
        }
        return (double) sum / Math.max(1, all());
    }

    /// The share of verdicts that propose a label.
    double sure() {
        return (double) sure / Math.max(1, all());
    }

    double accuracyWhenSure() {
        return (double) sureAndRight / Math.max(1, sure);
    }

    double error() {
        double error = 0;
        for (var bin = 0; bin < BINS; bin++) {
            error += Math.abs(confidence[bin] - right[bin]);
        }
        return error / Math.max(1, all());
    }
}
