package stillroom.app.lock;

/// Whether the system keeps this process off the internet.
public sealed interface LockState {

    /// The kernel refuses every internet socket, on each of so many threads.
    record Enforced(int threads) implements LockState {}

    /// Nothing is enforced.
    ///
    /// @param reason why, in plain words, to go on a sentence
    record NotEnforced(String reason) implements LockState {}
}
