package stillroom.ai.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import stillroom.ai.Classifier;
import stillroom.ai.Classifier.Example;
import stillroom.ai.Classifier.LabelMeaning;
import stillroom.ai.Classifier.Trial;
import stillroom.ai.Classifier.Verdict;
import stillroom.ai.WordVectors;

class LearnedClassifierTest {

    private static final List<LabelMeaning> LABELS =
            List.of(
                    new LabelMeaning("house", "a letter about rent, landlord, tenant or lease"),
                    new LabelMeaning("health", "a note about doctor, patient, tablets or illness"),
                    new LabelMeaning("travel", "a message about trains, hotels or flights"));

    private final WordVectors embedder = new WordVectors();
    private final MeaningClassifier meaning = new MeaningClassifier(embedder);

    private Classifier learn(List<LabelMeaning> labels, List<Example> examples) {
        return meaning.learn(labels, examples, null);
    }

    private Example has(String text, String... labels) {
        return new Example(embedder.embed(List.of(text)), Set.of(labels), Set.of());
    }

    private Example lacks(String text, String... labels) {
        return new Example(embedder.embed(List.of(text)), Set.of(), Set.of(labels));
    }

    private static double score(Classifier classifier, String text, String label) {
        return classifier.classify(text, LABELS).scores().getOrDefault(label, -1.0);
    }

    @Test
    void withoutExamplesJudgesByMeaningAlone() {
        Classifier learned = learn(LABELS, List.of(has("anything", "unheard of")));
        assertThat(learned.classify("The landlord wants more rent.", LABELS))
                .isEqualTo(meaning.classify("The landlord wants more rent.", LABELS));
    }

    @Test
    void oneExampleChangesTheVerdict() {
        String text = "Gluons bind quarks inside protons";
        Classifier learned = learn(LABELS, List.of(has("Gluons and quarks and protons", "travel")));
        assertThat(meaning.classify(text, LABELS).sure()).isFalse();
        assertThat(learned.classify(text, LABELS).best()).isEqualTo("travel");
        assertThat(score(learned, text, "travel")).isGreaterThan(score(meaning, text, "travel"));
        assertThat(learned.classify("The patient takes two tablets.", LABELS).best())
                .isEqualTo("health");
    }

    /// The passages of all of them mean the same.
    @Test
    void tellsDocumentsApartByTheirWords() {
        List<float[]> alike = embedder.embed(List.of("notes", "more notes"));
        List<LabelMeaning> labels = LABELS.subList(0, 2);
        Classifier learned =
                learn(
                        labels,
                        List.of(
                                new Example(
                                        meaning.withWords(alike, "Gluons bind quarks"),
                                        Set.of("house"),
                                        Set.of()),
                                new Example(
                                        meaning.withWords(alike, "Fry onions in butter"),
                                        Set.of("health"),
                                        Set.of())));

        assertThat(
                        learned.classify(learned.withWords(alike, "On quarks and gluons"), labels)
                                .best())
                .isEqualTo("house");
        assertThat(
                        learned.classify(learned.withWords(alike, "On butter and onions"), labels)
                                .best())
                .isEqualTo("health");
        assertThat(meaning.classify(meaning.withWords(alike, "On quarks and gluons"), labels))
                .isEqualTo(meaning.classify(alike, labels));
    }

    @Test
    void aLabelThatWasTakenOffCountsAgainstItsLike() {
        String text = "The landlord wants more rent.";
        Verdict before = meaning.classify(text, LABELS);
        List<Example> refused = new ArrayList<>();
        for (String each : List.of("My landlord wants rent", "More rent, said the landlord")) {
            refused.add(lacks(each, "house"));
        }
        Verdict after = learn(LABELS, refused).classify(text, LABELS);
        assertThat(before.label()).contains("house");
        assertThat(after.confidence()).isLessThan(before.confidence());
        assertThat(after.label()).isEmpty();
    }

    @Test
    void aSingleLabelCanBeTakenOff() {
        List<LabelMeaning> single = LABELS.subList(0, 1);
        String text = "rent landlord tenant lease";
        assertThat(meaning.classify(text, single).sure()).isTrue();
        Classifier learned =
                learn(single, List.of(lacks(text, "house"), lacks("tenant lease", "house")));
        assertThat(learned.classify(text, single).sure()).isFalse();
    }

    @Test
    void examplesOutweighAWrongDescription() {
        List<Example> examples = new ArrayList<>();
        for (String thing : List.of("garden", "kitchen", "cellar", "window", "staircase")) {
            examples.add(has("The landlord wrote about the " + thing, "travel"));
            examples.add(has("Our flights leave from the " + thing, "house"));
        }
        Classifier learned = learn(LABELS, examples);
        assertThat(learned.classify("The landlord wrote about the balcony", LABELS).best())
                .isEqualTo("travel");
        assertThat(learned.classify("Our flights leave from the balcony", LABELS).best())
                .isEqualTo("house");
    }

    @Test
    void aTextMayHaveTwoLabels() {
        Classifier learned =
                learn(
                        LABELS,
                        List.of(
                                has("Gluons and quarks", "travel", "house"),
                                has("Gluons, quarks, protons", "travel", "house")));
        Verdict verdict = learned.classify("Quarks and gluons", LABELS);
        assertThat(verdict.scores().get("travel"))
                .isCloseTo(verdict.scores().get("house"), within(0.15));
        assertThat(verdict.scores().get("health")).isLessThan(0.3);
        assertThat(verdict.proposed().keySet()).containsExactlyInAnyOrder("travel", "house");
    }

