package stillroom.app.ui.inspector;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.value.ChangeListener;
import org.jspecify.annotations.Nullable;
import stillroom.ai.Generator;
import stillroom.app.describe.Described;
import stillroom.app.describe.Describer;
import stillroom.app.describe.Length;
import stillroom.app.export.Export;
import stillroom.app.export.SummaryText;
import stillroom.app.ui.common.Documents;
import stillroom.app.ui.common.Hue;
import stillroom.app.ui.common.Requests;
import stillroom.app.ui.common.Row;
import stillroom.app.ui.common.Writer;
import stillroom.app.ui.reader.Anchor;
import stillroom.app.ui.reader.ReaderViewModel;
import stillroom.index.Document;
import stillroom.index.DocumentId;
import stillroom.index.DocumentLabel;
import stillroom.index.Hit;
import stillroom.index.Label;
import stillroom.index.LocalIndex;
import stillroom.index.Status;
import stillroom.index.Summary;
import stillroom.index.query.Language;
import stillroom.index.text.Passage;
import stillroom.index.text.Problem;

/// Everything known of one document: its summary, labels, what is similar, where it lies. For the
/// FX thread.
public final class InspectorViewModel {

    private static final int MOST_SIMILAR = 12;

    private final LocalIndex index;
    private final Describer describer;
    private final Documents documents;
    private final Writer writer;
    private final Requests requests;
    private final Executor quiet;
    private final Requests.Lane summaries;
    private final Requests.Lane similarities;
    private final Requests.Lane learning;
    private final ReadOnlyObjectWrapper<@Nullable Row> row = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable Document> document =
            new ReadOnlyObjectWrapper<>();
    private final ObjectProperty<Length> length = new SimpleObjectProperty<>(Length.STANDARD);
    private final ObjectProperty<Kind> kind = new SimpleObjectProperty<>(Kind.EXTRACTED);
    private final ReadOnlyObjectWrapper<Brief> summary =
            new ReadOnlyObjectWrapper<>(new Brief.None());
    private final ReadOnlyObjectWrapper<@Nullable List<Hit>> similar =
            new ReadOnlyObjectWrapper<>();
    private final BooleanProperty similarWanted = new SimpleBooleanProperty();
    private final BooleanProperty textWanted = new SimpleBooleanProperty();
    private final BooleanProperty factsWanted = new SimpleBooleanProperty();
    private final ReadOnlyObjectWrapper<@Nullable Facts> facts = new ReadOnlyObjectWrapper<>();
    private final ReaderViewModel text;
    private final ChangeListener<Document> follow = (_, before, after) -> moved(before, after);
    private final ObjectProperty<Summary.@Nullable Sentence> opened = new SimpleObjectProperty<>();
    private long asked;

    /// What is known of a document beside what the catalogue tells of every one.
    ///
    /// @param text empty if it has none
    /// @param copy of its file that the library keeps
    public record Facts(Optional<TextFacts> text, Optional<Path> copy) {}

    /// What is known of a text.
    public record TextFacts(int passages, Language language) {}

    /// How a summary comes about.
    public enum Kind {
        /// Of sentences of the document.
        EXTRACTED,
        /// In words of a model, each sentence with the place that carries it, if any does.
        WRITTEN
    }

    /// What there is of a summary.
    public sealed interface Brief {

        /// No document is shown.
        record None() implements Brief {}

        /// The document was not read yet.
        record NotRead() implements Brief {}

        /// It is being made.
        ///
        /// @param settled the sentences that are certain to stand in it, in the order of the
        ///   document
        record Making(List<Summary.Sentence> settled) implements Brief {}

        /// Here it is.
        ///
        /// @param seconds how long it took to make or to fetch
        /// @param madeNow whether it was made; else it was kept from before
        record Made(Summary summary, double seconds, boolean madeNow) implements Brief {}

        /// The user did not wait for it. Nothing of it is kept.
        record Stopped() implements Brief {}

        /// It could not be made.
        record Failed() implements Brief {}

        /// The document has no text.
        record Unreadable(Problem problem) implements Brief {}
    }

