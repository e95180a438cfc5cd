/// The ledger: what left this computer, written down before it did.
///
/// [Ledger] appends to one file of JSON lines, `ledger/ledger.jsonl` in the folder of the library.
/// Each line carries the hash of the line before it, so that none can be changed or taken out
/// unseen; [LedgerReading] reads and checks them. Payloads lie beside the file, one a file, and can
/// be purged: their hashes stay.
package stillroom.app.ledger;
