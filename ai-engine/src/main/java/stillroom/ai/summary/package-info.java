/// Summaries made of sentences of the document itself, each anchored where it stands.
///
/// From pages to a summary: [Layout] puts lines together to blocks of running text, knows headings,
/// and leaves out headers, footers, contents, references and the like; [Candidates] takes the
/// sentences worth a look, of a long document those of its best passages; [Sentences] splits the
/// blocks; [Mending] makes a quote readable; [Opening] knows which sentences cannot stand alone;
/// [Ranking] weighs the [Features] of each; [Choice] takes the best that fit; [Clause] shortens one
/// when none fits. [ExtractiveSummarizer] is the whole.
package stillroom.ai.summary;
