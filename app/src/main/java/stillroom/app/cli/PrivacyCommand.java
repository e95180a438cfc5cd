package stillroom.app.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import stillroom.app.ledger.Ledger;
import stillroom.app.ledger.LedgerReading;
import stillroom.app.ledger.LedgerReading.Entry;
import stillroom.app.ledger.LedgerReading.State;
import stillroom.app.lock.LeakTest;
import stillroom.app.lock.LockState;
import stillroom.app.lock.OfflineLock;
import stillroom.app.report.PrivacyReport;

/// Shows what keeps documents on this computer, and what left it.
@Command(
        name = "privacy",
        description = "Shows what keeps documents on this computer, and what left it.",
        synopsisSubcommandLabel = "COMMAND")
final class PrivacyCommand implements Runnable {

    private final Stillroom stillroom;

    @Spec private @Nullable CommandSpec spec;

    PrivacyCommand(Stillroom stillroom) {
        this.stillroom = stillroom;
    }

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(
                    spec.commandLine(), "Say what to show: status, leak-test, ledger or report");
        }
    }

    private record StatusLine(
            boolean locked,
            @Nullable String how,
            @Nullable Integer threads,
            @Nullable String reason) {}

    @Command(name = "status", description = "Tells whether the system keeps this process offline.")
    int status() {
        switch (OfflineLock.check()) {
            case LockState.Enforced(var threads) ->
                    stillroom.print(
                            new StatusLine(true, OfflineLock.HOW, threads, null),
                            "Offline, enforced: "
                                    + OfflineLock.HOW
                                    + " ("
                                    + threads
                                    + " threads).");
            case LockState.NotEnforced open ->
                    stillroom.print(
                            new StatusLine(false, null, null, open.reason()),
                            "Not enforced by the system: " + open.reason() + ".");
        }
        return Stillroom.DONE;
    }

    private record AttemptLine(
            String attempt, String call, @Nullable Boolean refused, String answer) {}

    @Command(
            name = "leak-test",
            description = {
                "Tries every way out of this process that is known, without sending anything.",
                "Exit code 0 only if every attempt was refused."
            })
    int leakTest() {
        var table = new Table();
        boolean passed =
                LeakTest.run(attempt -> {
                    var refused =
                            switch (attempt.outcome()) {
                                case REFUSED -> Boolean.TRUE;
                                case OPEN -> Boolean.FALSE;
                                case NOT_TRIED -> null;
                            };
                    stillroom.print(
                            new AttemptLine(
                                    attempt.name(),
                                    attempt.call(),
                                    refused,
                                    attempt.answer().sentence()),
                            "");
                    table.add(
                            attempt.name(),
                            switch (attempt.outcome()) {
                                case REFUSED -> "refused";
                                case OPEN -> "NOT REFUSED";
                                case NOT_TRIED -> "not tried";
                            },
                            attempt.answer().sentence(),
                            attempt.call());
                });
        if (!stillroom.json()) {
            table.lines().forEach(stillroom.terminal()::print);
        }
        if (!passed) {
            stillroom.complain(
                    switch (OfflineLock.check()) {
                        case LockState.Enforced _ -> "Something gets past the lock.";
                        case LockState.NotEnforced open ->
                                "Nothing keeps this process offline: " + open.reason() + ".";
                    });
        }
        return passed ? Stillroom.DONE : Stillroom.FAILED;
    }

    private record EntryLine(
            long number,
            String time,
            String destination,
            String rule,
            String consent,
            @Nullable String document,
            int bytes,
            String sha256,
            @Nullable String outcome,
            @Nullable String detail,
            boolean payloadKept) {

        static EntryLine of(Entry entry) {
            return new EntryLine(
                    entry.number(),
                    entry.time().toString(),
                    entry.destination(),
                    entry.rule(),
                    entry.consent(),
                    entry.document(),
                    entry.bytes(),
                    entry.sha256(),
                    entry.outcome(),
                    entry.detail(),
                    entry.payload() != null);
        }
    }

    private record VerifyLine(String ledger, long records, String head, @Nullable String detail) {}

    @Command(name = "ledger", description = "Shows what ever left this computer.")
    int ledger(
            @Option(
                            names = "--verify",
                            description = "Check that no record was changed or taken out.")
                    boolean verify,
            @Option(
                            names = "--csv",
                            paramLabel = "FILE",
                            description = "Write the records to a file.")
                    @Nullable Path csv,
            @Option(
                            names = "--purge",
                            description = "Delete the payloads that are kept. Their hashes stay.")
                    boolean purge) {
        return Failure.ofFiles(() -> ledger(stillroom.parts().folder(), verify, csv, purge));
    }

    private record ReportLine(String report) {}

    @Command(name = "report", description = "Writes a report for an auditor; it names no document.")
    int report(
            @Parameters(paramLabel = "FILE", description = "An HTML file; replaced if it is there.")
                    Path file) {
        return Failure.ofFiles(() -> {
            var report = PrivacyReport.of(stillroom.parts().index(), Clock.systemUTC());
            Files.writeString(file, report.html());
            stillroom.print(
                    new ReportLine(file.toString()),
                    "Written: " + Terminal.oneLine(file.toString()));
            return Stillroom.DONE;
        });
    }

    private int ledger(Path library, boolean verify, @Nullable Path csv, boolean purge)
            throws IOException {
        if (purge) {
            return purge(library);
        }
        var reading = LedgerReading.of(library);
        if (verify) {
            return verify(reading);
        }
        if (csv != null) {
            Files.writeString(csv, reading.csv());
            return Stillroom.DONE;
        }
        for (var entry : reading.entries()) {
            stillroom.print(
                    EntryLine.of(entry),
                    "%d  %s  %s  %d bytes  rule %s, %s  %s"
                            .formatted(
                                    entry.number(),
                                    entry.time(),
                                    entry.destination(),
                                    entry.bytes(),
                                    entry.rule(),
                                    entry.consent(),
                                    entry.outcome() == null ? "outcome unknown" : entry.outcome()));
        }
        if (reading.entries().isEmpty() && !stillroom.json()) {
            stillroom.terminal().print("Nothing has left this computer.");
        }
        return reading.state() instanceof State.Damaged ? verify(reading) : Stillroom.DONE;
    }

    private int verify(LedgerReading reading) {
        switch (reading.state()) {
            case State.Whole _ ->
                    stillroom.print(
                            new VerifyLine("whole", reading.records(), reading.head(), null),
                            "Whole: %d records, head %s."
                                    .formatted(reading.records(), reading.head()));
            case State.TornTail(var bytes) ->
                    stillroom.print(
                            new VerifyLine(
                                    "torn-tail",
                                    reading.records(),
                                    reading.head(),
                                    bytes + " bytes"),
                            ("Whole up to a crash, which left %d bytes of a record for which nothing"
                                            + " was sent: %d records, head %s.")
                                    .formatted(bytes, reading.records(), reading.head()));
            case State.Damaged(var line, var what) -> {
                var detail = "line " + line + ": " + what;
                stillroom.print(
                        new VerifyLine("damaged", reading.records(), reading.head(), detail),
                        "DAMAGED at " + detail + ".");
                return Stillroom.FAILED;
            }
        }
        return Stillroom.DONE;
    }

    private record PurgeLine(int purged) {}

    private int purge(Path library) throws IOException {
        var kept =
                LedgerReading.of(library).entries().stream()
                        .filter(entry -> entry.payload() != null)
                        .map(Entry::number)
                        .toList();
        if (!kept.isEmpty()) {
            try (var ledger = Ledger.open(library, Clock.systemUTC())) {
                ledger.purge(kept);
            }
        }
        stillroom.print(
                new PurgeLine(kept.size()),
                "%d payloads deleted; their hashes stay.".formatted(kept.size()));
        return Stillroom.DONE;
    }
}
