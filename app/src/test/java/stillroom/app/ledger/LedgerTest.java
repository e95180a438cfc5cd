package stillroom.app.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import stillroom.app.ledger.LedgerReading.State;

class LedgerTest {

    private static final Clock NOON =
            Clock.fixed(Instant.parse("2026-11-21T12:00:00Z"), ZoneOffset.UTC);

    @TempDir Path library;

    @Test
    void aLibraryThatNeverSentHasAnEmptyLedger() throws Exception {
        var reading = LedgerReading.of(library);
        assertThat(reading.entries()).isEmpty();
        assertThat(reading.state()).isEqualTo(new State.Whole());
    }

    @Test
    void aRecordIsOnDiskBeforeTheReceiptIsGiven() throws Exception {
        try (var ledger = Ledger.open(library, NOON)) {
            var receipt = ledger.record(departure("the text \"quoted\"\n", "d1"));
            assertThat(receipt.number()).isEqualTo(1);
            assertThat(LedgerReading.of(library).entries())
                    .singleElement()
                    .satisfies(entry -> {
                        assertThat(entry.payload()).isEqualTo("the text \"quoted\"\n");
                        assertThat(entry.bytes()).isEqualTo(18);
                        assertThat(entry.time()).isEqualTo(NOON.instant());
                        assertThat(entry.outcome()).isNull();
                    });
            ledger.settle(receipt, "answered", "200");
        }
        assertThat(LedgerReading.of(library).entries())
                .singleElement()
                .extracting(LedgerReading.Entry::outcome)
                .isEqualTo("answered");
    }

