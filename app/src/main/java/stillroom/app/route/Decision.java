package stillroom.app.route;

import java.util.List;
import java.util.stream.Collectors;

/// Where a request may be answered.
///
/// @param rule name of the rule that spoke
/// @param reasons what the rule saw
public record Decision(Verdict verdict, String rule, List<Reason> reasons) {

    /// What a rule can say.
    public enum Verdict {
        /// Here, and no one can lift that.
        NEVER,
        /// Here.
        LOCAL,
        /// The cloud may be proposed. Whether anything leaves is for the user to say.
        CLOUD
    }

    /// What the rule saw, in English.
    public String reason() {
        return reasons.stream().map(Reason::sentence).collect(Collectors.joining(", "));
    }

    /// Whether something sensitive speaks for it.
    public boolean isForSensitive() {
        return reasons.stream().anyMatch(reason -> reason.kind() == Reason.Kind.FOUND);
    }
}
