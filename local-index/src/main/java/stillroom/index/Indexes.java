package stillroom.index;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import stillroom.index.Catalogue.Entry;
import stillroom.index.Catalogue.Generation;
import stillroom.index.LocalIndex.Check;
import stillroom.index.LocalIndex.Coming;
import stillroom.index.LocalIndex.ReadText;
import stillroom.index.text.Passage;

/// The indexes of a library, words and vectors, kept in step with its catalogue: what is put into
/// one is noted in the other, and when the two differ the catalogue is right.
///
/// Lucene comes first and the catalogue last, so that a step which was cut short is done again.
///
/// Every method is called inside the lock of [LocalIndex], but for [#words], [#searched],
/// [#generation], [#coming], [#isRenewing], [#mended] and [#arrive], which any thread may ask.
final class Indexes {

    private static final System.Logger LOG = System.getLogger(Indexes.class.getName());

    private static final String VECTORS = "vectors-";

    private final Path folder;
    private final Catalogue catalogue;
    private final Entries entries;
    private final Copies copies;
    private volatile PassageIndex words;

    /// What is searched for meaning.
    private volatile @Nullable Vectors serving;

    /// What is being made beside it, to be searched once it is complete.
    private volatile @Nullable Vectors coming;

    /// The documents that the coming generation is done with, as the catalogue has them.
    private final Set<DocumentId> renewed = ConcurrentHashMap.newKeySet();

    /// The documents whose words are in, or about to be, before the catalogue says so.
    private final Set<DocumentId> arriving = ConcurrentHashMap.newKeySet();

    /// How often the indexes were brought in step with the catalogue.
    private final AtomicInteger comparisons = new AtomicInteger();

    /// Whether something failed half-way, so that only a comparison can tell whether the indexes
    /// have what the catalogue says.
    private boolean isInDoubt;

    /// What was mended since the library was opened.
    private volatile Check mended = Check.NOTHING;

    /// A generation and where it lies. One object, so that a search never takes the name of one and
    /// the vectors of another.
    private record Vectors(Generation which, VectorGeneration index) {}

    /// Whether what has this name in the folder of a library is an index.
    static boolean isOne(String name) {
        return name.equals(PassageIndex.FOLDER) || name.startsWith(VECTORS);
    }

    /// Opens the indexes that lie in `folder`, and makes those that are missing. Nothing else may
    /// be asked of them before [#bringInStep].
    ///
    /// @param copies of which a comparison deletes those of documents that are gone
    Indexes(Path folder, Catalogue catalogue, Entries entries, Copies copies) {
        this.folder = folder;
        this.catalogue = catalogue;
        this.entries = entries;
        this.copies = copies;
        words = PassageIndex.open(wordsFolder());
        try {
            openVectors();
        } catch (RuntimeException e) {
            closeAll();
            throw e;
        }
    }

    /// Mends what differs from the catalogue. Called once, when `entries` has what is in it.
    void bringInStep() {
        deleteBut(folders().keySet(), VECTORS);
        renewed.addAll(catalogue.renewed());
        if (!isInStep()) {
            compare();
        }
        takeOverIfComplete();
    }

    /// What is found by words.
    PassageIndex words() {
        return words;
    }

    /// What is found by meaning; null if the library has no generation yet.
    @Nullable VectorGeneration searched() {
        Vectors current = serving;
        return current == null ? null : current.index();
    }

    /// The model pack whose vectors are searched.
    Optional<String> generation() {
        return Optional.ofNullable(serving).map(each -> each.which().pack());
    }

    /// Whether a generation is being made beside the one that is searched.
    boolean isRenewing() {
        return coming != null;
    }

    /// How far the generation has come that is being made. Looks at every document.
    Optional<Coming> coming() {
        Vectors next = coming;
        if (next == null) {
            return Optional.empty();
        }
        int total = 0;
        int done = 0;
        for (Entry entry : entries.all()) {
            if (entry.document().status() instanceof Status.Indexed) {
                total++;
                done += renewed.contains(entry.document().id()) ? 1 : 0;
            }
        }
        return Optional.of(new Coming(next.which().pack(), done, total));
    }

    // -- What is put in and taken out

    /// The text of a document, whose words were put in before the catalogue knows of it.
    ///
    /// @param after how many comparisons they were; -1 if the index could not take them. One that
    ///   came in between may have taken them out again.
    record Arrival(ReadText read, PassageIndex.Ready ready, int after) {}

