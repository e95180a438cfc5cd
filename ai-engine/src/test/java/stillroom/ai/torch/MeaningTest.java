package stillroom.ai.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import stillroom.ai.Classifier;
import stillroom.ai.Classifier.LabelMeaning;
import stillroom.ai.Embedder;
import stillroom.ai.Summarizer;
import stillroom.ai.Summarizer.SummarySentence;
import stillroom.ai.Summarizer.Text;
import stillroom.ai.Summarizer.Wish;
import stillroom.ai.label.MeaningClassifier;
import stillroom.ai.label.ReadyLabels;
import stillroom.ai.summary.ExtractiveSummarizer;

/// Labels and summaries with the shipped packs, on texts that share few words with what is asked.
class MeaningTest {

    private static final AiEngine ENGINE =
            AiEngine.open(Path.of(System.getProperty("stillroom.packs")));

    private static final Map<String, String> DOCUMENTS =
            Map.of(
                    "invoice",
                    "Acme Plumbing Ltd. No. 2024-117. 3 taps at 40.00 = 120.00. Labour 2 h at"
                            + " 55.00 = 110.00. VAT 20 % 46.00. Please pay 276.00 by 30 April to the"
                            + " account below.",
                    "contract",
                    "The Lessor lets to the Lessee the premises at 4 Mill Lane. Either party may"
                            + " terminate upon three months' written notice. The Lessee shall not"
                            + " sublet. This lease is governed by the laws of England.",
                    "medical record",
                    "Mrs. K., 64, presents with chest pain on exertion for two weeks. ECG normal."
                            + " Troponin negative. Aspirin 100 mg once daily started, follow-up in"
                            + " cardiology.",
                    "résumé",
                    "Jane Doe. 2018 to date: team lead at Foo Bank. 2014 to 2018: developer at Bar"
                            + " GmbH. MSc Computer Science, 2014. Languages: English, German. Java,"
                            + " SQL, Linux.",
                    "minutes",
                    "Present: Smith, Jones, Brown. Apologies: Green. 1. The treasurer gave an"
                            + " account of the funds. 2. It was resolved to repair the roof. Action:"
                            + " Jones to ask for offers. Next time: 4 June.",
                    "source code",
                    "public static int sum(int[] values) { int total = 0; for (int value : values)"
                            + " { total += value; } return total; }",
                    "scientific paper",
                    "We study how transformers generalize to longer inputs. We propose a position"
                            + " encoding and evaluate it on four benchmarks, where it improves"
                            + " accuracy over strong baselines.");

    @AfterAll
    static void close() {
        ENGINE.close();
    }

    @Test
    void readyLabelsFitTheDocumentsTheyAreMeantFor() {
        Classifier classifier = new MeaningClassifier(ENGINE.embedder("bge-small-en-v1.5"));
        long right =
                DOCUMENTS.entrySet().stream()
                        .filter(document ->
                                classifier
                                        .classify(document.getValue(), ReadyLabels.all())
                                        .best()
                                        .equals(document.getKey()))
                        .count();
        assertThat(right).isGreaterThanOrEqualTo(5);
    }

    @Test
    void saysNothingWhereNoLabelFits() {
        Classifier classifier = new MeaningClassifier(ENGINE.embedder("bge-small-en-v1.5"));
        List<LabelMeaning> labels =
                List.of(
                        new LabelMeaning("taxes", "income tax"),
                        new LabelMeaning("house", "rent of a flat"));
        assertThat(classifier.classify("Penguins breed on the ice.", labels).sure()).isFalse();
        assertThat(classifier.classify("Your landlord asks for more money.", labels).label())
                .contains("house");
    }

    @Test
    void summarizesByMeaningAndFollowsTheFocus() {
        Embedder embedder = ENGINE.embedder("bge-small-en-v1.5");
        Summarizer summarizer = new ExtractiveSummarizer(embedder);
        String page =
                """
                The hospital opened a new ward for heart patients in May. Forty beds were added, and \
                twelve nurses were hired to care for the sick. The canteen serves fish on Fridays. \
                Waiting times for cardiac surgery fell from nine weeks to four. The building is \
                heated with wood. Doctors expect the ward to treat two thousand people each year.
                """;
        List<SummarySentence> plain = summarize(summarizer, page, null);
        assertThat(plain).extracting(SummarySentence::text).noneMatch(t -> t.contains("canteen"));
        assertThat(summarize(summarizer, page, "What do people eat?"))
                .extracting(SummarySentence::text)
                .contains("The canteen serves fish on Fridays.");
    }

    private static List<SummarySentence> summarize(
            Summarizer summarizer, String page, @Nullable String focus) {
        return summarizer.summarize(
                Text.of(null, List.of(page)), new Wish(2, 40, focus), _ -> {}, () -> false);
    }
}
