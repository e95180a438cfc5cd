package stillroom.app.ingest;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import stillroom.index.FileStamp;
import stillroom.index.LocalIndex;
import stillroom.index.LocalIndex.Addition;

/// Keeps the library in step with the folders that it watches: files that came are added, files
/// that changed are read again, files that are gone are forgotten. Safe for any thread.
///
/// The system only says where something happened; what is true is what lies on the disk. So every
/// event leads to a look at its folder, many events to one look, and lost events to a look at
/// everything, which is also how changes are found that were made while the program was closed. A
/// look compares sizes, times and numbers of files, and reads nothing that has not changed.
///
/// What came is added before what is gone is forgotten, so that a file that was moved stays the
/// document that it is. A folder that cannot be seen, such as a drive that was pulled out, takes
/// nothing with it.
public final class Watch {

    private static final Logger LOG = Logger.getLogger(Watch.class.getName());

    /// Changes come in droves; the look waits until so long nothing happened, but not for ever.
    private static final Duration QUIET = Duration.ofMillis(300);

    private static final Duration LONGEST_UNREST = Duration.ofSeconds(3);

    /// How often it is seen whether a folder that was gone is back.
    private static final Duration BETWEEN_GLANCES = Duration.ofSeconds(2);

    /// Not every system tells of everything: a file server does not, and the number of folders that
    /// may be watched is limited.
    private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(10);

    /// So often where the system tells of nothing, or not of every folder.
    private static final Duration BETWEEN_LOOKS_OF_THE_BLIND = Duration.ofSeconds(20);

    private final LocalIndex index;
    private final Ingestor ingestor;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final List<BiConsumer<List<Folder>, Outcome>> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean stopping;
    private volatile boolean isBlind;
    private volatile @Nullable WatchService service;

    // Guarded by this.
    private final Map<WatchKey, Path> registered = new HashMap<>();
    private final Set<Path> dirty = new LinkedHashSet<>();
    private boolean everythingIsDirty;
    private long looks;

    public Watch(LocalIndex index, Ingestor ingestor) {
        this.index = index;
        this.ingestor = ingestor;
    }

    /// How a watched folder is.
    public enum State {
        /// In step, or about to be.
        FOLLOWED,
        /// It is not there. Its documents are kept.
        MISSING,
        /// Another, empty folder is in its place, as where a drive is not mounted. Its documents
        /// are kept.
        EMPTY,
        /// It cannot be listed. Its documents are kept.
        UNREADABLE
    }

    /// A watched folder.
    ///
    /// @param files how many of its files the library has
    public record Folder(Path path, State state, int files) {}

    /// What a look at the folders led to.
    ///
    /// @param added files that are new to the library, or new names
    /// @param changed files with another content
    /// @param removed files that are gone
    /// @param kept files that are not to be seen, but whose drive or folder is not either
    public record Outcome(int added, int changed, int removed, int kept) {

        /// Everything was as it is known.
        public static final Outcome NOTHING = new Outcome(0, 0, 0, 0);

        /// Whether the library is not what it was before.
        public boolean isChange() {
            return added + changed + removed > 0;
        }
    }

    // -- What others ask for

    /// The watched folders, by name. Looks at the disk, so not for the FX thread.
    public List<Folder> folders() {
        return index.watched().entrySet().stream()
                .map(each -> folder(each.getKey(), each.getValue()))
                .toList();
    }

    private Folder folder(Path path, String key) {
        int files = index.sources(path).size();
        return new Folder(path, state(path, key, files), files);
    }

    private static State state(Path folder, String key, int files) {
        if (!Files.isDirectory(folder)) {
            return State.MISSING;
        }
        try (var entries = Files.newDirectoryStream(folder)) {
            boolean isStrange = !key.isEmpty() && !key.equals(FileStamp.of(folder).key());
            return files > 0 && isStrange && !entries.iterator().hasNext()
                    ? State.EMPTY
                    : State.FOLLOWED;
        } catch (IOException _) {
            return State.UNREADABLE;
        }
    }

