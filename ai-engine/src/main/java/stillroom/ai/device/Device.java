package stillroom.ai.device;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// The machine under the program. Most is read from the files in which Linux tells it; where there
/// are none, nothing is claimed. Safe for any thread.
public final class Device {

    /// Those that decide how fast which precision runs.
    private static final Set<String> TELLING =
            Set.of(
                    "avx2",
                    "avx512f",
                    "avx512_vnni",
                    "avx_vnni",
                    "avx512_bf16",
                    "amx_int8",
                    "amx_bf16",
                    "asimddp",
                    "i8mm",
                    "bf16");

    /// With less than this part of the memory left, models that nobody uses go.
    private static final int LEAST_PART_LEFT = 20;

    private final Path root;
    private final OperatingSystemMXBean system;

    private Device(Path root) {
        this.root = root;
        this.system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    }

    /// This machine.
    public static Device here() {
        return new Device(Path.of("/"));
    }

    /// A machine of which the files below a folder tell.
    static Device in(Path root) {
        return new Device(root);
    }

    /// What does not change while the program runs.
    ///
    /// @param processors how many this process may use
    /// @param memory bytes that it may use, as far as the system or a container limits it
    /// @param instructions those of the processor that models profit from, by the names of Linux
    public record Profile(int processors, long memory, List<String> instructions) {

        public Profile {
            instructions = List.copyOf(instructions);
        }
    }

    /// What does not change while the program runs.
    public Profile profile() {
        return new Profile(
                Runtime.getRuntime().availableProcessors(),
                system.getTotalMemorySize(), // of the container, if there is one
                instructions());
    }

    private List<String> instructions() {
        Set<String> found = new TreeSet<>();
        for (String line : lines("proc/cpuinfo")) {
            if (line.startsWith("flags") || line.startsWith("Features")) {
                Arrays.stream(line.substring(line.indexOf(':') + 1).strip().split(" +", -1))
                        .filter(TELLING::contains)
                        .forEach(found::add);
                break; // one core is like the others
            }
        }
        return List.copyOf(found);
    }

    /// Whether the machine runs on its battery: one that powers it is being discharged.
    public boolean onBattery() {
        Path supplies = root.resolve("sys/class/power_supply");
        if (!Files.isDirectory(supplies)) {
            return false;
        }
        try (DirectoryStream<Path> each = Files.newDirectoryStream(supplies)) {
            for (Path supply : each) {
                // A mouse has a battery, too; its scope is 'Device'.
                if (word(supply.resolve("type")).equals("Battery")
                        && !word(supply.resolve("scope")).equals("Device")
                        && word(supply.resolve("status")).equals("Discharging")) {
                    return true;
                }
            }
        } catch (IOException | UncheckedIOException unknown) {
            return false;
        }
        return false;
    }

    /// Whether so little memory is left that other programs begin to suffer.
    public boolean isShortOfMemory() {
        OptionalLong available = number("proc/meminfo", "MemAvailable:");
        OptionalLong total = number("proc/meminfo", "MemTotal:");
        boolean machine =
                available.isPresent()
                        && total.isPresent()
                        && available.getAsLong() < total.getAsLong() / LEAST_PART_LEFT;
        return machine || isContainerShort();
    }

    private boolean isContainerShort() {
        String limit = word(root.resolve("sys/fs/cgroup/memory.max"));
        String used = word(root.resolve("sys/fs/cgroup/memory.current"));
        OptionalLong cached = number("sys/fs/cgroup/memory.stat", "inactive_file ");
        if (!limit.matches("[0-9]{1,18}") || !used.matches("[0-9]{1,18}") || cached.isEmpty()) {
            return false;
        }
        long left = Long.parseLong(limit) - Long.parseLong(used) + cached.getAsLong();
        return left < Long.parseLong(limit) / LEAST_PART_LEFT;
    }

    private OptionalLong number(String file, String key) {
        return lines(file).stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(key.length()).replaceAll("[^0-9]", ""))
                .filter(digits -> digits.matches("[0-9]{1,18}"))
                .mapToLong(Long::parseLong)
                .findFirst();
    }

    private static String word(Path file) {
        try {
            return Files.isReadable(file) ? Files.readString(file).strip() : "";
        } catch (IOException | UncheckedIOException unknown) {
            return "";
        }
    }

    private List<String> lines(String file) {
        try (Stream<String> lines = Files.lines(root.resolve(file))) {
            return lines.toList();
        } catch (IOException | UncheckedIOException unknown) {
            return List.of();
        }
    }
}
