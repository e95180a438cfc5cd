package stillroom.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import stillroom.ai.AiException;
import stillroom.ai.AiException.Reason;
import stillroom.ai.Embedder;
import stillroom.ai.Generator;
import stillroom.ai.device.Device;
import stillroom.ai.device.Tier;
import stillroom.ai.label.MeaningClassifier;
import stillroom.ai.pack.Manifest;
import stillroom.ai.pack.PackStore;
import stillroom.ai.pack.Precision;
import stillroom.ai.summary.ExtractiveSummarizer;
import stillroom.ai.torch.AiEngine;
import stillroom.app.answer.Answers;
import stillroom.app.answer.Foremost;
import stillroom.app.cli.Parts;
import stillroom.app.cli.Stillroom;
import stillroom.app.cli.Streams;
import stillroom.app.describe.Describer;
import stillroom.app.export.BackupProcess;
import stillroom.app.gateway.Endpoint;
import stillroom.app.gateway.Gateway;
import stillroom.app.gateway.Keyring;
import stillroom.app.ingest.Aim;
import stillroom.app.ingest.Ingestor;
import stillroom.app.ingest.Intake;
import stillroom.app.ingest.Watch;
import stillroom.app.ledger.Ledger;
import stillroom.app.lock.LockState;
import stillroom.app.models.Models;
import stillroom.app.route.Cloud;
import stillroom.app.search.Search;
import stillroom.app.settings.Cores;
import stillroom.app.settings.KeyFigures;
import stillroom.app.settings.OcrSetting;
import stillroom.app.settings.PacksFolder;
import stillroom.app.settings.PrecisionSetting;
import stillroom.app.settings.WorkSetting;
import stillroom.index.Change;
import stillroom.index.DocumentId;
import stillroom.index.IndexException;
import stillroom.index.LocalIndex;
import stillroom.index.text.Chunker;
import stillroom.index.text.Ocr;
import stillroom.index.text.PageDrawer;
import stillroom.index.text.ReaderProcess;

/// The one place where the long-lived objects of the program and its threads are made, each when it
/// is first asked for: what only lists documents loads no model. Safe for any thread.
public final class App implements Parts {

    private static final int PASSAGE_TOKENS = 180;
    private static final int CHARS_OF_A_TOKEN = 4;
    private static final int READERS = 2;

    /// A model that nobody used for so long gives its memory back.
    private static final Duration IDLE =
            Duration.ofSeconds(Integer.getInteger("stillroom.models.idle-seconds", 300));

    private static final Duration IDLE_WHEN_SHORT_OF_MEMORY = Duration.ofSeconds(10);
    private static final int SECONDS_BETWEEN_LOOKS = 15;
    private static final int MILLISECONDS_BETWEEN_HANDOVERS = 400;

    private static final Logger LOG = Logger.getLogger(App.class.getName());

    private final Path folder;
    private final TemporaryFolder temporary;
    private final Handover handover;
    private final LockState lock;
    private final @Nullable Gateway gateway;
    private final @Nullable Keyring keyring;
    private final KeyFigures figures;
    private final int cores = Cores.count();
    private final Device device = Device.here();

    private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();
    private final ExecutorService streams = Executors.newFixedThreadPool(cores, named("stream-"));
    private final ExecutorService writing = Executors.newSingleThreadExecutor(named("writing-"));
    private final ExecutorService ingest = Executors.newCachedThreadPool(named("ingest-"));

    private final Once<LocalIndex> index = new Once<>(this::openIndex);

    /// Done when the files of the library are open, or could not be opened. PyTorch comes after
    /// that: while it is loaded they could not be opened, see [AiEngine#start].
    private final CompletableFuture<@Nullable Void> libraryFiles = new CompletableFuture<>();

    private final Once<PackStore> packs = new Once<>(App::openPacks);
    private final Once<AiEngine> engine = new Once<>(() -> AiEngine.open(packs.get()));
    private final Once<Models> models = new Once<>(this::makeModels);

    /// Kept nowhere else, and no longer than the program runs.
    private final List<String> passwords = new CopyOnWriteArrayList<>();

