package stillroom.ai.pack;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import com.google.gson.reflect.TypeToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The model packs of this machine: those that the program is shipped with, which are only read,
/// and those that the user installed, several versions of one side by side. Safe for any thread,
/// and for several processes.
///
/// A pack that comes with the program must be signed with the key of the program. A pack that the
/// user installed need not be: what he installed is remembered by the SHA-256 of its manifest, and
/// refused once that changes.
///
/// Which version a bare name means follows from what is there: the one that was chosen, else the
/// newest that was not revoked. So an install is done at the moment when one file, the record of
/// the store, is replaced; before that everything is as it was.
public final class PackStore {

    private static final String RECORD = "store.json";
    private static final String LOCK = "store.lock";
    private static final String STAGING = ".staging-";

    /// In place of a process; none has it.
    private static final String NOBODY = "left";

    private final Path shipped;
    private final @Nullable Path installed;
    private final boolean vouchedFor;
    private final Consumer<Step> told;

    /// Those that were looked at before: to make sure of a signature takes a new process 20 ms.
    private final Map<Path, ModelPack> opened = new HashMap<>();

    /// What an install has done; for tests that stop it there.
    enum Step {
        STAGED,
        VERIFIED,
        MOVED,
        RECORDED
    }

    PackStore(Path shipped, @Nullable Path installed, boolean vouchedFor, Consumer<Step> told) {
        this.shipped = shipped;
        this.installed = installed;
        this.vouchedFor = vouchedFor;
        this.told = told;
    }

    /// The packs of this machine.
    ///
    /// @param shipped the folder of the packs that come with the program
    /// @param installed the folder of the user's own packs; made by the first install
    public static PackStore open(Path shipped, Path installed) {
        return new PackStore(shipped, installed, false, _ -> {});
    }

    /// The packs of one folder, signed or not, for a caller who made them himself.
    public static PackStore of(Path folder) {
        return new PackStore(folder, null, true, _ -> {});
    }

    /// A pack of the store.
    ///
    /// @param shipped whether it comes with the program
    /// @param current whether it is the one that its bare name means
    /// @param pinned whether that is because somebody chose this version
    /// @param revoked whether it was rolled back, and is used only when named with its version
    /// @param objection why it cannot be used; null if it can
    public record Held(
            ModelPack pack,
            boolean shipped,
            boolean current,
            boolean pinned,
            boolean revoked,
            @Nullable Flaw objection) {}

    /// Whether what looks like an attack or a mistake is done all the same.
    public enum Caution {
        CAREFUL,
        FORCED
    }

    /// What is remembered of all versions of one pack.
    ///
    /// @param highest the highest version that was ever here
    /// @param chosen the version that the bare name means; empty for the newest
    /// @param revoked versions that were rolled back
    /// @param installed the fingerprint of each version that the user installed
    private record Known(
            String highest, String chosen, List<String> revoked, Map<String, String> installed) {

        static final Known NOTHING = new Known("", "", List.of(), Map.of());

        // Gson gives null for what a file lacks.
        Known {
            highest = Objects.requireNonNullElse(highest, "");
            chosen = Objects.requireNonNullElse(chosen, "");
            revoked = List.copyOf(Objects.requireNonNullElse(revoked, List.of()));
            installed = Map.copyOf(Objects.requireNonNullElse(installed, Map.of()));
        }

        Known choose(String version) {
            return new Known(highest, version, revoked, installed);
        }

        Known revoke(String version) {
            Set<String> more = new TreeSet<>(revoked);
            more.add(version);
            return new Known(highest, chosen, List.copyOf(more), installed);
        }

        Known install(String version, String fingerprint) {
            List<String> fewer = revoked.stream().filter(each -> !each.equals(version)).toList();
            Map<String, String> more = new TreeMap<>(installed);
            more.put(version, fingerprint);
            return new Known(highest, chosen, fewer, more);
        }

        Known remove(String version) {
            Map<String, String> fewer = new TreeMap<>(installed);
            fewer.remove(version);
            return new Known(highest, chosen.equals(version) ? "" : chosen, revoked, fewer);
        }

        Known saw(String version) {
            return highest.isEmpty() || Manifest.compareVersions(version, highest) > 0
                    ? new Known(version, chosen, revoked, installed)
                    : this;
        }
    }

    // -- What there is

    /// Every pack that can be opened, by name, the newest version first.
    ///
    /// @throws IOException if the folder of the shipped packs cannot be read
    public List<Held> packs() throws IOException {
        return look().held();
    }

