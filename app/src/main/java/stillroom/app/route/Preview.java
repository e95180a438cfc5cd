package stillroom.app.route;

import stillroom.app.route.Redaction.Redacted;

/// Exactly what would leave, for the user to see before he says yes.
public final class Preview {

    private final String destination;
    private final String payload;
    private final String sha256;
    private final Redacted withheld;
    private final Decision decision;
    private final Facts facts;

    Preview(
            String destination,
            String payload,
            String sha256,
            Redacted withheld,
            Decision decision,
            Facts facts) {
        this.destination = destination;
        this.payload = payload;
        this.sha256 = sha256;
        this.withheld = withheld;
        this.decision = decision;
        this.facts = facts;
    }

    /// Where it would go.
    public String destination() {
        return destination;
    }

    /// Every byte, as UTF-8.
    public String payload() {
        return payload;
    }

    /// Hash of the payload, to which a [Consent.Once] is bound.
    public String sha256() {
        return sha256;
    }

    /// The words that placeholders stand for; they stay here.
    public Redacted withheld() {
        return withheld;
    }

    /// Why it may leave.
    public Decision decision() {
        return decision;
    }

    Facts facts() {
        return facts;
    }
}
