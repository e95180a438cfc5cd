package stillroom.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import stillroom.app.ledger.LedgerReading;
import stillroom.app.route.CloudSettings;
import stillroom.app.ui.common.Look;
import stillroom.index.LocalIndex;

/// The short form of [SettingsFuzz], and what its long form found.
class SettingsFuzzTest {

    private static final long SEED = 20_261_128;
    private static final int FILES = 1_000;
    private static final int COMMANDS = 25;

    @TempDir Path folder;

    @Test
    void readsOrRefusesWhateverStandsInItsFilesAndArguments() throws IOException {
        try (var fuzz = new SettingsFuzz(folder, SEED)) {
            fuzz.files(FILES);
            assertThat(fuzz.commands(COMMANDS).values().stream().mapToInt(each -> each).sum())
                    .as("seed " + SEED)
                    .isEqualTo(FILES + COMMANDS);
        }
    }

    /// Found by the fuzzer: every start failed, before anything could be said.
    @Test
    void aCloudFileWithoutAModelIsOff() throws IOException {
        Files.writeString(
                folder.resolve("cloud.json"),
                "{\"on\":true,\"endpoint\":{\"address\":\"https://a.example/v1\"}}");
        assertThat(CloudSettings.load(folder)).isEqualTo(CloudSettings.OFF);
    }

    /// Found by the fuzzer: the window did not open.
    @Test
    void aLookThatNobodyKnowsIsTheUsualOne() {
        try (var index = LocalIndex.open(folder)) {
            index.putSetting("window.theme", "SEPIA");
            index.putSetting("window.size", "large");
            assertThat(Look.read(index)).isEqualTo(Look.USUAL);
        }
    }

    /// Found by the fuzzer: a record whose hash holds, but which lacks a number.
    @Test
    void aRecordThatLacksAFieldIsDamage() throws IOException {
        Files.createDirectories(folder.resolve("ledger"));
        Files.writeString(
                folder.resolve("ledger/ledger.jsonl"),
                SettingsFuzz.sealed(
                        "{\"number\":1,\"time\":\"2026-11-28T12:00:00Z\",\"outcome\":{\"of\":null,"
                                + "\"outcome\":\"answered\",\"detail\":\"\"},\"previous\":\""
                                + "0".repeat(64)
                                + "\""));
        assertThat(LedgerReading.of(folder).state())
                .isInstanceOf(LedgerReading.State.Damaged.class);
    }
}
