package stillroom.app.route;

/// Where a request may be answered.
///
/// @param rule name of the rule that spoke
/// @param reason what the rule saw; names no document, label or folder
public record Decision(Verdict verdict, String rule, String reason) {

    /// The reason where a rule has no condition.
    public static final String NO_OTHER_RULE = "no other rule";

    /// What a rule can say.
    public enum Verdict {
        /// Here, and no one can lift that.
        NEVER,
        /// Here.
        LOCAL,
        /// The cloud may be proposed. Whether anything leaves is for the user to say.
        CLOUD
    }
}
