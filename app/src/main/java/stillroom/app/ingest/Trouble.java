package stillroom.app.ingest;

import stillroom.ai.AiException;
import stillroom.index.IndexException;

/// Why something cannot be done, or cannot go on.
///
/// @param sentence in English, for a person to act on; empty if nobody foresaw it
/// @param code short and the same in every language; equal failures have equal codes
/// @param subject what it is about, such as the name of a model pack; empty if that is nothing in
///   particular
public record Trouble(String sentence, String code, String subject) {

    /// Nobody foresaw it, and the work stops.
    static final Trouble INSIDE =
            new Trouble(
                    "Something inside went wrong; the log of the library tells where.", "S1", "");

    /// What a failure tells.
    public static Trouble of(RuntimeException failure) {
        return switch (failure) {
            case IndexException foreseen ->
                    new Trouble(
                            String.valueOf(foreseen.getMessage()), foreseen.reason().code(), "");
            case AiException foreseen ->
                    new Trouble(
                            String.valueOf(foreseen.getMessage()),
                            foreseen.reason().code(),
                            foreseen.subject());
            default -> new Trouble("", code(failure), "");
        };
    }

    private static String code(RuntimeException failure) {
        var trace = failure.getStackTrace();
        var place = trace.length == 0 ? "" : trace[0].getClassName() + trace[0].getMethodName();
        return "%04X".formatted((failure.getClass().getName() + place).hashCode() & 0xffff);
    }
}
