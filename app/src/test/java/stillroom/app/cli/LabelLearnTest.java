package stillroom.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stillroom.ai.Embedder;
import stillroom.ai.Generator;
import stillroom.ai.label.MeaningClassifier;
import stillroom.ai.summary.ExtractiveSummarizer;
import stillroom.app.FakeEmbedder;
import stillroom.app.answer.Answers;
import stillroom.app.describe.Describer;
import stillroom.app.ingest.Aim;
import stillroom.app.ingest.Ingestor;
import stillroom.app.ingest.Watch;
import stillroom.app.lock.LockState;
import stillroom.app.models.Models;
import stillroom.app.route.Cloud;
import stillroom.app.search.Search;
import stillroom.app.settings.KeyFigures;
import stillroom.index.DocumentId;
import stillroom.index.Label;
import stillroom.index.LocalIndex;
import stillroom.index.text.Chunker;
import stillroom.index.text.Extraction;
import stillroom.index.text.Page;
import stillroom.index.text.TextExtractor;

/// Labels that learn, through the command line, on a real library with vectors of words.
class LabelLearnTest {

    private static final String QUARKS = "Gluons bind quarks inside protons";

    @TempDir Path root;

    @Test
    void learnsFromAFileWhatDescriptionsDoNotSay() throws IOException {
        var before = json("label", "add", "physics").getFirst();
        assertThat(before.get("label").getAsString()).isEqualTo("physics");
        json("label", "add", "cooking");
        var file = root.resolve("examples.tsv");
        Files.writeString(
                file,
                """
                physics\tGluons and quarks

                physics\tprotons and quarks
                cooking\tfry onions
                music\tviolins and cellos
                physics\tGluons and quarks
                """);
        assertThat(output("", "label", "learn", file.toString()).lines())
                .containsExactly(
                        "cooking: 1 learned, 1 in all",
                        "music: 1 learned, 1 in all",
                        "physics: 2 learned, 2 in all");
        assertThat(json("label", "list"))
                .extracting(line -> line.get("label").getAsString() + line.get("examples"))
                .containsExactly("cooking1", "music1", "physics2");

        var verdict = JsonParser.parseString(output(QUARKS, "--json", "classify", "-", "--always"));
        assertThat(verdict.getAsJsonObject().get("label").getAsString()).isEqualTo("physics");
    }

    @Test
    void tellsHowWellLabelsAreFoundWithoutLearningFromTheTest() throws IOException {
        var file = root.resolve("examples.tsv");
        Files.writeString(
                file,
                """
                physics\tGluons and quarks and protons
                physics\tquarks inside protons
                physics\tgluons bind quarks
                cooking\tfry onions and garlic
                cooking\tonions with butter
                cooking\tfry garlic with butter
                """);
        json("label", "learn", file.toString());
        assertThat(json("label", "list"))
                .extracting(line -> line.get("accuracy").getAsDouble())
                .containsExactly(1.0, 1.0);
        assertThat(json("label", "list"))
                .as("kept, not tried again")
                .extracting(line -> line.get("accuracy").getAsDouble())
                .containsExactly(1.0, 1.0);

        Files.writeString(file, "physics\tquarks and gluons\nphysics\tfry onions\n");
        var tested = json("label", "test", file.toString()).getFirst();
        assertThat(tested.get("texts").getAsInt()).isEqualTo(2);
        assertThat(tested.get("accuracy").getAsDouble()).isEqualTo(0.5);
        assertThat(tested.get("calibration_error").getAsDouble()).isBetween(0.0, 1.0);
        assertThat(json("label", "list"))
                .extracting(line -> line.get("examples").getAsInt())
                .containsExactly(3, 3);
    }

    @Test
    void keepsWhatItLearnedFromOneStartToTheNext() throws IOException {
        var file = root.resolve("examples.tsv");
        Files.writeString(file, "physics\tGluons and quarks\ncooking\tfry onions\n");
        json("label", "learn", file.toString());
        output("Gluons", "--json", "classify", "-");
        byte[] kept;
        try (var parts = new TestParts(root.resolve("library"))) {
            kept = parts.index().head().orElseThrow().bytes();
            assertThat(parts.index().head().orElseThrow().isCurrent()).isTrue();
            assertThat(parts.describer().libraryChoice().classifier().learned().orElseThrow())
                    .isEqualTo(kept);
        }
        json("label", "remove", "physics");
        try (var parts = new TestParts(root.resolve("library"))) {
            assertThat(parts.index().head()).isEmpty();
        }
    }

