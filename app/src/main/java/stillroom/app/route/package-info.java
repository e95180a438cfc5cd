/// Local or cloud: who decides, what is shown, who says yes.
///
/// [Rules] are read from a file that a person can read and say of each request where it may be
/// answered. What may leave is first made anonymous by [Redaction], shown as a [Preview] of the
/// exact bytes, and sent by [Cloud] only with a [Consent] to those bytes, after the ledger has a
/// record of them. No request needs any of this: without it, everything is answered here.
package stillroom.app.route;
