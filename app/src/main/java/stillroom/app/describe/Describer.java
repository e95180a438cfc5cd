package stillroom.app.describe;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import stillroom.ai.Classifier;
import stillroom.ai.Classifier.Example;
import stillroom.ai.Classifier.LabelMeaning;
import stillroom.ai.Classifier.Verdict;
import stillroom.ai.Embedder;
import stillroom.ai.Summarizer;
import stillroom.ai.Summarizer.Wish;
import stillroom.index.Document;
import stillroom.index.DocumentId;
import stillroom.index.DocumentLabel;
import stillroom.index.LocalIndex;
import stillroom.index.Status;
import stillroom.index.Summary;
import stillroom.index.text.Chunker;
import stillroom.index.text.Extraction;
import stillroom.index.text.Page;
import stillroom.index.text.Passage;
import stillroom.index.text.Problem;
import stillroom.index.text.TextExtractor;

/// Says what documents are about: summaries and labels. Safe for any thread but the FX thread; the
/// work is done on the calling thread.
public final class Describer {

    /// A file that is not in the library is labeled by its first passages: they say what kind of
    /// document it is, and a book would take a minute.
    private static final int PASSAGES_TO_LABEL_A_FILE = 12;

    private final Supplier<LocalIndex> index;
    private final TextExtractor extractor;
    private final Chunker chunker;
    private final Supplier<Models> models;
    private final ReentrantLock learning = new ReentrantLock();
    private @Nullable Learned learned;
    private volatile boolean stopping;

    /// What makes summaries and labels.
    public record Models(Embedder embedder, Summarizer summarizer, Classifier classifier) {

        /// What the receipt of a summary says of them.
        String receipt() {
            return embedder.pack() + " " + embedder.precision();
        }
    }

    /// @param index asked for documents and labels of the library; files need none
    /// @param models asked for with each call; the first time may take a second
    public Describer(
            Supplier<LocalIndex> index,
            TextExtractor extractor,
            Chunker chunker,
            Supplier<Models> models) {
        this.index = index;
        this.extractor = extractor;
        this.chunker = chunker;
        this.models = models;
    }

    /// Gives up every summary that is being made.
    public void stop() {
        stopping = true;
    }

    // -- Summaries

    /// The summary of a document in the library: the one in the catalogue, else a new one, which
    /// the catalogue then keeps.
    ///
    /// @param stop asked between small steps; once it says yes, the summary is given up
    /// @throws CancellationException if `stop` said yes
    public Described<Summary> summary(DocumentId id, Length length, BooleanSupplier stop) {
        var kept = index.get().summary(id, length.word());
        if (kept.isPresent()) {
            return new Described.Done<>(kept.get());
        }
        var made = summarize(id, text -> length.wish(text.words()), length.word(), stop);
        if (made instanceof Described.Done<Summary>(var summary)
                && index.get().document(id).isPresent()) {
            index.get().putSummary(id, summary);
        }
        return made;
    }

    /// A summary of a document in the library by a wish of one's own, which nobody keeps.
    public Described<Summary> summarize(DocumentId id, Wish wish, BooleanSupplier stop) {
        return summarize(id, _ -> wish, "", stop);
    }

    /// A summary of a file, in the library or not; nothing is kept.
    public Described<Summary> summarize(Path file, Length length, BooleanSupplier stop) {
        return withText(file, text -> make(text, length.wish(text.words()), length.word(), stop));
    }

    /// A summary of a file by a wish of one's own; nothing is kept.
    public Described<Summary> summarize(Path file, Wish wish, BooleanSupplier stop) {
        return withText(file, text -> make(text, wish, "", stop));
    }

    private Described<Summary> summarize(
            DocumentId id, Function<Text, Wish> wish, String length, BooleanSupplier stop) {
        return withText(id, text -> make(text, wish.apply(text), length, stop));
    }

