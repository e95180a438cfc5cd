package stillroom.app.ledger;

/// Proof that a [Departure] stands in the ledger, on disk. Only a [Ledger] gives one, and the
/// gateway takes nothing else.
public final class Receipt {

    private final long number;
    private final Departure departure;

    Receipt(long number, Departure departure) {
        this.number = number;
        this.departure = departure;
    }

    /// The number of the record.
    public long number() {
        return number;
    }

    /// What was recorded.
    public Departure departure() {
        return departure;
    }
}
