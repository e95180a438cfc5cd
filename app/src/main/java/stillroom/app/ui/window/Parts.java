package stillroom.app.ui.window;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToLongBiFunction;
import stillroom.app.answer.Answers;
import stillroom.app.describe.Describer;
import stillroom.app.gateway.Endpoint;
import stillroom.app.ingest.Ingestor;
import stillroom.app.ingest.Watch;
import stillroom.app.lock.LockState;
import stillroom.app.models.Models;
import stillroom.app.route.Cloud;
import stillroom.app.search.Search;
import stillroom.app.ui.common.Writer;
import stillroom.index.LocalIndex;
import stillroom.index.text.PageDrawer;

/// What the window shows and works with.
///
/// @param passwords has passwords tried on every encrypted file that is read from now on
/// @param answers asked on a worker
/// @param writer where the model that writes is had from
/// @param endpoint the server that the gateway of this process may reach, if there is a gateway
/// @param cloud the way there; opens the ledger, so it is asked on a worker, and only if there is
///   an endpoint
/// @param models asked on a worker
/// @param drawer draws pages of documents in another process; asked on a worker
/// @param backups writes the library into a new file until it is told to stop, and says how large
///   the file is; asked on a worker
public record Parts(
        LocalIndex index,
        Ingestor ingestor,
        Consumer<List<String>> passwords,
        Watch watch,
        Search search,
        Describer describer,
        Supplier<Answers> answers,
        Writer.Source writer,
        LockState lock,
        Optional<Endpoint> endpoint,
        Supplier<Cloud> cloud,
        Supplier<Models> models,
        Supplier<PageDrawer> drawer,
        ToLongBiFunction<Path, BooleanSupplier> backups) {}
