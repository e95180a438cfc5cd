package stillroom.app.ledger;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The ledger of a library as it stands on disk, read and checked. Needs no right to write, and can
/// be had while another process writes.
///
/// @param entries what left, oldest first; up to the first damage
/// @param head hash of the last good record
/// @param records number of good records
public record LedgerReading(List<Entry> entries, State state, String head, long records) {

    /// Something that left this computer, or was about to.
    ///
    /// @param sha256 of the payload
    /// @param outcome null as long as nothing is known of it, as after a crash
    /// @param payload null if it was purged
    public record Entry(
            long number,
            Instant time,
            String destination,
            String rule,
            String consent,
            @Nullable String document,
            int bytes,
            String sha256,
            @Nullable String outcome,
            @Nullable String detail,
            @Nullable String payload) {

        private Entry ended(String how, String words) {
            return new Entry(
                    number,
                    time,
                    destination,
                    rule,
                    consent,
                    document,
                    bytes,
                    sha256,
                    how,
                    words,
                    payload);
        }

        private Entry with(String kept) {
            return new Entry(
                    number,
                    time,
                    destination,
                    rule,
                    consent,
                    document,
                    bytes,
                    sha256,
                    outcome,
                    detail,
                    kept);
        }
    }

    /// Whether the chain holds.
    public sealed interface State {

        /// Every record is what was written, and none is missing between two others.
        record Whole() implements State {}

        /// A crash left the beginning of a record at the end. Nothing was sent for it.
        record TornTail(int bytes) implements State {}

        /// A record, or a payload, is not what was written.
        ///
        /// @param line of the file, counted from 1
        record Damaged(int line, String what) implements State {}
    }

    static final String FOLDER = "ledger";
    static final String FILE = "ledger.jsonl";
    private static final Pattern PAYLOAD = Pattern.compile("(\\d{1,18})\\.payload");

    public LedgerReading {
        entries = List.copyOf(entries);
    }

    static Path file(Path library) {
        return library.resolve(FOLDER).resolve(FILE);
    }

    static Path payload(Path library, long number) {
        return library.resolve(FOLDER).resolve(number + ".payload");
    }

