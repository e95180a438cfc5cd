package stillroom.app.ingest;

import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import stillroom.ai.AiException;
import stillroom.ai.Embedder;
import stillroom.app.ingest.Progress.Phase;
import stillroom.app.settings.CopySetting;
import stillroom.index.Document;
import stillroom.index.DocumentId;
import stillroom.index.IndexException;
import stillroom.index.LocalIndex;
import stillroom.index.LocalIndex.Addition;
import stillroom.index.LocalIndex.ReadText;
import stillroom.index.Status;
import stillroom.index.text.Chunker;
import stillroom.index.text.Extraction;
import stillroom.index.text.Problem;
import stillroom.index.text.TextExtractor;

/// Takes every document down one straight line: read, cut into passages, found by words, embedded,
/// found by meaning. Safe for any thread.
///
/// Several threads [#work]. Each looks for the most urgent step that nobody is at, takes it, and
/// looks again: documents to read come before passages to embed, the newest first, and what has
/// come on the screen counts as added then. Short texts are read several in one step. The catalogue
/// is the queue, so after a crash the work goes on where it stopped; an attempt is counted before
/// it is begun, so a document that brings the program down is not tried for ever.
///
/// The lock of this class may be held when a method of [LocalIndex] is called, never the other way
/// round.
public final class Ingestor {

    private static final Logger LOG = Logger.getLogger(Ingestor.class.getName());

    private static final int MOST_ATTEMPTS = 2;

    /// Attempts that nobody heard the end of. The program may have died of the document, but more
    /// often it was killed, or the power was gone, while it happened to read it.
    private static final int MOST_INTERRUPTED = 5;

    /// A shorter file of one of [#PLAIN] is read with others like it.
    private static final int SHORT = 16 << 10;

    /// What takes no longer to read than its length tells.
    private static final Set<String> PLAIN = Set.of("txt", "md", "csv", "tsv", "html", "eml");

    private static final String GIVEN_UP = "given up after five attempts";
    private static final int FILES_NAMED_AT_ONCE = 64;

    private final LocalIndex index;
    private final TextExtractor extractor;
    private final Chunker chunker;
    private final Function<Optional<String>, Embedder> embedders;
    private final Consumer<DocumentId> afterIndexed;
    private final int readers;
    private final IntSupplier streams;

    private final List<Consumer<Progress>> listeners = new CopyOnWriteArrayList<>();
    private final Bell bell = new Bell();
    private final Tally tally = new Tally();

    private volatile Aim aim = Aim.MEANING;
    private volatile boolean paused;
    private volatile boolean stopping;
    private volatile @Nullable Trouble indexTrouble;

    /// How far the document has come whose pictures are being read; the last told of, if there are
    /// two.
    private volatile Progress.@Nullable Pages pictures;

    /// Since when documents can be seen on the screen, in their order there.
    private volatile Map<DocumentId, Instant> onScreen = Map.of();

    /// The models at hand, and why others cannot be had, by generation.
    private final Map<String, Embedder> models = new ConcurrentHashMap<>();

    private final Map<String, Trouble> modelTroubles = new ConcurrentHashMap<>();

    // Guarded by this.
    private final Set<DocumentId> reading = new HashSet<>();
    private int readings; // steps, each of which may read several documents
    private final Map<DocumentId, Embedding> embedding = new LinkedHashMap<>();
    private boolean embedderIsComing;
    private int workers;
    private int busy;

    /// @param embedders gives the model of a generation, or the one to begin with; may take a
    ///   second
    /// @param afterIndexed told of each document that has come to be found by meaning, or by the
    ///   vectors of another generation
    /// @param readers how many documents may be read at once
    /// @param streams how many steps may be taken at once, asked before each
    public Ingestor(
            LocalIndex index,
            TextExtractor extractor,
            Chunker chunker,
            Function<Optional<String>, Embedder> embedders,
            Consumer<DocumentId> afterIndexed,
            int readers,
            IntSupplier streams) {
        this.index = index;
        this.extractor = extractor;
        this.chunker = chunker;
        this.embedders = embedders;
        this.afterIndexed = afterIndexed;
        this.readers = readers;
        this.streams = streams;
        index.listen(change -> {
            tally.hear(change);
            bell.ring();
        });
    }

    // -- What others ask for

