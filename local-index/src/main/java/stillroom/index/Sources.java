package stillroom.index;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import stillroom.index.Catalogue.Entry;
import stillroom.index.Catalogue.Source;
import stillroom.index.text.Problem;
import stillroom.index.text.TextExtractor;

/// The files that documents were found in: which document a file is, by its content, and what
/// becomes of documents in the catalogue when files come, change or go.
///
/// Used inside the lock of [LocalIndex], but for [#name], which reads the file and would hold it
/// for long.
final class Sources {

    private final Catalogue catalogue;
    private final Copies copies;

    Sources(Catalogue catalogue, Copies copies) {
        this.catalogue = catalogue;
        this.copies = copies;
    }

    /// A file and what it is, or why that could not be told.
    sealed interface Named {

        record Known(Path path, Source source) implements Named {}

        record Unknown(Path path, Problem problem, String detail) implements Named {}
    }

    /// What the catalogue now says otherwise. Who holds documents in memory is to follow.
    ///
    /// @param changed documents that are still there
    /// @param gone documents that lost their last source
    /// @param toRead files for which a document waits to be read
    /// @param kept files that are gone, of which the library has a copy
    record Outcome(
            Set<DocumentId> changed, Set<DocumentId> gone, Set<Path> toRead, Set<Path> kept) {

        private Outcome() {
            this(new LinkedHashSet<>(), new LinkedHashSet<>(), new HashSet<>(), new HashSet<>());
        }
    }

    // -- Which document a file is

    /// Names a file by its content. Reads all of it, unless it is known. Needs no lock.
    ///
    /// @param known answers as [Sources#known] does
    static Named name(Path file, BiFunction<Path, @Nullable FileStamp, Optional<Source>> known) {
        Path path = file.toAbsolutePath().normalize();
        try {
            var attributes = Files.readAttributes(path, BasicFileAttributes.class);
            if (!attributes.isRegularFile()) {
                return new Named.Unknown(path, Problem.UNREADABLE, "not an ordinary file");
            }
            if (attributes.size() > TextExtractor.MOST_BYTES) {
                return new Named.Unknown(
                        path,
                        Problem.TOO_LARGE,
                        "more than " + (TextExtractor.MOST_BYTES >> 30) + " GiB");
            }
            FileStamp stamp = FileStamp.of(attributes);
            Optional<Source> source = known.apply(path, stamp);
            return new Named.Known(
                    path,
                    source.isPresent()
                            ? source.get()
                            : new Source(hash(path, stamp.bytes()), stamp));
        } catch (NoSuchFileException e) {
            Optional<Source> copied = known.apply(path, null);
            return copied.isPresent()
                    ? new Named.Known(path, copied.get())
                    : new Named.Unknown(path, Problem.UNREADABLE, "there is no such file");
        } catch (AccessDeniedException e) {
            return new Named.Unknown(path, Problem.UNREADABLE, "no right to read it");
        } catch (IOException e) {
            return new Named.Unknown(path, Problem.UNREADABLE, "it cannot be read");
        }
    }

    /// What is known of a file without reading it: that it was read before and has not changed, or
    /// that it is gone but not its copy.
    ///
    /// @param stamp what it is like now; null if it is gone
    Optional<Source> known(Path path, @Nullable FileStamp stamp) {
        return stamp == null
                ? copied(path)
                : catalogue
                        .source(path)
                        .or(() -> underAnotherName(stamp))
                        .filter(source -> source.stamp().isStill(stamp))
                        .map(source -> new Source(source.document(), stamp));
    }

    /// What is known of a source that the library keeps a copy of.
    Optional<Source> copied(Path path) {
        return catalogue.source(path).filter(source -> copies.of(source.document()).isPresent());
    }

    /// What is known of a file that was moved, or that has several names.
    private Optional<Source> underAnotherName(FileStamp stamp) {
        return stamp.key().isEmpty()
                ? Optional.empty()
                : catalogue.sources(stamp.key()).stream()
                        .filter(source -> source.stamp().isStill(stamp))
                        .findFirst();
    }