    /// @param quiet runs what it is given on the FX thread, after as long a pause as tells that the
    ///   user has come to rest on a document
    public InspectorViewModel(
            LocalIndex index,
            Describer describer,
            Writer writer,
            Documents documents,
            Requests requests,
            Executor quiet) {
        this.index = index;
        this.describer = describer;
        this.writer = writer;
        this.documents = documents;
        this.requests = requests;
        this.quiet = quiet;
        this.summaries = requests.lane();
        this.similarities = requests.lane();
        this.learning = requests.lane();
        this.text = new ReaderViewModel(index, requests);
        length.addListener(_ -> summarize());
        kind.addListener(_ -> summarize());
        writer.pack().addListener(_ -> followWriter());
        textWanted.addListener(_ -> openText());
        similarWanted.addListener(_ -> compare());
        factsWanted.addListener(_ -> learnFacts());
        documents.listen(turn -> {
            if (turn.removed().contains(row.get())) {
                show(null);
            }
        });
    }

    /// Shows a document, or nothing.
    public void show(@Nullable Row wanted) {
        var before = row.get();
        if (before == wanted) {
            return;
        }
        if (before != null) {
            before.documentProperty().removeListener(follow);
        }
        row.set(wanted);
        document.set(wanted == null ? null : wanted.document());
        if (wanted != null) {
            wanted.documentProperty().addListener(follow);
        }
        opened.set(null);
        summarize();
        similar.set(null);
        compare();
        facts.set(null);
        learnFacts();
        text.close();
        openText();
    }

    private void followWriter() {
        if (writer.pack().get() == null) {
            kind.set(Kind.EXTRACTED);
        } else if (kind.get() == Kind.WRITTEN) {
            summarize();
        }
    }

    private void openText() {
        var shown = row.get();
        if (textWanted.get() && shown != null && !shown.equals(text.row())) {
            text.open(shown, Anchor.top());
        }
    }

    private void moved(Document before, Document after) {
        document.set(after);
        if (!before.status().getClass().equals(after.status().getClass())) {
            if (!(summary.get() instanceof Brief.Made || summary.get() instanceof Brief.Stopped)) {
                summarize();
            }
            text.refresh();
            compare();
            learnFacts();
        }
    }

    private void summarize() {
        asked++;
        long mine = asked;
        var shown = document.get();
        switch (shown == null ? null : shown.status()) {
            case null -> rest(new Brief.None());
            case Status.Waiting() -> rest(new Brief.NotRead());
            case Status.Failed(var problem, _) -> rest(new Brief.Unreadable(problem));
            case Status.Words(), Status.Indexed() -> {
                summaries.drop();
                summary.set(new Brief.Making(List.of()));
                quiet.execute(() -> {
                    var still = document.get();
                    if (mine == asked && still != null) {
                        make(still);
                    }
                });
            }
        }
    }

    private void rest(Brief state) {
        summaries.drop();
        summary.set(state);
    }

    private void make(Document shown) {
        var wanted = length.get();
        boolean written = kind.get() == Kind.WRITTEN;
        var began = Instant.now();
        long mine = asked;
        summaries.ask(
                stop ->
                        outcome(
                                summary(
                                        shown.id(),
                                        wanted,
                                        written ? writer.model() : Optional.empty(),
                                        sentence -> requests.tell(() -> settle(sentence, mine)),
                                        stop),
                                began),
                summary::set,
                () -> summary.set(new Brief.Failed()));
    }

    private Described<Summary> summary(
            DocumentId id,
            Length wanted,
            Optional<Generator> model,
            Describer.Settled settled,
            BooleanSupplier stop) {
        return model.isEmpty()
                ? describer.summary(id, wanted, settled, stop)
                : describer.written(id, wanted, model.get(), settled, stop);
    }

    private void settle(Summary.Sentence sentence, long of) {
        if (of == asked && summary.get() instanceof Brief.Making(var settled)) {
            summary.set(
                    new Brief.Making(
                            Stream.concat(settled.stream(), Stream.of(sentence))
                                    .sorted(
                                            Comparator.comparingInt(Summary.Sentence::page)
                                                    .thenComparingInt(Summary.Sentence::start))
                                    .toList()));
        }
    }

    private static Brief outcome(Described<Summary> described, Instant began) {
        return switch (described) {
            case Described.Done<Summary>(var made) ->
                    new Brief.Made(
                            made,
                            Duration.between(began, Instant.now()).toMillis() / 1000.0,
                            made.made().isAfter(began));
            case Described.Unreadable<Summary>(var problem, _) -> new Brief.Unreadable(problem);
        };
    }

    /// The sentence of the summary at which the reader is; null if it is elsewhere.
    public ObjectProperty<Summary.@Nullable Sentence> opened() {
        return opened;
    }

