package stillroom.app.describe;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
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
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import stillroom.ai.Classifier;
import stillroom.ai.Classifier.Example;
import stillroom.ai.Classifier.LabelMeaning;
import stillroom.ai.Classifier.Trial;
import stillroom.ai.Classifier.Verdict;
import stillroom.ai.Embedder;
import stillroom.ai.Generator;
import stillroom.ai.Summarizer;
import stillroom.ai.Summarizer.Wish;
import stillroom.ai.summary.WrittenSummarizer;
import stillroom.app.sensitive.Sensitive;
import stillroom.app.sensitive.SensitiveContent;
import stillroom.app.settings.KeyFigures;
import stillroom.app.settings.KeyFigures.Kind;
import stillroom.index.Document;
import stillroom.index.DocumentId;
import stillroom.index.DocumentLabel;
import stillroom.index.LearnedHead;
import stillroom.index.LocalIndex;
import stillroom.index.Proposal;
import stillroom.index.SensitiveMark;
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

    /// More than these passages ever have; to cut a book of 10 million chars into passages would
    /// take a minute too.
    private static final int CHARS_TO_LABEL_A_FILE = 60_000;

    /// So far reach the words of a document by which labels are told apart.
    private static final int CHARS_OF_ITS_WORDS = 4_000;

    /// The setting under which the library keeps how well its labels are found.
    private static final String TRIALS = "labels.trials";

    private final Supplier<LocalIndex> index;
    private final TextExtractor extractor;
    private final Chunker chunker;
    private final Supplier<Models> models;
    private final KeyFigures figures;
    private final ReentrantLock learning = new ReentrantLock();
    private @Nullable Learned learned;
    private @Nullable AllLabeled labeled;
    private volatile boolean stopping;

    /// What makes summaries and labels.
    public record Models(Embedder embedder, Summarizer summarizer, Classifier classifier) {

        /// What the receipt of a summary or a proposed label says of them.
        String receipt() {
            return embedder.pack() + " " + embedder.precision();
        }
    }

    /// What makes a summary of one kind.
    ///
    /// @param kind `extracted` or `generated`
    /// @param receipt the model pack and precision
    private record Maker(Summarizer summarizer, String kind, String receipt) {

        /// Under what the catalogue keeps a summary of a length.
        String key(Length length) {
            return kind.equals(Summary.GENERATED)
                    ? Summary.GENERATED + "-" + length.word()
                    : length.word();
        }
    }

    private Maker extracting() {
        var with = models.get();
        return new Maker(with.summarizer(), Summary.EXTRACTED, with.receipt());
    }

    private Maker writing(Generator generator) {
        var with = models.get();
        return new Maker(
                new WrittenSummarizer(generator, with.embedder(), with.summarizer()),
                Summary.GENERATED,
                generator.pack() + " " + generator.precision());
    }

    /// @param index asked for documents and labels of the library; files need none
    /// @param models asked for with each call; the first time may take a second
    /// @param figures told of each answer
    public Describer(
            Supplier<LocalIndex> index,
            TextExtractor extractor,
            Chunker chunker,
            Supplier<Models> models,
            KeyFigures figures) {
        this.index = index;
        this.extractor = extractor;
        this.chunker = chunker;
        this.models = models;
        this.figures = figures;
    }

    /// Gives up every summary that is being made.
    public void stop() {
        stopping = true;
    }

    // -- Summaries

    /// Told each sentence of a summary once it is certain to stand in it, on the thread that makes
    /// the summary, in any order. A summary that was kept is not told.
    public interface Settled extends Consumer<Summary.Sentence> {

        Settled NOBODY = _ -> {};
    }

    /// The summary of a document in the library: the one in the catalogue, else a new one, which
    /// the catalogue then keeps.
    ///
    /// @param stop asked between small steps; once it says yes, the summary is given up
    /// @throws CancellationException if `stop` said yes
    public Described<Summary> summary(
            DocumentId id, Length length, Settled settled, BooleanSupplier stop) {
        return summary(id, length, this::extracting, length.word(), settled, stop);
    }

    /// The same, written by a model.
    public Described<Summary> written(
            DocumentId id,
            Length length,
            Generator generator,
            Settled settled,
            BooleanSupplier stop) {
        var maker = writing(generator);
        return summary(id, length, () -> maker, maker.key(length), settled, stop);
    }

    private Described<Summary> summary(
            DocumentId id,
            Length length,
            Supplier<Maker> maker,
            String key,
            Settled settled,
            BooleanSupplier stop) {
        var kept = index.get().summary(id, key);
        if (kept.isPresent()) {
            return new Described.Done<>(kept.get());
        }
        var made =
                counted(
                        Kind.SUMMARY,
                        () ->
                                withText(
                                        id,
                                        text ->
                                                make(
                                                        text,
                                                        length.wish(text.words()),
                                                        key,
                                                        maker.get(),
                                                        settled,
                                                        stop)));
        if (made instanceof Described.Done<Summary>(var summary)
                && index.get().document(id).isPresent()) {
            index.get().putSummary(id, summary);
        }
        return made;
    }

    /// The same, told only when it is complete.
    public Described<Summary> summary(DocumentId id, Length length, BooleanSupplier stop) {
        return summary(id, length, Settled.NOBODY, stop);
    }

    /// A summary of a document in the library by a wish of one's own, which nobody keeps.
    ///
    /// @param generator what writes it; if empty, it is extracted
    public Described<Summary> summarize(
            DocumentId id,
            Wish wish,
            Optional<Generator> generator,
            Settled settled,
            BooleanSupplier stop) {
        return counted(
                Kind.SUMMARY,
                () -> withText(id, text -> make(text, wish, "", maker(generator), settled, stop)));
    }

    /// A summary of a file, in the library or not; nothing is kept.
    ///
    /// @param generator what writes it; if empty, it is extracted
    public Described<Summary> summarize(
            Path file,
            Length length,
            Optional<Generator> generator,
            Settled settled,
            BooleanSupplier stop) {
        return counted(
                Kind.SUMMARY,
                () ->
                        withText(
                                file,
                                text -> {
                                    var maker = maker(generator);
                                    return make(
                                            text,
                                            length.wish(text.words()),
                                            maker.key(length),
                                            maker,
                                            settled,
                                            stop);
                                }));
    }

    /// A summary of a file by a wish of one's own; nothing is kept.
    ///
    /// @param generator what writes it; if empty, it is extracted
    public Described<Summary> summarize(
            Path file,
            Wish wish,
            Optional<Generator> generator,
            Settled settled,
            BooleanSupplier stop) {
        return counted(
                Kind.SUMMARY,
                () ->
                        withText(
                                file,
                                text -> make(text, wish, "", maker(generator), settled, stop)));
    }

    private Maker maker(Optional<Generator> generator) {
        return generator.map(this::writing).orElseGet(this::extracting);
    }

    private <T> T counted(Kind kind, Supplier<T> answer) {
        var began = System.nanoTime();
        var answered = answer.get();
        figures.answered(kind, began);
        return answered;
    }

    private Summary make(
            Text text,
            Wish wish,
            String length,
            Maker maker,
            Settled settled,
            BooleanSupplier stop) {
        var with = models.get();
        BooleanSupplier stopOrClose = () -> stopping || stop.getAsBoolean();
        var pages = text.pageTexts();
        var passages = passages(text.id(), with.embedder().pack());
        var sentences =
                maker
                        .summarizer()
                        .summarize(
                                new Summarizer.Text(text.title(), pages, text.headings(), passages),
                                wish,
                                sentence -> settled.accept(anchored(sentence, pages)),
                                stopOrClose)
                        .stream()
                        .map(sentence -> anchored(sentence, pages))
                        .toList();
        var now = Instant.now().truncatedTo(ChronoUnit.MILLIS); // as the catalogue keeps it
        var settings = settings(maker.summarizer().method(), wish, !passages.isEmpty());
        return new Summary(length, maker.kind(), maker.receipt(), settings, now, sentences);
    }

    private static Summary.Sentence anchored(
            Summarizer.SummarySentence sentence, List<String> pages) {
        return new Summary.Sentence(
                sentence.text(),
                sentence.page(),
                sentence.start(),
                sentence.end(),
                sentence.page() == 0
                        ? ""
                        : pages.get(sentence.page() - 1)
                                .substring(sentence.start(), sentence.end()),
                sentence.heading());
    }

    /// Everything that a summary depends on, beside the document and the model.
    private static String settings(String method, Wish wish, boolean hasPassages) {
        var settings = new StringBuilder(method);
        if (wish.sentences() < Integer.MAX_VALUE) {
            settings.append(" sentences=").append(wish.sentences());
        }
        if (wish.words() < Integer.MAX_VALUE) {
            settings.append(" words=").append(wish.words());
        }
        settings.append(" sections=").append(wish.bySection() ? "yes" : "no");
        settings.append(" vectors=").append(hasPassages ? "index" : "none");
        if (wish.focus() != null) {
            settings.append(" focus=\"").append(wish.focus()).append('"');
        }
        return settings.toString();
    }

    // -- Labels

    /// Weighs labels against a document in the library.
    public Described<Verdict> classify(DocumentId id, LabelChoice choice) {
        return counted(
                Kind.LABEL,
                () -> {
                    var vectors = index.get().vectors(id);
                    return vectors.isEmpty()
                            ? withText(id, text -> classify(text, choice))
                            : new Described.Done<>(weighed(vectors, beginning(id), choice));
                });
    }

    /// Weighs labels against a file, in the library or not.
    public Described<Verdict> classify(Path file, LabelChoice choice) {
        return counted(Kind.LABEL, () -> withText(file, text -> classify(text, choice)));
    }

    /// Weighs labels against a text.
    public Verdict classify(String text, LabelChoice choice) {
        return counted(Kind.LABEL, () -> choice.classifier().classify(text, choice.labels()));
    }

    private Verdict classify(Text text, LabelChoice choice) {
        var passages =
                chunker.passages(text.beginning(CHARS_TO_LABEL_A_FILE)).stream()
                        .limit(PASSAGES_TO_LABEL_A_FILE)
                        .map(Passage::text)
                        .toList();
        return weighed(models.get().embedder().embed(passages), text.beginning(), choice);
    }

    private static Verdict weighed(List<float[]> vectors, String beginning, LabelChoice choice) {
        var classifier = choice.classifier();
        return classifier.classify(classifier.withWords(vectors, beginning), choice.labels());
    }

    private String beginning(DocumentId id) {
        return new Text(null, index.get().pages(id), id).beginning();
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

    /// The labels of the library, with what it has learned; there may be none. What was learned is
    /// kept in the catalogue; it is learned anew, which takes up to a second, only after something
    /// has changed that labels are learned from.
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
            var choice =
                    labels.isEmpty()
                            ? new LabelChoice(labels, with.classifier())
                            : recall(labels, with).orElseGet(() -> learn(labels, with, lessons));
            learned = new Learned(lessons, choice);
            return choice;
        } finally {
            learning.unlock();
        }
    }

    private record Learned(long lessons, LabelChoice choice) {}

    private Optional<LabelChoice> recall(List<LabelMeaning> labels, Models with) {
        return index.get()
                .head()
                .filter(LearnedHead::isCurrent)
                .filter(head -> head.pack().equals(with.embedder().pack()))
                .flatMap(head -> with.classifier().recall(labels, head.bytes()))
                .map(classifier -> new LabelChoice(labels, classifier));
    }

    private LabelChoice learn(List<LabelMeaning> labels, Models with, long lessons) {
        var pack = with.embedder().pack();
        var taught = taught(with);
        var before =
                index.get()
                        .head()
                        .filter(head -> head.pack().equals(pack))
                        .map(LearnedHead::bytes)
                        .orElse(null);
        var examples = taught.stream().map(Taught::example).toList();
        var classifier = with.classifier().learn(labels, examples, before);
        classifier
                .learned()
                .ifPresent(bytes -> {
                    var documents = new HashSet<DocumentId>();
                    var texts = new HashSet<String>();
                    for (var each : taught) {
                        if (each.document() == null) {
                            texts.add(each.hash());
                        } else {
                            documents.add(each.document());
                        }
                    }
                    index.get()
                            .putHead(new LearnedHead(pack, bytes, documents, texts, true), lessons);
                });
        return new LabelChoice(labels, classifier);
    }

    /// An example and where it comes from.
    ///
    /// @param document null if it is a text outside the library
    /// @param hash of that text
    private record Taught(Example example, @Nullable DocumentId document, String hash) {}

    /// What a person has said of documents and of texts outside the library. A text that was taught
    /// for two labels has both.
    private List<Taught> taught(Models with) {
        var pack = with.embedder().pack();
        var taught = new ArrayList<Taught>();
        if (index.get().generation().equals(Optional.of(pack))) {
            index.get()
                    .labelsByHand()
                    .forEach((id, byHand) -> {
                        var vectors =
                                index.get().document(id).isEmpty()
                                        ? List.<float[]>of()
                                        : index.get().vectors(id);
                        if (!vectors.isEmpty()) {
                            var told = with.classifier().withWords(vectors, beginning(id));
                            var example = new Example(told, byHand.set(), byHand.unset());
                            taught.add(new Taught(example, id, ""));
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
            var first = text.getFirst();
            var example = new Example(List.of(first.vector()), names, Set.of());
            taught.add(new Taught(example, null, first.hash()));
        }
        return taught;
    }

    /// How often each label is found on examples that it was not learned from, by name of label;
    /// only labels with examples. Takes as long as learning five times; the library keeps the
    /// result until something is learned anew.
    public Map<String, Trial> trials() {
        var choice = libraryChoice();
        var settings = choice.classifier().settings();
        if (choice.classifier().learned().isEmpty()) {
            return Map.of();
        }
        var kept = index.get().setting(TRIALS).orElse("").lines().toList();
        if (!kept.isEmpty() && kept.getFirst().equals(settings)) {
            return kept.stream()
                    .skip(1)
                    .map(line -> line.split("\t", 3))
                    .collect(
                            Collectors.toMap(
                                    line -> line[2],
                                    line ->
                                            new Trial(
                                                    Integer.parseInt(line[0]),
                                                    Integer.parseInt(line[1]))));
        }
        var examples = taught(models.get()).stream().map(Taught::example).toList();
        var trials = choice.classifier().tried(choice.labels(), examples);
        var lines = new StringBuilder(settings);
        trials.forEach((name, trial) ->
                lines.append("\n%d\t%d\t%s".formatted(trial.right(), trial.examples(), name)));
        index.get().putSetting(TRIALS, lines.toString());
        return trials;
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
        var proposals = vectors.isEmpty() ? List.<Proposal>of() : proposals(id, vectors);
        var proposedBefore =
                index.get().document(id).stream()
                        .flatMap(document -> document.labels().stream())
                        .anyMatch(label -> label.origin() == DocumentLabel.Origin.PROPOSED);
        if (proposedBefore || !proposals.isEmpty()) {
            index.get().proposeLabels(id, proposals);
        }
    }

    private List<Proposal> proposals(DocumentId id, List<float[]> vectors) {
        var choice = libraryChoice();
        var verdict = weighed(vectors, beginning(id), choice);
        if (verdict.proposed().isEmpty()) {
            return List.of();
        }
        var like = mostAlike(id, vectors);
        var now = Instant.now().truncatedTo(ChronoUnit.MILLIS); // as the catalogue keeps it
        var settings = choice.classifier().settings();
        return choice.labels().stream()
                .filter(label -> verdict.proposed().containsKey(label.name()))
                .map(label -> {
                    var example =
                            like != null && like.labels().contains(label.name()) ? like.id() : null;
                    return new Proposal(
                            label.name(),
                            verdict.proposed().getOrDefault(label.name(), 0.0),
                            example == null ? choice.classifier().because(vectors, label) : "",
                            example,
                            models.get().receipt(),
                            settings,
                            now);
                })
                .toList();
    }

    /// A document with labels that were set by hand.
    ///
    /// @param vector one: the sum of those of its passages
    private record Labeled(DocumentId id, Set<String> labels, List<float[]> vector) {}

    private @Nullable Labeled mostAlike(DocumentId id, List<float[]> vectors) {
        var vector = sum(vectors);
        Labeled best = null;
        var closest = Double.NEGATIVE_INFINITY;
        for (var each : labeled()) {
            var closeness = cosine(each.vector().getFirst(), vector);
            if (!each.id().equals(id) && closeness > closest) {
                closest = closeness;
                best = each;
            }
        }
        return best;
    }

    /// The documents with labels that were set by hand, read once after each change of them.
    private List<Labeled> labeled() {
        learning.lock();
        try {
            var lessons = index.get().lessons();
            var known = labeled;
            if (known != null && known.lessons() == lessons) {
                return known.documents();
            }
            var documents = new ArrayList<Labeled>();
            index.get()
                    .labelsByHand()
                    .forEach((id, byHand) -> {
                        var vectors =
                                byHand.set().isEmpty() || index.get().document(id).isEmpty()
                                        ? List.<float[]>of()
                                        : index.get().vectors(id);
                        if (!vectors.isEmpty()) {
                            documents.add(new Labeled(id, byHand.set(), List.of(sum(vectors))));
                        }
                    });
            labeled = new AllLabeled(lessons, List.copyOf(documents));
            return documents;
        } finally {
            learning.unlock();
        }
    }

    private record AllLabeled(long lessons, List<Labeled> documents) {}

    private static float[] sum(List<float[]> vectors) {
        var sum = new float[vectors.getFirst().length];
        for (var vector : vectors) {
            for (var i = 0; i < sum.length; i++) {
                sum[i] += vector[i];
            }
        }
        return sum;
    }

    private static double cosine(float[] left, float[] right) {
        double product = 0;
        double lefts = 0;
        double rights = 0;
        for (var i = 0; i < left.length; i++) {
            product += left[i] * right[i];
            lefts += left[i] * left[i];
            rights += right[i] * right[i];
        }
        return product / Math.max(1e-9, Math.sqrt(lefts * rights));
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

    /// The ready labels of the library.
    public ReadySet readyLabels() {
        return new ReadySet(index.get());
    }

    // -- What is sensitive

    /// Searches the text of a document for what is sensitive, and marks it with what was found.
    public void examine(DocumentId id) {
        var marks = new EnumMap<Sensitive, SensitiveMark>(Sensitive.class);
        for (var page : index.get().pages(id)) {
            var counts =
                    SensitiveContent.counts(page.text(), SensitiveContent.findings(page.text()));
            counts.forEach((kind, count) -> {
                if (kind.marks()) {
                    marks.merge(
                            kind,
                            new SensitiveMark(kind.word(), count, page.number()),
                            (first, next) ->
                                    new SensitiveMark(
                                            first.kind(),
                                            first.count() + next.count(),
                                            first.page()));
                }
            });
        }
        index.get().putSensitive(id, SensitiveContent.EDITION, List.copyOf(marks.values()));
    }

    /// Examines every document that was not yet, newest first.
    ///
    /// @param stop asked between two documents
    public void examine(BooleanSupplier stop) {
        for (var id : index.get().unexamined(SensitiveContent.EDITION)) {
            if (stopping || stop.getAsBoolean()) {
                return;
            }
            examine(id);
        }
    }

    // -- Texts

    /// What a document or a file says.
    ///
    /// @param id null if it is not in the library
    private record Text(@Nullable String title, List<Page> pages, @Nullable DocumentId id) {

        List<Summarizer.Heading> headings() {
            return pages.stream()
                    .flatMap(page ->
                            page.headings().stream()
                                    .map(heading ->
                                            new Summarizer.Heading(
                                                    page.number(),
                                                    heading.start(),
                                                    heading.end(),
                                                    heading.level())))
                    .toList();
        }

        /// The text of the first pages, as far as its words tell labels apart.
        String beginning() {
            return beginning(CHARS_OF_ITS_WORDS).stream()
                    .map(Page::text)
                    .collect(Collectors.joining("\n"));
        }

        /// The first pages, the last of them cut so that all have at most so many chars.
        List<Page> beginning(int chars) {
            var beginning = new ArrayList<Page>();
            int left = chars;
            for (var page : pages) {
                if (page.text().length() > left) {
                    int end = left;
                    beginning.add(
                            new Page(
                                    page.number(),
                                    page.text().substring(0, end),
                                    page.headings().stream()
                                            .filter(heading -> heading.end() <= end)
                                            .toList()));
                    break;
                }
                beginning.add(page);
                left -= page.text().length();
            }
            return beginning;
        }

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

    /// The passages of a document with their vectors, if it has any of this model pack.
    private List<Summarizer.Passage> passages(@Nullable DocumentId id, String pack) {
        if (id == null || !index.get().generation().equals(Optional.of(pack))) {
            return List.of();
        }
        var vectors = index.get().vectors(id);
        var passages = index.get().passages(id);
        if (vectors.size() != passages.size()) {
            return List.of(); // changed in between
        }
        return IntStream.range(0, passages.size())
                .mapToObj(i -> {
                    var passage = passages.get(i);
                    return new Summarizer.Passage(
                            passage.page(), passage.start(), passage.end(), vectors.get(i));
                })
                .toList();
    }

    private <T> Described<T> withText(DocumentId id, Function<Text, T> work) {
        var document = index.get().document(id);
        if (document.isEmpty()) {
            return new Described.Unreadable<>(Problem.UNREADABLE, "removed");
        }
        return switch (document.get().status()) {
            case Status.Waiting() -> withText(document.get().path(), work);
            case Status.Words(), Status.Indexed() -> {
                var text = new Text(document.get().title(), index.get().pages(id), id);
                yield new Described.Done<>(work.apply(text));
            }
            case Status.Failed(var problem, var detail) ->
                    new Described.Unreadable<>(problem, detail);
        };
    }

    private <T> Described<T> withText(Path file, Function<Text, T> work) {
        return switch (extractor.extract(file)) {
            case Extraction.Text(_, var title, _, var pages) ->
                    new Described.Done<>(work.apply(new Text(title, pages, null)));
            case Extraction.Unreadable(_, var problem, var detail) ->
                    new Described.Unreadable<>(problem, detail);
        };
    }
}
