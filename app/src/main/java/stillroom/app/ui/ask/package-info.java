/// Questions to the documents: threads, answers with citations, and the passages where no model
/// writes.
package stillroom.app.ui.ask;