    @Test
    void switchesReadyLabelsOnAndOffButKeepsThoseThatAreUsed() throws IOException {
        assertThat(json("label", "ready"))
                .hasSizeGreaterThanOrEqualTo(12)
                .noneMatch(line -> line.get("on").getAsBoolean());
        assertThat(json("label", "list")).isEmpty();
        json("label", "ready", "on", "invoice", "contract");
        assertThat(json("label", "list"))
                .extracting(line -> line.get("label").getAsString())
                .containsExactly("contract", "invoice");
        var file = root.resolve("examples.tsv");
        Files.writeString(file, "invoice\tplease pay\n");
        json("label", "learn", file.toString());
        json("label", "ready", "off");
        assertThat(json("label", "list"))
                .extracting(line -> line.get("label").getAsString())
                .containsExactly("invoice");
        assertThat(
                        run(
                                "",
                                new ByteArrayOutputStream(),
                                new ByteArrayOutputStream(),
                                "label",
                                "ready",
                                "on",
                                "unheard of"))
                .isEqualTo(2);
    }

    @Test
    void knowsAReadyLabelUnderAnotherName() {
        try (var parts = new TestParts(root.resolve("library"))) {
            var ready = parts.describer().readyLabels();
            var invoice = ready.all().getFirst();
            ready.switchOn(List.of(new Label("Rechnung", invoice.description())));
            assertThat(ready.isOn(invoice)).isTrue();
            ready.switchOn(ready.all());
            assertThat(parts.index().labels())
                    .extracting(Label::name)
                    .contains("Rechnung", "contract")
                    .doesNotContain("invoice");
            ready.switchOff(List.of(invoice));
            assertThat(parts.index().labels()).extracting(Label::name).doesNotContain("Rechnung");
        }
    }

    @Test
    void listsWhatIsSensitive() throws IOException {
        try (var parts = new TestParts(root.resolve("library"))) {
            indexed(parts.index(), "account", "Pay to DE89 3704 0044 0532 0130 00, please");
            indexed(parts.index(), "plain", "violins and cellos");
        }
        assertThat(json("list", "--sensitive"))
                .extracting(line -> line.get("sensitive").toString())
                .containsExactly("[{\"kind\":\"iban\",\"count\":1,\"page\":1}]");
        assertThat(json("list", "--sensitive=card,phone")).isEmpty();
        assertThat(json("list")).hasSize(2);
        assertThat(
                        run(
                                "",
                                new ByteArrayOutputStream(),
                                new ByteArrayOutputStream(),
                                "list",
                                "--sensitive=secrets"))
                .isEqualTo(2);
    }

    @Test
    void learnsNothingFromAFileWithAMistake() throws IOException {
        var file = root.resolve("examples.tsv");
        Files.writeString(file, "physics\tGluons and quarks\nno tab here\n");
        var err = new ByteArrayOutputStream();
        assertThat(run("", new ByteArrayOutputStream(), err, "label", "learn", file.toString()))
                .isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("Line 2");
        assertThat(json("label", "list")).isEmpty();
    }

    @Test
    void proposesWhatADocumentSetByHandTeachesAndForgetsItWithTheDocument() throws IOException {
        DocumentId taught;
        DocumentId like;
        DocumentId own;
        try (var parts = new TestParts(root.resolve("library"))) {
            taught = indexed(parts.index(), "taught", "Gluons and quarks and protons");
            like = indexed(parts.index(), "like", QUARKS);
            own = indexed(parts.index(), "own", "violins and cellos");
            parts.index().putLabel(new Label("mine", "mine"));
            parts.index().putLabel(new Label("other", "other"));
            parts.index().setLabel(own, "other");
        }
        json("label", "set", "mine", taught.sha256());
        assertThat(labels(like)).contains("mine PROPOSED").doesNotContain("mine SET");
        assertThat(labels(own)).contains("other SET");

        json("label", "unset", "mine", like.sha256());
        assertThat(labels(like)).noneMatch(label -> label.startsWith("mine"));

        output("", "remove", taught.sha256(), own.sha256());
        try (var parts = new TestParts(root.resolve("library"))) {
            assertThat(parts.index().labelsByHand()).containsOnlyKeys(like);
        }
        assertThat(json("label", "list"))
                .extracting(line -> line.get("examples").getAsInt())
                .containsExactly(0, 0);
    }

    private List<String> labels(DocumentId id) {
        try (var parts = new TestParts(root.resolve("library"))) {
            return parts.index().document(id).orElseThrow().labels().stream()
                    .map(label -> label.name() + " " + label.origin())
                    .toList();
        }
    }

    /// Their passages all mean the same here.
    @Test
    void learnsFromTheWordsOfDocumentsWithLabels() throws IOException {
        DocumentId quarks;
        DocumentId onions;
        try (var parts = new TestParts(root.resolve("library"))) {
            var index = parts.index();
            index.putLabel(new Label("mine", "mine"));
            index.putLabel(new Label("other", "other"));
            index.setLabel(indexed(index, "one", "Gluons bind quarks", "notes"), "mine");
            index.setLabel(indexed(index, "two", "Fry onions in butter", "notes"), "other");
            quarks = indexed(index, "three", "On quarks and gluons", "notes");
            onions = indexed(index, "four", "On butter and onions", "notes");
        }
        assertThat(json("classify", "--always", quarks.sha256(), onions.sha256()))
                .extracting(line -> line.get("label").getAsString())
                .containsExactly("mine", "other");
    }