    /// @param most how many bytes it had; one that grows faster than it is read would never end
    private static DocumentId hash(Path file, long most) throws IOException {
        try (InputStream bytes = Files.newInputStream(file)) {
            MessageDigest digest = DocumentId.digest();
            var buffer = new byte[(int) Math.min(most, 1 << 16)];
            long left = most;
            while (left > 0) {
                int read = bytes.read(buffer, 0, (int) Math.min(left, buffer.length));
                if (read < 0) {
                    break;
                }
                digest.update(buffer, 0, read);
                left -= read;
            }
            return new DocumentId(HexFormat.of().formatHex(digest.digest()));
        }
    }

    // -- Files come and go

    /// Puts files into the catalogue, all of them or none, as [LocalIndex#add] tells.
    Outcome add(List<Named> files, Instant given) {
        var outcome = new Outcome();
        catalogue.change(() -> {
            for (Named file : files) {
                if (file instanceof Named.Known(Path path, Source source)
                        && add(path, source, given, outcome)) {
                    outcome.toRead().add(path);
                }
            }
        });
        outcome.changed().removeAll(outcome.gone());
        return outcome;
    }

    /// @return whether its document waits to be read, because of this file
    private boolean add(Path path, Source source, Instant given, Outcome outcome) {
        DocumentId id = source.document();
        Optional<Source> before = catalogue.source(path);
        boolean isNew = !catalogue.has(id);
        if (isNew) {
            catalogue.insert(id, extension(path), source.stamp().bytes(), given);
            outcome.gone().remove(id);
        }
        if (!before.equals(Optional.of(source))) {
            catalogue.putSource(path, source);
            catalogue.deleteDismissed(dismissal(path, source.stamp()));
            outcome.changed().add(id);
        }
        if (before.isPresent() && !before.get().document().equals(id)) {
            DocumentId old = before.get().document();
            catalogue.copyLabelsByHand(old, id);
            outcome.changed().add(old);
            if (!catalogue.hasSource(old)) {
                catalogue.delete(old);
                outcome.gone().add(old);
            }
        }
        if (isNew) {
            return true;
        }
        Entry entry = catalogue.entry(id);
        return switch (entry.document().status()) {
            case Status.Failed _ -> {
                boolean hasText = entry.passages() > 0;
                catalogue.putStatus(id, hasText ? new Status.Words() : new Status.Waiting());
                outcome.changed().add(id);
                yield !hasText;
            }
            case Status.Waiting _ -> before.map(Source::document).equals(Optional.of(id));
            case Status.Words _, Status.Indexed _ -> false;
        };
    }

    private static String extension(Path path) {
        String name = String.valueOf(path.getFileName());
        int dot = name.lastIndexOf('.');
        return dot <= 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    }

    /// Takes files out of the catalogue, and documents with their last one unless there is a copy;
    /// all of them or none.
    Outcome remove(Collection<Path> files) {
        var outcome = new Outcome();
        catalogue.change(() -> {
            for (Path file : files) {
                Optional<Source> copied = copied(file);
                catalogue.deleteSource(file).ifPresent(outcome.changed()::add);
                if (copied.isPresent() && !catalogue.hasSource(copied.get().document())) {
                    catalogue.putSource(file, copied.get());
                    outcome.kept().add(file);
                }
            }
            for (DocumentId id : outcome.changed()) {
                if (!catalogue.hasSource(id)) {
                    catalogue.delete(id);
                    outcome.gone().add(id);
                }
            }
        });
        outcome.changed().removeAll(outcome.gone());
        return outcome;
    }

    // -- What was removed by hand

    /// Notes of a document's files in watched folders that they are not to come back by themselves.
    void dismiss(Document document) {
        Set<Path> folders = catalogue.watched().keySet();
        for (Path source : document.sources()) {
            if (folders.stream().anyMatch(source::startsWith)) {
                catalogue
                        .source(source)
                        .ifPresent(its -> catalogue.putDismissed(dismissal(source, its.stamp())));
            }
        }
    }

    boolean isDismissed(Path file, FileStamp stamp) {
        return catalogue.isDismissed(dismissal(file, stamp));
    }

    /// A hash, because a removed document must leave no name behind.
    private static String dismissal(Path file, FileStamp stamp) {
        String text = file + "\0" + stamp.bytes() + "\0" + stamp.modified();
        return HexFormat.of()
                .formatHex(DocumentId.digest().digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
