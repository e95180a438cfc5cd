/// Summaries made of sentences of the document itself, each anchored where it stands.
///
/// From pages to a summary: [Layout] puts lines together to blocks of running text and leaves out
/// headers, footers, contents, references and the like; [Sentences] splits the blocks; [Mending]
/// makes a quote readable; [Opening] knows which sentences cannot stand alone; [Ranking] says how
/// much each tells of the document; [Choice] takes the best that fit; [Clause] shortens one when
/// none fits. [ExtractiveSummarizer] is the whole.
package stillroom.ai.summary;
