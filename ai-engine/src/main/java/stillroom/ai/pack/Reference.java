package stillroom.ai.pack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;

/// The vectors that the published weights of a model give in full precision for fixed texts. A pack
/// carries them, so that any machine can tell how close what it computes is to what was published.
///
/// @param vectors one for each text, of length one
public record Reference(List<float[]> vectors) {

    private static final String VECTORS = "vectors";

    /// How close vectors are to the reference: the mean and the least cosine.
    public record Closeness(double mean, double least) {}

    public Reference {
        vectors = List.copyOf(vectors);
    }

    /// The texts, as they are given to [stillroom.ai.Embedder#embed]. Packs depend on them: they
    /// never change.
    public static List<String> texts() {
        try (InputStream in =
                Objects.requireNonNull(
                        Reference.class.getResourceAsStream("reference-texts.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException impossible) {
            throw new IllegalStateException("the texts are part of the build", impossible);
        }
    }

    static Reference read(Path file) throws IOException {
        try (TensorFile tensors = TensorFile.open(file)) {
            Tensor tensor = tensors.tensor(VECTORS);
            if (tensor.type() != ElementType.F32
                    || tensor.shape().size() != 2
                    || tensor.shape().getFirst() != texts().size()) {
                throw new IOException(
                        file.getFileName() + " is not about the texts of this Stillroom");
            }
            int width = Math.toIntExact(tensor.shape().getLast());
            List<float[]> vectors = new ArrayList<>();
            for (long row = 0; row < tensor.shape().getFirst(); row++) {
                float[] vector = new float[width];
                for (int column = 0; column < width; column++) {
                    vector[column] = tensor.number(row * width + column);
                }
                vectors.add(vector);
            }
            return new Reference(vectors);
        }
    }

    void write(Path file) throws IOException {
        int width = vectors.getFirst().length;
        SequencedMap<String, Numbers> tensors = new LinkedHashMap<>();
        tensors.put(
                VECTORS,
                new Numbers(
                        ElementType.F32,
                        List.of((long) vectors.size(), (long) width),
                        index -> vectors.get((int) (index / width))[(int) (index % width)]));
        TensorFile.write(file, tensors, (_, _) -> true);
    }

    /// Compares vectors of the same texts with these.
    public Closeness closeness(List<float[]> others) {
        double sum = 0;
        double least = 1;
        for (int text = 0; text < vectors.size(); text++) {
            double cosine = cosine(vectors.get(text), others.get(text));
            sum += cosine;
            least = Math.min(least, cosine);
        }
        return new Closeness(sum / vectors.size(), least);
    }

    /// How often two models think the same token the likeliest, in the mean of all texts and in the
    /// text where they differ most.
    static Closeness agreement(List<long[]> guesses, List<long[]> right) {
        double sum = 0;
        double least = 1;
        for (int text = 0; text < right.size(); text++) {
            int same = 0;
            for (int token = 0; token < right.get(text).length; token++) {
                same += guesses.get(text)[token] == right.get(text)[token] ? 1 : 0;
            }
            double share = (double) same / right.get(text).length;
            sum += share;
            least = Math.min(least, share);
        }
        return new Closeness(sum / right.size(), least);
    }

    private static double cosine(float[] one, float[] other) {
        double product = 0;
        double square = 0;
        double otherSquare = 0;
        for (int index = 0; index < one.length; index++) {
            product += (double) one[index] * other[index];
            square += (double) one[index] * one[index];
            otherSquare += (double) other[index] * other[index];
        }
        return product / Math.sqrt(square * otherSquare);
    }
}
