/// The privacy report: one HTML file for an auditor, that says what is kept, what can leave and
/// when, what did, and by which command each promise can be tested.
package stillroom.app.report;