    /// What cannot be opened and why, by the name of its folder.
    ///
    /// @throws IOException if the folder of the shipped packs cannot be read
    public Map<String, String> broken() throws IOException {
        return look().broken();
    }

    private record View(List<Held> held, Map<String, String> broken) {}

    private synchronized View look() throws IOException {
        Map<String, String> broken = new TreeMap<>();
        Map<String, Known> record = Map.of();
        try {
            record = readRecord();
        } catch (IOException damaged) {
            // The shipped packs can still be used.
            broken.put(RECORD, sentence(damaged));
        }
        List<Held> held = new ArrayList<>();
        try (Stream<Path> folders = Files.list(shipped)) {
            for (Path folder : folders.sorted().toList()) {
                if (Files.exists(folder.resolve(Manifest.FILE))) {
                    hold(folder, null, record, held, broken);
                }
            }
        }
        if (installed != null) {
            for (Map.Entry<String, Known> each : record.entrySet()) {
                for (Map.Entry<String, String> one : each.getValue().installed().entrySet()) {
                    Path folder = installed.resolve(each.getKey() + "@" + one.getKey());
                    hold(folder, one.getValue(), record, held, broken);
                }
            }
        }
        held.sort(
                Comparator.<Held, String>comparing(each -> each.pack().manifest().name())
                        .thenComparing(
                                each -> each.pack().manifest().version(),
                                Comparator.comparing(
                                                (String version) -> version,
                                                Manifest::compareVersions)
                                        .reversed()));
        return new View(withCurrent(held, record), broken);
    }

    /// @param fingerprint what was installed; null for a pack that comes with the program
    private void hold(
            Path folder,
            @Nullable String fingerprint,
            Map<String, Known> record,
            List<Held> held,
            Map<String, String> broken) {
        try {
            ModelPack before = opened.get(folder);
            ModelPack pack = before == null ? ModelPack.open(folder) : before.again();
            opened.put(folder, pack);
            Manifest manifest = pack.manifest();
            if (held.stream().anyMatch(each -> each.pack().manifest().id().equals(manifest.id()))) {
                return; // now it comes with the program, too
            }
            @Nullable Flaw objection = null;
            if (fingerprint == null && !vouchedFor && !pack.signed()) {
                objection = new Flaw(Flaw.Kind.UNSIGNED, Manifest.FILE);
            } else if (fingerprint != null && !fingerprint.equals(pack.fingerprint())) {
                objection = new Flaw(Flaw.Kind.MANIFEST_CHANGED, Manifest.FILE);
            }
            boolean revoked = known(record, manifest.name()).revoked().contains(manifest.version());
            held.add(new Held(pack, fingerprint == null, false, false, revoked, objection));
        } catch (IOException damage) {
            broken.put(String.valueOf(folder.getFileName()), sentence(damage));
        }
    }

    private static String sentence(IOException failure) {
        return Objects.requireNonNullElse(failure.getMessage(), failure.toString());
    }

    /// @param held the newest version of each pack first
    private static List<Held> withCurrent(List<Held> held, Map<String, Known> record) {
        Map<String, String> current = new TreeMap<>();
        for (Held each : held) {
            Manifest manifest = each.pack().manifest();
            boolean chosen = manifest.version().equals(known(record, manifest.name()).chosen());
            if (chosen || !each.revoked()) {
                current.merge(
                        manifest.name(),
                        manifest.version(),
                        (newer, older) -> chosen ? older : newer);
            }
        }
        return held.stream()
                .map(each -> {
                    Manifest manifest = each.pack().manifest();
                    boolean isCurrent = manifest.version().equals(current.get(manifest.name()));
                    return new Held(
                            each.pack(),
                            each.shipped(),
                            isCurrent,
                            isCurrent
                                    && manifest.version()
                                            .equals(known(record, manifest.name()).chosen()),
                            each.revoked(),
                            each.objection());
                })
                .toList();
    }

    private static Known known(Map<String, Known> record, String name) {
        return record.getOrDefault(name, Known.NOTHING);
    }

    /// Finds a pack.
    ///
    /// @param named a name, or a name with a version such as `bge-small-en-v1.5@1`
    public Optional<Held> find(String named) throws IOException {
        return find(packs(), named);
    }

    private static Optional<Held> find(List<Held> packs, String named) {
        return packs.stream()
                .filter(each -> {
                    Manifest manifest = each.pack().manifest();
                    return named.equals(manifest.id())
                            || (each.current() && named.equals(manifest.name()));
                })
                .findFirst();
    }

