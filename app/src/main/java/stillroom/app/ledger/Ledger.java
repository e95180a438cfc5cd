package stillroom.app.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/// Writes down what leaves this computer, before it does. Safe for any thread.
///
/// A record is on the disk, not only on its way there, before [#record] returns. Records are only
/// ever appended. One process at a time can hold the ledger of a library open.
public final class Ledger implements AutoCloseable {

    /// The steps of [#record], between any two of which the process may die.
    enum Step {
        BEFORE,
        PAYLOAD_KEPT,
        WRITTEN,
        ON_DISK
    }

    private final Path library;
    private final Clock clock;
    private final FileChannel file;
    private final Consumer<Step> steps;
    private String head;
    private long records;
    private boolean broken;

    private Ledger(
            Path library,
            Clock clock,
            FileChannel file,
            Consumer<Step> steps,
            LedgerReading reading) {
        this.library = library;
        this.clock = clock;
        this.file = file;
        this.steps = steps;
        this.head = reading.head();
        this.records = reading.records();
    }

    /// Opens the ledger of the library in a folder, and makes it if there is none. What a crash
    /// left unfinished stays, and a record says so.
    ///
    /// @throws IOException if it cannot be written, another process has it, or it is damaged, in
    ///   which case nothing may leave; the message is one sentence
    public static Ledger open(Path library, Clock clock) throws IOException {
        return open(library, clock, _ -> {});
    }

    /// @param steps told of each step of [#record]
    static Ledger open(Path library, Clock clock, Consumer<Step> steps) throws IOException {
        var folder = library.resolve(LedgerReading.FOLDER);
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            }
            toDisk(library);
        }
        var file =
                FileChannel.open(
                        LedgerReading.file(library),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.APPEND);
        try {
            if (!isLocked(file)) {
                throw new IOException("The ledger of this library is in use already.");
            }
            var reading = LedgerReading.of(library);
            if (reading.state() instanceof LedgerReading.State.Damaged(var line, var what)) {
                throw new IOException(
                        ("The ledger is damaged at line %d: %s. Nothing can leave until it is moved"
                                        + " away.")
                                .formatted(line, what));
            }
            toDisk(folder);
            var ledger = new Ledger(library, clock, file, steps, reading);
            ledger.recover(reading);
            return ledger;
        } catch (IOException | RuntimeException failure) {
            file.close();
            throw failure;
        }
    }

    private static boolean isLocked(FileChannel file) throws IOException {
        try {
            return file.tryLock() != null;
        } catch (OverlappingFileLockException _) {
            return false; // this very process has it
        }
    }

    private void recover(LedgerReading reading) throws IOException {
        var tail = LedgerReading.tail(library, reading);
        if (tail.length > 0) {
            append("\n", new Line.Recovered(tail.length, Line.hash(tail)));
        } else if (file.size() > 0 && !endsWithLine()) {
            write("\n"); // the record is whole, but for the end of its line
        }
        // What was kept for a record that was never written, or was to be deleted.
        var kept = LedgerReading.payloads(library);
        reading.entries().stream()
                .filter(entry -> entry.payload() != null)
                .forEach(entry -> kept.remove(entry.number()));
        for (long number : kept) {
            Files.delete(LedgerReading.payload(library, number));
        }
    }

    private boolean endsWithLine() throws IOException {
        var bytes = Files.readAllBytes(LedgerReading.file(library));
        return bytes[bytes.length - 1] == '\n';
    }

    /// Deletes the payloads about a document, if there are any. For when no ledger is open.
    public static void forget(Path library, String document, Clock clock) throws IOException {
        var kept = payloadsAbout(library, document);
        if (!kept.isEmpty()) {
            try (var ledger = open(library, clock)) {
                ledger.purge(kept);
            }
        }
    }

    /// The numbers of the records about a document whose payloads are kept.
    public static List<Long> payloadsAbout(Path library, String document) throws IOException {
        return LedgerReading.of(library).entries().stream()
                .filter(entry -> document.equals(entry.document()))
                .filter(entry -> entry.payload() != null)
                .map(LedgerReading.Entry::number)
                .toList();
    }

    /// Writes down that something is about to leave. If this throws, it must not.
    public synchronized Receipt record(Departure departure) throws IOException {
        steps.accept(Step.BEFORE);
        long number = records + 1;
        var bytes = departure.payload().getBytes(StandardCharsets.UTF_8);
        try (var kept =
                FileChannel.open(
                        LedgerReading.payload(library, number),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            writeAll(kept, bytes);
            kept.force(true);
        }
        toDisk(library.resolve(LedgerReading.FOLDER));
        steps.accept(Step.PAYLOAD_KEPT);
        append(
                "",
                new Line.Departed(
                        departure.destination(),
                        departure.rule(),
                        departure.consent(),
                        departure.document(),
                        bytes.length,
                        Line.hash(bytes)));
        steps.accept(Step.ON_DISK);
        return new Receipt(number, departure);
    }

    /// Writes down what came of a departure.
    ///
    /// @param outcome one word, such as `answered`
    /// @param detail one sentence without anything of the document; may be empty
    public synchronized void settle(Receipt receipt, String outcome, String detail)
            throws IOException {
        append("", new Line.Ended(receipt.number(), outcome, detail));
    }

    /// Deletes payloads for good. Their hashes stay in the ledger, and a record says that the
    /// payloads were deleted.
    ///
    /// @param numbers of the records whose payloads go
    public synchronized void purge(Collection<Long> numbers) throws IOException {
        var kept = LedgerReading.payloads(library);
        var gone = numbers.stream().filter(kept::contains).sorted().toList();
        if (gone.isEmpty()) {
            return;
        }
        append("", new Line.Purged(gone));
        for (long number : gone) {
            Files.delete(LedgerReading.payload(library, number));
        }
    }

    /// @param before what is to stand between the last record and this one
    private void append(String before, Line.Event event) throws IOException {
        if (broken) {
            throw new IOException("The ledger could not be written before; start Stillroom again.");
        }
        var sealed = Line.of(records + 1, clock.instant().toString(), event, head).sealed();
        broken = true; // until it is known that it is not: half a record may stand there
        write(before + sealed.text() + "\n");
        broken = false;
        head = sealed.hash();
        records++;
    }

    private void write(String text) throws IOException {
        writeAll(file, text.getBytes(StandardCharsets.UTF_8));
        steps.accept(Step.WRITTEN);
        file.force(true);
    }

    private static void writeAll(FileChannel file, byte[] bytes) throws IOException {
        var left = ByteBuffer.wrap(bytes);
        while (left.hasRemaining()) {
            file.write(left);
        }
    }

    /// Makes the names in a folder durable, where the system lets a folder be opened.
    private static void toDisk(Path folder) throws IOException {
        if (System.getProperty("os.name").startsWith("Windows")) {
            return;
        }
        try (var handle = FileChannel.open(folder, StandardOpenOption.READ)) {
            handle.force(true);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        file.close();
    }
}
