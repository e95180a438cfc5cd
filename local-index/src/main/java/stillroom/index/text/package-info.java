/// Gets the text out of files, and cuts it into passages.
///
/// Two processes share this package. In the program, [ReaderProcess] is what implements
/// [TextExtractor]: it looks at a file from outside (is it there, an ordinary one, small enough),
/// hands its path to a child process, waits no longer than the [Limits] say, and replaces a child
/// that hangs, runs out of memory or crashes. In the child, [ReaderMain] answers one path after the
/// other in the form of `Frames`.
///
/// The way of a file through the child is one straight line, `DocumentReader`: its format is told
/// by its content; PDF goes to `PdfReader`, text to `PlainText`, everything else to a parser of
/// Tika whose XHTML `SaxReader` listens to; what lies within a document comes back the same way
/// through `Attachments`. All of them write into a `PageBuilder`, which knows what a [Page] looks
/// like. What goes wrong ends as a [Problem], never as an exception.
package stillroom.index.text;
