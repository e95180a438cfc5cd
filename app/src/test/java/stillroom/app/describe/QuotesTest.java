package stillroom.app.describe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stillroom.ai.label.MeaningClassifier;
import stillroom.ai.summary.ExtractiveSummarizer;
import stillroom.app.FakeEmbedder;
import stillroom.app.settings.KeyFigures;
import stillroom.index.Summary;
import stillroom.index.text.Chunker;
import stillroom.index.text.Extraction;
import stillroom.index.text.Page;
import stillroom.index.text.ReaderMain;
import stillroom.index.text.ReaderProcess;
import stillroom.index.text.TextExtractor;

/// Summaries of the real documents of the evaluation folder, where there is one.
class QuotesTest {

    private static final Path DOCUMENTS = Path.of("../../shared/eval/documents");
    private static final int READERS = 2;

    @TempDir Path folder;

    /// The words of the vectors do not matter here, and a real model would take minutes.
    private final ExtractiveSummarizer summarizer = new ExtractiveSummarizer(new Letters());

    @Test
    void everyQuoteOfFiveHundredDocumentsStandsOnItsPage() throws Exception {
        assumeTrue(Files.isDirectory(DOCUMENTS));
        List<Path> files;
        try (Stream<Path> all = Files.walk(DOCUMENTS)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        var lengths = List.copyOf(EnumSet.allOf(Length.class));
        int checked = 0;
        try (var threads = Executors.newFixedThreadPool(READERS);
                var children = Executors.newVirtualThreadPerTaskExecutor();
                var reader =
                        new ReaderProcess(
                                ReaderProcess.command(ReaderMain.class.getName()),
                                READERS,
                                folder,
                                children,
                                List::of,
                                Optional::empty)) {
            var made = new ArrayList<Future<Integer>>();
            for (var file : files) {
                var length = lengths.get(made.size() % lengths.size());
                made.add(threads.submit(() -> check(file, length, reader)));
            }
            for (var each : made) {
                checked += each.get();
            }
        }
        assertThat(checked).isGreaterThanOrEqualTo(500);
    }

    /// @return 1 if the file has text, else 0
    private int check(Path file, Length length, TextExtractor reader) {
        if (!(reader.extract(file) instanceof Extraction.Text text)) {
            return 0;
        }
        var describer =
                new Describer(
                        () -> {
                            throw new AssertionError("files need no library");
                        },
                        new Known(text),
                        new Chunker(String::length, 1000),
                        () ->
                                new Describer.Models(
                                        new Letters(),
                                        summarizer,
                                        new MeaningClassifier(new Letters())),
                        new KeyFigures(true));
        var described =
                describer.summarize(
                        file, length, Optional.empty(), Describer.Settled.NOBODY, () -> false);
        var summary = ((Described.Done<Summary>) described).value();
        var pages = text.pages().stream().collect(Collectors.toMap(Page::number, Page::text));
        for (var sentence : summary.sentences()) {
            assertThat(pages.get(sentence.page()).substring(sentence.start(), sentence.end()))
                    .as(file + ": " + sentence)
                    .isEqualTo(sentence.quote());
            assertThat(sentence.text()).as(file.toString()).isNotBlank().doesNotContain("\n");
        }
        assertThat(summary.sentences().size())
                .as(file.toString())
                .isLessThanOrEqualTo(length.sentences());
        return 1;
    }

    /// What was read already.
    private record Known(Extraction extraction) implements TextExtractor {

        @Override
        public Extraction extract(Path file) {
            return extraction;
        }

        @Override
        public void close() {}
    }

    /// Texts are close as far as they share letters.
    private static final class Letters extends FakeEmbedder {

        private static final int DIMENSIONS = 64;

        Letters() {
            super("letters", DIMENSIONS);
        }

        @Override
        protected float[] vector(String text) {
            var vector = new float[DIMENSIONS];
            vector[0] = 1;
            text.codePoints().forEach(letter -> vector[letter % DIMENSIONS]++);
            double sum = 0;
            for (var value : vector) {
                sum += value * value;
            }
            for (var i = 0; i < vector.length; i++) {
                vector[i] /= (float) Math.sqrt(sum);
            }
            return vector;
        }
    }
}
