package stillroom.app.ui.ask;

import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;
import stillroom.ai.Generator;
import stillroom.app.answer.Answers;
import stillroom.app.ui.common.Documents;
import stillroom.app.ui.common.Requests;
import stillroom.app.ui.common.Row;
import stillroom.app.ui.common.Writer;
import stillroom.index.Exchange;
import stillroom.index.Exchange.Citation;
import stillroom.index.Exchange.QuestionThread;
import stillroom.index.LocalIndex;

/// Questions to the documents, and the threads of those that were asked before. An answer is
/// written on even while another thread is looked at. For the FX thread.
public final class AskViewModel {

    private static final int MOST_PASSAGES = 5;
    private static final long NEW = 0;

    private final LocalIndex index;
    private final Supplier<Answers> answers;
    private final Writer writer;
    private final Documents documents;
    private final Requests requests;
    private final Requests.Lane asking;
    private final Requests.Lane looking;
    private final ReadOnlyObjectWrapper<List<QuestionThread>> threads =
            new ReadOnlyObjectWrapper<>(List.of());
    private final ReadOnlyObjectWrapper<@Nullable QuestionThread> doomed =
            new ReadOnlyObjectWrapper<>();
    private final StringProperty question = new SimpleStringProperty("");
    private final ReadOnlyObjectWrapper<State> state =
            new ReadOnlyObjectWrapper<>(new State(NEW, List.of(), new Asked.Nothing()));
    private final ObjectProperty<@Nullable Citation> opened = new SimpleObjectProperty<>();

    /// What is being asked, in which thread; the one that is looked at may be another.
    private Asked asked = new Asked.Nothing();

    private long askedIn;

    /// The thread that is looked at.
    ///
    /// @param thread its number; 0 for one that has not begun
    /// @param said oldest first
    /// @param asked what was asked in it last and is not answered
    public record State(long thread, List<Exchange> said, Asked asked) {

        public State {
            said = List.copyOf(said);
        }
    }

    /// A question that has no answer.
    public sealed interface Asked {

        /// There is none.
        record Nothing() implements Asked {}

        /// It is being answered.
        ///
        /// @param text what was written so far; nobody has looked yet what of it is carried
        record Writing(String question, String text) implements Asked {}

        /// The user did not wait.
        ///
        /// @param text what was written until then
        record Stopped(String question, String text) implements Asked {}

        /// A model failed.
        record Failed(String question) implements Asked {}
    }

    /// Knows nothing before [#refresh].
    ///
    /// @param answers asked on a worker
    public AskViewModel(
            LocalIndex index,
            Supplier<Answers> answers,
            Writer writer,
            Documents documents,
            Requests requests) {
        this.index = index;
        this.answers = answers;
        this.writer = writer;
        this.documents = documents;
        this.requests = requests;
        this.asking = requests.lane();
        this.looking = requests.lane();
        documents.listen(turn -> {
            if (!turn.removed().isEmpty()) { // what was said of them has gone with them
                refresh();
            }
        });
    }

    // -- Threads

    private record Looked(List<QuestionThread> threads, List<Exchange> said) {}

    /// Looks anew at the threads and the model that writes.
    public void refresh() {
        writer.refresh();
        look(state.get().thread());
    }

    private void look(long thread) {
        looking.ask(
                _ -> new Looked(index.threads(), index.exchanges(thread)),
                found -> {
                    threads.set(found.threads());
                    show(found.said().isEmpty() ? NEW : thread, found.said());
                });
    }

    private void show(long thread, List<Exchange> said) {
        var citation = opened.get();
        if (citation != null
                && said.stream().noneMatch(each -> each.citations().contains(citation))) {
            opened.set(null);
        }
        state.set(new State(thread, said, thread == askedIn ? asked : new Asked.Nothing()));
    }

    private void show(Asked newer) {
        asked = newer;
        show(state.get().thread(), state.get().said());
    }

    /// Goes to a thread.
    public void choose(QuestionThread thread) {
        if (thread.number() != state.get().thread()) {
            leave();
            look(thread.number());
        }
    }

    private void leave() {
        keep();
        if (!busy().get()) {
            asked = new Asked.Nothing();
        }
    }

    /// Goes to a thread that has not begun.
    public void begin() {
        leave();
        looking.drop();
        show(NEW, List.of());
    }

