/// The library: what the rest of the program knows of stored documents.
///
/// [LocalIndex] is the one door. It keeps a catalogue (SQLite: documents, sources, text, labels,
/// summaries, and how far each document has come) and two kinds of index (Lucene: passages, and the
/// vectors of each generation). The catalogue is written last and is the queue of the work: after a
/// crash, work goes on with what it says is not finished. Everything is keyed by [DocumentId], so a
/// step that is done twice is harmless, and an index that is lost is made again from the text in
/// the catalogue.
package stillroom.index;
