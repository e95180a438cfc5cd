/// The offline lock: the process gives up the right to open an internet socket, for good, before
/// anything else happens.
///
/// [OfflineLock] installs the filter that [SocketFilter] writes; the kernel keeps it, on every
/// thread and in every child. [NoNames] refuses to look up host names, because a daemon on this
/// machine could otherwise do so on our behalf through a Unix socket.
package stillroom.app.lock;