    private Summary make(Text text, Wish wish, String length, BooleanSupplier stop) {
        var with = models.get();
        BooleanSupplier stopOrClose = () -> stopping || stop.getAsBoolean();
        var pages = text.pageTexts();
        var sentences =
                with.summarizer().summarize(text.title(), pages, wish, stopOrClose).stream()
                        .map(sentence ->
                                new Summary.Sentence(
                                        sentence.text(),
                                        sentence.page(),
                                        sentence.start(),
                                        sentence.end(),
                                        pages.get(sentence.page() - 1)
                                                .substring(sentence.start(), sentence.end())))
                        .toList();
        var now = Instant.now().truncatedTo(ChronoUnit.MILLIS); // as the catalogue keeps it
        return new Summary(length, "extracted", with.receipt(), now, sentences);
    }

    // -- Labels

    /// Weighs labels against a document in the library.
    public Described<Verdict> classify(DocumentId id, LabelChoice choice) {
        var vectors = index.get().vectors(id);
        return vectors.isEmpty()
                ? withText(id, text -> classify(text, choice))
                : new Described.Done<>(choice.classifier().classify(vectors, choice.labels()));
    }

    /// Weighs labels against a file, in the library or not.
    public Described<Verdict> classify(Path file, LabelChoice choice) {
        return withText(file, text -> classify(text, choice));
    }

    /// Weighs labels against a text.
    public Verdict classify(String text, LabelChoice choice) {
        return choice.classifier().classify(text, choice.labels());
    }

    private Verdict classify(Text text, LabelChoice choice) {
        var passages =
                chunker.passages(text.pages()).stream()
                        .limit(PASSAGES_TO_LABEL_A_FILE)
                        .map(Passage::text)
                        .toList();
        var vectors = models.get().embedder().embed(passages);
        return choice.classifier().classify(vectors, choice.labels());
    }

    /// Labels to choose from, and what weighs them.
    public record LabelChoice(List<LabelMeaning> labels, Classifier classifier) {

        public LabelChoice {
            labels = List.copyOf(labels);
        }
    }

    /// Labels that are judged by their words alone.
    ///
    /// @param labels at least one
    public LabelChoice choice(List<LabelMeaning> labels) {
        return new LabelChoice(labels, models.get().classifier());
    }

    /// The labels of the library, with what it has learned; there may be none. Learning takes up to
    /// a second; it is done again only after something has changed that labels are learned from.
    public LabelChoice libraryChoice() {
        learning.lock();
        try {
            var lessons = index.get().lessons();
            var known = learned;
            if (known != null && known.lessons() == lessons) {
                return known.choice();
            }
            var labels = labels();
            var with = models.get();
            var taught =
                    labels.isEmpty()
                            ? with.classifier()
                            : with.classifier().learn(labels, examples(with.embedder().pack()));
            var choice = new LabelChoice(labels, taught);
            learned = new Learned(lessons, choice);
            return choice;
        } finally {
            learning.unlock();
        }
    }

    private record Learned(long lessons, LabelChoice choice) {}

    /// What a person has said of documents and of texts outside the library. A text that was taught
    /// for two labels has both.
    private List<Example> examples(String pack) {
        var examples = new ArrayList<Example>();
        if (index.get().generation().equals(Optional.of(pack))) {
            index.get()
                    .labelsByHand()
                    .forEach((id, byHand) -> {
                        var vectors =
                                index.get().document(id).isEmpty()
                                        ? List.<float[]>of()
                                        : index.get().vectors(id);
                        if (!vectors.isEmpty()) {
                            examples.add(new Example(vectors, byHand.set(), byHand.unset()));
                        }
                    });
        }
        var texts =
                index.get().examples().stream()
                        .filter(example -> example.pack().equals(pack))
                        .collect(
                                Collectors.groupingBy(
                                        stillroom.index.Example::hash,
                                        LinkedHashMap::new,
                                        Collectors.toList()));
        for (var text : texts.values()) {
            var names =
                    text.stream()
                            .map(stillroom.index.Example::label)
                            .collect(Collectors.toUnmodifiableSet());
            examples.add(new Example(List.of(text.getFirst().vector()), names, Set.of()));
        }
        return examples;
    }