    /// Adds files, and the files below folders. Reads each file once to name it, so not for the FX
    /// thread. The work on them begins before this returns. What the library has already is copied
    /// here, if added files are to be; what is new, before it is read.
    ///
    /// @param told hears, on the calling thread, what became of each file
    /// @return what was passed over inside folders: hidden entries, and litter of systems and
    ///   office programs
    public List<Path> add(List<Path> paths, Consumer<Addition> told) {
        var given = Instant.now();
        var batch = new ArrayList<Path>(FILES_NAMED_AT_ONCE);
        var known = new ArrayList<DocumentId>();
        Consumer<Addition> heard =
                addition -> {
                    if (addition instanceof Addition.Known(_, var document)) {
                        known.add(document.id());
                    }
                    told.accept(addition);
                };
        var walk =
                new FolderWalk(
                        index.folder(),
                        file -> {
                            batch.add(file);
                            if (batch.size() == FILES_NAMED_AT_ONCE) {
                                name(batch, given, heard);
                            }
                        },
                        told::accept);
        for (var path : paths) {
            if (stopping) {
                break;
            }
            if (index.isGoneButCopied(path)) {
                batch.add(path);
            } else {
                walk.walk(path);
            }
        }
        name(batch, given, heard);
        // Asked once: a folder that is added again may have a hundred thousand known files.
        if (CopySetting.read(index).on()) {
            for (var id : known) {
                if (indexTrouble == null) { // as a full disk, which stops the work until resumed
                    take(() -> keepCopy(id));
                }
            }
        }
        return walk.passedOver();
    }

    private void keepCopy(DocumentId id) {
        if (!stopping) {
            unlessRemoved(id, () -> index.keepCopy(id));
        }
    }

    private void name(List<Path> batch, Instant given, Consumer<Addition> told) {
        if (!stopping && !batch.isEmpty()) {
            index.add(List.copyOf(batch), given).forEach(told);
            publish();
        }
        batch.clear();
    }

    /// Says which documents can be seen on the screen, in their order there. They come before what
    /// was added before they came into sight.
    public void show(Collection<DocumentId> documents) {
        var before = onScreen;
        var now = Instant.now().truncatedTo(ChronoUnit.MILLIS); // as documents have it
        Map<DocumentId, Instant> seen = LinkedHashMap.newLinkedHashMap(documents.size());
        documents.forEach(id -> seen.put(id, before.getOrDefault(id, now)));
        onScreen = Collections.unmodifiableMap(seen);
    }

    /// Hears that the picture of a page is about to be read.
    public void readsPicture(int page, int pages) {
        pictures = new Progress.Pages(page, pages);
        publish();
    }

    /// Calls `listener` now and whenever something has changed, often, on the thread that changed
    /// it. It must not block: see [Latest].
    public void listen(Consumer<Progress> listener) {
        listeners.add(listener);
        listener.accept(progress());
    }

    /// Lets every worker finish the small step it is at, and then wait.
    public void pause() {
        paused = true;
        publish();
    }

    /// Goes on after [#pause], or after the trouble that [Progress#trouble] told of.
    public void resume() {
        paused = false;
        indexTrouble = null;
        modelTroubles.clear();
        tally.restartClock();
        bell.ring();
        publish();
    }

    /// Has every worker look for a step: it may be that more can be taken at once than before.
    public void lookAgain() {
        bell.ring();
    }

    public boolean paused() {
        return paused;
    }

    /// Says whether the trouble that [Progress#trouble] tells of stops all work, and not only the
    /// embedding.
    public boolean halted() {
        return indexTrouble != null;
    }

    /// Asks every worker to return soon. A document in work is left as it was.
    public void stop() {
        stopping = true;
        bell.ring();
    }

    /// Whether [#stop] was asked for, so that what is added now may not be added wholly.
    public boolean isStopping() {
        return stopping;
    }

    // -- The work

    /// Works until [#stop]. To be run by several platform threads, all with the same aim, because a
    /// native call would pin a virtual thread to its carrier.
    public void work(Aim wanted) {
        aim = wanted;
        enter();
        try {
            while (!stopping) {
                var heard = bell.rings();
                var step = paused || indexTrouble != null ? null : claim();
                if (step == null) {
                    publish();
                    bell.await(heard);
                } else {
                    try {
                        take(step);
                    } finally {
                        release();
                    }
                    publish();
                }
            }
        } finally {
            leave();
        }
    }

    /// Whether a step is being taken.
    public synchronized boolean isBusy() {
        return busy > 0;
    }

    private synchronized void release() {
        busy--;
    }

    private synchronized void enter() {
        workers++;
    }

    private synchronized void leave() {
        workers--;
        if (workers == 0) {
            embedding.values().forEach(unfinished -> withdraw(unfinished.id()));
            embedding.clear();
        }
    }