    /// Gives up the summary that is being made.
    public void stop() {
        if (summary.get() instanceof Brief.Making) {
            asked++;
            rest(new Brief.Stopped());
        }
    }

    /// Makes the summary after all.
    public void retry() {
        summarize();
    }

    /// What a file with the summary of the document is called, if nothing else is chosen.
    public String exportName() {
        var shown = document.get();
        return shown == null ? "" : Export.fileName(shown);
    }

    /// Writes a summary of the document into a file, as Markdown.
    public void export(Summary made, Path file) {
        var shown = document.get();
        if (shown != null) {
            requests.run(() -> SummaryText.write(shown, List.of(made), file));
        }
    }

    private void learnFacts() {
        var shown = document.get();
        if (factsWanted.get() && shown != null) {
            learning.ask(
                    _ ->
                            new Facts(
                                    shown.pages() == 0
                                            ? Optional.empty()
                                            : Optional.of(textFacts(shown.id())),
                                    index.copy(shown.id())),
                    facts::set);
        } else {
            learning.drop();
        }
    }

    private TextFacts textFacts(DocumentId id) {
        var passages = index.passages(id);
        var words = passages.stream().map(Passage::text);
        return new TextFacts(passages.size(), Language.of(words.collect(Collectors.joining("\n"))));
    }

    private void compare() {
        var shown = document.get();
        if (!similarWanted.get() || shown == null || similar.get() != null) {
            return;
        }
        if (shown.status() instanceof Status.Indexed) {
            similarities.ask(_ -> index.similar(shown.id(), MOST_SIMILAR), similar::set);
        } else {
            similarities.drop();
        }
    }

    public ReadOnlyObjectProperty<@Nullable Row> row() {
        return row.getReadOnlyProperty();
    }

    /// The document shown, as it is now.
    public ReadOnlyObjectProperty<@Nullable Document> document() {
        return document.getReadOnlyProperty();
    }

    public ObjectProperty<Length> length() {
        return length;
    }

    public ObjectProperty<Kind> kind() {
        return kind;
    }

    /// The model that writes summaries.
    public Writer writer() {
        return writer;
    }

    public ReadOnlyObjectProperty<Brief> summary() {
        return summary.getReadOnlyProperty();
    }

    /// What is similar to the document; null while that is not known.
    public ReadOnlyObjectProperty<@Nullable List<Hit>> similar() {
        return similar.getReadOnlyProperty();
    }

    /// Whether [#similar] is looked at, and therefore worth computing.
    public BooleanProperty similarWanted() {
        return similarWanted;
    }

    /// What else is known of the document; null while that is not known.
    public ReadOnlyObjectProperty<@Nullable Facts> facts() {
        return facts.getReadOnlyProperty();
    }

    /// Whether [#facts] is looked at.
    public BooleanProperty factsWanted() {
        return factsWanted;
    }

    /// The text of the document; opened once [#textWanted].
    public ReaderViewModel text() {
        return text;
    }

    /// Whether [#text] is looked at.
    public BooleanProperty textWanted() {
        return textWanted;
    }

    public ReadOnlyBooleanProperty comparing() {
        return similarities.busy();
    }

    /// The color of a label.
    public Hue hue(String label) {
        return documents.hue(label);
    }

    /// The labels of the library that the document does not have.
    public List<String> otherLabels() {
        var shown = document.get();
        Set<String> own =
                shown == null
                        ? Set.of()
                        : shown.labels().stream()
                                .map(DocumentLabel::name)
                                .collect(Collectors.toSet());
        return index.labels().stream()
                .map(Label::name)
                .filter(name -> !own.contains(name))
                .toList();
    }

    /// Sets a label by hand, proposed or not; makes it if the library has no such label.
    public void setLabel(String name) {
        var shown = document.get();
        var clean = name.strip();
        if (shown == null || clean.isEmpty()) {
            return;
        }
        boolean known = index.labels().stream().anyMatch(label -> label.name().equals(clean));
        requests.run(() -> {
            if (!known) {
                index.putLabel(new Label(clean, clean));
            }
            index.setLabel(shown.id(), clean);
            if (!known) {
                BooleanSupplier never = () -> false;
                describer.proposeLabels(never);
            }
        });
    }

    /// Takes a label off, set or proposed.
    public void unsetLabel(String name) {
        var shown = document.get();
        if (shown != null) {
            requests.run(() -> index.unsetLabel(shown.id(), name));
        }
    }
}