    /// Calls `listener` with the watched folders and what the look led to after every look that
    /// changed something or went through whole folders, on the thread that looked.
    public void listen(BiConsumer<List<Folder>, Outcome> listener) {
        listeners.add(listener);
    }

    /// Watches a folder from now on, and adds what is in it. Returns when that is added, not when
    /// it is read.
    ///
    /// @param told hears what became of each file
    public Outcome add(Path folder, Consumer<Addition> told) {
        Path whole = folder.toAbsolutePath().normalize();
        index.watch(whole, key(whole));
        return look(Set.of(whole), true, told);
    }

    /// Watches a folder no longer. Its documents stay.
    ///
    /// @return whether it was watched
    public boolean remove(Path folder) {
        Path whole = folder.toAbsolutePath().normalize();
        boolean was = index.unwatch(whole);
        synchronized (this) {
            registered
                    .entrySet()
                    .removeIf(each -> {
                        boolean goes =
                                each.getValue().startsWith(whole) && root(each.getValue()) == null;
                        if (goes) {
                            each.getKey().cancel();
                        }
                        return goes;
                    });
        }
        tell(Outcome.NOTHING);
        return was;
    }

    /// Looks at all folders and brings the library in step. Returns when what came is added, not
    /// when it is read.
    ///
    /// @param told hears what became of each file that is new or has changed
    public Outcome bringInStep(Consumer<Addition> told) {
        return look(index.watched().keySet(), true, told);
    }

    /// Keeps the library in step until [#stop]. Blocks.
    public void run() {
        try (WatchService opened = open()) {
            long looked = 0;
            while (!stopping) {
                Duration most = isBlind ? BETWEEN_LOOKS_OF_THE_BLIND : BETWEEN_LOOKS;
                boolean isTime = looked == 0 || System.nanoTime() - looked > most.toNanos();
                if (takeEverythingIsDirty() || isTime) {
                    isBlind = opened == null;
                    bringInStep(_ -> {});
                    looked = System.nanoTime();
                } else if (await(opened, BETWEEN_GLANCES)) {
                    awaitQuiet(opened);
                    look(takeDirty(), false, _ -> {});
                } else {
                    glance();
                }
            }
        } catch (ClosedWatchServiceException _) {
            // Stopped.
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the watching of folders did not end well", e);
        } finally {
            service = null;
        }
    }

    /// Ends [#run] soon.
    public void stop() {
        stopping = true;
        stopped.countDown();
        WatchService opened = service;
        if (opened != null) {
            try {
                opened.close();
            } catch (IOException e) {
                LOG.log(Level.WARNING, "the watching of folders did not end well", e);
            }
        }
    }

    /// How often the disk was looked at so far.
    synchronized long looks() {
        return looks;
    }

    // -- Events

    private @Nullable WatchService open() {
        try {
            WatchService opened = index.folder().getFileSystem().newWatchService();
            service = opened;
            return opened;
        } catch (IOException | UnsupportedOperationException e) {
            // On Linux it needs a pair of sockets, which the lock of the command line forbids.
            LOG.log(Level.INFO, "the system does not tell of changes", e);
            return null;
        }
    }

    /// Waits for something to happen.
    private boolean await(@Nullable WatchService opened, Duration most) {
        try {
            if (opened == null) {
                boolean _ = stopped.await(most.toMillis(), TimeUnit.MILLISECONDS);
                return false;
            }
            WatchKey key = opened.poll(most.toMillis(), TimeUnit.MILLISECONDS);
            if (key == null) {
                return false;
            }
            note(key);
            return true;
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts", e);
        }
    }

    private void awaitQuiet(@Nullable WatchService opened) {
        long began = System.nanoTime();
        while (!stopping
                && System.nanoTime() - began < LONGEST_UNREST.toNanos()
                && await(opened, QUIET)) {
            // It goes on.
        }
    }

