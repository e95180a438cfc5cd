package stillroom.app.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import stillroom.ai.Embedder;
import stillroom.ai.Generator;
import stillroom.app.answer.Answers;
import stillroom.app.describe.Describer;
import stillroom.app.gateway.Keyring;
import stillroom.app.ingest.Aim;
import stillroom.app.ingest.Ingestor;
import stillroom.app.ingest.Watch;
import stillroom.app.lock.LockState;
import stillroom.app.models.Models;
import stillroom.app.route.Cloud;
import stillroom.app.search.Search;
import stillroom.index.LocalIndex;

/// What the commands need of the application. Each part is made when it is first asked for, so that
/// no command pays for what it does not use.
public interface Parts extends AutoCloseable {

    /// Where the library lies, or is to lie.
    Path folder();

    /// The library, opened by the first call.
    ///
    /// @throws stillroom.index.IndexException if it cannot be opened
    LocalIndex index();

    /// What had to be mended in the index when the library was opened; empty if it is not open.
    default Optional<LocalIndex.Check> repaired() {
        return Optional.empty();
    }

    Ingestor ingestor();

    /// Starts the threads of the ingestor.
    void startIngest(Aim aim);

    /// Has passwords tried on every encrypted file that is read from now on, until the program
    /// ends. They are kept nowhere.
    void offer(List<String> passwords);

    /// What keeps the watched folders in step. Nothing is watched before it is told to run.
    Watch watch();

    Search search();

    /// Begins to open the library on another thread, if there is one.
    void expectLibrary();

    /// Begins to start what models run in, on another thread, because it takes as long as opening
    /// the library does.
    void expectModels();

    /// Needs the library only where a document or label of the library is asked for.
    Describer describer();

    /// The model of a pack.
    ///
    /// @param pack its name; if empty, the one in use
    /// @param precision such as `int8`; if empty, the one that was chosen for this machine
    /// @throws stillroom.ai.AiException if there is no such pack or it does not have this precision
    Embedder embedder(Optional<String> pack, Optional<String> precision);

    /// The model that writes; empty if the user brought none.
    ///
    /// @param pack its name; if empty, the one that the library has, else the newest there is
    /// @throws stillroom.ai.AiException if it cannot be run
    Optional<Generator> generator(Optional<String> pack);

    /// Answers questions with the model that writes.
    Answers answers();

    /// The models of this machine.
    Models models();

    /// Threads for work that models do.
    Streams streams();

    /// Whether the system keeps this process off the internet.
    LockState lock();

    /// The way to the cloud; empty while the cloud fallback is off.
    ///
    /// @throws java.io.UncheckedIOException if its ledger or rules cannot be used, in which case
    ///   nothing may leave; the message is one sentence
    Optional<Cloud> cloud();

    /// What waits for a key to keep, or was told to delete one; empty if this command is not about
    /// keys, or the system has no keyring.
    default Optional<Keyring> keyring() {
        return Optional.empty();
    }

    /// Says whether it was closed, as by Ctrl+C in the middle of a command.
    boolean isClosed();

    /// Stops the work between two small steps, waits for it, and lets the library go.
    @Override
    void close();
}