    /// Reads and checks the ledger of the library in a folder. A library without one has an empty
    /// one.
    public static LedgerReading of(Path library) throws IOException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file(library));
        } catch (NoSuchFileException _) {
            bytes = new byte[0];
        }
        return new Check(library, bytes).reading();
    }

    /// The bytes that a crash left at the end of the file.
    static byte[] tail(Path library, LedgerReading reading) throws IOException {
        if (!(reading.state() instanceof State.TornTail(var length))) {
            return new byte[0];
        }
        var bytes = Files.readAllBytes(file(library));
        return Arrays.copyOfRange(bytes, bytes.length - length, bytes.length);
    }

    /// The numbers of the payloads that are kept.
    static Set<Long> payloads(Path library) throws IOException {
        var numbers = new HashSet<Long>();
        var folder = library.resolve(FOLDER);
        if (Files.isDirectory(folder)) {
            try (var files = Files.list(folder)) {
                files.forEach(file -> {
                    var name = PAYLOAD.matcher(String.valueOf(file.getFileName()));
                    if (name.matches()) {
                        numbers.add(Long.valueOf(name.group(1)));
                    }
                });
            }
        }
        return numbers;
    }

    /// One pass over the file.
    private static final class Check {

        private final Path library;
        private final byte[] bytes;
        private final LinkedHashMap<Long, Entry> entries = new LinkedHashMap<>();
        private final Set<Long> purged = new HashSet<>();
        private String head = Line.NOTHING_BEFORE;
        private long records;
        private int lines;

        /// Where unfinished bytes begin behind the last good record; -1 if there are none.
        private int torn = -1;

        Check(Path library, byte[] bytes) {
            this.library = library;
            this.bytes = bytes;
        }

        LedgerReading reading() throws IOException {
            var state = state();
            return new LedgerReading(List.copyOf(entries.values()), state, head, records);
        }

        private State state() throws IOException {
            int start = 0;
            while (start < bytes.length) {
                int end = start;
                while (end < bytes.length && bytes[end] != '\n') {
                    end++;
                }
                lines++;
                var text = new String(bytes, start, end - start, StandardCharsets.UTF_8);
                if (Line.isWhole(text)) {
                    var trouble = next(text, start);
                    if (trouble != null) {
                        return new State.Damaged(lines, trouble);
                    }
                } else if (torn < 0) {
                    torn = start;
                }
                start = end + 1;
            }
            var trouble = payloads();
            if (trouble != null) {
                return trouble;
            }
            return torn < 0 ? new State.Whole() : new State.TornTail(bytes.length - torn);
        }

        private @Nullable String next(String text, int start) {
            var read = Line.read(text);
            if (read.isEmpty()) {
                return "a record was changed";
            }
            var line = read.get().line();
            if (!line.previous().equals(head) || line.number() != records + 1) {
                return "a record is missing before this one";
            }
            var event = line.event();
            if (event.isEmpty()) {
                return "a record is of a kind that this version does not know";
            }
            if (torn >= 0) {
                // The end of line between the two is not part of what the crash left.
                var left = Arrays.copyOfRange(bytes, torn, start - 1);
                if (!(event.get() instanceof Line.Recovered(_, var sha256))
                        || !Line.hash(left).equals(sha256)) {
                    return "there is an unfinished record before this one";
                }
                torn = -1;
            }
            head = read.get().hash();
            records++;
            take(line, event.get());
            return null;
        }

        private void take(Line line, Line.Event event) {
            switch (event) {
                case Line.Departed departed ->
                        entries.put(
                                line.number(),
                                new Entry(
                                        line.number(),
                                        Instant.parse(line.time()),
                                        departed.destination(),
                                        departed.rule(),
                                        departed.consent(),
                                        departed.document(),
                                        departed.bytes(),
                                        departed.sha256(),
                                        null,
                                        null,
                                        null));
                case Line.Ended(var of, var outcome, var detail) ->
                        entries.computeIfPresent(of, (_, entry) -> entry.ended(outcome, detail));
                case Line.Purged(var of) -> purged.addAll(of);
                case Line.Recovered _ -> {}
            }
        }

        /// Fills in the payloads that are kept, and compares them with their hashes.
        private @Nullable State payloads() throws IOException {
            for (var entry : List.copyOf(entries.values())) {
                if (purged.contains(entry.number())) {
                    continue;
                }
                byte[] payload;
                try {
                    payload = Files.readAllBytes(payload(library, entry.number()));
                } catch (NoSuchFileException _) {
                    return new State.Damaged(
                            lines, "the payload of record " + entry.number() + " is missing");
                }
                if (!Line.hash(payload).equals(entry.sha256())) {
                    return new State.Damaged(
                            lines, "the payload of record " + entry.number() + " was changed");
                }
                entries.put(
                        entry.number(), entry.with(new String(payload, StandardCharsets.UTF_8)));
            }
            return null;
        }
    }

    /// The entries as comma-separated values (RFC 4180), without payloads.
    public String csv() {
        var csv =
                new StringBuilder(
                        "number,time,destination,rule,consent,document,bytes,sha256,outcome,detail\r\n");
        for (var entry : entries) {
            csv.append(entry.number());
            for (var field :
                    Arrays.asList(
                            entry.time().toString(),
                            entry.destination(),
                            entry.rule(),
                            entry.consent(),
                            entry.document(),
                            String.valueOf(entry.bytes()),
                            entry.sha256(),
                            entry.outcome(),
                            entry.detail())) {
                csv.append(',').append(quoted(field));
            }
            csv.append("\r\n");
        }
        return csv.toString();
    }

    private static String quoted(@Nullable String field) {
        if (field == null) {
            return "";
        }
        return field.matches("[^\",\\r\\n]*") ? field : '"' + field.replace("\"", "\"\"") + '"';
    }
}
