package stillroom.app.describe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stillroom.ai.Classifier;
import stillroom.ai.Summarizer;
import stillroom.app.FakeEmbedder;
import stillroom.app.settings.KeyFigures;
import stillroom.index.Document;
import stillroom.index.DocumentId;
import stillroom.index.DocumentLabel;
import stillroom.index.DocumentLabel.Origin;
import stillroom.index.Label;
import stillroom.index.LocalIndex;
import stillroom.index.LocalIndex.Addition;
import stillroom.index.Proposal;
import stillroom.index.SensitiveMark;
import stillroom.index.Summary;
import stillroom.index.text.Chunker;
import stillroom.index.text.Extraction;
import stillroom.index.text.Page;
import stillroom.index.text.Passage;
import stillroom.index.text.Problem;
import stillroom.index.text.TextExtractor;

class DescriberTest {

    @TempDir Path folder;

    private LocalIndex index;
    private Describer describer;
    private long charsCut;
    private final List<Summarizer.Wish> wishes = new ArrayList<>();
    private final List<List<Summarizer.Passage>> passages = new ArrayList<>();

    @BeforeEach
    void open() {
        index = LocalIndex.open(folder.resolve("library"));
        describer =
                new Describer(
                        () -> index,
                        new NoFiles(),
                        new Chunker(
                                text -> {
                                    charsCut += text.length();
                                    return text.length();
                                },
                                100),
                        () ->
                                new Describer.Models(
                                        new OneNumber(), new FirstWord(), new ByFirstNumber()),
                        new KeyFigures(true));
    }

    @AfterEach
    void close() {
        index.close();
    }

    @Test
    void keepsASummaryWithItsReceipt() throws IOException {
        var id = indexed("good news");

        var first = describer.summary(id, Length.BRIEF, () -> false);
        var second = describer.summary(id, Length.BRIEF, () -> false);

        assertThat(wishes).hasSize(1);
        assertThat(second).isEqualTo(first);
        var summary = ((Described.Done<Summary>) first).value();
        assertThat(summary.length()).isEqualTo("brief");
        assertThat(summary.kind()).isEqualTo("extracted");
        assertThat(summary.model()).isEqualTo("one-number fp32");
        assertThat(summary.settings())
                .isEqualTo("first-word-1 sentences=6 words=75 sections=no vectors=index");
        assertThat(summary.sentences())
                .containsExactly(new Summary.Sentence("GOOD", 1, 0, 4, "good"));
        assertThat(index.summary(id, "brief")).contains(summary);
    }

    @Test
    void handsTheVectorsOfPassagesOnIfTheyAreOfThisModel() throws IOException {
        describer.summary(indexed("good news"), Length.BRIEF, () -> false);
        describer.summary(added("bad news"), Length.BRIEF, () -> false);

        assertThat(passages.getFirst()).hasSize(1);
        assertThat(passages.getFirst().getFirst().end()).isEqualTo("good news".length());
        assertThat(passages.getFirst().getFirst().vector()).hasSize(2);
    }

    @Test
    void keepsNoSummaryByAWishOfOnesOwn() throws IOException {
        var id = indexed("good news");

        var settled = new ArrayList<Summary.Sentence>();
        var made =
                describer.summarize(
                        id,
                        new Summarizer.Wish(1, 5, "money"),
                        Optional.empty(),
                        settled::add,
                        () -> false);

        var summary = ((Described.Done<Summary>) made).value();
        assertThat(summary.settings()).contains("sentences=1 words=5").endsWith("focus=\"money\"");
        assertThat(settled).isEqualTo(summary.sentences());
        assertThat(wishes).containsExactly(new Summarizer.Wish(1, 5, "money"));
        assertThat(index.summary(id, "brief")).isEmpty();
    }

    @Test
    void keepsNoSummaryThatWasGivenUp() throws IOException {
        var id = indexed("good news");

        assertThatThrownBy(() -> describer.summary(id, Length.BRIEF, () -> true))
                .isInstanceOf(CancellationException.class);

        assertThat(index.summary(id, "brief")).isEmpty();
    }

