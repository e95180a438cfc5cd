/// The gateway: the only part that may reach a network, in a process of its own.
///
/// [Gateway] is what the rest of the program sees: it starts the process, before the offline lock
/// is engaged, and hands it what the ledger has a receipt for. [GatewayMain] is that process: it
/// has the address and the key, but no library, and speaks to one [Endpoint] by [ChatClient]. The
/// two talk in [Frames] over the standard streams. What comes back is text and nothing else.
package stillroom.app.gateway;