    /// Takes a step. What is no fault of a document stops the line instead of failing every
    /// document in it: the disk is full, the library cannot be written.
    private void take(Runnable step) {
        try {
            step.run();
        } catch (IndexException e) {
            halt(Trouble.of(e), e);
        } catch (RuntimeException | Error e) {
            halt(Trouble.INSIDE, e);
            throw e;
        }
    }

    private void halt(Trouble trouble, Throwable cause) {
        LOG.log(Level.SEVERE, "the work stops", cause);
        indexTrouble = trouble;
    }

    /// A document may be removed while it is worked on.
    private void unlessRemoved(DocumentId id, Runnable step) {
        try {
            step.run();
        } catch (IndexException e) {
            if (isStillThere(id)) {
                throw e;
            }
        }
    }

    /// The most urgent step that nobody is at; null if there is none, or if enough are being taken.
    private synchronized @Nullable Runnable claim() {
        if (busy >= streams.getAsInt()) {
            return null;
        }
        var step = mostUrgent();
        if (step != null) {
            busy++;
        }
        return step;
    }

    private @Nullable Runnable mostUrgent() {
        if (readings < readers) {
            var documents = claimToRead();
            if (!documents.isEmpty()) {
                readings++;
                return () -> read(documents);
            }
        }
        return aim == Aim.WORDS ? null : claimToEmbed();
    }

    /// The most urgent document, and with a short one the short ones that follow it.
    private List<Document> claimToRead() {
        var claimed = new ArrayList<Document>();
        var most = extractor.together();
        for (var document : urgent(Status.Waiting.class, index.nextToRead(reading.size() + most))) {
            if (reading.contains(document.id())) {
                continue;
            }
            if (!claimed.isEmpty() && !isShort(document)) {
                break;
            }
            reading.add(document.id());
            claimed.add(document);
            if (claimed.size() == most || !isShort(document)) {
                break;
            }
        }
        return claimed;
    }

    private static boolean isShort(Document document) {
        return document.bytes() <= SHORT && PLAIN.contains(document.type());
    }

    /// Puts those on the screen that are in the queue as well among the newest of the queue.
    private List<Document> urgent(Class<? extends Status> queue, List<Document> newest) {
        var seen = onScreen;
        return Stream.concat(
                        seen.keySet().stream()
                                .flatMap(id -> index.document(id).stream())
                                .filter(document -> queue.isInstance(document.status())),
                        newest.stream())
                .sorted(
                        Comparator.<Document, Instant>comparing(document ->
                                        later(document.added(), seen.get(document.id())))
                                .reversed())
                .toList();
    }

    private static Instant later(Instant one, @Nullable Instant other) {
        return other == null || one.isAfter(other) ? one : other;
    }

    private @Nullable Runnable claimToEmbed() {
        for (var begun : embedding.values()) {
            var slice = begun.next();
            if (slice != null) {
                return () -> unlessRemoved(begun.id(), () -> embed(slice));
            }
        }
        if (embedderIsComing) {
            return null;
        }
        var next =
                claimToEmbed(
                        index.generation().orElse(""),
                        urgent(Status.Words.class, index.nextToEmbed(embedding.size() + 1)));
        if (next == null && !embedderIsComing) {
            var coming = index.coming();
            next =
                    coming.isEmpty()
                            ? null
                            : claimToEmbed(
                                    coming.get().pack(), index.nextToRenew(embedding.size() + 1));
        }
        return next;
    }

    /// @param pack the generation that the vectors are for; empty if there is none yet
    private @Nullable Runnable claimToEmbed(String pack, List<Document> documents) {
        if (modelTroubles.containsKey(pack)) {
            return null;
        }
        for (var document : documents) {
            var id = document.id();
            if (!embedding.containsKey(id)) {
                var model = models.get(pack);
                if (model == null) {
                    embedderIsComing = true;
                    return () -> fetchEmbedder(pack);
                }
                var coming = new Embedding(id, pack, model, index.textsToEmbed(id));
                embedding.put(id, coming);
                return () -> unlessRemoved(id, () -> begin(coming));
            }
        }
        return null;
    }

    // -- Reading

    /// Reads documents that were claimed together. What goes wrong with one of them, or has before,
    /// is done once more with that one alone.
    private void read(List<Document> documents) {
        try {
            var alone = new ArrayList<>(documents);
            if (documents.size() > 1 && !CopySetting.read(index).on()) {
                alone.removeAll(readTogether(documents));
            }
            for (var document : alone) {
                if (!stopping) {
                    unlessRemoved(document.id(), () -> read(document));
                }
            }
        } finally {
            synchronized (this) {
                documents.forEach(document -> reading.remove(document.id()));
                readings--;
            }
            bell.ring();
        }
    }

