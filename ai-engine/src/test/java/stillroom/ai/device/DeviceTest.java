package stillroom.ai.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The files are those of a laptop, cut to what is read.
class DeviceTest {

    @TempDir private Path root;

    @Test
    void knowsThisMachine() {
        var profile = Device.here().profile();

        assertThat(profile.processors()).isPositive();
        assertThat(profile.memory()).isGreaterThan(100_000_000);
    }

    @Test
    void claimsNothingWhereTheSystemTellsNothing() {
        var device = Device.in(root);

        assertThat(device.profile().instructions()).isEmpty();
        assertThat(device.onBattery()).isFalse();
        assertThat(device.isShortOfMemory()).isFalse();
    }

    @Test
    void namesTheInstructionsThatModelsProfitFrom() throws IOException {
        put(
                "proc/cpuinfo",
                "processor\t: 0\nflags\t\t: fpu avx2 avx512f avx512_vnni sse\n\nprocessor\t: 1\n");
        assertThat(Device.in(root).profile().instructions())
                .containsExactly("avx2", "avx512_vnni", "avx512f");
    }

    @Test
    void namesTheInstructionsOfAnArmProcessor() throws IOException {
        put("proc/cpuinfo", "processor\t: 0\nFeatures\t: fp asimd asimddp i8mm bf16\n");
        assertThat(Device.in(root).profile().instructions())
                .containsExactly("asimddp", "bf16", "i8mm");
    }

    @Test
    void runsOnBatteryWhileItIsDischarged() throws IOException {
        put("sys/class/power_supply/AC/type", "Mains\n");
        put("sys/class/power_supply/AC/online", "0\n");
        put("sys/class/power_supply/BAT0/type", "Battery\n");
        put("sys/class/power_supply/BAT0/status", "Discharging\n");
        assertThat(Device.in(root).onBattery()).isTrue();

        put("sys/class/power_supply/BAT0/status", "Charging\n");
        assertThat(Device.in(root).onBattery()).isFalse();
    }

    @Test
    void theBatteryOfAMouseDoesNotCount() throws IOException {
        put("sys/class/power_supply/hidpp_battery_0/type", "Battery\n");
        put("sys/class/power_supply/hidpp_battery_0/scope", "Device\n");
        put("sys/class/power_supply/hidpp_battery_0/status", "Discharging\n");
        assertThat(Device.in(root).onBattery()).isFalse();
    }

    @Test
    void isShortOfMemoryWhenATwentiethIsLeft() throws IOException {
        put("proc/meminfo", "MemTotal:       16000000 kB\nMemAvailable:     900000 kB\n");
        assertThat(Device.in(root).isShortOfMemory()).isFalse();
        put("proc/meminfo", "MemTotal:       16000000 kB\nMemAvailable:     700000 kB\n");
        assertThat(Device.in(root).isShortOfMemory()).isTrue();
    }

    @Test
    void aContainerIsShortOfMemoryByItsOwnLimit() throws IOException {
        put("proc/meminfo", "MemTotal:       16000000 kB\nMemAvailable:   15000000 kB\n");
        put("sys/fs/cgroup/memory.max", "1000000000\n");
        put("sys/fs/cgroup/memory.current", "990000000\n");
        put("sys/fs/cgroup/memory.stat", "anon 5\ninactive_file 500000000\n");
        assertThat(Device.in(root).isShortOfMemory()).isFalse();
        put("sys/fs/cgroup/memory.stat", "anon 5\ninactive_file 1000000\n");
        assertThat(Device.in(root).isShortOfMemory()).isTrue();
        put("sys/fs/cgroup/memory.max", "max\n");
        assertThat(Device.in(root).isShortOfMemory()).isFalse();
    }

    private void put(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
