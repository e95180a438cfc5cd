package stillroom.app.lock;

/// What an [OfflineLock] leaves to the process that engages it.
public enum Sockets {
    /// None at all, not even to another program on this machine: for whatever has no window.
    NONE,
    /// Unix sockets, through which a window is drawn.
    UNIX,
    /// Internet sockets, and no way to another program on this machine: for the gateway.
    INTERNET
}