    /// Finds a pack to run. Its files are not looked at yet, see [ModelPack#verify].
    ///
    /// @param named as for [#find]
    /// @throws IOException if there is none, or it must not be used; the message says why
    public ModelPack pack(String named) throws IOException {
        View view = look();
        Held found = find(view.held(), named).orElseThrow(() -> missing(view, named));
        if (found.objection() != null) {
            throw new IOException(found.objection().sentence());
        }
        return found.pack();
    }

    private static IOException missing(View view, String named) {
        @Nullable String reason = view.broken().get(named);
        if (reason != null) {
            return new IOException(reason);
        }
        List<String> names =
                view.held().stream().map(each -> each.pack().manifest().name()).distinct().toList();
        return new IOException(
                "there is no model pack '%s'; there are %s"
                        .formatted(named, String.join(", ", names)));
    }

    /// Reads every file of a pack.
    ///
    /// @return what is wrong with it, naming the file; empty if nothing is
    public static Optional<Flaw> damage(Held held) {
        if (held.objection() != null) {
            return Optional.of(held.objection());
        }
        try {
            return held.pack().flaw();
        } catch (IOException unreadable) {
            return Optional.of(new Flaw(Flaw.Kind.UNREADABLE, sentence(unreadable)));
        }
    }

    /// The version to give a pack that the user makes: one more than the newest there was.
    public String nextVersion(String name) throws IOException {
        String highest = known(readRecord(), name).highest();
        for (Held each : packs()) {
            Manifest manifest = each.pack().manifest();
            if (manifest.name().equals(name)
                    && (highest.isEmpty()
                            || Manifest.compareVersions(manifest.version(), highest) > 0)) {
                highest = manifest.version();
            }
        }
        return highest.isEmpty()
                ? "1"
                : String.valueOf(Integer.parseInt(highest.split("\\.", -1)[0]) + 1);
    }

    // -- Changes

    /// Makes an empty folder in which a pack can be put together, on the disk on which it will lie.
    /// [#install] takes it over; if that is never called, a later process removes it.
    public Path stage() throws IOException {
        return stage("");
    }

    /// Makes a folder in which the pack of a source can be put together: the one that an import of
    /// that source left behind when it was stopped or killed, else an empty one. What other imports
    /// left is removed.
    ///
    /// @param source see [PublishedModel#source]
    public Path stage(String source) throws IOException {
        Path folder = Files.createDirectories(own());
        Path mine =
                Files.createTempDirectory(folder, STAGING + ProcessHandle.current().pid() + "-");
        for (Path abandoned : abandoned(folder)) {
            if (PackBuilder.isOf(source, abandoned) && !PackBuilder.isOf(source, mine)) {
                Files.delete(mine);
                Files.move(abandoned, mine, StandardCopyOption.ATOMIC_MOVE);
            } else {
                delete(abandoned);
            }
        }
        return mine;
    }

