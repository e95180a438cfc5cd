package stillroom.ai.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TierTest {

    private static final long GIGABYTE = 1_000_000_000;

    @Test
    void aFastMachineGetsTheStandardModel() {
        var choice = Tier.choose(machine(8 * GIGABYTE), 60, 200_000_000);

        assertThat(choice.tier()).isEqualTo(Tier.STANDARD);
        assertThat(choice.reason())
                .isEqualTo(
                        "bge-small-en-v1.5 takes 6.7 s for 100 pages (60 passages/s) and 200 MB of"
                                + " 8.0 GB of memory");
    }

    @Test
    void aSlowMachineGetsTheLightModel() {
        var choice = Tier.choose(machine(8 * GIGABYTE), 39, 200_000_000);

        assertThat(choice.tier()).isEqualTo(Tier.LIGHT);
        assertThat(choice.reason()).contains("10.3 s for 100 pages").contains("more than 10 s");
        assertThat(Tier.choose(machine(8 * GIGABYTE), 40, 200_000_000).tier())
                .isEqualTo(Tier.STANDARD);
    }

    @Test
    void aMachineWithLittleMemoryGetsTheLightModelHoweverFastItIs() {
        var choice = Tier.choose(machine(GIGABYTE), 1000, 251_000_000);

        assertThat(choice.tier()).isEqualTo(Tier.LIGHT);
        assertThat(choice.reason()).contains("251 MB of 1.0 GB").contains("more than a quarter");
    }

    @Test
    void whatWasNotMeasuredIsNotFast() {
        assertThat(Tier.choose(machine(GIGABYTE), 0, 1).tier()).isEqualTo(Tier.LIGHT);
        assertThat(Tier.choose(machine(GIGABYTE), Double.NaN, 1).tier()).isEqualTo(Tier.LIGHT);
    }

    private static Device.Profile machine(long memory) {
        return new Device.Profile(2, memory, List.of());
    }
}