    /// Asks whether a thread shall be forgotten.
    public void askToForget(QuestionThread thread) {
        doomed.set(thread);
    }

    /// Forgets the thread that was asked about.
    public void forget() {
        var thread = doomed.get();
        if (thread == null) {
            return;
        }
        doomed.set(null);
        if (thread.number() == askedIn) {
            asking.drop();
            asked = new Asked.Nothing();
        }
        requests.ask(
                () -> {
                    index.removeThread(thread.number());
                    return thread;
                },
                _ -> look(state.get().thread()));
    }

    /// Forgets nothing.
    public void keep() {
        doomed.set(null);
    }

    /// The threads, newest first.
    public ReadOnlyObjectProperty<List<QuestionThread>> threads() {
        return threads.getReadOnlyProperty();
    }

    /// The thread that may be forgotten; null if none is.
    public ReadOnlyObjectProperty<@Nullable QuestionThread> doomed() {
        return doomed.getReadOnlyProperty();
    }

    // -- Asking

    /// Asks what was typed. Does nothing while an answer is awaited.
    public void ask() {
        var typed = question.get().strip();
        if (!typed.isEmpty() && !busy().get()) {
            question.set("");
            ask(typed);
        }
    }

    /// Asks again what could not be answered.
    public void retry() {
        if (state.get().asked() instanceof Asked.Failed(var failed) && !busy().get()) {
            ask(failed);
        }
    }

    private void ask(String typed) {
        askedIn = state.get().thread();
        long thread = askedIn;
        show(new Asked.Writing(typed, ""));
        asking.ask(
                stop -> answer(thread, typed, stop),
                kept -> {
                    boolean looked = state.get().thread() == askedIn;
                    asked = new Asked.Nothing();
                    if (looked) {
                        look(kept);
                    } else {
                        refresh();
                    }
                },
                () -> show(new Asked.Failed(typed)));
    }

    /// Answers and keeps the answer.
    ///
    /// @return the number of its thread
    private long answer(long thread, String typed, BooleanSupplier stop) {
        var said = index.exchanges(thread);
        var exchange =
                writer.model()
                        .filter(Generator::isInstructed)
                        .map(model ->
                                answers.get()
                                        .answer(
                                                typed,
                                                said,
                                                model,
                                                piece ->
                                                        requests.tell(
                                                                () -> append(typed, piece, stop)),
                                                stop)
                                        .exchange())
                        .orElseGet(() -> answers.get().list(typed, said, MOST_PASSAGES));
        return index.putExchange(thread, exchange);
    }

    private void append(String typed, String piece, BooleanSupplier stop) {
        if (!stop.getAsBoolean() && asked instanceof Asked.Writing(_, var text)) {
            show(new Asked.Writing(typed, text + piece));
        }
    }

    /// Waits no longer for the answer; nothing of it is kept.
    public void stop() {
        asking.drop();
        if (asked instanceof Asked.Writing(var typed, var text)) {
            show(new Asked.Stopped(typed, text));
        }
    }

    /// Gives up what is nearest: to forget a thread, to be answered, to read what is cited.
    ///
    /// @return whether there was something to give up
    public boolean stepBack() {
        if (doomed.get() != null) {
            keep();
        } else if (busy().get()) {
            stop();
        } else if (opened.get() != null) {
            opened.set(null);
        } else {
            return false;
        }
        return true;
    }

    /// Whether an answer is awaited, in whichever thread.
    public ReadOnlyBooleanProperty busy() {
        return asking.busy();
    }

    /// What the user has typed.
    public StringProperty question() {
        return question;
    }

    /// The thread that is looked at.
    public ReadOnlyObjectProperty<State> state() {
        return state.getReadOnlyProperty();
    }

    /// The model that writes.
    public Writer writer() {
        return writer;
    }

    /// The citation at which the reader is; null if it is closed.
    public ObjectProperty<@Nullable Citation> opened() {
        return opened;
    }

    /// The document of a citation; null if it has gone.
    public @Nullable Row document(Citation citation) {
        return documents.row(citation.document());
    }

    /// Whether there is nothing yet that could be asked.
    public boolean hasNoDocuments() {
        return documents.size() == 0;
    }
}
