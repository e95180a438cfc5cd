package stillroom.app.ui.privacy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;
import stillroom.app.gateway.Endpoint;
import stillroom.app.gateway.Reply;
import stillroom.app.route.Cloud;
import stillroom.app.route.Consent;
import stillroom.app.route.Decision;
import stillroom.app.route.Facts;
import stillroom.app.route.Preview;
import stillroom.app.route.Rules.Lift;
import stillroom.app.route.Use;
import stillroom.app.ui.common.Requests;
import stillroom.index.Document;
import stillroom.index.LocalIndex;

/// The way of one request to the server: what would leave is shown, the user says yes or no to just
/// that, and the answer comes. For the FX thread.
public final class ConsentViewModel {

    private final LocalIndex index;
    private final @Nullable Endpoint running;
    private final Supplier<Cloud> cloud;
    private final Requests.Lane requests;
    private final ReadOnlyObjectWrapper<State> state =
            new ReadOnlyObjectWrapper<>(new State.Closed());
    private final StringProperty question = new SimpleStringProperty("");
    private final BooleanProperty lifted = new SimpleBooleanProperty();
    private final ReadOnlyObjectWrapper<@Nullable Document> document =
            new ReadOnlyObjectWrapper<>();
    private long keystrokes;

    /// How far the request has come.
    public sealed interface State {

        record Closed() implements State {}

        /// What would leave is being put together.
        record Preparing() implements State {}

        /// The rules keep it here.
        record Stays(Decision decision) implements State {}

        /// This would leave; nothing has.
        record Asking(Preview preview) implements State {}

        /// The user has said yes, the ledger has it, and the answer is awaited.
        record Sending(Preview preview) implements State {}

        record Answered(Cloud.Answer answer) implements State {}

        /// There is no answer.
        ///
        /// @param trouble null if nothing was sent
        record Failed(Reply.@Nullable Trouble trouble, String detail) implements State {}
    }

    /// @param running the server that may be asked; null if the cloud fallback is off
    /// @param cloud opens the ledger, so it is only asked on a worker
    /// @param quiet runs what it is given on the FX thread, after as long a pause as tells that the
    ///   user has stopped typing
    public ConsentViewModel(
            LocalIndex index,
            @Nullable Endpoint running,
            Supplier<Cloud> cloud,
            Requests requests,
            Executor quiet) {
        this.index = index;
        this.running = running;
        this.cloud = cloud;
        this.requests = requests.lane();
        lifted.addListener(_ -> prepare());
        question.addListener(_ -> {
            keystrokes++;
            long mine = keystrokes;
            quiet.execute(() -> {
                if (mine == keystrokes) {
                    prepare();
                }
            });
        });
    }

    /// Whether there is a server to ask.
    public boolean isOffered() {
        return running != null;
    }

    public ReadOnlyObjectProperty<State> state() {
        return state.getReadOnlyProperty();
    }

    /// The document that the request is about; null while there is none.
    public ReadOnlyObjectProperty<@Nullable Document> document() {
        return document.getReadOnlyProperty();
    }

    /// What is asked about the document; a summary is asked for while it is blank.
    public StringProperty question() {
        return question;
    }

    /// Whether what is sensitive may leave this once; names and numbers are withheld all the same.
    public BooleanProperty lifted() {
        return lifted;
    }

    /// Begins a request about a document. Sends nothing.
    public void open(Document about) {
        document.set(null); // so that what follows prepares nothing
        question.set("");
        lifted.set(false);
        document.set(about);
        prepare();
    }

    /// Puts together what would leave, for the question as it is now.
    public void prepare() {
        var about = document.get();
        if (about == null || state.get() instanceof State.Sending) {
            return;
        }
        var use = question.get().isBlank() ? new Use.Summary() : new Use.Answer(question.get());
        var lift = lifted.get() ? Lift.SENSITIVE : Lift.NONE;
        state.set(new State.Preparing());
        requests.ask(
                _ -> {
                    try {
                        var facts = Facts.of(about, index.pages(about.id()));
                        return cloud.get().propose(use, facts, lift);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                proposal ->
                        state.set(
                                switch (proposal) {
                                    case Cloud.Proposal.Stays(var decision) ->
                                            new State.Stays(decision);
                                    case Cloud.Proposal.MayLeave(var preview) ->
                                            new State.Asking(preview);
                                }),
                this::close);
    }

    /// The user's yes to exactly what is shown.
    public void send() {
        var about = document.get();
        if (about == null || !(state.get() instanceof State.Asking(var preview))) {
            return;
        }
        state.set(new State.Sending(preview));
        requests.ask(
                stop -> {
                    try {
                        var consent = new Consent.Once(preview.sha256());
                        return cloud.get().send(preview, consent, Facts.labelsByHand(about), stop);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                sent ->
                        state.set(
                                switch (sent) {
                                    case Cloud.Sent.Answered(var answer) ->
                                            new State.Answered(answer);
                                    case Cloud.Sent.Failed(var trouble, var detail, _) ->
                                            new State.Failed(trouble, detail);
                                    case Cloud.Sent.Kept(var why) -> new State.Failed(null, why);
                                }),
                this::close);
    }

    /// Gives the request up; what was not sent stays here.
    public void close() {
        requests.drop();
        document.set(null);
        state.set(new State.Closed());
    }
}