    @Test
    void labelsThatWereNeverSeenTogetherAreNotProposedTogether() {
        Classifier learned =
                learn(
                        LABELS,
                        List.of(
                                has("Gluons and quarks", "travel"),
                                has("Gluons, quarks, protons", "house")));
        assertThat(learned.classify("Quarks and gluons", LABELS).proposed())
                .hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void recallsWhatWasLearnedButNotForOtherLabels() {
        Classifier learned =
                learn(LABELS, List.of(has("Gluons and quarks and protons", "travel", "house")));
        byte[] bytes = learned.learned().orElseThrow();
        Classifier recalled = new MeaningClassifier(embedder).recall(LABELS, bytes).orElseThrow();
        String text = "Gluons bind quarks inside protons";
        assertThat(recalled.classify(text, LABELS)).isEqualTo(learned.classify(text, LABELS));
        assertThat(recalled.settings()).isEqualTo(learned.settings()).contains("learned");
        assertThat(recalled.learned().orElseThrow()).isEqualTo(bytes);
        assertThat(meaning.recall(LABELS.subList(0, 2), bytes)).isEmpty();
        for (int length = 0; length < bytes.length; length += 997) {
            assertThat(meaning.recall(LABELS, Arrays.copyOf(bytes, length))).isEmpty();
        }
    }

    @Test
    void learnsOnFromWhatWasLearnedBefore() {
        List<Example> few = List.of(has("Gluons and quarks", "travel"));
        List<Example> more = new ArrayList<>(few);
        more.add(has("Fry onions in butter", "health"));
        List<LabelMeaning> labels = new ArrayList<>(LABELS);
        labels.addFirst(new LabelMeaning("new", "something else"));
        byte[] before = learn(LABELS, few).learned().orElseThrow();
        Verdict cold = learn(labels, more).classify("Fry the onions", labels);
        Verdict warm = meaning.learn(labels, more, before).classify("Fry the onions", labels);
        assertThat(warm.best()).isEqualTo(cold.best()).isEqualTo("health");
        assertThat(warm.confidence()).isCloseTo(cold.confidence(), within(0.05));
    }

    @Test
    void triesEachExampleWithoutIt() {
        List<Example> examples = new ArrayList<>();
        for (String thing : List.of("garden", "kitchen", "cellar", "window", "staircase")) {
            examples.add(has("Quarks and gluons in the " + thing, "travel"));
            examples.add(has("Violins and cellos in the " + thing, "house"));
        }
        examples.add(has("Violins and cellos on the roof", "health"));
        assertThat(meaning.tried(LABELS, examples))
                .containsEntry("travel", new Trial(5, 5))
                .containsEntry("house", new Trial(5, 5))
                .containsEntry("health", new Trial(0, 1));
        assertThat(meaning.tried(LABELS, List.of())).isEmpty();
    }

    @Test
    void wordsTellApartWhatMeansTheSame() {
        List<Example> examples = new ArrayList<>();
        for (String word : List.of("one", "two", "six", "ten")) {
            examples.add(text("who " + word, "travel"));
            examples.add(text("how " + word, "house"));
        }
        Classifier learned = learn(LABELS, examples);
        assertThat(learned.classify("who else", LABELS).best()).isEqualTo("travel");
        assertThat(learned.classify("how else", LABELS).best()).isEqualTo("house");
    }

    private Example text(String text, String label) {
        return new Example(List.of(meaning.vector(text)), Set.of(label), Set.of());
    }

    @Test
    void countsWhatTheExamplesOfALabelAreLikeBesideWhatTellsThemApart() {
        List<LabelMeaning> labels =
                List.of(new LabelMeaning("alike", "alike"), new LabelMeaning("other", "other"));
        List<Example> examples = new ArrayList<>();
        List<String> things =
                List.of("garden", "kitchen", "cellar", "window", "staircase", "balcony", "chimney");
        for (String thing : things) {
            examples.add(has("you won a prize, call the number for the prize", "alike"));
            examples.add(has("my " + thing + " over the hill is green", "other"));
        }
        Verdict verdict =
                learn(labels, examples).classify("prize umbrella violin zebra door", labels);
        assertThat(verdict.best()).isEqualTo("alike");
    }

    @Test
    void learnsTheSameFromTheSame() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            String text = "word" + (char) ('a' + random.nextInt(9)) + " other" + random.nextInt(9);
            LabelMeaning label = LABELS.get(random.nextInt(3));
            examples.add(
                    random.nextInt(4) == 0 ? lacks(text, label.name()) : has(text, label.name()));
        }
        Verdict once = learn(LABELS, examples).classify("worda wordb", LABELS);
        Verdict again =
                new MeaningClassifier(embedder)
                        .learn(LABELS, examples, null)
                        .classify("worda wordb", LABELS);
        assertThat(again).as("seed %d", seed).isEqualTo(once);
        assertThat(once.scores().values().stream().mapToDouble(score -> score).sum())
                .as("seed %d", seed)
                .isCloseTo(1, within(1e-9));
        assertThat(once.confidence()).as("seed %d", seed).isBetween(0.0, 1.0);
    }

    @Test
    void judgesOtherLabelsByTheirMeaning() {
        Classifier learned = learn(LABELS, List.of(has("Gluons and quarks and protons", "travel")));
        List<LabelMeaning> others = LABELS.subList(0, 2);
        assertThat(learned.classify("Gluons", others))
                .isEqualTo(meaning.classify("Gluons", others));
    }
}