    /// Leaves a folder of [#stage] to the next import of its source.
    public void leave(Path staged) throws IOException {
        if (Files.exists(staged)) {
            Path left = Files.createTempDirectory(own(), STAGING + NOBODY + "-");
            Files.delete(left);
            Files.move(staged, left, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private Path own() throws IOException {
        if (installed == null) {
            throw new IOException("packs cannot be installed in " + shipped);
        }
        return installed;
    }

    /// Staging folders that no living process works in.
    private static List<Path> abandoned(Path folder) throws IOException {
        List<Path> abandoned = new ArrayList<>();
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.toList()) {
                String name = String.valueOf(entry.getFileName());
                if (name.startsWith(STAGING)) {
                    String pid = name.substring(STAGING.length()).split("-", -1)[0];
                    if (!pid.matches("[0-9]{1,18}")
                            || ProcessHandle.of(Long.parseLong(pid)).isEmpty()) {
                        abandoned.add(entry);
                    }
                }
            }
        }
        return abandoned;
    }

    /// Installs a complete pack. The one that was in use stays in use until all of the new one is
    /// on the disk; stopped at any point, this leaves the store as it was.
    ///
    /// @param complete a folder with the files of the pack and no others. One made by [#stage] is
    ///   gone afterwards, whether the pack was welcome or not; any other is copied
    /// @return the pack in its place
    /// @throws IOException if a file is missing or changed, the version is older than one that was
    ///   here or was rolled back and `caution` does not say to do it all the same, or there is
    ///   another pack of this name and version
    public Held install(Path complete, Caution caution) throws IOException {
        Path staged = complete.startsWith(own()) ? complete : copy(complete);
        try {
            told.accept(Step.STAGED);
            ModelPack pack = ModelPack.open(staged);
            requireNothingElse(staged, pack.manifest());
            pack.verify();
            sync(staged);
            told.accept(Step.VERIFIED);
            String id = pack.manifest().id();
            change(record -> place(pack, staged, caution, record));
            told.accept(Step.RECORDED);
            return find(id).orElseThrow(() -> new IOException(id + " has gone again"));
        } finally {
            delete(staged);
        }
    }

    private Path copy(Path folder) throws IOException {
        ModelPack pack = ModelPack.open(folder);
        requireNothingElse(folder, pack.manifest());
        Path staged = stage();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.copy(file, staged.resolve(file.getFileName()), LinkOption.NOFOLLOW_LINKS);
            }
        }
        return staged;
    }

    private static void requireNothingElse(Path folder, Manifest manifest) throws IOException {
        Set<String> listed = new HashSet<>(manifest.files().keySet());
        listed.add(Manifest.FILE);
        listed.add(PackSignature.FILE);
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                if (!listed.contains(String.valueOf(file.getFileName()))
                        || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    throw new IOException(
                            file.getFileName() + " is no file that the manifest lists");
                }
            }
        }
    }

    private Map<String, Known> place(
            ModelPack pack, Path staged, Caution caution, Map<String, Known> record)
            throws IOException {
        Manifest manifest = pack.manifest();
        Known known = known(record, manifest.name());
        for (Held each : packs()) {
            Manifest other = each.pack().manifest();
            if (other.name().equals(manifest.name())) {
                known = known.saw(other.version());
            }
            if (other.id().equals(manifest.id())) {
                if (!each.pack().fingerprint().equals(pack.fingerprint())) {
                    throw new IOException(
                            "there is another %s already; remove it, or give this one another version"
                                    .formatted(manifest.id()));
                }
                return record;
            }
        }
        if (caution == Caution.CAREFUL) {
            requireNoStepBack(manifest, known);
        }
        Path target = own().resolve(manifest.id());
        delete(target); // left by a process that died before it could record it
        Files.move(staged, target, StandardCopyOption.ATOMIC_MOVE);
        sync(own());
        told.accept(Step.MOVED);
        return with(
                record,
                manifest.name(),
                known.install(manifest.version(), pack.fingerprint()).saw(manifest.version()));
    }

    /// Somebody who can hand out packs could hand out an old one, properly signed, whose faults are
    /// known by now.
    private static void requireNoStepBack(Manifest manifest, Known known) throws IOException {
        if (known.revoked().contains(manifest.version())) {
            throw new IOException(
                    manifest.id()
                            + " was rolled back on this machine; it comes back only by force");
        }
        if (!known.highest().isEmpty()
                && Manifest.compareVersions(manifest.version(), known.highest()) < 0) {
            throw new IOException(
                    "%s is older than version %s, which this machine had; it is taken only by force"
                            .formatted(manifest.id(), known.highest()));
        }
    }

    /// Says which version a bare name means from now on.
    ///
    /// @param named a name with a version, which is then pinned; or a bare name for the newest
    /// @return the pack that the bare name now means
    /// @throws IOException if there is no such pack, it must not be used, or it was rolled back and
    ///   `caution` does not say to use it all the same
    public Held use(String named, Caution caution) throws IOException {
        String name = name(named);
        change(record -> {
            View view = look();
            List<Held> versions = versions(view, name);
            if (versions.isEmpty()) {
                throw missing(view, named);
            }
            if (named.equals(name)) {
                return with(record, name, seen(known(record, name), versions).choose(""));
            }
            Held found = find(versions, named).orElseThrow(() -> missing(view, named));
            if (found.objection() != null) {
                throw new IOException(found.objection().sentence());
            }
            if (found.revoked() && caution == Caution.CAREFUL) {
                throw new IOException(named + " was rolled back; it is used again only by force");
            }
            String version = found.pack().manifest().version();
            return with(record, name, seen(known(record, name), versions).choose(version));
        });
        return find(name)
                .orElseThrow(() ->
                        new IOException("every version of " + name + " was rolled back; name one"));
    }

    /// Goes back to the version before the current one, which is revoked.
    ///
    /// @return the pack that the bare name now means
    /// @throws IOException if there is no version before it that can be used
    public Held rollback(String named) throws IOException {
        String name = name(named);
        change(record -> {
            View view = look();
            List<Held> versions = versions(view, name);
            Held current = find(versions, name).orElseThrow(() -> missing(view, name));
            String from = current.pack().manifest().version();
            Held before =
                    versions.stream()
                            .filter(each -> !each.revoked() && each.objection() == null)
                            .filter(each ->
                                    Manifest.compareVersions(each.pack().manifest().version(), from)
                                            < 0)
                            .findFirst()
                            .orElseThrow(() ->
                                    new IOException(
                                            "there is no version of %s before %s"
                                                    .formatted(name, from)));
            return with(
                    record,
                    name,
                    seen(known(record, name), versions)
                            .revoke(from)
                            .choose(before.pack().manifest().version()));
        });
        return find(name).orElseThrow(() -> new IOException(name + " has gone"));
    }

    /// Removes a pack that the user installed.
    ///
    /// @param named a name with a version, or the name of a pack of which there is one version
    /// @return the pack that is gone
    /// @throws IOException if there is no such pack, or it comes with the program
    public Held remove(String named) throws IOException {
        View view = look();
        List<Held> versions = versions(view, name(named));
        Held found =
                (versions.size() == 1 ? versions : List.<Held>of())
                        .stream()
                                .filter(each -> each.pack().manifest().name().equals(named))
                                .findFirst()
                                .or(() ->
                                        versions.stream()
                                                .filter(each ->
                                                        each.pack().manifest().id().equals(named))
                                                .findFirst())
                                .orElseThrow(() ->
                                        versions.size() > 1
                                                ? new IOException(
                                                        "there are %d versions of %s; name one, as in %s"
                                                                .formatted(
                                                                        versions.size(),
                                                                        named,
                                                                        versions.getFirst()
                                                                                .pack()
                                                                                .manifest()
                                                                                .id()))
                                                : missing(view, named));
        Manifest manifest = found.pack().manifest();
        if (found.shipped()) {
            throw new IOException(manifest.id() + " comes with the program and stays with it");
        }
        change(record ->
                with(
                        record,
                        manifest.name(),
                        seen(known(record, manifest.name()), versions).remove(manifest.version())));
        delete(found.pack().folder());
        return found;
    }

    private static String name(String named) {
        int at = named.indexOf('@');
        return at < 0 ? named : named.substring(0, at);
    }

    private static List<Held> versions(View view, String name) {
        return view.held().stream()
                .filter(each -> each.pack().manifest().name().equals(name))
                .toList();
    }

    private static Known seen(Known known, List<Held> versions) {
        Known more = known;
        for (Held each : versions) {
            more = more.saw(each.pack().manifest().version());
        }
        return more;
    }

    // -- The record

    private interface Edit {
        Map<String, Known> of(Map<String, Known> record) throws IOException;
    }

    private static Map<String, Known> with(Map<String, Known> record, String name, Known known) {
        Map<String, Known> more = new TreeMap<>(record);
        more.put(name, known);
        return more;
    }

    private Map<String, Known> readRecord() throws IOException {
        if (installed == null || !Files.exists(installed.resolve(RECORD))) {
            return Map.of();
        }
        Path file = installed.resolve(RECORD);
        try {
            Map<String, Known> read =
                    new Gson()
                            .fromJson(
                                    Files.readString(file),
                                    new TypeToken<Map<String, Known>>() {}.getType());
            return read == null ? Map.of() : read;
        } catch (JsonParseException | NullPointerException | IOException damage) {
            throw new IOException(
                    file + " cannot be read; move it away and import your packs again", damage);
        }
    }

    /// Replaces the record as a whole, while no other process does.
    private synchronized void change(Edit edit) throws IOException {
        Path folder = Files.createDirectories(own());
        try (FileChannel channel =
                        FileChannel.open(
                                folder.resolve(LOCK),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                FileLock _ = channel.lock()) {
            Map<String, Known> before = readRecord();
            Map<String, Known> after = edit.of(before);
            if (after.equals(before)) {
                return;
            }
            Path fresh = folder.resolve(RECORD + ".new");
            Gson gson = new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();
            try (FileChannel out =
                    FileChannel.open(
                            fresh,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.TRUNCATE_EXISTING)) {
                ByteBuffer bytes = StandardCharsets.UTF_8.encode(gson.toJson(after) + "\n");
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                out.force(true);
            }
            Files.move(fresh, folder.resolve(RECORD), StandardCopyOption.ATOMIC_MOVE);
            sync(folder);
        }
    }

    // -- The disk

    /// Waits until what a folder holds is on the disk, as far as the system can do that.
    private static void sync(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                    channel.force(true);
                }
            }
        }
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                    delete(file);
                } else {
                    Files.delete(file);
                }
            }
        }
        Files.delete(folder);
    }
}