    /// Puts the words of a document in, for [#putTexts], which must follow. Needs no lock: this
    /// takes longer than all the rest, and several threads can do it at once. What fails here is
    /// tried again there.
    Arrival arrive(Document document, ReadText read) {
        var ready = ready(document, read.text().title(), read.passages());
        arriving.add(document.id());
        int after = comparisons.get();
        try {
            words.put(document.id(), ready);
            return new Arrival(read, ready, after);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "words are put in once more", e);
            return new Arrival(read, ready, -1);
        }
    }

    private PassageIndex.Ready ready(
            Document document, @Nullable String title, List<Passage> passages) {
        return words.ready(title(document, title), fileName(document), passages);
    }

    private static String title(Document document, @Nullable String title) {
        return title == null ? document.title() : title;
    }

    /// Keeps the texts of documents and makes them found by words: [Status.Words]. Those that were
    /// removed meanwhile are not.
    void putTexts(List<Arrival> arrivals) {
        var gone = new ArrayList<DocumentId>();
        var there = new ArrayList<Arrival>();
        for (Arrival each : arrivals) {
            DocumentId id = each.read().document();
            arriving.remove(id);
            if (entries.has(id)) {
                there.add(each);
            } else {
                gone.add(id);
            }
        }
        reopenIfBroken();
        if (!gone.isEmpty()) {
            words.folder().delete(gone);
            words.folder().forget();
        }
        for (Arrival each : there) {
            putAgainIfChanged(each);
        }
        List<DocumentId> ids = there.stream().map(each -> each.read().document()).toList();
        for (Vectors each : generations()) {
            each.index().folder().delete(ids);
        }
        List<Entry> now =
                catalogue.change(() -> there.stream().map(each -> keep(each.read())).toList());
        ids.forEach(renewed::remove);
        now.forEach(entries::put);
    }

    private void putAgainIfChanged(Arrival arrival) {
        ReadText read = arrival.read();
        Document document = entries.of(read.document()).orElseThrow().document();
        if (arrival.after() != comparisons.get()
                || !arrival.ready()
                        .isUnder(title(document, read.text().title()), fileName(document))) {
            words.put(document.id(), ready(document, read.text().title(), read.passages()));
        }
    }

    private Entry keep(ReadText read) {
        DocumentId id = read.document();
        if (renewed.contains(id)) {
            catalogue.deleteRenewed(id);
        }
        return catalogue.putText(entries.of(id).orElseThrow(), read.text(), read.passages());
    }

    /// Keeps the vectors of a document, one for each passage, that a model pack made.
    ///
    /// @return false if they are of no use
    boolean putVectors(DocumentId id, String generation, List<float[]> vectors) {
        reopenIfBroken();
        Entry entry = entries.of(id).orElseThrow();
        if (entry.passages() != vectors.size()) {
            throw new IllegalArgumentException(
                    vectors.size() + " vectors of " + generation + " for " + id);
        }
        Vectors current = serving;
        Vectors next = coming;
        if (current != null && current.which().pack().equals(generation)) {
            current.index().put(id, vectors);
            putStatus(id, new Status.Indexed());
            if (!entry.document().labels().isEmpty()) {
                catalogue.labels().lessonsChanged();
            }
            return true;
        }
        if (next != null
                && next.which().pack().equals(generation)
                && entry.document().status() instanceof Status.Indexed) {
            next.index().put(id, vectors);
            renewed(id, true);
            return true;
        }
        return false;
    }

    /// Does without the vectors of a document in the coming generation, if there is one.
    void skipRenewal(DocumentId id) {
        if (coming != null) {
            renewed(id, false);
        }
    }

    private void renewed(DocumentId id, boolean hasVectors) {
        catalogue.change(() -> {
            catalogue.putRenewed(id, hasVectors);
        });
        renewed.add(id);
        takeOverIfComplete();
    }

    private void putStatus(DocumentId id, Status status) {
        catalogue.change(() -> {
            catalogue.putStatus(id, status);
        });
        entries.put(catalogue.entry(id));
    }

    /// Takes documents out that the catalogue no longer has. It came first here: what an index
    /// still has is not shown, and goes when the library is next opened.
    void delete(Collection<DocumentId> ids) {
        ids.forEach(renewed::remove);
        reopenIfBroken();
        for (LuceneFolder each : folders().values()) {
            each.delete(ids);
        }
    }

    /// Makes sure that nothing that was deleted can still be read in the files.
    void forget() {
        for (LuceneFolder each : folders().values()) {
            each.forget();
        }
        takeOverIfComplete();
    }

    // -- Generations

    /// Says which generation is wanted, as [LocalIndex#useGeneration] tells.
    void use(Generation wanted) {
        Vectors current = serving;
        Vectors next = coming;
        var latest = next == null ? current : next;
        if (latest != null && latest.which().equals(wanted)) {
            return;
        }
        if (next != null) {
            catalogue.change(catalogue::endComing);
            coming = null;
            renewed.clear();
            delete(next);
        }
        if (current == null) {
            catalogue.change(() -> {
                catalogue.serve(wanted);
            });
            serving = open(wanted);
        } else if (!current.which().equals(wanted)) {
            catalogue.change(() -> {
                catalogue.begin(wanted);
            });
            coming = open(wanted);
            takeOverIfComplete();
        }
        entries.announce(new Change.Generation());
    }

    private void takeOverIfComplete() {
        Vectors next = coming;
        if (next == null || !catalogue.nextToRenew(1).isEmpty()) {
            return;
        }
        next.index().folder().commit();
        List<DocumentId> again = catalogue.change(() -> catalogue.takeOver(next.which()));
        Vectors old = serving;
        serving = next;
        coming = null;
        renewed.clear();
        catalogue.labels().lessonsChanged();
        if (old != null) {
            delete(old);
        }
        again.forEach(id -> entries.put(catalogue.entry(id)));
        entries.announce(new Change.Generation());
    }

    /// Deletes vectors that nobody wants any more. A search that is at it may still end well.
    private void delete(Vectors unwanted) {
        unwanted.index().close();
        delete(vectorsFolder(unwanted.which()));
    }

    private List<Vectors> generations() {
        return Stream.of(Optional.ofNullable(serving), Optional.ofNullable(coming))
                .flatMap(Optional::stream)
                .toList();
    }

    // -- In step with the catalogue

    /// Takes note that something failed half-way.
    void doubt() {
        isInDoubt = true;
    }

    /// What was mended since the library was opened.
    Check mended() {
        return mended;
    }

    /// Reads the indexes, makes those again that are damaged, and brings all of them in step.
    ///
    /// @return what was mended since the library was opened
    Check check() {
        reopenIfBroken();
        var broken = new ArrayList<Path>();
        folders()
                .forEach((path, index) -> {
                    if (!index.isIntact()) {
                        broken.add(path);
                    }
                });
        if (broken.isEmpty()) {
            compare();
        } else {
            closeAll();
            broken.forEach(Indexes::delete);
            openAll();
            mended = mended.and(new Check(List.of(), broken.size(), 0, 0, 0));
        }
        return mended;
    }

    /// Whether the indexes are known to have what the catalogue says, without a look at either: to
    /// compare them takes seconds in a large library. A coming generation is always compared.
    private boolean isInStep() {
        return coming == null && catalogue.inStep().equals(lastCommits());
    }

    /// Takes note that the indexes, which were closed a moment ago, have what the catalogue says.
    private void keepStep() {
        if (!isInDoubt && arriving.isEmpty() && coming == null && !isInStep()) {
            catalogue.change(() -> catalogue.putInStep(lastCommits()));
        }
    }

    /// The commits that are searched, by the names of their folders.
    private Map<String, String> lastCommits() {
        Map<String, String> commits = new HashMap<>();
        try {
            for (Path each : folders().keySet()) {
                commits.put(String.valueOf(each.getFileName()), LuceneFolder.lastCommit(each));
            }
        } catch (IOException e) {
            throw IndexException.of(e);
        }
        return commits;
    }

    /// Brings the indexes in step with the catalogue, which is right: after a crash, or when an
    /// index was damaged, they may lack what it has, or have what it no longer has.
    private void compare() {
        Check found = compareWords().and(compareServing());
        copies.deleteStrays(entries::has);
        compareComing();
        comparisons.incrementAndGet();
        isInDoubt = false;
        mended = mended.and(found);
        if (found.words() > 0 || found.vectors() > 0) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "The index lacked words of {0} and vectors of {1} documents; words were put in"
                            + " again from the catalogue, vectors will be made again",
                    found.words(),
                    found.vectors());
        }
    }

    private Check compareWords() {
        Map<DocumentId, Integer> counts = words.folder().counts();
        int missing = 0;
        for (Entry entry : List.copyOf(entries.all())) {
            DocumentId id = entry.document().id();
            int count = Objects.requireNonNullElse(counts.remove(id), 0);
            if (count != entry.passages() && !arriving.contains(id)) {
                missing++;
                words.put(id, ready(entry.document(), null, catalogue.passages(id)));
            }
        }
        counts.keySet().removeAll(arriving); // who puts them in will see whether they are gone
        words.folder().delete(counts.keySet());
        return new Check(List.of(), 0, missing, 0, counts.size());
    }

    private Check compareServing() {
        VectorGeneration current = searched();
        if (current == null) {
            return Check.NOTHING;
        }
        int missing = 0;
        Map<DocumentId, Integer> counts = current.folder().counts();
        for (Entry entry : List.copyOf(entries.all())) {
            DocumentId id = entry.document().id();
            boolean isIndexed = entry.document().status() instanceof Status.Indexed;
            int count = Objects.requireNonNullElse(counts.get(id), 0);
            if (isIndexed && count == entry.passages()) {
                counts.remove(id);
            } else if (isIndexed) {
                missing++;
                putStatus(id, new Status.Words());
            }
        }
        current.folder().delete(counts.keySet());
        // Vectors of documents that wait for new ones are no strays.
        int strays = (int) counts.keySet().stream().filter(id -> !entries.has(id)).count();
        return new Check(List.of(), 0, 0, missing, strays);
    }

    private void compareComing() {
        Vectors next = coming;
        if (next == null) {
            return;
        }
        Map<DocumentId, Integer> counts = next.index().folder().counts();
        for (DocumentId id : catalogue.renewedWithVectors()) {
            Integer count = counts.remove(id);
            int passages = entries.of(id).map(Entry::passages).orElse(-1);
            if (count == null || count != passages) {
                catalogue.change(() -> {
                    catalogue.deleteRenewed(id);
                });
                renewed.remove(id);
            }
        }
        next.index().folder().delete(counts.keySet());
    }

    // -- Opening and closing

    /// Closes the indexes and takes note of whether they are in step. The catalogue must be open.
    void close() {
        closeAll();
        keepStep();
    }

    /// Opens the indexes again if Lucene has closed one because a write failed.
    private void reopenIfBroken() {
        if (!folders().values().stream().allMatch(LuceneFolder::isOpen)) {
            closeAll();
            openAll();
        }
    }

    private void openAll() {
        words = PassageIndex.open(wordsFolder());
        openVectors();
        compare();
    }

    private void openVectors() {
        serving = catalogue.generation().map(this::open).orElse(null);
        coming = catalogue.coming().map(this::open).orElse(null);
    }

    private Vectors open(Generation which) {
        return new Vectors(which, VectorGeneration.open(vectorsFolder(which), which.dimensions()));
    }

    void closeAll() {
        try {
            words.close();
        } finally {
            generations().forEach(each -> each.index().close());
        }
    }

    /// Every index by where it lies, that of words first.
    private Map<Path, LuceneFolder> folders() {
        Map<Path, LuceneFolder> folders = new LinkedHashMap<>();
        folders.put(folder.resolve(PassageIndex.FOLDER), words.folder());
        for (Vectors each : generations()) {
            folders.put(vectorsFolder(each.which()), each.index().folder());
        }
        return folders;
    }

    /// What an older Stillroom wrote is deleted, and made again from the catalogue.
    private Path wordsFolder() {
        Path current = folder.resolve(PassageIndex.FOLDER);
        deleteBut(Set.of(current), "words");
        return current;
    }

    private Path vectorsFolder(Generation which) {
        return folder.resolve(VECTORS + URLEncoder.encode(which.pack(), StandardCharsets.UTF_8));
    }

    /// Deletes what nobody wants any more, as what a process left that died between two steps.
    private void deleteBut(Set<Path> wanted, String beginning) {
        try (Stream<Path> folders = Files.list(folder)) {
            for (Path each : folders.toList()) {
                if (String.valueOf(each.getFileName()).startsWith(beginning)
                        && !wanted.contains(each)) {
                    LuceneFolder.delete(each);
                }
            }
        } catch (IOException e) {
            throw IndexException.of(e);
        }
    }

    private static void delete(Path index) {
        try {
            LuceneFolder.delete(index);
        } catch (IOException e) {
            throw IndexException.of(e);
        }
    }

    private static String fileName(Document document) {
        return String.valueOf(document.path().getFileName());
    }
}
