package stillroom.index;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import stillroom.index.Catalogue.Entry;
import stillroom.index.IndexException.Reason;
import stillroom.index.Sources.Named;
import stillroom.index.query.Query;
import stillroom.index.text.Extraction;
import stillroom.index.text.Page;
import stillroom.index.text.Passage;
import stillroom.index.text.Problem;

/// The one door to what is stored. Safe for any thread. Nothing here may run on the FX thread, but
/// for [#documents], [#document], [#labels], [#setting], [#generation] and [#coming], which are
/// answered from memory.
///
/// Every method that changes a document may throw [IndexException] and has then changed nothing
/// that a second call would not repair.
public final class LocalIndex implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(LocalIndex.class.getName());

    /// An id or the beginning of one.
    private static final Pattern ID = Pattern.compile("[0-9a-f]{6,64}");

    /// A longer first paragraph does not stand for a title.
    private static final int LONGEST_FIRST_LINE = 200;

    /// How many files are named before they are put into the catalogue together.
    private static final int FILES_AT_ONCE = 500;

    private final LibraryFolder folder;
    private final Catalogue catalogue;
    private final Copies copies;
    private final Sources sources;

    /// Held during every change and every use of the catalogue. Searching and what is answered from
    /// memory do without; so does putting words into their index, before the catalogue has the
    /// text.
    private final ReentrantLock lock = new ReentrantLock();

    private final Entries entries = new Entries();
    private final Indexes indexes;
    private volatile List<Label> labels;

    /// All of them, since some are asked for before each document.
    private volatile Map<String, String> settings;

    private boolean isClosed;

    private LocalIndex(LibraryFolder folder, Catalogue catalogue, Runnable filesAreOpen) {
        this.folder = folder;
        this.catalogue = catalogue;
        copies = new Copies(folder.path());
        copies.deleteUnfinished();
        sources = new Sources(catalogue, copies);
        indexes = new Indexes(folder.path(), catalogue, entries, copies);
        try {
            filesAreOpen.run();
            catalogue.entries().forEach(entries::put);
            labels = catalogue.labels().all();
            settings = catalogue.settings();
            indexes.bringInStep();
        } catch (RuntimeException e) {
            indexes.closeAll();
            throw e;
        }
    }

    /// Opens the library in `folder`, and makes it if there is none. Only one process can have it.
    ///
    /// @throws IndexException if another process has it, it is of a newer version, or the folder
    ///   cannot be used
    public static LocalIndex open(Path folder) {
        return open(folder, () -> {});
    }

    /// Opens a library, as [#open(Path)] does, and tells when it needs nothing more of the system
    /// than to read.
    ///
    /// @param filesAreOpen called once its files are open, before its documents are read
    public static LocalIndex open(Path folder, Runnable filesAreOpen) {
        LibraryFolder whole = LibraryFolder.make(folder.toAbsolutePath().normalize());
        Catalogue catalogue;
        try {
            catalogue = Catalogue.open(whole.catalogue());
        } catch (IndexException e) {
            throw e.reason() == Reason.HELD ? whole.held(e) : e;
        }
        try {
            whole.hold();
            return new LocalIndex(whole, catalogue, filesAreOpen);
        } catch (IOException e) {
            catalogue.close();
            throw IndexException.of(e);
        } catch (RuntimeException e) {
            catalogue.close();
            throw e;
        }
    }

    /// Where the library lies.
    public Path folder() {
        return folder.path();
    }

    // -- Documents

    /// Calls `listener` with a [Change.Put] for every document there is, and from then on with
    /// every change, in the order of the changes. It runs on the thread that makes the change,
    /// inside the lock, and must not block or call back.
    public void listen(Consumer<Change> listener) {
        inLock(() -> entries.listen(listener));
    }

    /// Adds files. Reads each once to name it. A file that the library has already gives its
    /// document one more source. A source whose bytes have changed moves to the document that it is
    /// now, with the labels that were set by hand, and the old document goes if that was its last
    /// source. A document that had [Status.Failed] waits again.
    ///
    /// @return in the order of `files`
    public List<Addition> add(List<Path> files) {
        return add(files, Instant.now());
    }

    /// Adds files that were given at one moment, in several calls: what was given later comes
    /// before all of them in the queue.
    public List<Addition> add(List<Path> files, Instant given) {
        var additions = new ArrayList<Addition>();
        for (int first = 0; first < files.size(); first += FILES_AT_ONCE) {
            List<Path> some = files.subList(first, Math.min(files.size(), first + FILES_AT_ONCE));
            // Reading files takes long, so it is done before the lock is taken.
            List<Named> named =
                    some.stream().map(file -> Sources.name(file, this::knownSource)).toList();
            inLock(() -> addNamed(named, given, additions));
        }
        return additions;
    }

    private Optional<Catalogue.Source> knownSource(Path path, @Nullable FileStamp stamp) {
        return withLock(() -> sources.known(path, stamp));
    }

    private void addNamed(List<Named> files, Instant given, List<Addition> additions) {
        Sources.Outcome outcome = sources.add(files, given);
        outcome.changed().forEach(this::changed);
        if (!outcome.gone().isEmpty()) {
            forget(outcome.gone());
        }
        for (Named file : files) {
            additions.add(
                    switch (file) {
                        case Named.Unknown(Path path, Problem problem, String detail) ->
                                new Addition.Refused(path, problem, detail);
                        case Named.Known(Path path, Catalogue.Source source) ->
                                outcome.toRead().contains(path)
                                        ? new Addition.Waiting(path, known(source.document()))
                                        : new Addition.Known(path, known(source.document()));
                    });
        }
    }

    /// What became of a file that was added.
    public sealed interface Addition {

        /// It is this document, which now waits to be read.
        record Waiting(Path file, Document document) implements Addition {}

        /// It is this document, which the library has already and need not read again.
        record Known(Path file, Document document) implements Addition {}

        /// It could not even be named: gone, no rights, no ordinary file.
        record Refused(Path file, Problem problem, String detail) implements Addition {}
    }

    /// Every document, in the order in which they came.
    public List<Document> documents() {
        return entries.documents();
    }

    public Optional<Document> document(DocumentId id) {
        return entries.of(id).map(Entry::document);
    }

    /// Finds documents by what a person writes: an id, the beginning of one (6 digits or more), or
    /// the path of a source.
    public List<Document> find(String idOrPath) {
        String digits = idOrPath.toLowerCase(Locale.ROOT);
        boolean isId = ID.matcher(digits).matches();
        Set<Document> found = new LinkedHashSet<>();
        if (isId) {
            documents().stream()
                    .filter(document -> document.id().sha256().startsWith(digits))
                    .forEach(found::add);
        }
        try {
            entries.at(Path.of(idOrPath).toAbsolutePath().normalize()).ifPresent(found::add);
        } catch (InvalidPathException e) {
            // Then it is no path.
        }
        return List.copyOf(found);
    }

    /// Copies the file of a document into the library, unless it lies there already. Reads the file
    /// once. A file that cannot be read, or is not this document any more, is not copied.
    ///
    /// @throws IndexException with [Reason#NO_ROOM_FOR_COPY] if the disk is full; nothing is left
    ///   of the copy then
    public void keepCopy(DocumentId id) {
        Document document = known(id);
        if (document.sources().stream().anyMatch(source -> source.startsWith(folder()))
                || copies.of(id).isPresent()) {
            return;
        }
        for (Path source : document.sources()) {
            Optional<Path> part = copies.begin(id, source, document.bytes());
            if (part.isPresent()) {
                inLock(() -> keepCopy(id, part.get(), String.valueOf(source.getFileName())));
                return;
            }
        }
    }

    /// The document may have been removed while its file was copied.
    private void keepCopy(DocumentId id, Path part, String name) {
        try {
            if (entries.has(id) && copies.of(id).isEmpty()) {
                copies.finish(id, part, name);
            }
        } finally {
            try {
                Files.deleteIfExists(part);
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, "a half copy stays until the next start", e);
            }
        }
    }

    /// The copy of a document's file that the library keeps, if it does.
    public Optional<Path> copy(DocumentId id) {
        return copies.of(id);
    }

    /// Where the file of a document can be read: its first source that is still there, else the
    /// copy; empty if neither is.
    public Optional<Path> file(DocumentId id) {
        return Stream.concat(
                        document(id).stream().flatMap(document -> document.sources().stream()),
                        copies.of(id).stream())
                .filter(Files::isRegularFile)
                .findFirst();
    }

    /// Whether a file is gone, but not the copy of it that the library keeps.
    public boolean isGoneButCopied(Path file) {
        Path path = file.toAbsolutePath().normalize();
        return Files.notExists(path) && withLock(() -> sources.copied(path)).isPresent();
    }

    /// Forgets documents: text, vectors, labels, summaries, copies. Other files are not touched.
    public void remove(Collection<DocumentId> ids) {
        inLock(() -> {
            List<DocumentId> known = ids.stream().distinct().filter(entries::has).toList();
            if (known.isEmpty()) {
                return;
            }
            catalogue.change(() -> {
                for (DocumentId id : known) {
                    sources.dismiss(known(id));
                    catalogue.delete(id);
                }
            });
            forgetForGood(known);
        });
    }

    private void forgetForGood(Collection<DocumentId> ids) {
        forget(ids);
        catalogue.forget();
        indexes.forget();
    }

    // -- Watched folders

    /// The folders that are to be kept in step with the disk, by name, and what [FileStamp#key] was
    /// of each when it was last seen. Who keeps them in step is another matter: nothing is watched
    /// here.
    public Map<Path, String> watched() {
        return withLock(catalogue::watched);
    }

    /// Notes that a folder is to be kept in step.
    ///
    /// @param key its [FileStamp#key]; empty if it was not seen yet
    public void watch(Path folder, String key) {
        Path whole = folder.toAbsolutePath().normalize();
        inLock(() -> catalogue.putWatched(whole, key));
    }

    /// Notes that a folder is no longer to be kept in step. Its documents stay.
    ///
    /// @return whether it was
    public boolean unwatch(Path folder) {
        Path whole = folder.toAbsolutePath().normalize();
        return withLock(() -> catalogue.deleteWatched(whole));
    }

    /// The sources below a folder, each with the stamp that it had when it was added.
    public Map<Path, FileStamp> sources(Path folder) {
        Path whole = folder.toAbsolutePath().normalize();
        return withLock(() -> catalogue.sources(whole));
    }

    /// Says whether the document of this file was removed by hand from a library that watches the
    /// file's folder, and the file has not changed since. It comes back only if it is added by
    /// hand.
    public boolean isDismissed(Path file, FileStamp stamp) {
        return withLock(() -> sources.isDismissed(file, stamp));
    }

    /// Takes note that files are gone. A document whose last source is gone goes as by [#remove],
    /// unless the library keeps a copy: then it keeps that source.
    ///
    /// @return how many files were let go
    public int removeSources(Collection<Path> files) {
        return withLock(() -> {
            Sources.Outcome outcome = sources.remove(files);
            outcome.changed().forEach(this::changed);
            if (!outcome.gone().isEmpty()) {
                forgetForGood(outcome.gone());
            }
            return files.size() - outcome.kept().size();
        });
    }

    // -- The queue

    /// The documents to read next, newest first, at most `limit`.
    public List<Document> nextToRead(int limit) {
        return next(new Status.Waiting(), limit);
    }

    /// The documents to embed next, newest first, at most `limit`.
    public List<Document> nextToEmbed(int limit) {
        return next(new Status.Words(), limit);
    }

    /// Counts an attempt at reading or embedding `id`, before it is made.
    ///
    /// @return how many attempts were begun since the document last came forward, this one included
    public int beginAttempt(DocumentId id) {
        return withLock(() -> catalogue.change(() -> catalogue.beginAttempt(id)));
    }

    /// Counts an attempt at reading each of `ids` of which none was counted before.
    ///
    /// @return those
    public Set<DocumentId> beginFirstAttempts(List<DocumentId> ids) {
        return withLock(() -> catalogue.change(() -> catalogue.beginFirstAttempts(ids)));
    }

    /// Takes back the last [#beginAttempt]: the attempt was given up because the program was asked
    /// to stop, which is no fault of the document.
    public void withdrawAttempt(DocumentId id) {
        inLock(() -> catalogue.withdrawAttempt(id));
    }

    /// What was read in a document.
    public record ReadText(DocumentId document, Extraction.Text text, List<Passage> passages) {}

    /// Keeps the text of a document and makes it found by words: [Status.Words].
    public void putText(DocumentId id, Extraction.Text text, List<Passage> passages) {
        putTexts(List.of(new ReadText(id, text, passages)));
        known(id); // or it says that there is none
    }

    /// Keeps the texts of documents, all of them or none, and makes them found by words. Those that
    /// were removed meanwhile are passed over.
    public void putTexts(List<ReadText> texts) {
        List<Indexes.Arrival> arrivals =
                texts.stream()
                        .flatMap(read ->
                                document(read.document()).stream()
                                        .map(document -> indexes.arrive(document, read)))
                        .toList();
        inLock(() -> indexes.putTexts(arrivals));
    }

    /// Keeps the vectors of a document. Those of [#generation] make it found by meaning:
    /// [Status.Indexed]. Those of [#coming] wait until all are there.
    ///
    /// @param generation the model pack that made them
    /// @param vectors one for each passage, in order, of length one
    /// @return false if they are of no use, because another generation is searched by now, or the
    ///   document is to be read again
    public boolean putVectors(DocumentId id, String generation, List<float[]> vectors) {
        return withLock(() -> {
            known(id);
            return indexes.putVectors(id, generation, vectors);
        });
    }

    /// Does without the vectors of a document in the coming generation: its model failed on it. The
    /// document is found by meaning until that generation takes over.
    public void skipRenewal(DocumentId id) {
        inLock(() -> {
            known(id);
            indexes.skipRenewal(id);
        });
    }

    /// Gives a document up: [Status.Failed].
    ///
    /// @param type format, if reading got as far as that
    public void fail(DocumentId id, @Nullable String type, Problem problem, String detail) {
        inLock(() -> {
            known(id);
            catalogue.change(() -> {
                if (type != null) {
                    catalogue.putType(id, type);
                }
                catalogue.putStatus(id, new Status.Failed(problem, detail));
            });
            changed(id);
        });
    }

    /// The model pack whose vectors are searched. A library has none until [#useGeneration].
    public Optional<String> generation() {
        return indexes.generation();
    }

    /// A generation that is being made while another is searched.
    ///
    /// @param done how many of the `total` documents that are found by meaning have vectors of it
    public record Coming(String pack, int done, int total) {}

    /// The generation that is being made; empty most of the time.
    public Optional<Coming> coming() {
        return indexes.coming();
    }

    /// Says which model pack is to make the vectors. If documents are found by the vectors of
    /// another one, they stay found by them: the new generation is [#coming], and takes over when
    /// its last vector is put. To name the one that is searched gives up the coming one.
    public void useGeneration(String pack, int dimensions) {
        inLock(() -> indexes.use(new Catalogue.Generation(pack, dimensions)));
    }

    /// The documents to embed next for the coming generation, newest first, at most `limit`.
    public List<Document> nextToRenew(int limit) {
        return indexes.isRenewing()
                ? withLock(() -> catalogue.nextToRenew(limit).stream().map(this::known).toList())
                : List.of();
    }

    /// Takes note that somebody has opened a document. One that is gone meanwhile is let go.
    public void markOpened(DocumentId id) {
        inLock(() -> {
            if (document(id).filter(document -> !document.opened()).isPresent()) {
                catalogue.change(() -> {
                    catalogue.putOpened(id);
                });
                changed(id);
            }
        });
    }

    // -- What a document says

    /// The text of a document; empty while it was not read.
    public List<Page> pages(DocumentId id) {
        return withLock(() -> catalogue.pages(id));
    }

    public List<Passage> passages(DocumentId id) {
        return withLock(() -> catalogue.passages(id));
    }

    /// What the model is to read of each passage, in order: the passage under the title of the
    /// document and the heading above it, without which one from the middle is hard to place (on
    /// the abstracts of Cranfield, nDCG@10 by meaning is 0.531 with the title and 0.516 without). A
    /// document that gives itself no title is known by its first line, if that is short.
    public List<String> textsToEmbed(DocumentId id) {
        List<Passage> passages = passages(id);
        if (passages.isEmpty()) {
            return List.of();
        }
        String title =
                withLock(() -> catalogue.title(id))
                        .orElseGet(() -> firstLine(passages.getFirst().text()));
        return passages.stream().map(passage -> passage.textToEmbed(title)).toList();
    }

    private static String firstLine(String text) {
        int end = text.indexOf("\n\n");
        return end > 0 && end <= LONGEST_FIRST_LINE ? text.substring(0, end) : "";
    }

    /// One vector for each passage, in order; empty unless [Status.Indexed].
    public List<float[]> vectors(DocumentId id) {
        VectorGeneration current = indexes.searched();
        return current != null && known(id).status() instanceof Status.Indexed
                ? current.vectors(id)
                : List.of();
    }

    /// Answers a query, and shows of a hit that has none of its words the sentence that is closest
    /// in meaning.
    ///
    /// @param meaning of the query to the model of [#generation]; null if only words count. For
    ///   [Query.Mode#MEANING] it must not be null.
    public Hits search(Query query, @Nullable QueryMeaning meaning) {
        if (query.mode() == Query.Mode.MEANING && meaning == null) {
            throw new IllegalArgumentException("a search by meaning needs a vector");
        }
        return hybrid().search(query, meaning);
    }

    private HybridSearch hybrid() {
        return new HybridSearch(entries, indexes.words(), indexes.searched());
    }

    /// Documents by vector: those whose passages are on average closest to the passages of `id`,
    /// best first, without `id` itself.
    public List<Hit> similar(DocumentId id, int limit) {
        known(id);
        return hybrid().similar(id, limit);
    }

    /// Documents with the same text or nearly the same, whatever their formats, and documents that
    /// lie in several places. Takes seconds for a large library.
    public List<DuplicateGroup> duplicates() {
        return indexes.words().view(view -> Duplicates.among(documents(), view));
    }

    // -- Summaries and labels

    public void putSummary(DocumentId id, Summary summary) {
        inLock(() ->
                catalogue.change(() -> {
                    catalogue.putSummary(id, summary);
                }));
    }

    public Optional<Summary> summary(DocumentId id, String length) {
        return withLock(() -> catalogue.summary(id, length));
    }

    // -- Questions and answers

    /// The threads of questions, newest first.
    public List<Exchange.QuestionThread> threads() {
        return withLock(catalogue.exchanges()::threads);
    }

    /// The exchanges of a thread, oldest first; none if it is gone.
    public List<Exchange> exchanges(long thread) {
        return withLock(() -> catalogue.exchanges().exchanges(thread));
    }

    /// Keeps an exchange, if all documents that were read for it are still there.
    ///
    /// @param thread to which it belongs; a new one is begun if there is none of this number
    /// @return the number of its thread; the given one if nothing was kept
    public long putExchange(long thread, Exchange exchange) {
        return withLock(() -> {
            if (!exchange.sources().stream().allMatch(entries::has)) {
                return thread;
            }
            return catalogue.change(() -> {
                long known =
                        catalogue.exchanges().hasThread(thread)
                                ? thread
                                : catalogue.exchanges().beginThread(exchange.made());
                catalogue.exchanges().putExchange(known, exchange);
                return known;
            });
        });
    }

    /// Forgets a thread and all that was said in it.
    public void removeThread(long thread) {
        inLock(() -> {
            catalogue.change(() -> {
                catalogue.exchanges().removeThread(thread);
            });
            catalogue.forget();
        });
    }

    /// The labels of this library, by name.
    public List<Label> labels() {
        return labels;
    }

    /// Adds a label, or gives a label with this name another description.
    public void putLabel(Label label) {
        inLock(() -> {
            catalogue.change(() -> {
                catalogue.labels().putLabel(label);
            });
            labelsChanged();
        });
    }

    /// Removes a label from the library and from every document.
    public void removeLabel(String name) {
        inLock(() -> {
            List<DocumentId> had = catalogue.change(() -> catalogue.labels().removeLabel(name));
            labelsChanged();
            had.forEach(this::changed);
        });
    }

    /// Sets a label by hand.
    public void setLabel(DocumentId id, String name) {
        inLock(() -> {
            catalogue.change(() -> {
                catalogue.labels().setLabel(id, name);
            });
            catalogue.labels().lessonsChanged();
            changed(id);
        });
    }

    /// Takes a label off by hand; it will not be proposed for this document again.
    public void unsetLabel(DocumentId id, String name) {
        inLock(() -> {
            catalogue.change(() -> {
                catalogue.labels().unsetLabel(id, name);
            });
            catalogue.labels().lessonsChanged();
            changed(id);
        });
    }

    /// What a person has said of each document's labels.
    public Map<DocumentId, ByHand> labelsByHand() {
        return withLock(catalogue.labels()::labelsByHand);
    }

    /// Keeps examples; a label that the library does not have is added, described by its name. All
    /// of them are kept or none.
    public void teach(List<Example> examples) {
        inLock(() -> {
            catalogue.change(() -> {
                Set<String> known = new HashSet<>();
                labels.forEach(label -> known.add(label.name()));
                for (Example example : examples) {
                    if (known.add(example.label())) {
                        catalogue.labels().putLabel(new Label(example.label(), example.label()));
                    }
                    catalogue.labels().putExample(example);
                }
            });
            labelsChanged();
        });
    }

    /// The examples of all labels. They go with their label.
    public List<Example> examples() {
        return withLock(catalogue.labels()::examples);
    }

    /// A number that changes whenever what labels are learned from may have: labels, examples, what
    /// was said by hand, the vectors of a document that has a label.
    public long lessons() {
        return catalogue.labels().lessons();
    }

    /// Replaces the proposed labels of a document. What was set or taken off by hand stays.
    public void proposeLabels(DocumentId id, List<Proposal> proposals) {
        inLock(() -> {
            catalogue.change(() -> {
                catalogue.labels().proposeLabels(id, proposals);
            });
            changed(id);
        });
    }

    /// What is proposed for a document, the likeliest first.
    public List<Proposal> proposals(DocumentId id) {
        return withLock(() -> catalogue.labels().proposals(id));
    }

    /// What became of each label that any document has or had, by name.
    public Map<String, LabelHistory> labelHistories() {
        return withLock(catalogue.labels()::labelHistories);
    }

    /// What was last learned of the labels, unless something was forgotten since that it was
    /// learned from.
    public Optional<LearnedHead> head() {
        return withLock(catalogue.labels()::head);
    }

    /// Keeps what was learned of the labels; not if something has changed since [#lessons] was
    /// `learnedFrom`.
    public void putHead(LearnedHead head, long learnedFrom) {
        inLock(() -> {
            if (catalogue.labels().lessons() == learnedFrom) {
                catalogue.change(() -> {
                    catalogue.labels().putHead(head);
                });
            }
        });
    }

    /// The documents whose text was not yet searched for what is sensitive, newest first.
    ///
    /// @param edition of the search; what an older one has seen is searched again
    public List<DocumentId> unexamined(int edition) {
        return withLock(() -> catalogue.unexamined(edition));
    }

    /// Keeps what is sensitive in a document, and by which edition of the search it was found.
    public void putSensitive(DocumentId id, int edition, List<SensitiveMark> marks) {
        inLock(() -> {
            boolean hadMarks = !known(id).sensitive().isEmpty();
            catalogue.change(() -> {
                catalogue.putSensitive(id, edition, marks);
            });
            if (hadMarks || !marks.isEmpty()) {
                changed(id);
            }
        });
    }

    // -- The library as a whole

    /// Numbers about the library.
    ///
    /// @param waiting documents not yet found by words or not yet by meaning
    public record Figures(
            int documents,
            int passages,
            int waiting,
            Map<Problem, Integer> failed,
            long indexBytes,
            long catalogueBytes) {}

    public Figures figures() {
        int count = 0;
        int waiting = 0;
        Map<Problem, Integer> failed = new EnumMap<>(Problem.class);
        for (Entry entry : entries.all()) {
            count += entry.passages();
            switch (entry.document().status()) {
                case Status.Waiting _, Status.Words _ -> waiting++;
                case Status.Indexed _ -> {}
                case Status.Failed(Problem problem, _) -> failed.merge(problem, 1, Integer::sum);
            }
        }
        return new Figures(
                entries.count(),
                count,
                waiting,
                failed,
                folder.indexBytes(),
                folder.catalogueBytes());
    }

    /// How much of the library can be searched.
    public Coverage coverage() {
        return entries.coverage();
    }

    /// What lies in the folder of the library: bytes, by name of file or folder. Walks all of it.
    public SortedMap<String, Long> stores() {
        return folder.stores();
    }

    /// What is wrong with a library, and what was done about it.
    ///
    /// @param damage of the catalogue, which only a backup can undo
    /// @param indexes that were damaged and made again
    /// @param words documents whose words an index lacked; they were put in again
    /// @param vectors documents whose vectors an index lacked; they are found by words until the
    ///   vectors are made again
    /// @param strays documents that an index had and the catalogue had not; they were deleted
    public record Check(List<String> damage, int indexes, int words, int vectors, int strays) {

        static final Check NOTHING = new Check(List.of(), 0, 0, 0, 0);

        Check and(Check more) {
            return new Check(
                    more.damage,
                    indexes + more.indexes,
                    words + more.words,
                    vectors + more.vectors,
                    strays + more.strays);
        }
    }

    /// Reads the whole library, compares the indexes with the catalogue, and brings them in step.
    /// Takes as long as reading all files of the library. Tells also what was mended when the
    /// library was opened.
    public Check check() {
        return withLock(() -> {
            List<String> damage = catalogue.damage();
            return damage.isEmpty()
                    ? indexes.check()
                    : indexes.mended().and(new Check(damage, 0, 0, 0, 0));
        });
    }

    /// What the index lacked of what the catalogue has since the library was opened, because it was
    /// damaged or deleted, or the machine stopped in the middle; empty if it lacked nothing.
    public Optional<Check> repaired() {
        return Optional.of(indexes.mended())
                .filter(found -> found.words() > 0 || found.vectors() > 0);
    }

    /// A small setting kept with the library.
    public Optional<String> setting(String key) {
        return Optional.ofNullable(settings.get(key));
    }

    /// A small setting as `read` understands it; empty if it does not, as what another version
    /// wrote or a person changed.
    ///
    /// @param read throws [IllegalArgumentException] or [DateTimeException] for what makes no sense
    public <T> Optional<T> setting(String key, Function<String, T> read) {
        try {
            return setting(key).map(read);
        } catch (IllegalArgumentException | DateTimeException notUnderstood) {
            return Optional.empty();
        }
    }

    public void putSetting(String key, String value) {
        inLock(() -> {
            catalogue.change(() -> {
                catalogue.putSetting(key, value);
            });
            settings = catalogue.settings();
        });
    }

    /// Waits for work in progress, then lets the library go.
    @Override
    public void close() {
        lock.lock();
        try {
            if (!isClosed) {
                isClosed = true;
                try {
                    indexes.close();
                } finally {
                    catalogue.close();
                }
                folder.letGo();
            }
        } catch (IOException e) {
            throw IndexException.of(e);
        } finally {
            lock.unlock();
        }
    }

    // -- Inside

    private void inLock(Runnable work) {
        withLock(() -> {
            work.run();
            return folder;
        });
    }

    private <T> T withLock(Supplier<T> work) {
        lock.lock();
        try {
            if (isClosed) {
                throw new IndexException(Reason.OTHER, "The library is closed.");
            }
            return work.get();
        } catch (RuntimeException e) {
            indexes.doubt();
            throw e;
        } finally {
            lock.unlock();
        }
    }

    private Document known(DocumentId id) {
        return knownEntry(id).document();
    }

    private Entry knownEntry(DocumentId id) {
        return entries.of(id)
                .orElseThrow(() ->
                        new IndexException(
                                Reason.OTHER, "There is no document " + id + " in the library."));
    }

    /// Takes over what the catalogue now says of a document, and announces it.
    private void changed(DocumentId id) {
        entries.put(catalogue.entry(id));
    }

    private void labelsChanged() {
        catalogue.labels().lessonsChanged();
        labels = catalogue.labels().all();
        entries.announce(new Change.Labels());
    }

    /// Lets go of documents that the catalogue no longer has.
    private void forget(Collection<DocumentId> ids) {
        catalogue.labels().lessonsChanged();
        for (DocumentId id : ids) {
            entries.remove(id).ifPresent(gone -> folder.deleteOwn(gone.document().sources()));
            copies.delete(id);
        }
        indexes.delete(ids);
    }

    private List<Document> next(Status status, int limit) {
        return withLock(() -> catalogue.next(status, limit).stream().map(this::known).toList());
    }
}