    @Test
    void saysWhyThereIsNoSummary() throws IOException {
        var id = added("locked");
        index.fail(id, "pdf", Problem.ENCRYPTED, "AES");

        assertThat(describer.summary(id, Length.BRIEF, () -> false))
                .isEqualTo(new Described.Unreadable<Summary>(Problem.ENCRYPTED, "AES"));
    }

    @Test
    void countsPagesThatHaveNoText() throws IOException {
        var id = added("pages");
        index.putText(
                id,
                new Extraction.Text(
                        "pdf", null, "en", List.of(new Page(3, "third page", List.of()))),
                new Chunker(String::length, 100)
                        .passages(List.of(new Page(3, "third page", List.of()))));

        var summary = describer.summary(id, Length.BRIEF, () -> false);

        assertThat(((Described.Done<Summary>) summary).value().sentences())
                .extracting(Summary.Sentence::page)
                .containsExactly(3);
    }

    @Test
    void proposesALabelOnlyWhenSureAndNeverOneThatWasTakenOff() throws IOException {
        var sure = indexed("good news");
        var unsure = indexed("x");
        var refused = indexed("great news");
        index.putLabel(new Label("long", "long"));
        index.unsetLabel(refused, "long");

        describer.proposeLabels(() -> false);

        assertThat(labels(sure)).containsExactly(new DocumentLabel("long", Origin.PROPOSED, 0.9));
        assertThat(labels(unsure)).isEmpty();
        assertThat(labels(refused)).isEmpty();
    }

    @Test
    void readsOnlyTheBeginningOfABookToLabelIt() throws IOException {
        var book = "It was a day like any other. ".repeat(50_000);
        var page = new Page(1, book, List.of());
        var id = added("book");
        index.putText(
                id,
                new Extraction.Text("txt", null, "en", List.of(page)),
                List.of(new Passage(0, 1, 0, 20, "", book.substring(0, 20))));

        var choice = describer.choice(List.of(new Classifier.LabelMeaning("long", "long")));
        var verdict = describer.classify(id, choice);

        assertThat(((Described.Done<Classifier.Verdict>) verdict).value().best()).isEqualTo("long");
        assertThat(charsCut).isBetween(1L, 100_000L);
    }

    @Test
    void saysWhyALabelIsProposedAndProposesTheSameAgainByTheSameReceipt() throws IOException {
        var like = indexed("good news");
        var id = indexed("great news");
        index.putLabel(new Label("long", "long and winding"));
        describer.proposeLabels(id);
        var first = index.proposals(id);
        assertThat(first)
                .extracting(Proposal::because, Proposal::like, Proposal::model, Proposal::settings)
                .containsExactly(
                        Assertions.tuple(
                                "long and winding", null, "one-number fp32", "the first number"));

        describer.proposeLabels(id);
        assertThat(index.proposals(id))
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("made")
                .isEqualTo(first);

        index.setLabel(like, "long");
        describer.proposeLabels(id);
        assertThat(index.proposals(id))
                .extracting(Proposal::because, Proposal::like)
                .containsExactly(Assertions.tuple("", like));
    }

    @Test
    void marksADocumentWithWhatIsSensitiveInIt() throws IOException {
        var id = indexed("Call +49 711 123 4567 or write to a@b.example and c@d.example.");
        var plain = indexed("Nothing of the kind.");

        describer.examine(() -> false);

        assertThat(index.document(id).orElseThrow().sensitive())
                .containsExactly(
                        new SensitiveMark("email", 2, 1), new SensitiveMark("phone", 1, 1));
        assertThat(index.document(plain).orElseThrow().sensitive()).isEmpty();
    }

    @Test
    void takesBackAProposalThatNoLongerHolds() throws IOException {
        var id = indexed("x");
        index.putLabel(new Label("long", "long"));
        index.proposeLabels(
                id, List.of(new Proposal("long", 0.7, "", null, "", "", Instant.EPOCH)));

        describer.proposeLabels(id);

        assertThat(labels(id)).isEmpty();
    }

