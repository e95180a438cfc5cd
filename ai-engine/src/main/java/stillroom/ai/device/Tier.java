package stillroom.ai.device;

import java.util.Locale;

/// How large a model this machine is given.
public enum Tier {
    /// A small model, for machines on which the other would take too long or too much.
    LIGHT("all-minilm-l6-v2"),
    /// The model that most machines run well.
    STANDARD("bge-small-en-v1.5");

    /// What a document of a hundred pages comes to: four passages of 180 tokens a page.
    private static final int PASSAGES = 400;

    private static final int MOST_SECONDS = 10;
    private static final int LEAST_MEMORIES = 4;

    private final String pack;

    Tier(String pack) {
        this.pack = pack;
    }

    /// A tier and, in one sentence, why.
    public record Choice(Tier tier, String reason) {}

    /// The name of the model pack that comes with the program for it.
    public String pack() {
        return pack;
    }

    /// Chooses by what was measured: the standard model has to learn the meaning of a hundred pages
    /// in ten seconds, with a quarter of the memory.
    ///
    /// @param passagesPerSecond of about 180 tokens, of the standard model on this machine, with as
    ///   many streams as it will have
    /// @param bytes that the standard model takes when it is loaded
    public static Choice choose(Device.Profile machine, double passagesPerSecond, long bytes) {
        double seconds = PASSAGES / passagesPerSecond;
        String speed =
                String.format(
                        Locale.ROOT,
                        "%s takes %.1f s for 100 pages (%.0f passages/s)",
                        STANDARD.pack,
                        seconds,
                        passagesPerSecond);
        String memory =
                String.format(
                        Locale.ROOT,
                        "%.0f MB of %.1f GB of memory",
                        bytes / 1e6,
                        machine.memory() / 1e9);
        if (bytes > machine.memory() / LEAST_MEMORIES) {
            return new Choice(
                    LIGHT, STANDARD.pack + " would need " + memory + ", more than a quarter");
        }
        if (!(seconds <= MOST_SECONDS)) {
            return new Choice(LIGHT, speed + ", more than " + MOST_SECONDS + " s");
        }
        return new Choice(STANDARD, speed + " and " + memory);
    }

    /// The name as people write it.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