    private synchronized void note(WatchKey key) {
        Path folder = registered.get(key);
        for (WatchEvent<?> event : key.pollEvents()) {
            if (StandardWatchEventKinds.OVERFLOW.equals(event.kind())) {
                everythingIsDirty = true;
            } else if (folder != null && event.context() instanceof Path name) {
                dirty.add(folder);
                if (StandardWatchEventKinds.ENTRY_CREATE.equals(event.kind())) {
                    // If it is a folder, another one may have had its name before.
                    Path came = folder.resolve(name);
                    registered.values().removeIf(each -> each.startsWith(came));
                }
            }
        }
        if (!key.reset()) {
            registered.remove(key);
            if (folder != null) {
                dirty.add(folder);
            }
        }
    }

    private synchronized Set<Path> takeDirty() {
        Set<Path> taken = Set.copyOf(dirty);
        dirty.clear();
        return taken;
    }

    private synchronized boolean takeEverythingIsDirty() {
        boolean taken = everythingIsDirty;
        everythingIsDirty = false;
        if (taken) {
            dirty.clear();
        }
        return taken;
    }

    /// The watched folder in which `path` lies; the outermost of several.
    private @Nullable Path root(Path path) {
        return index.watched().keySet().stream().filter(path::startsWith).findFirst().orElse(null);
    }

    /// Looks at the folders that came or went since the last time, or have another in their place.
    private void glance() {
        Set<Path> others = new LinkedHashSet<>();
        synchronized (this) {
            for (Map.Entry<Path, String> each : index.watched().entrySet()) {
                Path folder = each.getKey();
                boolean isThere = Files.isDirectory(folder);
                boolean isWatched = registered.containsValue(folder);
                if ((isThere != isWatched && !isBlind)
                        || (isThere && !key(folder).equals(each.getValue()))) {
                    registered.values().removeIf(path -> path.startsWith(folder));
                    others.add(folder);
                }
            }
        }
        if (!others.isEmpty()) {
            look(others, true, _ -> {});
        }
    }

    private void register(Path folder) {
        WatchService opened = service;
        if (opened == null) {
            return;
        }
        try {
            WatchKey key =
                    folder.register(
                            opened,
                            StandardWatchEventKinds.ENTRY_CREATE,
                            StandardWatchEventKinds.ENTRY_DELETE,
                            StandardWatchEventKinds.ENTRY_MODIFY);
            registered.put(key, folder);
        } catch (IOException e) {
            // Gone again, or more than the system allows.
            LOG.log(Level.FINE, "a folder cannot be watched", e);
            isBlind = true;
        }
    }

    // -- Looks

    /// What a look at the disk shows.
    private static final class Differences {
        final Set<Path> came = new LinkedHashSet<>();
        final Set<Path> changed = new LinkedHashSet<>();
        final Map<Path, FileStamp> missed = new LinkedHashMap<>();
        int hidden;

        /// What drives are called now, by what they were called.
        final Map<String, String> renamedDevices = new HashMap<>();
    }

    /// Looks at folders.
    ///
    /// @param isDeep whether also at the folders in them that are watched by themselves
    private synchronized Outcome look(Set<Path> folders, boolean isDeep, Consumer<Addition> told) {
        looks++;
        var differences = new Differences();
        for (Path folder : there(folders)) {
            if (!stopping) {
                look(folder, isDeep, differences);
            }
        }
        WatchService opened = service;
        if (!isDeep && opened != null && !differences.missed.isEmpty()) {
            // What is missing here may be on its way to there.
            awaitQuiet(opened);
            for (Path folder : there(takeDirty())) {
                look(folder, false, differences);
            }
        }
        add(differences.came, told);
        add(differences.changed, told);
        List<Path> gone = new ArrayList<>();
        Map<Path, String> devices = new HashMap<>();
        differences.missed.forEach((file, stamp) -> {
            if (isGone(file, stamp, differences.renamedDevices, devices)) {
                gone.add(file);
            }
        });
        // Who stops in the middle may not have added what was moved.
        int removed = stopping || gone.isEmpty() ? 0 : index.removeSources(gone);
        int kept = differences.hidden + differences.missed.size() - removed;
        var outcome =
                new Outcome(differences.came.size(), differences.changed.size(), removed, kept);
        if (isDeep || outcome.isChange()) {
            tell(outcome);
        }
        return outcome;
    }

