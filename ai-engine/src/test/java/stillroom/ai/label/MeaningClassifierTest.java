package stillroom.ai.label;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import stillroom.ai.Classifier.LabelMeaning;
import stillroom.ai.Classifier.Verdict;
import stillroom.ai.WordVectors;

class MeaningClassifierTest {

    private static final List<LabelMeaning> LABELS =
            List.of(
                    new LabelMeaning("house", "a letter about rent, landlord, tenant or lease"),
                    new LabelMeaning("health", "a note about doctor, patient, tablets or illness"),
                    new LabelMeaning("travel", "a message about trains, hotels or flights"));

    private final WordVectors embedder = new WordVectors();
    private final MeaningClassifier classifier = new MeaningClassifier(embedder);

    @Test
    void choosesTheLabelWhoseMeaningIsClosest() {
        assertThat(classifier.classify("The landlord wants more rent.", LABELS).best())
                .isEqualTo("house");
        assertThat(classifier.classify("The patient takes two tablets.", LABELS).best())
                .isEqualTo("health");
    }

    @Test
    void meetsOneItemOfALongDescription() {
        List<LabelMeaning> labels = new ArrayList<>(LABELS);
        labels.add(
                new LabelMeaning(
                        "many",
                        "anything of these: apples, bicycles, candles, drums, engines, feathers,"
                                + " gloves, hammers, islands, jackets, kettles, lamps, mirrors"));
        assertThat(classifier.classify("Two kettles on the stove", labels).best())
                .isEqualTo("many");
    }

    @Test
    void scoresSumToOneAndTheBestIsTheHighest() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 50; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(400); i >= 0; i--) {
                text.append(random.nextInt(9) == 0 ? " rent" : " w" + random.nextInt(50) + "xyz");
            }
            Verdict verdict = classifier.classify(text.toString(), LABELS);
            String context = "seed " + seed + " round " + round + " " + verdict;
            double sum = verdict.scores().values().stream().mapToDouble(score -> score).sum();
            assertThat(sum).as(context).isCloseTo(1, within(1e-9));
            assertThat(verdict.scores()).as(context).containsOnlyKeys("house", "health", "travel");
            double highest = verdict.scores().values().stream().max(Double::compare).orElseThrow();
            assertThat(verdict.scores().get(verdict.best())).as(context).isEqualTo(highest);
            assertThat(verdict.confidence()).as(context).isBetween(0.0, highest);
        }
    }

    @Test
    void isSureOfWhatFitsAndNotOfWhatDoesNot() {
        Verdict fits = classifier.classify("rent landlord tenant lease", LABELS);
        assertThat(fits.label()).contains("house");
        Verdict strange = classifier.classify("Quantum chromodynamics of gluons", LABELS);
        assertThat(strange.label()).isEmpty();
        assertThat(strange.confidence()).isLessThan(fits.confidence());
    }

    @Test
    void mayRefuseASingleLabel() {
        List<LabelMeaning> single = LABELS.subList(0, 1);
        assertThat(classifier.classify("Gluons and quarks", single).sure()).isFalse();
        assertThat(classifier.classify("rent landlord tenant lease", single).sure()).isTrue();
    }

    @Test
    void knowsALetterByItsFirstPageThoughALongAttachmentFollows() {
        String text =
                "The landlord raises the rent of the tenant. ".repeat(60)
                        + "Gluons and quarks move quickly. ".repeat(120);
        assertThat(classifier.classify(text, LABELS).best()).isEqualTo("house");
    }

    @Test
    void takesTextsOfAnyLength() {
        for (String text :
                List.of("", " ", "x", "😀", "a".repeat(100_000), "rent ".repeat(300_000))) {
            assertThat(classifier.classify(text, LABELS).scores()).hasSize(3);
        }
        LabelMeaning wordy = new LabelMeaning("wordy", "rent, ".repeat(5_000));
        LabelMeaning unnamed = new LabelMeaning("travel", "");
        assertThat(classifier.classify("rent", List.of(wordy, unnamed)).best()).isEqualTo("wordy");
    }

    @Test
    void embedsALabelOnlyOnce() {
        classifier.classify("The landlord wants more rent.", LABELS);
        int before = embedder.embedded().size();
        for (int i = 0; i < 20; i++) {
            classifier.classify("The landlord wants more rent.", LABELS);
        }
        assertThat(embedder.embedded().size() - before).isEqualTo(20);
    }

    @Test
    void judgesVectorsOfPassagesAsItJudgesTheirText() {
        String text = "The landlord wants more rent.";
        assertThat(classifier.classify(embedder.embed(List.of(text)), LABELS))
                .isEqualTo(classifier.classify(text, LABELS));
    }

    @Test
    void givesTheSameVerdictOnEveryThread() throws Exception {
        Verdict wanted = new MeaningClassifier(embedder).classify("rent and tablets", LABELS);
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<Verdict>> verdicts = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                verdicts.add(threads.submit(() -> classifier.classify("rent and tablets", LABELS)));
            }
            for (Future<Verdict> verdict : verdicts) {
                assertThat(verdict.get()).isEqualTo(wanted);
            }
        }
    }

    @Test
    void holdsItAgainstALabelThatManyOthersLieNearIt() {
        LabelMeaning alone = new LabelMeaning("alone", "apples");
        LabelMeaning crowded = new LabelMeaning("crowded", "trains");
        List<LabelMeaning> labels = new ArrayList<>(List.of(alone, crowded));
        Verdict two = classifier.classify("apples trains", labels);
        for (int i = 0; i < 40; i++) {
            labels.add(new LabelMeaning("trains" + i, "trains w" + i + "xyz"));
        }
        Verdict many = classifier.classify("apples trains", labels);
        assertThat(two.scores().get("alone")).isCloseTo(two.scores().get("crowded"), within(0.2));
        assertThat(many.scores().get("alone") / many.scores().get("crowded"))
                .isGreaterThan(1.5 * two.scores().get("alone") / two.scores().get("crowded"));
    }

    @Test
    void refusesToChooseAmongNoLabels() {
        assertThatThrownBy(() -> classifier.classify("rent", List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void offersReadyLabelsThatDiffer() {
        assertThat(ReadyLabels.all()).hasSizeGreaterThanOrEqualTo(12).doesNotHaveDuplicates();
        assertThat(ReadyLabels.all()).extracting(LabelMeaning::name).doesNotHaveDuplicates();
        for (LabelMeaning label : ReadyLabels.all()) {
            assertThat(classifier.classify(label.description(), ReadyLabels.all()).best())
                    .isEqualTo(label.name());
        }
    }
}