    private final Once<ReaderProcess> reader = new Once<>(this::startReader);
    private final Once<ReaderProcess> drawer = new Once<>(this::startDrawer);
    private final Once<Path> opened; // what lies in it, from before, goes when it is opened
    private final AtomicReference<Describer.@Nullable Models> describing = new AtomicReference<>();
    private final Once<ToIntFunction<String>> tokenCounter = new Once<>(this::tokenCounter);
    private final Once<Ingestor> ingestor = new Once<>(this::makeIngestor);
    private final Foremost foremost = new Foremost(writing, this::goOnInTheBackground);
    private final Once<Watch> watch = new Once<>(() -> new Watch(index(), ingestor()));
    private final Once<Search> search = new Once<>(this::makeSearch);
    private final Once<Answers> answers =
            new Once<>(() ->
                    new Answers(search(), () -> embedder(Optional.empty(), Optional.empty())));
    private final Once<Describer> describer = new Once<>(this::makeDescriber);
    private final Once<Cloud> cloud = new Once<>(this::openCloud);

    private final ScheduledExecutorService housekeeping =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("housekeeping").factory());

    private final Thread interrupted;
    private volatile boolean closed;
    private volatile boolean takesOver;

    /// As of some seconds ago: to ask takes longer than to read a text.
    private volatile boolean onBattery;

    /// @param folder of the library; opened by the first call that needs it
    /// @param lock what became of the offline lock
    public App(Path folder, LockState lock) {
        this(folder, lock, null, null);
    }

    /// @param gateway started before the lock was engaged, if the cloud fallback is on; closed with
    ///   this
    /// @param keyring waits for a key, if the command is to keep one; dropped with this
    public App(Path folder, LockState lock, @Nullable Gateway gateway, @Nullable Keyring keyring) {
        this.gateway = gateway;
        this.keyring = keyring;
        this.folder = folder.toAbsolutePath().normalize();
        this.temporary = new TemporaryFolder(this.folder.resolve("temporary"));
        this.opened = new Once<>(temporary::open);
        this.handover = new Handover(this.folder);
        this.lock = lock;
        this.figures = new KeyFigures(lock instanceof LockState.Enforced);
        // Ctrl+C: nothing would be lost, but the next start would have to count attempts.
        this.interrupted = new Thread(this::close, "close");
        Runtime.getRuntime().addShutdownHook(interrupted);
        var _ =
                housekeeping.scheduleWithFixedDelay(
                        () -> {
                            unloadIdleModels();
                            keepFigures();
                            ingestor.ifMade(_ -> onBattery = device.onBattery());
                        },
                        SECONDS_BETWEEN_LOOKS,
                        SECONDS_BETWEEN_LOOKS,
                        TimeUnit.SECONDS);
    }

    // -- Parts

    @Override
    public Path folder() {
        return folder;
    }

    @Override
    public LocalIndex index() {
        return index.get();
    }

    @Override
    public Optional<LocalIndex.Check> repaired() {
        return index.peek().flatMap(LocalIndex::repaired);
    }

    @Override
    public Ingestor ingestor() {
        return ingestor.get();
    }

    @Override
    public Watch watch() {
        return watch.get();
    }

    /// Keeps the watched folders in step until this is closed.
    public void startWatch() {
        var started = watch();
        ingest.execute(started::run);
    }

    @Override
    public Search search() {
        return search.get();
    }

    @Override
    public void expectLibrary() {
        if (Files.isDirectory(folder)) {
            meanwhile(index::get);
        }
    }

    @Override
    public void expectModels() {
        if (Files.isDirectory(folder)) {
            meanwhile(() -> {
                lookAtPacks();
                libraryFiles.join();
                AiEngine.start();
            });
            meanwhile(() -> {
                index.get(); // knows which model
                embedder(Optional.empty(), Optional.empty());
            });
        }
    }

    /// The first look makes sure of signatures; what it finds is remembered.
    private void lookAtPacks() {
        try {
            var _ = packs.get().packs();
        } catch (IOException e) {
            LOG.log(Level.FINE, "whoever needs a pack will hear why there is none", e);
        }
    }

    private void meanwhile(Runnable work) {
        requests.execute(() -> {
            try {
                work.run();
            } catch (AiException | IndexException | CancellationException e) {
                LOG.log(Level.FINE, "whoever needs it will hear why it failed", e);
            }
        });
    }

    @Override
    public Describer describer() {
        return describer.get();
    }

    @Override
    public Embedder embedder(Optional<String> pack, Optional<String> precision) {
        var name = pack.or(this::generation).orElse(Tier.STANDARD.pack());
        return precision
                .map(App::precision)
                .or(() -> index.peek().flatMap(opened -> PrecisionSetting.read(opened, name)))
                .map(chosen -> engine.get().embedder(name, chosen))
                .orElseGet(() -> engine.get().embedder(name));
    }

    /// The model of the library, if the library is open.
    private Optional<String> generation() {
        return index.peek().flatMap(LocalIndex::generation);
    }

    private static Precision precision(String wanted) {
        return Precision.named(wanted)
                .orElseThrow(() ->
                        new AiException(
                                "There is no precision \"%s\"; choose one of %s."
                                        .formatted(wanted, Arrays.toString(Precision.values()))));
    }

    @Override
    public Optional<Generator> generator(Optional<String> pack) {
        return pack.or(() -> models().generator().map(Manifest::name)).map(this::writer);
    }

    private Generator writer(String pack) {
        return foremost.of(engine.get().generator(pack));
    }

    private void goOnInTheBackground() {
        ingestor.ifMade(Ingestor::lookAgain);
    }

    @Override
    public Answers answers() {
        return answers.get();
    }

    @Override
    public Models models() {
        return models.get();
    }

    @Override
    public Streams streams() {
        return new Streams(streams, cores);
    }

    @Override
    public LockState lock() {
        return lock;
    }

    @Override
    public Optional<Cloud> cloud() {
        return gateway == null ? Optional.empty() : Optional.of(cloud.get());
    }

    @Override
    public Optional<Keyring> keyring() {
        return Optional.ofNullable(keyring);
    }

    /// Takes backups of the library while it is open here.
    BackupProcess backups() {
        var command =
                ReaderProcess.command(Main.class.getName(), Stillroom.LIBRARY, folder.toString());
        var sqlite = System.getProperty("org.sqlite.lib.path");
        if (sqlite != null) {
            command.add(1, "-Dorg.sqlite.lib.path=" + sqlite);
        }
        command.add(1, "-Djava.io.tmpdir=" + opened.get());
        return new BackupProcess(command);
    }

    /// Draws pages of documents, in a process of its own.
    PageDrawer drawer() {
        return drawer.get();
    }

    /// The server that may be asked, if the cloud fallback is on. Opens nothing.
    Optional<Endpoint> endpoint() {
        return Optional.ofNullable(gateway).map(Gateway::endpoint);
    }

    /// Has `act` done with what is left here for the window, from now on.
    void takeOver(Consumer<List<Intake.Gift>> act) {
        try {
            handover.open();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "nothing can be handed over to this window", e);
            return;
        }
        takesOver = true;
        var _ =
                housekeeping.scheduleWithFixedDelay(
                        () -> {
                            try {
                                var taken = handover.take();
                                if (!taken.isEmpty()) {
                                    act.accept(taken);
                                }
                            } catch (IOException | RuntimeException e) {
                                LOG.log(
                                        Level.WARNING,
                                        "what was handed over is added at the next start",
                                        e);
                            }
                        },
                        MILLISECONDS_BETWEEN_HANDOVERS,
                        MILLISECONDS_BETWEEN_HANDOVERS,
                        TimeUnit.MILLISECONDS);
    }

    /// Runs each request on a virtual thread.
    public Executor requests() {
        return requests;
    }

    /// Starts the threads of the ingestor, which go on with what is not finished. They are at least
    /// as many as documents are read at once, and as many as there are cores for the models.
    @Override
    public void startIngest(Aim aim) {
        var started = ingestor();
        requests.execute(() -> warmUp(aim));
        for (int i = 0; i < Math.max(cores, READERS); i++) {
            ingest.execute(() -> started.work(aim));
        }
    }

    /// Loads while the readers start what the first passage needs: its tokens are counted, and then
    /// it is embedded.
    private void warmUp(Aim aim) {
        if (!closed) {
            tokenCounter.get();
        }
        if (!closed && aim == Aim.MEANING) {
            try {
                describing();
            } catch (AiException e) {
                LOG.log(Level.FINE, "the ingestor will hear why there is no model", e);
            }
        }
    }

    private void unloadIdleModels() {
        try {
            var idle = device.isShortOfMemory() ? IDLE_WHEN_SHORT_OF_MEMORY : IDLE;
            engine.ifMade(each -> each.unloadIdle(idle));
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "models could not be unloaded", e);
        }
    }

    private void keepFigures() {
        try {
            index.ifMade(figures::keep);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "key figures are lost", e);
        }
    }

    // -- How they are made

    private LocalIndex openIndex() {
        LocalIndex opened;
        try {
            opened =
                    LocalIndex.open(
                            folder,
                            () -> {
                                LogFolder.open(folder);
                                libraryFiles.complete(null);
                            });
        } catch (IndexException failure) {
            LogFolder.close();
            throw failure;
        } finally {
            libraryFiles.complete(null);
        }
        opened.listen(change -> {
            if (change instanceof Change.Removed(var id)) {
                requests.execute(() -> forgetPayloads(id));
            }
        });
        return opened;
    }

    /// What was sent of a document goes with it. Its records and hashes stay.
    private void forgetPayloads(DocumentId id) {
        try {
            if (gateway == null) {
                Ledger.forget(folder, id.sha256(), Clock.systemUTC());
            } else {
                cloud.get().forget(id.sha256());
            }
        } catch (IOException failure) {
            LOG.log(
                    Level.SEVERE,
                    "payloads of " + id.sha256() + " are still in the ledger",
                    failure);
        }
    }

    private Cloud openCloud() {
        try {
            return Cloud.open(folder, Objects.requireNonNull(gateway), Clock.systemUTC());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure.getMessage(), failure);
        }
    }

    private static PackStore openPacks() {
        var shipped = System.getProperty("stillroom.packs");
        if (shipped == null) {
            throw new AiException(
                    Reason.NOT_INSTALLED,
                    "",
                    "The model packs are missing. Start Stillroom by its launcher.");
        }
        return PackStore.open(Path.of(shipped), PacksFolder.byDefault());
    }

    /// What summaries and labels are made with: the model whose vectors the library has now.
    private Describer.Models describing() {
        var embedder = embedder(Optional.empty(), Optional.empty());
        var known = describing.get();
        if (known != null && known.embedder().equals(embedder)) {
            return known;
        }
        var made =
                new Describer.Models(
                        embedder,
                        new ExtractiveSummarizer(embedder),
                        new MeaningClassifier(embedder));
        describing.set(made);
        return made;
    }

    @Override
    public void offer(List<String> given) {
        given.stream().filter(each -> !passwords.contains(each)).forEach(passwords::add);
    }

    /// Not where no library is open: nobody has chosen anything there.
    private Optional<Ocr> ocr() {
        return index.peek()
                .map(OcrSetting::read)
                .filter(OcrSetting::on)
                .flatMap(chosen ->
                        Ocr.find()
                                .map(program ->
                                        new Ocr(program, chosen.languages(), this::tellOfPicture)));
    }

    private void tellOfPicture(Path file, int page, int pages) {
        ingestor.ifMade(each -> each.readsPicture(page, pages));
    }

    private ReaderProcess startReader() {
        return new ReaderProcess(
                readerCommand(), READERS, opened.get(), ingest, () -> passwords, this::ocr);
    }

    /// With the cache of loaded classes that the launcher knows of.
    private static List<String> readerCommand() {
        var command = ReaderProcess.command(Main.class.getName(), Main.READER);
        var cache = System.getProperty("stillroom.reader.cache");
        if (cache != null) {
            command.add(1, "-XX:AOTCache=" + cache);
        }
        return command;
    }

    /// One of its own, so that who reads need not wait for an import.
    private ReaderProcess startDrawer() {
        return new ReaderProcess(
                readerCommand(),
                1,
                opened.get().resolve("drawing"),
                ingest,
                () -> passwords,
                Optional::empty);
    }

    private ToIntFunction<String> tokenCounter() {
        try {
            return engine.get().tokenCounter(generation().orElse(Tier.STANDARD.pack()));
        } catch (AiException _) {
            // Without a model documents are still found by words, so passages are still needed.
            return text -> text.length() / CHARS_OF_A_TOKEN;
        }
    }

    private Chunker chunker() {
        return new Chunker(text -> tokenCounter.get().applyAsInt(text), PASSAGE_TOKENS);
    }

    private Ingestor makeIngestor() {
        onBattery = device.onBattery();
        return new Ingestor(
                index(),
                reader.get(),
                chunker(),
                pack -> embedder(pack, Optional.empty()),
                this::describe,
                READERS,
                () ->
                        foremost.isWaited()
                                ? 0
                                : WorkSetting.read(index()).streams(cores, onBattery));
    }

    private Models makeModels() {
        return new Models(
                this::index,
                packs::get,
                pack -> embedder(Optional.of(pack), Optional.empty()),
                this::writer,
                streams,
                cores,
                device);
    }

    /// What is done with each document that has come to be found by meaning.
    private void describe(DocumentId id) {
        describer().examine(id);
        describer().proposeLabels(id);
    }

    private Search makeSearch() {
        return new Search(index(), pack -> embedder(Optional.of(pack), Optional.empty()), figures);
    }

    private Describer makeDescriber() {
        return new Describer(this::index, reader.get(), chunker(), this::describing, figures);
    }

    /// Makes a thing when it is first asked for. What cannot be made is tried again the next time.
    /// What is there stays at hand for those who finish a step while the application closes.
    private final class Once<T> {

        private final Supplier<T> maker;
        private @Nullable T made;

        Once(Supplier<T> maker) {
            this.maker = maker;
        }

        synchronized T get() {
            if (made == null) {
                if (closed) {
                    throw new CancellationException("the application is closed");
                }
                made = maker.get();
            }
            return made;
        }

        /// The thing, if it was made.
        synchronized Optional<T> peek() {
            return Optional.ofNullable(made);
        }

        /// Does something with the thing, if it was made.
        synchronized void ifMade(Consumer<T> act) {
            if (made != null) {
                act.accept(made);
            }
        }
    }

    // -- The end

    /// Stops the work between two small steps, waits for it, and lets the library go.
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true; // nothing new is made from now on
        forgetInterruption();
        watch.ifMade(Watch::stop); // first, so that it takes no half-added move for a deletion
        ingestor.ifMade(Ingestor::stop);
        describer.ifMade(Describer::stop);
        models.ifMade(Models::stop);
        reader.ifMade(ReaderProcess::close);
        drawer.ifMade(ReaderProcess::close);
        requests.close();
        writing.close();
        streams.close();
        housekeeping.close();
        closeHandover();
        ingest.close();
        engine.ifMade(AiEngine::close);
        keepFigures();
        try {
            index.ifMade(LocalIndex::close);
        } finally { // the disk may be full
            cloud.ifMade(Cloud::close);
            if (gateway != null) {
                gateway.close();
            }
            if (keyring != null) {
                keyring.drop();
            }
            temporary.close();
            LogFolder.close();
        }
    }

    private void closeHandover() {
        try {
            if (takesOver) {
                handover.close();
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the folder for handing over is left behind", e);
        }
    }

    private void forgetInterruption() {
        try {
            Runtime.getRuntime().removeShutdownHook(interrupted);
        } catch (IllegalStateException _) {
            // It is being interrupted.
        }
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    private static ThreadFactory named(String prefix) {
        return Thread.ofPlatform().name(prefix, 1).factory();
    }
}
