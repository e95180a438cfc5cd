/// The life of a document between being added and being found by meaning.
///
/// [Ingestor] takes documents down the line, on as many threads as it is given; [FolderWalk] finds
/// the files; [Embedding] is one document whose vectors are being made; [Tally] counts what is
/// left, for [Progress].
package stillroom.app.ingest;