    /// Makes an example of a text outside the library. The library keeps it only once it is given
    /// to [LocalIndex#teach].
    public stillroom.index.Example example(String label, String text) {
        var with = models.get();
        return new stillroom.index.Example(
                label, sha256(text), with.embedder().pack(), with.classifier().vector(text));
    }

    private static String sha256(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /// The labels of the library, as the classifier takes them.
    public List<LabelMeaning> labels() {
        return index.get().labels().stream()
                .map(label -> new LabelMeaning(label.name(), label.description()))
                .toList();
    }

    /// Proposes the library's labels for a document that has vectors. What was set or taken off by
    /// hand stays.
    public void proposeLabels(DocumentId id) {
        var hasLabels = !index.get().labels().isEmpty();
        var vectors = hasLabels ? index.get().vectors(id) : List.<float[]>of();
        Map<String, Double> proposed = Map.of();
        if (!vectors.isEmpty()) {
            var choice = libraryChoice();
            var verdict = choice.classifier().classify(vectors, choice.labels());
            proposed =
                    verdict.label()
                            .map(name -> Map.of(name, verdict.confidence()))
                            .orElse(proposed);
        }
        var proposedBefore =
                index.get().document(id).stream()
                        .flatMap(document -> document.labels().stream())
                        .anyMatch(label -> label.origin() == DocumentLabel.Origin.PROPOSED);
        if (proposedBefore || !proposed.isEmpty()) {
            index.get().proposeLabels(id, proposed);
        }
    }

    /// Proposes the library's labels for every document, newest first: to be called when a label
    /// has come in, changed or gone.
    ///
    /// @param stop asked between two documents
    public void proposeLabels(BooleanSupplier stop) {
        index.get().documents().stream()
                .filter(document -> document.status() instanceof Status.Indexed)
                .sorted(Comparator.comparing(Document::added).reversed())
                .takeWhile(_ -> !stopping && !stop.getAsBoolean())
                .map(Document::id)
                .forEach(this::proposeLabels);
    }

    // -- Texts

    /// What a document or a file says.
    private record Text(@Nullable String title, List<Page> pages) {

        /// The text of each page, page 1 first; a page that is not there is empty.
        List<String> pageTexts() {
            var texts = new ArrayList<String>();
            for (var page : pages) {
                while (texts.size() < page.number() - 1) {
                    texts.add("");
                }
                texts.add(page.text());
            }
            return texts;
        }

        int words() {
            return pages.stream()
                    .mapToInt(page -> new StringTokenizer(page.text()).countTokens())
                    .sum();
        }
    }

    private <T> Described<T> withText(DocumentId id, Function<Text, T> work) {
        var document = index.get().document(id);
        if (document.isEmpty()) {
            return new Described.Unreadable<>(Problem.UNREADABLE, "removed");
        }
        return switch (document.get().status()) {
            case Status.Waiting() -> withText(document.get().path(), work);
            case Status.Words(), Status.Indexed() -> {
                var text = new Text(document.get().title(), index.get().pages(id));
                yield new Described.Done<>(work.apply(text));
            }
            case Status.Failed(var problem, var detail) ->
                    new Described.Unreadable<>(problem, detail);
        };
    }

    private <T> Described<T> withText(Path file, Function<Text, T> work) {
        return switch (extractor.extract(file)) {
            case Extraction.Text(_, var title, _, var pages) ->
                    new Described.Done<>(work.apply(new Text(title, pages)));
            case Extraction.Unreadable(_, var problem, var detail) ->
                    new Described.Unreadable<>(problem, detail);
        };
    }
}
