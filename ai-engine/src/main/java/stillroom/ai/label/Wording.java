package stillroom.ai.label;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// In what words the examples of each label are written: naive Bayes beside the weights of
/// [LabelHead], which must tell thousands of words apart and so learn little of each.
///
/// A word of a text speaks for a label as far as more of the label's examples have it than of all,
/// in proportion: the logarithm of how many times as often, after [#SHYNESS] further words that
/// stand as often as anywhere. So what a handful of short examples has by chance says next to
/// nothing, and thousands of words say what is said of a label and what is not. Words that no
/// example has say nothing. As the words of a text do not come one by one, n of them count as √n.
final class Wording {

    /// Of further words, by which every label seems alike. Between 4,000 and 20,000, with 8 to 64
    /// examples of each label, e-mails gained one hundredth of right answers, text messages up to
    /// half a one; requests and questions stayed what they were.
    private static final double SHYNESS = 20_000;

    /// The words, ascending, each as often as there are labels with it.
    private final int[] words;

    private final int[] labels;
    private final int[] counts;

    /// What each says for its label beyond what [#absent] says.
    private final double[] gains;

    /// What a word says for each label whose examples lack it.
    private final double[] absent;

    private Wording(int[] words, int[] labels, int[] counts, int classes) {
        this.words = words;
        this.labels = labels;
        this.counts = counts;
        double all = 0;
        double[] ofLabel = new double[classes];
        for (int i = 0; i < words.length; i++) {
            ofLabel[labels[i]] += counts[i];
            all += counts[i];
        }
        absent = new double[classes];
        for (int label = 0; label < classes; label++) {
            absent[label] = -Math.log1p(ofLabel[label] / SHYNESS);
        }
        gains = new double[words.length];
        for (int first = 0; first < words.length; ) {
            int end = first;
            double ofWord = 0;
            for (; end < words.length && words[end] == words[first]; end++) {
                ofWord += counts[end];
            }
            for (; first < end; first++) {
                gains[first] = Math.log1p(counts[first] * all / ofWord / SHYNESS);
            }
        }
    }

    /// @param texts the words of each example, as [Surface] numbers them
    /// @param has for each example the classes that it has
    static Wording of(List<float[]> texts, List<boolean[]> has, int classes) {
        long[] found =
                IntStream.range(0, texts.size())
                        .boxed()
                        .flatMapToLong(i ->
                                IntStream.range(0, classes)
                                        .filter(label -> has.get(i)[label])
                                        .boxed()
                                        .flatMapToLong(label ->
                                                IntStream.range(0, texts.get(i).length)
                                                        .mapToLong(at ->
                                                                (long) texts.get(i)[at] << 32
                                                                        | label)))
                        .sorted()
                        .toArray();
        int different = (int) Arrays.stream(found).distinct().count();
        int[] words = new int[different];
        int[] labels = new int[different];
        int[] counts = new int[different];
        int last = -1;
        for (int i = 0; i < found.length; i++) {
            if (i == 0 || found[i] != found[i - 1]) {
                last++;
                words[last] = (int) (found[i] >> 32);
                labels[last] = (int) found[i];
            }
            counts[last]++;
        }
        return new Wording(words, labels, counts, classes);
    }

    /// Adds what the words of a text say for each class.
    ///
    /// @param text its words, as [Surface] numbers them
    void addTo(double[] logits, float[] text) {
        double[] sums = new double[absent.length];
        int known = 0;
        for (float word : text) {
            int at = Arrays.binarySearch(words, (int) word);
            if (at < 0) {
                continue;
            }
            known++;
            while (at > 0 && words[at - 1] == words[at]) {
                at--;
            }
            for (; at < words.length && words[at] == (int) word; at++) {
                sums[labels[at]] += gains[at];
            }
        }
        for (int label = 0; known > 0 && label < sums.length; label++) {
            logits[label] += (sums[label] + known * absent[label]) / Math.sqrt(known);
        }
    }

    void write(DataOutputStream out) throws IOException {
        out.writeInt(words.length);
        for (int i = 0; i < words.length; i++) {
            out.writeInt(words[i]);
            out.writeInt(labels[i]);
            out.writeInt(counts[i]);
        }
    }

    /// @throws IOException if these are no such bytes
    static Wording read(DataInputStream in, int classes) throws IOException {
        int length = in.readInt();
        if (length < 0 || 3L * length * Integer.BYTES > in.available()) {
            throw new EOFException("the words are cut off");
        }
        int[] words = new int[length];
        int[] labels = new int[length];
        int[] counts = new int[length];
        for (int i = 0; i < length; i++) {
            words[i] = in.readInt();
            labels[i] = in.readInt();
            counts[i] = in.readInt();
            if (labels[i] < 0 || labels[i] >= classes || (i > 0 && words[i] < words[i - 1])) {
                throw new IOException("the words are out of order");
            }
        }
        return new Wording(words, labels, counts, classes);
    }
}