    /// Reads those that nobody began to read before.
    ///
    /// @return those of which that was all there is to do
    private List<Document> readTogether(List<Document> documents) {
        awaitReader();
        var first = index.beginFirstAttempts(documents.stream().map(Document::id).toList());
        var begun = documents.stream().filter(each -> first.contains(each.id())).toList();
        try {
            var texts = texts(begun);
            index.putTexts(texts);
            var ids = texts.stream().map(ReadText::document).collect(Collectors.toSet());
            return begun.stream().filter(each -> ids.contains(each.id())).toList();
        } catch (IndexException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.log(Level.FINE, "documents are read one by one", e);
            if (!stopping) {
                return List.of();
            }
            first.forEach(this::withdraw); // the reader was closed, which says nothing of them
            return documents;
        }
    }

    private List<ReadText> texts(List<Document> documents) {
        var files = documents.stream().map(Document::path).toList();
        var extractions = extractor.extract(files).iterator();
        var texts = new ArrayList<ReadText>();
        for (var document : documents) {
            if (extractions.next() instanceof Extraction.Text text) {
                var passages = chunker.passages(text.pages());
                if (!passages.isEmpty()) {
                    texts.add(new ReadText(document.id(), text, passages));
                }
            }
        }
        return texts;
    }

    private void read(Document document) {
        var id = document.id();
        try {
            awaitReader();
            if (CopySetting.read(index).on()) {
                keepCopy(id);
            }
            var attempt = index.beginAttempt(id);
            if (attempt > MOST_INTERRUPTED) {
                index.fail(id, null, Problem.UNREADABLE, GIVEN_UP);
            } else {
                read(document, attempt);
            }
        } finally {
            pictures = null;
        }
    }

    /// The start of a reader is no part of the attempt: it takes far longer than most documents,
    /// and the program may be killed meanwhile.
    private void awaitReader() {
        try {
            extractor.awaitReady();
        } catch (RuntimeException e) {
            LOG.log(Level.FINE, "the attempt will hear why there is no reader", e);
        }
    }

    private void read(Document document, int attempt) {
        var id = document.id();
        try {
            switch (extract(document)) {
                case Extraction.Text text -> {
                    var passages = chunker.passages(text.pages());
                    if (passages.isEmpty()) {
                        index.fail(id, text.type(), Problem.EMPTY, "");
                    } else {
                        index.putText(id, text, passages);
                    }
                }
                case Extraction.Unreadable(var type, var problem, var detail) -> {
                    if (problem != Problem.UNREADABLE || attempt >= MOST_ATTEMPTS) {
                        index.fail(id, type, problem, detail);
                    }
                }
            }
        } catch (IndexException e) {
            throw e;
        } catch (RuntimeException e) {
            if (stopping) {
                withdraw(id); // the reader was closed, which says nothing of the document
            } else {
                giveUp(id, attempt, e);
            }
        }
    }

    /// Reads the first source that can be opened, or the copy.
    private Extraction extract(Document document) {
        var sources = document.sources();
        var extraction = extractor.extract(sources.getFirst());
        for (var source : sources.subList(1, sources.size())) {
            if (!triesAnother(extraction)) {
                return extraction;
            }
            extraction = extractor.extract(source);
        }
        // A look at the disk, which most documents need not have.
        var copy = triesAnother(extraction) ? index.copy(document.id()) : Optional.<Path>empty();
        return copy.isPresent() ? extractor.extract(copy.get()) : extraction;
    }

    private boolean triesAnother(Extraction extraction) {
        return extraction instanceof Extraction.Unreadable(_, var problem, _)
                && problem == Problem.UNREADABLE
                && !stopping;
    }

    // -- Embedding

    private void fetchEmbedder(String pack) {
        try {
            if (pack.isEmpty()) {
                var fetched = embedders.apply(Optional.empty());
                index.useGeneration(fetched.pack(), fetched.dimensions());
                models.put(fetched.pack(), fetched);
            } else {
                models.put(pack, embedders.apply(Optional.of(pack)));
            }
        } catch (AiException e) {
            LOG.log(Level.SEVERE, "no model; documents are found by words only", e);
            modelTroubles.put(pack, Trouble.of(e));
        } finally {
            synchronized (this) {
                embedderIsComing = false;
            }
            bell.ring();
        }
    }