    @Test
    void aChangedRecordIsFound() throws Exception {
        recordThree();
        var text = Files.readString(LedgerReading.file(library));
        for (var change : List.of("\"bytes\":3", "example", "clients", "\"previous\":\"0")) {
            var at = text.indexOf(change);
            assertThat(at).isPositive();
            var changed = text.substring(0, at + change.length() - 1) + "x";
            Files.writeString(
                    LedgerReading.file(library), changed + text.substring(changed.length()));
            assertThat(LedgerReading.of(library).state()).isInstanceOf(State.Damaged.class);
        }
        assertThatThrownBy(() -> Ledger.open(library, NOON))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("damaged at line 1");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void aMissingRecordIsFound(int gone) throws Exception {
        recordThree();
        var lines = Files.readAllLines(LedgerReading.file(library));
        var left = new ArrayList<>(lines);
        left.remove(gone);
        Files.write(LedgerReading.file(library), left);
        var state = LedgerReading.of(library).state();
        assertThat(state).isInstanceOf(State.Damaged.class);
    }

    @Test
    void aChangedPayloadIsFound() throws Exception {
        recordThree();
        Files.writeString(LedgerReading.payload(library, 2), "two!");
        assertThat(LedgerReading.of(library).state())
                .isInstanceOfSatisfying(
                        State.Damaged.class,
                        damaged -> assertThat(damaged.what()).contains("payload of record 2"));
    }

    @Test
    void aPurgeTakesThePayloadAndLeavesItsHash() throws Exception {
        recordThree();
        var before = LedgerReading.of(library).entries().get(1).sha256();
        try (var ledger = Ledger.open(library, NOON)) {
            ledger.purge(List.of(2L, 77L));
        }
        var reading = LedgerReading.of(library);
        assertThat(reading.state()).isEqualTo(new State.Whole());
        assertThat(reading.entries().get(1).payload()).isNull();
        assertThat(reading.entries().get(1).sha256()).isEqualTo(before);
        assertThat(reading.entries().get(2).payload()).isEqualTo("three");
        try (var files = Files.walk(library)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file)).doesNotContain("two");
            }
        }
    }

    @Test
    void aRecordTornAtAnyByteIsRecognizedAndTheLedgerGoesOn() throws Exception {
        recordThree();
        var bytes = Files.readAllBytes(LedgerReading.file(library));
        var text = new String(bytes, StandardCharsets.UTF_8);
        int last = text.lastIndexOf('\n', text.length() - 2) + 1;
        for (int cut = bytes.length - 1; cut > last; cut -= 6) {
            Files.write(LedgerReading.file(library), Arrays.copyOf(bytes, cut));
            var state = LedgerReading.of(library).state();
            if (cut < bytes.length - 1) {
                assertThat(state).isEqualTo(new State.TornTail(cut - last));
            } else {
                assertThat(state).isEqualTo(new State.Whole()); // but for the end of its line
            }
            // A second crash, at the worst moment of the recovery from the first.
            if (cut == bytes.length - 61) {
                Files.writeString(
                        LedgerReading.file(library),
                        "\n{\"number\":3,\"ti",
                        StandardOpenOption.APPEND);
            }
            Files.writeString(LedgerReading.payload(library, 3), "three");
            try (var ledger = Ledger.open(library, NOON)) {
                ledger.record(departure("four", "d1"));
            }
            var reading = LedgerReading.of(library);
            assertThat(reading.state()).isEqualTo(new State.Whole());
            assertThat(reading.entries().getLast().payload()).isEqualTo("four");
            var kept = LedgerReading.payloads(library);
            assertThat(kept).hasSize(reading.entries().size());
            Files.delete(LedgerReading.payload(library, reading.entries().getLast().number()));
        }
    }

    @Test
    void bytesThatNoCrashLeavesAreDamage() throws Exception {
        recordThree();
        var text = Files.readString(LedgerReading.file(library));
        Files.writeString(LedgerReading.file(library), text.replaceFirst("\n", "\nnonsense\n"));
        assertThat(LedgerReading.of(library).state())
                .isEqualTo(new State.Damaged(3, "there is an unfinished record before this one"));
    }

    @Test
    void onlyOneCanWrite() throws Exception {
        try (var _ = Ledger.open(library, NOON)) {
            assertThatThrownBy(() -> Ledger.open(library, NOON)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void fieldsWithCommasAreQuoted() throws Exception {
        try (var ledger = Ledger.open(library, NOON)) {
            ledger.record(
                    new Departure("https://a.example/", "long, \"very\"", "this once", null, "x"));
        }
        assertThat(LedgerReading.of(library).csv().lines().toList())
                .hasSize(2)
                .last()
                .asString()
                .startsWith("1,2026-11-21T12:00:00Z,https://a.example/,\"long, \"\"very\"\"\",");
    }

    /// The process dies by SIGKILL at each step. What it handed over went to the file `sent`.
    @ParameterizedTest
    @EnumSource(Moment.class)
    void neverAByteWithoutItsRecord(Moment moment) throws Exception {
        var process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Sender.class.getName(),
                                library.toString(),
                                moment.name())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        // It says so when it has come to the moment, and then waits to be killed.
        assertThat(process.getInputStream().read()).isEqualTo('!');
        process.destroyForcibly().waitFor();
        var sent = library.resolve("sent");
        var bytes = Files.exists(sent) ? Files.readString(sent) : "";
        var reading = LedgerReading.of(library);
        assertThat(reading.state()).isNotInstanceOf(State.Damaged.class);
        var recorded = reading.entries().stream().map(LedgerReading.Entry::payload).toList();
        if (!bytes.isEmpty()) {
            assertThat(recorded).isNotEmpty();
            assertThat(recorded.getLast()).startsWith(bytes);
        }
        assertThat(bytes)
                .isEqualTo(
                        switch (moment) {
                            case BEFORE, PAYLOAD_KEPT, WRITTEN, ON_DISK -> "";
                            case HALF_HANDED_OVER -> "pay";
                            case HANDED_OVER, SETTLED -> "payload";
                        });
        try (var ledger = Ledger.open(library, NOON)) {
            ledger.record(departure("next", null));
        }
        assertThat(LedgerReading.of(library).state()).isEqualTo(new State.Whole());
    }

    /// When the process dies.
    enum Moment {
        BEFORE,
        PAYLOAD_KEPT,
        WRITTEN,
        ON_DISK,
        HALF_HANDED_OVER,
        HANDED_OVER,
        SETTLED
    }

    /// Records and hands over, until the moment at which it is to die.
    static final class Sender {

        public static void main(String[] arguments) throws Exception {
            var folder = Path.of(arguments[0]);
            var last = Moment.valueOf(arguments[1]);
            var ledger = Ledger.open(folder, NOON, step -> at(last, Moment.valueOf(step.name())));
            var receipt = ledger.record(departure("payload", null));
            var sent = folder.resolve("sent");
            Files.writeString(sent, "pay", StandardOpenOption.CREATE);
            at(last, Moment.HALF_HANDED_OVER);
            Files.writeString(sent, "load", StandardOpenOption.APPEND);
            at(last, Moment.HANDED_OVER);
            ledger.settle(receipt, "answered", "");
            at(last, Moment.SETTLED);
        }

        private static void at(Moment last, Moment now) {
            if (now == last) {
                System.out.print('!');
                System.out.flush();
                while (true) {
                    LockSupport.park();
                }
            }
        }
    }

    private void recordThree() throws IOException {
        try (var ledger = Ledger.open(library, NOON)) {
            for (var payload : List.of("one", "two", "three")) {
                ledger.record(departure(payload, "d1"));
            }
            // So that the first of them is told from the last.
            ledger.settle(new Receipt(1, departure("one", "d1")), "answered", "");
        }
    }

    private static Departure departure(String payload, @Nullable String document) {
        return new Departure(
                "https://api.example/v1/chat/completions",
                "clients",
                "this once",
                document,
                payload);
    }
}