    /// In place of folders that are gone the ones that they were in, but no further up than what is
    /// watched.
    private Set<Path> there(Set<Path> folders) {
        Set<Path> there = new LinkedHashSet<>();
        for (Path each : folders) {
            Path root = root(each);
            @Nullable Path folder = each;
            while (folder != null && !folder.equals(root) && !Files.isDirectory(folder)) {
                folder = folder.getParent();
            }
            if (root != null && folder != null) {
                there.add(folder);
            }
        }
        return there;
    }

    private void add(Set<Path> files, Consumer<Addition> told) {
        if (!files.isEmpty() && !stopping) {
            ingestor.add(List.copyOf(files), told);
        }
    }

    private void look(Path folder, boolean isDeep, Differences differences) {
        Map<Path, FileStamp> before = index.sources(folder);
        Set<Path> unseen = new HashSet<>();
        var found = new HashSet<Path>();
        var walk =
                new FolderWalk(
                        index.folder(),
                        file -> {
                            found.add(file);
                            compare(file, before.get(file), differences);
                        },
                        refused -> unseen.add(refused.file()),
                        each -> {
                            boolean enters =
                                    isDeep
                                            || each.equals(folder)
                                            || !registered.containsValue(each);
                            if (enters) {
                                register(each);
                            }
                            return enters && !stopping;
                        });
        walk.walk(folder);
        Path root = root(folder);
        boolean isThere = root != null && Files.isDirectory(root);
        boolean isStrange = false;
        if (root != null && isThere && root.equals(folder)) {
            String key = key(root);
            isStrange = found.isEmpty() && !key.equals(index.watched().get(root));
            if (!isStrange) {
                index.watch(root, key);
            }
        }
        Map<Path, Boolean> isChildThere = new HashMap<>();
        for (Map.Entry<Path, FileStamp> each : before.entrySet()) {
            Path file = each.getKey();
            Path child = folder.resolve(folder.relativize(file).getName(0));
            if (found.contains(file)
                    || (!isDeep
                            && !child.equals(file)
                            && isChildThere.computeIfAbsent(child, Files::isDirectory))
                    || Files.exists(file)) {
                continue;
            }
            if (!isThere || isStrange || unseen.stream().anyMatch(file::startsWith)) {
                differences.hidden++;
            } else {
                differences.missed.put(file, each.getValue());
            }
        }
    }

    private void compare(Path file, @Nullable FileStamp before, Differences differences) {
        try {
            FileStamp now = FileStamp.of(file);
            if (before == null) {
                if (!index.isDismissed(file, now)) {
                    differences.came.add(file);
                }
            } else if (!before.isStill(now)) {
                differences.changed.add(file);
            } else if (!before.device().equals(now.device())) {
                differences.renamedDevices.put(before.device(), now.device());
            }
        } catch (IOException _) {
            // Gone again; an event will say so.
        }
    }

    /// Says whether a file is gone, and not the drive on which it is.
    private static boolean isGone(
            Path file,
            FileStamp before,
            Map<String, String> renamedDevices,
            Map<Path, String> devices) {
        Path folder = file.getParent();
        while (folder != null && !Files.isDirectory(folder)) {
            folder = folder.getParent();
        }
        if (folder == null) {
            return false;
        }
        String now = devices.computeIfAbsent(folder, each -> device(each));
        String then = renamedDevices.getOrDefault(before.device(), before.device());
        return then.isEmpty() || now.isEmpty() || then.equals(now);
    }

    private static String device(Path folder) {
        try {
            return FileStamp.of(folder).device();
        } catch (IOException _) {
            return "gone again";
        }
    }

    private static String key(Path folder) {
        try {
            return FileStamp.of(folder).key();
        } catch (IOException _) {
            return "";
        }
    }

    private void tell(Outcome outcome) {
        if (!listeners.isEmpty()) {
            List<Folder> now = folders();
            listeners.forEach(listener -> listener.accept(now, outcome));
        }
    }
}
