package stillroom.index;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import stillroom.index.Catalogue.Entry;

/// What the catalogue says of every document, in memory: what the window shows and what filters ask
/// is answered from here, and who listens is told what changes. Safe for any thread that reads; one
/// thread at a time may change it, listen or announce.
final class Entries {

    private final Map<DocumentId, Entry> entries = new ConcurrentHashMap<>();
    private final SortedMap<Long, DocumentId> order = new ConcurrentSkipListMap<>();

    /// By source, so that those below one folder stand together: to look at the path of each of
    /// 100,000 documents takes longer than the search. Null until it is first asked for, because to
    /// make it would be a quarter of the time of opening such a library.
    private @Nullable NavigableMap<Path, DocumentId> sources;

    /// Counted up with each change, after it.
    private final AtomicLong changes = new AtomicLong();

    private volatile @Nullable Counted counted;

    private final List<Consumer<Change>> listeners = new ArrayList<>();

    /// The coverage after so many changes; to count it takes milliseconds in a large library.
    private record Counted(long changes, Coverage coverage) {}

    /// Tells `listener` of every document there is, and from then on of every change.
    void listen(Consumer<Change> listener) {
        documents().forEach(document -> listener.accept(new Change.Put(document)));
        listeners.add(listener);
    }

    /// Tells who listens, on this thread. Changes of documents are announced by what makes them.
    void announce(Change change) {
        for (Consumer<Change> listener : listeners) {
            listener.accept(change);
        }
    }

    /// Puts an entry in the place of the one that the document has, and announces it.
    void put(Entry entry) {
        keep(entry);
        announce(new Change.Put(entry.document()));
    }

    private synchronized void keep(Entry entry) {
        DocumentId id = entry.document().id();
        Entry before = entries.put(id, entry);
        order.put(entry.number(), id);
        if (sources != null) {
            if (before != null) {
                removeSources(before.document(), sources);
            }
            putSources(entry.document(), sources);
        }
        changes.incrementAndGet();
    }

    private static void putSources(Document document, Map<Path, DocumentId> sources) {
        document.sources().forEach(source -> sources.put(source, document.id()));
    }

    /// A source that is another document's by now stays that one's.
    private static void removeSources(Document document, Map<Path, DocumentId> sources) {
        document.sources().forEach(source -> sources.remove(source, document.id()));
    }

    private synchronized NavigableMap<Path, DocumentId> sources() {
        NavigableMap<Path, DocumentId> known = sources;
        if (known == null) {
            known = new ConcurrentSkipListMap<>();
            for (Document document : documents()) {
                putSources(document, known);
            }
            sources = known;
        }
        return known;
    }

    /// Forgets a document, and announces it.
    ///
    /// @return what was known of it
    Optional<Entry> remove(DocumentId id) {
        Optional<Entry> gone = drop(id);
        announce(new Change.Removed(id));
        return gone;
    }

    private synchronized Optional<Entry> drop(DocumentId id) {
        Entry gone = entries.remove(id);
        if (gone != null) {
            order.remove(gone.number());
            if (sources != null) {
                removeSources(gone.document(), sources);
            }
        }
        changes.incrementAndGet();
        return Optional.ofNullable(gone);
    }

    Optional<Entry> of(DocumentId id) {
        return Optional.ofNullable(entries.get(id));
    }

    boolean has(DocumentId id) {
        return entries.containsKey(id);
    }

    int count() {
        return entries.size();
    }

    /// Every entry, in no order.
    Collection<Entry> all() {
        return entries.values();
    }

    /// Every document, in the order in which they came.
    List<Document> documents() {
        return order.values().stream()
                .map(entries::get)
                .filter(Objects::nonNull)
                .map(Entry::document)
                .toList();
    }

    /// The document that was read from a file.
    Optional<Document> at(Path source) {
        return Optional.ofNullable(sources().get(source)).flatMap(this::of).map(Entry::document);
    }

    /// The entries of documents with a source below each of `folders`; every entry, if there are
    /// none.
    ///
    /// @param folders absolute and normalized
    Collection<Entry> below(Collection<Path> folders) {
        @Nullable Set<DocumentId> ids = null;
        for (Path folder : folders) {
            Set<DocumentId> its = below(folder);
            if (ids != null) {
                its.retainAll(ids);
            }
            ids = its;
        }
        if (ids == null) {
            return entries.values();
        }
        var found = new ArrayList<Entry>(ids.size());
        for (DocumentId id : ids) {
            of(id).ifPresent(found::add);
        }
        return found;
    }

    private Set<DocumentId> below(Path folder) {
        Set<DocumentId> ids = new HashSet<>();
        String beginning = folder.toString();
        for (Map.Entry<Path, DocumentId> each : sources().tailMap(folder, true).entrySet()) {
            if (each.getKey().startsWith(folder)) {
                ids.add(each.getValue());
            } else if (!each.getKey()
                    .toString()
                    .regionMatches(true, 0, beginning, 0, beginning.length())) {
                // "cases-old" stands among what lies below "cases", and Windows minds no case.
                break;
            }
        }
        return ids;
    }

    /// How much of the library can be searched.
    Coverage coverage() {
        Counted latest = counted;
        long now = changes.get();
        if (latest == null || latest.changes != now) {
            latest = new Counted(now, Coverage.of(entries.values()));
            counted = latest;
        }
        return latest.coverage;
    }
}
