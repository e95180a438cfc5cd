package stillroom.ai.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import stillroom.ai.AiException;
import stillroom.ai.pack.PackStore;
import stillroom.ai.pack.Precision;
import stillroom.ai.pack.Reference.Closeness;

class CalibratorTest {

    private static final PackStore PACKS =
            PackStore.of(Path.of(System.getProperty("stillroom.packs")));

    @Test
    void runsEveryPrecisionOfAShippedPackAndStaysCloseToThePublishedVectors() {
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            List<Calibration> lines =
                    new Calibrator(PACKS, threads, 2)
                            .calibrate("all-minilm-l6-v2", List.of("a short text"), 0.05);

            assertThat(lines)
                    .extracting(Calibration::precision)
                    .startsWith(Precision.INT8, Precision.BF16)
                    .endsWith(Precision.FP32);
            assertThat(lines).filteredOn(Calibration::chosen).hasSize(1);
            for (Calibration line : lines) {
                assertThat(line.closeness().mean()).isGreaterThan(0.995);
                assertThat(line.closeness().least()).isGreaterThan(0.98);
                assertThat(line.passagesPerSecond()).isPositive();
                assertThat(line.tokensPerSecond() / line.passagesPerSecond())
                        .isBetween(4.99, 5.01); // a short text, with two special tokens
                assertThat(line.tokensPerCpuSecond()).isPositive();
                assertThat(line.streams()).isEqualTo(2);
            }
        }
    }

    @Test
    void saysSoWhenThereIsNoSuchPack() {
        assertThatThrownBy(() ->
                        new Calibrator(PACKS, Runnable::run, 1)
                                .calibrate("nothing", List.of(), 0.01))
                .isInstanceOf(AiException.class)
                .hasMessageContaining("nothing");
    }

    @Test
    void choosesTheFastestThatIsFaithful() {
        assertThat(
                        chosen(
                                line(Precision.INT8, 300, new Closeness(0.998, 0.99)),
                                line(Precision.BF16, 200, new Closeness(0.999, 0.999)),
                                line(Precision.FP32, 100, new Closeness(1, 1))))
                .isEqualTo(Precision.INT8);
    }

    @Test
    void passesOverWhatIsFastAndFarOff() {
        assertThat(
                        chosen(
                                line(Precision.INT8, 300, new Closeness(0.98, 0.97)),
                                line(Precision.BF16, 250, new Closeness(0.999, 0.96)),
                                line(Precision.FP32, 100, new Closeness(1, 1))))
                .isEqualTo(Precision.FP32);
    }

    @Test
    void prefersWhatIsMoreFaithfulWhenSpeedIsTheSame() {
        assertThat(
                        chosen(
                                line(Precision.INT8, 102, new Closeness(0.998, 0.99)),
                                line(Precision.FP32, 100, new Closeness(1, 1))))
                .isEqualTo(Precision.FP32);
    }

    @Test
    void choosesBySpeedAloneWhenThePackKnowsNoPublishedVectors() {
        assertThat(chosen(line(Precision.INT8, 300, null), line(Precision.FP32, 100, null)))
                .isEqualTo(Precision.INT8);
    }

    private static Precision chosen(Calibration... lines) {
        return Calibrator.choose(List.of(lines)).stream()
                .filter(Calibration::chosen)
                .findFirst()
                .orElseThrow()
                .precision();
    }

    private static Calibration line(
            Precision precision, double speed, @Nullable Closeness closeness) {
        return new Calibration(
                "pack", precision, "cpu", 2, speed, speed * 9, speed * 9, closeness, 400, false,
                "");
    }
}
