package stillroom.app.settings;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import stillroom.ai.device.Calibration;
import stillroom.ai.pack.Precision;
import stillroom.index.LocalIndex;

/// What calibration found out about a model on this machine, as the library keeps it: the precision
/// to run it with, and all that was measured.
public final class PrecisionSetting {

    private static final String PRECISION = "precision.";
    private static final String MEASURED = "calibration.";
    private static final String WHEN = "calibrated.";

    private PrecisionSetting() {}

    /// The chosen precision of a pack; empty if nothing was measured yet.
    ///
    /// @param pack its name, with or without a version
    public static Optional<Precision> read(LocalIndex index, String pack) {
        return index.setting(PRECISION + name(pack)).flatMap(Precision::named);
    }

    /// What the library remembers of a measured precision.
    ///
    /// @param cosine the mean closeness to the published vectors; NaN if it is not known
    /// @param least the closeness of the text that fared worst; NaN if it is not known
    public record Measured(
            String precision,
            double passagesPerSecond,
            double cosine,
            double least,
            boolean chosen) {

        private String line() {
            return String.join(
                    "\t",
                    precision,
                    Double.toString(passagesPerSecond),
                    Double.toString(cosine),
                    Boolean.toString(chosen),
                    Double.toString(least));
        }

        private static Measured of(String line) {
            var parts = line.split("\t", -1);
            if (parts.length < 4) {
                throw new IllegalArgumentException("a line of " + parts.length + " fields");
            }
            return new Measured(
                    parts[0],
                    Double.parseDouble(parts[1]),
                    Double.parseDouble(parts[2]),
                    // libraries of before do not know it
                    parts.length > 4 ? Double.parseDouble(parts[4]) : Double.NaN,
                    Boolean.parseBoolean(parts[3]));
        }
    }

    /// What was measured; empty if nothing was.
    ///
    /// @param pack its name, with or without a version
    public static List<Measured> measured(LocalIndex index, String pack) {
        return index.setting(
                        MEASURED + name(pack), lines -> lines.lines().map(Measured::of).toList())
                .orElse(List.of());
    }

    /// When that was.
    public static Optional<Instant> measuredAt(LocalIndex index, String pack) {
        return index.setting(WHEN + name(pack), Instant::parse);
    }

    /// Keeps what was measured.
    public static void write(LocalIndex index, List<Calibration> lines, Instant at) {
        index.putSetting(WHEN + lines.getFirst().pack(), at.toString());
        for (var line : lines) {
            if (line.chosen()) {
                index.putSetting(PRECISION + line.pack(), line.precision().toString());
            }
        }
        index.putSetting(
                MEASURED + lines.getFirst().pack(),
                lines.stream()
                        .map(line -> {
                            var closeness = line.closeness();
                            return new Measured(
                                            line.precision().toString(),
                                            line.passagesPerSecond(),
                                            closeness == null ? Double.NaN : closeness.mean(),
                                            closeness == null ? Double.NaN : closeness.least(),
                                            line.chosen())
                                    .line();
                        })
                        .collect(Collectors.joining("\n")));
    }

    private static String name(String pack) {
        return pack.replaceFirst("@.*", "");
    }
}
