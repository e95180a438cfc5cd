/// What can leave this computer, and what has: the lock, the leak test, the cloud switch, the
/// ledger, and the sheet that shows a payload before it leaves.
package stillroom.app.ui.privacy;
