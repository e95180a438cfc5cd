/// What a person looks for, and how it is compared with what there is.
///
/// A [Query] is what was typed, with filters. [Words] reads it and knows how words are compared: as
/// stems, and as they stand; the library writes its index with the same rules. [Fusion] makes one
/// score of words and meaning. [Snippet] is the part of a passage that is shown, with the words
/// marked. Nothing here knows of documents or files.
package stillroom.index.query;