    // -- The stage

    private List<DocumentLabel> labels(DocumentId id) {
        return index.document(id).map(Document::labels).orElseThrow();
    }

    private DocumentId added(String name) throws IOException {
        var file = Files.writeString(folder.resolve(name), name);
        var addition = (Addition.Waiting) index.add(List.of(file)).getFirst();
        return addition.document().id();
    }

    private DocumentId indexed(String text) throws IOException {
        var id = added(text);
        var pages = List.of(new Page(1, text, List.of()));
        var passages = new Chunker(String::length, 100).passages(pages);
        index.putText(id, new Extraction.Text("txt", null, "en", pages), passages);
        index.useGeneration("one-number", 2);
        index.putVectors(
                id,
                "one-number",
                passages.stream().map(passage -> vector(passage.text())).toList());
        return id;
    }

    /// Takes the first word of the first page that has text, in capitals. Takes the first word for
    /// a sentence.
    private final class FirstWord implements Summarizer {

        @Override
        public String method() {
            return "first-word-1";
        }

        @Override
        public List<SummarySentence> summarize(
                Text text, Wish wish, Consumer<SummarySentence> settled, BooleanSupplier stop) {
            if (stop.getAsBoolean()) {
                throw new CancellationException();
            }
            wishes.add(wish);
            passages.add(text.passages());
            var page = 0;
            while (text.pages().get(page).isEmpty()) {
                page++;
            }
            var word = text.pages().get(page).split(" ", 2)[0];
            var sentence =
                    new SummarySentence(
                            word.toUpperCase(Locale.ROOT), page + 1, 0, word.length(), "");
            settled.accept(sentence);
            return List.of(sentence);
        }
    }

    private static float[] vector(String text) {
        return text.length() > 5 ? new float[] {1, 0} : new float[] {0, 1};
    }

    /// Tells long texts from short ones.
    private static final class OneNumber extends FakeEmbedder {

        OneNumber() {
            super("one-number", 2);
        }

        @Override
        protected float[] vector(String text) {
            return DescriberTest.vector(text);
        }
    }

    /// Is sure of the first label when the text is long.
    private static final class ByFirstNumber implements Classifier {

        @Override
        public float[] vector(String text) {
            return DescriberTest.vector(text);
        }

        @Override
        public List<float[]> withWords(List<float[]> vectors, String text) {
            return vectors;
        }

        @Override
        public void prepare(LabelMeaning label) {}

        @Override
        public Classifier learn(
                List<LabelMeaning> labels, List<Example> examples, byte @Nullable [] before) {
            return this;
        }

        @Override
        public Optional<byte[]> learned() {
            return Optional.empty();
        }

        @Override
        public Optional<Classifier> recall(List<LabelMeaning> labels, byte[] learned) {
            return Optional.empty();
        }

        @Override
        public Map<String, Trial> tried(List<LabelMeaning> labels, List<Example> examples) {
            return Map.of();
        }

        @Override
        public String because(List<float[]> vectors, LabelMeaning label) {
            return label.description();
        }

        @Override
        public String settings() {
            return "the first number";
        }

        @Override
        public Verdict classify(String text, List<LabelMeaning> labels) {
            return classify(List.of(vector(text)), labels);
        }

        @Override
        public Verdict classify(List<float[]> vectors, List<LabelMeaning> labels) {
            var first = labels.stream().min(Comparator.comparing(LabelMeaning::name)).orElseThrow();
            var isLong = vectors.getFirst()[0] == 1;
            var proposed = new LinkedHashMap<String, Double>();
            if (isLong) {
                proposed.put(first.name(), 0.9);
            }
            return new Verdict(
                    Map.of(first.name(), 1.0), first.name(), isLong ? 0.9 : 0.1, proposed);
        }
    }

    /// There is no file.
    private static final class NoFiles implements TextExtractor {

        @Override
        public Extraction extract(Path file) {
            return new Extraction.Unreadable("txt", Problem.UNREADABLE, "not there");
        }

        @Override
        public void close() {}
    }
}
