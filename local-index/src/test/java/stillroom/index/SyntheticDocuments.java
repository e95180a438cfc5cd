package stillroom.index;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import stillroom.index.text.Page;
import stillroom.index.text.Passage;

/// Documents that nobody wrote: as many as are wanted, each the same whenever it is made.
///
/// Words follow Zipf's law, a few of them English function words, a third of them those of the
/// document's topic. Vectors lie around the direction of their topic, and within it around that of
/// their document, and vary less in each further dimension, as those of language models do.
final class SyntheticDocuments {

    static final long SEED = 20261121;
    static final int DIMENSIONS = 384;
    static final int PASSAGES = 10;

    private static final int PASSAGES_OF_A_PAGE = 2;
    private static final int WORDS = 200_000;
    private static final int TOPICS = 2_000;
    private static final int WORDS_OF_A_TOPIC = 300;
    private static final int WORDS_OF_A_PASSAGE = 110;
    private static final int WORDS_OF_A_SENTENCE = 18;

    private static final List<String> FUNCTION_WORDS =
            List.of(
                    "the", "of", "and", "to", "a", "in", "is", "that", "it", "was", "for", "on",
                    "with", "as", "be", "at", "by", "this", "are", "or", "from", "an", "which",
                    "not", "but", "were", "their", "has", "had", "its", "been", "they", "have");

    private static final String[] BEGINNINGS = {
        "b", "br", "c", "ch", "cl", "d", "dr", "f", "fl", "g", "gr", "h", "j", "k", "l", "m", "n",
        "p", "pl", "pr", "qu", "r", "s", "sh", "sl", "sp", "st", "str", "t", "th", "tr", "v", "w"
    };
    private static final String[] MIDDLES = {"a", "e", "i", "o", "u", "ai", "ea", "ou", "io"};
    private static final String[] ENDS = {"", "", "n", "r", "s", "t", "l", "m", "nd", "ck", "ne"};

    private final long seed;
    private final String[] words = new String[WORDS];
    private final float[][] topics = new float[TOPICS][];
    private final float[] common;
    private final float[] spread = new float[DIMENSIONS];

    SyntheticDocuments(long seed) {
        this.seed = seed;
        var random = new Random(seed);
        for (int i = 0; i < WORDS; i++) {
            words[i] = i < FUNCTION_WORDS.size() ? FUNCTION_WORDS.get(i) : word(i, random);
        }
        for (int i = 0; i < DIMENSIONS; i++) {
            spread[i] = (float) Math.pow(1 + i, -0.35);
        }
        common = around(new float[DIMENSIONS], 1, random);
        for (int i = 0; i < TOPICS; i++) {
            topics[i] = around(common, 1, random);
        }
    }

    private static String word(int rank, Random random) {
        var word = new StringBuilder();
        int syllables = rank < 2_000 ? 2 : 3;
        for (int i = 0; i < syllables; i++) {
            word.append(BEGINNINGS[random.nextInt(BEGINNINGS.length)])
                    .append(MIDDLES[random.nextInt(MIDDLES.length)]);
        }
        return word.append(ENDS[random.nextInt(ENDS.length)]).toString();
    }

    private float[] around(float[] middle, float distance, Random random) {
        var vector = new float[DIMENSIONS];
        for (int i = 0; i < DIMENSIONS; i++) {
            vector[i] = middle[i] + distance * spread[i] * (float) random.nextGaussian();
        }
        return vector;
    }

    private static float[] unit(float[] vector) {
        double square = 0;
        for (float each : vector) {
            square += each * each;
        }
        float length = (float) Math.sqrt(square);
        for (int i = 0; i < vector.length; i++) {
            vector[i] /= length;
        }
        return vector;
    }

    private Random random(int document, int what) {
        return new Random(seed + 31L * document + 1_000_003L * what);
    }

    private static int topic(Random random) {
        return (int) (TOPICS * Math.pow(random.nextDouble(), 2));
    }

    /// What a document says.
    record Text(String title, List<Page> pages, List<Passage> passages) {}

    Text text(int document) {
        var random = random(document, 1);
        int topic = topic(random(document, 0));
        var pages = new ArrayList<Page>();
        var passages = new ArrayList<Passage>();
        String title = words[word(topic, 1, random)] + " " + words[word(topic, 1, random)];
        for (int page = 1; page <= PASSAGES / PASSAGES_OF_A_PAGE; page++) {
            var text = new StringBuilder();
            for (int i = 0; i < PASSAGES_OF_A_PAGE; i++) {
                int start = text.length();
                write(text, topic, random);
                passages.add(
                        new Passage(
                                passages.size(),
                                page,
                                start,
                                text.length(),
                                "",
                                text.substring(start)));
                text.append("\n\n");
            }
            pages.add(new Page(page, text.toString(), List.of()));
        }
        return new Text(title, pages, passages);
    }

    private void write(StringBuilder text, int topic, Random random) {
        int count = WORDS_OF_A_PASSAGE / 2 + random.nextInt(WORDS_OF_A_PASSAGE);
        for (int i = 0; i < count; i++) {
            String word = words[word(topic, 0.33, random)];
            boolean begins = i % WORDS_OF_A_SENTENCE == 0;
            if (begins && i > 0) {
                text.setCharAt(text.length() - 1, '.');
                text.append(' ');
            }
            text.append(begins ? Character.toUpperCase(word.charAt(0)) : word.charAt(0))
                    .append(word, 1, word.length())
                    .append(' ');
        }
        text.setCharAt(text.length() - 1, '.');
    }

    /// Draws a word: of the topic as often as `ofTopic` says, else of the language.
    private static int word(int topic, double ofTopic, Random random) {
        if (random.nextDouble() < ofTopic) {
            int rank = zipf(WORDS_OF_A_TOPIC, random);
            return 200 + (int) ((topic * 7_919L + rank * 104_729L) % (WORDS - 200));
        }
        return zipf(WORDS, random);
    }

    /// Draws a rank whose frequency falls with the rank, by the inverse of the integral of 1 / x.
    private static int zipf(int count, Random random) {
        return (int) Math.min(count - 1, Math.exp(random.nextDouble() * Math.log(count + 1.0)) - 1);
    }

    List<float[]> vectors(int document) {
        var random = random(document, 2);
        float[] middle = around(topics[topic(random(document, 0))], 0.6f, random);
        var vectors = new ArrayList<float[]>();
        for (int i = 0; i < PASSAGES; i++) {
            vectors.add(unit(around(middle, 0.6f, random)));
        }
        return vectors;
    }

    /// A question that a passage of a document may answer.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Question(int document, String text, float[] vector) {}

    Question question(int document, Random random) {
        List<Passage> passages = text(document).passages();
        int ordinal = random.nextInt(passages.size());
        String[] said = passages.get(ordinal).text().split("[ .]+", -1);
        var text = new StringBuilder(random.nextBoolean() ? "what is the " : "");
        int count = 2 + random.nextInt(5);
        int topic = topic(random(document, 0));
        for (int i = 0; i < count; i++) {
            text.append(
                            i % 2 == 0
                                    ? said[random.nextInt(said.length)]
                                    : words[word(topic, 0.8, random)])
                    .append(' ');
        }
        float[] answer = vectors(document).get(ordinal);
        var vector = new float[DIMENSIONS];
        float[] noise = unit(around(new float[DIMENSIONS], 1, random));
        for (int i = 0; i < DIMENSIONS; i++) {
            vector[i] = answer[i] + 0.5f * noise[i];
        }
        return new Question(document, text.toString().strip(), unit(vector));
    }
}
