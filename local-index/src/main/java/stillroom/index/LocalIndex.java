package stillroom.index;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import stillroom.index.query.Query;
import stillroom.index.text.Extraction;
import stillroom.index.text.Page;
import stillroom.index.text.Passage;
import stillroom.index.text.Problem;

/// The one door to what is stored. Safe for any thread. Nothing here may run on the FX thread, but
/// for [#documents], [#document] and [#labels], which are answered from memory.
///
/// Every method that changes a document may throw [IndexException] and has then changed nothing
/// that a second call would not repair.
@SuppressWarnings("DoNotCallSuggester") // the bodies follow
public final class LocalIndex implements AutoCloseable {

    private LocalIndex() {}

    /// Opens the library in `folder`, and makes it if there is none. Only one process can have it.
    ///
    /// @throws IndexException if another process has it, it is of a newer version, or the folder
    ///   cannot be used
    public static LocalIndex open(Path folder) {
        throw new AssertionError(folder);
    }

    /// Where the library lies.
    public Path folder() {
        throw new AssertionError();
    }

    // -- Documents

    /// Calls `listener` with a [Change.Put] for every document there is, and from then on with
    /// every change, in the order of the changes. It runs on the thread that makes the change,
    /// inside the lock, and must not block or call back.
    public void listen(Consumer<Change> listener) {
        throw new AssertionError(listener);
    }

    /// Adds files. Reads each once to name it. A file that the library has already gives its
    /// document one more source. A source whose bytes have changed moves to the document that it is
    /// now, with the labels that were set by hand, and the old document goes if that was its last
    /// source. A document that had [Status.Failed] waits again.
    ///
    /// @return in the order of `files`
    public List<Addition> add(List<Path> files) {
        throw new AssertionError(files);
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
        throw new AssertionError();
    }

    public Optional<Document> document(DocumentId id) {
        throw new AssertionError(id);
    }

    /// Finds documents by what a person writes: an id, the beginning of one (6 digits or more), or
    /// the path of a source.
    public List<Document> find(String idOrPath) {
        throw new AssertionError(idOrPath);
    }

    /// Forgets documents: text, vectors, labels, summaries. Files on disk are not touched.
    public void remove(Collection<DocumentId> ids) {
        throw new AssertionError(ids);
    }

    // -- The queue

    /// The documents to read next, newest first, at most `limit`.
    public List<Document> nextToRead(int limit) {
        throw new AssertionError(limit);
    }

    /// The documents to embed next, newest first, at most `limit`.
    public List<Document> nextToEmbed(int limit) {
        throw new AssertionError(limit);
    }

    /// Counts an attempt at reading or embedding `id`, before it is made.
    ///
    /// @return how many attempts were begun since the document last came forward, this one included
    public int beginAttempt(DocumentId id) {
        throw new AssertionError(id);
    }

    /// Takes back the last [#beginAttempt]: the attempt was given up because the program was asked
    /// to stop, which is no fault of the document.
    public void withdrawAttempt(DocumentId id) {
        throw new AssertionError(id);
    }

    /// Keeps the text of a document and makes it found by words: [Status.Words].
    public void putText(DocumentId id, Extraction.Text text, List<Passage> passages) {
        throw new AssertionError(List.of(id, text, passages));
    }

    /// Keeps the vectors of a document and makes it found by meaning: [Status.Indexed].
    ///
    /// @param generation the model pack that made them; must be the one of [#generation]
    /// @param vectors one for each passage, in order, of length one
    public void putVectors(DocumentId id, String generation, List<float[]> vectors) {
        throw new AssertionError(List.of(id, generation, vectors));
    }

    /// Gives a document up: [Status.Failed].
    ///
    /// @param type format, if reading got as far as that
    public void fail(DocumentId id, @Nullable String type, Problem problem, String detail) {
        throw new AssertionError(List.of(id, problem, detail));
    }

    /// The model pack whose vectors are searched. A library has none until [#useGeneration].
    public Optional<String> generation() {
        throw new AssertionError();
    }

    /// Says which model pack makes the vectors. If it is another than before, documents that were
    /// [Status.Indexed] become [Status.Words].
    public void useGeneration(String pack, int dimensions) {
        throw new AssertionError(pack + dimensions);
    }

    // -- What a document says

    /// The text of a document; empty while it was not read.
    public List<Page> pages(DocumentId id) {
        throw new AssertionError(id);
    }

    public List<Passage> passages(DocumentId id) {
        throw new AssertionError(id);
    }

    /// One vector for each passage, in order; empty unless [Status.Indexed].
    public List<float[]> vectors(DocumentId id) {
        throw new AssertionError(id);
    }

    /// Answers a query.
    ///
    /// @param vector the query's, of the model of [#generation]; null if only words count. For
    ///   [Query.Mode#MEANING] it must not be null.
    public Hits search(Query query, float @Nullable [] vector) {
        throw new AssertionError(query);
    }

    /// Documents by vector: those whose passages are on average closest to the passages of `id`,
    /// best first, without `id` itself.
    public List<Hit> similar(DocumentId id, int limit) {
        throw new AssertionError(id.toString() + limit);
    }

    // -- Summaries and labels

    public void putSummary(DocumentId id, Summary summary) {
        throw new AssertionError(List.of(id, summary));
    }

    public Optional<Summary> summary(DocumentId id, String length) {
        throw new AssertionError(id + length);
    }

    /// The labels of this library, by name.
    public List<Label> labels() {
        throw new AssertionError();
    }

    /// Adds a label, or gives a label with this name another description.
    public void putLabel(Label label) {
        throw new AssertionError(label);
    }

    /// Removes a label from the library and from every document.
    public void removeLabel(String name) {
        throw new AssertionError(name);
    }

    /// Sets a label by hand.
    public void setLabel(DocumentId id, String name) {
        throw new AssertionError(id + name);
    }

    /// Takes a label off by hand; it will not be proposed for this document again.
    public void unsetLabel(DocumentId id, String name) {
        throw new AssertionError(id + name);
    }

    /// Replaces the proposed labels of a document. What was set or taken off by hand stays.
    ///
    /// @param confidence by name of label
    public void proposeLabels(DocumentId id, Map<String, Double> confidence) {
        throw new AssertionError(List.of(id, confidence));
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
        throw new AssertionError();
    }

    /// A small setting kept with the library.
    public Optional<String> setting(String key) {
        throw new AssertionError(key);
    }

    public void putSetting(String key, String value) {
        throw new AssertionError(key + value);
    }

    /// Waits for work in progress, then lets the library go.
    @Override
    public void close() {}
}
