package stillroom.app.ui.privacy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import org.jspecify.annotations.Nullable;
import stillroom.app.gateway.Endpoint;
import stillroom.app.ledger.LedgerReading;
import stillroom.app.lock.LeakTest;
import stillroom.app.lock.LockState;
import stillroom.app.report.PrivacyReport;
import stillroom.app.route.CloudSettings;
import stillroom.app.route.Rules;
import stillroom.app.ui.common.Requests;
import stillroom.index.LocalIndex;

/// What can leave this computer, and what has. For the FX thread.
public final class PrivacyViewModel {

    private final LocalIndex index;
    private final LockState lock;
    private final @Nullable Endpoint running;
    private final Requests requests;
    private final Clock clock;
    private final Requests.Lane readings;
    private final ReadOnlyObjectWrapper<Test> test = new ReadOnlyObjectWrapper<>(new Test.NotRun());
    private final ReadOnlyObjectWrapper<@Nullable Findings> findings =
            new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<CloudSettings> cloud =
            new ReadOnlyObjectWrapper<>(CloudSettings.OFF);
    private final ReadOnlyObjectWrapper<@Nullable Path> written = new ReadOnlyObjectWrapper<>();
    private final StringProperty ledgerQuery = new SimpleStringProperty("");
    private final ReadOnlyObjectWrapper<List<LedgerReading.Entry>> entries =
            new ReadOnlyObjectWrapper<>(List.of());
    private final ObjectProperty<@Nullable String> refusal = new SimpleObjectProperty<>();

    /// How far the leak test has come.
    public sealed interface Test {

        record NotRun() implements Test {}

        /// It is under way.
        ///
        /// @param attempts those that are over
        record Running(List<LeakTest.Attempt> attempts) implements Test {}

        /// Every way was tried.
        ///
        /// @param passed whether nothing got through
        record Over(List<LeakTest.Attempt> attempts, Instant at, boolean passed) implements Test {}

        /// What was tried so far.
        default List<LeakTest.Attempt> tried() {
            return switch (this) {
                case NotRun() -> List.of();
                case Running(var attempts) -> attempts;
                case Over(var attempts, _, _) -> attempts;
            };
        }
    }

    /// What the library tells of itself.
    ///
    /// @param rules as they are written, in order; empty if they cannot be read
    public record Findings(PrivacyReport report, List<String> rules) {}

    /// @param running the server that the gateway of this process may reach; null if there is no
    ///   gateway
    public PrivacyViewModel(
            LocalIndex index,
            LockState lock,
            @Nullable Endpoint running,
            Requests requests,
            Clock clock) {
        this.index = index;
        this.lock = lock;
        this.running = running;
        this.requests = requests;
        this.clock = clock;
        this.readings = requests.lane();
        ledgerQuery.addListener(_ -> filter());
        findings.addListener(_ -> filter());
    }

    /// Looks at the library anew, and checks the chain of its ledger.
    public void refresh() {
        readings.ask(
                _ -> {
                    try {
                        return new Found(
                                new Findings(PrivacyReport.of(index, clock), rules()),
                                CloudSettings.load(index.folder()));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                found -> {
                    findings.set(found.findings());
                    cloud.set(found.cloud());
                });
    }

    private record Found(Findings findings, CloudSettings cloud) {}

    private List<String> rules() {
        try {
            return Rules.load(index.folder()).lines();
        } catch (IOException _) {
            return List.of();
        }
    }

    private void filter() {
        var found = findings.get();
        var wanted = ledgerQuery.get().strip().toLowerCase(Locale.ROOT);
        entries.set(
                found == null
                        ? List.of()
                        : found.report().ledger().entries().reversed().stream()
                                .filter(entry ->
                                        String.join(
                                                        "\n",
                                                        entry.destination(),
                                                        entry.rule(),
                                                        entry.consent(),
                                                        String.valueOf(entry.outcome()),
                                                        String.valueOf(entry.payload()))
                                                .toLowerCase(Locale.ROOT)
                                                .contains(wanted))
                                .toList());
    }

    // -- The lock

    public LockState lock() {
        return lock;
    }

    /// The leak test, as it stands.
    public ReadOnlyObjectProperty<Test> test() {
        return test.getReadOnlyProperty();
    }

    /// Tries every way out. Does nothing while that is under way.
    public void runLeakTest() {
        if (test.get() instanceof Test.Running) {
            return;
        }
        test.set(new Test.Running(List.of()));
        var tried = new ArrayList<LeakTest.Attempt>();
        requests.ask(
                () ->
                        LeakTest.run(attempt -> {
                            tried.add(attempt);
                            var soFar = List.copyOf(tried);
                            requests.tell(() -> show(soFar));
                        }),
                passed -> test.set(new Test.Over(List.copyOf(tried), clock.instant(), passed)));
    }

    private void show(List<LeakTest.Attempt> soFar) {
        if (test.get() instanceof Test.Running) {
            test.set(new Test.Running(soFar));
        }
    }

    // -- The cloud fallback

    /// Whether the cloud fallback is to be on from the next start.
    public ReadOnlyObjectProperty<CloudSettings> cloud() {
        return cloud.getReadOnlyProperty();
    }

    /// The server that may be asked while this process lives; null if none.
    public @Nullable Endpoint running() {
        return running;
    }

    /// Whether Stillroom must be started anew before [#cloud] holds.
    public boolean needsRestart() {
        return !Objects.equals(cloud.get().open().orElse(null), running);
    }

    /// Why the fallback was not switched on, in one sentence; null if it was.
    public ObjectProperty<@Nullable String> refusal() {
        return refusal;
    }

    /// Switches the fallback on from the next start. Nothing is sent by that.
    ///
    /// @return whether that can be
    public boolean switchOn(String address, String model) {
        try {
            save(new CloudSettings(true, new Endpoint(address.strip(), model.strip(), null)));
            return true;
        } catch (IllegalArgumentException wrong) {
            refusal.set(wrong.getMessage());
            return false;
        }
    }

    /// Switches the fallback off from the next start.
    public void switchOff() {
        save(new CloudSettings(false, cloud.get().endpoint()));
    }

    private void save(CloudSettings settings) {
        refusal.set(null);
        requests.ask(
                () -> {
                    try {
                        settings.save(index.folder());
                        return settings;
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                cloud::set);
    }

    // -- What has left

    /// Everything that the library tells; null until it was looked at.
    public ReadOnlyObjectProperty<@Nullable Findings> findings() {
        return findings.getReadOnlyProperty();
    }

    /// What the ledger is searched for.
    public StringProperty ledgerQuery() {
        return ledgerQuery;
    }

    /// The records of the ledger that fit [#ledgerQuery], newest first.
    public ReadOnlyObjectProperty<List<LedgerReading.Entry>> entries() {
        return entries.getReadOnlyProperty();
    }

    /// Where the report was written; null before.
    public ReadOnlyObjectProperty<@Nullable Path> written() {
        return written.getReadOnlyProperty();
    }

    /// Writes the report for an auditor.
    public void writeReport(Path file) {
        requests.ask(
                () -> {
                    try {
                        Files.writeString(file, PrivacyReport.of(index, clock).html());
                        return file;
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                written::set);
    }
}