    private void begin(Embedding coming) {
        var id = coming.id();
        var hasBegun = false;
        try {
            var attempt = index.beginAttempt(id);
            if (attempt > MOST_INTERRUPTED) {
                fail(coming, GIVEN_UP);
            } else {
                synchronized (this) {
                    coming.begin(attempt);
                }
                hasBegun = true;
            }
        } finally {
            if (!hasBegun) {
                end(coming);
            }
            bell.ring();
        }
    }

    private void embed(Embedding.Slice slice) {
        var id = slice.of().id();
        try {
            var vectors = slice.of().embedder().embed(slice.texts());
            boolean complete;
            synchronized (this) {
                complete = slice.of().take(slice, vectors);
            }
            if (complete) {
                finish(slice.of());
            }
        } catch (IndexException e) {
            end(slice.of());
            throw e;
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, e, () -> "document " + id + " failed");
            if (slice.of().attempt() >= MOST_ATTEMPTS) {
                fail(slice.of(), e.getClass().getSimpleName());
            }
            end(slice.of());
        }
    }

    private void finish(Embedding made) {
        var id = made.id();
        var searched = index.generation();
        var wanted = index.putVectors(id, made.pack(), made.vectors());
        end(made);
        if (!wanted) {
            withdraw(id);
        } else if (!index.generation().equals(searched)) {
            models.keySet().removeIf(pack -> !Optional.of(pack).equals(index.generation()));
            index.documents().stream()
                    .filter(document -> document.status() instanceof Status.Indexed)
                    .takeWhile(_ -> !stopping)
                    .forEach(document -> tellIndexed(document.id()));
        } else if (Optional.of(made.pack()).equals(searched)) {
            tellIndexed(id);
        }
    }

    /// Gives up embedding a document. One that is found by the vectors of another generation stays
    /// found by them.
    private void fail(Embedding tried, String reason) {
        if (Optional.of(tried.pack()).equals(index.generation())) {
            index.fail(tried.id(), null, Problem.UNREADABLE, reason);
        } else {
            index.skipRenewal(tried.id());
        }
    }

    /// What follows is no part of being found, so it cannot fail the document.
    private void tellIndexed(DocumentId id) {
        try {
            afterIndexed.accept(id);
        } catch (RuntimeException e) {
            // At the end of the program that is no trouble: they are proposed at the next start.
            boolean ends = stopping || e instanceof CancellationException;
            LOG.log(
                    ends ? Level.FINE : Level.WARNING,
                    e,
                    () -> "no labels proposed for document " + id);
        }
    }

    private synchronized void end(Embedding begun) {
        begun.giveUp();
        embedding.remove(begun.id());
    }

    // -- Failure

    /// The one place where an exception becomes the failure of a document, the second time.
    private void giveUp(DocumentId id, int attempt, RuntimeException exception) {
        LOG.log(Level.WARNING, exception, () -> "document " + id + " failed");
        if (attempt >= MOST_ATTEMPTS) {
            index.fail(id, null, Problem.UNREADABLE, exception.getClass().getSimpleName());
        }
    }

    private void withdraw(DocumentId id) {
        if (isStillThere(id)) {
            index.withdrawAttempt(id);
        }
    }

    private boolean isStillThere(DocumentId id) {
        return index.document(id).isPresent();
    }

    // -- Progress

    private void publish() {
        var progress = progress();
        listeners.forEach(listener -> listener.accept(progress));
    }

    /// How far the work has come.
    public Progress progress() {
        double parts;
        synchronized (this) {
            parts = embedding.values().stream().mapToDouble(Embedding::part).sum();
        }
        var trouble =
                indexTrouble != null
                        ? indexTrouble
                        : modelTroubles.get(index.generation().orElse(""));
        var progress = tally.progress(aim, paused, parts, trouble);
        var coming = aim == Aim.MEANING ? index.coming() : Optional.<LocalIndex.Coming>empty();
        if (progress.phase() == Phase.READING) {
            return new Progress(
                    Phase.READING,
                    progress.done(),
                    progress.total(),
                    paused,
                    progress.left(),
                    pictures,
                    trouble);
        }
        return progress.phase() != Phase.IDLE || coming.isEmpty()
                ? progress
                : new Progress(
                        Phase.EMBEDDING,
                        coming.get().done(),
                        coming.get().total(),
                        paused,
                        null,
                        null,
                        trouble != null ? trouble : modelTroubles.get(coming.get().pack()));
    }
}
