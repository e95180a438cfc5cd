package stillroom.ai.device;

import org.jspecify.annotations.Nullable;
import stillroom.ai.pack.Precision;
import stillroom.ai.pack.Reference;

/// What a model does on this machine when it is run with one precision.
///
/// @param pack name of the model pack
/// @param device `cpu` or `cuda`
/// @param streams texts that were run at once
/// @param passagesPerSecond of all streams together; 0 if the precision does not run here
/// @param tokensPerSecond the same, counted in tokens
/// @param tokensPerCpuSecond tokens for each second that a core worked on them, whatever else the
///   machine was busy with
/// @param closeness to the vectors of the published weights; null if the pack does not know them
/// @param loadMilliseconds from the files to the first vector
/// @param chosen whether this precision is the one to use
/// @param reason why it is, or is not; one sentence
public record Calibration(
        String pack,
        Precision precision,
        String device,
        int streams,
        double passagesPerSecond,
        double tokensPerSecond,
        double tokensPerCpuSecond,
        Reference.@Nullable Closeness closeness,
        double loadMilliseconds,
        boolean chosen,
        String reason) {

    /// The same with another verdict.
    Calibration judged(boolean choice, String why) {
        return new Calibration(
                pack,
                precision,
                device,
                streams,
                passagesPerSecond,
                tokensPerSecond,
                tokensPerCpuSecond,
                closeness,
                loadMilliseconds,
                choice,
                why);
    }
}