    private DocumentId indexed(LocalIndex index, String name, String text) throws IOException {
        return indexed(index, name, text, text);
    }

    /// @param meaning a text with the vector that the document is to have
    private DocumentId indexed(LocalIndex index, String name, String text, String meaning)
            throws IOException {
        var file = Files.writeString(root.resolve(name + ".txt"), text);
        index.add(List.of(file));
        var id = index.find(file.toString()).getFirst().id();
        var pages = List.of(new Page(1, text, List.of()));
        index.putText(
                id,
                new Extraction.Text("txt", name, "en", pages),
                TestParts.CHUNKER.passages(pages));
        var embedder = new WordEmbedder();
        index.useGeneration(embedder.pack(), embedder.dimensions());
        index.putVectors(id, embedder.pack(), embedder.embed(List.of(meaning)));
        return id;
    }

    private List<JsonObject> json(String... arguments) {
        var all = new String[arguments.length + 1];
        all[0] = "--json";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return output("", all)
                .lines()
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .toList();
    }

    private String output(String in, String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        assertThat(run(in, out, err, arguments)).as(err.toString(StandardCharsets.UTF_8)).isZero();
        return out.toString(StandardCharsets.UTF_8);
    }

    private int run(
            String in, ByteArrayOutputStream out, ByteArrayOutputStream err, String... arguments) {
        var terminal =
                new Terminal(
                        new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)),
                        out,
                        Terminal.Kind.FILE,
                        err,
                        Terminal.Kind.FILE);
        return Stillroom.run(
                arguments, terminal, _ -> new TestParts(root.resolve("library")), (_, _) -> 1);
    }

    /// What these commands need of the application, on the thread of the test.
    private static final class TestParts implements Parts {

        static final Chunker CHUNKER = new Chunker(text -> text.length() / 4, 200);

        private final LocalIndex index;
        private final Describer describer;

        TestParts(Path folder) {
            index = LocalIndex.open(folder);
            var embedder = new WordEmbedder();
            var models =
                    new Describer.Models(
                            embedder,
                            new ExtractiveSummarizer(embedder),
                            new MeaningClassifier(embedder));
            describer =
                    new Describer(
                            () -> index,
                            new NoFiles(),
                            CHUNKER,
                            () -> models,
                            new KeyFigures(true));
        }

        @Override
        public Path folder() {
            return index.folder();
        }

        @Override
        public LocalIndex index() {
            return index;
        }

        @Override
        public Describer describer() {
            return describer;
        }

        @Override
        public Models models() {
            throw new AssertionError("not needed");
        }

        @Override
        public Streams streams() {
            return new Streams(Runnable::run, 1);
        }

        @Override
        public Ingestor ingestor() {
            throw new AssertionError("not needed");
        }

        @Override
        public void offer(List<String> passwords) {}

        @Override
        public Watch watch() {
            throw new AssertionError("not needed");
        }

        @Override
        public void startIngest(Aim aim) {
            throw new AssertionError("not needed");
        }

        @Override
        public Search search() {
            throw new AssertionError("not needed");
        }

        @Override
        public void expectLibrary() {} // it is open

        @Override
        public void expectModels() {
            throw new AssertionError("not needed");
        }

        @Override
        public Embedder embedder(Optional<String> pack, Optional<String> precision) {
            throw new AssertionError("not needed");
        }

        @Override
        public Optional<Generator> generator(Optional<String> pack) {
            throw new AssertionError("not needed");
        }

        @Override
        public Answers answers() {
            throw new AssertionError("not needed");
        }

        @Override
        public Optional<Cloud> cloud() {
            throw new AssertionError("not needed");
        }

        @Override
        public LockState lock() {
            throw new AssertionError("not needed");
        }

        @Override
        public boolean isClosed() {
            return false;
        }

        @Override
        public void close() {
            index.close();
        }
    }

    /// No file is read here.
    private static final class NoFiles implements TextExtractor {

        @Override
        public Extraction extract(Path file) {
            throw new AssertionError("not needed");
        }

        @Override
        public void close() {}
    }

    /// Texts are close as far as they share words.
    private static final class WordEmbedder extends FakeEmbedder {

        private WordEmbedder() {
            super("words", 256);
        }

        @Override
        protected float[] vector(String text) {
            var vector = new float[dimensions()];
            vector[0] = 0.1f;
            for (var word : text.toLowerCase(Locale.ROOT).split("[^a-z]+", -1)) {
                if (word.length() > 3) {
                    vector[1 + Math.floorMod(word.hashCode(), dimensions() - 1)] += 1;
                }
            }
            double square = 0;
            for (var each : vector) {
                square += each * each;
            }
            for (var i = 0; i < vector.length; i++) {
                vector[i] /= (float) Math.sqrt(square);
            }
            return vector;
        }
    }
}
